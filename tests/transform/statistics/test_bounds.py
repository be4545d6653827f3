"""Interval propagation against brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transform.statistics.intervals import SumRule, tighten


def one(values: list[float]) -> np.ndarray:
    return np.array([values], float)


@given(
    cells=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4),
    total=st.tuples(st.integers(0, 9), st.integers(0, 3)),
)
def test_one_sum_is_tight(cells: list[tuple[int, int]], total: tuple[int, int]) -> None:
    intervals = [(low, low + width) for low, width in [*cells, total]]
    possible = [
        values
        for values in itertools.product(*(range(low, high + 1) for low, high in intervals))
        if sum(values[:-1]) == values[-1]
    ]
    lower, upper = tighten(
        one([low for low, _ in intervals]),
        one([high for _, high in intervals]),
        (SumRule(len(cells), tuple(range(len(cells)))),),
    )
    if possible:
        assert lower[0].tolist() == [min(column) for column in zip(*possible, strict=True)]
        assert upper[0].tolist() == [max(column) for column in zip(*possible, strict=True)]
    else:  # contradictory sums narrow nothing
        assert lower[0].tolist() == [low for low, _ in intervals]
        assert upper[0].tolist() == [high for _, high in intervals]


@given(
    table=st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=3, max_size=3),
    hidden=st.sets(st.integers(0, 8)),
)
def test_rows_and_columns_never_exclude_the_truth(table: list[list[int]], hidden: set[int]) -> None:
    cells = np.array(table, float)
    rows, columns, whole = cells.sum(axis=1), cells.sum(axis=0), cells.sum()
    truth = np.concatenate([cells.ravel(), rows, columns, [whole]])
    lower, upper = truth.copy(), truth.copy()
    for cell in hidden:
        lower[cell], upper[cell] = 0, np.inf
    rules = (
        *(SumRule(9 + r, tuple(range(3 * r, 3 * r + 3))) for r in range(3)),
        *(SumRule(12 + c, (c, c + 3, c + 6)) for c in range(3)),
        SumRule(15, (9, 10, 11)),
    )
    low, high = tighten(lower[np.newaxis], upper[np.newaxis], rules)
    assert (low[0] <= truth + 1e-9).all()
    assert (high[0] >= truth - 1e-9).all()
    assert np.isfinite(high).all(), "a hidden cell has a published total above it"


def test_one_hidden_cell_of_a_row_is_known() -> None:
    lower, upper = tighten(
        one([0, 30, 50, 100]), one([np.inf, 30, 50, 100]), (SumRule(3, (0, 1, 2)),)
    )
    assert (lower[0, 0], upper[0, 0]) == (20, 20)


def test_rounding_of_the_neighbours_widens_what_is_left() -> None:
    lower, upper = tighten(one([0, 29, 99]), one([np.inf, 31, 101]), (SumRule(2, (0, 1)),))
    assert (lower[0, 0], upper[0, 0]) == (68, 72)


def test_years_are_independent() -> None:
    lower = np.array([[0, 5, 4], [0, 1, 4]], float)  # the first year contradicts itself
    upper = np.array([[9, 5, 4], [9, 1, 4]], float)
    low, high = tighten(lower, upper, (SumRule(2, (0, 1)),))
    assert (low[0].tolist(), high[0].tolist()) == ([0, 5, 4], [9, 5, 4])
    assert (low[1, 0], high[1, 0]) == (3, 3)


@pytest.mark.filterwarnings("error")
def test_sums_that_contradict_each_other_in_a_ring_stay_finite_and_spoil_no_other_case() -> None:
    # Three totals of the same six cells that cannot all hold: each sweep would double the gap.
    rules = tuple(SumRule(6 + k, (k, k + 1, (k + 3) % 6)) for k in range(3)) * 8
    lower, upper = np.zeros((2, 9)), np.full((2, 9), np.inf)
    lower[0, 6:] = upper[0, 6:] = [10, 900_000, 3]
    lower[0, :4] = upper[0, :4] = [400, 500, 600, 7]
    lower[1, 6:] = upper[1, 6:] = [6, 6, 6]
    low, high = tighten(lower, upper, rules)
    assert low[0].tolist() == lower[0].tolist()
    assert high[0].tolist() == upper[0].tolist()
    assert high[1].max() == 6
