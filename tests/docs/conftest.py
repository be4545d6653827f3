"""What the tests of the docs share: a release to read, and the pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="session")
def base(
    released: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The release's database, with no extension to download."""
    # A copy: within one process a file can be open with one configuration only.
    copy = tmp_path_factory.mktemp("docs") / "nordic_clusters.duckdb"
    shutil.copyfile(released / "current" / "nordic_clusters.duckdb", copy)
    with duckdb.connect(
        str(copy),
        read_only=True,
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    ) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
