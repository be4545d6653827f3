"""Eurostat: employment by NUTS 3 region (regional accounts) and by NUTS 2 region (labour force).

Source: https://ec.europa.eu/eurostat/databrowser/view/nama_10r_3empers ,
https://ec.europa.eu/eurostat/databrowser/view/lfst_r_lfe2en2
"""

import dataclasses
import datetime as dt

from extract.sources._publishers import EUROSTAT
from extract.spec import Bounds
from warehouse.statistics import Content, Doubt, RegionScheme, StatisticalTable

SPEC = EUROSTAT.source(
    "eu_eurostat_employment",
    "Employment by region and industry (Eurostat)",
    "https://ec.europa.eu/eurostat/databrowser/view/nama_10r_3empers",
    bounds=Bounds(15_000, 400_000, 22_405, dt.date(2026, 11, 28), max_bytes=20_000_000),
    reviewed_on=dt.date(2026, 11, 22),
    remark="Bundled: nama_10r_3empers for Denmark 2018-2024 and Sweden 2019-2024, its edition of "
    "2020 for Denmark 2000-2018, lfst_r_lfe2en2 for the three countries 2008-2015.",
)

_GEO = ("DK*", "SE*", "NO*")

_ACCOUNTS = StatisticalTable(
    "eurostat:nama_10r_3empers",
    {
        "EMP": Content(
            "persons_employed_at_workplace",
            "1000 persons",
            None,
            1000.0,
            0.1,
            "workplace_persons",
            steps={"NO": 1.0},
        )
    },
    region="geo",
    industry="nace_r2",
    content="wstatus",
    period="time",
    regions=tuple(map(RegionScheme, ("NUTS-2024", "NUTS-2021", "NUTS-2016"))),
    industry_scheme="eurostat-a10",
    reference_areas={"DK": "DK", "SE": "SE", "NO": "NO"},
    has_unallocated=True,
    doubts=(Doubt(("M_N", "O-Q"), ("2024",), r"SE\d\d\d?"),),
    select={"geo": _GEO, "wstatus": ("EMP",)},
    title="Employment (thousand persons) by NUTS 3 region",
    note="Regional accounts, employment at the place of work. Rounded to 100 persons (Norway to "
    "1,000). Sweden 2024: inside counties the source moves workplaces between M_N and O-Q (Uppsala "
    "M_N up 70 percent in a year) while their sum moves as ever; it gives no cause and no flag, so "
    "status U is ours.",
)

TABLES = (
    _ACCOUNTS,
    dataclasses.replace(
        _ACCOUNTS,
        stat_table_id="eurostat:nama_10r_3empers@2020",
        contents={"EMP": dataclasses.replace(_ACCOUNTS.contents["EMP"], step=1.0, steps={})},
        reference_areas={"DK": "DK0"},
        has_unallocated=False,
        doubts=(),
        note="The same table as it was in 2020, Denmark only, rounded to 1,000 persons; not to be "
        "chained to the newer edition, which differs by a thousand persons and more in a quarter "
        "of the cells of 2018. Steps between 2005 and 2008 inside Hovedstaden are in the source, "
        "which gives no cause.",
    ),
    StatisticalTable(
        "eurostat:lfst_r_lfe2en2",
        {
            "THS": Content(
                "persons_employed_by_residence",
                "1000 persons",
                None,
                1000.0,
                0.1,
                "residence_persons",
            )
        },
        region="geo",
        industry="nace_r2",
        content="unit",
        period="time",
        # Codes that two vintages share are taken for the older: at level 2 they differ little.
        regions=tuple(
            RegionScheme(vintage, is_harmonised=False)
            for vintage in ("NUTS-2016", "NUTS-2021", "NUTS-2024")
        ),
        industry_scheme="eurostat-a10",
        only={"age": "Y_GE15"},
        reference_areas={"DK": "DK", "SE": "SE", "NO": "NO"},
        select={"geo": _GEO},
        note="Labour force survey, by residence. Norwegian regions are those of NUTS 2013, which "
        "at level 2 are those of NUTS 2016.",
    ),
)
