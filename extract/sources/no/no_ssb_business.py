"""Statistics Norway: establishments, business accounts and new enterprises by region."""

import datetime as dt

from extract.sources._publishers import SSB
from warehouse.statistics import Content, RegionScheme, StatisticalTable

SPEC = SSB.source(
    "no_ssb_business",
    "Establishments, turnover and new enterprises by region",
    "https://www.ssb.no/statbank/table/07091",
    reviewed_on=dt.date(2026, 11, 22),
)

TABLES = (
    StatisticalTable(
        "ssb:07091",
        {"Bedrifter": Content("establishments", "establishments", r"bedrifter|virksomheter")},
        industry="NACE2007",
        regions=(RegionScheme("NO-fylke-2024", "F-"), RegionScheme("NO-kommune-2024", "K-")),
        codelists={"Region": "agg_KommFylker"},
        select={"AntAnsatte": ("99",)},
        note="Counted on 1 January; employment tables count in the fourth quarter.",
    ),
    StatisticalTable(
        "ssb:12937",
        {
            "Oms": Content("turnover", "as published"),
            "Lonn": Content("wages", "as published"),
            "Bedrifter": Content("establishments", "establishments"),
            "Sysselsatte": Content("persons_employed_in_establishments", "persons"),
        },
        industry="NACE2007",
        note="Each year on the counties of that year: a code outside its vintage is empty.",
    ),
    StatisticalTable(
        "ssb:08076",
        {},
        cadence="quarterly",
        note="New enterprises. Contents are kept under the agency's own codes.",
    ),
)
