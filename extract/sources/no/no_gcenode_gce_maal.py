"""The aim of 2014 for the number of Global Centres of Expertise, as told by GCE NODE.

Source: https://gcenode.no/news/node-has-as-one-of-the-two-first-norwegian-clusters-received-global-center-of-expertise-gce-status/
"""

from __future__ import annotations

import datetime as dt

from extract.pages.policy_page import PolicyPage, requests_for
from extract.spec import Bounds, Licence, SourceSpec

PAGES = (
    PolicyPage(
        name="gce-2014",
        url="https://gcenode.no/news/node-has-as-one-of-the-two-first-norwegian-clusters-received-global-center-of-expertise-gce-status/",
        strategy_id="no:gce-2014",
        subject=r"global cent(?:er|re)s? of expertise",
        valid_years=(2014, 2016),
        publisher="Innovasjon Norge",
        scope="Global Centres of Expertise",
    ),
)

SPEC = SourceSpec(
    source_id="no_gcenode_gce_maal",
    title="Global Centres of Expertise: aim of 2014",
    country_code="NO",
    publisher="GCE NODE",
    kind="strategy",
    licence=Licence("not stated", "Source: GCE NODE"),
    landing_url="https://gcenode.no/news/node-has-as-one-of-the-two-first-norwegian-clusters-received-global-center-of-expertise-gce-status/",
    requests=requests_for(PAGES),
    cadence="once",
    language="en",
    bounds=Bounds(minimum=1, maximum=3, seen=1, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
)
