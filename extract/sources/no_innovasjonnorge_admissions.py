"""Admissions to the Norwegian cluster programme, round by round, from the announcements."""

from __future__ import annotations

import datetime as dt
import re

from extract.formats.claims import participation, region
from extract.formats.counties import norwegian_county_code
from extract.formats.dates import find_date
from extract.formats.lists import Line, Section, read_lines, read_sections
from extract.formats.select import changed, shorten
from extract.formats.wording import NUMBER_WORD, read_count
from extract.spec import Bounds, Licence, Request, SourceSpec
from warehouse.records import Capture, Claim, Mention, Records

PROGRAMME = "no:prog-norwegian-innovation-clusters"

SPEC = SourceSpec(
    source_id="no_innovasjonnorge_admissions",
    title="Announcements of clusters admitted to Norwegian Innovation Clusters",
    country_code="NO",
    publisher="Innovasjon Norge, Siva and Forskningsrådet",
    kind="registry",
    licence=Licence("not stated", "Source: Innovasjon Norge, Siva, Forskningsrådet and the press"),
    landing_url="https://nic.innovasjonnorge.no/",
    requests=(
        Request(
            "https://kommunikasjon.ntb.no/pressemelding/"
            "norwegian-wood-cluster-far-status-som-arena-klynge"
            "?publisherId=89989&releaseId=17895970",
            "2020-ntb",
        ),
        Request(
            "https://siva.no/2016/06/"
            "nye-naeringsklynger-skal-bidra-til-a-drive-omstillingen-i-okonomien/",
            "2016-siva",
        ),
    ),
    cadence="weekly",
    language="nb",
    bounds=Bounds(minimum=35, maximum=150, seen=49, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    remark="One document per announcement; the agencies' own are asked for when live, the press's "
    "are not. A round's list is often repeated by several papers of which each names a part; "
    "entries nobody could read stand as […]. One request per five seconds.",
)

#: Level words in a heading -> level; the longer ones first.
_LEVELS = (
    (r"NIC Connect", "nic_connect"),
    (r"NIC Impact", "nic_impact"),
    (r"Arena[ -]Pro", "arena_pro"),
    (r"Arena", "arena"),
    (r"NCE|Norwegian Centres? of Expertise", "nce"),
    (r"GCE|Global Centres? of Expertise", "gce"),
    (r"(?i:modne klynger|moden klynge|mature clusters?)", "mature"),
    (r"(?i:noder?|nodes?)\b", "node"),
)
_EVENTS = (
    (r"forlenge|extend", "extended"),
    (r"videreføre|continue", "continued"),
    (r"rykker opp|opprykk|oppgrader|promot|upgrad", "promoted"),
)
_HEADING = re.compile(
    r"\b(nye?|new|tatt opp|admitted|forleng\w+|extended|videreføre\w*|continued?|rykker opp|"
    r"opprykk|oppgrader\w+|promoted|upgraded|" + NUMBER_WORD + r")\b",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"(?P<name>[^,(:–]+?)(?:\s*[,(–]\s*(?P<place>[^:)]+?)\)?)?(?:\s*:\s*(?P<sector>.+?))?[\s.;]*"
)
#: An entry that nobody can take for anything else: name, place, field.
_UNMISTAKABLE = re.compile(r"[^():]{2,60} \([^()]{2,60}\): [^.]{2,80}")


def parse(capture: Capture) -> Records:
    """One mention per entry below headings such as "Fem nye Arena-klynger:".

    Where the heading says how many there are, the entries must be as many.

    Raises:
        SourceChangedError: No such heading, no date, or another number of entries.
    """
    lines = read_lines(capture)
    published = _read_published(lines, capture)
    sections = read_sections(
        capture,
        _opens,
        expected='headings such as "Fem nye Arena-klynger:"',
        end=r"^(om|about) (klyngeprogrammet|norwegian innovation clusters|the programme)|"
        r"^(kontakt|contact|fakta|facts)\b",
        lines=lines,
        entry=lambda line: line.is_omitted or bool(_UNMISTAKABLE.fullmatch(line.text)),
    )
    return Records(
        mentions=tuple(
            mention
            for section in sections
            for mention in _read_section(section, published, capture)
        )
    )


def _level(text: str) -> str | None:
    for pattern, level in _LEVELS:
        if re.search(
            rf"\b(?:{pattern})", text, re.IGNORECASE if level in ("mature", "node") else 0
        ):
            return level
    return None


def _opens(line: Line) -> bool:
    """A heading, a bold line or a line ending in a colon that names a level and an event."""
    looks_like_one = line.level > 1 or line.text.endswith(":") or line.lead == line.text
    return (
        looks_like_one
        and len(line.text.split()) <= 14
        and _level(line.text) is not None
        and bool(_HEADING.search(line.text))
    )


def _read_published(lines: tuple[Line, ...], capture: Capture) -> str:
    for line in lines:
        if re.match(r"(publisert|published|dato|date)\b", line.text, re.IGNORECASE):
            date = find_date(line.text)
            if date:
                return date
    raise changed(
        capture,
        "The announcement has no date",
        place="page",
        expected="Publisert: <date>",
        found=f"{len(lines)} lines, none of them so",
    )


def _read_section(section: Section, published: str, capture: Capture) -> list[Mention]:
    heading = section.heading.text
    entries = [line for line in section.lines if not line.is_prose]
    announced = read_count(heading)
    if announced is not None and announced != len(entries):
        raise changed(
            capture,
            "The heading announces another number of clusters than the list holds",
            place=f"{section.heading.locator} ({shorten(heading, 60)})",
            expected=f"{announced} entries",
            found=f"{len(entries)}: {shorten(' / '.join(line.text for line in entries), 200)}",
        )
    return [_read(line, heading, published, capture) for line in entries if not line.is_omitted]


def _read(line: Line, heading: str, published: str, capture: Capture) -> Mention:
    match = _ENTRY.fullmatch(line.text)
    if match is None:
        raise changed(
            capture,
            "A line of the list is no entry",
            place=line.locator,
            expected="<name> (<place>): <field>",
            found=shorten(line.text),
        )
    events = (name for pattern, name in _EVENTS if re.search(pattern, heading, re.IGNORECASE))
    claims = [
        participation(
            PROGRAMME,
            line.locator,
            level=_level(heading) or "unknown",
            event=next(events, "admitted"),
            valid_from=_valid_from(heading) or published,
        )
    ]
    if place := match["place"]:
        code = norwegian_county_code(place)
        claims.append(
            region(code, "NO-fylke", line.locator) if code else Claim("place", place, line.locator)
        )
    if sector := match["sector"]:
        claims.append(Claim("sector", sector, line.locator))
    return Mention("cluster", "NO", match["name"], line.locator, tuple(claims))


def _valid_from(heading: str) -> str | None:
    """The day the level begins, where the heading gives one ("fra 1. januar 2022")."""
    start = re.search(r"\b(?:fra|from)\s+(.+)", heading, re.IGNORECASE)
    return find_date(start[1]) if start else None
