"""The registry tables: clusters and what belongs to them, as views over statements.

Everything here is derived; ``statement`` keeps every word of every source.
"""

import collections
import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from transform.identity.entities import Identities
from transform.identity.match_tables import identity_matches, match_candidates
from transform.identity.region_codes import RegionCodes
from transform.registry.cluster_names import cluster_names, primary_name
from transform.registry.cluster_series import identifiers, member_counts, unreadable
from transform.registry.existence import Policy, existence, state_on
from transform.registry.history import end_with_cluster, label_awards, participations
from transform.registry.hosts import hosts, own_body
from transform.registry.precedence import Precedence, Row
from transform.registry.programmes import programme_ends, programmes
from transform.registry.statements import by_entity
from transform.registry.succession import name_predecessors, successions
from warehouse.texts import web_address

Properties = Mapping[str, list[Row]]
_PER_CLUSTER = (
    *("cluster", "cluster_existence", "cluster_name", "cluster_identifier", "participation"),
    *("label_award", "member_count"),
)
#: Successions that end the predecessor; a rename or a split leaves it as it is.
_ENDING = frozenset({"merged", "ended", "continued"})


@dataclasses.dataclass(frozen=True, slots=True)
class Frame:
    """What the registry's tables are made with beside statements.

    Attributes:
        regions: Brings regions to NUTS 3 (2024).
        levels: Rows of table ``programme_level``.
        policy: How long a sighting carries.
        today: The day for which ``cluster.status`` is said.
    """

    regions: RegionCodes
    levels: tuple[Row, ...]
    policy: Policy
    today: dt.date


@dataclasses.dataclass(frozen=True, slots=True)
class _Context:
    """What the rows of every cluster are made with."""

    precedence: Precedence
    frame: Frame
    limits: Mapping[str, Mapping[str, Row]]
    programme_ends: Mapping[str, dt.date]
    ends: Mapping[str, Row]
    beginnings: Mapping[str, list[Row]]
    policy: Policy


def registry_tables(
    rows: Iterable[Row], identities: Identities, frame: Frame
) -> dict[str, list[Row]]:
    """Rows of every registry table.

    Returns:
        Table name to rows: cluster, cluster_existence, cluster_name, cluster_identifier, programme,
        programme_level, participation, label_award, member_count, succession, organisation,
        organisation_identifier, cluster_host, identity_match, match_candidate.

    Raises:
        ContractError: A statement's value is not what its property asks for.
    """
    types = identities.entities
    stated = by_entity(rows)
    precedence = Precedence(
        {item.capture.capture_id: item.capture.method for item in identities.mentions}
    )
    clusters = {key: stated[key] for key in sorted(stated) if types[key][0] == "cluster"}
    events = successions(clusters, identities, precedence)
    context = _Context(
        precedence,
        frame,
        _limits(frame.levels),
        programme_ends(stated, types, precedence),
        _ends(events),
        _beginnings(events),
        dataclasses.replace(frame.policy, fetched=_fetched(identities)),
    )
    tables: dict[str, list[Row]] = {}
    for cluster_id, properties in clusters.items():
        for name, found in _tables_of(cluster_id, properties, context).items():
            tables.setdefault(name, []).extend(found)
    tables = {name: tables.get(name, []) for name in _PER_CLUSTER}
    tables["succession"] = name_predecessors(events, tables["cluster_name"])
    tables["programme"] = programmes(stated, types, tables["participation"], precedence)
    tables["programme_level"] = list(frame.levels)
    tables |= hosts(stated, identities, precedence)
    tables["identity_match"] = identity_matches(identities)
    tables["match_candidate"] = match_candidates(identities)
    return tables


def _tables_of(cluster_id: str, properties: Properties, context: _Context) -> dict[str, list[Row]]:
    """What one cluster adds to the tables of ``_PER_CLUSTER``."""
    precedence, end = context.precedence, context.ends.get(cluster_id)
    _check_years([*properties["start_year"], *properties["end_year"]])
    stays = [
        stay
        for programme_id, group in _by_value(properties["participation"]).items()
        for stay in participations(
            group,
            precedence,
            context.limits.get(programme_id),
            context.programme_ends.get(programme_id),
        )
    ]
    stays = end_with_cluster(stays, end)
    names = cluster_names(cluster_id, properties["name"], precedence)
    awards = label_awards(properties["label"], precedence)
    states = existence(
        cluster_id,
        properties,
        stays,
        awards,
        (end, context.beginnings.get(cluster_id, [])),
        context.policy,
    )
    body = own_body(properties, precedence)
    cluster = {
        "cluster_id": cluster_id,
        "country_code": _country(cluster_id),
        "name": primary_name(names),
        **_best_values(cluster_id, properties, precedence, context.frame.regions),
        "own_body_statement_id": body["statement_id"] if body else None,
        "start_year": precedence.best_year(properties["start_year"]),
        "end_year": _end_year(states, end, precedence.best_year(properties["end_year"])),
        "status": state_on(states, context.frame.today),
        "first_seen_date": states[0]["valid_from"] if states[0]["state"] == "exists" else None,
        "last_seen_date": states[-1]["last_seen_date"],
    }
    return {
        "cluster": [cluster],
        "cluster_existence": states,
        "cluster_name": names,
        "cluster_identifier": identifiers(cluster_id, properties, precedence),
        "participation": stays,
        "label_award": awards,
        "member_count": member_counts(cluster_id, properties["members"], precedence),
    }


def _limits(levels: Iterable[Row]) -> dict[str, dict[str, Row]]:
    """Programme to level to what its rules say."""
    found: dict[str, dict[str, Row]] = collections.defaultdict(dict)
    for row in levels:
        found[row["programme_id"]][row["level"]] = row
    return found


def _end_year(states: Iterable[Row], end: Row | None, stated: int | None) -> int | None:
    """The year in which a cluster ended, if it has and a source says when."""
    if all(row["state"] != "ended" for row in states):
        return None
    return stated or (end["event_date"].year if end and end["event_date"] else None)


def _country(entity_id: str) -> str:
    return entity_id.partition(":")[0].upper()


def _fetched(identities: Identities) -> dict[str, dt.date]:
    """Captures that were fetched from their agencies and show what is there: their days."""
    return {
        item.capture.capture_id: item.capture.captured_at.date()
        for item in identities.mentions
        if item.capture.method == "http" and item.mention.is_sighting
    }


def _best_values(
    cluster_id: str, properties: Properties, precedence: Precedence, regions: RegionCodes
) -> Row:
    found: Row = {"region_code": None}
    for name in ("entity_kind", "place", "website", "sector", "host_organisation"):
        rows = properties[name]
        best = precedence.best(_hosting(rows) if name == "host_organisation" else rows)
        found[name] = best["value"] if best else None
    if found["website"]:
        found["website"] = web_address(found["website"])
    for row in sorted(properties["region"], key=precedence.order):
        found["region_code"] = regions.find(_country(cluster_id), row["value"])
        if found["region_code"]:
            break
    return found


def _hosting(rows: Sequence[Row]) -> list[Row]:
    """Hosts without those of which sources speak before another began."""
    begun = [row for row in rows if row["valid_from"]]
    newest = max(begun, key=lambda row: (row["valid_from"], row["statement_id"]), default=None)
    return [
        row
        for row in rows
        if newest is None
        or row["value"] == newest["value"]
        or (row["as_of"] or row["valid_from"] or dt.date.max) >= newest["valid_from"]
    ]


def _ends(successions: Iterable[Row]) -> dict[str, Row]:
    """Cluster to the succession that ends it, the last one if there are several."""
    return {
        row["predecessor_id"]: row
        for row in sorted(
            successions, key=lambda row: (row["event_date"] or dt.date.min, row["statement_id"])
        )
        if row["succession_kind"] in _ENDING and row["predecessor_id"] != row["successor_id"]
    }


def _beginnings(successions: Iterable[Row]) -> dict[str, list[Row]]:
    """Cluster to the successions that it came out of."""
    found: dict[str, list[Row]] = collections.defaultdict(list)
    for row in successions:
        if row["successor_id"] and row["successor_id"] != row["predecessor_id"]:
            found[row["successor_id"]].append(row)
    return found


def _check_years(rows: Iterable[Row]) -> None:
    for row in rows:
        if not (row["value"].isdigit() and len(row["value"]) == 4):
            raise unreadable(row, "a year of four digits")


def _by_value(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = collections.defaultdict(list)
    for row in rows:
        found[row["value"]].append(row)
    return found
