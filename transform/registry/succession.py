"""Renames, mergers, splits, continuations and ends."""

import collections
import datetime as dt
from collections.abc import Iterable, Mapping

from transform.identity.entities import Identities
from transform.registry.precedence import Precedence, Row
from transform.registry.statements import detail_of
from warehouse.errors import ContractError

_KINDS = {
    "renamed_to": "renamed",
    "merged_into": "merged",
    "split_into": "split",
    "continued_as": "continued",
    "ended": "ended",
}


def successions(
    clusters: Mapping[str, Mapping[str, list[Row]]], identities: Identities, precedence: Precedence
) -> list[Row]:
    """Rows of table ``succession``: one per event, by its best statement.

    A rename keeps the id, so predecessor and successor are one cluster under two names. A
    successor that no source describes as a cluster has a name and no id.

    Raises:
        ContractError: ``detail.kind`` is none of the vocabulary.
    """
    found: dict[tuple[str, str | None, str, str | None], Row] = {}
    for cluster_id, properties in sorted(clusters.items()):
        for row in sorted(properties["succession"], key=precedence.order_start):
            event = _event(cluster_id, row, identities)
            other = event["successor_id"] or event["successor_name"]
            # A cluster ends once, whoever says so; names tell renames apart.
            named = event["successor_name"] if event["succession_kind"] == "renamed" else None
            key = (cluster_id, other, event["succession_kind"], named)
            found.setdefault(key, event)
    return list(found.values())


def name_predecessors(events: Iterable[Row], names: Iterable[Row]) -> list[Row]:
    """Renames with the name they left, where the source gives only the name they took.

    It is the former name that began last before the new one did.
    """
    by_cluster: dict[str, list[Row]] = collections.defaultdict(list)
    for name in names:
        if name["name_kind"] in {"former", "primary"}:
            by_cluster[name["cluster_id"]].append(name)
    return [
        event | {"predecessor_name": _name_before(event, by_cluster[event["predecessor_id"]])}
        if event["succession_kind"] == "renamed" and not event["predecessor_name"]
        else event
        for event in events
    ]


def _name_before(event: Row, names: list[Row]) -> str | None:
    taken = next((name for name in names if name["name"] == event["successor_name"]), None)
    start = event["event_date"] or (taken["valid_from"] if taken else None)
    earlier = [
        name
        for name in names
        if name is not taken
        and name["name_kind"] == "former"
        and (start is None or name["valid_from"] is None or name["valid_from"] < start)
    ]
    starts = [name["valid_from"] or dt.date.min for name in earlier]
    if not earlier or starts.count(max(starts)) > 1:
        return None
    return str(earlier[starts.index(max(starts))]["name"])


def _event(cluster_id: str, row: Row, identities: Identities) -> Row:
    detail = detail_of(row)
    kind = _KINDS.get(detail.get("kind", ""))
    if kind is None:
        raise ContractError(
            "a succession has no known kind",
            source_id=row["source_id"],
            place=f"{row['locator']} ({cluster_id})",
            expected="detail.kind: " + ", ".join(_KINDS),
            found=str(detail.get("kind")),
        )
    country = cluster_id.partition(":")[0].upper()
    other = None if kind == "ended" else identities.find(country, row["value"])
    is_id = other == row["value"]
    if kind == "renamed" and other is None:
        other = cluster_id
    return {
        "predecessor_id": cluster_id,
        "successor_id": other,
        "succession_kind": kind,
        "event_date": row["valid_from"],
        "date_precision": row["date_precision"],
        "statement_id": row["statement_id"],
        "predecessor_name": detail.get("from"),
        "successor_name": None if kind == "ended" or is_id else row["value"],
    }
