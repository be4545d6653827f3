"""What becomes of a command whose standard streams are closed, full or read no further."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.small_release import small_release

REPO = Path(__file__).resolve().parents[2]
#: More than a pipe holds, so that the writer meets its end.
_MANY = "CREATE TABLE x AS SELECT range AS y, repeat('z', 100) AS z FROM range(10000)"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_release(tmp_path_factory.mktemp("data"), _MANY)


def _shell(root: Path, line: str) -> subprocess.CompletedProcess[str]:
    """A line of the shell; ``$ALL`` asks for every row, ``$ONE`` for a few."""
    command = f"{sys.executable} -m flows.cli query --root {root}"
    line = line.replace("$ALL", f"{command} 'FROM x'").replace("$ONE", f"{command} 'SELECT 7 AS a'")
    return subprocess.run(
        ["bash", "-c", line], cwd=REPO, capture_output=True, text=True, check=False
    )


def test_a_reader_who_has_seen_enough_ends_the_command_without_a_word(root: Path) -> None:
    found = _shell(root, "$ALL | head -1 >/dev/null; echo ${PIPESTATUS[0]}")
    assert (found.stdout, found.stderr) == ("141\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="fills a device")
@pytest.mark.parametrize("asked", ["$ALL", "$ONE"])
def test_an_output_without_room_is_told_once(asked: str, root: Path) -> None:
    found = _shell(root, f"{asked} >/dev/full")
    assert found.returncode == 1
    assert "the output could not be written: No space left on device; next: send it" in found.stderr
    assert found.stderr.count("\n") == 1


@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_stream(closed: str, root: Path) -> None:
    found = _shell(root, f"$ONE {closed}")
    assert found.returncode == 0
    assert found.stderr == ""
    assert ("7" in found.stdout) == (">&- " not in f"{closed} ".replace("2>&-", ""))
