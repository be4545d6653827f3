"""One visit to a source's agency: what comes is archived, and what fails stays alone.

Plain Python, no Prefect.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import logging
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from extract.agencies.answers import capture_of
from extract.archive import LocalArchive
from extract.batches import Arrival, ArrivalLog, Batch
from extract.faults import contained
from extract.marks import MarkLog
from extract.registry import Source
from extract.registry import source as find_source
from extract.spec import Request
from flows.outcomes import FetchOutcome, recall, remember
from flows.selection import EVERYTHING, Selection
from flows.settings import Settings
from warehouse.errors import (
    NordicClustersError,
    OutageError,
    SourceChangedError,
    SourceRefusedError,
)
from warehouse.records import Capture, Records

if TYPE_CHECKING:
    from extract.http.client import Client

logger = logging.getLogger("nordic_clusters.fetch")


@functools.cache
def shared_client() -> Client:
    """The one client of this process: it keeps each host's rate over all sources."""
    from extract.http.client import Client

    return Client()


def fetch_source(
    source_id: str,
    settings: Settings,
    make_client: Callable[[], Client],
    now: dt.datetime,
    selection: Selection = EVERYTHING,
) -> FetchOutcome:
    """Ask the agency for a source's documents and archive what is new.

    A failure is an outcome, not an exception: the last good capture goes on serving, and
    the other sources go on.

    Returns:
        What happened; also kept in the state folder, so that a later offline release knows.
    """
    source = find_source(source_id)
    spec = source.spec
    if not spec.is_live:
        why = spec.remark or "not live"
        return FetchOutcome(source_id, "unchanged", now.isoformat(), why, was_asked=False)
    missing = [name for name in spec.settings if not os.environ.get(name)]
    if missing:
        detail = f"not configured: set {' and '.join(missing)} to ask this agency"
        outcome = FetchOutcome(source_id, "unchanged", now.isoformat(), detail, was_asked=False)
        remember(settings.state / "fetch", outcome)
        return outcome
    archive = LocalArchive(settings.archive)
    visit = Visit(source, make_client().for_visit(source_id), archive, now, selection)
    visit.run()
    outcome = FetchOutcome(
        source_id, visit.state, now.isoformat(), visit.explain(), can_pass=visit.can_pass
    )
    if not visit.failures:
        logger.info("%s: %s, %s", source_id, outcome.state, outcome.detail)
    before = recall(settings.state / "fetch", source_id) if selection.tables else None
    if not (before and before.leaves_stale) or outcome.leaves_stale:
        # One table that came does not say that the source's others did.
        remember(settings.state / "fetch", outcome)
    return outcome


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
        selection: Which tables, and since when.
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
    selection: Selection = EVERYTHING
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

    @property
    def can_pass(self) -> bool:
        """Whether something of what failed may come in a minute."""
        return any(isinstance(error, OutageError) for error in self.failures)

    @property
    def since(self) -> dt.datetime | None:
        """The instant from which all is asked for anew; None to ask for news alone."""
        day = self.selection.since
        return dt.datetime.combine(day, dt.time(), dt.UTC) if day else None

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
            if self.since:
                MarkLog(self.archive).rewind(self.source.spec.source_id, self.since)
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
        # Its frames, and those of what caused it, hold the documents that were being read.
        error.__traceback__ = error.__cause__ = error.__context__ = None
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
        spec = self.source.spec
        # Without validators the page comes, changed or not.
        known = {} if self.since else self.archive.last_seen(spec.source_id, request.url)
        response = self.client.get(
            request.url,
            accept=request.accept,
            max_bytes=spec.bounds.max_bytes,
            etag=known.get("etag"),
            last_modified=known.get("last_modified"),
        )
        if response.not_modified:
            self.same += 1
            return
        self._keep(capture_of(response, spec.source_id, url=request.url, kind=request.accept[0]))

    def _take_table(self, batch: Batch) -> None:
        """Ask for a table if it changed; note its arrival when all pieces were understood."""
        if self.selection.tables and batch.name not in self.selection.tables:
            return
        source_id = self.source.spec.source_id
        log = ArrivalLog(self.archive.root)
        known = log.last(source_id, batch)
        if known and batch.is_changed:
            asked_at = known.asked_at - _OVERLAP
            if not batch.is_changed(min(asked_at, self.since or asked_at)):
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
            raise OutageError(
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
