"""Outlines of regions as SVG paths, in an equal-area projection that suits the Nordics."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

#: Centre of the projection: the middle of Denmark, Norway and Sweden.
CENTRE_LONGITUDE, CENTRE_LATITUDE = 16.0, 62.5
WIDTH = 560
MARGIN = 8
#: Far off the mainland: drawn in a corner of the sea, at a scale of their own.
INSET_PREFIX = "NO0B"
_INSET_SIZE = 84
#: The corner in the north-west that stays free for the legend, in units of the view box.
LEGEND_WIDTH, LEGEND_HEIGHT = 190, 320


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """A region as drawn.

    Attributes:
        code: Region code.
        path: SVG path data.
        rings: The same as points.
        x: Where its symbol stands, in units of the view box.
        y: As ``x``.
        is_inset: Whether it stands in a corner, out of scale.
    """

    code: str
    path: str
    rings: list[Ring]
    x: float
    y: float
    is_inset: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Drawing:
    """A map: shapes in a view box of ``width`` by ``height``."""

    shapes: tuple[Shape, ...]
    width: int
    height: int


def project(longitude: float, latitude: float) -> Point:
    """Lambert's azimuthal equal-area projection on the unit sphere; y grows southwards.

    Args:
        longitude: Degrees east.
        latitude: Degrees north.

    Source: Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, 1987,
    equations 22-4, 22-5 and 24-2.
    """
    turn = math.radians(longitude - CENTRE_LONGITUDE)
    here, centre = math.radians(latitude), math.radians(CENTRE_LATITUDE)
    cosine = math.cos(here) * math.cos(turn)
    stretch = math.sqrt(2 / (1 + math.sin(centre) * math.sin(here) + math.cos(centre) * cosine))
    x = stretch * math.cos(here) * math.sin(turn)
    y = stretch * (math.cos(centre) * math.sin(here) - math.sin(centre) * cosine)
    return x, -y


def draw(outlines: Mapping[str, str]) -> Drawing:
    """Lay regions out on a map.

    Args:
        outlines: GeoJSON geometries (Polygon or MultiPolygon, degrees) by region code.

    Returns:
        The drawing; empty with a nominal size where there are no outlines.
    """
    rings = {code: _rings(json.loads(text)) for code, text in outlines.items()}
    mainland = {code: found for code, found in rings.items() if not _is_inset(code)}
    insets = sorted(rings.keys() - mainland.keys())
    points = [point for found in mainland.values() for ring in found for point in ring]
    if not points:
        return Drawing((), WIDTH, WIDTH)
    left, top, right, bottom = _box(points)
    scale = (WIDTH - 2 * MARGIN) / (right - left)
    north = [x for x, y in points if (y - top) * scale + MARGIN < LEGEND_HEIGHT]
    shift = max(MARGIN, LEGEND_WIDTH - (min(north) - left) * scale)
    offset = (shift - left * scale, MARGIN - top * scale)
    width = round((right - left) * scale + shift + MARGIN)
    height = round((bottom - top) * scale + 2 * MARGIN)
    shapes = [_shape(code, found, scale, offset) for code, found in mainland.items()]
    for position, code in enumerate(insets):
        corner = (width - _INSET_SIZE, height - (position + 1) * _INSET_SIZE)
        shapes.append(_inset(code, rings[code], corner))
    return Drawing(tuple(sorted(shapes, key=lambda shape: shape.code)), width, height)


def _is_inset(code: str) -> bool:
    return code.startswith(INSET_PREFIX)


def _inset(code: str, rings: list[Ring], corner: Point) -> Shape:
    left, top, right, bottom = _box([point for ring in rings for point in ring])
    scale = (_INSET_SIZE - 2 * MARGIN) / max(right - left, bottom - top)
    return _shape(code, rings, scale, (corner[0] - left * scale, corner[1] - top * scale))


def _rings(geometry: Mapping[str, Any]) -> list[Ring]:
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [
        [project(longitude, latitude) for longitude, latitude, *_ in ring]
        for polygon in polygons
        for ring in polygon
    ]


def _box(points: Iterable[Point]) -> tuple[float, float, float, float]:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _shape(code: str, rings: list[Ring], scale: float, offset: Point) -> Shape:
    placed = [[(x * scale + offset[0], y * scale + offset[1]) for x, y in ring] for ring in rings]
    path = "".join(
        "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in ring[:-1]) + "Z" for ring in placed
    )
    x, y = _centroid(max(placed, key=lambda ring: abs(_area(ring))))
    return Shape(code, path, placed, round(x, 1), round(y, 1), _is_inset(code))


def _area(ring: Ring) -> float:
    pairs = itertools.pairwise(ring)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _centroid(ring: Ring) -> Point:
    area = _area(ring)
    if not area:
        return ring[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        cross = x1 * y2 - x2 * y1
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    return x / (6 * area), y / (6 * area)
