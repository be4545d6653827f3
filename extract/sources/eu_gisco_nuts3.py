"""GISCO: outlines of the NUTS 3 regions of 2024, for maps.

Source: https://ec.europa.eu/eurostat/web/gisco/geodata/statistical-units
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from extract.spec import Bounds, Licence, Request, SourceSpec
from warehouse.errors import SourceChangedError
from warehouse.records import Boundary, Capture, Records
from warehouse.vocabulary import COUNTRIES

SPEC = SourceSpec(
    source_id="eu_gisco_nuts3",
    title="Outlines of NUTS 3 regions, 1:60 million, 2024",
    country_code="EU",
    publisher="Eurostat GISCO",
    kind="reference",
    licence=Licence(
        "GISCO terms of use",
        "© EuroGeographics for the administrative boundaries",
        "https://ec.europa.eu/eurostat/web/gisco/geodata/statistical-units",
    ),
    landing_url="https://ec.europa.eu/eurostat/web/gisco/geodata/statistical-units",
    cadence="yearly",
    language="en",
    bounds=Bounds(43, 60, 49, dt.date(2026, 11, 22), max_bytes=10_000_000),
    reviewed_on=dt.date(2026, 11, 22),
    requests=(
        Request(
            "https://gisco-services.ec.europa.eu/distribution/v2/nuts/geojson/"
            "NUTS_RG_60M_2024_4326_LEVL_3.geojson",
            "NUTS_RG_60M_2024_4326_LEVL_3",
            accept=("application/geo+json", "application/json"),
        ),
    ),
    remark="Other countries than Denmark, Sweden and Norway are left out. The terms ask for the "
    "attribution on every map; commercial use needs a look at them.",
)

_VINTAGE = "NUTS-2024"


def parse(capture: Capture) -> Records:
    """The outlines of our three countries' regions.

    Raises:
        SourceChangedError: Not a GeoJSON collection of NUTS 3 regions of our countries.
    """
    try:
        features = json.loads(capture.content)["features"]
        found = [_boundary(feature) for feature in features if _is_ours(feature)]
    except (ValueError, KeyError, TypeError) as error:
        raise _changed(capture, f"{type(error).__name__}: {error}"[:200]) from error
    if not found:
        raise _changed(capture, f"{len(features)} features, none of our countries")
    return Records(boundaries=tuple(sorted(found, key=lambda one: one.region_code)))


def _is_ours(feature: dict[str, Any]) -> bool:
    properties = feature["properties"]
    return properties["CNTR_CODE"] in COUNTRIES and properties["LEVL_CODE"] == 3


def _boundary(feature: dict[str, Any]) -> Boundary:
    geometry = feature["geometry"]
    if geometry["type"] not in {"Polygon", "MultiPolygon"}:
        raise ValueError(f"geometry of type {geometry['type']}")
    text = json.dumps(geometry, separators=(",", ":"))
    return Boundary(feature["properties"]["NUTS_ID"], _VINTAGE, text)


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
