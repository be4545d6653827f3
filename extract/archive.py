"""The archive of captures: documents as they came, with their circumstances.

Two archives share one shape of sidecar. The **bundled** archive ships with the code, one
readable folder per source. The **local** archive holds what ``--live`` fetched, content
addressed: equal bytes are stored once, however often they were seen.

    bundled:  extract/bundled/<source_id>/<name>.<ext>  +  <name>.<ext>.json
    local:    <root>/objects/<sha256[:2]>/<sha256>
              <root>/captures/<source_id>/<captured_at>-<capture_id>.json
"""

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extract import BUNDLED_ROOT
from extract.declarations import capture_facts, declared_names
from warehouse.errors import SourceError
from warehouse.records import Capture
from warehouse.texts import stated_date
from warehouse.vocabulary import CAPTURE_METHODS, did_you_mean

_REPAIR = "the next --live run fetches it again; an earlier or bundled one serves meanwhile"

_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,120}")

#: A later version's captures may say more; what ships with the code says nothing else.
_SIDECAR_KEYS = {field.name for field in dataclasses.fields(Capture)} - {
    *("content", "source_id", "capture_id", "sha256")
}


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
        method: ``http``, ``transcribed`` or ``composed``.
        media_type: Without parameters.
        request: Method and body where a bare GET of ``url`` does not say it all.
        **circumstances: Further fields of :class:`~warehouse.records.Capture`.

    Returns:
        The capture. Its id does not depend on the time: the same bytes from the same
        place are the same capture, so a run that finds nothing new changes no row.
    """
    if not _MEDIA_TYPE.fullmatch(media_type):  # a header may hold anything
        media_type = "application/octet-stream"
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
        SourceError: A document without sidecar, a sidecar that does not say what it must, or a
            document that is declared and not there.
    """
    folder = root / source_id
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    gone = sorted(declared_names(source_id) - {path.name for path in paths})
    if gone or (folder.is_dir() and not paths):
        raise SourceError(
            "a bundled document is not there",
            source_id=source_id,
            place=f"extract/bundled/{source_id}",
            expected=", ".join(gone) or "a document",
            found=", ".join(path.name for path in paths) or "no file",
            remedy="add the document, or take its name out of [captures] in the declaration",
        )
    found = []
    for path in paths:
        if path.name.endswith(".json") and (folder / path.name.removesuffix(".json")).is_file():
            continue
        sidecar = folder / f"{path.name}.json"
        declared = capture_facts(source_id, path.name)
        if declared is not None:
            facts = declared
        elif sidecar.is_file():
            facts = _read_sidecar(sidecar, source_id)
        else:
            raise SourceError(
                "a bundled document has no sidecar",
                source_id=source_id,
                place=f"{source_id}/{path.name}",
                expected=f'[captures."{path.name}"] in the declaration, or {sidecar.name}',
                remedy="say its method there, and url, captured_at, as_of, media_type where they "
                "do not follow",
            )
        for word in facts.keys() - _SIDECAR_KEYS:
            raise _unknown_word(word, sorted(_SIDECAR_KEYS), sidecar, source_id)
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
        target = self._object(capture.sha256)
        if not _is_whole(target, capture.sha256):
            write_atomically(target, capture.content)
        folder = self.root / "captures" / capture.source_id
        known = []
        for path in self._sidecars(capture.source_id, capture.capture_id):
            sidecar = _try_sidecar(path, capture.source_id)
            if sidecar:
                known.append((path, sidecar))
            else:
                path.unlink()  # what it was to say is written anew below
        facts = {
            key: value
            for key, value in dataclasses.asdict(capture).items()
            if key not in {"content", "source_id", "capture_id"} and value is not None
        }
        for name in ("captured_at", "seen_at"):
            if name in facts:
                facts[name] = facts[name].isoformat()
        if known:
            path, before = known[0]
            facts["captured_at"] = before["captured_at"]
            facts["seen_at"] = capture.captured_at.isoformat()
            write_atomically(path, _json(facts))
            return False
        stamp = capture.captured_at.strftime("%Y%m%dT%H%M%SZ")
        write_atomically(folder / f"{stamp}-{capture.capture_id}.json", _json(facts))
        return True

    def holds(self, source_id: str, capture_id: str) -> bool:
        """Whether a capture is here, with the bytes that its hash was made of."""
        found = (_try_sidecar(path, source_id) for path in self._sidecars(source_id, capture_id))
        return any(facts and self._has_bytes(facts) for facts in found)

    def captures(
        self,
        source_id: str,
        *,
        pieces: Container[str] | None = None,
        faults: list[SourceError] | None = None,
    ) -> Iterator[Capture]:
        """All captures of a source that are whole, oldest first.

        Args:
            source_id: The source.
            pieces: Ids of the pieces of tables to read, None for all: those of superseded
                fetches are large, and nobody needs them. Documents that stand alone come
                in any case.
            faults: Takes the errors of what would serve and is not whole: a damaged sidecar,
                bytes that are missing or do not have their hash.
        """
        lost: dict[tuple[str, str | None], SourceError] = {}
        for sidecar in self._sidecars(source_id):
            capture_id = sidecar.stem.rpartition("-")[2]
            try:
                facts = _read_sidecar(sidecar, source_id)
            except SourceError as error:
                lost[sidecar.name, None] = error
                continue
            if pieces is not None and facts.get("part_of") and capture_id not in pieces:
                continue
            document = facts["url"], facts.get("request")
            try:
                yield _capture(source_id, facts, self._read_object(source_id, facts))
                lost.pop(document, None)  # nobody misses what a newer one replaced
            except SourceError as error:
                lost[document] = error
        if faults is not None:
            faults.extend(lost.values())

    def _object(self, sha256: str) -> Path:
        return self.root / "objects" / sha256[:2] / sha256

    def _sidecars(self, source_id: str, capture_id: str = "*") -> list[Path]:
        return sorted((self.root / "captures" / source_id).glob(f"*-{capture_id}.json"))

    def _has_bytes(self, facts: dict[str, Any]) -> bool:
        sha256 = str(facts.get("sha256", ""))
        return _is_whole(self._object(sha256), sha256)

    def _read_object(self, source_id: str, facts: dict[str, Any]) -> bytes:
        sha256 = str(facts.get("sha256", ""))
        target = self._object(sha256)
        content = target.read_bytes() if target.is_file() else None
        if content is not None and hashlib.sha256(content).hexdigest() == sha256:
            return content
        raise SourceError(
            f"an archived document {'is missing' if content is None else 'was altered'}",
            source_id=source_id,
            url=facts["url"],
            place=f"archive object {sha256}",
            remedy=_REPAIR,
        )

    def last_seen(self, source_id: str, url: str) -> dict[str, Any]:
        """Circumstances of the newest sighting of a page, for a conditional request.

        Empty where there is none, and where its bytes are lost: "not modified" is no answer
        then, and it is fetched again.
        """
        newest: dict[str, Any] = {}
        for sidecar in self._sidecars(source_id):
            facts = _try_sidecar(sidecar, source_id)
            if facts is None or facts["url"] != url or facts.get("request"):
                continue
            if not newest or _sighting(facts) >= _sighting(newest):
                newest = facts
        return newest if newest and self._has_bytes(newest) else {}


def _sighting(facts: dict[str, Any]) -> str:
    return str(facts.get("seen_at") or facts["captured_at"])


def _capture(source_id: str, facts: dict[str, Any], content: bytes) -> Capture:
    told = {name: facts[name] for name in _SIDECAR_KEYS & facts.keys()}
    for name in ("captured_at", "seen_at"):
        told[name] = dt.datetime.fromisoformat(facts[name]) if facts.get(name) else None
    return make_capture(source_id=source_id, content=content, **told)


def _is_whole(path: Path, sha256: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == sha256


def _try_sidecar(path: Path, source_id: str) -> dict[str, Any] | None:
    try:
        return _read_sidecar(path, source_id)
    except SourceError:
        return None


def _read_sidecar(path: Path, source_id: str) -> dict[str, Any]:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        for name, read in (
            ("captured_at", dt.datetime.fromisoformat),
            ("seen_at", dt.datetime.fromisoformat),
            ("as_of", stated_date),
        ):
            if facts.get(name):
                read(facts[name])
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise SourceError(
            "a sidecar is damaged",
            source_id=source_id,
            place=path.name,
            found=str(error),
            remedy="correct it, or remove it; what it stood for is then fetched again",
        ) from error
    return _checked(facts, path, source_id)


def _checked(facts: Mapping[str, Any], path: Path, source_id: str) -> dict[str, Any]:
    """How a document came, if it is said whole and in words that are known."""
    if missing := {"url", "captured_at", "method", "media_type"} - facts.keys():
        raise SourceError(
            "a sidecar lacks what it must say",
            source_id=source_id,
            place=path.name,
            expected=", ".join(sorted(missing)),
            remedy="see extract/archive.py for the shape",
        )
    if facts["method"] not in CAPTURE_METHODS:
        raise _unknown_word(str(facts["method"]), CAPTURE_METHODS, path, source_id)
    return dict(facts)


def _unknown_word(word: str, known: Sequence[str], path: Path, source_id: str) -> SourceError:
    return SourceError(
        "a sidecar says a word that it has not",
        source_id=source_id,
        place=path.name,
        expected=", ".join(known),
        found=word,
        remedy=did_you_mean(word, known) + "correct it in the sidecar",
    )


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
