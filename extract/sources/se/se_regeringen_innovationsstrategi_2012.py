"""The Swedish national innovation strategy of 2012 and how it is followed up."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="strategi",
        url="http://docplayer.se/48902-Den-nationella-innovationsstrategin.html",
        strategy_id="se:innovationsstrategi-2012",
        subject=r"innovationsstrategi",
        mark=r"^den nationella innovationsstrategin",
        valid_years=(2012, 2020),
    ),
    PolicyPage(
        name="uppfoljning",
        url="https://5dok.org/document/zlgjw8rr-innovationsklimatet-i-sverige.html",
        strategy_id="se:innovationsklimatet-2013",
        subject=r"innovationsklimat",
        publisher="Tillväxtanalys",
    ),
)

SPEC = policy_source(
    "se_regeringen_innovationsstrategi_2012",
    "Den nationella innovationsstrategin 2012",
    PAGES,
    publisher="Regeringskansliet",
    attribution="Source: Regeringskansliet and Tillväxtanalys",
    landing_url="https://www.slideshare.net/slideshow/innovationsstrategin/43118333",
    cadence="once",
    language="sv",
    reviewed_on=dt.date(2026, 11, 22),
    is_live=False,
    remark="Document-sharing sites, not the publishers' own; transcribed, not fetched.",
)
