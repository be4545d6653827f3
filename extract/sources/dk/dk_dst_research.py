"""Statistics Denmark: research and development in business."""

import datetime as dt

from extract.sources._publishers import DST
from warehouse.statistics import Content, StatisticalTable

SPEC = DST.source(
    "dk_dst_research",
    "Business expenditure on research and development",
    "https://www.statbank.dk/FORSK01",
    reviewed_on=dt.date(2026, 11, 22),
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
