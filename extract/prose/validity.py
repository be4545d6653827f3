"""The years a strategy governs, as its title says them."""

from __future__ import annotations

import re

from extract.phrases import patterns

_RANGE = re.compile(r"(?<![\d.])((?:19|20)\d{2})\s?[-–—]\s?((?:19|20)?\d{2})(?![\d.:])")
_SAYS = patterns("validity")
_SESSION = _SAYS["session"]
_TOWARDS = _SAYS["towards"]
_PLAN_OF_YEAR = _SAYS["plan_of_year"]
_LONGEST = 50


def find_validity(title: str) -> tuple[int | None, int | None]:
    """First and last year a strategy governs.

    Args:
        title: For example ``Klyngestrategi 2.0 … 2016-2018`` or ``… mot 2030``.

    Returns:
        Both years of a range; only the last for "towards 2030"; the same year twice for the
        plan of one year; None where the title does not say.
    """
    title = _SESSION.sub(" ", title)
    for match in _RANGE.finditer(title):
        first = int(match[1])
        last = (
            int(match[2]) if len(match[2]) == len(match[1]) else first // 100 * 100 + int(match[2])
        )
        if first < last <= first + _LONGEST:
            return first, last
    towards = _TOWARDS.search(title)
    if towards:
        return None, int(towards[1])
    single = _PLAN_OF_YEAR.search(title)
    if single:
        return int(single[1]), int(single[1])
    return None, None
