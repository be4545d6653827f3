"""One writer at a time; a dead one holds nothing."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from load.folder import LEFTOVER_AGE_SECONDS, remove_leftovers
from load.lock import WriterLock
from tests.load.sample import names
from warehouse.errors import ReleaseError

HOLD = "import sys, time, pathlib; from load.lock import WriterLock; "
HOLD += "lock = WriterLock(pathlib.Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"


def test_a_second_writer_is_told_who_holds_it(tmp_path: Path) -> None:
    first = WriterLock(tmp_path)
    with pytest.raises(ReleaseError, match=rf"process {os.getpid()} on .* minutes") as caught:
        WriterLock(tmp_path)
    assert "wait for it" in str(caught.value)
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


def test_only_leftovers_of_the_dead_are_removed(tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    alive = os.getppid()
    for name in (
        f".building-{dead.pid}-0a1b2c3d",
        f".building-{os.getpid()}-0a1b2c3d",
        f".building-{alive}-0a1b2c3d",
        f".removing-{alive}-0a1b2c3d",
        "20260101T000000Z-0a1b2c3d",
        "notes",
    ):
        (releases / name).mkdir(parents=True)
        (releases / name / "file").write_text("x")
    (releases / f".current-{dead.pid}-0a1b2c3d").symlink_to("nowhere")
    old = time.time() - LEFTOVER_AGE_SECONDS - 60
    os.utime(releases / f".removing-{alive}-0a1b2c3d", (old, old))
    remove_leftovers(tmp_path)
    assert names(releases) == [
        f".building-{alive}-0a1b2c3d",
        "20260101T000000Z-0a1b2c3d",
        "notes",
    ]


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
