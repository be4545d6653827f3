"""Where names and badges of regions stand on the map: inside their outline, none over another.

Everything is placed when the site is written, for a wide and for a narrow screen: the drawing is
the same, the letters are larger on the narrow one, so fewer names find room.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Mapping, Sequence

from load.site.geometry import Drawing, Shape

#: Step between the lines at which outlines are cut, in units of the view box.
_STEP = 2.0
#: Mean width of a letter and distance of lines, as shares of the size of letters.
_LETTER, _LEADING = 0.56, 1.12
_GAP = 1.5
#: Radii that a badge may stand from its region: farther off nobody would see whose it is.
_FARTHEST = 3
Interval = tuple[float, float]
#: Cuts through an outline from north to south, each with the stretches inside it.
Room = list[tuple[float, list[Interval]]]
Box = tuple[float, float, float, float]


@dataclasses.dataclass(frozen=True, slots=True)
class Scale:
    """Sizes for one kind of screen, in units of the view box.

    Attributes:
        name: Of the layout.
        letters: Height of letters.
        radius: Of a badge.
    """

    name: str
    letters: float
    radius: float


#: A unit is 0.85 to 1 pixel on a wide screen and 0.6 of one on a phone.
SCALES = (Scale("wide", 12.0, 9.5), Scale("narrow", 17.0, 13.5))


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """A region's name: lines of text around x, each with its own base line."""

    code: str
    x: float
    lines: tuple[tuple[float, str], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Badge:
    """A region's count: a circle, and where it leads to if it stands outside its region."""

    code: str
    x: float
    y: float
    lead: tuple[float, float] | None


@dataclasses.dataclass(frozen=True, slots=True)
class Labels:
    """All names and badges at one scale."""

    scale: Scale
    names: tuple[Name, ...]
    badges: tuple[Badge, ...]


def place_labels(
    drawing: Drawing, names: Mapping[str, str], counted: set[str]
) -> tuple[Labels, ...]:
    """Names where the region holds them, badges for regions that have a count.

    Args:
        drawing: The map.
        names: By region code.
        counted: Codes of regions with a badge.

    Returns:
        One layout per scale. No badge meets another badge or a name.
    """
    rooms = {shape.code: _room(shape) for shape in drawing.shapes}
    return tuple(_layout(drawing, rooms, names, counted, scale) for scale in SCALES)


def _layout(
    drawing: Drawing,
    rooms: Mapping[str, Room],
    names: Mapping[str, str],
    counted: set[str],
    scale: Scale,
) -> Labels:
    placed: list[Name] = []
    badges: list[Badge] = []
    taken: list[Box] = []
    homeless: list[Shape] = []
    for shape in drawing.shapes:
        has_badge = shape.code in counted
        block = None if shape.is_inset else _block(shape, rooms, names, scale, has_badge)
        if block:
            placed.append(block.name)
            taken.append(block.box)
        if block and block.badge:
            badges.append(Badge(shape.code, *_rounded(*block.badge), None))
            taken.append(_around(*block.badge, scale.radius))
        elif has_badge:
            homeless.append(shape)
    # Badges that found no room with a name: inside if they fit, else as near as may be.
    size = 2 * scale.radius + _GAP
    for shape in homeless:
        home = _fit(rooms[shape.code], size, size, (shape.x, shape.y)) or (shape.x, shape.y)
        place = _free(home, scale.radius, taken, drawing)
        if place:
            is_home = _is_inside(rooms[shape.code], *place)
            lead = None if is_home or math.dist(home, place) <= scale.radius else _rounded(*home)
            badges.append(Badge(shape.code, *_rounded(*place), lead))
            taken.append(_around(*place, scale.radius))
    return Labels(scale, tuple(placed), tuple(badges))


@dataclasses.dataclass(frozen=True, slots=True)
class _Block:
    """A name inside its region, and the centre of the badge above it if both fit."""

    name: Name
    box: Box
    badge: tuple[float, float] | None


def _block(
    shape: Shape, rooms: Mapping[str, Room], names: Mapping[str, str], scale: Scale, has_badge: bool
) -> _Block | None:
    """With the badge above the name; else the name alone; in one line before two."""
    wrapped = _wrapped(names[shape.code])
    above = 2 * scale.radius + _GAP if has_badge else 0.0
    for lines, head in [(lines, above) for lines in wrapped] + [(lines, 0.0) for lines in wrapped]:
        width = max(map(len, lines)) * _LETTER * scale.letters
        height = len(lines) * _LEADING * scale.letters
        size = (max(width, head), height + head)
        centre = _fit(rooms[shape.code], *size, (shape.x, shape.y))
        if centre is None:
            continue
        x, top = centre[0], centre[1] - size[1] / 2 + head
        bases = (top + (0.82 + place * _LEADING) * scale.letters for place in range(len(lines)))
        return _Block(
            Name(
                shape.code,
                round(x, 1),
                tuple((round(base, 1), line) for base, line in zip(bases, lines, strict=True)),
            ),
            (x - width / 2, top, x + width / 2, top + height),
            (x, top - head + scale.radius) if head else None,
        )
    return None


def _rounded(x: float, y: float) -> tuple[float, float]:
    return round(x, 1), round(y, 1)


def _wrapped(name: str) -> list[tuple[str, ...]]:
    """The name in one line, and in two where it has a space; the most even break."""
    words = name.split()
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    best = min(breaks, key=lambda pair: max(map(len, pair)), default=None)
    return [(name,), best] if best else [(name,)]


def _room(shape: Shape) -> Room:
    cuts: dict[int, list[float]] = {}
    for ring in shape.rings:
        for one, other in itertools.pairwise(ring):
            (x1, y1), (x2, y2) = sorted((one, other), key=lambda point: point[1])
            for row in range(math.ceil(y1 / _STEP), math.ceil(y2 / _STEP)):
                share = (row * _STEP - y1) / (y2 - y1)
                cuts.setdefault(row, []).append(x1 + share * (x2 - x1))
    if not cuts:
        return []
    room = []
    for row in range(min(cuts), max(cuts) + 1):
        crossed = sorted(cuts.get(row, []))
        room.append((row * _STEP, list(zip(crossed[::2], crossed[1::2], strict=False))))
    return room


def _is_inside(room: Room, x: float, y: float) -> bool:
    row = round((y - room[0][0]) / _STEP) if room else -1
    return 0 <= row < len(room) and any(left <= x <= right for left, right in room[row][1])


def _fit(
    room: Room,
    width: float,
    height: float,
    wanted: tuple[float, float],
) -> tuple[float, float] | None:
    """The centre of a box of this size inside the outline, nearest to the wanted one."""
    count = math.ceil(height / _STEP) + 1
    best, least = None, math.inf
    for first in range(len(room) - count + 1):
        held = room[first][1]
        for _, stretches in room[first + 1 : first + count]:
            held = _common(held, stretches, width)
            if not held:
                break
        y = room[first][0] + (count - 1) * _STEP / 2
        for left, right in held:
            if right - left < width + _GAP:
                continue
            x = min(max(wanted[0], left + width / 2), right - width / 2)
            # As near to the middle of the stretch as to the middle of the region.
            x = (x + (left + right) / 2) / 2
            distance = math.dist((x, y), wanted)
            if distance < least:
                best, least = (x, y), distance
    return best


def _common(held: list[Interval], other: list[Interval], width: float) -> list[Interval]:
    pairs = ((max(a, c), min(b, d)) for a, b in held for c, d in other)
    return [(left, right) for left, right in pairs if right - left >= width]


def _around(x: float, y: float, radius: float) -> Box:
    return x - radius, y - radius, x + radius, y + radius


def _free(
    home: tuple[float, float], radius: float, taken: Sequence[Box], drawing: Drawing
) -> tuple[float, float] | None:
    """The place nearest to home where a badge meets nothing that stands already."""
    reach = (_FARTHEST + 1) * radius + _GAP
    near = [box for box in taken if _meets(_around(*home, reach), box)]
    for ring in range(2 * _FARTHEST + 1):
        distance, turns = ring * radius / 2, max(1, 6 * ring)
        for turn in range(turns):
            angle = 2 * math.pi * turn / turns
            x, y = home[0] + distance * math.cos(angle), home[1] + distance * math.sin(angle)
            is_on_map = radius <= x <= drawing.width - radius
            if not is_on_map or not radius <= y <= drawing.height - radius:
                continue
            around = _around(x, y, radius + _GAP / 2)
            if not any(_meets(around, box) for box in near):
                return x, y
    return None


def _meets(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
