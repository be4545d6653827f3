"""Statistics Sweden: inhabitants by county and month."""

import datetime as dt

from extract.sources._publishers import SCB
from extract.spec import Bounds
from warehouse.statistics import Content, RegionScheme, StatisticalTable

SPEC = SCB.source(
    "se_scb_population",
    "Population by county and month",
    "https://www.statistikdatabasen.scb.se/",
    bounds=Bounds(80, 40_000, 924, dt.date(2026, 11, 28)),
    reviewed_on=dt.date(2026, 11, 28),
    remark="Bundled: January to April 2026 by groups of age, which are summed. Live: all ages.",
    cadence="monthly",
)

TABLES = (
    StatisticalTable(
        "scb:TAB6471",
        {"000007SF": Content("population", "persons")},
        cadence="monthly",
        regions=(RegionScheme("SE-lan"),),
        country_is_summed=True,
        only={"Kon": "TotSa"},
        summed=("Alder",),
        counted_on="last_day",
        select={"Region": ("??",), "Alder": ("TotSA",), "Kon": ("TotSa",)},
        note="The last day of each month. Cells are perturbed one by one (cell key method), so "
        "sums over ages or counties are near the published totals, not equal to them.",
    ),
)
