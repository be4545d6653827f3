"""Shift-share: parts that add up, spans that stop at breaks."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.bundled_statistics import bundled_tables, rows_where
from transform.statistics.shift_share import shift_share

COUNT = st.integers(0, 10**7)
BASE = st.integers(1, 10**7)


@given(before=COUNT, after=COUNT, c0=BASE, c1=COUNT, t0=BASE, t1=COUNT)
def test_parts_add_up_exactly(before: int, after: int, c0: int, c1: int, t0: int, t1: int) -> None:
    start, end = (np.array([Fraction(one)], object) for one in (before, after))
    growth_c = np.array([Fraction(c1, c0) - 1], object)
    growth = np.array([Fraction(t1, t0) - 1], object)
    national, mix, competitive = shift_share(start, end, growth_c, growth)
    assert national[0] + mix[0] + competitive[0] == after - before
    if before:
        assert competitive[0] == before * (Fraction(after, before) - Fraction(c1, c0))


def test_a_worked_case() -> None:
    # A region of 100 in an industry that grows 10 percent in a country that grows 5: 120 now.
    parts = shift_share(np.array([100.0]), np.array([120.0]), np.array([0.10]), np.array([0.05]))
    assert [round(part[0], 9) for part in parts] == [5.0, 5.0, 10.0]


def test_spans_stop_at_breaks() -> None:
    rows = rows_where(bundled_tables()["shift_share"], stat_table_id="ssb:11713")
    # Breaks in 2010, 2011 and 2015: 2010 stands alone and is compared with nothing.
    assert {(row["from_year"], row["year"]) for row in rows} == {
        (2008, 2009), (2011, 2014), (2015, 2019),
    }  # fmt: skip


def test_no_span_joins_two_registers() -> None:
    table = bundled_tables()["shift_share"]
    spans = {row["stat_table_id"]: (row["from_year"], row["year"]) for row in table.to_pylist()}
    assert spans["scb:TAB900"] == (2008, 2016)
    assert spans["scb:TAB3785"] == (2020, 2025)


def test_the_competitive_parts_of_an_industry_cancel_out_where_regions_make_up_the_country() -> (
    None
):
    rows = rows_where(bundled_tables()["shift_share"], stat_table_id="scb:TAB900")
    by_industry: dict[str, float] = {}
    for row in rows:
        by_industry[row["industry_code"]] = (
            by_industry.get(row["industry_code"], 0.0) + row["competitive_effect"]
        )
    assert len(by_industry) == 17
    assert max(abs(sum_) for sum_ in by_industry.values()) < 1e-4
