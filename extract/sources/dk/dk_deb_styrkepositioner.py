"""Danish strongholds and emerging areas, and the cluster appointed for each.

The Board's page is prose; the transcription links each area to the page that confirms it.
"""

import dataclasses
import re

from extract.declarations import declared
from extract.pages.lists import Line, read_lines, read_sections
from extract.pages.outline import open_document, search
from extract.pages.select import changed
from warehouse.records import Area, Capture, Records, StrategyRecord

SPEC = declared("dk_deb_styrkepositioner").spec

#: Words of a heading -> the kind of area below it; the more special words come first.
_KINDS = (
    (r"^yderligere spirende", "further_emerging_area"),
    (r"^spirende", "emerging_area"),
    (r"^styrkepositioner", "stronghold"),
)
_ENTRY = re.compile(r"^(?P<area>[^:]+?)(?:: (?P<cluster>.+))?$")
_WITHOUT_CLUSTER = re.compile(
    r"(?P<area>\w+) er (?:også )?en styrkeposition[^.]*\b(?:uden|ikke)\b[^.]*\bklyngeindsats"
)


def parse(capture: Capture) -> Records:
    """The areas below the headings, with their clusters.

    Raises:
        SourceChangedError: No heading of areas is left, or no stronghold stands below it.
    """
    lines = read_lines(capture)
    sections = read_sections(
        capture,
        lambda line: bool(line.level) and _kind(line) is not None,
        expected="headings Styrkepositioner, Spirende områder",
        lines=lines,
    )
    areas: list[Area] = []
    for section in sections:
        kind = _kind(section.heading) or ""
        found = [line for line in section.lines if not line.is_prose and not line.is_omitted]
        areas.extend(_area(line, kind, place) for place, line in enumerate(found, start=1))
    strongholds = sum(area.area_type == "stronghold" for area in areas)
    if not strongholds:
        raise changed(
            capture,
            "The list of strongholds has vanished",
            place=sections[0].heading.locator,
            expected="lines '<area>: <cluster>' below the heading Styrkepositioner",
            found=f"{len(areas)} areas of other kinds",
        )
    areas.extend(_without_cluster(lines, strongholds))
    document = open_document(capture, SPEC.language)
    years = search(
        document, r"Erhvervsfremme i Danmark (?P<first>20\d\d)\s?[-–]\s?(?P<last>20\d\d)"
    )
    if years:
        document = dataclasses.replace(
            document, valid_from_year=int(years["first"]), valid_to_year=int(years["last"])
        )
    strategy = StrategyRecord(
        strategy_id="dk:styrkepositioner-2020",
        country_code="DK",
        publisher=SPEC.publisher,
        document=document,
        areas=tuple(areas),
    )
    return Records(strategies=(strategy,))


def _kind(line: Line) -> str | None:
    return next(
        (kind for words, kind in _KINDS if re.search(words, line.text, re.IGNORECASE)), None
    )


def _area(line: Line, kind: str, position: int) -> Area:
    match = _ENTRY.match(line.text)
    cluster = match["cluster"] if match else None
    return Area(
        position,
        match["area"] if match else line.text,
        kind,
        line.locator,
        cluster_name=cluster,
        has_cluster_effort=True if cluster else None,
        url=line.links[0] if line.links else None,
    )


def _without_cluster(lines: tuple[Line, ...], strongholds: int) -> list[Area]:
    found = [
        (match["area"], line) for line in lines for match in _WITHOUT_CLUSTER.finditer(line.text)
    ]
    return [
        Area(strongholds + place, name, "stronghold", line.locator, has_cluster_effort=False)
        for place, (name, line) in enumerate(found, start=1)
    ]
