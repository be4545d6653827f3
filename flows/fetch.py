"""Fetch one source from its agency into the local archive. Plain Python, no Prefect."""

from __future__ import annotations

import datetime as dt
import functools
import logging
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from extract.archive import LocalArchive
from extract.registry import source as find_source
from flows.outcomes import FetchOutcome, remember
from flows.settings import Settings
from flows.visit import Visit

if TYPE_CHECKING:
    from extract.http.client import Client


@functools.cache
def shared_client() -> Client:
    """The one client of this process: it keeps each host's rate over all sources."""
    from extract.http.client import Client

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
    missing = [name for name in spec.settings if not os.environ.get(name)]
    if missing:
        detail = f"not configured: set {' and '.join(missing)} to ask this agency"
        outcome = FetchOutcome(source_id, "unchanged", now.isoformat(), detail)
        remember(settings.state / "fetch", outcome)
        return outcome
    visit = Visit(source, make_client(), LocalArchive(settings.archive), now)
    visit.run()
    outcome = FetchOutcome(source_id, visit.state, now.isoformat(), visit.explain())
    if not visit.failures:
        logger.info("%s: %s, %s", source_id, outcome.state, outcome.detail)
    remember(settings.state / "fetch", outcome)
    return outcome
