"""Outlines as GeoParquet; geopandas read the bundled ones when this was made."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from load.geoparquet import GEO_PATH, well_known_binary, write_geoparquet
from load.parquet import table_path, write_table
from warehouse.tables import TABLES

SQUARE = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]
HOLE = [[0.5, 0.5], [1, 0.5], [1, 1], [0.5, 0.5]]


def _rings(packed: bytes) -> list[list[tuple[float, float]]]:
    """Rings of a polygon in well-known binary, read by the standard's own layout."""
    order, kind, count = struct.unpack_from("<BII", packed)
    assert (order, kind) == (1, 3)
    place, found = 9, []
    for _ in range(count):
        (points,) = struct.unpack_from("<I", packed, place)
        place += 4
        found.append([struct.unpack_from("<2d", packed, place + 16 * at) for at in range(points)])
        place += 16 * points
    assert place == len(packed)
    return found


def test_a_polygon_keeps_its_rings() -> None:
    packed = well_known_binary({"type": "Polygon", "coordinates": [SQUARE, HOLE]})
    assert _rings(packed) == [list(map(tuple, SQUARE)), list(map(tuple, HOLE))]


def test_a_multipolygon_is_its_polygons() -> None:
    packed = well_known_binary({"type": "MultiPolygon", "coordinates": [[SQUARE], [HOLE]]})
    assert struct.unpack_from("<BII", packed) == (1, 6, 2)
    first = well_known_binary({"type": "Polygon", "coordinates": [SQUARE]})
    assert packed[9 : 9 + len(first)] == first
    assert _rings(packed[9 + len(first) :]) == [list(map(tuple, HOLE))]


def test_another_kind_of_geometry_is_refused() -> None:
    with pytest.raises(KeyError):
        well_known_binary({"type": "Point", "coordinates": [0, 0]})


def test_the_file_names_its_regions_and_says_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "parquet").mkdir()
    shape = json.dumps({"type": "MultiPolygon", "coordinates": [[SQUARE], [HOLE]]})
    region = {
        "region_code": "NO060",
        "vintage": "NUTS-2024",
        "region_kind": "nuts3",
        "region_name": "Synthetic coast",
        "region_country_code": "NO",
    }
    outline = {
        "region_code": "NO060",
        "vintage": "NUTS-2024",
        "geometry_geojson": shape,
        "capture_id": "c1",
    }
    for name, rows in (("region", [region]), ("region_boundary", [outline])):
        contract = TABLES[name]
        write_table(contract, contract.to_arrow(rows), table_path(tmp_path, name), {})
    write_geoparquet(tmp_path)
    table = pq.read_table(tmp_path / GEO_PATH)
    assert table.select(["region_name", "region_country_code"]).to_pylist() == [
        {"region_name": "Synthetic coast", "region_country_code": "NO"}
    ]
    about = json.loads(table.schema.metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["columns"][about["primary_column"]] == {
        "encoding": "WKB",
        "geometry_types": ["MultiPolygon"],
        "bbox": [0, 0, 2, 2],
    }


def test_a_release_without_outlines_has_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "parquet").mkdir()
    for name in ("region", "region_boundary"):
        contract = TABLES[name]
        write_table(contract, contract.to_arrow([]), table_path(tmp_path, name), {})
    write_geoparquet(tmp_path)
    assert pq.read_table(tmp_path / GEO_PATH).num_rows == 0
