"""Clusters of Norra Mellansverige (Dalarna, Värmland, Gävleborg), from Region Dalarna's page."""

import itertools
import re

from extract.pages.claims import participation
from extract.pages.lists import Line, lines_between, read_lines
from extract.pages.select import changed, shorten
from extract.pages.wording import find_count, lead_name
from warehouse.records import Capture, Mention, Records

PROGRAMME = "se:prog-norra-mellansverige"


_HEADING = r"^(kluster i norra mellansverige|clusters in north(ern)? (middle|central) sweden)"


def parse(capture: Capture) -> Records:
    """One mention per paragraph below the heading; its first words are the name.

    Raises:
        SourceChangedError: The heading is gone, or the paragraphs are not as many as the page
            says there are clusters.
    """
    lines = read_lines(capture)
    below = itertools.takewhile(
        lambda line: not re.match(r"(kontakt|contact)\b", line.text, re.IGNORECASE),
        lines_between(capture, _HEADING, lines=lines),
    )
    counts = [
        count for line in lines if (count := find_count(line.text, "klusterinitiativ|cluster"))
    ]
    entries = [line for line in below if not find_count(line.text, "klusterinitiativ|cluster")]
    if counts and counts[0] != len(entries):
        raise changed(
            capture,
            "The page announces another number of clusters than it describes",
            place="below the heading Kluster i Norra Mellansverige",
            expected=f"{counts[0]} paragraphs",
            found=f"{len(entries)}: {shorten(' / '.join(line.text for line in entries), 200)}",
        )
    return Records(mentions=tuple(_read(line, capture) for line in entries if not line.is_omitted))


def _read(line: Line, capture: Capture) -> Mention:
    name = line.lead or lead_name(line.text, is_capitalised=False)
    if not name:
        raise changed(
            capture,
            "A paragraph does not begin with the name of a cluster",
            place=line.locator,
            expected="<name> är ...",
            found=shorten(line.text),
        )
    claim = participation(
        PROGRAMME,
        line.locator,
        level="cluster_initiative",
        event="listed",
        is_inferred=True,
        note="The page lists the established cluster initiatives, and names no programme",
    )
    return Mention("cluster", "SE", name.strip(" .:"), line.locator, (claim,))
