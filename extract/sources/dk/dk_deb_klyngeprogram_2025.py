"""The Danish cluster programme of 2025-2028: its money and one grant."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="ansoegning",
        url="https://udviklingidanmark.erhvervsstyrelsen.dk/aabent-ansoegninger-til-klyngeprogram-2025-2028",
        strategy_id="dk:klyngeprogram-2025-2028-call",
        subject=r"klyngeprogram",
        mark=r"ansøgninger til klyngeprogram",
    ),
    PolicyPage(
        name="program",
        url="https://udviklingidanmark.erhvervsstyrelsen.dk/det-danske-klyngeprogram-2025-2028-0",
        strategy_id="dk:klyngeprogram-2025-2028",
        subject=r"klyngeprogram",
        mark=r"^det danske klyngeprogram 2025-2028$",
    ),
    PolicyPage(
        name="avanceret-produktion",
        url="https://erhvervsfremmebestyrelsen.dk/klyngeprogram-25-28-avanceret-produktion-klyngebevilling",
        strategy_id="dk:klyngeprogram-2025-2028-made",
        subject=r"avanceret produktion",
        publisher="Danmarks Erhvervsfremmebestyrelse",
        valid_years=(2025, 2028),
    ),
)

SPEC = policy_source(
    "dk_deb_klyngeprogram_2025",
    "Det danske klyngeprogram 2025-2028",
    PAGES,
    publisher="Erhvervsstyrelsen",
    attribution="Erhvervsstyrelsen, Danmarks Erhvervsfremmebestyrelse",
    landing_url="https://udviklingidanmark.erhvervsstyrelsen.dk/",
    cadence="monthly",
    language="da",
    reviewed_on=dt.date(2026, 11, 22),
)
