"""Statistics Denmark: workplaces, jobs and firms by area and industry."""

import datetime as dt

from extract.sources._publishers import DST
from warehouse.statistics import Content, StatisticalTable

SPEC = DST.source(
    "dk_dst_business",
    "Workplaces, jobs and firms by area and industry",
    "https://www.statbank.dk/ERHV6",
    reviewed_on=dt.date(2026, 11, 22),
)

TABLES = (
    StatisticalTable(
        "dst:ERHV6",
        {"*": Content("workplaces", "workplaces")},
        region="OMRÅDE",
        industry="BRANCHE0710",
        content=None,
        note="Region, landsdel and municipality in one dimension: choose one level before "
        "summing. Fewer than 3 workplaces are suppressed.",
    ),
    StatisticalTable(
        "dst:ERHV1",
        {
            "ARBSTED": Content("workplaces", "workplaces"),
            "ANSATTE": Content("jobs", "jobs"),
            "FULDBESK": Content("full_time_equivalents", "full-time equivalents"),
            "LØNSUM": Content("payroll", "as published"),
        },
        region=None,
        industry="BRANCHE07",
        content="TAL",
        note="The whole country, industries of six digits.",
    ),
    StatisticalTable(
        "dst:GF12",
        {"*": Content("firms", "firms")},
        region="KOMK",
        industry="BRANCHEDB0710TIL127",
        content=None,
        note="The industry dimension mixes groups of 10, 19 and 127 and six digits: choose one "
        "before summing.",
    ),
)
