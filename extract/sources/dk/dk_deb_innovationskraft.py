"""Innovationskraft: the Danish cluster programme of 2021-2024 and its money.

Source: https://erhvervsfremmebestyrelsen.dk/
"""

from __future__ import annotations

import datetime as dt

from extract.pages.policy_page import AnnouncedList, PolicyPage, requests_for
from extract.spec import Bounds, Licence, SourceSpec

PAGES = (
    PolicyPage(
        name="innovationskraft-2021-2024",
        url="https://erhvervsfremmebestyrelsen.dk/innovationskraft-danske-klynger-viden-og-erhverv-2021-2024",
        strategy_id="dk:innovationskraft-2021-2024",
        subject=r"innovationskraft",
        mark=r"innovationskraft.*2021",
        lists=(AnnouncedList("stronghold", r"styrkepositioner", "strongholds"),),
    ),
    PolicyPage(
        name="innovationskraft-2023-2024",
        url="https://udviklingidanmark.erhvervsstyrelsen.dk/innovationskraft-danske-klynger-viden-og-erhverv-2023-2024",
        strategy_id="dk:innovationskraft-2023-2024",
        subject=r"innovationskraft",
        mark=r"innovationskraft.*2023",
        publisher="Erhvervsstyrelsen",
    ),
)

SPEC = SourceSpec(
    source_id="dk_deb_innovationskraft",
    title="Innovationskraft 2021-2024, programme and money",
    country_code="DK",
    publisher="Danmarks Erhvervsfremmebestyrelse",
    kind="strategy",
    licence=Licence("not stated", "Danmarks Erhvervsfremmebestyrelse, Erhvervsstyrelsen"),
    landing_url="https://erhvervsfremmebestyrelsen.dk/",
    requests=requests_for(PAGES),
    cadence="monthly",
    language="da",
    bounds=Bounds(minimum=2, maximum=6, seen=2, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
)
