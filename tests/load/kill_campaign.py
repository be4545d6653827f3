"""Kill the real command at random moments: what is published stays whole, the next run recovers.

``python -m tests.load.kill_campaign 200`` runs the campaign; the figures are the bundled archive's,
with one list altered so that there is a new release to publish.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from extract.archive import LocalArchive, bundled_captures, make_capture
from load.folder import current
from load.manifest import file_hash

REPO = Path(__file__).resolve().parent.parent.parent
SOURCE_ID = "se_tillvaxtverket_s3piloten"
#: Steps of the switch: the command is killed just before or just after one of them.
STEPS = ("load.folder:switch", "load.folder:sync_folder", "load.manifest:write_manifest")
_AT_A_STEP = """
import importlib, os, signal, sys
place, after = sys.argv.pop(1).rsplit(",", 1)
owner, name = place.split(":")
module = importlib.import_module(owner)
original = getattr(module, name)
def last(*args, **options):
    if after == "after":
        original(*args, **options)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, last)
for other in list(sys.modules.values()):
    if getattr(other, name, None) is original:
        setattr(other, name, last)
import load.release
if getattr(load.release, name, None) is original:
    setattr(load.release, name, last)
from flows.cli import main
main()
"""


def command(root: Path, step: str | None = None) -> subprocess.Popen[bytes]:
    """The real command, in a process group of its own."""
    start = ["-c", _AT_A_STEP, step] if step else ["-m", "flows.cli"]
    return subprocess.Popen(
        [sys.executable, *start, "run", "--engine", "plain", "--root", str(root)],
        cwd=REPO,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def verify(root: Path) -> str:
    """Read the current release through; its id."""
    info = current(root)
    assert info is not None, "nothing is published any more"
    for name, entry in info.manifest["files"].items():
        assert file_hash(info.path / name) == entry["sha256"], name
    return info.release_id


def prepare(root: Path) -> float:
    """A release, and something new for the next run; the seconds that a run takes."""
    assert command(root).wait() == 0
    capture = bundled_captures(SOURCE_ID)[0]
    text = capture.content.decode().replace("Paper Province", "Paper Province Nya")
    LocalArchive(root / "archive").store(
        make_capture(
            source_id=SOURCE_ID,
            url=capture.url,
            content=text.encode(),
            captured_at=dt.datetime.now(dt.UTC),
            method="http",
            media_type=capture.media_type,
        )
    )
    trial = root.with_name("trial")
    shutil.copytree(root, trial, symlinks=True)
    began = time.monotonic()
    assert command(trial).wait() == 0
    assert verify(trial) != verify(root)
    seconds = time.monotonic() - began
    shutil.rmtree(trial, ignore_errors=True)
    return seconds


def leftovers(root: Path) -> list[str]:
    """What a run should have taken away after itself."""
    kept = {"releases", "current", "archive", "state"}
    found = [path.name for path in root.iterdir() if path.name not in kept]
    found += [path.name for path in (root / "releases").iterdir() if path.name.startswith(".b")]
    return found + [path.name for path in (root / "state").glob("run-*")]


def campaign(kills: int, seed: int = 20261128) -> str:
    """Kill so often, a tenth of it at the steps of the switch; what was found, in one line."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        base = Path(folder) / "base"
        seconds = prepare(base)
        before, killed, switched, recovered = verify(base), 0, 0, 0
        root = Path(folder) / "root"
        for number in range(kills):
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(base, root, symlinks=True)
            at_a_step = number % 10 == 0
            step = f"{chance.choice(STEPS)},{chance.choice(('before', 'after'))}"
            run = command(root, step if at_a_step else None)
            if not at_a_step:
                try:
                    run.wait(chance.uniform(0, seconds))
                except subprocess.TimeoutExpired:
                    os.killpg(run.pid, signal.SIGKILL)
            killed += run.wait() == -signal.SIGKILL
            switched += verify(root) != before
            if number % 5 == 0 or at_a_step:  # the next run, on what the killed one left
                assert command(root).wait() == 0
                assert verify(root) != before
                assert leftovers(root) == [], leftovers(root)
                recovered += 1
    return (
        f"{kills} runs, {killed} killed before their end; current whole after each, the new "
        f"release in it after {switched}; {recovered} next runs, all published and left nothing"
    )


if __name__ == "__main__":
    print(campaign(int(sys.argv[1])))
