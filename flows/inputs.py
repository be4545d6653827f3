"""Whether anything that a release rests on has changed since the last run.

The tables follow from the captures, what became of the last visits, the code with its reference
data, the libraries that compute, and the day. Where all of them are as they were when the
current release was last found right, nothing needs to be read again.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import importlib.metadata
import json
from collections.abc import Iterator
from pathlib import Path

from extract.archive import BUNDLED_ROOT
from flows.outcomes import StageOutcome
from flows.outcomes import recall as recall_visit
from flows.settings import Settings
from load.lock import LOCK_NAME
from warehouse import errors

_NOTE = "unchanged.json"
_CODE = Path(errors.__file__).parents[1]
_PACKAGES = ("extract", "transform", "expectations", "load", "warehouse", "flows")
_SUFFIXES = frozenset({".py", ".sql", ".csv", ".json", ".toml", ".j2", ".js", ".css", ".svg"})
_LIBRARIES = ("duckdb", "pyarrow", "numpy", "beautifulsoup4", "lxml", "pypdf", "pdfplumber")


def fingerprint(settings: Settings, day: dt.date) -> str:
    """SHA-256, hex, over everything that the tables follow from.

    Args:
        settings: Where the local archive and the notes about visits lie.
        day: The day for which the release speaks.
    """
    digest = hashlib.sha256(day.isoformat().encode())
    for library in _LIBRARIES:
        digest.update(f"\n{library} {importlib.metadata.version(library)}".encode())
    for path in _code():
        digest.update(f"\n{path.relative_to(_CODE)}\n".encode() + path.read_bytes())
    for path in _files(BUNDLED_ROOT):
        digest.update(f"\n{path.relative_to(BUNDLED_ROOT)}\n".encode() + path.read_bytes())
    for path in _files(settings.archive):
        if path.name == LOCK_NAME:
            continue  # its text names who writes, or who died doing so
        # What was fetched is kept by its hash: names and sizes tell, and notes are short.
        digest.update(f"\n{path.relative_to(settings.archive)} {path.stat().st_size}".encode())
        if path.suffix == ".json":
            digest.update(path.read_bytes())
    for path in _files(settings.state / "fetch"):
        visit = recall_visit(path.parent, path.stem)
        told = (visit.source_id, visit.state, visit.detail) if visit else path.read_bytes()
        digest.update(f"\n{told!r}".encode())
    return digest.hexdigest()


def recall(settings: Settings, inputs: str) -> tuple[str, list[StageOutcome]] | None:
    """Id of the release that these inputs gave, and what each source gave; None if unknown."""
    noted = _noted(settings)
    return noted[1:] if noted and noted[0] == inputs else None


def latest_outcomes(settings: Settings, release_id: str) -> dict[str, StageOutcome]:
    """What each source gave to the last run, where that run found this release right.

    A reason that has changed since the release was made, makes no new release.
    """
    noted = _noted(settings)
    if noted is None or noted[1] != release_id:
        return {}
    return {one.source_id: one for one in noted[2]}


def _noted(settings: Settings) -> tuple[str, str, list[StageOutcome]] | None:
    try:
        note = json.loads((settings.state / _NOTE).read_text(encoding="utf-8"))
        return note["inputs"], note["release_id"], [_outcome(**one) for one in note["outcomes"]]
    except (OSError, ValueError, TypeError, KeyError):
        return None  # only a note: without it the sources are read


def remember(
    settings: Settings, inputs: str, release_id: str, outcomes: list[StageOutcome]
) -> None:
    """Keep which release these inputs gave."""
    note = {
        "inputs": inputs,
        "release_id": release_id,
        "outcomes": [dataclasses.asdict(one) | {"path": None} for one in outcomes],
    }
    target = settings.state / _NOTE
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.write_text(json.dumps(note), encoding="utf-8")
    fresh.replace(target)


def _outcome(
    *,
    capture_ids: list[str],
    set_aside: list[tuple[str, str]],
    unread: list[tuple[str, str]],
    **others: object,
) -> StageOutcome:
    return StageOutcome(
        capture_ids=tuple(capture_ids),
        set_aside=tuple((place, reason) for place, reason in set_aside),
        unread=tuple((place, reason) for place, reason in unread),
        **others,  # type: ignore[arg-type]
    )


def _code() -> Iterator[Path]:
    for package in _PACKAGES:
        for path in _files(_CODE / package):
            if path.suffix in _SUFFIXES and not path.is_relative_to(BUNDLED_ROOT):
                yield path


def _files(folder: Path) -> Iterator[Path]:
    # A data folder may lie in the tree: warehouse/ of a clone holds releases, archive, state.
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and path.name not in {"__pycache__", "releases", "archive", "state"}:
            if not path.is_symlink():
                yield from _files(path)
        elif path.is_file() and not path.is_symlink():
            yield path
