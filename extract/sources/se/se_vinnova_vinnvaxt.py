"""Winners of Vinnova's Vinnväxt programme, round by round, from the announcements."""

import re

from extract.pages.claims import mark_reckoned, participation, region
from extract.pages.counties import swedish_county_code
from extract.pages.lists import Line, find_line, lines_between, read_lines
from extract.pages.select import changed, shorten
from extract.pages.wording import NUMBER_WORD, find_count
from extract.written_dates import find_date
from warehouse.records import Capture, Mention, Records

PROGRAMME = "se:prog-vinnvaxt"


_WINNERS = (
    rf"\b({NUMBER_WORD})\s+(?:\w+\s+){{0,2}}(vinnare|winners?)\b.*(:|\d{{4}})"
    r"|^(följande|the following)\b.*(finansiering|funding|funded).*:"
)
_COUNTED = r"vinnare|winners?|initiativ\b|initiatives"
_END = r"^(om vinnväxt|about vinnväxt|kontakt|contact|fakta|facts)\b"
_ENTRY = re.compile(r"(?P<name>[^,:(]+?)(?:\s*[,(]\s*(?P<county>[^,:)]+)\)?)?(?:\s*:\s*.+)?[.;]?")


def parse(capture: Capture) -> Records:
    """One mention per line ``<name>, <county>`` after the line that announces the winners.

    Raises:
        SourceChangedError: The announcement has no date or no list, or the list is not as long
            as the announcement says.
    """
    lines = read_lines(capture)
    heading = lines[find_line(lines, _WINNERS, capture)]
    below = lines_between(capture, _WINNERS, _END, lines=lines, is_end_needed=False)
    entries = [line for line in below if not line.is_prose]
    if any(_county(line) for line in entries):
        # A page that gives counties has other short lines too: who leads, what to read on.
        entries = [line for line in entries if _county(line) or line.is_omitted]
    counts = (find_count(line.text, _COUNTED) for line in (heading, *lines))
    announced = next((count for count in counts if count), None)
    if announced != len(entries):
        raise changed(
            capture,
            "The announcement and its list differ in number",
            place=f"{heading.locator} ({shorten(heading.text, 60)})",
            expected=f"{announced} entries",
            found=f"{len(entries)}: {shorten(' / '.join(line.text for line in entries), 200)}",
        )
    decided = _read_year(lines, capture)
    is_said = re.search(r"\b(vinnare|winners?)\b", heading.text, re.IGNORECASE) is not None
    mentions = (_read(line, decided, capture, is_said) for line in entries if not line.is_omitted)
    return Records(mentions=mark_reckoned(mentions, (line.text for line in lines), decided))


def _county(line: Line) -> str | None:
    return swedish_county_code(line.text.rstrip(" .").rpartition(",")[2].strip())


def _read_year(lines: tuple[Line, ...], capture: Capture) -> str:
    """The year of the round: the day is the announcement's, not the decision's."""
    dated = find_line(lines, r"^(publicerad|published|datum|date)\b.*\d{4}", capture)
    day = find_date(lines[dated].text)
    if day is None:
        raise changed(
            capture,
            "The announcement has no date",
            place=lines[dated].locator,
            expected="Publicerad: <date>",
            found=shorten(lines[dated].text),
        )
    return day[:4]


def _read(line: Line, decided: str, capture: Capture, is_said: bool) -> Mention:
    match = _ENTRY.fullmatch(line.text)
    county = match["county"] if match else None
    code = swedish_county_code(county) if county else None
    if match is None or (county and code is None):
        raise changed(
            capture,
            "A line of the list is no entry",
            place=line.locator,
            expected="<name>, <Swedish county>",
            found=shorten(line.text),
        )
    claims = [
        participation(
            PROGRAMME,
            line.locator,
            level="winner",
            event="admitted",
            valid_from=decided,
            is_inferred=not is_said,
            note=None if is_said else "The page tells of the programme's money, not of winners",
        )
    ]
    if code:
        claims.append(region(code, "SE-lan", line.locator))
    return Mention("cluster", "SE", match["name"], line.locator, tuple(claims))
