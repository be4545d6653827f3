"""The aim of 2014 for the number of Global Centres of Expertise, as told by GCE NODE."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

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

SPEC = policy_source(
    "no_gcenode_gce_maal",
    "Global Centres of Expertise: aim of 2014",
    PAGES,
    publisher="GCE NODE",
    attribution="Source: GCE NODE",
    cadence="once",
    language="en",
    reviewed_on=dt.date(2026, 11, 22),
)
