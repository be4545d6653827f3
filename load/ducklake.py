"""Releases as snapshots of a DuckLake, its catalogue in PostgreSQL.

A release is one transaction, so readers see all of it or the one before, and one snapshot,
whose commit message is the release id: ``FROM cluster AT (VERSION => snapshot(...))``. Only
tables that changed are written. Needs the extra ``ducklake``; its extensions are wheels, nothing
is downloaded.
"""

import contextlib
import importlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from load.database import connect, quoted
from load.parquet import table_path
from warehouse.errors import BusyError, ReleaseError
from warehouse.tables import TABLES

_EXTENSIONS = ("ducklake", "postgres_scanner")
#: Key of the advisory lock; two 32-bit numbers, "nocl" and "lake" in ASCII.
_LOCK_KEY = (0x6E6F636C, 0x6C616B65)
_LOOK_EVERY_SECONDS = 0.5


@contextlib.contextmanager
def attached(
    catalogue: str, data: str, *, read_only: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that uses the lake.

    Args:
        catalogue: PostgreSQL connection string, ``host=... dbname=...``.
        data: Folder for the lake's Parquet files; all readers must reach it.
        read_only: For readers.

    Raises:
        ReleaseError: The extra is not installed, or PostgreSQL does not answer.
    """
    with connect() as connection:
        for name in _EXTENSIONS:
            connection.execute(f"LOAD {quoted(str(_extension(name)))}")
        # Rows in files, not in PostgreSQL: whatever reads Parquet can read them.
        options = f"DATA_PATH {quoted(data)}, DATA_INLINING_ROW_LIMIT 0"
        options += ", READ_ONLY" if read_only else ""
        try:
            connection.execute(
                f"ATTACH {quoted(f'ducklake:postgres:{catalogue}')} AS lake ({options})"
            )
        except duckdb.Error as error:
            raise ReleaseError(
                "the DuckLake cannot be opened",
                place=data,
                found=str(error).replace(catalogue, "<catalogue>"),
                remedy="look whether PostgreSQL answers and this user may write there",
            ) from error
        connection.execute("USE lake")
        yield connection


def publish_snapshot(release: Path, release_id: str, catalogue: str, data: str) -> int:
    """Make a release the lake's newest snapshot; does nothing where it is that already.

    Returns:
        The snapshot's number.

    Raises:
        ReleaseError: As :func:`attached`.
    """
    with attached(catalogue, data) as connection:
        newest = connection.execute(
            "SELECT snapshot_id, commit_message FROM ducklake_snapshots('lake') "
            "WHERE commit_message IS NOT NULL ORDER BY snapshot_id DESC LIMIT 1"
        ).fetchone()
        if newest and newest[1] == release_id:
            return int(newest[0])
        connection.execute("BEGIN")
        known = {name for (name,) in connection.execute("SHOW TABLES").fetchall()}
        for name in TABLES:
            _replace(connection, name, table_path(release, name), is_known=name in known)
        connection.execute(
            "CALL ducklake_set_commit_message('lake', 'nordic-clusters', ?)", [release_id]
        )
        connection.execute("COMMIT")
        return find_snapshot(connection, release_id)


def find_snapshot(connection: duckdb.DuckDBPyConnection, release_id: str) -> int:
    """The newest snapshot of a release, for ``AT (VERSION => ...)``.

    Raises:
        ReleaseError: The lake has none.
    """
    found = connection.execute(
        "SELECT max(snapshot_id) FROM ducklake_snapshots('lake') WHERE commit_message = ?",
        [release_id],
    ).fetchone()
    if not found or found[0] is None:
        raise ReleaseError(
            f"the lake has no snapshot of release {release_id}",
            remedy="SELECT commit_message FROM ducklake_snapshots('lake') lists them",
        )
    return int(found[0])


@contextlib.contextmanager
def advisory_lock(
    catalogue: str, wait_seconds: float, sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """The right to publish into a lake, whatever machine asks; PostgreSQL ends it with us.

    Raises:
        BusyError: Another run still holds it.
    """
    import psycopg  # noqa: PLC0415  of the extra, and nobody else needs it

    with psycopg.connect(catalogue, autocommit=True) as connection:
        waited = 0.0
        while True:
            row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", _LOCK_KEY).fetchone()
            if row and row[0]:
                break
            if waited >= wait_seconds:
                raise BusyError(
                    "another run publishes into the lake",
                    place="PostgreSQL advisory lock",
                    expected="one writer at a time",
                    remedy="wait for it, or stop that process; its lock ends with it",
                )
            sleep(_LOOK_EVERY_SECONDS)
            waited += _LOOK_EVERY_SECONDS
        yield


def _replace(
    connection: duckdb.DuckDBPyConnection, name: str, path: Path, *, is_known: bool
) -> None:
    """Bring one table to what the release says, if it differs."""
    source = f"read_parquet({quoted(str(path))})"
    if is_known and _columns(connection, f"FROM lake.{name}") == _columns(
        connection, f"FROM {source}"
    ):
        differs = connection.execute(
            f"SELECT EXISTS (FROM lake.{name} EXCEPT ALL FROM {source}) "  # noqa: S608
            f"OR EXISTS (FROM {source} EXCEPT ALL FROM lake.{name})"
        ).fetchone()
        if differs and differs[0]:
            connection.execute(f"DELETE FROM lake.{name}")  # noqa: S608
            connection.execute(f"INSERT INTO lake.{name} FROM {source}")
        return
    connection.execute(f"CREATE OR REPLACE TABLE lake.{name} AS FROM {source}")


def _columns(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[str, str]]:
    described = connection.execute(f"DESCRIBE {query}").fetchall()
    return [(row[0], row[1]) for row in described]


def _extension(name: str) -> Path:
    """The extension's file inside its wheel, for this DuckDB."""
    try:
        package = importlib.import_module(f"duckdb_extension_{name}")
    except ImportError as error:
        raise ReleaseError(
            "the extra `ducklake` is not installed",
            remedy="pip install 'nordic-clusters[ducklake]'",
        ) from error
    found = Path(str(package.__file__)).parent / "extensions" / f"v{duckdb.__version__}"
    path = found / f"{name}.duckdb_extension"
    if not path.is_file():
        raise ReleaseError(
            f"the extension {name} is not of this DuckDB",
            expected=f"a wheel for DuckDB {duckdb.__version__}",
            remedy="pip install 'nordic-clusters[ducklake]'",
        )
    return path
