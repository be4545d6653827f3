"""Clusters on the map of Innovasjon Norge's annual report: who had which level that year."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator

from extract.pages.claims import participation
from extract.pages.select import changed, decode, fold, shorten
from extract.spec import Bounds, Licence, SourceSpec
from warehouse.records import Capture, Claim, Mention, Records

PROGRAMME = "no:prog-norwegian-innovation-clusters"

SPEC = SourceSpec(
    source_id="no_innovasjonnorge_map",
    title="Annual report: map of clusters by level",
    country_code="NO",
    publisher="Innovasjon Norge",
    kind="registry",
    licence=Licence("not stated", "Source: Innovasjon Norge, annual report"),
    landing_url="https://arsrapport.innovasjonnorge.no/2022/no/klynger",
    cadence="yearly",
    language="nb",
    bounds=Bounds(minimum=12, maximum=120, seen=17, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    is_live=False,
    remark="The page draws the map with a script, and the address of its data is not known yet: "
    "add it to the requests once seen in a browser. The bundled documents name only clusters whose "
    "level of that year follows from their own pages, marked as inferred; the reports count 44 "
    "clusters in 2021 and 39 in 2022.",
)

_NAME_KEYS = ("name", "navn", "title", "tittel", "cluster", "klynge")
_GROUP_KEYS = ("group", "gruppe", "gruppering", "grouping", "level", "nivå", "niva", "category")
_PLACE_KEYS = ("place", "sted", "location", "lokasjon", "city", "by")
_GROUPS = {
    "arena": "arena",
    "arena pro": "arena_pro",
    "nce": "nce",
    "gce": "gce",
    "modne klynger": "mature",
    "moden klynge": "mature",
    "mature clusters": "mature",
    "mature cluster": "mature",
    "noder": "node",
    "node": "node",
    "nodes": "node",
}


def parse(capture: Capture) -> Records:
    """One mention per object that has a name and a grouping, wherever it lies in the JSON.

    Raises:
        SourceChangedError: It is no JSON, has no such objects, or a grouping that is not in
            the map's legend; or the address names no year.
    """
    try:
        content = json.loads(decode(capture))
    except ValueError as error:
        raise changed(
            capture,
            "The map's data is no JSON",
            place="document",
            expected="JSON",
            found=str(error),
        ) from error
    year = re.search(r"/(20\d\d)/", capture.url)
    if year is None:
        raise changed(
            capture,
            "The address does not say which year's report it is",
            place="url",
            expected="/2022/",
            found=capture.url,
        )
    mentions = tuple(
        _read(fields, pointer, year[1], capture) for pointer, fields in _walk(content, "")
    )
    if not mentions:
        raise changed(
            capture,
            "The map holds no clusters",
            place="/",
            expected=f"objects with one of {_NAME_KEYS} and one of {_GROUP_KEYS}",
            found=shorten(decode(capture)),
        )
    return Records(mentions=mentions)


def _walk(node: object, pointer: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Objects with name and grouping, with their JSON pointers."""
    if isinstance(node, dict):
        fields = {str(key).casefold(): value for key, value in node.items()}
        if _pick(fields, _NAME_KEYS) and _pick(fields, _GROUP_KEYS):
            yield pointer, fields
        else:
            for key, value in node.items():
                yield from _walk(value, f"{pointer}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _walk(value, f"{pointer}/{index}")


def _pick(fields: dict[str, object], keys: tuple[str, ...]) -> str | None:
    values = (fields.get(key) for key in keys)
    return next((fold(value) for value in values if isinstance(value, str) and value.strip()), None)


def _read(fields: dict[str, object], pointer: str, year: str, capture: Capture) -> Mention:
    name = _pick(fields, _NAME_KEYS) or ""
    group = _pick(fields, _GROUP_KEYS) or ""
    level = _GROUPS.get(group.casefold())
    if level is None:
        raise changed(
            capture,
            "A grouping is not in the map's legend",
            place=pointer,
            expected="Arena, Noder, GCE, Modne klynger, Arena Pro or NCE",
            found=f"{group} ({name})",
        )
    inferred = bool(fields.get("inferred"))
    claims = [
        participation(
            PROGRAMME,
            pointer,
            level=level,
            event="observed",
            brand={"nce": "NCE", "gce": "GCE"}.get(level),
            valid_from=year,
            valid_to=year,
            qualifier="inferred" if inferred else None,
            confidence="medium" if inferred else "high",
        )
    ]
    if place := _pick(fields, _PLACE_KEYS):
        claims.append(Claim("place", place, pointer))
    return Mention("cluster", "NO", name, pointer, tuple(claims))
