"""The views over statistics, on the bundled tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import warehouse
from tests.bundled_statistics import bundled_tables
from warehouse.reference import load_reference

VIEWS = sorted((Path(warehouse.__file__).parent / "views").glob("statistics_*.sql"))


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        for name, table in {**load_reference().tables, **bundled_tables()}.items():
            opened.register(f"{name}_arrow", table)
            opened.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_arrow")
        for view in VIEWS:
            opened.execute(view.read_text())
        yield opened


def test_every_row_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    (rows, regions, industries) = connection.execute(
        "SELECT count(*), count(region_name), count(industry_name) FROM specialisation_named"
    ).fetchone()
    assert rows == regions == industries == bundled_tables()["specialisation"].num_rows


def test_certainty_follows_the_bounds(connection: duckdb.DuckDBPyConnection) -> None:
    kinds = dict(
        connection.execute(
            "SELECT is_specialised, count(*) FROM specialisation_named GROUP BY 1"
        ).fetchall()
    )
    assert set(kinds) == {True, False, None}
    wrong = connection.execute(
        """SELECT count(*) FROM specialisation_named
           WHERE (is_specialised AND location_quotient <= 1)
              OR (NOT is_specialised AND location_quotient > 1)"""
    ).fetchone()
    assert wrong == (0,)


def test_rogaland_leads_in_services_to_oil(connection: duckdb.DuckDBPyConnection) -> None:
    found = connection.execute(
        """SELECT region_name, year, rank_of_region FROM top_specialisation
           WHERE region_code = 'NO0A1' AND industry_code = '09.1'
             AND stat_table_id = 'ssb:11713'"""
    ).fetchall()
    assert found == [("Rogaland", 2019, 1)]


def test_each_region_s_ranks_start_at_one(connection: duckdb.DuckDBPyConnection) -> None:
    regions, firsts = connection.execute(
        """SELECT count(DISTINCT (stat_table_id, region_code)),
                  count(*) FILTER (rank_in_region = 1) FROM top_specialisation"""
    ).fetchone()
    assert regions == firsts > 40
