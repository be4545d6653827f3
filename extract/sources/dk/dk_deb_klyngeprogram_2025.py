"""The Danish cluster programme of 2025-2028: its money and one grant.

Source: https://udviklingidanmark.erhvervsstyrelsen.dk/
"""

from __future__ import annotations

import datetime as dt

from extract.pages.policy_page import PolicyPage, requests_for
from extract.spec import Bounds, Licence, SourceSpec

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

SPEC = SourceSpec(
    source_id="dk_deb_klyngeprogram_2025",
    title="Det danske klyngeprogram 2025-2028",
    country_code="DK",
    publisher="Erhvervsstyrelsen",
    kind="strategy",
    licence=Licence("not stated", "Erhvervsstyrelsen, Danmarks Erhvervsfremmebestyrelse"),
    landing_url="https://udviklingidanmark.erhvervsstyrelsen.dk/",
    requests=requests_for(PAGES),
    cadence="monthly",
    language="da",
    bounds=Bounds(minimum=3, maximum=9, seen=3, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
)
