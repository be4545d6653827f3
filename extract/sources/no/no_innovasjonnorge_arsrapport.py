"""Annual reports 2021 and 2022 on the Norwegian Innovation Clusters."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="clusters-2021",
        language="en",
        url="https://arsrapport.innovasjonnorge.no/2021/en/klynger",
        strategy_id="no:innovasjonnorge-arsrapport-2021-clusters",
        subject=r"clusters",
        mark=r"^clusters",
        data_year=2021,
        scope="clusters served by the programme",
    ),
    PolicyPage(
        name="environments-2021",
        language="en",
        url="https://arsrapport.innovasjonnorge.no/2021/en/artikkel/flere-innovative-naeringsmiljoer",
        strategy_id="no:innovasjonnorge-arsrapport-2021-environments",
        subject=r"environments|clusters",
        mark=r"environments 2021",
        data_year=2021,
        scope="member companies of clusters",
    ),
    PolicyPage(
        name="klynger-2022",
        url="https://arsrapport.innovasjonnorge.no/2022/no/klynger",
        strategy_id="no:innovasjonnorge-arsrapport-2022-klynger",
        subject=r"klynger",
        mark=r"^klynger\b",
        data_year=2022,
        scope="clusters served by the programme",
    ),
    PolicyPage(
        name="environments-2022",
        language="en",
        url="https://arsrapport.innovasjonnorge.no/2022/en/artikkel/flere-innovative-naeringsmiljoer",
        strategy_id="no:innovasjonnorge-arsrapport-2022-environments",
        subject=r"environments|clusters",
        mark=r"environments 2022",
        data_year=2022,
        scope="member companies of clusters",
    ),
    PolicyPage(
        name="naeringsmiljoer-2022",
        url="https://arsrapport.innovasjonnorge.no/2022/no/artikkel/flere-innovative-naeringsmiljoer",
        strategy_id="no:innovasjonnorge-arsrapport-2022-budsjett",
        subject=r"næringsmiljøer",
        data_year=2022,
        scope="budget of the programme",
    ),
)

SPEC = policy_source(
    "no_innovasjonnorge_arsrapport",
    "Annual reports 2021 and 2022: clusters",
    PAGES,
    publisher="Innovasjon Norge",
    attribution="Source: Innovasjon Norge, annual report",
    landing_url="https://arsrapport.innovasjonnorge.no/",
    cadence="yearly",
    language="nb",
    reviewed_on=dt.date(2026, 11, 22),
    remark="The map of clusters is drawn by a script; the figures stand in the text beside it.",
)
