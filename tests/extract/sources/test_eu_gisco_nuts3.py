"""Outlines of NUTS 3 regions."""

from __future__ import annotations

import dataclasses
import json

import pytest

from extract.archive import bundled_captures
from extract.sources.eu_gisco_nuts3 import SPEC, parse
from warehouse.errors import SourceChangedError
from warehouse.reference import load_reference

(CAPTURE,) = bundled_captures("eu_gisco_nuts3")


def changed(content: object) -> None:
    parse(dataclasses.replace(CAPTURE, content=json.dumps(content).encode()))


def test_every_outline_is_of_a_region_of_2024() -> None:
    regions = load_reference().regions_of("NUTS-2024")
    found = parse(CAPTURE).boundaries
    assert len(found) == SPEC.bounds.seen == 49
    assert {regions[one.region_code]["region_level"] for one in found} == {"nuts3"}
    assert {one.region_code for one in found} == {
        code for code, row in regions.items() if row["region_level"] == "nuts3"
    }


def test_coordinates_are_longitude_and_latitude_of_the_north() -> None:
    for one in parse(CAPTURE).boundaries:
        geometry = json.loads(one.geometry)
        rings = (
            geometry["coordinates"] if geometry["type"] == "Polygon" else geometry["coordinates"][0]
        )
        for longitude, latitude in rings[0]:
            assert -10 < longitude < 35
            assert 54 < latitude < 82


def test_attribution_names_eurogeographics() -> None:
    assert "EuroGeographics" in SPEC.licence.attribution


def test_other_countries_are_left_out() -> None:
    content = json.loads(CAPTURE.content)
    foreign = json.loads(json.dumps(content["features"][0]))
    foreign["properties"] |= {"CNTR_CODE": "DE", "NUTS_ID": "DE111"}
    content["features"].append(foreign)
    assert len(parse(dataclasses.replace(CAPTURE, content=json.dumps(content).encode()))) == 49


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"type": "FeatureCollection"}, "KeyError"),
        ({"features": []}, "0 features"),
        ({"features": [{"properties": {}}]}, "KeyError"),
    ],
)
def test_another_file_is_refused(content: object, found: str) -> None:
    with pytest.raises(SourceChangedError, match=found):
        changed(content)
