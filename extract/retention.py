"""Which captures of the local archive stay: what a release may need, and nothing else.

A capture stays when a release that is kept names it, when it is one of the two newest of its
document (the one that serves next, and the one that serves when that does not read), when it is
a piece of a table that arrived, and when its source tells history from all of its editions.
"""

import dataclasses
import json
from collections import defaultdict
from collections.abc import Container
from pathlib import Path

from extract.batches import ArrivalLog

#: Editions of one document: the newest, and the one that serves when that cannot be read.
_EDITIONS = 2


@dataclasses.dataclass(frozen=True, slots=True)
class _Note:
    path: Path
    document: tuple[str, str]
    sha256: str
    seen: str
    is_piece: bool

    @property
    def capture_id(self) -> str:
        return self.path.stem.rpartition("-")[2]


def remove_unneeded(
    root: Path, needed: Container[str], sources: Container[str], histories: Container[str]
) -> int:
    """Remove captures that no release needs, and what dead writers left half written.

    Call with the archive's lock held, so that nothing arrives meanwhile. A crash between leaves
    bytes that nothing names, which the next call removes.

    Args:
        root: The archive's folder.
        needed: Ids of the captures that kept releases name.
        sources: Ids of the sources that are declared; captures of others are left alone.
        histories: Ids of the sources of which every edition stays.

    Returns:
        How many captures were removed.
    """
    for half in root.rglob(".writing-*"):
        half.unlink(missing_ok=True)
    removed = 0
    hashes: set[str] = set()
    is_certain = True
    for folder in sorted((root / "captures").glob("*")):
        notes = [_read(path) for path in sorted(folder.glob("*.json"))]
        known = [note for note in notes if note is not None]
        is_certain = is_certain and len(known) == len(notes)
        gone = set()
        if folder.name in sources and folder.name not in histories:
            superseded = _superseded(root, folder.name, known)
            gone = {one.path for one in superseded if one.capture_id not in needed}
        for path in gone:
            path.unlink()
        removed += len(gone)
        hashes |= {one.sha256 for one in known if one.path not in gone}
    # Whose bytes a damaged note stands for is not known: then all bytes stay.
    for path in (root / "objects").glob("*/*") if is_certain else ():
        if path.name not in hashes:
            path.unlink()
    return removed


def _read(path: Path) -> _Note | None:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return _Note(
            path,
            (facts["url"], facts.get("request") or ""),
            facts["sha256"],
            str(facts.get("seen_at") or facts["captured_at"]),
            bool(facts.get("part_of")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _superseded(root: Path, source_id: str, notes: list[_Note]) -> list[_Note]:
    arrived = {
        one for arrival in ArrivalLog(root).arrivals(source_id) for one in arrival.capture_ids
    }
    documents: dict[tuple[str, str], list[_Note]] = defaultdict(list)
    gone = []
    for note in notes:
        if not note.is_piece:
            documents[note.document].append(note)
        elif note.capture_id not in arrived:
            gone.append(note)
    for editions in documents.values():
        gone += sorted(editions, key=lambda one: one.seen)[:-_EDITIONS]
    return gone
