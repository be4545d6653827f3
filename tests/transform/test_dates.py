from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transform.dates import first_day, last_day, parse_span, precision_of, span_of
from warehouse.errors import ContractError


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2014", dt.date(2014, 1, 1), dt.date(2014, 12, 31), "year"),
        ("2009-07", dt.date(2009, 7, 1), dt.date(2009, 7, 31), "month"),
        ("2016-02", dt.date(2016, 2, 1), dt.date(2016, 2, 29), "month"),
        ("2014-06-18", dt.date(2014, 6, 18), dt.date(2014, 6, 18), "day"),
        (" 2014-06 ", dt.date(2014, 6, 1), dt.date(2014, 6, 30), "month"),
    ],
)
def test_span_keeps_its_precision(text: str, first: dt.date, last: dt.date, precision: str) -> None:
    span = parse_span(text)
    assert (span.first, span.last, span.precision) == (first, last, precision)


@pytest.mark.parametrize(
    "text", ["", "14", "2014-13", "2014-00", "2014-02-30", "18.06.2014", "2014/15", "0000"]
)
def test_what_is_no_iso_date_is_refused_and_shown(text: str) -> None:
    with pytest.raises(ContractError, match=r"expected: YYYY.*found: "):
        parse_span(text)


def test_absent_dates_stay_absent() -> None:
    assert first_day(None) is None
    assert last_day(None) is None
    assert precision_of(None) == "unknown"
    assert span_of(None, "year") is None


@given(st.dates(), st.sampled_from(["day", "month", "year"]))
def test_a_stored_first_day_and_precision_give_the_span_back(day: dt.date, precision: str) -> None:
    text = day.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]]
    span = parse_span(text)
    assert span.first <= day <= span.last
    assert span_of(span.first, precision) == span


@given(st.dates(), st.dates())
def test_overlap_is_symmetric_and_holds_for_a_day_in_its_year(a: dt.date, b: dt.date) -> None:
    year, day = parse_span(f"{a.year:04d}"), parse_span(b.isoformat())
    assert year.overlaps(day) == day.overlaps(year) == (a.year == b.year)
