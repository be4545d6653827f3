"""The aim of Geo Life Region, a winner of Vinnväxt in 2013.

Source: http://fpx.se/we-are-the-champions/
"""

from __future__ import annotations

import datetime as dt

from extract.pages.policy_page import PolicyPage, requests_for
from extract.spec import Bounds, Licence, SourceSpec

PAGES = (
    PolicyPage(
        name="geo-life-region",
        url="http://fpx.se/we-are-the-champions/",
        strategy_id="se:geo-life-region",
        subject=r"geo life region",
    ),
)

SPEC = SourceSpec(
    source_id="se_fpx_georegion_mal",
    title="Geo Life Region: aim for new jobs",
    country_code="SE",
    publisher="Future Position X",
    kind="strategy",
    licence=Licence("not stated", "Source: Future Position X"),
    landing_url="http://fpx.se/we-are-the-champions/",
    requests=requests_for(PAGES),
    cadence="once",
    language="sv",
    bounds=Bounds(minimum=1, maximum=3, seen=1, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    remark="The organisation decided in 2022 to wind up; the page may be gone.",
)
