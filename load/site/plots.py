"""Small charts as SVG that needs no script: shares of the width, so that text keeps its size.

A page draws them from these places: lines stretch with the page, letters do not.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence

#: Shares of the width left free at both ends, so that first and last mark are not cut.
_EDGE_PCT = 1.5
#: Height kept above the highest mark and below the lowest, in percent.
_AIR_PCT = 6.0


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One series.

    Attributes:
        name: What it shows.
        paths: SVG points attributes, one per stretch without a gap.
        dots: (x, y, x value, y value), places in percent.
        last: The last value.
    """

    name: str
    paths: tuple[str, ...]
    dots: tuple[tuple[float, float, float, float], ...]
    last: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class Plot:
    """Lines over an axis of years.

    Attributes:
        lines: In the order given.
        x_ticks: (year, place in percent).
        y_ticks: (value, place in percent from the top).
    """

    lines: tuple[Line, ...]
    x_ticks: tuple[tuple[int, float], ...]
    y_ticks: tuple[tuple[float, float], ...]


def line_plot(series: Mapping[str, Sequence[tuple[float, float | None]]]) -> Plot | None:
    """Places of lines that begin at zero.

    Args:
        series: By name, (year or decimal year, value) in rising order; None is a gap.

    Returns:
        None if there is no value.
    """
    points = [point for held in series.values() for point in held]
    values = [value for _, value in points if value is not None]
    if not values:
        return None
    first, last = min(x for x, _ in points), max(x for x, _ in points)
    ticks = nice_ticks(max(values))
    top = ticks[-1] or 1.0

    def across(x: float) -> float:
        share = (x - first) / (last - first) if last > first else 0.5
        return round(_EDGE_PCT + share * (100 - 2 * _EDGE_PCT), 2)

    def down(value: float) -> float:
        return round(100 - _AIR_PCT - value / top * (100 - 2 * _AIR_PCT), 2)

    years = range(math.ceil(first), math.floor(last) + 1)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if len(years) / step <= 6)
    return Plot(
        tuple(_line(name, held, across, down) for name, held in series.items()),
        tuple((year, across(year)) for year in years if year % step == 0),
        tuple((tick, down(tick)) for tick in ticks),
    )


def nice_ticks(most: float) -> tuple[float, ...]:
    """Round values from zero to just above the largest, four to six of them.

    Args:
        most: The largest value, not negative.
    """
    if most <= 0:
        return (0.0, 1.0)
    rough = most / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * power for unit in (1, 2, 2.5, 5, 10) if unit * power >= rough)
    return tuple(round(step * count, 10) for count in range(math.ceil(most / step) + 1))


def _line(
    name: str,
    held: Sequence[tuple[float, float | None]],
    across: Callable[[float], float],
    down: Callable[[float], float],
) -> Line:
    dots = []
    stretches: list[list[str]] = [[]]
    for x, value in held:
        if value is None:
            stretches.append([])
            continue
        dots.append((across(x), down(value), x, value))
        stretches[-1].append(f"{across(x)},{down(value)}")
    paths = tuple(" ".join(stretch) for stretch in stretches if len(stretch) > 1)
    return Line(name, paths, tuple(dots), dots[-1][3] if dots else None)
