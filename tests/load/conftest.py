"""Fixtures of the release tests: synthetic tables, a data folder, a publisher."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from load.manifest import ReleaseInfo
from load.release import build, publish, seal, writing
from tests.load.sample import FEW, sample
from warehouse.tables import TABLES

Publish = Callable[..., ReleaseInfo]
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def whole_contract() -> Iterator[None]:
    """Puts the contract back after a test that cut it, in its own order."""
    whole = dict(TABLES)
    yield
    TABLES.clear()
    TABLES.update(whole)


@pytest.fixture
def few_tables(whole_contract: None) -> None:
    """A contract of few tables: each release is then written in a fraction of the time."""
    for name in TABLES.keys() - FEW:
        del TABLES[name]


@pytest.fixture
def tables() -> dict[str, pa.Table]:
    """All tables with a few synthetic rows each."""
    return sample()


@pytest.fixture
def views(tmp_path: Path) -> Path:
    """A folder with one view."""
    folder = tmp_path / "views"
    folder.mkdir()
    (folder / "010_name.sql").write_text(
        "CREATE VIEW cluster_of AS SELECT name, 1 AS own FROM cluster;"
        "COMMENT ON COLUMN cluster_of.own IS 'by hand';"
    )
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty data folder."""
    return tmp_path / "data"


@pytest.fixture
def publish_tables(root: Path, views: Path) -> Publish:
    """Publish tables as a release, one hour after the other."""
    hours = iter(range(1000))

    def run(tables: Mapping[str, pa.Table]) -> ReleaseInfo:
        moment = NOON + dt.timedelta(hours=next(hours))
        with (
            writing(root),
            build(tables, root=root, created_at=moment, inputs_hash="a" * 64, views=views) as built,
        ):
            seal(built)
            return publish(built)

    return run
