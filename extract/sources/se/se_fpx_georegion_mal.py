"""The aim of Geo Life Region, a winner of Vinnväxt in 2013."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="geo-life-region",
        url="http://fpx.se/we-are-the-champions/",
        strategy_id="se:geo-life-region",
        subject=r"geo life region",
    ),
)

SPEC = policy_source(
    "se_fpx_georegion_mal",
    "Geo Life Region: aim for new jobs",
    PAGES,
    publisher="Future Position X",
    attribution="Source: Future Position X",
    cadence="once",
    language="sv",
    reviewed_on=dt.date(2026, 11, 22),
    remark="The organisation decided in 2022 to wind up; the page may be gone.",
)
