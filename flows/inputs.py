"""Whether anything that a release rests on has changed since the last run.

The tables follow from the captures, what became of the last visits, the code with its reference
data, the libraries that compute, and the day. Where all of them are as they were when the
current release was last found right, nothing needs to be read again.
"""

import datetime as dt
import hashlib
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

from extract import BUNDLED_ROOT
from flows.outcomes import recall
from flows.settings import Settings
from load.lock import LOCK_NAME
from warehouse import errors

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
        visit = recall(path.parent, path.stem)
        told = (visit.source_id, visit.state, visit.detail) if visit else path.read_bytes()
        digest.update(f"\n{told!r}".encode())
    return digest.hexdigest()


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
