"""Focus areas of Business Region Göteborg: figures of the chemical cluster.

Source: https://businessregiongoteborg.se/en/focus-areas/chemistry-and-materials
"""

from __future__ import annotations

import datetime as dt

from extract.pages.policy_page import PolicyPage, requests_for
from extract.spec import Bounds, Licence, SourceSpec

PAGES = (
    PolicyPage(
        name="chemistry",
        url="https://businessregiongoteborg.se/en/focus-areas/chemistry-and-materials",
        strategy_id="se:brg-chemistry",
        subject=r"chemi",
    ),
)

SPEC = SourceSpec(
    source_id="se_brg_focusareas",
    title="Business Region Göteborg: chemistry and materials",
    country_code="SE",
    publisher="Business Region Göteborg",
    kind="strategy",
    licence=Licence("not stated", "Source: Business Region Göteborg"),
    landing_url="https://businessregiongoteborg.se/en/focus-areas/chemistry-and-materials",
    requests=requests_for(PAGES),
    cadence="yearly",
    language="en",
    bounds=Bounds(minimum=1, maximum=3, seen=1, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
)
