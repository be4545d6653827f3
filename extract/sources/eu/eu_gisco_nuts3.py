"""GISCO: outlines of the NUTS 3 regions of 2024, for maps."""

import json
from typing import Any

from warehouse.errors import SourceChangedError
from warehouse.records import Boundary, Capture, Records, SetAside
from warehouse.reference import load_reference
from warehouse.texts import show
from warehouse.vocabulary import COUNTRIES

_VINTAGE = "NUTS-2024"
#: Degrees within which Denmark, Sweden and Norway lie, Svalbard and Jan Mayen included.
_LONGITUDES, _LATITUDES = (-12.0, 36.0), (54.0, 82.0)


def parse(capture: Capture) -> Records:
    """The outlines of our three countries' regions; one that is no outline is set aside alone.

    Raises:
        SourceChangedError: Not a GeoJSON collection of NUTS 3 regions of our countries.
    """
    try:
        features = json.loads(capture.content, object_pairs_hook=_each_once)["features"]
        ours = [feature for feature in features if _is_ours(feature)]
    except (ValueError, KeyError, TypeError) as error:
        raise _changed(capture, f"{type(error).__name__}: {error}"[:200]) from error
    regions = load_reference().regions_of(_VINTAGE)
    found: dict[str, Boundary] = {}
    lost: list[SetAside] = []
    for feature in ours:
        code = feature["properties"].get("NUTS_ID")
        try:
            if code not in regions or code in found:
                raise ValueError("a region that no list knows, or has twice")
            found[code] = Boundary(code, _VINTAGE, _outline(feature["geometry"]))
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            lost.append(SetAside(f"features: {show(code)[:40]}", f"outline: {show(error)[:200]}"))
    if not found:
        raise _changed(capture, f"{len(features)} features, none of our countries")
    return Records(
        boundaries=tuple(sorted(found.values(), key=lambda one: one.region_code)),
        set_aside=tuple(lost),
    )


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any] | None:
    """An object, or nothing where a key stands in it twice: which one holds is not said."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else None


def _is_ours(feature: Any) -> bool:
    properties = feature["properties"] if feature else None
    return (
        properties is not None
        and properties["CNTR_CODE"] in COUNTRIES
        and properties["LEVL_CODE"] == 3
    )


def _outline(geometry: Any) -> str:
    """The geometry as text, with nothing in it but type and coordinates."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind not in {"Polygon", "MultiPolygon"}:
        raise ValueError(f"geometry of type {kind}")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    rings = [ring for polygon in polygons for ring in polygon]
    if not rings or not all(polygons):
        raise ValueError("no ring")
    for ring in rings:
        if len(ring) < 4 or ring[0] != ring[-1]:
            raise ValueError("a ring that is not closed")
        for longitude, latitude, *_ in ring:
            _check_degrees(longitude, _LONGITUDES)
            _check_degrees(latitude, _LATITUDES)
    return json.dumps({"type": kind, "coordinates": coordinates}, separators=(",", ":"))


def _check_degrees(value: Any, bounds: tuple[float, float]) -> None:
    # Comparisons with NaN are false, so that it is refused too.
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not bounds[0] <= value <= bounds[1]:
        raise ValueError(f"a coordinate of {value!r}; {bounds[0]:g} to {bounds[1]:g} is possible")


def _changed(capture: Capture, found: str) -> SourceChangedError:
    return SourceChangedError(
        "the file of outlines is not what it was",
        source_id=capture.source_id,
        url=capture.url,
        place="features",
        expected="a GeoJSON FeatureCollection with NUTS_ID, CNTR_CODE, LEVL_CODE 3",
        found=found,
        remedy="compare the file with https://ec.europa.eu/eurostat/web/gisco",
    )
