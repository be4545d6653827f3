"""Why each line of the product stands: the commit that wrote it, by ``git blame``.

    python -m tests.lines [COMMIT]

Lines that stood at COMMIT are one number. The others are told commit by commit within each folder,
the largest first, with the commit's own reason; ``tests/line_reasons.txt`` gives it where a message
does not. A commit that gives none makes the exit code 1.
"""

from __future__ import annotations

import collections
import subprocess
import sys
from pathlib import Path

from tests.test_house import ALLOWED

REPO = Path(__file__).resolve().parents[1]
PRODUCT = (*ALLOWED, "nordic_clusters")
#: A message of fewer words tells no reason.
WORDS = 4


def written(blame: str) -> collections.Counter[str]:
    """How many lines each commit wrote, of what ``git blame -s -l --root`` prints."""
    return collections.Counter(line.split()[0] for line in blame.splitlines())


def reason(subject: str, commit: str, given: dict[str, str]) -> str | None:
    """Why a commit wrote its lines, None where neither its message nor the file says it."""
    told = next((why for short, why in given.items() if commit.startswith(short)), subject)
    return told if len(told.split()) >= WORDS else None


def _git(*asked: str) -> str:
    return subprocess.run(
        ["git", "-C", str(REPO), *asked], check=True, capture_output=True, text=True
    ).stdout


def main(commit: str = "HEAD~1") -> int:
    """Print the account; 1 where lines stand without a reason."""
    lines = (REPO / "tests" / "line_reasons.txt").read_text(encoding="utf-8").splitlines()
    given = {line.split()[0]: line.partition(" ")[2] for line in lines if line[0] != "#"}
    later = dict(
        line.split(" ", 1) for line in _git("log", "--format=%H %s", f"{commit}..").splitlines()
    )
    folders: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for path in map(Path, _git("ls-files", *(f"{one}/*.py" for one in PRODUCT)).splitlines()):
        blame = _git("blame", "-M", "-C", "-s", "-l", "--root", "HEAD", "--", str(path))
        folders["/".join(path.parts[:3][:-1])].update(written(blame))
    now = sum(sum(counts.values()) for counts in folders.values())
    new = sum(n for counts in folders.values() for one, n in counts.items() if one in later)
    print(f"{now} lines; {now - new} of them stood at {commit}, {new} came since\n")
    bare = 0
    for folder, counts in sorted(folders.items()):
        since = {one: n for one, n in counts.most_common() if one in later}
        print(f"{folder}: {sum(counts.values())} lines, {sum(since.values())} since")
        for one, n in since.items():
            why = reason(later[one], one, given)
            bare += 0 if why else n
            print(f"  {n:5}  {one[:7]}  {why or 'NO REASON'}")
    print(f"\nlines without a reason: {bare}")
    return 1 if bare else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
