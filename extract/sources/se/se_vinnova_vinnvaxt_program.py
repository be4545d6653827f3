"""Vinnväxt, Vinnova's programme for regional innovation environments: frame and money."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="vinnvaxt",
        url="http://www.vinnova.se/sv/Var-verksamhet/Innovationsformaga-hos-specifika-malgrupper/Individer-och-innovationsmiljoer/VINNVAXT/",
        strategy_id="se:vinnvaxt",
        subject=r"vinnväxt",
        mark=r"^vinnväxt är",
    ),
    PolicyPage(
        name="vinnare-2018",
        language="en",
        url="https://beta.vinnova.se/en/news/2018/11/satsning-pa-ledande-innovationsmiljoer-i-varmland-ostergotland-och-vastra-gotaland/",
        strategy_id="se:vinnvaxt-vinnare-2018",
        subject=r"innovation environments",
    ),
    PolicyPage(
        name="utlysning-2018",
        url="https://ihubssweden.se/article/hallbar-tillvaxt-och-innovation-ny-vinnvaxt-utlysning/",
        strategy_id="se:vinnvaxt-utlysning-2018",
        subject=r"vinnväxt-utlysning|utlysning",
    ),
)

SPEC = policy_source(
    "se_vinnova_vinnvaxt_program",
    "Vinnväxt: programme, winners of 2018, call of 2018",
    PAGES,
    publisher="Vinnova",
    attribution="Source: Vinnova and iHubs Sweden",
    landing_url="https://www.vinnova.se/m/ekosystem-for-innovativa-foretag/vinnvaxt/om-vinnvaxt/",
    cadence="monthly",
    language="sv",
    reviewed_on=dt.date(2026, 11, 22),
)
