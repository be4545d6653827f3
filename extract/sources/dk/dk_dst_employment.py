"""Statistics Denmark: employed persons by area, education and industry."""

import datetime as dt

from extract.sources._publishers import DST
from warehouse.statistics import Content, StatisticalTable

SPEC = DST.source(
    "dk_dst_employment",
    "Employed persons by area, education and industry",
    "https://www.statbank.dk/RAS310",
    reviewed_on=dt.date(2026, 11, 22),
)

TABLES = (
    StatisticalTable(
        "dst:RAS310",
        {"*": Content("persons_employed", "persons")},
        region="OMRÅDE",
        industry="BRANCHE07",
        content=None,
        note="Register-based labour force statistics. Whether by workplace or by residence is "
        "not confirmed, so it is not carried into employment.",
    ),
)
