from __future__ import annotations

from typing import Any

import pytest

from transform.matching import (
    Unit,
    Wanted,
    match_host,
    match_unit,
    score_units,
    search_name,
    unit_of,
)

WANTED = Wanted(
    "no:stiim",
    ("Stiim Aqua Cluster", "Arena Stiim"),
    frozenset({"stiimaquacluster.no"}),
    "11",
    ("Stavangerregionen Drift AS",),
)


def _unit(name: str, **changes: Any) -> Unit:
    return Unit(**({"identifier": "1", "name": name} | changes))


def test_name_and_site_match_with_method_and_score() -> None:
    unit = _unit("STIIM AQUA CLUSTER AS", domain="stiimaquacluster.no", county_code="11")
    match = match_unit(WANTED, [unit])
    assert match is not None
    assert (match.method, match.score, match.role) == ("name+website+county", 0.9, "cluster")


@pytest.mark.parametrize(
    "unit",
    [
        _unit("STIIM AQUA CLUSTER AS"),
        _unit("STIIM AQUA CLUSTER AS", county_code="46"),
        _unit("HAVETS HUS AS", domain="stiimaquacluster.no", county_code="11", purpose="klynge"),
        _unit("AQUA CLUSTER NORD AS", county_code="11", purpose="klynge"),
        _unit("STIIM AQUA CLUSTER AS", domain="stiimaquacluster.no", is_deleted=True),
    ],
)
def test_doubt_stays_unmatched(unit: Unit) -> None:
    assert match_unit(WANTED, [unit]) is None


def test_two_that_fit_alike_are_doubt() -> None:
    twins = [
        _unit("STIIM AQUA CLUSTER AS", county_code="11", identifier=number) for number in ("1", "2")
    ]
    assert match_unit(WANTED, twins) is None
    assert match_unit(WANTED, twins[:1]) is not None


def test_the_host_is_found_as_host_and_is_not_the_cluster() -> None:
    host = _unit("STAVANGERREGIONEN DRIFT AS", domain="stiimaquacluster.no", county_code="11")
    assert match_unit(WANTED, [host]) is None
    found = match_host(WANTED, [host])
    assert found is not None
    assert found.role == "host"


def test_a_company_named_like_cluster_and_host_is_the_host() -> None:
    wanted = Wanted(
        "no:ne", ("Nordic Edge",), frozenset({"nordicedge.org"}), "11", ("Nordic Edge AS",)
    )
    unit = _unit(
        "NORDIC EDGE AS", domain="nordicedge.org", county_code="11", purpose="drive klynge"
    )
    assert match_unit(wanted, [unit]) is None
    assert match_host(wanted, [unit]) is not None


def test_a_county_or_a_purpose_alone_says_nothing() -> None:
    assert (
        score_units(WANTED, [_unit("FISK AS", county_code="11", purpose="klyngeutvikling")]) == []
    )


def test_scores_come_best_first() -> None:
    units = [
        _unit("HAVETS HUS AS", domain="stiimaquacluster.no", identifier="2"),
        _unit("STIIM AQUA AS", domain="www.x.no", county_code="11", identifier="3"),
    ]
    assert [score.unit.identifier for score in score_units(WANTED, units)] == ["3", "2"]


def test_unit_from_a_record_with_and_without_optional_fields() -> None:
    record = {
        "organisasjonsnummer": "923609016",
        "navn": "EKSEMPEL AS",
        "hjemmeside": "www.eksempel.no",
        "forretningsadresse": {"kommunenummer": "1103"},
        "aktivitet": ["Drift av", "næringsklynge"],
    }
    assert unit_of(record) == Unit(
        "923609016", "EKSEMPEL AS", "eksempel.no", "11", "Drift av næringsklynge"
    )
    assert unit_of({"organisasjonsnummer": "1", "navn": "X", "slettedato": "2020-01-01"}) == Unit(
        "1", "X", is_deleted=True
    )


def test_search_asks_for_the_name_without_programme() -> None:
    assert search_name("NCE Seafood Innovation AS") == "seafood innovation"
