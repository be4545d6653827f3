from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest

from tests.transform.conftest import make_capture, make_claim, make_mention
from transform.enrichment.matching import UnitScore, doubts, mention_of, score_units
from transform.enrichment.wanted import Unit, Wanted, unit_of_record, wanted_clusters
from transform.identity.region_codes import RegionCodes
from transform.registry.from_mentions import Registry, build_registry
from warehouse.records import RegisterUnit
from warehouse.reference import load_reference

ROGALAND = [
    {
        "vintage": "NUTS-2024",
        "region_code": "NO0A1",
        "region_kind": "nuts3",
        "region_name": "Rogaland",
        "region_country_code": "NO",
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


def _match(wanted: Wanted, units: Iterable[Unit], role: str) -> UnitScore | None:
    scores = [score for score in score_units(wanted, units) if score.role == role]
    return next((score for score, doubt in doubts(scores) if not doubt), None)


def match_unit(wanted: Wanted, units: Iterable[Unit]) -> UnitScore | None:
    return _match(wanted, units, "cluster")


def match_host(wanted: Wanted, units: Iterable[Unit]) -> UnitScore | None:
    return _match(wanted, units, "host")


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


def test_unit_from_a_record_with_and_without_optional_facts() -> None:
    record = RegisterUnit(
        "NO-BRC",
        "823609016",
        "EKSEMPEL AS",
        "registered",
        "x",
        website="www.eksempel.example",
        municipality_code="1103",
        purpose="Drift av næringsklynge",
    )
    assert unit_of_record(record, RegionCodes()) == Unit(
        "823609016", "EKSEMPEL AS", "eksempel.example", "11", "Drift av næringsklynge"
    )
    gone = RegisterUnit("NO-BRC", "1", "X", "deleted", "x", deleted_on=dt.date(2020, 1, 1))
    assert unit_of_record(gone, RegionCodes()) == Unit(
        "1", "X", is_deleted=True, deleted_on=dt.date(2020, 1, 1)
    )


@pytest.mark.parametrize(
    ("unit", "is_match"),
    [
        (_unit("HAVBYEN AS", county_code="11"), True),
        (_unit("CONSTRUCTION CITY AS", county_code="11"), False),
        (_unit("CONSTRUCTION CITY CLUSTER SA", county_code="11"), True),
        (_unit("CONSTRUCTION CITY AS", county_code="11", purpose="utvikle klyngen"), True),
        (_unit("CONSTRUCTION CITY AS", county_code="11", domain="cc.example"), True),
    ],
)
def test_a_name_of_common_words_needs_more_than_a_county(unit: Unit, is_match: bool) -> None:
    names = ("Construction City", "Construction City Cluster", "Havbyen")
    wanted = Wanted("no:cc", names, frozenset({"cc.example"}), "11")
    assert (match_unit(wanted, [unit]) is not None) == is_match


def test_one_word_that_is_another_is_no_slip_of_the_pen() -> None:
    wanted = Wanted("no:n", ("Nordlandet Havbruk Kompetanse North",), frozenset({"n.example"}))
    south = _unit("NORDLANDET HAVBRUK KOMPETANSE SOUTH AS", domain="n.example", purpose="klynge")
    slip = _unit("NORDLANDET HAVBRUK KOMPETANCE NORTH AS", domain="n.example", purpose="klynge")
    assert match_unit(wanted, [south]) is None
    assert match_unit(wanted, [slip]) is not None
    assert match_unit(wanted, [dataclasses.replace(slip, domain=None)]) is None


def test_a_register_without_site_or_purpose_must_print_the_same_name() -> None:
    wanted = Wanted("dk:x", ("Tangværk Cluster",), postcodes=frozenset({"1256"}))
    assert match_unit(wanted, [_unit("Tangværk Cluster", postcode="1256")]) is not None
    assert match_unit(wanted, [_unit("Tangværk", postcode="1256")]) is None
    assert match_unit(wanted, [_unit("Tangværk Cluster", postcode="1257")]) is None


def _registry(*mentions: Any) -> Registry:
    pairs = [(make_capture(f"s{number}"), mention) for number, mention in enumerate(mentions)]
    return build_registry(
        pairs,
        {"region": ROGALAND, "existence_rule": load_reference()["existence_rule"].to_pylist()},
    )


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
