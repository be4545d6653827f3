"""Clusters on the board of Clusters of Sweden, from the announcement of its election."""

import re

from extract.pages.claims import participation
from extract.pages.lists import Line, find_line, lines_between, read_lines
from extract.pages.select import changed, shorten
from extract.pages.wording import find_count
from extract.written_dates import find_date
from warehouse.records import Capture, Mention, Records

PROGRAMME = "se:prog-clusters-of-sweden"
_SEAT = (
    "One of its people sits on the board, on the day that the page gives to one election: that "
    "the seat is the cluster's is concluded"
)


def parse(capture: Capture) -> Records:
    """One mention per seat: what stands after the last comma of its line.

    The page says who sits on the board on the day of the election, not since when or until.

    Raises:
        SourceChangedError: The board's list or its day is gone.
    """
    lines = read_lines(capture)
    start = r"\bstyrelsen\b.*:$|^(in |on )?the board\b.*:$"
    heading = lines[find_line(lines, start, capture)]
    below = lines_between(
        capture, start, r"^(kontakt|contact|om |about )", lines=lines, is_end_needed=False
    )
    seats = [line for line in below if "," in line.text and not line.is_prose]
    dates = (find_date(line.text) for line in lines if not line.level)
    day = next(filter(None, dates), None)
    announced = find_count(heading.text, "kluster|clusters")
    if day is None or not seats or (announced is not None and announced != len(seats)):
        raise changed(
            capture,
            "The board's list is not as it was announced",
            place=f"{heading.locator} ({shorten(heading.text, 60)})",
            expected=f"a day, and {announced or 'some'} lines <seat>, <cluster>",
            found=f"day {day}, {len(seats)} lines",
        )
    return Records(mentions=tuple(_read(line, day) for line in seats))


def _read(line: Line, day: str) -> Mention:
    # Behind a slash stands the body that hosts the cluster.
    seat = line.text.rpartition(",")[2].partition("/")[0]
    name = re.sub(r"\s*\([^)]*\)$", "", seat).strip(" .;")
    claim = participation(
        PROGRAMME,
        line.locator,
        level="board",
        event="observed",
        valid_from=day,
        valid_to=day,
        is_inferred=True,
        note=_SEAT,
    )
    return Mention("cluster", "SE", name, line.locator, (claim,))
