"""Statistics Sweden: employed persons by county and industry (registers RAMS and BAS).

Two registers, two series: RAMS to 2021, BAS from 2020. A step from one to the other is no
growth; they are never joined.
"""

import datetime as dt

from extract.sources._publishers import SCB
from extract.spec import Bounds
from warehouse.statistics import Content, RegionScheme, StatisticalTable

SPEC = SCB.source(
    "se_scb_employment",
    "Employed persons by county and industry (RAMS, BAS)",
    "https://www.statistikdatabasen.scb.se/",
    bounds=Bounds(9_000, 400_000, 10_536, dt.date(2026, 11, 22), max_bytes=20_000_000),
    reviewed_on=dt.date(2026, 11, 22),
    remark="Bundled: RAMS 2008-2016 by sex and BAS 2020-2025 (preliminary).",
)

_COUNTIES = (RegionScheme("SE-lan"),)
_WORKPLACE = Content(
    "persons_employed_at_workplace", "persons", r"arbetsst|dagbefolkning",
    basis="workplace_persons",
)  # fmt: skip
_RESIDENCE = Content(
    "persons_employed_by_residence", "persons", r"bosta|nattbefolkning",
    basis="residence_persons",
)  # fmt: skip
_COUNTY_CODES = ("00", "??")

TABLES = (
    StatisticalTable(
        "scb:TAB900",
        {"nc_dagbef": _WORKPLACE},
        industry="SNI2007",
        regions=_COUNTIES,
        industry_scheme="sni2007-16",
        summed=("Kon",),
        total_is_summed=True,
        country_is_summed=True,
        reference_areas={"SE": "SE"},
        select={"Region": _COUNTY_CODES},
        fallback="AM/AM0207/AM0207K/DagSNI07KonK",
        note="RAMS, gainfully employed aged 16 and over. The series ends in 2018; 2019 rests on "
        "another source.",
    ),
    StatisticalTable(
        "scb:TAB5837",
        {"nc_dagbef": _WORKPLACE},
        industry="SNI2007",
        regions=_COUNTIES,
        industry_scheme="sni2007-16",
        summed=("Kon",),
        total_is_summed=True,
        reference_areas={"SE": "SE"},
        breaks=(2019,),
        select={"Region": _COUNTY_CODES},
        fallback="AM/AM0207/AM0207Z/DagSni07KonKN",
        note="RAMS with the source in use from 2019; overlaps BAS in 2020 and 2021.",
    ),
    StatisticalTable(
        "scb:TAB3204",
        {"000002XH": _WORKPLACE, "000002XI": _RESIDENCE},
        industry="SNI2007",
        regions=_COUNTIES,
        industry_scheme="sni2007-16",
        only={"Kon": "1+2", "Fodelseregion": "tot"},
        reference_areas={"SE": "SE"},
        breaks=(2020,),
        select={"Region": _COUNTY_CODES, "Kon": ("1+2",), "Fodelseregion": ("tot",)},
        note="BAS, final figures. Cells are perturbed one by one.",
    ),
    StatisticalTable(
        "scb:TAB3785",
        {"000005FG": _WORKPLACE, "000005FH": _RESIDENCE},
        industry="SNI2007",
        regions=_COUNTIES,
        industry_scheme="sni2007-16",
        only={"Kon": "1+2", "Fodelseregion": "tot"},
        reference_areas={"SE": "SE"},
        breaks=(2020,),
        default_status="P",
        select={"Region": _COUNTY_CODES, "Kon": ("1+2",), "Fodelseregion": ("tot",)},
        fallback="AM/AM0210/AM0210B/ArbStDoNArNN",
        note="BAS, preliminary figures for every year; final totals are 0.2 to 0.5 percent "
        "higher. Cells are perturbed one by one: parts miss totals by up to 7 persons.",
    ),
)
