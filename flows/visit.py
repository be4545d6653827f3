"""One visit to a source's agency: what comes is archived, and what fails stays alone."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from extract.archive import LocalArchive, make_capture
from extract.batches import Arrival, ArrivalLog, Batch
from extract.faults import contained
from extract.registry import Source
from extract.spec import Request
from warehouse.errors import FetchError, NordicClustersError, SourceChangedError, SourceRefusedError
from warehouse.records import Capture, Records

if TYPE_CHECKING:
    from extract.http.client import Client, Response

logger = logging.getLogger("nordic_clusters.fetch")

#: How far before our last question an agency's own time of change still counts as news: its
#: clock is not ours, and some state the hour of an update before every server has it.
_OVERLAP = dt.timedelta(hours=2)


@dataclasses.dataclass(slots=True)
class Visit:
    """Asks for what a source offers, one thing after the other.

    A document or table that fails does not keep the source's others away.

    Attributes:
        source: Declaration, parser and way of fetching.
        client: The polite client.
        archive: Where captures go.
        began_at: UTC instant before anything is asked.
        new: Documents that the archive did not know.
        seen: Documents that came.
        same: Documents and tables that the agency says have not changed.
        replaced: Tables that now consist of other pieces.
        failures: What went wrong, in order.
    """

    source: Source
    client: Client
    archive: LocalArchive
    began_at: dt.datetime
    new: int = 0
    seen: int = 0
    same: int = 0
    replaced: int = 0
    failures: list[NordicClustersError] = dataclasses.field(default_factory=list)

    @property
    def state(self) -> str:
        """State of the outcome, as in :class:`~flows.outcomes.FetchOutcome`."""
        if self.failures:
            return "refused" if self.is_refused else "failed"
        return "fresh" if self.new or self.replaced else "unchanged"

    @property
    def is_refused(self) -> bool:
        """Whether whatever failed was refused: asking again at once would be rude."""
        return bool(self.failures) and all(
            isinstance(error, SourceRefusedError) for error in self.failures
        )

    def run(self) -> None:
        """Ask for everything; errors are kept in ``failures``."""
        with self._alone():
            for offer in self._offers():
                with self._alone():
                    self._take(offer)

    def explain(self) -> str:
        """Return what happened, in one line."""
        if self.failures:
            others = len(self.failures) - 1
            more = f" (and {others} more of this source failed)" if others else ""
            return f"{self.failures[0]}{more}"
        parts = [f"{self.new} new of {self.seen} documents"] if self.seen else []
        parts += [f"{self.same} not modified"] if self.same else []
        return ", ".join(parts) or "nothing to ask for"

    def _offers(self) -> Iterator[Request | Capture | Batch]:
        if self.source.follow is not None:
            return self.source.follow(self.client, self.archive)
        if self.source.fetch is not None:
            return self.source.fetch(self.client)
        return iter(self.source.spec.requests)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        spec = self.source.spec
        try:
            with contained(spec.source_id, None, "the visit met what it does not know"):
                yield
        except NordicClustersError as error:
            self._fail(error)

    def _fail(self, error: NordicClustersError) -> None:
        logger.warning("%s", error)
        self.failures.append(error)

    def _take(self, offer: Request | Capture | Batch) -> None:
        match offer:
            case Batch():
                self._take_table(offer)
            case Request():
                self._take_page(offer)
            case Capture():
                self._keep(offer)

    def _take_page(self, request: Request) -> None:
        body = f"POST {request.body or ''}".rstrip() if request.method == "POST" else None
        known = self.archive.last_seen(self.source.spec.source_id, request.url, body) or {}
        response = self._ask(request, known)
        if response.not_modified:
            self.same += 1
            return
        self._keep(
            make_capture(
                source_id=self.source.spec.source_id,
                url=request.url,
                content=response.content,
                captured_at=response.retrieved_at,
                method="http",
                media_type=response.media_type or request.accept[0],
                encoding=response.encoding,
                status=response.status,
                etag=response.etag,
                last_modified=response.last_modified,
                request=body,
            )
        )

    def _ask(self, request: Request, known: Mapping[str, Any]) -> Response:
        spec = self.source.spec
        if request.method == "POST":  # conditional requests are for GET alone (RFC 9110, 13.1)
            return self.client.post(
                request.url,
                request.body or "",
                accept=request.accept,
                max_bytes=spec.bounds.max_bytes,
                source_id=spec.source_id,
            )
        return self.client.get(
            request.url,
            accept=request.accept,
            max_bytes=spec.bounds.max_bytes,
            source_id=spec.source_id,
            etag=known.get("etag"),
            last_modified=known.get("last_modified"),
        )

    def _take_table(self, batch: Batch) -> None:
        """Ask for a table if it changed; note its arrival when all pieces were understood."""
        source_id = self.source.spec.source_id
        log = ArrivalLog(self.archive.root)
        known = log.last(source_id, batch)
        if known and batch.is_changed and not batch.is_changed(known.asked_at - _OVERLAP):
            self.same += 1
            return
        pieces = []
        editions: set[str | None] = set()
        count = 0
        for piece in batch.fetch():
            capture = dataclasses.replace(piece, part_of=batch.name)
            records = self._keep(capture)
            pieces.append(capture.capture_id)
            editions |= {cube.updated for cube in records.cubes}
            count += len(records)
        self._check_whole(batch, count, editions)
        arrival = Arrival(batch.name, batch.question, self.began_at, tuple(pieces))
        self.replaced += log.note(source_id, arrival)

    def _keep(self, capture: Capture) -> Records:
        _check_size(self.source, capture)
        # Kept even if it does not parse: it is the evidence, and an older one serves.
        self.new += self.archive.store(capture)
        self.seen += 1
        return self.source.read(capture)

    def _check_whole(self, batch: Batch, count: int, editions: set[str | None]) -> None:
        if not count:
            raise SourceChangedError(
                "a table came without a single record",
                source_id=self.source.spec.source_id,
                url=self.source.spec.landing_url,
                place=f"table {batch.name}",
                expected="records",
                found="none",
                remedy="compare the table with its declaration in extract/sources",
            )
        if len(editions) > 1:
            raise FetchError(
                "a table was updated while its pieces came",
                source_id=self.source.spec.source_id,
                url=self.source.spec.landing_url,
                place=f"table {batch.name}",
                expected="pieces of one edition",
                found=", ".join(sorted(str(edition) for edition in editions)),
                remedy="run again; the pieces before serve meanwhile",
            )


def _check_size(source: Source, capture: Capture) -> None:
    limit = source.spec.bounds.max_bytes
    if len(capture.content) > limit:
        raise SourceChangedError(
            "a document is far larger than this source's documents are",
            source_id=source.spec.source_id,
            url=capture.url,
            expected=f"at most {limit:,} bytes",
            found=f"{len(capture.content):,} bytes",
            remedy="look at the page; raise bounds.max_bytes if it is right",
        )
