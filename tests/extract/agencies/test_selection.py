"""What is asked of a table: expressions, counting, splitting."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.agencies.table_selection import count_cells, expand, halve, split, split_until
from tests.agencies.selecting import resolve
from warehouse.errors import SourceChangedError

YEARS = tuple(str(year) for year in range(2015, 2025))
REGIONS = ("0", "0301", "1103", "4601", "4602", "K-1")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("*",), YEARS),
        (("top(3)",), ("2022", "2023", "2024")),
        (("TOP(2,1)",), ("2022", "2023")),
        (("bottom(2)",), ("2015", "2016")),
        (("from(2023)",), ("2023", "2024")),
        (("to(2016)",), ("2015", "2016")),
        (("range(2018,2020)",), ("2018", "2019", "2020")),
        (("2020", "2018", "2020"), ("2018", "2020")),
        (("202?", "2015"), ("2015", "2020", "2021", "2022", "2023", "2024")),
    ],
)
def test_expressions_over_time(values: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert expand(values, YEARS, dimension="Tid", is_time=True) == expected


def test_latest_is_latest_even_if_the_agency_lists_it_first() -> None:
    assert expand(("top(1)",), YEARS[::-1], dimension="Tid", is_time=True) == ("2024",)


def test_expressions_over_regions_ignore_case_and_keep_the_order() -> None:
    assert expand(("46*", "k-1", "0"), REGIONS, dimension="Region") == ("0", "4601", "4602", "K-1")
    assert expand(("top(2)",), REGIONS, dimension="Region") == ("0", "0301")


@pytest.mark.parametrize(
    "value", ["9999", "from(1999)", "range(2018,2099)", "99*", "top(x)", "top(0)"]
)
def test_what_selects_nothing_is_an_error(value: str) -> None:
    with pytest.raises(SourceChangedError, match="dimension Tid"):
        expand((value,), YEARS, dimension="Tid", is_time=True)


@given(
    st.lists(st.sampled_from([*YEARS, "*", "top(2)", "from(2019)", "201?"]), min_size=1, max_size=5)
)
def test_we_and_the_server_select_the_same(values: list[str]) -> None:
    ours = expand(values, YEARS, dimension="Tid", is_time=True)
    theirs = resolve(values, YEARS, is_time=True)
    assert list(ours) == sorted(set(theirs))


selections = st.dictionaries(
    st.sampled_from("ABCD"), st.integers(1, 9).map(lambda n: tuple(map(str, range(n)))), min_size=1
)


def cells(selection: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    return list(itertools.product(*(selection[name] for name in sorted(selection))))


@given(selections, st.integers(1, 200))
def test_parts_cover_every_cell_once_within_the_limit(
    selection: dict[str, tuple[str, ...]], limit: int
) -> None:
    parts = list(split(selection, limit))
    assert all(count_cells(part) <= limit for part in parts)
    assert sorted(cell for part in parts for cell in cells(part)) == sorted(cells(selection))


def test_largest_dimension_is_cut_first_and_evenly() -> None:
    selection = {"Region": tuple(map(str, range(10))), "Tid": ("1", "2")}
    parts = list(split(selection, 9))
    assert [len(part["Region"]) for part in parts] == [3, 3, 4]
    assert all(part["Tid"] == ("1", "2") for part in parts)


@given(selections, st.integers(1, 50))
def test_halving_until_it_fits(selection: dict[str, tuple[str, ...]], limit: int) -> None:
    parts = list(split_until(selection, lambda part: count_cells(part) <= limit))
    assert sorted(cell for part in parts for cell in cells(part)) == sorted(cells(selection))
    assert all(count_cells(part) <= limit for part in parts)


def test_one_cell_is_never_cut() -> None:
    assert halve({"A": ("1",), "B": ("2",)}) is None
    assert list(split({"A": ("1",)}, 0)) == [{"A": ("1",)}]
