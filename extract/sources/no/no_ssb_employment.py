"""Statistics Norway: employed persons by place of work, municipality and industry."""

import datetime as dt

from extract.sources._publishers import SSB
from extract.spec import Bounds
from warehouse.statistics import Content, RegionScheme, StatisticalTable

SPEC = SSB.source(
    "no_ssb_employment",
    "Employed persons by municipality of work and industry",
    "https://www.ssb.no/statbank/table/13470",
    bounds=Bounds(2_500, 400_000, 2_941, dt.date(2026, 11, 22), max_bytes=20_000_000),
    reviewed_on=dt.date(2026, 11, 22),
    remark="Bundled: the 17 municipalities of Telemark 2016-2025, and Telemark, Vestfold and the "
    "country for 2022. Live: all counties and the country.",
)

TABLES = (
    StatisticalTable(
        "ssb:13470",
        {
            "SysselsatteArb": Content(
                "persons_employed_at_workplace", "persons", basis="workplace_persons"
            )
        },
        industry="NACE2007",
        regions=(
            RegionScheme("NO-fylke-2024", "F-"),
            RegionScheme("NO-kommune-2024", "K-"),
            RegionScheme("NO-fylke-2024"),
        ),
        industry_scheme="sn2007-17",
        total_is_summed=True,
        country_is_summed=True,
        reference_areas={"NO": "NO"},
        codelists={"Region": "agg_KommFylker", "NACE2007": "agg_single_NACE2007arb11"},
        note="Fourth quarter. 17 groups; group 00 is industry not stated.",
    ),
)
