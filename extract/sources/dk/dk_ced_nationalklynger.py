"""The Danish national clusters of 2021-2024, each with its stronghold.

Of the page only programme, years, day and number could be read: in the bundled capture, who got
which area is cited from the page that an entry links to.
"""

import re

from extract.pages.claims import participation
from extract.pages.lists import Line, find_line, read_lines, read_sections
from extract.pages.select import changed, shorten
from extract.written_dates import find_date
from warehouse.records import Capture, Claim, Mention, Records

PROGRAMME = "dk:prog-innovationskraft"


#: Heading of a group -> the kind of area in it.
_GROUPS = (
    (r"yderligere spirende|further emerging|additional emerging", "further_emerging_area"),
    (r"spirende|emerging", "emerging_area"),
    (r"styrkeposition|stronghold", "stronghold"),
)
_MARK = re.compile(r"\s*\((?:udledt|inferred)\)\s*", re.IGNORECASE)
#: What the page behind an entry's link says more exactly than the list, or what came of it.
_SINCE = re.compile(r"\s*\((?:fra (?P<day>[^)]+)|uden slut)\)$")
_LIST = "by the list of the appointed at clusterexcellencedenmark.dk"
_COUNTED = f"The page names no area; that this is the one left of the fourteen is inferred, {_LIST}"
_LISTED = f"That the page's field is this area, and one of the ten strongholds, is {_LIST}"
_CLOSED = "www.transportnyhederne.dk/?Id=74390"
_FURTHER = f"That the page's field is one of the two further emerging areas is {_LIST}"
_AREA_NOTES = {"stronghold": _LISTED, "further_emerging_area": _FURTHER}


def parse(capture: Capture) -> Records:
    """One mention per line ``<area>: <cluster>`` below the three headings of areas.

    Raises:
        SourceChangedError: The period, the headings or the entries are gone.
    """
    lines = read_lines(capture)
    period = find_line(lines, r"(bevillings|program)periode|(grant|programme) period", capture)
    start, end = _read_period(lines[period], capture)
    sections = read_sections(
        capture,
        _opens,
        expected="headings Styrkepositioner, Spirende områder, Yderligere spirende områder",
        lines=lines,
    )
    kinds = {_kind(section.heading) for section in sections}
    if missing := [kind for _, kind in _GROUPS if kind not in kinds]:
        # The list of a lost heading would be read as part of the group before it.
        raise changed(
            capture,
            "A heading of the areas is gone",
            place="headings",
            expected="strongholds, emerging areas and further emerging areas",
            found="no heading for " + ", ".join(missing),
        )
    return Records(
        mentions=tuple(
            _read(line, _kind(section.heading), start, end, capture)
            for section in sections
            for line in section.lines
            if not line.is_prose and not line.is_omitted
        )
    )


def _kind(heading: Line) -> str:
    return next(
        kind for pattern, kind in _GROUPS if re.search(pattern, heading.text, re.IGNORECASE)
    )


def _opens(line: Line) -> bool:
    """A short line on strongholds or emerging areas that names no cluster beside it."""
    return (
        line.level != 1
        and len(line.text.split()) <= 5
        and bool(re.search("|".join(pattern for pattern, _ in _GROUPS), line.text, re.IGNORECASE))
        and not re.search(r":\s*\S", line.text)
    )


def _read_period(line: Line, capture: Capture) -> tuple[str, str]:
    parts = re.split(r"\s(?:til|to|–|-)\s", line.text)
    dates = [date for part in parts if (date := find_date(part))]
    if len(dates) != 2:
        raise changed(
            capture,
            "The period of the grant is not two dates",
            place=line.locator,
            expected="1. januar 2021 til 31. december 2024",
            found=shorten(line.text),
        )
    return dates[0], dates[1]


def _read(line: Line, kind: str, start: str, end: str, capture: Capture) -> Mention:
    area, colon, name = line.text.partition(":")
    if not colon or not name.strip() or not area.strip():
        raise changed(
            capture,
            "A line of the list is no entry",
            place=line.locator,
            expected="<area>: <cluster>",
            found=shorten(line.text),
        )
    since = _SINCE.search(name)
    is_reckoned = _MARK.search(area) is not None
    # The page's own links lead to the clusters' sites; ours lead to the proof.
    url = line.links[0] if line.links and capture.method == "composed" else None
    day = since["day"] if since else None
    is_open = since is not None and day is None
    note = _years_note(has_start=day is not None, is_open=is_open) if url else None
    area_note = {"note": _AREA_NOTES.get(kind, _COUNTED)} if is_reckoned else {}
    stronghold = Claim(
        "stronghold",
        _MARK.sub("", area).strip(),
        line.locator,
        valid_from=None if url else start,
        valid_to=None if url else end,
        is_inferred=is_reckoned,
        detail={"area_type": kind} | area_note,
        url=url,
    )
    taking_part = participation(
        PROGRAMME,
        line.locator,
        level="national_cluster",
        event="appointed",
        valid_from=(find_date(day) if day else None) or start,
        valid_to=None if is_open else end,
        is_inferred=url is not None or is_reckoned,
        url=url,
        note=note,
    )
    return Mention(
        "cluster", "DK", _SINCE.sub("", name).strip(), line.locator, (taking_part, stronghold)
    )


def _years_note(*, has_start: bool, is_open: bool) -> str:
    """What of the stay is concluded, and from what."""
    if has_start:
        return (
            "The page has the first day of the new clusters; that the stay is in this programme, "
            f"and its end, are {_LIST}"
        )
    listed = f"That the stay is in this programme, with its years, is {_LIST}"
    return f"{listed}; that it closed before the end, by {_CLOSED}" if is_open else listed
