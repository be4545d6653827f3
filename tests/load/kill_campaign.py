"""Kill the real command, phase by phase: what is published stays whole, the next run recovers.

``python -m tests.load.kill_campaign KILLS FOLDER [DOCUMENT]`` goes on where an earlier call on the
same folder ended, and writes the table of what it found into the document. Every run finds new
content: the bundled list of one source, with one name altered (synthetic), is archived before it.
Runs are killed in turn in each phase that the command's own log tells of, at a random moment of
it, and at the steps between the rename of a finished release and the end of the run. Engines
alternate. Every eighth kill is followed by a run to the end.
"""

from __future__ import annotations

import collections
import concurrent.futures
import dataclasses
import datetime as dt
import itertools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from extract.archive import LocalArchive, bundled_captures, make_capture
from load.folder import RUN_PREFIX, current
from load.lock import WriterLock
from load.manifest import file_hash

REPO = Path(__file__).resolve().parents[2]
SOURCE_ID = "se_tillvaxtverket_s3piloten"
NAME = "Paper Province"
ENGINES = ("plain", "prefect")
FINISH = "switch and tidy"
#: As the log names them; what comes before the first is ``start``.
PHASES = ("start", "read", "assemble", "judge", "write", "seal", FINISH)
#: Function, part of its arguments, whether it is called before the kill.
STEPS = (
    ("pathlib:Path.rename", "/releases/2", False),
    ("pathlib:Path.rename", "/releases/2", True),
    ("load.folder:switch", "", False),
    ("pathlib:Path.replace", "/current", False),
    ("pathlib:Path.replace", "/current", True),
    ("load.folder:switch", "", True),
    ("flows.inputs:remember", "", False),
    ("flows.inputs:remember", "", True),
    ("load.catalogue:prune", "", False),
    ("shutil:rmtree", ".removing-", False),
    ("load.catalogue:prune", "", True),
    ("flows.pipeline:tidy_archive", "", True),
)
_KILLED_AT_A_STEP = """
import functools, importlib, os, signal, sys
place, part, is_called = sys.argv.pop(1).split(",")
module, _, path = place.partition(":")
*outer, name = path.split(".")
owner = functools.reduce(getattr, outer, importlib.import_module(module))
original = getattr(owner, name)
def last(*args, **options):
    if part not in str(args):
        return original(*args, **options)
    if is_called == "True":
        original(*args, **options)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, name, last)
from flows.cli import main
main()
"""
#: Releases kept, so that every run removes one.
KEPT = 3
#: Data folders at a time, each with one run: as many as a small machine has processors.
JOBS = 2
EVERY = 8
SEED = 20261128
#: A server looks every second whether its run lives.
_ORPHAN_SECONDS = 30
_RUN_SECONDS = 1800
_MARKS = ("<!-- kills -->", "<!-- /kills -->")


@dataclasses.dataclass(frozen=True)
class Kill:
    """One run that was killed, or that ran to its end after one.

    Attributes:
        number: Counted from 0.
        engine: ``plain`` or ``prefect``.
        phase: Of which it was killed; ``end`` where it ended by itself.
        is_new: Whether readers had the new release after it.
        faults: What was not as it must be.
        disk: Bytes by folder, after a run to the end.
    """

    number: int
    engine: str
    phase: str
    is_new: bool
    faults: tuple[str, ...]
    disk: dict[str, int] = dataclasses.field(default_factory=dict)


class Command:
    """The real command, in a session of its own, and the phases that its log told of."""

    def __init__(self, root: Path, engine: str, step: tuple[str, str, bool] | None = None) -> None:
        start = ["-c", _KILLED_AT_A_STEP, ",".join(map(str, step))] if step else ["-m", "flows.cli"]
        options = ["--engine", engine, "--root", str(root), "--json", "--log-format", "json"]
        self.phase, self.begun = "start", time.monotonic()
        self.seconds: dict[str, float] = {}
        self.tail: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, *start, "run", *options],
            cwd=REPO,
            env=os.environ | {"NORDIC_CLUSTERS_KEEP_RELEASES": str(KEPT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stderr
        os.set_blocking(self._process.stderr.fileno(), False)

    def until(self, phase: str, seconds: float = _RUN_SECONDS) -> bool:
        """Follow the log to that phase; False when the time is over or the command has ended."""
        deadline = time.monotonic() + seconds
        while self.phase != phase:
            if time.monotonic() > deadline or self._process.poll() is not None:
                return False
            self._read()
            time.sleep(0.02)
        return True

    def rest(self, seconds: float) -> None:
        """Let it work for so long, but not beyond its phase."""
        deadline, phase = time.monotonic() + seconds, self.phase
        while time.monotonic() < deadline and self.phase == phase:
            self._read()
            time.sleep(min(0.02, seconds))

    def kill(self) -> int:
        """Kill it, if it still lives; its exit code."""
        self._process.kill()
        return self.end()

    def end(self) -> int:
        """Follow it to its end; its exit code."""
        while (code := self._process.poll()) is None:
            self._read()
            time.sleep(0.05)
            assert time.monotonic() - self.begun < _RUN_SECONDS, "the run does not end"
        self._read()
        self._turn("end")
        return code

    def orphans(self) -> list[str]:
        """Commands of its session, or that were given its id, which outlive it for long."""
        deadline = time.monotonic() + _ORPHAN_SECONDS
        while found := list(_related(self._process.pid)):
            if time.monotonic() > deadline:
                return found
            time.sleep(0.1)
        return []

    def _read(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr.readlines():
            self.tail = [*self.tail[-5:], line.decode(errors="replace").rstrip()]
            if step := re.search(rb'"step": "(\w+)"', line):
                self._turn(step[1].decode())

    def _turn(self, phase: str) -> None:
        now = time.monotonic()
        self.seconds[self.phase] = now - self.begun - sum(self.seconds.values())
        self.phase = phase


def _related(pid: int) -> Iterator[str]:
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
            state, _, _, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if state != "Z" and (
            session == str(pid)
            or ({"flows.server", "flows.gate_process"} & set(words) and str(pid) in words)
        ):
            yield " ".join(words)


def archive_news(root: Path, number: int) -> None:
    """Archive the list as if the agency had renamed an entry."""
    capture = bundled_captures(SOURCE_ID)[0]
    text = capture.content.decode()
    assert NAME in text
    LocalArchive(root / "archive").store(
        make_capture(
            source_id=SOURCE_ID,
            url=capture.url,
            content=text.replace(NAME, f"{NAME} {number}").encode(),
            captured_at=dt.datetime.now(dt.UTC),
            method="http",
            media_type=capture.media_type,
        )
    )


def published(root: Path) -> str:
    """Read the current release through; its id."""
    info = current(root)
    assert info is not None, "nothing is published any more"
    for name, entry in info.manifest["files"].items():
        assert file_hash(info.path / name) == entry["sha256"], f"{name} is not whole"
    with duckdb.connect(str(info.path / "nordic_clusters.duckdb"), read_only=True) as base:
        assert base.execute("SELECT release_id FROM release").fetchone() == (info.release_id,)
    return info.release_id


def leftovers(root: Path) -> set[str]:
    """What a run should have taken away after itself."""
    kept = {"releases", "current", "archive", "state"}
    found = [path for path in root.iterdir() if path.name not in kept]
    found += [one for one in (root / "releases").iterdir() if re.match(r"\.[a-z]+-", one.name)]
    found += (root / "state").glob(f"{RUN_PREFIX}*")
    found += (root / "state").glob("prefect-*")
    found += (root / "archive").rglob(".writing-*")
    return {str(path.relative_to(root)) for path in found}


def sizes(root: Path) -> dict[str, int]:
    """Bytes by folder of the data folder, Prefect's history apart."""
    found: dict[str, int] = collections.Counter()
    for path in root.rglob("*"):
        if path.is_file() and not path.is_symlink():
            parts = path.relative_to(root).parts
            found["/".join(parts[:2]) if parts[:2] == ("state", "prefect") else parts[0]] += (
                path.stat().st_size
            )
    return dict(found)


class Campaign:
    """Kills on one data folder, one after the other; kept in a file, so that it can go on.

    Args:
        folder: For the data folder and the results.
    """

    def __init__(self, folder: Path) -> None:
        self.root, self._notes = folder / "root", folder / "kills.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        lines = self._notes.read_text().splitlines() if self._notes.is_file() else []
        self.kills = [Kill(**json.loads(line)) for line in lines]
        self._phase_seconds: dict[tuple[str, str], float] = {}
        self._left: set[str] = set()

    def go_on(self, numbers: list[int]) -> None:
        """Kill under each of these numbers that is not done; now and then a run to the end."""
        done = {one.number for one in self.kills if one.phase != "end"}
        open_ = [number for number in numbers if number not in done]
        for place, number in enumerate(open_):
            if not place:  # how long the phases take here and now
                for engine in ENGINES:
                    self._finish(number, engine)
            self._kill(number)
            if place % EVERY == EVERY - 1 or number == open_[-1]:
                self._finish(number, ENGINES[place // EVERY % 2])

    def _kill(self, number: int) -> None:
        chance = random.Random(SEED + number)
        engine, phase = ENGINES[number % 2], PHASES[number // 2 % len(PHASES)]
        step = STEPS[number // 2 // len(PHASES) % len(STEPS)] if phase == FINISH else None
        archive_news(self.root, time.time_ns())
        before = published(self.root)
        run = Command(self.root, engine, step)
        if step is None and run.until(phase):
            run.rest(chance.uniform(0, self._phase_seconds[engine, phase]))
            killed_in, code = run.phase, run.kill()
            killed_in = killed_in if killed_in in PHASES else FINISH
        else:
            code = run.end()
            killed_in = FINISH
        faults = [] if code == -signal.SIGKILL else [f"ended with {code}: {run.tail}"]
        left = leftovers(self.root)
        if killed_in != "start" and (still := left & self._left):
            faults.append(f"of the run before: {sorted(still)}")
        self._left = left
        self._note(number, run, engine, killed_in, before, faults)

    def _finish(self, number: int, engine: str) -> None:
        self.root.mkdir(exist_ok=True)
        archive_news(self.root, time.time_ns())
        before = published(self.root) if (self.root / "current").exists() else ""
        run = Command(self.root, engine)
        code = run.end()
        faults = [] if code == 0 else [f"ended with {code}: {run.tail}"]
        self._phase_seconds |= {(engine, phase): took for phase, took in run.seconds.items()}
        if left := leftovers(self.root):
            faults.append(f"left behind: {sorted(left)}")
        WriterLock(self.root / "releases").release()
        WriterLock(self.root / "state" / "prefect").release()
        self._left = set()
        self._note(number, run, engine, "end", before, faults)

    def _note(
        self,
        number: int,
        run: Command,
        engine: str,
        phase: str,
        before: str,
        faults: list[str],
    ) -> None:
        faults += [f"orphan: {one}" for one in run.orphans()]
        now = before
        try:
            now = published(self.root)
        except Exception as error:  # noqa: BLE001  whatever is wrong with it is the finding
            faults.append(f"current: {error!r}")
        if phase == "end" and now == before:
            faults.append("nothing new is published")
        disk = sizes(self.root) if phase == "end" else {}
        done = Kill(number, engine, phase, now != before, tuple(faults), disk)
        self.kills.append(done)
        with self._notes.open("a") as notes:
            notes.write(json.dumps(dataclasses.asdict(done)) + "\n")
        print(time.strftime("%H:%M:%S"), done, flush=True)


def report(folders: list[list[Kill]]) -> str:
    """Markdown: kills by phase and engine, and disk use after the runs to the end."""
    kills = [one for found in folders for one in found]
    ends = [one for one in kills if one.phase == "end"]
    killed = [one for one in kills if one.phase != "end"]
    lines = [
        "| killed in | plain | Prefect | readers had the new release | with a fault |",
        "|---|---|---|---|---|",
    ]
    for phase, group in itertools.groupby(sorted(killed, key=_order), key=lambda one: one.phase):
        found = list(group)
        counts = [str(sum(one.engine == engine for one in found)) for engine in ENGINES]
        new, faults = sum(one.is_new for one in found), sum(bool(one.faults) for one in found)
        lines.append(f"| {phase} | {' | '.join(counts)} | {new} | {faults} |")
    wrong = sum(fault.startswith("current") for one in killed for fault in one.faults)
    good = sum(not one.faults for one in ends)
    told = (
        f"{len(killed)} kills: readers had a whole release after {len(killed) - wrong}. Of "
        f"{len(ends)} runs to the end between and after them {good} published what was new, and "
        "left no folder, process, lock or Prefect home of the killed ones."
    )
    lines += [
        "",
        told,
        "",
        "The first data folder:",
        "",
        "| after runs | of which killed | releases | archive | Prefect's history | other state |",
        "|---|---|---|---|---|---|",
    ]
    places = ("releases", "archive", "state/prefect", "state")
    for done, one in enumerate(folders[0], 1):
        if one.disk:
            megabytes = (f"{one.disk.get(place, 0) / 1e6:.1f} MB" for place in places)
            dead = sum(each.phase != "end" for each in folders[0][:done])
            lines.append(f"| {done} | {dead} | {' | '.join(megabytes)} |")
    return "\n".join(lines)


def _order(kill: Kill) -> int:
    return PHASES.index(kill.phase)


def _go_on(folder: Path, numbers: list[int]) -> list[Kill]:
    campaign = Campaign(folder)
    campaign.go_on(numbers)
    return campaign.kills


def main() -> None:
    """Arguments: how many kills, the folder, and a document to write the table into."""
    folder = Path(sys.argv[2])
    places = [folder / str(job) for job in range(JOBS)]
    # Two kills of a phase, one of each engine, on one data folder, the next two on another.
    shares = [[n for n in range(int(sys.argv[1])) if n // 2 % JOBS == job] for job in range(JOBS)]
    with concurrent.futures.ProcessPoolExecutor(JOBS) as pool:
        folders = list(pool.map(_go_on, places, shares))
    told = report(folders)
    print(told)
    if len(sys.argv) > 3:
        document = Path(sys.argv[3])
        before, _, rest = document.read_text(encoding="utf-8").partition(_MARKS[0])
        after = rest.partition(_MARKS[1])[2]
        text = f"{before}{_MARKS[0]}\n{told}\n{_MARKS[1]}{after}"
        document.write_text(text, encoding="utf-8")
    if any(one.faults for found in folders for one in found):
        sys.exit(1)
    for place in places:
        shutil.rmtree(place / "root")


if __name__ == "__main__":
    main()
