"""A number with its unit."""

from __future__ import annotations

from typing import NamedTuple

from transform.strategies.reader.wordlists import pattern


class Quantity(NamedTuple):
    """A number with what it counts.

    Attributes:
        start: First character of the number (of its currency where that comes first).
        end: Character after the unit.
        value: Value, or the lower end of a range.
        value_max: Upper end of a range.
        unit: None where the text names none at the number.
        comparator: As ``warehouse.vocabulary.COMPARATORS``.
        qualifier: How exact, where it is not exactly.
        noun: Words of the unit as printed ("medlemsbedrifter").
        number_end: Character after the number itself.
        in_words: Whether the number is written in letters.
        is_year_like: Four bare digits that could be a year.
        is_borrowed: Whether the unit is that of a count before it.
        scale: What the scale word and currency multiplied it by.
    """

    start: int
    end: int
    value: float
    value_max: float | None
    unit: str | None
    comparator: str
    qualifier: str | None
    noun: str = ""
    number_end: int = 0
    in_words: bool = False
    is_year_like: bool = False
    scale: float = 1
    is_borrowed: bool = False


BETWEEN = pattern("quantity.between")
#: From here on a number is written out and takes no other number's "million".
SCALED_FROM = 1000
#: Comparators of a difference.
CHANGES = frozenset({"increase_by", "decrease_by"})
SHARES = frozenset({"percent", "percentage_points"})
