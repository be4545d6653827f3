"""Focus areas of Business Region Göteborg: figures of the chemical cluster."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="chemistry",
        url="https://businessregiongoteborg.se/en/focus-areas/chemistry-and-materials",
        strategy_id="se:brg-chemistry",
        subject=r"chemi",
    ),
)

SPEC = policy_source(
    "se_brg_focusareas",
    "Business Region Göteborg: chemistry and materials",
    PAGES,
    publisher="Business Region Göteborg",
    attribution="Source: Business Region Göteborg",
    cadence="yearly",
    language="en",
    reviewed_on=dt.date(2026, 11, 22),
)
