"""Measure the decoders: ``python -m benchmarks.decode [--write]``.

Every reader runs in a process of its own. Time is the best of several rounds over all
readers (so that a busy moment of the machine hits all alike); memory is the highest
resident set during the first reading, less what was resident before it.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.contenders import CONTENDERS
from benchmarks.synthetic import SIZES, SYMBOL_SHARE, write_jsonstat, write_px

DOCUMENT = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_MIB = 2**20

# Reader, file, repetitions in one process, rounds.
_PLAN = (
    ("ours_to_arrow", "table.json", 9, 3),
    ("pyjstat", "table.json", 1, 3),
    ("pxwebpy", "table.json", 3, 2),
    ("floor_to_python", "table.json", 9, 3),
    ("ours_to_parquet", "table.json", 9, 3),
    ("floor_to_parquet", "table.json", 9, 3),
    ("ours_to_arrow", "table.px", 9, 3),
    ("ours_to_parquet", "table.px", 9, 3),
    ("pyaxis", "table.px", 1, 3),
)

# Title, reader above the line, reader below it, file, bar.
_RATIOS = (
    (
        "JSON-stat to Arrow, against pyjstat",
        "pyjstat",
        "ours_to_arrow",
        "table.json",
        "at least 200",
    ),
    (
        "JSON-stat to Arrow, against pxwebpy",
        "pxwebpy",
        "ours_to_arrow",
        "table.json",
        "at least 20",
    ),
    ("PX to Arrow, against pyaxis", "pyaxis", "ours_to_arrow", "table.px", "at least 30"),
    (
        "JSON-stat to Parquet, as a part of the floor",
        "ours_to_parquet",
        "floor_to_parquet",
        "table.json",
        "at most 0.8",
    ),
)


def measure(name: str, path: Path, repetitions: int) -> dict[str, float]:
    """Run one reader in this process; seconds and bytes."""
    run = CONTENDERS[name](path)
    before = _reset_peak()
    best = float("inf")
    peak = 0
    for repetition in range(repetitions):
        start = time.perf_counter()
        result = run()
        best = min(best, time.perf_counter() - start)
        if repetition == 0:
            peak = _status("VmHWM") - before
        del result
    return {"seconds": best, "peak": peak}


def _reset_peak() -> int:
    """Set the highest resident set back to the present one (Linux only); bytes."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    return _status("VmRSS")


def _status(key: str) -> int:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(f"{key}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(key)


def _measured_apart(name: str, path: Path, repetitions: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.decode", "--measure", name, str(path)]
    done = subprocess.run([*command, str(repetitions)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} could not read {path.name}:\n{done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def run_all(folder: Path) -> dict[tuple[str, str], dict[str, float]]:
    """Measure every reader; the best seconds and the largest peak of its rounds."""
    write_jsonstat(folder / "table.json")
    write_px(folder / "table.px")
    results: dict[tuple[str, str], dict[str, float]] = {}
    for number in range(max(rounds for *_, rounds in _PLAN)):
        for name, file, repetitions, rounds in _PLAN:
            if number >= rounds:
                continue
            found = _measured_apart(name, folder / file, repetitions)
            known = results.setdefault((name, file), found)
            known["seconds"] = min(known["seconds"], found["seconds"])
            known["peak"] = max(known["peak"], found["peak"])
    for result, size in ((key, (folder / key[1]).stat().st_size) for key in results):
        results[result]["payload"] = size
    return results


def tables(results: dict[tuple[str, str], dict[str, float]]) -> str:
    """The results as two Markdown tables."""
    lines = ["| measured | ratio | bar |", "|---|---:|---|"]
    for title, above, below, file, bar in _RATIOS:
        ratio = results[above, file]["seconds"] / results[below, file]["seconds"]
        lines.append(f"| {title} | {ratio:.2f} | {bar} |")
    for file in ("table.json", "table.px"):
        ours = results["ours_to_parquet", file]
        share = ours["peak"] / ours["payload"]
        lines.append(f"| Peak memory to Parquet over payload, {file} | {share:.2f} | at most 4 |")
    lines += ["", "| reader | file | seconds | peak MiB | peak / payload |"]
    lines.append("|---|---|---:|---:|---:|")
    for (name, file), found in results.items():
        lines.append(
            f"| {_title(name)} | {file} ({found['payload'] / _MIB:.1f} MiB) "
            f"| {found['seconds']:.4f} | {found['peak'] / _MIB:.0f} "
            f"| {found['peak'] / found['payload']:.1f} |"
        )
    return "\n".join(lines)


def _title(name: str) -> str:
    described = CONTENDERS[name].__doc__ or name
    return described.splitlines()[0].rstrip(".")


def document(results: dict[tuple[str, str], dict[str, float]]) -> str:
    """The page ``docs/benchmarks.md``."""
    import pyarrow as pa

    cells = 1
    for size in SIZES.values():
        cells *= size
    sizes = " x ".join(map(str, SIZES.values()))
    return f"""# Benchmarks

Written by `make bench` (`python -m benchmarks.decode --write`); not edited by hand.

A synthetic table of {cells:,} cells in {len(SIZES)} dimensions ({sizes}),
{SYMBOL_SHARE:.0%} of the cells with a symbol instead of a figure, as a dense JSON-stat 2.0 answer
with statuses by position and as a PX file. Every reader runs in a process of its own and reads the
file from disk. The floor parses the JSON with orjson and writes the finished table, code and
label columns included, with pyarrow's default settings; making the table is not counted for it.
pyjstat and pxwebpy drop the statuses; pyaxis leaves figures and symbols as texts.

Measured with Python {platform.python_version()}, pyarrow {pa.__version__}, on {_machine()}.

{tables(results)}

Peak memory is the highest resident set while the file is read the first time, less what was
resident before: the part of the payload that is in memory, the result, and what the libraries
load on first use. Our decoder reads large files in pieces, the others hold them whole.
"""


def _machine() -> str:
    import os

    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"


def main(arguments: list[str] | None = None) -> None:
    """Measure and print; ``--write`` also writes ``docs/benchmarks.md``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--measure", nargs=3, metavar=("NAME", "FILE", "TIMES"))
    options: Any = parser.parse_args(arguments)
    if options.measure:
        name, path, repetitions = options.measure
        print(json.dumps(measure(name, Path(path), int(repetitions))))
        return
    with tempfile.TemporaryDirectory() as folder:
        results = run_all(Path(folder))
    print(tables(results))
    if options.write:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(document(results), encoding="utf-8")


if __name__ == "__main__":
    main()
