"""``geo/region.parquet``: the outlines of regions for geographic tools.

Source: GeoParquet 1.1.0 (geoparquet.org); well-known binary of ISO 19125, little-endian.
"""

import json
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from load.parquet import read_table

GEO_PATH = "geo/region.parquet"
_POLYGON, _MULTIPOLYGON = 3, 6

Ring = Sequence[Sequence[float]]


def write_geoparquet(folder: Path) -> None:
    """Write the outlines of a release folder from its tables of regions and outlines.

    Longitude and latitude in degrees (OGC:CRS84), as in ``region_boundary``.
    """
    regions = {
        (row["vintage"], row["region_code"]): row
        for row in read_table(folder, "region").to_pylist()
    }
    outlines = read_table(folder, "region_boundary").to_pylist()
    shapes = [json.loads(row["geometry_geojson"]) for row in outlines]
    rows = [
        row
        | regions.get((row["vintage"], row["region_code"]), {})
        | {"geometry": well_known_binary(shape)}
        for row, shape in zip(outlines, shapes, strict=True)
    ]
    names = ("region_code", "vintage", "region_name", "region_kind", "region_country_code")
    schema = pa.schema([*((name, pa.string()) for name in names), ("geometry", pa.binary())])
    table = pa.Table.from_pylist(rows, schema=schema)
    about = json.dumps(_about(shapes)).encode()
    target = folder / GEO_PATH
    target.parent.mkdir()
    pq.write_table(table.replace_schema_metadata({"geo": about}), target, compression="zstd")


def well_known_binary(shape: dict[str, Any]) -> bytes:
    """A GeoJSON polygon or multipolygon as well-known binary, in two dimensions.

    Raises:
        KeyError: It is another kind of geometry, which no outline is.
    """
    kind = {"Polygon": _POLYGON, "MultiPolygon": _MULTIPOLYGON}[shape["type"]]
    if kind == _POLYGON:
        return _polygon(shape["coordinates"])
    parts = [_polygon(rings) for rings in shape["coordinates"]]
    return struct.pack("<BII", 1, kind, len(parts)) + b"".join(parts)


def _polygon(rings: Sequence[Ring]) -> bytes:
    packed = [
        struct.pack(f"<I{2 * len(ring)}d", len(ring), *(part for point in ring for part in point))
        for ring in rings
    ]
    return struct.pack("<BII", 1, _POLYGON, len(rings)) + b"".join(packed)


def _about(shapes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    points = [point for shape in shapes for point in _points(shape["coordinates"])]
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted({shape["type"] for shape in shapes}),
    }
    if points:
        across, up = [point[0] for point in points], [point[1] for point in points]
        column["bbox"] = [min(across), min(up), max(across), max(up)]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def _points(held: Any) -> Iterator[Sequence[float]]:
    """Points of nested lists of coordinates."""
    if held and isinstance(held[0], (int, float)):
        yield held
        return
    for part in held:
        yield from _points(part)
