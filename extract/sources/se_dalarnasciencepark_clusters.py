"""Clusters in Dalarna, from Dalarna Science Park's page."""

from __future__ import annotations

import datetime as dt
import itertools

from extract.formats.claims import participation, region
from extract.formats.lists import Line, lines_between, read_lines
from extract.formats.select import changed, shorten
from extract.formats.wording import find_count
from extract.spec import Bounds, Licence, Request, SourceSpec
from warehouse.records import Capture, Mention, Records

PROGRAMME = "se:prog-dalarna-kluster"
_URL = "https://www.dalarnasciencepark.se/en/clusters-in-dalarna/"

SPEC = SourceSpec(
    source_id="se_dalarnasciencepark_clusters",
    title="Clusters in Dalarna",
    country_code="SE",
    publisher="Dalarna Science Park",
    kind="registry",
    licence=Licence("not stated", "Source: Dalarna Science Park"),
    landing_url=_URL,
    requests=(Request(_URL, "clusters-in-dalarna"),),
    cadence="quarterly",
    language="en",
    bounds=Bounds(minimum=4, maximum=15, seen=5, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    remark="Six clusters in alphabetical order, a heading and a paragraph each; one name could not "
    "be read when the page was transcribed. One page a quarter.",
)


def parse(capture: Capture) -> Records:
    """One mention per short line that a describing paragraph follows.

    Raises:
        SourceChangedError: The title is gone, no such pair is left, or the pairs are not as
            many as the page says there are clusters.
    """
    lines = read_lines(capture)
    below = lines_between(
        capture, r"^(clusters in|kluster i) dalarna", r"^(contact|kontakt)\b", lines=lines
    )
    names = [
        line
        for line, following in itertools.pairwise(below)
        if not line.is_prose and (following.is_prose or following.is_omitted)
    ]
    announced = next(
        (count for line in below if (count := find_count(line.text, "clusters|kluster"))), None
    )
    if not names or (announced is not None and announced != len(names)):
        raise changed(
            capture,
            "The page does not describe as many clusters as it announces",
            place="below the title Clusters in Dalarna",
            expected=f"{announced or 'some'} headings, each with a paragraph",
            found=f"{len(names)}: {shorten(' / '.join(line.text for line in names), 200)}",
        )
    return Records(mentions=tuple(_read(line) for line in names if not line.is_omitted))


def _read(line: Line) -> Mention:
    claims = (
        participation(PROGRAMME, line.locator, level="cluster_initiative", event="listed"),
        region("20", "SE-lan", line.locator),
    )
    return Mention("cluster", "SE", line.text, line.locator, claims)
