"""A writer killed at any moment leaves readers a whole release."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import multiprocessing as mp
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path

import duckdb
import pandas as pd  # noqa: F401  (pyarrow imports it on first use: not in every child)
import pyarrow.parquet as pq
import pytest

from load import folder, release
from load.folder import current, releases
from load.manifest import file_hash
from load.release import build, publish, writing
from tests.load.sample import FEW, names, sample
from warehouse.tables import TABLES

KILLS = 12
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

#: A writer dies just before each of these steps, and just after the last.
STEPS = [
    (release, "write_table"),
    (release, "write_database"),
    (release, "write_metadata"),
    (release, "write_manifest"),
    (folder, "sync_tree"),
    (folder, "sync_folder"),
    (folder, "switch"),
    (Path, "rename"),
    (Path, "symlink_to"),
    (Path, "replace"),
]


def write(root: Path, number: int) -> None:
    """Build and publish synthetic release ``number``; for a process of its own."""
    for name in TABLES.keys() - FEW:  # a writer that is fast can be killed often
        del TABLES[name]
    moment = START + dt.timedelta(minutes=number)
    tables = sample(3 + number % 5)
    with writing(root):
        publish(build(tables, root=root, created_at=moment, inputs_hash="0" * 64, views=root))


def write_whole(context: ForkServerContext, root: Path, number: int) -> None:
    """As ``write``, in a process that is left alone."""
    writer = context.Process(target=write, args=(root, number))
    writer.start()
    writer.join()
    assert writer.exitcode == 0


def write_until(root: Path, number: int, step: int, *, after: bool) -> None:
    """As ``write``, but be killed at the step."""
    owner, name = STEPS[step]
    original = getattr(owner, name)

    def last(*args: object, **kwargs: object) -> None:
        if after:
            original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, last)
    write(root, number)


def verify(root: Path) -> str:
    """Read the current release through and through; its id."""
    info = current(root)
    assert info
    assert info.path.name == info.release_id
    for name, entry in info.manifest["files"].items():
        assert file_hash(info.path / name) == entry["sha256"], name
    with duckdb.connect(str(info.path / "nordic_clusters.duckdb"), read_only=True) as base:
        assert base.execute("SELECT release_id FROM release").fetchone() == (info.release_id,)
    return info.release_id


class Reader(threading.Thread):
    """Opens what ``current`` leads to, again and again, as a dashboard would."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        self.seen: list[str] = []
        self.failures: list[str] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        """Read until stopped; every failure is kept."""
        while not self.stopped.wait(0.05):
            try:
                self.seen.append(self.read())
            except Exception as error:  # noqa: BLE001  any failure at all counts
                self.failures.append(repr(error))

    def read(self) -> str:
        """One look at the current release, by its stable paths."""
        place = (self.root / "current").resolve(strict=True)
        manifest = json.loads((place / "manifest.json").read_bytes())
        [row] = pq.read_table(place / "parquet" / "release.parquet").to_pylist()
        with duckdb.connect(str(place / "nordic_clusters.duckdb"), read_only=True) as base:
            [(count,)] = base.execute("SELECT count(*) FROM cluster").fetchall()
        assert count == manifest["tables"]["cluster"]["rows"]
        assert row["release_id"] == manifest["release_id"] == place.name
        return place.name


@pytest.fixture(scope="module")
def context() -> ForkServerContext:
    """Processes that start with everything imported."""
    server = mp.get_context("forkserver")
    server.set_forkserver_preload(["tests.load.test_kill"])
    return server


@pytest.fixture
def reader(context: ForkServerContext, tmp_path: Path) -> Iterator[Reader]:
    """A reader of a data folder that already has release 0."""
    write_whole(context, tmp_path, 0)
    thread = Reader(tmp_path)
    thread.start()
    yield thread
    thread.stopped.set()
    thread.join()


def test_random_kills_leave_a_whole_release(context: ForkServerContext, reader: Reader) -> None:
    root = reader.root
    begun = time.monotonic()
    write_whole(context, root, 1)
    duration = time.monotonic() - begun
    chance = random.Random(20261122)
    standing = [info.release_id for info in releases(root)]
    assert standing[-1] == verify(root)
    killed = 0
    for number in itertools.count(2):
        writer = context.Process(target=write, args=(root, number))
        writer.start()
        writer.join(timeout=chance.uniform(0, duration))
        writer.kill()
        writer.join()
        killed += writer.exitcode == -signal.SIGKILL
        now = verify(root)
        if writer.exitcode == 0:
            assert now != standing[-1]
        if now != standing[-1]:
            standing.append(now)
        if killed == KILLS:
            break
    write_whole(context, root, number + 1)
    standing.append(verify(root))
    assert reader.failures == []
    assert reader.seen
    assert set(reader.seen) <= set(standing)
    assert not [name for name in names(root / "releases") if name.startswith(".building")]
    assert names(root) == ["current", "releases"]


def test_a_kill_at_each_step_leaves_a_whole_release(
    context: ForkServerContext, reader: Reader
) -> None:
    root = reader.root
    before = verify(root)
    steps = [(step, False) for step in range(len(STEPS))] + [(len(STEPS) - 1, True)]
    for number, (step, after) in enumerate(steps, 1):
        writer = context.Process(
            target=write_until, args=(root, number, step), kwargs={"after": after}
        )
        writer.start()
        writer.join()
        assert writer.exitcode == -signal.SIGKILL, STEPS[step]
        now = verify(root)
        # Only once the pointer's own rename is done may readers see the new one.
        assert (now != before) == after, STEPS[step]
        before = now
    write_whole(context, root, len(steps) + 1)
    assert verify(root) != before
    assert reader.failures == []
    assert names(root) == ["current", "releases"]
    assert [name for name in names(root / "releases") if name.startswith(".")] == [".lock"]
