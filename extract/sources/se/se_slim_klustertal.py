"""Clusters, companies and employees of SLIM (Värmland, Dalarna, Gävleborg): sources disagree.

The number changes with the source, so each document keeps its own year.
"""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

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

SPEC = policy_source(
    "se_slim_klustertal",
    "SLIM: clusters and companies in North Middle Sweden, 2010-2013",
    PAGES,
    publisher="Region Värmland",
    attribution="The documents named",
    landing_url="https://regionvarmland.se/",
    cadence="once",
    language="sv",
    reviewed_on=dt.date(2026, 11, 22),
    is_live=False,
    remark="Document-sharing sites and a private page; transcribed, not fetched.",
)
