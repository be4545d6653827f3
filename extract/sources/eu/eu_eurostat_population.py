"""Eurostat: inhabitants on 1 January by NUTS 3 region."""

import datetime as dt

from extract.sources._publishers import EUROSTAT
from extract.spec import Bounds
from warehouse.statistics import Content, RegionScheme, StatisticalTable

SPEC = EUROSTAT.source(
    "eu_eurostat_population",
    "Population on 1 January by region (Eurostat)",
    "https://ec.europa.eu/eurostat/databrowser/view/demo_r_pjangrp3",
    bounds=Bounds(600, 40_000, 855, dt.date(2026, 11, 28)),
    reviewed_on=dt.date(2026, 11, 28),
    remark="Bundled: Denmark, Sweden and Norway 2014-2022.",
)

TABLES = (
    StatisticalTable(
        "eurostat:demo_r_pjangrp3",
        {"NR": Content("population", "persons")},
        region="geo",
        content="unit",
        period="time",
        regions=tuple(map(RegionScheme, ("NUTS-2024", "NUTS-2021", "NUTS-2016"))),
        only={"sex": "T", "age": "TOTAL"},
        select={"geo": ("DK*", "SE*", "NO*"), "sex": ("T",), "age": ("TOTAL",)},
        title="Population on 1 January by broad age group, sex and NUTS 3 region",
        note="Norwegian regions are those of the NUTS edition of each year; a region of today that "
        "they do not make up has no figure.",
    ),
)
