"""The archive of captures: documents as they came, with their circumstances.

Two archives share one shape of sidecar. The **bundled** archive ships with the code, one
readable folder per source. The **local** archive holds what ``--live`` fetched, content
addressed: equal bytes are stored once, however often they were seen.

    bundled:  extract/bundled/<source_id>/<name>.<ext>  +  <name>.<ext>.json
    local:    <root>/objects/<sha256[:2]>/<sha256>
              <root>/captures/<source_id>/<captured_at>-<capture_id>.json
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
import tempfile
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from warehouse.errors import SourceError
from warehouse.records import Capture

_REPAIR = "restore the archive from a backup, or delete the sidecar and fetch again"

BUNDLED_ROOT = Path(__file__).with_name("bundled")


def make_capture(
    *,
    source_id: str,
    url: str,
    content: bytes,
    captured_at: dt.datetime,
    method: str,
    media_type: str,
    request: str | None = None,
    **circumstances: Any,
) -> Capture:
    """A capture whose id follows from what it is: source, address, request and content.

    Args:
        source_id: The source that owns it.
        url: Address it came from.
        content: The bytes as they came.
        captured_at: UTC instant; naive times are refused.
        method: ``http`` or ``transcribed``.
        media_type: Without parameters.
        request: Method and body where a bare GET of ``url`` does not say it all.
        **circumstances: Further fields of :class:`~warehouse.records.Capture`.

    Returns:
        The capture. Its id does not depend on the time: the same bytes from the same
        place are the same capture, so a run that finds nothing new changes no row.
    """
    if captured_at.tzinfo is None:
        raise ValueError("captured_at needs a time zone")
    sha256 = hashlib.sha256(content).hexdigest()
    identity = "\n".join((source_id, url, request or "", sha256))
    return Capture(
        capture_id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        source_id=source_id,
        url=url,
        captured_at=captured_at.astimezone(dt.UTC),
        method=method,  # type: ignore[arg-type]
        sha256=sha256,
        media_type=media_type,
        content=content,
        request=request,
        **circumstances,
    )


def bundled_captures(source_id: str, root: Path = BUNDLED_ROOT) -> list[Capture]:
    """The captures of a source that ship with the code, in file name order.

    Raises:
        SourceError: A document without sidecar, or a sidecar that does not say what it must.
    """
    folder = root / source_id
    if not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.endswith(".json") and (folder / path.name.removesuffix(".json")).is_file():
            continue
        sidecar = folder / f"{path.name}.json"
        if not sidecar.is_file():
            raise SourceError(
                "a bundled document has no sidecar",
                source_id=source_id,
                place=f"{source_id}/{path.name}",
                expected=sidecar.name,
                remedy="write url, as_of, captured_at, method and media_type beside it",
            )
        facts = _read_sidecar(sidecar, source_id)
        found.append(_capture(source_id, facts, path.read_bytes()))
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class LocalArchive:
    """The archive that live runs write, below one folder."""

    root: Path

    def store(self, capture: Capture) -> bool:
        """Keep a capture; equal bytes are stored once.

        Returns:
            True when it is new, False when the same document from the same place was
            already known; then only its latest sighting is noted.
        """
        target = self.root / "objects" / capture.sha256[:2] / capture.sha256
        if not target.exists():
            write_atomically(target, capture.content)
        folder = self.root / "captures" / capture.source_id
        known = sorted(folder.glob(f"*-{capture.capture_id}.json")) if folder.is_dir() else []
        facts = {
            key: value
            for key, value in dataclasses.asdict(capture).items()
            if key not in {"content", "source_id", "capture_id"} and value is not None
        }
        for name in ("captured_at", "as_of", "seen_at"):
            if name in facts:
                facts[name] = facts[name].isoformat()
        if known:
            before = _read_sidecar(known[0], capture.source_id)
            facts["captured_at"] = before["captured_at"]
            facts["seen_at"] = capture.captured_at.isoformat()
            write_atomically(known[0], _json(facts))
            return False
        stamp = capture.captured_at.strftime("%Y%m%dT%H%M%SZ")
        write_atomically(folder / f"{stamp}-{capture.capture_id}.json", _json(facts))
        return True

    def holds(self, source_id: str, capture_id: str) -> bool:
        """Whether a capture is here, with its bytes; they are not read."""
        folder = self.root / "captures" / source_id
        sidecars = list(folder.glob(f"*-{capture_id}.json")) if folder.is_dir() else []
        hashes = [_read_sidecar(path, source_id).get("sha256", "") for path in sidecars]
        return any((self.root / "objects" / sha256[:2] / sha256).is_file() for sha256 in hashes)

    def captures(
        self, source_id: str, *, pieces: Container[str] | None = None
    ) -> Iterator[Capture]:
        """All captures of a source, oldest first.

        Args:
            source_id: The source.
            pieces: Ids of the pieces of tables to read, None for all: those of superseded
                fetches are large, and nobody needs them. Documents that stand alone come
                in any case.

        Raises:
            SourceError: A sidecar is damaged, or the bytes do not have their hash.
        """
        folder = self.root / "captures" / source_id
        if not folder.is_dir():
            return
        for sidecar in sorted(folder.glob("*.json")):
            facts = _read_sidecar(sidecar, source_id)
            capture_id = sidecar.stem.rpartition("-")[2]
            if pieces is not None and facts.get("part_of") and capture_id not in pieces:
                continue
            target = self.root / "objects" / facts["sha256"][:2] / facts["sha256"]
            place = f"archive object {facts['sha256']}"
            if not target.is_file():
                raise SourceError(
                    "an archived document is missing",
                    source_id=source_id,
                    url=facts["url"],
                    place=place,
                    remedy=_REPAIR,
                )
            content = target.read_bytes()
            found = hashlib.sha256(content).hexdigest()
            if found != facts["sha256"]:
                raise SourceError(
                    "an archived document was altered",
                    source_id=source_id,
                    url=facts["url"],
                    place=place,
                    expected=facts["sha256"],
                    found=found,
                    remedy=_REPAIR,
                )
            yield _capture(source_id, facts, content)

    def last_seen(
        self, source_id: str, url: str, request: str | None = None
    ) -> dict[str, Any] | None:
        """Circumstances of the newest sighting of a document, for a conditional request.

        Args:
            source_id: The source.
            url: The address.
            request: As in the capture; several questions may go to one address.
        """
        folder = self.root / "captures" / source_id
        newest: dict[str, Any] | None = None
        for sidecar in sorted(folder.glob("*.json")) if folder.is_dir() else []:
            facts = _read_sidecar(sidecar, source_id)
            is_same = facts["url"] == url and facts.get("request") == request
            if is_same and (newest is None or _sighting(facts) >= _sighting(newest)):
                newest = facts
        return newest


def _sighting(facts: dict[str, Any]) -> str:
    return str(facts.get("seen_at") or facts["captured_at"])


def _capture(source_id: str, facts: dict[str, Any], content: bytes) -> Capture:
    return make_capture(
        source_id=source_id,
        url=facts["url"],
        content=content,
        captured_at=dt.datetime.fromisoformat(facts["captured_at"]),
        method=facts["method"],
        media_type=facts["media_type"],
        encoding=facts.get("encoding"),
        status=facts.get("status"),
        as_of=dt.date.fromisoformat(facts["as_of"]) if facts.get("as_of") else None,
        note=facts.get("note"),
        request=facts.get("request"),
        etag=facts.get("etag"),
        last_modified=facts.get("last_modified"),
        seen_at=dt.datetime.fromisoformat(facts["seen_at"]) if facts.get("seen_at") else None,
        part_of=facts.get("part_of"),
    )


def _read_sidecar(path: Path, source_id: str) -> dict[str, Any]:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        missing = {"url", "captured_at", "method", "media_type"} - facts.keys()
    except (ValueError, AttributeError) as error:
        raise SourceError(
            "a sidecar is not readable JSON",
            source_id=source_id,
            place=path.name,
            found=str(error),
            remedy="correct it, or remove it together with its document",
        ) from error
    if missing:
        raise SourceError(
            "a sidecar lacks what it must say",
            source_id=source_id,
            place=path.name,
            expected=", ".join(sorted(missing)),
            remedy="see extract/archive.py for the shape",
        )
    return dict(facts)


def _json(facts: dict[str, Any]) -> bytes:
    return (json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def write_atomically(target: Path, content: bytes) -> None:
    """Write a file and its folders so that a reader, or a crash, never meets half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
