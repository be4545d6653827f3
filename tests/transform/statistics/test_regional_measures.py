"""Value added and its like, harmonised as employment is."""

from __future__ import annotations

import pyarrow.compute as pc
import pytest

from tests.bundled_statistics import bundled_tables, rows_where
from tests.statistics_cases import cube_of, declared, jsonstat, tables_of
from transform.statistics.regional_measures import regional_measure_table
from warehouse.reference import load_reference
from warehouse.statistics import Content


def test_growth_rates_are_not_summed() -> None:
    measures = set(bundled_tables()["regional_measure"]["measure"].to_pylist())
    assert measures == {
        "gross_value_added",
        "gross_fixed_capital_formation",
        "compensation_of_employees",
    }


def test_the_country_s_figure_is_the_published_one_in_its_unit() -> None:
    (row,) = rows_where(
        bundled_tables()["regional_measure"],
        measure="gross_value_added", region_code="NO", industry_code="TOTAL", year=2019,
    )  # fmt: skip
    assert (row["value"], row["unit"], row["obs_status"]) == (3_164_843, "million NOK", "A")


def test_a_county_of_today_is_the_sum_of_its_parts() -> None:
    observation = bundled_tables()["observation"]
    parts = [
        row["value"]
        for code in ("09", "10")
        for row in rows_where(
            observation, stat_table_id="ssb:11713", region_code=code, industry_code="nc_C",
            measure="compensation_of_employees", period="2018",
        )
    ]  # fmt: skip
    (row,) = rows_where(
        bundled_tables()["regional_measure"],
        measure="compensation_of_employees", region_code="NO092", industry_code="C", year=2018,
    )  # fmt: skip
    assert len(parts) == 2
    assert row["value"] == pytest.approx(sum(parts))


def test_hidden_and_negative_figures() -> None:
    table = declared(contents={"P": Content("gross_value_added", "million NOK", None, 1e6)})
    shape = {"Region": ["08", "09", "10"], "N": ["01-03"], "ContentsCode": ["P"], "Tid": ["2019"]}
    capture = cube_of(jsonstat(shape, [-5, 7, None], {"2": ":"}), table)
    tables = tables_of(table, capture)
    made = regional_measure_table(tables, {table.stat_table_id: table}, load_reference())
    rows = made.filter(pc.equal(made["industry_code"], "A")).to_pylist()
    assert [(row["region_code"], row["value"], row["obs_status"]) for row in rows] == [
        ("NO092", None, "Q"), ("NO094", -5, "A"),
    ]  # fmt: skip
    assert tables["employment"].num_rows == 0
