"""The release's DuckDB file: tables with comments, then the views."""

import contextlib
import graphlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from load.parquet import table_path
from warehouse.errors import ReleaseError
from warehouse.schema import comment
from warehouse.sql import view_files
from warehouse.tables import FIELDS, TABLES

DATABASE_NAME = "nordic_clusters.duckdb"
#: Oldest DuckDB whose clients open the file.
STORAGE_VERSION = "v1.2.0"
_SCHEMA = "nordic_clusters"
#: The smallest there is: tables of few rows fill no larger ones, and the file is a third as long.
_BLOCK_BYTES = 16_384


def quoted(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


@contextlib.contextmanager
def connect(
    path: str = ":memory:", *, read_only: bool = False, threads: int | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection in UTC that downloads nothing and is closed in the end.

    Args:
        path: The database.
        read_only: Whether nothing is written to it.
        threads: For many small queries, which more of them only slow down; all cores if None.
    """
    connection = duckdb.connect(
        path,
        read_only=read_only,
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )
    try:
        connection.execute("SET TimeZone = 'UTC'")
        # It shows one where a process looks interactive, as a child of multiprocessing does.
        connection.execute("SET enable_progress_bar = false")
        if threads is not None:
            connection.execute(f"SET threads = {threads}")
        yield connection
    finally:
        connection.close()


def write_database(folder: Path, views: tuple[Path, ...]) -> Path:
    """Make the database of a release folder from its Parquet files.

    Returns:
        The database file, checkpointed, with no write-ahead log beside it.

    Raises:
        ReleaseError: A view does not run.
        duckdb.Error: The file cannot be written.
    """
    path = folder / DATABASE_NAME
    with new_database(path) as connection:
        for name in load_order():
            fill_table(connection, name, table_path(folder, name))
        connection.execute("BEGIN")  # one commit, not one for each comment
        for view in views:
            _run(connection, view)
        _explain_views(connection)
        connection.execute("COMMIT")
    return path


@contextlib.contextmanager
def new_database(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that fills a new file, which is checkpointed in the end."""
    with connect(threads=1) as connection:
        connection.execute(
            f"ATTACH {quoted(str(path))} AS {_SCHEMA} "
            f"(STORAGE_VERSION '{STORAGE_VERSION}', BLOCK_SIZE {_BLOCK_BYTES})"
        )
        connection.execute(f"USE {_SCHEMA}")
        yield connection
        connection.execute(f"CHECKPOINT {_SCHEMA}")
        connection.execute("USE memory")
        connection.execute(f"DETACH {_SCHEMA}")


def fill_table(connection: duckdb.DuckDBPyConnection, name: str, file: Path) -> None:
    """Make a table of the contract from its Parquet file.

    To disk at once: all of them together would fill the memory.
    """
    connection.execute("BEGIN")
    connection.execute(TABLES[name].ddl)
    source = quoted(str(file))
    connection.execute(
        f"INSERT INTO {name} BY NAME SELECT * FROM read_parquet({source})"  # noqa: S608
    )
    connection.execute("COMMIT")
    connection.execute(f"CHECKPOINT {_SCHEMA}")


@contextlib.contextmanager
def contract_database() -> Iterator[duckdb.DuckDBPyConnection]:
    """Tables, views and macros of the contract without a row, for what describes them."""
    with connect(threads=1) as connection:
        for name in load_order():
            connection.execute(TABLES[name].ddl)
        for view in view_files():
            _run(connection, view)
        _explain_views(connection)
        yield connection


def load_order() -> tuple[str, ...]:
    """Table names, each after the tables it refers to."""
    graph = {
        table.name: {ref.table for ref in table.references if ref.table != table.name}
        for table in TABLES.values()
    }
    return tuple(graphlib.TopologicalSorter(graph).static_order())


def _explain_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Comment on the views' columns that bear the name of a field: it means the same there."""
    bare = connection.execute(
        "SELECT view_name, column_name FROM duckdb_views() JOIN duckdb_columns() "
        "ON view_name = table_name WHERE NOT duckdb_views.internal AND "
        "duckdb_columns.comment IS NULL"
    ).fetchall()
    for view, name in bare:
        if name in FIELDS:
            text = quoted(comment(FIELDS[name]))
            connection.execute(f'COMMENT ON COLUMN {view}."{name}" IS {text}')


def _run(connection: duckdb.DuckDBPyConnection, view: Path) -> None:
    try:
        connection.execute(view.read_text(encoding="utf-8"))
    except (duckdb.IOException, duckdb.OutOfMemoryException):
        raise
    except duckdb.Error as error:
        raise ReleaseError(
            f"a view does not run: {error}",
            place=f"views/{view.name}",
            expected="SQL that runs on the tables of the contract",
            remedy="mend the SQL file; warehouse/tables.toml has the columns",
        ) from error
