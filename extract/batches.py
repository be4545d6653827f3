"""Tables that arrive in several pieces: they count when all pieces of one fetch are there.

An agency's cell limit cuts a table into several answers, and cuts it differently the next
time. So a source offers each table as one :class:`Batch`, and the archive notes an
:class:`Arrival` when all of its pieces came and were understood. Pieces without an arrival
are kept, for they are evidence, but no release reads them. The arrival is also what the next
poll compares the agency's own time of change with.

    <root>/arrivals/<source_id>/<table>.json    the latest arrivals, newest first
"""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from extract.archive import LocalArchive, write_atomically
from warehouse.errors import SourceError
from warehouse.records import Capture

#: Arrivals kept of one table: the newest, and the one that serves when that cannot be read.
_KEPT = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Batch:
    """One table as a source offers it; nothing is asked of the agency before it is used.

    Attributes:
        name: The table, for example ``ssb:13470``; unique in its source.
        question: Digest of what is asked of it (:func:`digest`); an answer to another
            question does not tell whether this one has news.
        fetch: Asks for the table and yields its pieces.
        is_changed: Whether the agency changed it after an aware instant, by one small
            request; None where the agency does not say.
    """

    name: str
    question: str
    fetch: Callable[[], Iterator[Capture]]
    is_changed: Callable[[dt.datetime], bool] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Arrival:
    """One table that came completely and was understood.

    Attributes:
        name: The table.
        question: Digest of what was asked.
        asked_at: UTC instant before the first question; whatever changed later is news.
        capture_ids: Its pieces, in the order in which they came.
    """

    name: str
    question: str
    asked_at: dt.datetime
    capture_ids: tuple[str, ...]


def digest(*facts: Any) -> str:
    """Return a short digest of what is asked: strings, and mappings and sequences of them."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclasses.dataclass(frozen=True, slots=True)
class ArrivalLog:
    """The notes about arrivals in a local archive."""

    root: Path

    def arrivals(self, source_id: str, *, faults: list[SourceError] | None = None) -> list[Arrival]:
        """Return the latest arrivals of a source's tables, by table, newest first.

        Args:
            source_id: The source.
            faults: Takes the errors of damaged notes, whose tables have then not arrived.
        """
        folder = self.root / "arrivals" / source_id
        paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
        return [arrival for path in paths for arrival in _read(path, source_id, faults)]

    def last(self, source_id: str, batch: Batch) -> Arrival | None:
        """Return the newest arrival of a batch, if it answers the same question.

        None also when a piece of it is not whole in the archive, or the note is damaged: the
        table is then fetched again, whatever the agency says about changes.
        """
        known = _read(self._path(source_id, batch.name), source_id)
        if not known or known[0].question != batch.question:
            return None
        archive = LocalArchive(self.root)
        is_there = all(archive.holds(source_id, one) for one in known[0].capture_ids)
        return known[0] if is_there else None

    def note(self, source_id: str, arrival: Arrival) -> bool:
        """Keep an arrival, once all of its pieces are stored and understood.

        Returns:
            True when its pieces are not those of the arrival before.
        """
        path = self._path(source_id, arrival.name)
        known = _read(path, source_id)
        is_new = not known or known[0].capture_ids != arrival.capture_ids
        older = known if is_new else known[1:]
        kept = [_as_facts(one) for one in (arrival, *older)[:_KEPT]]
        text = json.dumps({"arrivals": kept}, ensure_ascii=False, indent=1)
        write_atomically(path, (text + "\n").encode())
        return is_new

    def _path(self, source_id: str, name: str) -> Path:
        return self.root / "arrivals" / source_id / f"{quote(name, safe='')}.json"


def _as_facts(arrival: Arrival) -> dict[str, Any]:
    return dataclasses.asdict(arrival) | {"asked_at": arrival.asked_at.isoformat()}


def _read(path: Path, source_id: str, faults: list[SourceError] | None = None) -> list[Arrival]:
    if not path.is_file():
        return []
    try:
        return [
            Arrival(
                name=str(facts["name"]),
                question=str(facts["question"]),
                asked_at=dt.datetime.fromisoformat(facts["asked_at"]),
                capture_ids=tuple(facts["capture_ids"]),
            )
            for facts in json.loads(path.read_text(encoding="utf-8"))["arrivals"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        if faults is not None:
            faults.append(
                SourceError(
                    "the note about a table's arrival is damaged",
                    source_id=source_id,
                    place=f"arrivals/{source_id}/{path.name}",
                    expected="name, question, asked_at and capture_ids of each arrival",
                    found=f"{type(error).__name__}: {error}",
                    remedy="the next --live run fetches the table anew",
                )
            )
        return []
