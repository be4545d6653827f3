"""What the pages about the release itself show: changes, sources, quality, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from load.database import DATABASE_NAME
from load.geoparquet import GEO_PATH
from load.manifest import MANIFEST_NAME
from load.site.contents import COUNTRY_NAMES, Contents, grouped
from warehouse.tables import TABLES
from warehouse.vocabulary import SOURCE_STATES

_WHY_UNCOUNTED = {
    "before": "out by {valid_to}",
    "after": "in from {valid_from}",
    "no_period": "no source gives its period",
    "not_existing": "not known to exist on the day",
}
_MOST_CHANGES = 12
#: Folders that have a file for each table.
_FORMATS = ("parquet", "csv", "csv_spreadsheet")
_FOLDERS = {
    "": "The whole release",
    "geo": "Outlines",
    "metadata": "For catalogues and tools",
    "quality": "Quality report",
}
#: What files hold, by name or by folder.
_FILES = {
    DATABASE_NAME: "All tables, views and macros in one file, for DuckDB 1.2 and newer.",
    MANIFEST_NAME: "Hash and size of every file, and the captures that the release rests on.",
    "README.md": "What the folder holds and how to open it.",
    "LICENCES.md": "Terms and attribution of each source.",
    "CITATION.cff": "How to cite the release.",
    "datapackage.json": "The CSV files as a Frictionless Data Package.",
    "metadata/croissant.json": "Croissant: the tables for machine learning.",
    "metadata/csvw.json": "CSV on the Web: types and keys of the CSV files.",
    "metadata/dcat.jsonld": "DCAT-AP for data portals, JSON-LD.",
    "metadata/dcat.ttl": "DCAT-AP for data portals, Turtle.",
    "metadata/schema.org.jsonld": "schema.org Dataset, for search engines.",
    GEO_PATH: "GeoParquet 1.1: outlines of regions with code, name and country.",
    "quality/": "What the gate asked of the data, and what it found.",
}


def change_summary(contents: Contents, pages: Mapping[str, str]) -> dict[str, Any]:
    """What differs from the release before: counts by table and kind, and clusters concerned."""
    rows = contents.rows("change")
    counts: dict[str, Counter[str]] = {}
    # A changed row has one entry per column: rows are counted, not cells.
    seen = {(row["table_name"], row["row_key"], row["change_kind"]) for row in rows}
    for table, _, kind in seen:
        counts.setdefault(table, Counter())[kind] += 1
    clusters = [
        row | {"page": pages.get(row["row_key"])} for row in rows if row["table_name"] == "cluster"
    ]
    kinds = ("added", "changed", "removed")
    return {
        "previous": contents.info.previous_release_id,
        "tables": [
            {"name": name} | {kind: counts[name][kind] for kind in kinds} for name in sorted(counts)
        ],
        "clusters": clusters[:_MOST_CHANGES],
        "more_clusters": max(len(clusters) - _MOST_CHANGES, 0),
    }


def source_states(contents: Contents) -> list[dict[str, Any]]:
    """How many sources fared how, with the newest capture of each state."""
    newest = {
        source_id: max(row["captured_at"] for row in rows)
        for source_id, rows in grouped(contents.rows("capture"), "source_id").items()
    }
    by_state = grouped(contents.rows("source"), "state")
    return [
        {
            "state": state,
            "meaning": meaning,
            "count": len(by_state[state]),
            "newest": max(
                (newest[row["source_id"]] for row in by_state[state] if row["source_id"] in newest),
                default=None,
            ),
        }
        for state, meaning in SOURCE_STATES.items()
        if state in by_state
    ]


def uncounted(contents: Contents, pages: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Published total to the clusters of its programmes that are not counted in it, and why."""
    names = {row["cluster_id"]: row["name"] for row in contents.rows("cluster")}
    return {
        control_id: [
            {
                "name": names[row["cluster_id"]],
                "page": pages.get(row["cluster_id"]),
                "why": _WHY_UNCOUNTED[row["counting"]].format(**row),
            }
            for row in rows
            if row["counting"] in _WHY_UNCOUNTED
        ]
        for control_id, rows in grouped(contents.rows("control_cluster"), "control_id").items()
    }


def sources_with_captures(contents: Contents) -> list[dict[str, Any]]:
    """Sources with their captures and how many statements rest on them, by country."""
    captures = grouped(contents.rows("capture"), "source_id")
    statements = Counter(row["source_id"] for row in contents.rows("statement"))
    made = []
    for row in contents.rows("source"):
        held = captures.get(row["source_id"], [])
        made.append(
            row
            | {
                "country": COUNTRY_NAMES[row["jurisdiction_code"]],
                "captures": held,
                "newest": max((capture["captured_at"] for capture in held), default=None),
                "as_of": max(
                    (capture["as_of"] for capture in held if capture["as_of"]), default=None
                ),
                "statements": statements[row["source_id"]],
            }
        )
    return sorted(made, key=lambda row: (row["country"], row["source_id"]))


def gate_summary(contents: Contents) -> dict[str, Any]:
    """The gate's verdict: how many rules held, and which did not."""
    rows = contents.rows("data_quality")
    broken = [row for row in rows if not row["success"]]
    return {
        "rules": len(rows),
        "held": len(rows) - len(broken),
        "errors": sum(row["severity"] == "error" for row in broken),
        "warnings": sum(row["severity"] == "warn" for row in broken),
        "broken": sorted(
            broken, key=lambda row: (row["severity"], row["table_name"], row["rule_code"])
        ),
        "tables": len({row["table_name"] for row in rows}),
    }


def table_files(contents: Contents) -> list[dict[str, Any]]:
    """Files of every table by format: address from the release's folder, and bytes."""
    found: dict[str, dict[str, list[tuple[str, int]]]] = {name: {} for name in TABLES}
    for place, count in _files(contents.folder):
        table = _table(place)
        if table:
            found[table].setdefault(place.parts[0], []).append((place.as_posix(), count))
    counts = contents.info.row_counts
    return [
        {"table": TABLES[name], "rows": counts[name], "formats": formats}
        for name, formats in found.items()
    ]


def other_files(contents: Contents) -> list[dict[str, Any]]:
    """Files of the release that are no single table, outside of the site, in folders."""
    found: dict[str, list[dict[str, Any]]] = {}
    for place, count in _files(contents.folder):
        if _table(place):
            continue
        top = place.parts[0] if len(place.parts) > 1 else ""
        name = place.as_posix()
        # The manifest is written again when all else is there: its size is not known yet.
        size = None if name == MANIFEST_NAME else count
        what = _FILES.get(name) or _FILES.get(f"{top}/", "")
        found.setdefault(top, []).append({"name": name, "bytes": size, "what": what})
    order = list(_FOLDERS)
    return [
        {"title": _FOLDERS.get(top, top), "files": found[top]}
        for top in sorted(found, key=lambda top: order.index(top) if top in order else len(order))
    ]


def whole_files(contents: Contents) -> list[dict[str, Any]]:
    """The files that hold much at once, for those who want one."""
    words = {DATABASE_NAME: "All in one DuckDB file", GEO_PATH: "Outlines as GeoParquet"}
    places = [(name, contents.folder / name) for name in words]
    return [
        {"name": name, "words": words[name], "bytes": path.stat().st_size}
        for name, path in places
        if path.exists()
    ]


def latest(contents: Contents, addresses: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """What a program polls: whether there is a newer release, and where everything is.

    Args:
        contents: The release.
        addresses: Pages by kind of thing and its id, relative to the site.
    """
    info = contents.info
    return {
        "release_id": info.release_id,
        "created_at": info.created_at.isoformat(),
        "schema_version": info.schema_version,
        "content_hash": info.content_hash,
        "previous_release_id": info.previous_release_id,
        "manifest": f"../{MANIFEST_NAME}",
        "database": f"../{DATABASE_NAME}",
        "tables": {
            held["table"].name: {
                "row_count": held["rows"],
                "page": f"dictionary/{held['table'].name}.html",
            }
            | {
                kind: [{"path": f"../{path}", "bytes": count} for path, count in files]
                for kind, files in held["formats"].items()
            }
            for held in table_files(contents)
        },
        "pages": addresses,
    }


def _files(folder: Path) -> list[tuple[Path, int]]:
    """Files of the release outside of the site, with their sizes."""
    places = [(path.relative_to(folder), path) for path in sorted(folder.rglob("*"))]
    return [
        (place, path.stat().st_size)
        for place, path in places
        if path.is_file() and place.parts[0] != "site" and not path.name.startswith(".")
    ]


def _table(place: Path) -> str | None:
    """The table a file holds, or a part of: partitioned tables lie in folders of their own."""
    if place.parts[0] not in _FORMATS:
        return None
    name = place.parts[1] if len(place.parts) > 2 else place.stem
    return name if name in TABLES else None
