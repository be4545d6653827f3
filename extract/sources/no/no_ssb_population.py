"""Statistics Norway: inhabitants on 1 January by municipality."""

import datetime as dt

from extract.sources._publishers import SSB
from extract.spec import Bounds
from warehouse.statistics import Content, RegionScheme, StatisticalTable

SPEC = SSB.source(
    "no_ssb_population",
    "Population on 1 January by municipality",
    "https://www.ssb.no/statbank/table/07459",
    bounds=Bounds(2_000, 40_000, 2_499, dt.date(2026, 11, 28)),
    reviewed_on=dt.date(2026, 11, 28),
    remark="Bundled: the municipalities of 2024, 2020-2026.",
)

TABLES = (
    StatisticalTable(
        "ssb:07459",
        {"Personer1": Content("population", "persons")},
        regions=(RegionScheme("NO-kommune-2024", "K-"),),
        country_is_summed=True,
        codelists={"Region": "agg_KommSummer"},
        select={"Kjonn": (), "Alder": (), "Tid": ("from(2020)",)},
        note="Municipalities of 2024, recalculated back by the agency; counties are their sums.",
    ),
)
