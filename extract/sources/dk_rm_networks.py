"""Clusters and networks that Region Midtjylland named in April 2016."""

from __future__ import annotations

import datetime as dt
import re

from extract.formats.dates import find_date
from extract.formats.lists import Line, find_line, lines_between, read_lines
from extract.formats.select import changed, shorten
from extract.spec import Bounds, Licence, Request, SourceSpec
from warehouse.records import Capture, Claim, Mention, Records

_URL = "https://www.rm.dk/om-os/aktuelt/news-2016/april/bedre-adgang-til-forskning/PrintPage"

SPEC = SourceSpec(
    source_id="dk_rm_networks",
    title="Bedre adgang til forskning: clusters and networks in Central Denmark, 2016",
    country_code="DK",
    publisher="Region Midtjylland",
    kind="registry",
    licence=Licence("not stated", "Source: Region Midtjylland"),
    landing_url=_URL,
    requests=(Request(_URL, "bedre-adgang-til-forskning"),),
    cadence="once",
    language="da",
    bounds=Bounds(minimum=8, maximum=40, seen=10, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    remark="News on Klyngestrategi 2.0 with the clusters and networks of the region by field. One "
    "page, once.",
)

_START = r"^(klynger og (innovations)?netværk|clusters and (innovation )?networks)\b"
_END = r"^(yderligere oplysninger|kontakt|further information|contact)\b"
_ENTRY = re.compile(r"(?P<field>[^:]{2,60}):\s*(?P<names>\S.*)")


def parse(capture: Capture) -> Records:
    """One mention per name in lines ``<field>: <name>; <name>``.

    Raises:
        SourceChangedError: The list or its date is gone, or a line is no entry.
    """
    lines = read_lines(capture)
    dated = find_line(lines, r"^(\d{1,2}[.-] ?)?(\w+|\d{1,2})[ .-]20\d\d$", capture)
    day = find_date(lines[dated].text)
    below = lines_between(capture, _START, _END, lines=lines)
    return Records(
        mentions=tuple(
            mention
            for line in below
            if not line.is_prose and not line.is_omitted
            for mention in _read(line, day, capture)
        )
    )


def _read(line: Line, day: str | None, capture: Capture) -> list[Mention]:
    match = _ENTRY.fullmatch(line.text.rstrip(" ."))
    if match is None:
        raise changed(
            capture,
            "A line of the list is no entry",
            place=line.locator,
            expected="<field>: <name>; <name>",
            found=shorten(line.text),
        )
    claims = (
        Claim("sector", match["field"].strip(), line.locator, as_of=day),
        Claim("status", "listed", line.locator, as_of=day),
        Claim("place", "Region Midtjylland", line.locator, as_of=day),
    )
    names = (name.strip() for name in match["names"].split(";"))
    return [Mention("cluster", "DK", name, line.locator, claims) for name in names if name]
