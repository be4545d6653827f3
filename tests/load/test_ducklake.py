"""A release is one snapshot of the lake; readers travel to any of them by release id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from load.database import quoted
from load.parquet import table_path
from tests.load.conftest import Publish
from tests.load.postgres import Postgres
from tests.load.sample import sample
from warehouse.errors import BusyError
from warehouse.tables import TABLES

pytest.importorskip("duckdb_extension_ducklake")
pytest.importorskip("psycopg")

from load.ducklake import advisory_lock, attached, find_snapshot, publish_snapshot


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as running:
        yield running


def test_each_release_is_a_snapshot_equal_to_its_parquet(
    postgres: Postgres, publish_tables: Publish, tmp_path: Path
) -> None:
    catalogue, data = postgres.create("lake"), str(tmp_path / "lake")
    first, second = publish_tables(sample(3)), publish_tables(sample(5))
    numbers = [
        publish_snapshot(one.path, one.release_id, catalogue, data) for one in (first, second)
    ]
    assert publish_snapshot(second.path, second.release_id, catalogue, data) == numbers[1]
    with (
        attached(catalogue, data, read_only=True) as reader,
        attached(catalogue, data, read_only=True) as another,
    ):
        for release, connection in ((first, reader), (second, another)):
            number = find_snapshot(connection, release.release_id)
            for name in TABLES:
                then = f"lake.{name} AT (VERSION => {number})"
                parquet = f"read_parquet({quoted(str(table_path(release.path, name)))})"
                for one, other in ((then, parquet), (parquet, then)):
                    left = connection.execute(f"FROM {one} EXCEPT ALL FROM {other}").fetchall()
                    assert left == [], name
        newest = reader.execute("SELECT count(*) FROM cluster").fetchone()
        assert newest == (5,)


def test_a_table_that_did_not_change_is_not_written_again(
    postgres: Postgres, publish_tables: Publish, tmp_path: Path
) -> None:
    catalogue, data = postgres.create("still"), tmp_path / "lake"
    tables = sample(3)
    for clusters in (tables, sample(4)):
        one = publish_tables(tables | {"cluster": clusters["cluster"]})
        publish_snapshot(one.path, one.release_id, catalogue, str(data))
    written = {path.name: len(list(path.glob("*.parquet"))) for path in data.glob("main/*")}
    assert written["cluster"] == 2
    assert written["programme"] == 1


def test_one_writer_at_a_time_over_all_machines(postgres: Postgres) -> None:
    catalogue = postgres.create("locks")
    waits: list[float] = []
    with (
        advisory_lock(catalogue, 0),
        pytest.raises(BusyError, match="another run publishes"),
        advisory_lock(catalogue, 1, waits.append),
    ):
        pytest.fail("two writers")
    assert sum(waits) == 1
    with advisory_lock(catalogue, 0):
        pass
