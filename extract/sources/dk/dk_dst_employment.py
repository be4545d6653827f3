"""Statistics Denmark: employed persons by area, education and industry.

Source: https://www.statbank.dk/RAS310
"""

from __future__ import annotations

import datetime as dt

from extract.sources._agencies import DST_LICENCE, UNSEEN
from extract.spec import SourceSpec
from warehouse.statistics import Content, StatisticalTable

SPEC = SourceSpec(
    source_id="dk_dst_employment",
    title="Employed persons by area, education and industry",
    country_code="DK",
    publisher="Statistics Denmark",
    kind="statistics",
    licence=DST_LICENCE,
    landing_url="https://www.statbank.dk/RAS310",
    cadence="yearly",
    language="en",
    bounds=UNSEEN,
    reviewed_on=dt.date(2026, 11, 22),
    remark="Live only: no figures are bundled.",
)

TABLES = (
    StatisticalTable(
        "dst:RAS310",
        {"*": Content("persons_employed", "persons")},
        region="OMRÅDE",
        industry="BRANCHE07",
        content=None,
        note="Register-based labour force statistics. Whether by workplace or by residence is "
        "not confirmed, so it is not carried into employment.",
    ),
)
