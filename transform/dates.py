"""Dates of stated precision: ``2014``, ``2014-06`` and ``2014-06-18`` as spans of days."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import re
from typing import Literal

from warehouse.errors import ContractError

Precision = Literal["day", "month", "year"]

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")
_ORDER: dict[str, int] = {"day": 0, "month": 1, "year": 2, "unknown": 3}


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """All days that a date of stated precision may mean.

    Attributes:
        first: First day of the span.
        last: Last day of the span.
        precision: ``day``, ``month`` or ``year``.
    """

    first: dt.date
    last: dt.date
    precision: Precision

    def overlaps(self, other: Span) -> bool:
        """Whether the two may mean the same day."""
        return self.first <= other.last and other.first <= self.last

    def refines(self, other: Span) -> bool:
        """Whether it lies in the other and is the more exact."""
        return self.overlaps(other) and _ORDER[self.precision] < _ORDER[other.precision]


def parse_span(text: str) -> Span:
    """The days that an ISO date of stated precision may mean.

    Args:
        text: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; publishers' own styles are read by
            the sources' parsers.

    Raises:
        ContractError: The text is none of the three, or not in the calendar.
    """
    match = _ISO.fullmatch(text.strip())
    if match:
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            return _span(year or 0, month, day)
        except (ValueError, calendar.IllegalMonthError):
            pass
    raise ContractError(
        "a claim's date is not an ISO date",
        expected="YYYY, YYYY-MM or YYYY-MM-DD",
        found=repr(text),
        remedy="let the source's parser give the date in ISO form",
    )


def _span(year: int, month: int | None, day: int | None) -> Span:
    if month is None:
        return Span(dt.date(year, 1, 1), dt.date(year, 12, 31), "year")
    if day is None:
        last = calendar.monthrange(year, month)[1]
        return Span(dt.date(year, month, 1), dt.date(year, month, last), "month")
    date = dt.date(year, month, day)
    return Span(date, date, "day")


def first_day(text: str | None) -> dt.date | None:
    """First day of the span, None for None."""
    return parse_span(text).first if text else None


def last_day(text: str | None) -> dt.date | None:
    """Last day of the span, None for None."""
    return parse_span(text).last if text else None


def precision_of(text: str | None) -> str:
    """``day``, ``month``, ``year``, or ``unknown`` where there is no date."""
    return parse_span(text).precision if text else "unknown"


def span_of(first: dt.date | None, precision: str) -> Span | None:
    """The span that a stored first day and its precision stand for."""
    if first is None:
        return None
    if precision == "year":
        return _span(first.year, None, None)
    if precision == "month":
        return _span(first.year, first.month, None)
    return _span(first.year, first.month, first.day)


def precision_rank(precision: str) -> int:
    """0 for a day, 1 for a month, 2 for a year, 3 for unknown: smaller is more exact."""
    return _ORDER[precision]
