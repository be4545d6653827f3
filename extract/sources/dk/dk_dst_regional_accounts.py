"""Statistics Denmark: regional accounts by area and industry.

Source: https://www.statbank.dk/NRBP10 , https://www.statbank.dk/NRBB10
"""

from __future__ import annotations

import datetime as dt

from extract.sources._agencies import DST_LICENCE, UNSEEN
from extract.spec import SourceSpec
from warehouse.statistics import Content, RegionScheme, StatisticalTable

SPEC = SourceSpec(
    source_id="dk_dst_regional_accounts",
    title="Regional accounts by area and industry",
    country_code="DK",
    publisher="Statistics Denmark",
    kind="statistics",
    licence=DST_LICENCE,
    landing_url="https://www.statbank.dk/NRBB10",
    cadence="yearly",
    language="en",
    bounds=UNSEEN,
    reviewed_on=dt.date(2026, 11, 22),
    remark="Live only: no figures are bundled.",
)

TABLES = (
    StatisticalTable(
        "dst:NRBP10",
        {"B1GD": Content("gross_value_added", "as published")},
        region="OMRÅDE",
        industry="BRANCHE",
        content="TRANSAKT",
        note="Prices of several kinds in one dimension (PRISENHED): choose one.",
    ),
    StatisticalTable(
        "dst:NRBB10",
        {
            "EMPM_DC": Content(
                "persons_employed_at_workplace", "persons", basis="workplace_persons"
            ),
            "SALM_DC": Content("employees_at_workplace", "persons"),
            "EMPH_DC": Content("hours_worked", "1000 hours", None, 1000.0),
            "SALH_DC": Content("hours_worked_by_employees", "1000 hours", None, 1000.0),
        },
        region="OMRÅDE",
        industry="BRANCHE",
        content="SOCIO",
        regions=(RegionScheme("DK-landsdel"), RegionScheme("DK-region")),
        industry_scheme="dst-nrb10",
        reference_areas={"DK": "DK"},
        has_unallocated=True,
        note="Regional accounts, domestic concept.",
    ),
)
