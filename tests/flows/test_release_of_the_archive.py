"""What a release of the bundled archive holds: the promises of the README, as tests."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows import pipeline
from flows.selection import Selection
from flows.settings import Settings


@pytest.fixture(scope="module")
def database(released: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    path = released / "current" / "nordic_clusters.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def _one(database: duckdb.DuckDBPyConnection, sql: str) -> Any:
    return database.execute(sql).fetchone()[0]  # type: ignore[index]


def test_clusters_of_three_countries(database: duckdb.DuckDBPyConnection) -> None:
    counts = dict(
        database.execute("SELECT country_code, count(*) FROM cluster GROUP BY ALL").fetchall()
    )
    assert counts["NO"] >= 55
    assert counts["SE"] >= 52
    assert counts["DK"] >= 52
    assert sum(counts.values()) >= 180
    assert _one(database, "SELECT count(*) FROM participation") >= 60


def test_every_statement_leads_to_a_capture(database: duckdb.DuckDBPyConnection) -> None:
    assert _one(database, "SELECT count(*) FROM statement") > 500
    unproved = """SELECT count(*) FROM statement s LEFT JOIN capture c USING (capture_id)
                  WHERE c.url IS NULL OR length(c.sha256) <> 64 OR s.locator = ''"""
    assert _one(database, unproved) == 0


def test_every_cluster_has_a_statement(database: duckdb.DuckDBPyConnection) -> None:
    bare = "SELECT count(*) FROM cluster WHERE cluster_id NOT IN (SELECT entity_id FROM statement)"
    assert _one(database, bare) == 0


def test_klyngestrategi_targets(database: duckdb.DuckDBPyConnection) -> None:
    rows = database.execute(
        """SELECT target_value, comparator, unit, target_year, baseline_value, baseline_year, period
           FROM strategy_target t JOIN strategy s USING (strategy_id)
           WHERE s.title ILIKE '%klyngestrategi 2.0%' AND s.capture_id IN
               (SELECT capture_id FROM capture WHERE url LIKE '%azena%')
           ORDER BY t.position"""
    ).fetchall()
    quantified = [row for row in rows if row[0] is not None]
    assert [(row[0], row[4]) for row in quantified] == [
        (2000, 1600),
        (2500, 1800),
        (1500, 900),
        (10, None),
        (10, None),
    ]
    assert len(rows) == 6  # five guide marks; the second in words only, the fifth with two labels
    assert {row[3] for row in rows} == {2018}
    assert {row[5] for row in quantified[:3]} == {2014}
    assert {row[1] for row in quantified} == {"at_least"}
    assert {row[6] for row in quantified[:3]} == {"yearly"}


def test_quality_indicators(database: duckdb.DuckDBPyConnection) -> None:
    assert _one(database, "SELECT count(*) FROM quality_indicator") == 31


def test_observations_and_location_quotients(database: duckdb.DuckDBPyConnection) -> None:
    assert _one(database, "SELECT count(*) FROM observation") >= 60_000
    without = database.execute(
        """SELECT region_code FROM region
           WHERE vintage = 'NUTS-2024' AND region_kind = 'nuts3'
             AND region_code IN (SELECT region_code FROM employment WHERE persons IS NOT NULL)
             AND region_code NOT IN (SELECT region_code FROM specialisation
                                     WHERE location_quotient IS NOT NULL)"""
    ).fetchall()
    assert without == []
    counts = dict(
        database.execute(
            """SELECT country_code, count(DISTINCT region_code) FROM specialisation
               WHERE length(region_code) = 5 GROUP BY ALL"""
        ).fetchall()
    )
    assert counts == {"DK": 11, "SE": 21, "NO": 15}


def test_a_second_run_makes_no_new_release(released: Path) -> None:
    before = (released / "current").resolve()
    result = pipeline.run(Settings(released), Selection())
    assert not result.is_new
    assert (released / "current").resolve() == before


def test_the_manifest_describes_every_file(released: Path) -> None:
    folder = released / "current"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert dt.datetime.fromisoformat(manifest["created_at"]).tzinfo is not None
    for name, facts in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == facts["sha256"]


def test_the_report_is_readable_offline(released: Path) -> None:
    page = (released / "current" / "quality" / "index.html").read_text(encoding="utf-8")
    assert "<title>Quality report" in page
    for outside in ("<script src", '<link rel="stylesheet"', "@import", "url(http"):
        assert outside not in page
