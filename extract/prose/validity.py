"""The years a strategy governs, as its title says them."""

from __future__ import annotations

import re

_RANGE = re.compile(r"(?<![\d.])((?:19|20)\d{2})\s?[-–—]\s?((?:19|20)?\d{2})(?![\d.:])")
#: "Meld. St. 27 (2016-2017)" and "Prop. 1 S (2019-2020)": sessions of a parliament.
_SESSION = re.compile(
    r"(?:st\.?|prop\.?|innst\.?|dok\.?|meld\.?)\s?(?:nr\.?\s?)?\d+\s?[A-Z]?\s?\((?:19|"
    r"20)\d\d\s?[-–]\s?(?:19|20)?\d\d\)",
    re.IGNORECASE,
)
_TOWARDS = re.compile(
    r"\b(?:mot|mod|til|till|frem mot|frem mod|fram till|fram mot|towards?|until|innen|inden|"
    r"innan)\s+"
    r"(?:år\s+)?((?:19|20)\d{2})(?!\d)",
    re.IGNORECASE,
)
_PLAN_OF_YEAR = re.compile(
    r"(?:strategi\w*|strategy|plan|planen|program|programme|aftale|avtal)\s+(?:for\s+)?"
    r"((?:19|20)\d{2})\b",
    re.IGNORECASE,
)
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
