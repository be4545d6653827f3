"""Targets of the Circular Packaging Cluster: the best-formed ones that a Norwegian cluster prints.

Source: https://www.circularpackagingcluster.no/practice-areas/
"""

from __future__ import annotations

import datetime as dt

from extract.pages.policy_page import PolicyPage, requests_for
from extract.spec import Bounds, Licence, SourceSpec

PAGES = (
    PolicyPage(
        name="practice-areas",
        url="https://www.circularpackagingcluster.no/practice-areas/",
        strategy_id="no:circular-packaging-cluster",
        subject=r"plastic packaging",
    ),
)

SPEC = SourceSpec(
    source_id="no_cpcluster_maal",
    title="Circular Packaging Cluster: practice areas and targets",
    country_code="NO",
    publisher="Circular Packaging Cluster",
    kind="strategy",
    licence=Licence("not stated", "Source: Circular Packaging Cluster"),
    landing_url="https://www.circularpackagingcluster.no/practice-areas/",
    requests=requests_for(PAGES),
    cadence="yearly",
    language="en",
    bounds=Bounds(minimum=1, maximum=3, seen=1, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
)
