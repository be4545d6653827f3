"""The whole job, told once: which steps, in which order. No Prefect.

An engine says how a step is called. The plain one here calls it; the one of
:mod:`flows.flows` lets Prefect retry, record and spread the same functions.
"""

import contextlib
import dataclasses
import datetime as dt
import logging
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from extract import retention
from extract.registry import sources
from flows import build, fetch, inputs, stage
from flows.build import Result
from flows.gate_process import gate_process
from flows.outcomes import FetchOutcome, LastRun, StageOutcome, last_run, remember_run
from flows.selection import Selection
from flows.settings import Settings
from flows.storage import remove_runs, run_folder
from load import catalogue, release
from load.folder import RUN_PREFIX, current, releases
from load.lock import WriterLock
from load.manifest import damaged_files
from warehouse.errors import BusyError, ReleaseError, SourceError

logger = logging.getLogger("nordic_clusters.run")

#: In the order in which a whole run asks for them.
KINDS = ("registry", "strategy", "statistics", "reference")
#: Patience with another run that writes into the same data folder.
WAIT_SECONDS = 1800.0


class SourceFailedError(SourceError):
    """A step of one source failed; the step's outcome goes on with the others.

    Args:
        outcome: What the failure leaves.
    """

    def __init__(self, outcome: FetchOutcome | StageOutcome) -> None:
        super().__init__(outcome.detail or "failed")
        self.outcome = outcome


class Engine(Protocol):
    """How steps are called."""

    def each(
        self, step: Callable[..., Any], source_ids: Iterable[str], *arguments: Any
    ) -> list[Any]:
        """One step for every source, in any order or at once; the outcomes in order.

        A source whose step fails gives its failed outcome and stops no other.
        """

    def one(self, step: Callable[..., Any], *arguments: Any) -> Any:
        """One step, in this process."""


class Plain:
    """Calls the steps, one after the other."""

    def each(
        self, step: Callable[..., Any], source_ids: Iterable[str], *arguments: Any
    ) -> list[Any]:
        """As :meth:`Engine.each`."""
        return [self._outcome(step, source_id, *arguments) for source_id in source_ids]

    def one(self, step: Callable[..., Any], *arguments: Any) -> Any:
        """As :meth:`Engine.one`."""
        return step(*arguments)

    @staticmethod
    def _outcome(step: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return step(*arguments)
        except SourceFailedError as error:
            return error.outcome


def fetch_source(source_id: str, settings: Settings, selection: Selection) -> FetchOutcome:
    """Ask one source's agency for what is new and archive it.

    Raises:
        SourceFailedError: Something of it did not come; its last good capture serves.
    """
    now = dt.datetime.now(dt.UTC)
    outcome = fetch.fetch_source(source_id, settings, fetch.shared_client, now, selection)
    if outcome.leaves_stale:
        raise SourceFailedError(outcome)
    return outcome


def stage_source(source_id: str, settings: Settings, folder: str) -> StageOutcome:
    """Parse one source's serving captures into the run's staging folder.

    Raises:
        SourceFailedError: No capture of it serves.
    """
    outcome = stage.stage_source(source_id, settings, folder)
    if outcome.state == "failed":
        raise SourceFailedError(outcome)
    return outcome


def collect(
    kind: str, settings: Settings, selection: Selection, engine: Engine, wait_seconds: float
) -> list[FetchOutcome]:
    """Fetch all chosen sources of one kind into the archive.

    Raises:
        BusyError: Another run still fetches into this archive.
    """
    chosen = [one for one in selection.source_ids() if sources()[one].spec.kind == kind]
    if not chosen:
        return []
    # One at a time: the rate that each agency is promised is kept within one process.
    with WriterLock(settings.archive, wait_seconds):
        return engine.each(fetch_source, chosen, settings, selection)


def publish_release(
    settings: Settings,
    engine: Engine,
    wait_seconds: float = WAIT_SECONDS,
    tell: Callable[[list[StageOutcome]], None] = lambda _: None,
) -> Result:
    """Build a release from the archives and publish it if it differs and passes.

    A release always rests on all sources: what a run did not fetch comes from the archive.
    The right to write is taken before anything is read, so that of runs at the same time
    each decides upon what the one before published.

    Raises:
        BusyError: Another writer is still at work.
        GateError: The rules stopped it; the old one stands.
        ReleaseError: It could not be written; the old one stands.
    """
    now = dt.datetime.now(dt.UTC)
    with contextlib.ExitStack() as rights:
        rights.enter_context(release.writing(settings.root, wait_seconds))
        if settings.catalogue:
            from load.ducklake import advisory_lock

            rights.enter_context(advisory_lock(settings.catalogue, wait_seconds))
        remove_runs(settings)
        _look_at_clock(settings.root, now.date())
        logger.info("reading the sources", extra={"step": "read"})
        seen = inputs.fingerprint(settings, now.date())
        result, outcomes = _as_before(settings, seen, tell) or _made(settings, engine, now, tell)
        logger.info("tidying up", extra={"step": "tidy"})
        if settings.keep_releases:
            for release_id in catalogue.prune(settings.root, settings.keep_releases):
                logger.info("removed release %s, older than those kept", release_id)
            seen = tidy_archive(settings, seen, now.date())
        remember_run(settings.state, LastRun(seen, result.release_id, outcomes))
        share(settings)
    return _with_states(result, outcomes)


def _look_at_clock(root: Path, day: dt.date) -> None:
    before = current(root)
    if before and before.created_at.date() > day:
        logger.warning(
            "release %s bears a later day than this machine's clock, %s, by which is reckoned what "
            "exists today; next: correct the clock and run again, or remove that release",
            before.release_id,
            day,
        )


def tidy_archive(settings: Settings, seen: str, day: dt.date) -> str:
    """Remove captures that no release needs; not while something is fetched.

    Returns:
        The fingerprint of what is left, or ``seen`` where the run did not read all of it.
    """
    if not settings.archive.is_dir():
        return seen
    try:
        needed = catalogue.captures_named(settings.root)
    except ReleaseError as error:
        logger.warning("%s", error)
        return seen
    with contextlib.suppress(BusyError), WriterLock(settings.archive):
        has_read_all = inputs.fingerprint(settings, day) == seen
        removed = retention.remove_unneeded(
            settings.archive,
            needed=needed,
            sources=sources(),
            histories={one for one, known in sources().items() if known.spec.kind == "strategy"},
        )
        if removed:
            logger.info("removed %d captures that no release needs", removed)
        if has_read_all:
            return inputs.fingerprint(settings, day)
    return seen


def nothing_new(settings: Settings, wait_seconds: float) -> Result | None:
    """The current release, where nothing that it rests on has changed since it was found right.

    Raises:
        BusyError: Another writer is still at work.
    """
    today = dt.datetime.now(dt.UTC).date()
    with release.writing(settings.root, wait_seconds):
        remove_runs(settings)
        known = _as_before(settings, inputs.fingerprint(settings, today), lambda _: None)
    return _with_states(*known) if known else None


def _with_states(result: Result, outcomes: Iterable[StageOutcome]) -> Result:
    states = tuple((one.source_id, one.state, one.detail or one.state) for one in outcomes)
    return dataclasses.replace(result, sources=states)


def _as_before(
    settings: Settings, seen: str, tell: Callable[[list[StageOutcome]], None]
) -> tuple[Result, list[StageOutcome]] | None:
    """The current release, where nothing that it rests on has changed."""
    known = last_run(settings.state)
    if known is None or known.inputs != seen:
        return None
    now = current(settings.root)
    if now is None or now.release_id != known.release_id or damaged_files(now):
        return None  # a damaged one is written anew
    tell(known.outcomes)
    return build.standing(settings, now), known.outcomes


def _made(
    settings: Settings, engine: Engine, now: dt.datetime, tell: Callable[[list[StageOutcome]], None]
) -> tuple[Result, list[StageOutcome]]:
    name = f"{RUN_PREFIX}{secrets.token_hex(8)}"
    with run_folder(settings, name) as (folder, staging), gate_process() as gate:
        outcomes = engine.each(stage_source, sources(), settings, staging)
        tell(outcomes)
        logger.info("assembling the tables", extra={"step": "assemble"})
        tables = engine.one(build.assemble, outcomes, folder, now.date())
        result = build.unchanged(tables, settings)
        if result is None:
            logger.info("asking the gate", extra={"step": "judge"})
            verdict = engine.one(build.judge, tables, settings, now.date(), gate)
            result = engine.one(build.publish, tables, verdict, settings, now)
    return result, outcomes


def share(settings: Settings) -> None:
    """Bring the current release to the lake and the object store that are configured.

    What an earlier run could not bring there follows now.

    Raises:
        ReleaseError: One of them does not take it; the release stands here.
    """
    now = current(settings.root)
    if now is None:
        return
    if settings.catalogue:
        from load.ducklake import publish_snapshot

        lake = settings.lake or str(settings.root / "lake")
        number = publish_snapshot(now.path, now.release_id, settings.catalogue, lake)
        logger.info("snapshot %d of the lake is release %s", number, now.release_id)
    if settings.mirror:
        from load.object_store import upload

        upload(now.path, settings.mirror, [one.release_id for one in releases(settings.root)])


def run(
    settings: Settings,
    selection: Selection,
    *,
    live: bool = False,
    wait_seconds: float = WAIT_SECONDS,
    collect_kind: Callable[[str], list[FetchOutcome]] | None = None,
    make_release: Callable[[], Result] | None = None,
) -> Result:
    """Collect when live, then build and publish a release.

    Args:
        settings: Where to read and write.
        selection: What to fetch when live.
        live: Whether to fetch.
        wait_seconds: Patience with another run.
        collect_kind: Collects one kind; plainly by default.
        make_release: Makes the release; plainly by default.

    Raises:
        ReleaseError: As :func:`publish_release`.
    """
    engine = Plain()
    outcomes: list[FetchOutcome] = []
    for kind in KINDS if live else ():
        if collect_kind is not None:
            outcomes += collect_kind(kind)
        else:
            outcomes += collect(kind, settings, selection, engine, wait_seconds)
    result = (
        make_release()
        if make_release is not None
        else publish_release(settings, engine, wait_seconds)
    )
    return dataclasses.replace(result, came_to_nothing=nothing_came(outcomes))


def nothing_came(outcomes: Iterable[FetchOutcome]) -> bool:
    """Whether agencies were asked and not one of them answered."""
    asked = [one for one in outcomes if one.was_asked]
    return bool(asked) and all(one.leaves_stale for one in asked)
