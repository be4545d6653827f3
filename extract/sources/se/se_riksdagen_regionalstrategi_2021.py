"""The Swedish strategy for sustainable regional development, 2021-2030."""

import datetime as dt

from extract.pages.policy_page import AnnouncedList, PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="skrivelse",
        url="https://data.riksdagen.se/dokument/H803133.html",
        strategy_id="se:regional-utveckling-2021-2030",
        subject=r"hållbar regional utveckling",
        lists=(AnnouncedList("priority", r"strategiska områden", "strategic areas"),),
    ),
)

SPEC = policy_source(
    "se_riksdagen_regionalstrategi_2021",
    "Nationell strategi för hållbar regional utveckling 2021-2030",
    PAGES,
    publisher="Regeringskansliet",
    attribution="Source: Sveriges riksdag, Skr. 2020/21:133",
    cadence="once",
    language="sv",
    reviewed_on=dt.date(2026, 11, 22),
)
