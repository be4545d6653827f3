"""Innovationskraft: the Danish cluster programme of 2021-2024 and its money."""

import datetime as dt

from extract.pages.policy_page import AnnouncedList, PolicyPage, policy_source

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

SPEC = policy_source(
    "dk_deb_innovationskraft",
    "Innovationskraft 2021-2024, programme and money",
    PAGES,
    publisher="Danmarks Erhvervsfremmebestyrelse",
    attribution="Danmarks Erhvervsfremmebestyrelse, Erhvervsstyrelsen",
    landing_url="https://erhvervsfremmebestyrelsen.dk/",
    cadence="monthly",
    language="da",
    reviewed_on=dt.date(2026, 11, 22),
)
