"""Statistics Norway: regional accounts by county and industry.

Source: https://www.ssb.no/statbank/table/11713 , https://www.ssb.no/statbank/table/09391
"""

import datetime as dt

from extract.sources._publishers import SSB
from extract.spec import Bounds
from warehouse.statistics import Content, RegionScheme, StatisticalTable

SPEC = SSB.source(
    "no_ssb_regional_accounts",
    "Regional accounts by county and industry",
    "https://www.ssb.no/statbank/table/11713",
    bounds=Bounds(40_000, 200_000, 52_920, dt.date(2026, 11, 22), max_bytes=20_000_000),
    reviewed_on=dt.date(2026, 11, 22),
    remark="Bundled: the years 2008-2019 on the counties before 2020. In the bundled answer the "
    "codes that begin with nc_ are ours; industries and contents are therefore read by label.",
)

TABLES = (
    StatisticalTable(
        "ssb:11713",
        {
            "nc_gva": Content(
                "gross_value_added", "million NOK", r"bruttoprodukt(?!.*volum)", 1e6, 1.0
            ),
            "nc_gva_volume": Content(
                "gross_value_added_volume_change",
                "percent",
                r"bruttoprodukt.*volum",
                step=0.1,
                is_summable=False,
            ),
            "nc_gfcf": Content(
                "gross_fixed_capital_formation", "million NOK", r"investering", 1e6, 1.0
            ),
            "nc_employed": Content(
                "persons_employed_at_workplace",
                "1000 persons",
                r"sysselsatte",
                1000.0,
                0.1,
                "workplace_persons",
            ),
            "nc_compensation": Content(
                "compensation_of_employees", "million NOK", r"lønnskostnad", 1e6, 1.0
            ),
        },
        industry="*",
        regions=tuple(map(RegionScheme, ("NO-fylke-pre2020", "NO-fylke-2020", "NO-fylke-2024"))),
        industry_scheme="ssb-11713",
        industry_by="label",
        reference_areas={"NO": "NO"},
        has_unallocated=True,
        breaks=(2010, 2011, 2015),
        note="A zero can mean none or fewer than 50 persons. Why an empty cell is empty is not "
        "known for the bundled years: confidential or not available.",
    ),
    StatisticalTable(
        "ssb:09391",
        {},
        note="Main figures of the regional accounts (gross regional product). Contents are kept "
        "under the agency's own codes.",
    ),
)
