"""Shift-share: parts that add up, spans that stop at breaks."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bundled_statistics import bundled_tables, rows_where
from tests.statistics_cases import cell, declared, grid_tables
from warehouse.statistics import Doubt

#: Persons in the region and the country at both ends, in one industry and in all of them:
#: a region of 100 in an industry that grows 10 percent in a country that grows 5 is 120 now.
WORKED = {
    ("08", "10-33"): (100, 120), ("08", "01-03"): (50, 50), ("0", "10-33"): (1_000, 1_100),
    ("0", "01-03"): (9_000, 9_400),
}  # fmt: skip


def parts_of(figures: dict[tuple[str, str], tuple[int, int]], **changes: object) -> pa.Table:
    cells = {
        (region, industry, str(year)): float(value)
        for (region, industry), pair in figures.items()
        for year, value in zip((2018, 2019), pair, strict=True)
    }
    table = declared(**changes)
    return grid_tables(table, ("0", "08"), ("01-03", "10-33"), ("2018", "2019"), cells)[
        "shift_share"
    ]


def test_a_worked_case() -> None:
    row = cell(parts_of(WORKED), "NO094", "C", 2019)
    effects = [row[f"{name}_effect"] for name in ("national", "mix", "competitive")]
    assert effects == pytest.approx([5, 5, 10])
    assert row["persons_change"] == 20


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=4, max_size=4))
def test_parts_add_up(pairs: list[tuple[int, int]]) -> None:
    for row in parts_of(dict(zip(WORKED, pairs, strict=True))).to_pylist():
        total = row["national_effect"] + row["mix_effect"] + row["competitive_effect"]
        assert total == pytest.approx(row["persons_change"], abs=1e-6)


def test_a_weak_figure_has_no_parts() -> None:
    weak = Doubt(industries=("10-33",), periods=("2019",), regions="08")
    found = parts_of(WORKED, doubts=(weak,)).to_pylist()
    assert {row["industry_code"] for row in found} == {"A"}


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
