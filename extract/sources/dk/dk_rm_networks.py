"""Clusters and networks that Region Midtjylland named in April 2016."""

import itertools
import re

from extract.pages.claims import participation
from extract.pages.lists import Line, find_line, lines_between, read_lines
from extract.pages.select import changed, shorten
from extract.written_dates import find_date
from warehouse.records import Capture, Claim, Mention, Records

PROGRAMME = "dk:prog-innovationsnetvaerk-danmark"
_MONTH = "The month is in the address of the page"
_START = r"\b(det drejer sig om|they are|these are)\b.*:$"
_END = r"^(se mere|se klyngestrategien|read more|kontakt|contact)\b"


def parse(capture: Capture) -> Records:
    """One mention per name; the first line of each paragraph is the field of the others.

    Raises:
        SourceChangedError: The list, its date, or the fields above the names are gone.
    """
    lines = read_lines(capture)
    month = re.search(r"/news-(\d{4})/([a-z]+)/", capture.url)
    day = find_date(f"{month[2]} {month[1]}") if month else None
    if day is None:
        raise changed(
            capture,
            "The address does not say of which month the news is",
            place="url",
            expected="/news-2016/april/",
            found=capture.url,
        )
    below = [
        line
        for line in lines_between(capture, _START, _END, lines=lines)
        if not line.is_prose and not line.is_omitted
    ]
    groups = [list(group) for _, group in itertools.groupby(below, lambda line: line.locator)]
    if lonely := next((group[0] for group in groups if len(group) < 2), None):
        raise changed(
            capture,
            "A paragraph of the list is not a field and its names",
            place=lonely.locator,
            expected="a line with the field, then a line per cluster or network",
            found=shorten(lonely.text),
        )
    opening = lines[find_line(lines, _START, capture)]
    return Records(
        mentions=tuple(
            _mention(line, field, opening, day) for field, *names in groups for line in names
        )
    )


def _mention(line: Line, field: Line, opening: Line, day: str) -> Mention:
    claims = [
        Claim("sector", field.text, field.locator),
        Claim(
            "status",
            "listed",
            line.locator,
            as_of=day,
            is_inferred=True,
            detail={"note": _MONTH},
        ),
        # Weak: the list names offices of national clusters too (CLEAN Aarhus).
        Claim(
            "place",
            "Region Midtjylland",
            opening.locator,
            is_inferred=True,
            detail={"note": "The region that names it among its own"},
            confidence="low",
        ),
    ]
    if re.search(r"\binnovationsnetværket\b", line.text, re.IGNORECASE):
        claims.append(
            participation(
                PROGRAMME,
                line.locator,
                level="innovation_network",
                event="observed",
                valid_from=day,
                valid_to=day,
                is_inferred=True,
                note="Its name calls it an innovation network; that this is the programme, which "
                f"the page does not name, is concluded. {_MONTH}",
            )
        )
    # Behind a slash or "fonden" stands another body, which carries the cluster.
    name = re.split(r"\s/\s|\s[–-]\sfonden\s", line.text)[0]
    return Mention("cluster", "DK", name, line.locator, tuple(claims))
