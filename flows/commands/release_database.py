"""The current release's DuckDB file, opened for reading."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.settings import Settings
from warehouse.errors import NordicClustersError, ReleaseError

if TYPE_CHECKING:
    import duckdb

#: DuckDB says who holds a lock: "Conflicting lock is held in /usr/bin/duckdb (PID 7)".
_HOLDER = re.compile(r"lock is held in (.+? \(PID \d+\)(?: by user \S+?(?=\.?(?:\s|$)))?)")


@contextlib.contextmanager
def current_database(
    root: Path | None, *, is_sealed: bool = True
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The current release's database, read only.

    Args:
        root: The data folder, None for the default.
        is_sealed: No other files, no network, no extensions, no change of settings.

    Raises:
        NordicClustersError: Nothing is published yet.
        ReleaseError: What is published cannot be read.
    """
    import duckdb

    settings = Settings.from_environment(root)
    path = settings.current / "nordic_clusters.duckdb"
    if not path.exists():
        raise _absent(settings, path)
    try:
        connection = duckdb.connect(
            str(path),
            read_only=True,
            config={"autoinstall_known_extensions": "false"} if is_sealed else {},
        )
    except duckdb.Error as error:
        if holder := _HOLDER.search(str(error)):
            raise ReleaseError(
                "another program has the release's database open for writing",
                place=str(path),
                found=f"the lock is held by {holder[1]}",
                remedy="close it there, or open it there read-only; then ask again",
            ) from error
        raise ReleaseError(
            "the release's database cannot be opened",
            place=str(path),
            expected=f"a DuckDB file that DuckDB {duckdb.__version__} can read",
            found=str(error),
            remedy="nordic-clusters run writes a damaged release anew",
        ) from error
    with contextlib.closing(connection):
        if is_sealed:
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
        yield connection


def rows_of(
    connection: duckdb.DuckDBPyConnection, sql: str, *values: object
) -> list[dict[str, Any]]:
    """What a query answers, a row as column to value."""
    result = connection.execute(sql, values)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def say_nothing_is_published(settings: Settings) -> int:
    """Tell the next step on the error stream; returns the exit code."""
    told = f"Nothing is published in {settings.root} yet. Next: nordic-clusters run"
    print(told, file=sys.stderr)
    return 1


def _absent(settings: Settings, path: Path) -> NordicClustersError:
    from load.folder import current

    # Raises when `current` is no usable pointer, and says what to do about that.
    if current(settings.root) is None:
        return NordicClustersError(
            "nothing is published yet", place=str(settings.root), remedy="nordic-clusters run"
        )
    return ReleaseError(
        "the release has lost its database",
        place=str(path),
        remedy="nordic-clusters run writes a damaged release anew",
    )
