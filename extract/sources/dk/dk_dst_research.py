"""Statistics Denmark: research and development in business.

Source: https://www.statbank.dk/FORSK01
"""

from __future__ import annotations

import datetime as dt

from extract.sources._agencies import DST_LICENCE, UNSEEN
from extract.spec import SourceSpec
from warehouse.statistics import Content, StatisticalTable

SPEC = SourceSpec(
    source_id="dk_dst_research",
    title="Business expenditure on research and development",
    country_code="DK",
    publisher="Statistics Denmark",
    kind="statistics",
    licence=DST_LICENCE,
    landing_url="https://www.statbank.dk/FORSK01",
    cadence="yearly",
    language="en",
    bounds=UNSEEN,
    reviewed_on=dt.date(2026, 11, 22),
    remark="Live only: no figures are bundled.",
)

TABLES = (
    StatisticalTable(
        "dst:FORSK01",
        {"*": Content("business_rd_expenditure", "million DKK", None, 1e6)},
        region=None,
        content=None,
        note="One dimension (FUI01) mixes industry, technology, size and region: choose one.",
    ),
)
