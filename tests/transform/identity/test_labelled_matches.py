"""The matcher against a labelled set of real renames, spellings and look-alikes.

``labelled_registry.csv`` is what is known; ``labelled_matches.csv`` is what pages may print,
with the cluster meant, or none. All are resolved in one run, so that every name could meet
every cluster.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.transform.conftest import make_capture, make_claim, make_mention
from transform.identity.entities import Identities, resolve
from transform.identity.region_codes import RegionCodes

_HERE = Path(__file__).parent


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _claims(row: dict[str, str]) -> list:
    claims = []
    if row["region"]:
        claims.append(make_claim("region", row["region"], detail={"scheme": "NUTS-2024"}))
    if row["website"]:
        claims.append(make_claim("website", row["website"]))
    return claims


@pytest.fixture(scope="module")
def registry() -> list:
    names: dict[str, list[dict[str, str]]] = {}
    for row in _rows("labelled_registry.csv"):
        names.setdefault(row["cluster_id"], []).append(row)
    mentions = []
    for key, rows in names.items():
        first = next(row for row in rows if row["kind"] == "primary")
        claims = _claims(first) + [
            make_claim("name", row["name"], detail={"kind": row["kind"]}) for row in rows
        ]
        country = key[:2].upper()
        mentions.append(make_mention(first["name"], *claims, key=key, country_code=country))
    return [(make_capture("test_registry"), mention) for mention in mentions]


def _resolve(registry: list, rows: list[dict[str, str]]) -> Identities:
    listed = [
        (
            make_capture(f"test_{number}"),
            make_mention(row["name"], *_claims(row), country_code=row["country"]),
        )
        for number, row in enumerate(rows)
    ]
    return resolve([*registry, *listed], regions=RegionCodes())


def _answers(registry: list, rows: list[dict[str, str]]) -> list[str]:
    found = _resolve(registry, rows)
    return [item.match.entity_id for item in found.mentions[len(registry) :]]


def test_no_false_merge_and_recall(registry: list) -> None:
    rows = _rows("labelled_matches.csv")
    known = {mention.key for _, mention in registry}
    answers = _answers(registry, rows)
    false_merges = [
        (row["name"], answer, row["why"])
        for row, answer in zip(rows, answers, strict=True)
        if answer in known and answer != row["expected_id"]
    ]
    missed = [
        (row["name"], row["why"])
        for row, answer in zip(rows, answers, strict=True)
        if row["expected_id"] and answer != row["expected_id"]
    ]
    same = sum(1 for row in rows if row["expected_id"])
    assert len(rows) >= 80
    assert len(rows) - same >= 30, "too few look-alikes to prove anything"
    assert false_merges == []
    assert 1 - len(missed) / same >= 0.9, missed


def test_each_name_alone_gets_the_same_answer(registry: list) -> None:
    """What one page prints must not depend on what others print."""
    rows = _rows("labelled_matches.csv")
    known = {mention.key for _, mention in registry}
    together = _answers(registry, rows)
    for row, answer in zip(rows, together, strict=True):
        alone = _answers(registry, [row])[0]
        assert (alone if alone in known else None) == (answer if answer in known else None), row


def test_registry_itself_stays_apart(registry: list) -> None:
    """Known clusters asked for by their own name, without their key, find only themselves."""
    for capture, mention in registry:
        others = [pair for pair in registry if pair[1].key != mention.key]
        found = resolve(
            [
                *others,
                (
                    capture,
                    make_mention(mention.name, *mention.claims, country_code=mention.country_code),
                ),
            ]
        )
        known = {other.key for _, other in others}
        assert found.mentions[-1].match.entity_id not in known, mention.name
