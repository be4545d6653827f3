"""What the pages about the release itself show: changes, sources, quality, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from load.site.contents import COUNTRY_NAMES, Contents, grouped
from warehouse.tables import TABLES

_GROUP_TITLES = {
    "provenance": "Where everything comes from, and how good it is",
    "registry": "Clusters, programmes, labels and their history",
    "strategy": "What strategies promise and report",
    "statistics": "Statistics as published and harmonised",
    "reference": "Codes and what they mean",
}
_STATES = {
    "fresh": "fetched for this release, with news",
    "unchanged": "fetched for this release, nothing new",
    "bundled": "read from the archive that comes with the software",
    "stale": "not reached; the last good capture stands in",
    "failed": "could not be read",
    "missing": "not fetched yet",
}
_WHY_UNCOUNTED = {
    "before": "out by {valid_to}",
    "after": "in from {valid_from}",
    "no_period": "no source gives its period",
    "not_existing": "not known to exist on the day",
}
_MOST_CHANGES = 12
_DOWNLOAD_TITLES = {
    "": "The release",
    "parquet": "Parquet, one file per table",
    "csv": "CSV, one file per table",
    "csv_spreadsheet": "CSV for spreadsheets: texts that could be taken for formulas are guarded",
    "metadata": "Metadata",
    "quality": "Quality report",
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
        for state, meaning in _STATES.items()
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
                "country": COUNTRY_NAMES.get(row["jurisdiction_code"], row["jurisdiction_code"]),
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


def dictionary_groups(contents: Contents) -> list[dict[str, Any]]:
    """The contract's tables by group, each with its number of rows."""
    counts = contents.info.row_counts
    ordered = groupby(TABLES.values(), key=lambda table: table.group)
    return [
        {
            "title": _GROUP_TITLES.get(group, group),
            "tables": [{"table": table, "rows": counts[table.name]} for table in tables],
        }
        for group, tables in ordered
    ]


def downloads(folder: Path) -> list[dict[str, Any]]:
    """Files of the release, outside of the site itself, by folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    found: dict[str, list[dict[str, Any]]] = {}
    for path in files:
        place = path.relative_to(folder)
        # Partitioned tables lie in folders of their own below their format's.
        top = place.parts[0] if len(place.parts) > 1 else ""
        if top == "site" or path.name.startswith("."):
            continue
        table = TABLES.get(path.stem) or TABLES.get(place.parts[1] if top else "")
        found.setdefault(top, []).append(
            {
                "name": place.as_posix(),
                "bytes": path.stat().st_size,
                "description": table.description if table else None,
            }
        )
    return [
        {"title": _DOWNLOAD_TITLES.get(top, top), "files": held}
        for top, held in sorted(found.items(), key=lambda item: _place(item[0]))
    ]


def _place(top: str) -> tuple[int, str]:
    order = list(_DOWNLOAD_TITLES)
    return (order.index(top) if top in order else len(order), top)
