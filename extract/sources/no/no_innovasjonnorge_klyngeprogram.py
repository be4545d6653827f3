"""The Norwegian cluster programme: its frame since April 2024, and Arena Pro before it."""

import datetime as dt

from extract.pages.policy_page import AnnouncedList, PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="om-klyngeprogrammet",
        url="https://nic.innovasjonnorge.no/artikkel/om-klyngeprogrammet",
        strategy_id="no:klyngeprogrammet-2024",
        subject=r"klyngeprogram|innovation clusters",
        mark=r"^om klyngeprogrammet",
        lists=(AnnouncedList("rule", r"^rammer", "rules of the programme"),),
        valid_years=(2024, None),
    ),
    PolicyPage(
        name="arena-pro",
        url="https://nic.innovasjonnorge.no/artikkel/arena-pro",
        strategy_id="no:arena-pro-2019",
        subject=r"arena pro",
        mark=r"^arena pro",
        lists=(AnnouncedList("rule", r"^rammer", "rules of the level"),),
        valid_years=(2019, 2024),
    ),
    PolicyPage(
        name="om-nic",
        url="https://www.innovationclusters.no/om-nic/",
        strategy_id="no:om-nic",
        subject=r"innovation clusters",
        mark=r"^om norwegian innovation clusters|^om nic",
    ),
)

SPEC = policy_source(
    "no_innovasjonnorge_klyngeprogram",
    "Norwegian Innovation Clusters: programme pages",
    PAGES,
    publisher="Innovasjon Norge",
    attribution="Source: Innovasjon Norge",
    landing_url="https://nic.innovasjonnorge.no/",
    cadence="monthly",
    language="nb",
    reviewed_on=dt.date(2026, 11, 22),
    remark="Two of the three levels since 2024 are known by name: NIC Connect and NIC Impact.",
)
