"""The release of this tree beside that of an earlier commit: what differs, and what each took.

    python -m tests.before [COMMIT]

Both trees run the real command over the bundled archive, each with a data folder of its own,
twice: a new release, and a run that finds nothing new. Tables are compared column by column, by
the contract's key. ``tests/intended_changes.txt`` gives the reason of each difference, with the
commit that brought it: it counts only where that came after the one compared with. A difference
without a reason makes the exit code 1.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import duckdb

from warehouse.tables import TABLES

REPO = Path(__file__).resolve().parents[1]
INTENDED = REPO / "tests" / "intended_changes.txt"
#: What tells of the run itself.
_OF_THE_RUN = frozenset({"release", "change", "data_quality"})
_SIDES = ("old", "new")


def differences(before: Path, after: Path) -> Iterator[tuple[str, str, str]]:
    """What differs between two folders of Parquet files.

    Args:
        before: Folder of the earlier release's files.
        after: Folder of this one's.

    Yields:
        Table, column and how it differs. Instead of a column ``rows`` for those whose key only
        one of them has, ``*`` for a table that only one of them has.
    """
    names = {path.stem for folder in (before, after) for path in folder.glob("*.parquet")}
    with duckdb.connect() as base:
        for name in sorted(names - _OF_THE_RUN):
            paths = [folder / f"{name}.parquet" for folder in (before, after)]
            if not all(path.exists() for path in paths):
                yield name, "*", "a new table" if paths[1].exists() else "the table is gone"
                continue
            for side, path in zip(_SIDES, paths, strict=True):
                base.read_parquet(str(path)).create_view(side)
            key = TABLES[name].key if name in TABLES else ()
            yield from ((name, *found) for found in _in_table(base, key))


def _in_table(base: duckdb.DuckDBPyConnection, key: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Columns and rows in which the views ``old`` and ``new`` differ."""
    old, new = (base.view(side).columns for side in _SIDES)
    yield from ((column, "gone") for column in old if column not in new)
    yield from ((column, "new") for column in new if column not in old)
    shared = [column for column in old if column in new]
    if not key or not set(key) <= set(shared) or not all(_is_key(base, key, s) for s in _SIDES):
        key = tuple(shared)
    gone, come = (_only(base, key, *sides) for sides in (_SIDES, _SIDES[::-1]))
    if gone or come:
        yield "rows", f"{gone} gone, {come} come"
    others = [column for column in shared if column not in key]
    counts = [f'count_if(old."{one}" IS DISTINCT FROM new."{one}")' for one in others]
    query = f"SELECT {', '.join(counts)} FROM old JOIN new USING ({_listed(key)})"
    for column, count in (
        zip(others, base.sql(query).fetchone() or (), strict=True) if others else ()
    ):
        if count:
            yield column, f"differs in {count} rows"


def _only(base: duckdb.DuckDBPyConnection, columns: Iterable[str], one: str, other: str) -> int:
    """How many rows of one view the other does not have."""
    named = _listed(columns)
    return len(base.view(one).project(named).except_(base.view(other).project(named)))


def _is_key(base: duckdb.DuckDBPyConnection, key: Iterable[str], side: str) -> bool:
    held = base.view(side).project(_listed(key))
    return len(held) == len(held.distinct())


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def intended(text: str, is_later: Callable[[str], bool]) -> Callable[[str, str], str | None]:
    """Why a column may differ.

    Args:
        text: ``table columns commit reason`` a line, columns parted by commas or ``*`` for all
            that there is of the table; ``#`` for remarks.
        is_later: Whether a commit came after the one compared with.
    """
    reasons: dict[tuple[str, str], str] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            table, columns, commit, reason = line.split(None, 3)
            if is_later(commit):
                reasons |= {(table, one): f"{reason} ({commit})" for one in columns.split(",")}
    return lambda table, column: reasons.get((table, column), reasons.get((table, "*")))


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
    """Run both, print both; 1 where something differs that is not meant to."""
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
        found = list(differences(*roots))
    for turn, what in enumerate(("a new run", "an unchanged run")):
        before, after = times["before"][turn], times["after"][turn]
        print(f"{what}: {before:.1f} s before, {after:.1f} s after, {after / before:.2f} of it")

    def is_later(one: str) -> bool:
        asked = ["git", "-C", str(REPO), "merge-base", "--is-ancestor", one, commit]
        return subprocess.run(asked, check=False).returncode == 1

    reason = intended(INTENDED.read_text(encoding="utf-8"), is_later)
    bare = 0
    for table, column, how in found:
        why = reason(table, column)
        bare += why is None
        print(f"{table}.{column}: {how}; {why or 'NOT INTENDED'}")
    tables = len({table for table, _, _ in found})
    print(f"{tables} tables differ from {commit}; differences without a reason: {bare}")
    return 1 if bare else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
