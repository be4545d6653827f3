"""Clusters in Värmland, from Region Värmland's pages."""

import re

from extract.pages.claims import participation, region
from extract.pages.lists import Line, find_line, read_lines
from extract.pages.select import changed, shorten
from extract.pages.wording import split_names
from warehouse.records import Capture, Claim, Mention, Records

PROGRAMME = "se:prog-varmland-kluster"


_ABOUT = r"\b(kluster|clusters?)\b.*\bvärmland"
_BEGAN = r"(?:startades?|bildades|grundades|was founded|started)"
_YEAR = r"(?:19|20)\d{2}"
_FOUNDED = re.compile(
    r"(?P<name>[A-ZÅÄÖ][\w&]*(?: (?:&|[A-ZÅÄÖ])[\w&]*)*)"
    rf" {_BEGAN}(?: i| in)?(?: år)? (?P<year>{_YEAR})"
    rf"|\b(?P<first>{_YEAR}) {_BEGAN} (?P<then>[A-ZÅÄÖ][^.,;:]*)"
)


def parse(capture: Capture) -> Records:
    """One mention per cluster that a sentence names after a colon or dates.

    Raises:
        SourceChangedError: The page is not about clusters in Värmland any more, or names none.
    """
    lines = read_lines(capture)
    find_line(lines, _ABOUT, capture)
    mentions = [
        _mention(name, line, None)
        for line in lines
        if re.search(r"\b(kluster|cluster)", line.text, re.IGNORECASE)
        for name in split_names(line.text)
    ]
    mentions += [
        _mention(match["name"] or match["then"], line, match["year"] or match["first"])
        for line in lines
        for match in _FOUNDED.finditer(line.text)
    ]
    if not mentions:
        raise changed(
            capture,
            "No sentence names a cluster",
            place="page",
            expected="'... kluster: A, B och C' or 'A startade 2000'",
            found=f"{len(lines)} lines, the last: {shorten(lines[-1].text)}",
        )
    return Records(mentions=tuple(mentions))


def _mention(name: str, line: Line, year: str | None) -> Mention:
    claims = [
        participation(
            PROGRAMME,
            line.locator,
            level="cluster_initiative",
            event="listed",
            is_inferred=True,
            note="The page names clusters in Värmland, and neither programme nor level; "
            "both are concluded from that",
        ),
        region("17", "SE-lan", line.locator),
    ]
    if year:
        claims.append(Claim("start_year", year, line.locator))
    return Mention("cluster", "SE", name, line.locator, tuple(claims))
