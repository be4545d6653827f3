"""Statistics Denmark: regional accounts by area and industry.

Source: https://www.statbank.dk/NRBP10 , https://www.statbank.dk/NRBB10
"""

import datetime as dt

from extract.sources._publishers import DST
from warehouse.statistics import Content, RegionScheme, StatisticalTable

SPEC = DST.source(
    "dk_dst_regional_accounts",
    "Regional accounts by area and industry",
    "https://www.statbank.dk/NRBB10",
    reviewed_on=dt.date(2026, 11, 22),
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
