"""Fetch one source from its agency into the local archive. Plain Python, no Prefect."""

from __future__ import annotations

import datetime as dt
import functools
import logging
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from extract.archive import LocalArchive, make_capture
from extract.registry import source as find_source
from extract.spec import Request, SourceSpec
from flows.outcomes import FetchOutcome, remember
from flows.settings import Settings
from warehouse.errors import NordicClustersError, SourceChangedError
from warehouse.records import Capture

if TYPE_CHECKING:
    from extract.client import Client, Response


@functools.cache
def shared_client() -> Client:
    """The one client of this process: it keeps each host's rate over all sources."""
    from extract.client import Client

    return Client()


logger = logging.getLogger("nordic_clusters.fetch")


def fetch_source(
    source_id: str,
    settings: Settings,
    make_client: Callable[[], Client],
    now: dt.datetime,
) -> FetchOutcome:
    """Ask the agency for a source's documents and archive what is new.

    A failure is an outcome, not an exception: the last good capture goes on serving, and
    the other sources go on.

    Args:
        source_id: The source.
        settings: Where the archive lies.
        make_client: Gives the polite client; only called for sources that may be fetched.
        now: UTC instant of the run.

    Returns:
        What happened; also kept in the state folder, so that a later offline release knows.
    """
    source = find_source(source_id)
    spec = source.spec
    if not spec.is_live:
        return FetchOutcome(source_id, "unchanged", now.isoformat(), spec.remark or "not live")
    archive = LocalArchive(settings.archive)
    new = seen = 0
    try:
        client = make_client()
        captures = source.fetch(client) if source.fetch else _plain_captures(spec, client, archive)
        for capture in captures:
            _check_size(spec, capture)
            # Kept even if it does not parse: it is the evidence, and an older one serves.
            new += archive.store(capture)
            source.read(capture)
            seen += 1
        outcome = FetchOutcome(
            source_id,
            "fresh" if new else "unchanged",
            now.isoformat(),
            f"{new} new of {seen} documents" if seen else "not modified",
        )
    except NordicClustersError as error:
        outcome = FetchOutcome(source_id, "failed", now.isoformat(), _explain(error, spec))
        logger.warning("%s", outcome.detail)
    else:
        logger.info("%s: %s, %s", source_id, outcome.state, outcome.detail)
    remember(settings.state / "fetch", outcome)
    return outcome


def _plain_captures(spec: SourceSpec, client: Client, archive: LocalArchive) -> Iterator[Capture]:
    for request in spec.requests:
        known = archive.last_seen(spec.source_id, request.url) or {}
        response = _ask(client, spec, request, known)
        if response.not_modified:
            continue
        yield make_capture(
            source_id=spec.source_id,
            url=request.url,
            content=response.content,
            captured_at=response.retrieved_at,
            method="http",
            media_type=response.media_type or request.accept[0],
            encoding=response.encoding,
            status=response.status,
            etag=response.etag,
            last_modified=response.last_modified,
            request=f"POST {request.body}" if request.method == "POST" else None,
        )


def _ask(client: Client, spec: SourceSpec, request: Request, known: Mapping[str, str]) -> Response:
    if request.method == "POST":
        return client.post(
            request.url,
            request.body or "",
            accept=request.accept,
            max_bytes=spec.bounds.max_bytes,
            source_id=spec.source_id,
        )
    return client.get(
        request.url,
        accept=request.accept,
        max_bytes=spec.bounds.max_bytes,
        source_id=spec.source_id,
        etag=known.get("etag"),
        last_modified=known.get("last_modified"),
    )


def _check_size(spec: SourceSpec, capture: Capture) -> None:
    if len(capture.content) > spec.bounds.max_bytes:
        raise SourceChangedError(
            "a document is far larger than this source's documents are",
            source_id=spec.source_id,
            url=capture.url,
            expected=f"at most {spec.bounds.max_bytes:,} bytes",
            found=f"{len(capture.content):,} bytes",
            remedy="look at the page; raise bounds.max_bytes if it is right",
        )


def _explain(error: NordicClustersError, spec: SourceSpec) -> str:
    if error.source_id is None:
        error.source_id = spec.source_id
    return str(error)
