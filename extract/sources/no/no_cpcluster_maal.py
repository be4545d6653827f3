"""Targets of the Circular Packaging Cluster, the best-formed that a Norwegian cluster prints."""

import datetime as dt

from extract.pages.policy_page import PolicyPage, policy_source

PAGES = (
    PolicyPage(
        name="practice-areas",
        url="https://www.circularpackagingcluster.no/practice-areas/",
        strategy_id="no:circular-packaging-cluster",
        subject=r"plastic packaging",
    ),
)

SPEC = policy_source(
    "no_cpcluster_maal",
    "Circular Packaging Cluster: practice areas and targets",
    PAGES,
    publisher="Circular Packaging Cluster",
    attribution="Source: Circular Packaging Cluster",
    cadence="yearly",
    language="en",
    reviewed_on=dt.date(2026, 11, 22),
)
