"""Eurostat: structural business statistics by NUTS 2 region."""

import datetime as dt

from extract.sources._publishers import EUROSTAT
from warehouse.statistics import Content, StatisticalTable

SPEC = EUROSTAT.source(
    "eu_eurostat_business",
    "Local units and persons employed by NUTS 2 region (Eurostat)",
    "https://ec.europa.eu/eurostat/databrowser/view/sbs_r_nuts2021",
    reviewed_on=dt.date(2026, 11, 22),
)

TABLES = (
    StatisticalTable(
        "eurostat:sbs_r_nuts2021",
        {
            "LOC_NR": Content("local_units", "local units"),
            "EMP_LOC_NR": Content("persons_employed_in_local_units", "persons"),
        },
        region="geo",
        industry="nace_r2",
        content="indic_sbs",
        period="time",
        select={"geo": ("DK*", "SE*", "NO*"), "indic_sbs": ("LOC_NR", "EMP_LOC_NR")},
        note="Not all industries are covered (no agriculture, no public sector), so there are "
        "no shares of a total.",
    ),
)
