"""Location quotients: published cases, edges, and bounds against brute force."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import warehouse
from tests.bundled_statistics import bundled_tables, rows_where
from tests.statistics_cases import cell, declared, grid_tables

FORMULAS = Path(warehouse.__file__).parent / "views" / "statistics_05_location_quotient.sql"
SHARED = Path(__file__).parents[4] / "shared"

# The 5x5 matrix that EconGeo documents for its location.quotient: regions in rows.
ECONGEO = np.array(
    [
        [100, 0, 0, 0, 0],
        [0, 15, 5, 70, 10],
        [0, 20, 10, 20, 50],
        [0, 25, 30, 5, 40],
        [0, 40, 55, 5, 0],
    ],
    float,
)
ECONGEO_LQ = [
    [5, 0, 0, 0, 0], [0, 0.75, 0.25, 3.5, 0.5], [0, 1, 0.5, 1, 2.5], [0, 1.25, 1.5, 0.25, 2],
    [0, 2, 2.75, 0.25, 0],
]  # fmt: skip


@pytest.fixture(scope="module")
def formula() -> Iterator[Callable[..., float | None]]:
    """The macros as functions of numbers; None is an unknown figure."""
    with duckdb.connect() as connection:
        connection.execute(FORMULAS.read_text(encoding="utf-8"))

        def call(name: str, *figures: float | None) -> float | None:
            marks = ", ".join("?::DOUBLE" for _ in figures)
            (found,) = connection.execute(f"SELECT {name}({marks})", figures).fetchone() or ()
            return found

        yield call


def quotients(call: Callable[..., float | None], cells: np.ndarray) -> list[list[float | None]]:
    return [
        [
            call(
                "location_quotient",
                cells[r, c],
                cells[r].sum(),
                cells[:, c].sum(),
                cells.sum(),
            )
            for c in range(cells.shape[1])
        ]
        for r in range(cells.shape[0])
    ]


class TestFormula:
    def test_agrees_exactly_with_the_documented_matrix(self, formula) -> None:
        assert quotients(formula, ECONGEO) == ECONGEO_LQ

    def test_is_the_share_in_the_region_over_the_share_in_the_reference_area(self, formula) -> None:
        # As published for clusters: a tenth of the region against a fiftieth of the country.
        made = formula("location_quotient", 20, 200, 1_000, 50_000)
        assert made == pytest.approx((20 / 200) / (1_000 / 50_000)) == 5

    def test_another_base_is_a_matter_of_the_totals_given(self, formula) -> None:
        # The base of traded industries: the same formula on the totals of those alone.
        made = quotients(formula, ECONGEO[:, :3])
        share_here, share_there = 15 / 20, 100 / 300
        assert made[1][1] == pytest.approx(share_here / share_there)

    @settings(max_examples=30)
    @given(st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=2, max_size=4))
    def test_weighted_by_size_they_average_to_one(self, formula, table: list[list[int]]) -> None:
        cells = np.array(table, float)
        if not cells.sum(axis=1).all():
            return
        weights = cells.sum(axis=1) / cells.sum()
        for industry, made in enumerate(zip(*quotients(formula, cells), strict=True)):
            if cells[:, industry].any():
                assert sum(w * q for w, q in zip(weights, made, strict=True)) == pytest.approx(1)
            else:
                assert set(made) == {None}

    @pytest.mark.parametrize(
        ("figures", "expected"),
        [
            ((0, 100, 50, 1000), 0.0),  # the industry exists, not here
            ((0, 100, 0, 1000), None),  # absent from the country: 0/0, no statement
            ((0, 0, 50, 1000), None),  # nobody works in the region
            ((0, 0, 0, 0), None),
            ((None, 100, 50, 1000), None),  # hidden
        ],
    )
    def test_edges(self, formula, figures: tuple[float, ...], expected: float | None) -> None:
        assert formula("location_quotient", *figures) == expected


INTERVAL = st.tuples(st.integers(0, 6), st.integers(0, 3)).map(lambda one: (one[0], sum(one)))


class TestBounds:
    @given(cell_=INTERVAL, region=INTERVAL, industry=INTERVAL, total=INTERVAL)
    def test_are_the_least_and_the_most_of_all_choices(
        self, formula, cell_, region, industry, total
    ) -> None:
        lower = formula("location_quotient_lower", cell_[0], region[1], industry[1], *total)
        upper = formula("location_quotient_upper", cell_[1], region[0], industry[0], total[1])
        choices = [
            (e * t) / (r * i)
            for e, r, i, t in itertools.product(
                *(range(a, b + 1) for a, b in (cell_, region, industry, total))
            )
            if r and i and t
        ]
        if not choices:
            assert (lower, upper) == (None, None)
            return
        if total[0] > 0:
            assert lower == pytest.approx(min(choices))
        else:
            assert lower <= min(choices)  # a reference area of nobody: as small as can be
        if region[0] > 0 and industry[0] > 0:
            assert upper == pytest.approx(max(choices))
        else:
            assert upper is None  # a total that may be all but nothing

    def test_an_open_end_stays_open(self, formula) -> None:
        assert formula("location_quotient_upper", None, 100, 50, 1_000) is None
        assert formula("location_quotient_lower", 5, None, 50, 1_000, 1_000) == 0


REGIONS = ("0", "08", "11")
INDUSTRIES = ("01-03", "10-33", "00")


def table_of(values: dict[tuple[str, str], list[float | None]], **changes):
    years = ("2018", "2019", "2020")
    cells = {
        (region, industry, year): value
        for (region, industry), series in values.items()
        for year, value in zip(years, series, strict=True)
    }
    return grid_tables(declared(**changes), REGIONS, INDUSTRIES, years, cells)["specialisation"]


FIGURES: dict[tuple[str, str], list[float | None]] = {
    ("0", "01-03"): [100, 100, 100], ("0", "10-33"): [300, 300, 300], ("0", "00"): [100, 100, 100],
    ("08", "01-03"): [10, 20, 30], ("08", "10-33"): [80, 70, 60], ("08", "00"): [10, 10, 10],
    ("11", "01-03"): [5, None, 5], ("11", "10-33"): [5, 5, 5], ("11", "00"): [0, 0, 0],
}  # fmt: skip


class TestTable:
    def test_size_focus_growth_and_the_quotient(self) -> None:
        row = cell(table_of(FIGURES), "NO094", "A", 2019)
        assert row["location_quotient"] == (20 / 100) / (100 / 500)
        assert (row["size_share"], row["focus_share"], row["growth_pct"]) == (0.2, 0.2, 100)
        assert (row["reference_area"], row["base"]) == ("NO", "total")
        assert (row["lq_lower"], row["lq_upper"]) == (1, 1)

    def test_growth_is_not_reckoned_across_a_break(self) -> None:
        made = table_of(FIGURES, breaks=(2020,))
        assert cell(made, "NO094", "A", 2020)["growth_pct"] is None
        assert cell(made, "NO094", "A", 2019)["growth_pct"] == 100
        assert cell(made, "NO094", "A", 2018)["growth_pct"] is None  # nothing before it

    def test_growth_from_or_to_a_hidden_figure_is_unknown(self) -> None:
        made = table_of(FIGURES)
        assert cell(made, "NO0A1", "A", 2019)["growth_pct"] is None
        assert cell(made, "NO0A1", "A", 2020)["growth_pct"] is None

    def test_a_hidden_figure_has_bounds_and_no_quotient(self) -> None:
        row = cell(table_of(FIGURES), "NO0A1", "A", 2019)
        assert row["location_quotient"] is None
        assert row["lq_lower"] == 0

    def test_persons_of_unknown_industry_have_shares_only(self) -> None:
        row = cell(table_of(FIGURES), "NO094", "UNK", 2019)
        assert (row["location_quotient"], row["lq_lower"]) == (None, None)
        assert (row["focus_share"], row["size_share"]) == (0.1, 0.1)

    def test_shares_of_a_region_add_up_to_one(self) -> None:
        rows = rows_where(table_of(FIGURES), region_code="NO094", year=2020, is_additive=True)
        assert sum(row["focus_share"] for row in rows) == pytest.approx(1)

    def test_without_a_reference_area_there_is_no_quotient(self) -> None:
        assert table_of(FIGURES, reference_areas={}).num_rows == 0
        only_regions = {key: value for key, value in FIGURES.items() if key[0] != "0"}
        row = cell(table_of(only_regions), "NO094", "A", 2019)
        assert (row["location_quotient"], row["size_share"], row["focus_share"]) == (
            None,
            None,
            0.2,
        )


class TestBundled:
    def test_every_covered_nuts3_region_has_quotients(self) -> None:
        rows = rows_where(bundled_tables()["specialisation"], region_level="nuts3")
        found = {row["region_code"] for row in rows if row["location_quotient"] is not None}
        assert len(found) == 11 + 21 + 15

    def test_only_regions_are_compared(self) -> None:
        levels = set(bundled_tables()["specialisation"]["region_level"].to_pylist())
        assert levels == {"nuts2", "nuts3"}

    def test_quotients_lie_in_their_bounds(self) -> None:
        for row in bundled_tables()["specialisation"].to_pylist():
            if row["location_quotient"] is not None and row["lq_upper"] is not None:
                assert row["lq_lower"] - 1e-9 <= row["location_quotient"] <= row["lq_upper"] + 1e-9

    def test_hidden_cells_of_norway_are_bounded(self) -> None:
        rows = rows_where(bundled_tables()["specialisation"], stat_table_id="ssb:11713")
        hidden = [row for row in rows if row["persons"] is None and row["industry_code"] != "L68A"]
        assert len(hidden) > 400
        assert all(row["lq_lower"] is not None for row in hidden)
        assert all(row["lq_upper"] is not None for row in hidden)

    @pytest.mark.skipif(not SHARED.is_dir(), reason="the collected material is not here")
    @pytest.mark.parametrize(("region", "name"), [("NO094", "Telemark"), ("NO093", "Vestfold")])
    def test_agrees_with_the_county_council_s_own_shares(self, region: str, name: str) -> None:
        path = SHARED / "data" / "no_ssb_13470" / "ssb_13470_2022_shares_tidy.csv"
        ours = {
            row["industry_code"]: row
            for row in rows_where(
                bundled_tables()["specialisation"], stat_table_id="ssb:13470", region_code=region,
                year=2022,
            )
        }  # fmt: skip
        groups = dict(
            zip(
                ("01-03", "05-09", "10-33", "35-39", "41-43", "45-47", "49-53", "55-56", "58-63",
                 "64-66", "68-75", "77-82", "84", "85", "86-88", "90-99"),
                ("A", "B", "C", "D_E", "F", "G", "H", "I", "J", "K", "L_M", "N", "O", "P", "Q",
                 "R-U"),
                strict=True,
            )
        )  # fmt: skip
        with path.open(encoding="utf-8") as stream:
            published = [row for row in csv.DictReader(stream) if row["region"] == name]
        assert len(published) == 16
        for row in published:
            mine = ours[groups[row["sn2007"]]]
            assert mine["focus_share"] * 100 == pytest.approx(float(row["share_pct"]), abs=1e-9)
            rounded = round(mine["location_quotient"], 4)
            assert rounded == pytest.approx(float(row["lq_from_published_shares"]), abs=1e-4)

    def test_telemark_2022_without_the_material(self) -> None:
        rows = rows_where(
            bundled_tables()["specialisation"], stat_table_id="ssb:13470", region_code="NO094",
            year=2022, industry_code="C",
        )  # fmt: skip
        (row,) = rows
        assert row["location_quotient"] == pytest.approx((8010 / 77563) / (213650 / 2818174))
