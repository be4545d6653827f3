"""Vinnväxt, Vinnova's programme for regional innovation environments: frame and money.

Source: https://www.vinnova.se/m/ekosystem-for-innovativa-foretag/vinnvaxt/om-vinnvaxt/
"""

from __future__ import annotations

import datetime as dt

from extract.pages.policy_page import PolicyPage, requests_for
from extract.spec import Bounds, Licence, SourceSpec

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

SPEC = SourceSpec(
    source_id="se_vinnova_vinnvaxt_program",
    title="Vinnväxt: programme, winners of 2018, call of 2018",
    country_code="SE",
    publisher="Vinnova",
    kind="strategy",
    licence=Licence("not stated", "Source: Vinnova and iHubs Sweden"),
    landing_url="https://www.vinnova.se/m/ekosystem-for-innovativa-foretag/vinnvaxt/om-vinnvaxt/",
    requests=requests_for(PAGES),
    cadence="monthly",
    language="sv",
    bounds=Bounds(minimum=3, maximum=9, seen=3, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
)
