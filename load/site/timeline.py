"""Where the bars of a timeline stand: shares of its width, so that it fits any screen."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """A span, or a moment if it has no width.

    Attributes:
        text: What held.
        first: First day or a part of it, ISO.
        last: Last day, ISO; empty for a moment.
        is_open: No source gives the end.
        left_pct: Share of the width before it.
        width_pct: Share of the width it takes.
    """

    text: str
    first: str
    last: str
    is_open: bool
    left_pct: float
    width_pct: float


@dataclasses.dataclass(frozen=True, slots=True)
class Timeline:
    """Lanes of bars over an axis of years.

    Attributes:
        lanes: Title and bars.
        ticks: Year and its share of the width.
    """

    lanes: tuple[tuple[str, tuple[Bar, ...]], ...]
    ticks: tuple[tuple[int, float], ...]


def timeline(
    bars: Sequence[tuple[str, str, str, str, bool]],
    marks: Sequence[tuple[str, str, str]],
    *,
    begin: str | None,
    end: str | None,
    today: str,
) -> Timeline | None:
    """Lay out a timeline.

    Args:
        bars: Lane, text, first and last day (ISO), and whether the end is unknown.
        marks: Lane, text and day.
        begin: First day the thing is known; widens the axis.
        end: First day it was gone.
        today: The axis ends with this day's year at the latest.

    Returns:
        None if nothing is dated.
    """
    days = [day for _, _, first, last, _ in bars for day in (first, last)]
    days += [day for _, _, day in marks]
    if not days:
        return None
    days += [day for day in (begin, end) if day and day <= today]
    first_year = int(min(days)[:4])
    years = int(max(days)[:4]) + 1 - first_year

    def share(day: str) -> float:
        year, month, date = (int(part) for part in day.split("-"))
        passed = year - first_year + (month - 1) / 12 + (date - 1) / 372
        return round(100 * passed / years, 2)

    lanes: dict[str, list[Bar]] = {}
    for lane, text, first, last, is_open in bars:
        left = share(first)
        width = max(round(share(last) - left, 2), 0.8)
        lanes.setdefault(lane, []).append(Bar(text, first, last, is_open, left, width))
    for lane, text, day in marks:
        lanes.setdefault(lane, []).append(Bar(text, day, "", False, share(day), 0))
    step = next(step for step in (1, 2, 5, 10, 20, 50) if years / step <= 6 or step == 50)
    ticks = tuple(
        (year, round(100 * (year - first_year) / years, 2))
        for year in range(first_year, first_year + years)
        if year % step == 0
    )
    return Timeline(tuple((lane, tuple(held)) for lane, held in lanes.items()), ticks)
