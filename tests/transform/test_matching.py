from __future__ import annotations

from typing import Any

import pytest

from tests.transform.conftest import make_capture, make_claim, make_mention
from transform.matching import (
    Unit,
    Wanted,
    match_host,
    match_unit,
    mention_of,
    score_units,
    search_name,
    unit_of,
    wanted_clusters,
)
from transform.region_codes import RegionCodes
from transform.registry import Knowledge, Registry, build_registry

ROGALAND = [
    {
        "vintage": "NUTS-2024",
        "region_code": "NO0A1",
        "region_level": "nuts3",
        "region_name": "Rogaland",
        "country_code": "NO",
        "national_code": "11",
    }
]
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


def _registry(*mentions: Any) -> Registry:
    pairs = [(make_capture(f"s{number}"), mention) for number, mention in enumerate(mentions)]
    return build_registry(pairs, Knowledge(regions=ROGALAND))


STIIM = make_mention(
    "Stiim Aqua Cluster",
    make_claim("website", "https://stiimaquacluster.no"),
    make_claim("region", "11", detail={"scheme": "NO-fylke"}),
    make_claim("host_organisation", "Stavangerregionen Drift AS"),
    key="no:stiim",
)


def test_a_match_becomes_a_statement_and_the_cluster_is_wanted_no_more() -> None:
    before = _registry(STIIM)
    codes = RegionCodes(ROGALAND)
    (wanted,) = wanted_clusters(before.tables, codes, "NO")
    assert (wanted.county_code, wanted.hosts) == ("11", ("Stavangerregionen Drift AS",))
    assert wanted.domains == {"stiimaquacluster.no"}
    unit = _unit("STIIM AQUA CLUSTER AS", domain="stiimaquacluster.no", identifier="999888777")
    match = match_unit(wanted, [unit])
    assert match is not None
    after = _registry(STIIM, mention_of(wanted, match, "enheter[0]"))
    (row,) = [row for row in after.tables["cluster_identifier"] if row["scheme"] == "NO-BRC"]
    assert (row["cluster_id"], row["identifier"]) == ("no:stiim", "999888777")
    assert (row["match_method"], row["match_score"]) == ("name+website", 0.8)
    assert after.tables["cluster"][0]["name"] == "Stiim Aqua Cluster"
    assert wanted_clusters(after.tables, codes, "NO") == []
    assert wanted_clusters(after.tables, codes, "SE") == []


def test_the_hosts_number_goes_to_the_organisation() -> None:
    host = _unit("STAVANGERREGIONEN DRIFT AS", domain="stiimaquacluster.no", identifier="111222333")
    match = match_host(WANTED, [host])
    assert match is not None
    tables = _registry(STIIM, mention_of(WANTED, match, "enheter[0]")).tables
    assert [row["scheme"] for row in tables["cluster_identifier"]] == ["web"]
    (row,) = tables["organisation_identifier"]
    assert row["identifier"] == "111222333"
    assert row["organisation_id"] == tables["cluster_host"][0]["organisation_id"]
    assert len(tables["organisation"]) == 1
