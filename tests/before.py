"""The release of this tree beside that of an earlier commit: what differs, and what each took.

    python -m tests.before [COMMIT]

Both trees run the real command over the bundled archive, each with a data folder of its own,
twice: a new release, and a run that finds nothing new. Tables are compared row by row in the
columns that both have. A table that differs is named with the reason that
``tests/intended_changes.txt`` gives; one that is not in there makes the exit code 1.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

REPO = Path(__file__).resolve().parents[1]
INTENDED = REPO / "tests" / "intended_changes.txt"
#: What tells of the run itself.
_OF_THE_RUN = frozenset({"release", "change", "data_quality"})


def differences(before: Path, after: Path) -> Iterator[tuple[str, str]]:
    """Tables that differ between two folders of Parquet files, and how.

    Args:
        before: Folder of the earlier release's files.
        after: Folder of this one's.

    Yields:
        Table name, and columns or numbers of rows gone and come.
    """
    names = {path.stem for folder in (before, after) for path in folder.glob("*.parquet")}
    with duckdb.connect() as base:
        for name in sorted(names - _OF_THE_RUN):
            paths = [folder / f"{name}.parquet" for folder in (before, after)]
            if not all(path.exists() for path in paths):
                yield name, "the table is new" if paths[1].exists() else "the table is gone"
                continue
            tables = [base.read_parquet(str(path)) for path in paths]
            old, new = (set(table.columns) for table in tables)
            if old != new:
                yield name, f"columns gone {sorted(old - new)}, come {sorted(new - old)}"
            shared = ", ".join(f'"{column}"' for column in tables[0].columns if column in new)
            left, right = (table.project(shared) for table in tables)
            gone, come = (len(one.except_(other)) for one, other in ((left, right), (right, left)))
            if gone or come:
                yield name, f"rows gone {gone}, come {come}"


def intended(text: str) -> dict[str, str]:
    """Table to the reason why it may differ: ``table: reason`` a line, ``#`` for remarks."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    pairs = (line.partition(":") for line in lines if line)
    return {name.strip(): reason.strip() for name, _, reason in pairs}


def _run(tree: Path, root: Path) -> float:
    """Seconds that the real command took."""
    environment = os.environ | {"PYTHONPATH": str(tree), "NORDIC_CLUSTERS_ROOT": str(root)}
    started = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "flows.cli", "run", "--json"],
        cwd=tree,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.monotonic() - started


def main(commit: str = "HEAD~1") -> int:
    """Run both, print both; 1 where a table differs that is not meant to."""
    reasons = intended(INTENDED.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder, "tree")
        git = ["git", "-C", str(REPO), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(old), commit], check=True)
        try:
            trees = {"before": old, "after": REPO}
            times = {name: [0.0, 0.0] for name in trees}
            for turn in range(2):
                for name, tree in trees.items():
                    times[name][turn] = _run(tree, Path(folder, f"root-{name}"))
        finally:
            subprocess.run([*git, "remove", "--force", str(old)], check=True)
        roots = [Path(folder, f"root-{name}", "current", "parquet") for name in trees]
        found = dict(differences(*roots))
    for turn, what in enumerate(("a new run", "an unchanged run")):
        before, after = times["before"][turn], times["after"][turn]
        print(f"{what}: {before:.1f} s before, {after:.1f} s after, {after / before:.2f} of it")
    for name, how in found.items():
        print(f"{name}: {how}; {reasons.get(name, 'NOT INTENDED')}")
    print(f"{len(found)} tables differ from {commit}")
    return 1 if found.keys() - reasons.keys() else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
