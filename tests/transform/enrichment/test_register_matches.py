"""Register units against the real clusters: own units found, look-alikes never.

The clusters are those of the bundled sources; every unit is synthetic, its number belongs to
nobody here.
"""

from __future__ import annotations

import collections
from typing import Any

import pytest

from extract.archive import bundled_captures
from extract.registry import sources
from tests.transform.conftest import make_capture
from transform.enrichment.register_matches import Enrichment, match_registers
from transform.enrichment.unit_decisions import UnitDecisions
from transform.enrichment.wanted import Wanted, wanted_clusters
from transform.identity.names import name_keys, primary_key
from transform.identity.region_codes import RegionCodes
from transform.registry.from_mentions import build_registry
from warehouse.records import RegisterUnit
from warehouse.reference import load_reference

Tables = dict[str, list[dict[str, Any]]]
SCHEMES = {"NO": "NO-BRC", "DK": "DK-CVR"}
#: What stands behind or before a cluster's name when it is another body's.
OTHERS = (
    "{} Eiendom AS",
    "{} Invest AS",
    "{} Nord AS",
    "{} Holding AS",
    "Vennene av {}",
    "Ny {} AS",
    "{}s AS",
)
REFERENCE = load_reference()
REGIONS = RegionCodes(REFERENCE["region"].to_pylist(), REFERENCE["region_crosswalk"].to_pylist())


@pytest.fixture(scope="module")
def tables() -> Tables:
    pairs = [
        (capture, mention)
        for source in sources().values()
        if source.spec.kind == "registry"
        for capture in bundled_captures(source.spec.source_id)
        for mention in source.read(capture).mentions
    ]
    needed = ("region", "region_crosswalk", "existence_rule")
    return build_registry(pairs, {name: REFERENCE[name].to_pylist() for name in needed}).tables


def match(tables: Tables, units: list[RegisterUnit]) -> Enrichment:
    capture = make_capture("test_register", method="http")
    return match_registers(tables, [(capture, unit) for unit in units], REGIONS, UnitDecisions())


def own_unit(country: str, number: int, name: str, wanted: Wanted, **more: Any) -> RegisterUnit:
    """A unit with the cluster's site and place, and a purpose that speaks of a cluster."""
    is_norwegian = country == "NO"
    county = wanted.county_code
    facts: dict[str, Any] = {
        "website": min(wanted.domains, default=None) if is_norwegian else None,
        "municipality_code": f"{county}01" if is_norwegian and county else None,
        "postcode": min(wanted.postcodes, default=None),
        "purpose": "Utvikle en næringsklynge" if is_norwegian else None,
    } | more
    identifier = f"{number:09d}" if is_norwegian else f"{number:08d}"
    return RegisterUnit(SCHEMES[country], identifier, name.upper(), "registered", "x", **facts)


def numbers(enrichment: Enrichment) -> dict[str, str]:
    """Register number to the entity that got it."""
    return {
        claim.value: item.match.entity_id
        for item in enrichment.found
        for claim in item.mention.claims
        if claim.property == "identifier"
    }


def test_own_units_are_found(tables: Tables) -> None:
    names = {row["cluster_id"]: row["name"] for row in tables["cluster"]}
    bearers = collections.Counter(
        (row["cluster_id"][:2], primary_key(row["name"])) for row in tables["cluster_name"]
    )
    expected: dict[str, str] = {}
    units = []
    for number, wanted in enumerate(wanted_clusters(tables, REGIONS, "NO"), start=810_000_000):
        name = names[wanted.cluster_id]
        if bearers["no", primary_key(name)] == 1:
            units.append(own_unit("NO", number, f"{name} SA", wanted))
            expected[str(number)] = wanted.cluster_id
    found = numbers(match(tables, units))
    wrong = {key: value for key, value in found.items() if expected[key] != value}
    # A company that bears the name of a cluster and of its host is the host's.
    hosts = {row["organisation_id"] for row in tables["cluster_host"]}
    assert {key: value for key, value in wrong.items() if value not in hosts} == {}
    assert len(expected) > 70
    assert len(found) - len(wrong) >= 0.9 * len(expected)


@pytest.mark.parametrize("country", SCHEMES)
@pytest.mark.parametrize("pattern", OTHERS)
def test_look_alikes_of_every_cluster_get_nothing(
    tables: Tables, country: str, pattern: str
) -> None:
    own = {
        key
        for row in tables["cluster_name"]
        for key in (primary_key(row["name"]), name_keys(row["name"]).brandless)
    } | {primary_key(row["name"]) for row in tables["organisation"]}
    # A name that is one letter off, on the cluster's own site, would be a slip of the pen.
    site: dict[str, Any] = {"website": None} if pattern == "{}s AS" else {}
    units: list[RegisterUnit] = []
    for number, wanted in enumerate(wanted_clusters(tables, REGIONS, country), start=8_100_000):
        for name in wanted.names:
            other = pattern.format(name)
            if primary_key(other) not in own:
                units.append(own_unit(country, len(units) * 1000 + number, other, wanted, **site))
    assert len(units) > 60
    assert numbers(match(tables, units)) == {}


@pytest.mark.parametrize("country", SCHEMES)
def test_a_name_alone_is_never_enough(tables: Tables, country: str) -> None:
    bare = {"website": None, "municipality_code": None, "postcode": None, "purpose": None}
    units = [
        own_unit(country, number, wanted.names[0], wanted, **bare)
        for number, wanted in enumerate(wanted_clusters(tables, REGIONS, country), start=8_100_000)
    ]
    result = match(tables, units)
    assert result.found == ()
    assert len(result.candidates) >= 0.9 * len(units)


def test_clusters_do_not_take_each_other_s_units(tables: Tables) -> None:
    """Every cluster's own name, with the site and place of the next cluster of the list."""
    names = {row["cluster_id"]: row["name"] for row in tables["cluster"]}
    clusters = wanted_clusters(tables, REGIONS, "NO")
    units = [
        own_unit("NO", number, names[wanted.cluster_id], other, purpose=None)
        for number, (wanted, other) in enumerate(
            zip(clusters, [*clusters[1:], clusters[0]], strict=True), start=810_000_000
        )
    ]
    owners = dict(zip((unit.identifier for unit in units), clusters, strict=True))
    hosts = {row["organisation_id"] for row in tables["organisation"]}
    for number, entity_id in numbers(match(tables, units)).items():
        assert entity_id == owners[number].cluster_id or entity_id in hosts
