"""One writer at a time; a dead one holds nothing."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from load.lock import WriterLock
from load.release import writing
from tests.load.sample import names
from warehouse.errors import BusyError, ReleaseError

HOLD = "import sys, signal, pathlib; from load.lock import WriterLock; "
HOLD += "lock = WriterLock(pathlib.Path(sys.argv[1])); print('held', flush=True); signal.pause()"


def test_a_second_writer_is_told_who_holds_it(tmp_path: Path) -> None:
    first = WriterLock(tmp_path)
    with pytest.raises(ReleaseError, match=rf"process {os.getpid()} on .* minutes") as caught:
        WriterLock(tmp_path)
    assert "wait for it" in str(caught.value)
    sign = json.loads((tmp_path / ".lock").read_text("utf-8")) | {"since": "2999-01-01T00:00+00:00"}
    (tmp_path / ".lock").write_text(json.dumps(sign), encoding="utf-8")
    with pytest.raises(ReleaseError, match="for 0 minutes"):
        WriterLock(tmp_path)
    first.release()
    first.release()
    WriterLock(tmp_path).release()


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(ReleaseError, match=f"process {holder.pid}"):
        WriterLock(tmp_path)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    WriterLock(tmp_path).release()


def test_whoever_holds_the_lock_removes_what_others_left(tmp_path: Path) -> None:
    releases, state = tmp_path / "releases", tmp_path / "state"
    alive = os.getppid()  # of another machine, or of a process that got a dead one's number
    for place in (
        releases / f".building-{alive}-0a1b2c3d",
        releases / f".removing-{os.getpid()}-0a1b2c3d",
        releases / "20260101T000000Z-0a1b2c3d",
        releases / "notes",
        state / "run-0a1b2c3d",
        state / "prefect",
    ):
        place.mkdir(parents=True)
        (place / "file").write_text("x")
    (releases / f".current-{alive}-0a1b2c3d").symlink_to("nowhere")
    writing(tmp_path).release()
    assert names(releases) == [".lock", "20260101T000000Z-0a1b2c3d", "notes"]
    assert names(state) == ["prefect"]


def test_a_second_writer_waits_and_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = WriterLock(tmp_path)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            first.release()

    WriterLock(tmp_path, 60, sleep=sleep).release()
    assert len(waits) == 3
    assert caplog.text.count(f"waiting up to 1 minutes for process {os.getpid()}") == 1


def test_patience_ends(tmp_path: Path) -> None:
    waits: list[float] = []
    with WriterLock(tmp_path), pytest.raises(BusyError, match="another run is at work"):
        WriterLock(tmp_path, 2, sleep=waits.append)
    assert sum(waits) == 2


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReleaseError, match=r"cannot be written.*Not a directory.*another data"):
        WriterLock(tmp_path / "file" / "releases")


def test_a_file_system_without_locks_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", refuse)
        with pytest.raises(ReleaseError, match="file locks"):
            WriterLock(tmp_path)
    WriterLock(tmp_path).release()
