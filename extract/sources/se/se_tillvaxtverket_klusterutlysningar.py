"""Calls of Tillväxtverket for clusters, and what came of them."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="s3-piloten-2018",
        url="https://tillvaxtverket.se/vara-tjanster/utlysningar/utlysningar/2018-03-26-kluster-med-koppling-till-smart-speciali-sering----s3-piloten.html",
        strategy_id="se:s3-piloten-utlysning-2018",
        subject=r"s3-piloten",
        mark=r"välja ut",
        valid_years=(2018, 2018),
    ),
    PolicyPage(
        name="s3-piloten-utfall",
        url="https://tillvaxtverket.se/vara-tjanster/utlysningar/utlysningar/2018-09-07-s3-piloten---stark-kluster-foretagens-affars-utveckling-och-konkurrens-kraft.html",
        strategy_id="se:s3-piloten-urval-2018",
        subject=r"s3-piloten",
        mark=r"valdes ut",
        data_year=2018,
    ),
    PolicyPage(
        name="digitalisering-2024",
        url="https://tillvaxtverket.se/tillvaxtverket/sokfinansiering/utlysningar/utlysningar/drivklusterforsamverkanocheffektivarenyttjandeavdigitalalosningariallabranscher.5982.html",
        strategy_id="se:klusterutlysning-2024",
        subject=r"utlysning",
        mark=r"digitala lösningar",
        data_year=2024,
    ),
)

SPEC = policy_source(
    "se_tillvaxtverket_klusterutlysningar",
    "Tillväxtverket: calls for clusters 2018 and 2024",
    PAGES,
    publisher="Tillväxtverket",
    attribution="Source: Tillväxtverket",
    landing_url="https://tillvaxtverket.se/",
    cadence="once",
    language="sv",
    reviewed_on=dt.date(2026, 11, 28),
    remark="Figures as the page has them, sentences ours.",
)
