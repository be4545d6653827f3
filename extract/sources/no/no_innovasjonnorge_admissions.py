"""Admissions to the Norwegian cluster programme, round by round, from the announcements."""

import re
from collections.abc import Iterator

from extract.declarations import declared
from extract.discovery import Getter, fetch_with_discovery
from extract.pages.claims import mark_reckoned, participation, region
from extract.pages.counties import (
    norwegian_county_again,
    norwegian_county_code,
    norwegian_county_since,
)
from extract.pages.lists import Line, Section, read_lines, read_sections
from extract.pages.select import changed, parse_html, shorten
from extract.pages.wording import NUMBER_WORD, lead_name, read_count
from extract.spec import Request
from extract.written_dates import find_date
from warehouse.records import Capture, Claim, Mention, Records

PROGRAMME = "no:prog-norwegian-innovation-clusters"
_LISTINGS = (
    "https://kommunikasjon.ntb.no/presserom/89989/innovasjon-norge",
    "https://siva.no/aktuelt/",
    "https://nic.innovasjonnorge.no/",
)

SPEC = declared("no_innovasjonnorge_admissions").spec

#: Levels whose clusters may carry them in their name; NCE is only that since 2019.
BRANDS = {"nce": "NCE", "gce": "GCE"}
#: Level words in a heading -> level; the longer ones first.
_LEVELS = (
    (r"NIC Connect", "nic_connect"),
    (r"NIC Explore", "nic_explore"),
    (r"NIC Impact", "nic_impact"),
    (r"Arena[ -]Pro", "arena_pro"),
    (r"Arena", "arena"),
    (r"NCE|Norwegian Centres? of Expertise", "nce"),
    (r"GCE|Global Centres? of Expertise", "gce"),
    (r"(?i:modne klynger|moden klynge|mature clusters?)", "mature"),
    (r"(?i:hub-)?(?i:noder?|nodes?)\b", "node"),
)
_EVENTS = (
    (r"forlenge|extend", "extended"),
    (r"videreføre|continue", "continued"),
    (r"rykker opp|opprykk|oppgrader|promot|upgrad", "promoted"),
)
_ANY_LEVEL = "|".join(pattern for pattern, _ in _LEVELS)
#: A sentence that gives one cluster its level: "Energi i Nord får status som Arena-klynge".
_STATUS = re.compile(
    rf"(?P<name>[A-ZÆØÅ][^.:,]{{2,60}}?) (?:får|fikk|har fått) status som (?:ny )?"
    rf"(?P<level>{_ANY_LEVEL})|"
    rf"(?P<other>[A-ZÆØÅ][^.:,]{{2,60}}?)(?: i (?P<place>[A-ZÆØÅ]\w+))? blir en av [^.]{{0,40}}"
    rf"(?P<node>(?i:hub-)?(?i:noder?))\b"
)
_HEADING = re.compile(
    r"\b(nye?|new|tatt opp|admitted|forleng\w+|extended|videreføre\w*|continued?|rykker opp|"
    r"opprykk|oppgrader\w+|promoted|upgraded|" + NUMBER_WORD + r")\b",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"(?P<name>(?:[^,(:–]|(?<=\w)–(?=\w))+?)(?:(?:\s*[,(]\s*|\s+–\s+)(?P<place>[^:)]+?)\)?)?"
    r"(?:\s*:\s*(?P<sector>.+?))?[\s.;]*"
)
_SEAT = re.compile(r"holder til i (\w+(?: og [A-ZÆØÅ]\w+)?)")
#: An entry that nobody can take for anything else: name, place, field.
_UNMISTAKABLE = re.compile(r"[^():]{2,60} \([^()]{2,60}\): [^.]{2,80}")


def fetch(client: Getter) -> Iterator[Request | Capture]:
    """The declared releases, and announcements that the newsrooms link to."""
    return fetch_with_discovery(
        client, SPEC, listings=_LISTINGS, is_wanted=_is_announcement, parse=parse
    )


def _is_announcement(text: str, url: str) -> bool:
    words = f"{text} {url}".casefold()
    return "klynge" in words and bool(
        re.search(r"arena|nce\b|gce\b|\bnic\b|node|status|opptak|tatt opp|tildel|nye? ", words)
    )


def parse(capture: Capture) -> Records:
    """One mention per entry below headings such as "Fem nye Arena-klynger:".

    An entry is a line ``<name> (<place>): <field>`` or a paragraph that begins with the name.
    Sentences such as "Energi i Nord får status som Arena-klynge" count as well.

    Where the heading says how many there are, the entries must be as many.

    Raises:
        SourceChangedError: No such heading, no date, or another number of entries.
    """
    lines = read_lines(capture)
    published = _read_published(lines, capture)
    singles = [mention for line in lines if (mention := _read_status(line, published)) is not None]
    sections = read_sections(
        capture,
        _opens,
        expected='headings such as "Fem nye Arena-klynger:"',
        end=r"^(om|about) (klyngeprogrammet|norwegian innovation clusters|the programme)|"
        r"^(kontakt|contact|fakta|facts)\b",
        lines=lines,
        entry=lambda line: line.is_omitted or bool(_UNMISTAKABLE.fullmatch(line.text)),
        is_needed=not singles,
    )
    _check_headed(lines, capture)
    mentions = {mention.name: mention for mention in singles}
    for section in sections:
        for mention in _read_section(section, published, capture):
            mentions[mention.name] = mention
    texts = (line.text for line in lines)
    return Records(mentions=mark_reckoned(mentions.values(), texts, published))


def _check_headed(lines: tuple[Line, ...], capture: Capture) -> None:
    """Raise if a list stands before the first heading that names a level: its own is gone."""
    for line in lines:
        if _opens(line):
            return
        if line.container:
            raise changed(
                capture,
                "A list stands under no heading that names a level",
                place=line.locator,
                expected='a heading such as "Fem nye Arena-klynger:" before it',
                found=shorten(line.text),
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
    if looks_like_one and re.fullmatch(rf"(?:{_ANY_LEVEL})\w*:?", line.text):
        return True  # the level's name alone: "Norwegian Centres of Expertise:"
    return (
        looks_like_one
        and len(line.text.split()) <= 14
        and _level(line.text) is not None
        and bool(_HEADING.search(line.text))
    )


def _read_published(lines: tuple[Line, ...], capture: Capture) -> str:
    """Day of the announcement: from a line that says so, else from the page's metadata."""
    printed = (
        line.text
        for line in lines
        if re.match(
            r"(publisert|published|dato|date)\b|\d{1,2}\.\d{1,2}\.20\d\d", line.text, re.IGNORECASE
        )
    )
    marked = (
        str(node.get("content") or node.get("datetime") or "")
        for node in parse_html(capture).root.iter("meta", "time")
        if node.tag == "time" or node.get("property") == "article:published_time"
    )
    for text in (*printed, *marked):
        if date := find_date(text[:60].replace("T", " ")):
            return date
    raise changed(
        capture,
        "The announcement has no date",
        place="page",
        expected="Publisert: <date>",
        found=f"{len(lines)} lines, none of them so",
    )


def _read_status(line: Line, published: str) -> Mention | None:
    match = _STATUS.match(line.text)
    if match is None:
        return None
    level = _level(match["level"] or match["node"]) or "unknown"
    claims = [
        participation(
            PROGRAMME,
            line.locator,
            level=level,
            event="admitted",
            brand=BRANDS.get(level),
            valid_from=published,
        )
    ]
    if match["place"]:
        claims.append(Claim("place", match["place"], line.locator))
    return Mention("cluster", "NO", match["name"] or match["other"], line.locator, tuple(claims))


def _read_section(section: Section, published: str, capture: Capture) -> list[Mention]:
    heading = section.heading.text
    entries = [
        line
        for line in section.lines
        if not line.is_prose or (lead_name(line.text) and not _STATUS.match(line.text))
    ]
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
    name = lead_name(line.text) if line.is_prose else match and match["name"]
    if not name:
        raise changed(
            capture,
            "A line of the list is no entry",
            place=line.locator,
            expected="<name> (<place>): <field>, or a paragraph that begins with the name",
            found=shorten(line.text),
        )
    level = _level(heading) or "unknown"
    events = (name for pattern, name in _EVENTS if re.search(pattern, heading, re.IGNORECASE))
    claims = [
        participation(
            PROGRAMME,
            line.locator,
            level=level,
            event=next(events, "admitted"),
            brand=BRANDS.get(level),
            valid_from=_valid_from(heading) or published,
        )
    ]
    if line.is_prose:
        seat = _SEAT.search(line.text)
        place, sector = (seat[1] if seat else None), None
    else:
        place, sector = (match["place"], match["sector"]) if match else (None, None)
    if place:
        code = norwegian_county_code(place)
        claims.append(
            _county(code, place, published, line.locator)
            if code
            else Claim("place", place, line.locator)
        )
    if sector:
        claims.append(Claim("sector", sector, line.locator))
    return Mention("cluster", "NO", name, line.locator, tuple(claims))


def _county(code: str, place: str, published: str, locator: str) -> Claim:
    """The county; of a page older than the county the code is only concluded."""
    claim = region(code, "NO-fylke", locator)
    since, again = norwegian_county_since(place), norwegian_county_again(place)
    if since and published[:4] < str(since):
        return claim.concluded(f"{place}, one county since {since}")
    if again and published[:4] < str(again):
        return claim.concluded(f"{place}, a county again since {again}")
    return claim


def _valid_from(heading: str) -> str | None:
    """The day the level begins, where the heading gives one ("fra 1. januar 2022")."""
    start = re.search(r"\b(?:fra|from)\s+(.+)", heading, re.IGNORECASE)
    return find_date(start[1]) if start else None
