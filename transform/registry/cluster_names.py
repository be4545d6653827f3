"""Names of a cluster with what kind they are and when they held."""

import collections
import datetime as dt
import unicodedata
from collections.abc import Iterable

from transform.registry.precedence import Precedence, Row
from transform.registry.statements import detail_of

_KIND_RANK = {"primary": 0, "legal": 1, "former": 2, "alias": 3}


def cluster_names(cluster_id: str, rows: Iterable[Row], precedence: Precedence) -> list[Row]:
    """Rows of table ``cluster_name``: one per name, exactly one of them primary.

    Spellings that differ in case or white space only are one name, shown as the best
    statement has it. The primary name is the newest that a source calls primary, else the
    newest that no source calls former; a name once primary is former when another follows.
    """
    groups: dict[str, list[Row]] = collections.defaultdict(list)
    for row in rows:
        groups[_fold(row["value"])].append(row)
    merged = [_merge(group, precedence) for group in groups.values()]
    chosen = min(merged, key=lambda name: _claim_to_be_primary(name, precedence))
    return [
        {
            "cluster_id": cluster_id,
            "name": name["best"]["value"],
            "name_kind": _kind(name, chosen),
            "valid_from": name["valid_from"],
            "valid_to": name["valid_to"],
            "first_seen_date": min(name["seen"], default=None),
            "last_seen_date": max(name["seen"], default=None),
            "statement_id": name["best"]["statement_id"],
        }
        for name in sorted(merged, key=lambda name: str(name["best"]["value"]))
    ]


def primary_name(names: Iterable[Row]) -> str:
    """The name of kind primary."""
    return next(str(row["name"]) for row in names if row["name_kind"] == "primary")


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _merge(group: list[Row], precedence: Precedence) -> Row:
    """One name's statements: best kind, widest validity, newest sight."""
    kinds = {_kind_of(row) for row in group}
    # The spelling that a source says on purpose beats one that a list page prints.
    best = min(group, key=lambda row: (_KIND_RANK[_kind_of(row)], precedence.order(row)))
    return {
        "best": best,
        "kinds": kinds,
        "valid_from": min((row["valid_from"] for row in group if row["valid_from"]), default=None),
        "valid_to": max((row["valid_to"] for row in group if row["valid_to"]), default=None),
        # Who says later that it once was the name has not seen it in use.
        "seen": [row["as_of"] for row in group if row["as_of"] and _kind_of(row) != "former"],
    }


def _claim_to_be_primary(name: Row, precedence: Precedence) -> tuple[bool, bool, int, int, object]:
    start: dt.date = name["valid_from"] or dt.date.min
    return (
        "primary" not in name["kinds"],
        "former" in name["kinds"] or name["valid_to"] is not None,
        -start.toordinal(),
        -max(name["seen"], default=dt.date.min).toordinal(),
        precedence.order(name["best"]),
    )


def _kind_of(row: Row) -> str:
    return detail_of(row).get("kind", "alias")


def _kind(name: Row, chosen: Row) -> str:
    if name is chosen:
        return "primary"
    if "former" in name["kinds"] or ("primary" in name["kinds"] and name["valid_to"]):
        return "former"
    if "legal" in name["kinds"]:
        return "legal"
    return "alias"
