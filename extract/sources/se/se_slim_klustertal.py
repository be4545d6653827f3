"""Clusters, companies and employees of SLIM (Värmland, Dalarna, Gävleborg): sources disagree.

The number changes with the source, so each document keeps its own year.

Source: https://regionvarmland.se/
"""

from __future__ import annotations

import datetime as dt

from extract.pages.policy_page import PolicyPage, requests_for
from extract.spec import Bounds, Licence, SourceSpec

PAGES = (
    PolicyPage(
        name="utvardering-2010",
        url="https://yumpu.com/sv/document/view/20263468/utvardering-slim-ii-region-varmland",
        strategy_id="se:slim-2010",
        subject=r"slim",
        mark=r"slim ii",
        data_year=2010,
        scope="clusters of SLIM",
    ),
    PolicyPage(
        name="internationalisering-2011",
        url="http://docplayer.se/3386209-Internationalisering-av-sma-och-medelstora-foretag-som-drivkraft-for-svenska-innovationer.html",
        strategy_id="se:slim-2011",
        subject=r"internationalisering",
        data_year=2011,
        scope="clusters of SLIM",
    ),
    PolicyPage(
        name="bok-2013",
        url="http://ivorytower.se/projects.html",
        strategy_id="se:slim-2013",
        subject=r"slim|kluster",
        mark=r"\bbok",
        publisher="Ivory Tower",
        data_year=2013,
        scope="clusters of SLIM",
    ),
)

SPEC = SourceSpec(
    source_id="se_slim_klustertal",
    title="SLIM: clusters and companies in North Middle Sweden, 2010-2013",
    country_code="SE",
    publisher="Region Värmland",
    kind="strategy",
    licence=Licence("not stated", "The documents named"),
    landing_url="https://regionvarmland.se/",
    requests=requests_for(PAGES),
    cadence="once",
    language="sv",
    bounds=Bounds(minimum=3, maximum=9, seen=3, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    is_live=False,
    remark="Document-sharing sites and a private page; transcribed, not fetched.",
)
