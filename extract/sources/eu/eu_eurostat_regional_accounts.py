"""Eurostat: gross domestic product by region.

Source: https://ec.europa.eu/eurostat/databrowser/view/nama_10r_2gdp ,
https://ec.europa.eu/eurostat/databrowser/view/nama_10r_3gdp
"""

import datetime as dt

from extract.sources._publishers import EUROSTAT
from extract.spec import Bounds
from warehouse.statistics import Content, StatisticalTable

SPEC = EUROSTAT.source(
    "eu_eurostat_regional_accounts",
    "Gross domestic product by region (Eurostat)",
    "https://ec.europa.eu/eurostat/databrowser/view/nama_10r_2gdp",
    bounds=Bounds(2_500, 100_000, 8_396, dt.date(2026, 11, 28)),
    reviewed_on=dt.date(2026, 11, 22),
    remark="Bundled: nama_10r_2gdp for the three countries 2000-2014, regions of NUTS 2013; "
    "nama_10r_3gdp 2000-2022 (NUTS 3 of Sweden and Norway to 2021).",
)

_GEO = ("DK*", "SE*", "NO*")
_CONTENTS = {
    "MIO_EUR": Content("gross_domestic_product", "million EUR", None, 1e6, 1.0),
    "EUR_HAB": Content("gross_domestic_product_per_inhabitant", "EUR", None, 1.0, 100.0),
    "EUR_HAB_EU": Content("gross_domestic_product_per_inhabitant_eu", "percent of EU average"),
    "MIO_PPS": Content("gross_domestic_product_pps", "million PPS", None, 1e6, 1.0),
    "PPS_HAB": Content("gross_domestic_product_pps_per_inhabitant", "PPS", None, 1.0, 100.0),
    "PPS_HAB_EU": Content("gross_domestic_product_pps_per_inhabitant_eu", "percent of EU average"),
}

TABLES = (
    StatisticalTable(
        "eurostat:nama_10r_2gdp",
        _CONTENTS,
        region="geo",
        content="unit",
        period="time",
        select={"geo": _GEO},
        note="Regions of NUTS 2013 in the bundled years.",
    ),
    StatisticalTable(
        "eurostat:nama_10r_3gdp",
        {
            "MIO_EUR": _CONTENTS["MIO_EUR"],
            "MIO_NAC": Content(
                "gross_domestic_product_nac", "million national currency", None, 1e6, 0.01
            ),
            "EUR_HAB": _CONTENTS["EUR_HAB"],
        },
        region="geo",
        content="unit",
        period="time",
        select={"geo": _GEO, "unit": ("MIO_EUR", "MIO_NAC", "EUR_HAB")},
        title="Gross domestic product (GDP) at current market prices by NUTS 3 region",
        note="Regions of NUTS 3.",
    ),
)
