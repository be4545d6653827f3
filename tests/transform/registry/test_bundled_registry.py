"""The registry built from the bundled captures: what must hold of real data."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import itertools
from typing import Any

import pytest

from extract.archive import bundled_captures
from extract.registry import sources
from transform.identity.entities import Identities, resolve
from transform.registry.from_mentions import (
    FILES_NEEDED,
    TABLES_NEEDED,
    Registry,
    build_registry,
)
from warehouse.records import Capture, Mention
from warehouse.reference import load_reference
from warehouse.reviewed import reviewed_rows
from warehouse.tables import TABLES

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Capture, Mention]]:
    return [
        (capture, mention)
        for source in sources().values()
        if source.spec.kind == "registry"
        for capture in bundled_captures(source.spec.source_id)
        for mention in source.read(capture).mentions
    ]


@pytest.fixture(scope="module")
def registry(pairs: list[tuple[Capture, Mention]]) -> Registry:
    reference = load_reference()
    known = {name: reference[name].to_pylist() for name in TABLES_NEEDED} | {
        name: reviewed_rows(name) for name in FILES_NEEDED
    }
    return build_registry(pairs, known, today=dt.date(2026, 11, 22))


@pytest.fixture(scope="module")
def identities(registry: Registry) -> Identities:
    return registry.identities


@pytest.fixture(scope="module")
def tables(registry: Registry) -> dict[str, Rows]:
    return registry.tables


def test_every_table_keeps_the_contract(tables: dict[str, Rows]) -> None:
    for name, rows in tables.items():
        TABLES[name].to_arrow(rows)
    empty = {name for name, rows in tables.items() if not rows and not TABLES[name].may_be_empty}
    assert empty == set()


def test_bars_of_coverage(tables: dict[str, Rows]) -> None:
    countries = collections.Counter(row["country_code"] for row in tables["cluster"])
    assert sum(countries.values()) >= 180
    assert min(countries[country] for country in ("DK", "NO", "SE")) >= 52
    assert len(tables["participation"]) >= 60


def test_every_cluster_rests_on_a_statement(tables: dict[str, Rows]) -> None:
    proven = {row["entity_id"] for row in tables["statement"]}
    assert {row["cluster_id"] for row in tables["cluster"]} <= proven


def test_every_level_of_a_stay_is_a_level_of_its_programme(tables: dict[str, Rows]) -> None:
    known = {(row["programme_id"], row["level"]) for row in tables["programme_level"]}
    stays = {(row["programme_id"], row["level"]) for row in tables["participation"]}
    assert stays <= known


def test_no_two_stays_of_a_cluster_in_a_programme_overlap(tables: dict[str, Rows]) -> None:
    stays: dict[tuple[str, str], Rows] = collections.defaultdict(list)
    for row in tables["participation"]:
        if row["valid_from"]:
            stays[row["cluster_id"], row["programme_id"]].append(row)
    assert any(len(rows) > 1 for rows in stays.values())
    for rows in stays.values():
        rows.sort(key=lambda row: row["valid_from"])
        for before, after in itertools.pairwise(rows):
            assert before["valid_to"] is not None, (before, after)
            assert before["valid_to"] < after["valid_from"], (before, after)


def test_no_pair_is_left_that_the_matcher_itself_would_join(identities: Identities) -> None:
    assert [
        (item.entity_id, item.candidate.candidate_id)
        for item in identities.considered
        if "join them" in item.candidate.note
    ] == []


@pytest.mark.parametrize(
    ("country", "names"),
    [
        ("NO", ("GCE Subsea", "NCE Subsea", "GCE Ocean Technology")),
        ("NO", ("MediArena", "NCE Media")),
        ("SE", ("IUC Skåne", "IUC Syd")),
        ("SE", ("Uppsala BIO", "STUNS Life Science")),
        ("SE", ("Agro Väst", "Agroväst")),
        ("SE", ("TTC", "Tillverkningstekniskt centrum")),
        ("DK", ("Lifestyle & Design Cluster", "Lifestyle and Design Cluster")),
    ],
)
def test_names_of_one_cluster_lead_to_it(
    identities: Identities, country: str, names: tuple[str, ...]
) -> None:
    found = {identities.find(country, name) for name in names}
    assert len(found) == 1
    assert found != {None}


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("NO", "Arena NOW", "Norwegian Offshore Wind Cluster"),
        ("NO", "Windcluster Mid-Norway", "Arena Vindenergi"),
        ("NO", "Nordic Edge Smart City Innovation Cluster", "Nordic Edge Agritech"),
        ("NO", "Seafood Cluster North", "NCE Seafood Innovation"),
        ("DK", "Energy Innovation Cluster", "Energy Cluster Denmark"),
        ("DK", "Danish Food Cluster", "Food & Bio Cluster Denmark"),
        ("DK", "Odense Robotics", "RoboCluster"),
        ("SE", "Automation Region", "Automation Småland"),
    ],
)
def test_look_alikes_stay_apart(identities: Identities, country: str, one: str, other: str) -> None:
    found = identities.find(country, one), identities.find(country, other)
    assert None not in found
    assert found[0] != found[1]


def test_totals_that_are_fully_listed_are_found(tables: dict[str, Rows]) -> None:
    gaps = {row["control_id"]: row["gap_count"] for row in tables["control_total"]}
    complete = ("dk:national-2021", "dk:national-2022", "se:s3-piloten")
    assert {name: gaps[name] for name in complete} == dict.fromkeys(complete, 0)


def test_a_total_that_no_page_lists_keeps_its_gap(tables: dict[str, Rows]) -> None:
    total = next(r for r in tables["control_total"] if r["control_id"] == "dk:national-2025")
    assert total["published_count"] == 11
    assert 0 < total["found_count"] == 11 - total["gap_count"] < 11


def test_without_the_aliases_we_collected_nothing_is_merged_falsely(
    pairs: list[tuple[Capture, Mention]], identities: Identities
) -> None:
    """What list pages print, matched with primary names only: renames are missed, never mixed."""
    truth = [item.match.entity_id for item in identities.mentions]
    hidden = [
        (
            capture,
            dataclasses.replace(
                mention,
                claims=tuple(
                    claim
                    for claim in mention.claims
                    if claim.property != "name" or claim.detail.get("kind") == "primary"
                ),
            ),
        )
        for capture, mention in pairs
    ]
    found = resolve(hidden).mentions
    asked = [
        (item, right) for item, right in zip(found, truth, strict=True) if not item.mention.key
    ]
    # An entity that no key owns stands for the cluster its mentions are really about.
    keys = {item.mention.key for item in found if item.mention.key}
    stands_for: dict[str, set[str]] = {}
    for item, right in asked:
        stands_for.setdefault(item.match.entity_id, set()).add(right)
    false = [
        (entity_id, rights)
        for entity_id, rights in stands_for.items()
        if rights != {entity_id} and (entity_id in keys or len(rights) > 1)
    ]
    assert len(asked) >= 100
    assert false == []
    assert sum(item.match.entity_id == right for item, right in asked) / len(asked) >= 0.75
