"""A disk that really is full: a small file system in memory, where the machine allows one."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from load.folder import current
from load.manifest import ReleaseInfo
from load.release import build, publish, writing
from tests.load.conftest import NOON
from tests.load.sample import names, sample
from warehouse.errors import ReleaseError

Resize = Callable[[int], None]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Resize]]:
    """An own file system, and how to give it another size in bytes."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> subprocess.CompletedProcess[bytes]:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        return subprocess.run(command, capture_output=True, check=False)

    try:
        refused = mount("size=256m").returncode
    except FileNotFoundError:
        refused = 1
    if refused:
        pytest.skip("this machine does not let tests mount a file system")
    yield place, lambda size: mount(f"remount,size={size}").check_returncode()
    subprocess.run(["umount", "-l", str(place)], check=True)


def used(place: Path) -> int:
    state = os.statvfs(place)
    return (state.f_blocks - state.f_bfree) * state.f_frsize


def write(root: Path, moment: dt.datetime, count: int) -> ReleaseInfo:
    digest = str(count) * 64
    with writing(root):
        return publish(
            build(
                sample(count), root=root, created_at=moment, inputs_hash=digest, views=root.parent
            )
        )


@pytest.mark.usefixtures("few_tables")
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9, 0.99])
def test_a_full_disk_leaves_the_old_release(disk: tuple[Path, Resize], share: float) -> None:
    place, resize = disk
    root = place / "data"
    first = write(root, NOON, 3)
    size = used(place)
    resize(int(size * (1 + share)))
    later = NOON + dt.timedelta(hours=1)
    with pytest.raises(ReleaseError, match=r"disk is full.*free space"):
        write(root, later, 4)
    now = current(root)
    assert now
    assert now.release_id == first.release_id
    assert names(root / "releases") == [".lock", first.release_id]
    assert used(place) <= size + 8192
    resize(3 * size)
    second = write(root, later, 4)
    assert second.previous_release_id == first.release_id
