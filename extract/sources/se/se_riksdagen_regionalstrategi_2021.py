"""The Swedish strategy for sustainable regional development, 2021-2030.

Source: https://data.riksdagen.se/dokument/H803133.html
"""

from __future__ import annotations

import datetime as dt

from extract.pages.policy_page import AnnouncedList, PolicyPage, requests_for
from extract.spec import Bounds, Licence, SourceSpec

PAGES = (
    PolicyPage(
        name="skrivelse",
        url="https://data.riksdagen.se/dokument/H803133.html",
        strategy_id="se:regional-utveckling-2021-2030",
        subject=r"hållbar regional utveckling",
        lists=(AnnouncedList("priority", r"strategiska områden", "strategic areas"),),
    ),
)

SPEC = SourceSpec(
    source_id="se_riksdagen_regionalstrategi_2021",
    title="Nationell strategi för hållbar regional utveckling 2021-2030",
    country_code="SE",
    publisher="Regeringskansliet",
    kind="strategy",
    licence=Licence("not stated", "Source: Sveriges riksdag, Skr. 2020/21:133"),
    landing_url="https://data.riksdagen.se/dokument/H803133.html",
    requests=requests_for(PAGES),
    cadence="once",
    language="sv",
    bounds=Bounds(minimum=1, maximum=3, seen=1, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
)
