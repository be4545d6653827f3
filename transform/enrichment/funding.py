"""Projects of a funder brought to the clusters that they are about.

A coordinator that bears exactly a cluster's name, or a project of the cluster programme whose
title names one. A host that coordinates is not the cluster, and a likeness is not enough.
"""

import collections
import re
from collections.abc import Iterable, Mapping

from transform.enrichment.register_matches import Enrichment
from transform.identity.entities import Identified
from transform.identity.name_rules import Match
from transform.identity.names import is_distinctive, primary_key
from transform.registry.precedence import Row
from warehouse.records import Capture, Claim, FundedProject, Mention

#: Titles of projects of Vinnova's programme for clusters.
_CLUSTER_PROGRAMME = re.compile(r"vinnv(?:ä|a)xt", re.IGNORECASE)

Funded = tuple[Capture, FundedProject]


def match_projects(tables: Mapping[str, Iterable[Row]], projects: Iterable[Funded]) -> Enrichment:
    """Grants of clusters, from the projects of funders."""
    names = {row["cluster_id"]: str(row["name"]) for row in tables["cluster"]}
    by_key = _clusters_by_key(tables["cluster_name"])
    found: list[Identified] = []
    candidates: list[Row] = []
    for capture, project in _latest(projects):
        if not project.amount or project.amount < 0:
            continue
        known = by_key.get(project.country_code, {})
        coordinating = known.get(primary_key(project.coordinator or ""), {})
        method = "coordinator" if coordinating else "title"
        clusters = coordinating or _named(project, known)
        if len(clusters) == 1:
            ((cluster_id, name),) = clusters.items()
            found.append(_identified(capture, project, cluster_id, name, method))
        candidates += [
            _doubtful(project, cluster_id, names[cluster_id])
            for cluster_id in sorted(clusters)
            if len(clusters) > 1
        ]
    return Enrichment(tuple(found), tuple(candidates))


def _clusters_by_key(rows: Iterable[Row]) -> dict[str, dict[str, dict[str, str]]]:
    """Country to name, folded, to the clusters that go or went by it and how it is spelled."""
    found: dict[str, dict[str, dict[str, str]]] = collections.defaultdict(dict)
    for row in rows:
        country, name = row["cluster_id"].partition(":")[0].upper(), str(row["name"])
        found[country].setdefault(primary_key(name), {}).setdefault(row["cluster_id"], name)
    return found


def _latest(projects: Iterable[Funded]) -> list[Funded]:
    """The newest word about each project, by its number."""
    found: dict[tuple[str, str], Funded] = {}
    for capture, project in projects:
        key = capture.source_id, project.reference_number
        if key not in found or _age(capture) > _age(found[key][0]):
            found[key] = capture, project
    return [found[key] for key in sorted(found)]


def _age(capture: Capture) -> tuple[str, str]:
    return (capture.seen_at or capture.captured_at).isoformat(), capture.capture_id


def _named(project: FundedProject, known: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Clusters whose name stands in the title of a project of the cluster programme."""
    if not _CLUSTER_PROGRAMME.search(project.title):
        return {}
    title = f" {primary_key(project.title)} "
    standing = [key for key in known if is_distinctive(key) and f" {key} " in title]
    # "Paper Province 2.0" also holds "Paper Province"; the longer name is the one meant.
    whole = [
        key
        for key in standing
        if not any(key != other and f" {key} " in f" {other} " for other in standing)
    ]
    return {cluster_id: name for key in whole for cluster_id, name in known[key].items()}


def _identified(
    capture: Capture, project: FundedProject, cluster_id: str, name: str, method: str
) -> Identified:
    grant = Claim(
        "grant_amount",
        str(project.amount),
        project.locator,
        valid_from=project.start_on.isoformat() if project.start_on else None,
        valid_to=project.end_on.isoformat() if project.end_on else None,
        detail={
            "currency": project.currency,
            "kind": "project grant",
            "reference": project.reference_number,
            "match_method": method,
        },
        confidence="high" if method == "coordinator" else "medium",
        url=project.url,
    )
    printed = (project.coordinator if method == "coordinator" else None) or name
    mention = Mention(
        "cluster",
        project.country_code,
        printed,
        project.locator,
        (Claim("name", printed, project.locator, url=project.url), grant),
        is_sighting=False,
    )
    return Identified(capture, mention, Match(cluster_id, method, 1.0, name))


def _doubtful(project: FundedProject, cluster_id: str, name: str) -> Row:
    return {
        "entity_id": cluster_id,
        "country_code": project.country_code,
        "name": name,
        "candidate_id": f"project:{project.reference_number}",
        "matched_name": project.coordinator or project.reference_number,
        "match_method": "title",
        "match_score": 0.5,
        "note": "the coordinator or the title may mean several clusters",
    }
