"""How far a source was read: small notes beside the captures of the local archive.

For interfaces that say what changed since a running number or a day.

    <root>/marks/<source_id>.json
"""

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

from extract.archive import LocalArchive, write_atomically
from warehouse.errors import SourceError


@dataclasses.dataclass(frozen=True, slots=True)
class MarkLog:
    """The marks in a local archive."""

    archive: LocalArchive

    def read(self, source_id: str) -> dict[str, str]:
        """The marks of a source; empty before its first visit.

        Raises:
            SourceError: The note is damaged.
        """
        path = self._path(source_id)
        if not path.is_file():
            return {}
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(facts, dict) or not all(isinstance(v, str) for v in facts.values()):
                raise ValueError("not an object of texts")
        except ValueError as error:
            raise SourceError(
                "the note about how far a source was read is damaged",
                source_id=source_id,
                place=f"marks/{path.name}",
                expected="a JSON object of texts",
                found=str(error),
                remedy="delete the file; the next --live run begins anew",
            ) from error
        return facts

    def write(self, source_id: str, marks: Mapping[str, str]) -> None:
        """Keep the marks, once everything before them is archived."""
        text = json.dumps(dict(marks), indent=1, sort_keys=True)
        write_atomically(self._path(source_id), (text + "\n").encode())

    def rewind(self, source_id: str, since: dt.datetime) -> None:
        """Set the marks that are days or instants back, and drop those that only count.

        Args:
            source_id: The source.
            since: Aware instant; marks before it stay.
        """
        dated = {name: text for name, text in self.read(source_id).items() if "-" in text}
        for name, text in dated.items():
            back = since.isoformat() if "T" in text else since.date().isoformat()
            dated[name] = min(text, back)
        self.write(source_id, dated)

    def _path(self, source_id: str) -> Path:
        return self.archive.root / "marks" / f"{source_id}.json"
