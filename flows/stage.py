"""Parse the captures of a source that serve a release into the run's folder. No Prefect."""

import logging
from collections.abc import Iterable
from pathlib import Path

from extract import BUNDLED_ROOT
from extract.archive import LocalArchive, bundled_captures
from extract.batches import ArrivalLog
from extract.faults import contained
from extract.registry import declarations, sources
from extract.registry import source as find_source
from flows.choice import Choice, choose
from flows.outcomes import FetchOutcome, StageOutcome, recall
from flows.settings import Settings
from flows.storage import read_staged, write_staged
from warehouse.errors import NordicClustersError, ReleaseError, SourceError
from warehouse.records_arrow import Parsed, from_arrow, to_arrow

logger = logging.getLogger("nordic_clusters.stage")

#: Why a source is missing: its documents are too large to bundle, or only the agency has them.
NEVER_FETCHED = "not bundled and not fetched yet; run with --live"


def stage_source(
    source_id: str, settings: Settings, folder: str | Path, bundled_root: Path = BUNDLED_ROOT
) -> StageOutcome:
    """Parse a source's serving captures into the run's own folder.

    Args:
        source_id: The source.
        settings: Where the local archive and the state lie.
        folder: The run's staging folder, a path or an address of fsspec's.
        bundled_root: The archive that ships with the code.

    Returns:
        The outcome; state ``failed`` when no capture serves at all.
    """
    try:
        with contained(source_id, None, "the source could not be read"):
            return _stage(source_id, settings, folder, bundled_root)
    except ReleaseError:  # the disk's fault and no source's: a release would lack what did not fit
        raise
    except NordicClustersError as error:
        logger.warning("%s", error)
        return StageOutcome(source_id, "failed", 0, (), None, str(error), is_misread=True)


def _stage(
    source_id: str, settings: Settings, folder: str | Path, bundled_root: Path
) -> StageOutcome:
    source = find_source(source_id)
    bundled = bundled_captures(source_id, bundled_root)
    log, archive = ArrivalLog(settings.archive), LocalArchive(settings.archive)
    faults: list[SourceError] = []
    arrivals = [
        arrival
        for arrival in log.arrivals(source_id, faults=faults)
        if arrival.name in declarations()  # not of a table that is no longer declared
    ]
    pieces = {capture_id for arrival in arrivals for capture_id in arrival.capture_ids}
    local = list(archive.captures(source_id, pieces=pieces, faults=faults))
    choice = choose(source, bundled, local, arrivals, faults)
    fetched = recall(settings.state / "fetch", source_id)
    for complaint in choice.complaints:
        logger.warning("%s", complaint)
    if not choice.parsed:
        state = "failed" if fetched and fetched.leaves_stale else "missing"
        detail = fetched.detail if fetched else NEVER_FETCHED
        return StageOutcome(source_id, state, 0, (), None, detail)
    state, detail = _state(choice, fetched)
    path = f"{folder}/{source_id}.parquet"
    write_staged(to_arrow(choice.parsed, choice.earlier), path)
    logger.info(
        "%s: %d records, %s", source_id, choice.record_count, state, extra={"total": len(sources())}
    )
    return StageOutcome(
        source_id,
        state,
        choice.record_count,
        tuple(capture.capture_id for capture, _ in choice.parsed),
        path,
        detail,
        _left(choice, is_unread=False),
        _left(choice, is_unread=True),
        is_misread=bool(choice.complaints),
    )


def _left(choice: Choice, *, is_unread: bool) -> tuple[tuple[str, str], ...]:
    """Place and reason of what is not used, each once."""
    found = {
        (left.place, left.reason): None
        for _, records in choice.parsed
        for left in records.set_aside
        if left.is_unread == is_unread
    }
    return tuple(found)


def load_staged(outcomes: Iterable[StageOutcome]) -> tuple[list[Parsed], list[Parsed]]:
    """The staged records of all sources, in source order: those that serve, and earlier ones."""
    serving: list[Parsed] = []
    earlier: list[Parsed] = []
    for outcome in sorted(outcomes, key=lambda one: one.source_id):
        if outcome.path:
            now, before = from_arrow(read_staged(outcome.path))
            serving.extend(now)
            earlier.extend(before)
    return serving, earlier


def _state(choice: Choice, fetched: FetchOutcome | None) -> tuple[str, str | None]:
    if choice.complaints:
        return "stale", choice.complaints[0]
    if fetched is not None and fetched.leaves_stale:
        return "stale", fetched.detail
    if fetched is not None:
        return fetched.state, fetched.detail
    if all(capture.method != "http" for capture, _ in choice.parsed):
        return "bundled", None
    return "unchanged", None
