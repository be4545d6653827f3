"""Statistics Sweden: regional business facts and gross regional product."""

import datetime as dt

from extract.sources._publishers import SCB
from warehouse.statistics import Content, StatisticalTable

SPEC = SCB.source(
    "se_scb_business",
    "Business facts and gross regional product by county",
    "https://www.statistikdatabasen.scb.se/",
    reviewed_on=dt.date(2026, 11, 22),
)

TABLES = (
    StatisticalTable(
        "scb:TAB6329",
        {},
        industry="SNI2007",
        fallback="NV/NV0109/NV0109P/NSEBasfaktaLVEngs07",
        note="Establishments, employees, turnover, production value, value added, income and "
        "costs, sections A to S without K and O. The region dimension mixes counties and NUTS "
        "codes: choose one kind before summing. Contents keep the agency's own codes.",
    ),
    StatisticalTable(
        "scb:TAB3138",
        {"NR0105AH": Content("gross_regional_product", "million SEK", None, 1e6, 1.0)},
        fallback="NR/NR0105/NR0105A/NR0105ENS2010T01A",
        note="The region dimension also holds groups of counties (RIKS1 to RIKS8) and 90, "
        "outside the regions. Contents not named here keep the agency's own codes.",
    ),
)
