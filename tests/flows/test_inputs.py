"""What the fingerprint of a run's inputs notices, and what a note about it is good for."""

from __future__ import annotations

import datetime as dt
import errno
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows import inputs, pipeline
from flows.outcomes import LastRun, StageOutcome, last_run, remember_run
from flows.settings import Settings
from flows.storage import run_folder
from load.folder import current
from load.manifest import file_hash
from tests.flows.small_release import small_release
from tests.flows.typed import typed
from warehouse.errors import ReleaseError

DAY = dt.date(2026, 1, 2)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Synthetic code, bundled archive and data folder, where the fingerprint looks for them."""
    for name in ("warehouse/tables.py", "bundled/source/page.html", "root/archive/s/1.json",
                 "root/archive/objects/ab"):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(inputs, "_CODE", tmp_path)
    monkeypatch.setattr(inputs, "BUNDLED_ROOT", tmp_path / "bundled")
    _visit(tmp_path, at="09:00", state="fresh")
    return tmp_path


def _visit(world: Path, **facts: str) -> None:
    folder = world / "root" / "state" / "fetch"
    folder.mkdir(parents=True, exist_ok=True)
    note = {"source_id": "s", "detail": None, **facts}
    (folder / "s.json").write_text(json.dumps(note), encoding="utf-8")


def _write(name: str) -> Callable[[Path], object]:
    def write(world: Path) -> None:
        (world / name).parent.mkdir(parents=True, exist_ok=True)
        (world / name).write_text("[]", encoding="utf-8")

    return write


def _seen(world: Path, day: dt.date = DAY) -> str:
    return inputs.fingerprint(Settings(world / "root"), day)


@pytest.mark.parametrize(
    "change",
    [
        _write("warehouse/tables.py"),
        _write("warehouse/views/new.sql"),
        _write("bundled/source/page.html"),
        _write("root/archive/s/1.json"),
        _write("root/archive/objects/cd"),
        lambda world: (world / "root/archive/objects/ab").unlink(),
        lambda world: _visit(world, at="09:00", state="failed"),
    ],
)
def test_a_change_is_noticed(world: Path, change: Callable[[Path], object]) -> None:
    before = _seen(world)
    change(world)
    assert _seen(world) != before


def test_another_day_is_another_input(world: Path) -> None:
    assert _seen(world) != _seen(world, DAY + dt.timedelta(days=1))


@pytest.mark.parametrize(
    "change",
    [
        _write("warehouse/releases/x/manifest.json"),
        _write("warehouse/__pycache__/tables.json"),
        lambda world: _visit(world, at="10:00", state="fresh"),
    ],
)
def test_what_runs_make_is_no_change(world: Path, change: Callable[[Path], object]) -> None:
    before = _seen(world)
    change(world)
    assert _seen(world) == before


def test_a_note_is_good_for_its_inputs_only(tmp_path: Path) -> None:
    outcome = StageOutcome(
        "s", "bundled", 2, ("c1",), "somewhere", None, (("p", "r"),), (("q", "s"),)
    )
    remember_run(tmp_path / "state", LastRun("a", "release-1", [outcome]))
    assert last_run(tmp_path / "state") == LastRun("a", "release-1", [outcome._replace(path=None)])
    (tmp_path / "state" / "unchanged.json").write_text("{", encoding="utf-8")
    assert last_run(tmp_path / "state") is None


def test_a_damaged_release_is_not_nothing_new(tmp_path: Path) -> None:
    settings = Settings(small_release(tmp_path, "CREATE TABLE cluster (name VARCHAR)"))
    release = current(tmp_path)
    assert release is not None
    database = release.path / "nordic_clusters.duckdb"
    release.manifest["files"][database.name] = {"sha256": file_hash(database)}
    (release.path / "manifest.json").write_text(json.dumps(release.manifest), encoding="utf-8")
    today = dt.datetime.now(dt.UTC).date()
    seen = inputs.fingerprint(settings, today)
    remember_run(settings.state, LastRun(seen, release.release_id, []))
    known = pipeline.nothing_new(settings, 0)
    assert known is not None
    assert known.release_id == release.release_id
    remember_run(settings.state, LastRun("other inputs", release.release_id, []))
    assert pipeline.nothing_new(settings, 0) is None
    remember_run(settings.state, LastRun(seen, release.release_id, []))
    database.write_bytes(b"cut off")
    assert pipeline.nothing_new(settings, 0) is None


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A data folder with a synthetic release: what `status` looks at."""
    return small_release(
        tmp_path / "data",
        """CREATE TABLE release AS SELECT '20260101T000000Z-00000000' AS release_id,
               now() AS created_at, NULL AS previous_release_id;
           CREATE TABLE source AS SELECT 'a' AS source_id, 'stale' AS state, 7 AS record_count,
               'no answer on Monday' AS state_detail;
           CREATE TABLE data_quality AS SELECT 'warn' AS severity, 'x' AS table_name,
               'y' AS rule_code, 1 AS unexpected_count, 1 AS checked_count, '' AS examples,
               true AS success""",
    )


TOLD = StageOutcome("a", "stale", 8, (), None, "no answer on Tuesday")


def test_status_tells_the_reasons_of_the_last_run(root: Path) -> None:
    state = Settings(root).state
    assert "Monday" in typed("status", "--root", root).stdout
    remember_run(state, LastRun("x", "20260101T000000Z-00000000", [TOLD]))
    found = typed("status", "--root", root)
    assert "no answer on Tuesday" in found.stdout
    assert found.exit_code == 3
    another = LastRun("x", "20260102T000000Z-00000000", [TOLD])  # it was current then
    remember_run(state, another)
    assert "Monday" in typed("status", "--root", root).stdout


@pytest.mark.parametrize("words", [["status"], ["status", "--json"], ["query", "SELECT 1"]])
def test_looking_at_a_release_loads_little_but_duckdb(root: Path, words: list[str]) -> None:
    remember_run(Settings(root).state, LastRun("x", "20260101T000000Z-00000000", [TOLD]))
    code = (
        "import atexit, sys, duckdb; known = set(sys.modules); from flows.cli import main\n"
        "atexit.register(lambda: print(*set(sys.modules) - known, file=sys.stderr))\n"
        "main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words, "--root", str(root)],
        check=False,
        capture_output=True,
        text=True,
    )
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "flows" in loaded, done.stderr
    # Each of these takes longer to load than such a command has to start in.
    ours = {"extract", "transform", "expectations", "load"}
    heavy = {"dataclasses", "inspect", "logging", "hashlib", "random", "subprocess", "asyncio"}
    others = {"pyarrow", "numpy", "pandas", "rich", "requests", "prefect", "platformdirs"}
    assert not loaded & (ours | heavy | others)


def test_a_clock_behind_the_release_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    root = small_release(tmp_path, "CREATE TABLE cluster (name VARCHAR)")
    pipeline._look_at_clock(root, dt.date(2026, 1, 1))
    assert not caplog.records
    pipeline._look_at_clock(root, dt.date(2025, 12, 31))
    assert "20260101T000000Z-00000000 bears a later day" in caplog.text
    assert "correct the clock" in caplog.text


def test_a_disk_that_takes_no_records_is_named(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    place = settings.state / "run-1"
    with (
        pytest.raises(ReleaseError, match=f"{place}; found: .*No space"),
        run_folder(settings, place.name),
    ):
        raise OSError(errno.ENOSPC, "No space left")
