"""Outlines of NUTS 3 regions."""

from __future__ import annotations

import dataclasses
import json

import pytest

from extract.archive import bundled_captures
from extract.declarations import declared
from extract.sources.eu.eu_gisco_nuts3 import parse
from warehouse.errors import SourceChangedError
from warehouse.reference import load_reference

(CAPTURE,) = bundled_captures("eu_gisco_nuts3")

SPEC = declared("eu_gisco_nuts3").spec


def changed(content: object) -> None:
    parse(dataclasses.replace(CAPTURE, content=json.dumps(content).encode()))


def test_every_outline_is_of_a_region_of_2024() -> None:
    regions = load_reference().regions_of("NUTS-2024")
    found = parse(CAPTURE).boundaries
    assert len(found) == SPEC.bounds.seen == 49
    assert {regions[one.region_code]["region_kind"] for one in found} == {"nuts3"}
    assert {one.region_code for one in found} == {
        code for code, row in regions.items() if row["region_kind"] == "nuts3"
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


OUTLINE = '{"type":"Polygon","coordinates":[[[10,60],[11,60],[11,61],[10,60]]]}'


def _with_one(code: str, geometry: str) -> bytes:
    """The bundled file with one more feature, as an agency might send it."""
    properties = json.dumps({"NUTS_ID": code, "LEVL_CODE": 3, "CNTR_CODE": "NO"})
    feature = f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}'
    content = json.loads(CAPTURE.content)
    kept = [one for one in content["features"] if one["properties"]["NUTS_ID"] != code]
    text = json.dumps({"type": "FeatureCollection", "features": kept})
    return f"{text[:-2]},{feature}]}}".encode()


@pytest.mark.parametrize(
    "geometry",
    [
        OUTLINE.replace("10,60", "NaN,60"),
        OUTLINE.replace("10,60", "1e999,60"),
        OUTLINE.replace("10,60", "null,60"),
        OUTLINE.replace("10,60", '"10",60'),
        OUTLINE.replace("10,60", "true,60"),
        OUTLINE.replace("10,60", ""),
        OUTLINE.replace("10,60", "-140,60"),
        OUTLINE.replace("10,60", "60,10"),
        OUTLINE.replace("[11,61],[10,60]", "[11,61],[10,62]"),
        '{"type":"Polygon","coordinates":[]}',
        '{"type":"MultiPolygon","coordinates":[[]]}',
        '{"type":"Point","coordinates":[10,60]}',
        '{"type":"Polygon","type":"Polygon","coordinates":[[[10,60],[11,60],[11,61],[10,60]]]}',
        "null",
        "7",
    ],
)
def test_what_is_no_outline_is_set_aside_alone(geometry: str) -> None:
    found = parse(dataclasses.replace(CAPTURE, content=_with_one("NO081", geometry)))
    assert len(found.boundaries) == 48
    (lost,) = found.set_aside
    assert "NO081" in lost.place
    for one in found.boundaries:  # JSON as others read it: no NaN, no Infinity
        json.loads(one.geometry, parse_constant=pytest.fail)


def test_a_good_outline_in_its_place_is_kept() -> None:
    found = parse(dataclasses.replace(CAPTURE, content=_with_one("NO081", OUTLINE)))
    assert (len(found.boundaries), found.set_aside) == (49, ())


@pytest.mark.parametrize("code", ["NO999", "", "DK011"])
def test_a_region_unknown_or_twice_is_set_aside(code: str) -> None:
    content = json.loads(CAPTURE.content)
    extra = json.loads(json.dumps(content["features"][0]))
    extra["properties"]["NUTS_ID"] = code
    content["features"].append(extra)
    found = parse(dataclasses.replace(CAPTURE, content=json.dumps(content).encode()))
    assert len(found.boundaries) == 49
    assert len(found.set_aside) == 1
