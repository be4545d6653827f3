"""Danish facts that stand on single pages: hosts, members, years, names, mergers, ends."""

from __future__ import annotations

import datetime as dt

from extract.pages.curated import parse_curated
from extract.spec import Bounds, Licence, SourceSpec
from warehouse.records import Capture, Records

SPEC = SourceSpec(
    source_id="dk_curated_facts",
    title="Danish clusters: single facts from single pages, collected by hand",
    country_code="DK",
    publisher="nordic-clusters",
    kind="registry",
    licence=Licence(
        "CC0 1.0",
        "Facts collected by nordic-clusters; each row names the page it rests on",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    landing_url="https://clusterexcellencedenmark.dk/",
    cadence="once",
    language="en",
    bounds=Bounds(minimum=54, maximum=150, seen=61, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    is_live=False,
    remark="A file of our own, kept by hand: one row per fact with its page, day and confidence. "
    "It has no address on the web; the landing page is the country's cluster programme. No names "
    "of persons.",
)


def parse(capture: Capture) -> Records:
    """One mention per cluster or programme, with a claim per row.

    Raises:
        SourceChangedError: The file breaks its own rules.
    """
    return parse_curated(capture, SPEC.country_code)
