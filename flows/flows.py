"""The Prefect flows: the steps of :mod:`flows.pipeline`, retried, recorded, spread and told.

States tell the truth. A source that failed makes its task Failed, after retries for faults
that can pass. A collection is Completed, Completed under the name ``SomeSourcesFailed``, or
Failed under the name ``NothingCame``. A whole run is Failed where the command line would end
with another exit code than 0.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from prefect import Task, flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.exceptions import PrefectHTTPStatusError
from prefect.futures import wait
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows import build, pipeline
from flows.build import Result
from flows.outcomes import FetchOutcome, StageOutcome
from flows.pipeline import WAIT_SECONDS, SourceFailedError
from flows.selection import Selection
from flows.settings import Settings
from warehouse.errors import GateError, ReleaseError

#: Waits between tries of a source, beyond the client's own retries per request.
RETRY_DELAYS_SECONDS = [
    float(one) for one in os.environ.get("NORDIC_CLUSTERS_RETRY_SECONDS", "5,30").split(",")
]
#: Sources fetched side by side; each host's own rate limit is kept by the client.
PARALLEL_SOURCES = 4
#: Parsing is Python's work; more threads than cores would only wait for each other.
PARALLEL_PARSERS = 2


def _may_pass(_task: Task[..., Any], _run: Any, state: State[Any]) -> bool:
    """Whether asking a source again in a minute may do better."""
    error: object = state.data
    if not isinstance(error, SourceFailedError):
        return True
    return isinstance(error.outcome, FetchOutcome) and error.outcome.is_worth_retrying


def _name_run() -> str:
    """What a whole run does, from its parameters: ``live NO``, ``offline``."""
    chosen = flow_run.parameters
    if not chosen.get("live"):
        return "offline"
    names = ("countries", "source_ids", "tables")
    what = [word for name in names for word in chosen.get(name) or ()]
    since = [f"since {chosen['since']}"] if chosen.get("since") else []
    return " ".join(["live", *what, *since])[:200]


def _told(state: State[Any]) -> Any:
    """What a flow gave beside its state, also when that is Failed; else its exception."""
    given = getattr(state.data, "result", state.data)
    if given is not None and not isinstance(given, BaseException):
        return given
    return state.result()


_TASKS: dict[Callable[..., Any], Task[..., Any]] = {
    step: task(cache_policy=NO_CACHE)(step) for step in (build.assemble, build.judge, build.publish)
}
_TASKS[pipeline.stage_source] = task(task_run_name="stage-{source_id}", cache_policy=NO_CACHE)(
    pipeline.stage_source
)
_TASKS[pipeline.fetch_source] = task(
    task_run_name="fetch-{source_id}",
    retries=len(RETRY_DELAYS_SECONDS),
    retry_delay_seconds=RETRY_DELAYS_SECONDS,
    retry_jitter_factor=0.5,
    retry_condition_fn=_may_pass,
    cache_policy=NO_CACHE,
)(pipeline.fetch_source)


class Recorded:
    """Calls the steps as Prefect tasks."""

    def each(
        self, step: Callable[..., Any], source_ids: Iterable[str], *arguments: Any
    ) -> list[Any]:
        """As :meth:`~flows.pipeline.Engine.each`, on the flow's task runner."""
        futures = [_TASKS[step].submit(source_id, *arguments) for source_id in source_ids]
        wait(futures)
        return [_outcome(future.result(raise_on_failure=False)) for future in futures]

    def one(self, step: Callable[..., Any], *arguments: Any) -> Any:
        """As :meth:`~flows.pipeline.Engine.one`."""
        return _TASKS[step](*arguments)


def _outcome(result: Any) -> Any:
    if isinstance(result, SourceFailedError):
        return result.outcome
    if isinstance(result, BaseException):  # the process was killed, or the server is gone
        raise result
    return result


def _runner(threads: int) -> TaskRunner[Any]:
    """Threads of this process, or the Dask cluster that ``NORDIC_CLUSTERS_DASK`` names."""
    address = os.environ.get("NORDIC_CLUSTERS_DASK")
    if not address:
        return ThreadPoolTaskRunner(max_workers=threads)
    from prefect_dask import DaskTaskRunner

    cluster: TaskRunner[Any] = DaskTaskRunner(address=address)
    return cluster


@flow(name="collect", flow_run_name="collect-{kind}", task_runner=_runner(PARALLEL_SOURCES))
def collect(
    kind: str,
    source_ids: list[str] | None = None,
    countries: list[str] | None = None,
    root: str | None = None,
    wait_seconds: float = WAIT_SECONDS,
    tables: list[str] | None = None,
    since: str | None = None,
) -> State[Any]:
    """Fetch the sources of one kind from their agencies into the archive.

    Args:
        kind: ``registry``, ``strategy``, ``statistics`` or ``reference``.
        source_ids: Fetch only these.
        countries: Fetch only sources of these countries.
        root: The data folder; see ``flows.settings``.
        wait_seconds: Patience with another run that fetches into the same archive.
        tables: Fetch only these statistical tables.
        since: Ask anew for what changed since that day, YYYY-MM-DD.
    """
    settings = Settings.from_environment(root)
    selection = Selection.of(source_ids, countries, tables, since)
    outcomes = pipeline.collect(kind, settings, selection, Recorded(), wait_seconds)
    _tell_table(
        f"collect-{kind}",
        f"What the {kind} sources answered",
        [
            {"source": one.source_id, "state": one.state, "detail": one.detail or ""}
            for one in outcomes
        ],
    )
    failed = [one for one in outcomes if one.leaves_stale]
    if not failed:
        return Completed(message=f"{len(outcomes)} sources answered", data=outcomes)
    names = ", ".join(one.source_id for one in failed)
    told = f"{len(failed)} of {len(outcomes)} {kind} sources did not answer: {names}"
    _emit_unwell("nordic-clusters.sources.failed", f"collect-{kind}", told, failed)
    if pipeline.nothing_came(outcomes):
        return Failed(name="NothingCame", message=told, data=outcomes)
    return Completed(name="SomeSourcesFailed", message=told, data=outcomes)


@flow(name="release", task_runner=_runner(PARALLEL_PARSERS))
def release(root: str | None = None, wait_seconds: float = WAIT_SECONDS) -> Result:
    """Build a release from the archives and publish it if it differs and passes.

    Args:
        root: The data folder; see ``flows.settings``.
        wait_seconds: Patience with another run that writes into the same data folder.
    """
    settings = Settings.from_environment(root)
    try:
        result = pipeline.publish_release(settings, Recorded(), wait_seconds, _tell_sources)
    except GateError as error:
        _emit("nordic-clusters.release.stopped", "release", str(error))
        raise
    _tell_result(result)
    if result.is_new:
        told = f"Release {result.release_id} is published. {result.gate}"
        _emit("nordic-clusters.release.published", "release", told, release_id=result.release_id)
    return result


@flow(name="nordic-clusters", flow_run_name=_name_run)
def nordic_clusters(
    live: bool = False,
    source_ids: list[str] | None = None,
    countries: list[str] | None = None,
    root: str | None = None,
    strict: bool = False,
    wait_seconds: float = WAIT_SECONDS,
    tables: list[str] | None = None,
    since: str | None = None,
) -> State[Any]:
    """Collect from the agencies when live, then build and publish a release.

    Args:
        live: Fetch from the agencies first; otherwise the archives are all there is.
        source_ids: Fetch only these.
        countries: Fetch only sources of these countries.
        root: The data folder; see ``flows.settings``.
        strict: End as Failed when a source is stale or failed.
        wait_seconds: Patience with another run.
        tables: Fetch only these statistical tables.
        since: Ask anew for what changed since that day, YYYY-MM-DD.
    """
    settings = Settings.from_environment(root)
    selection = Selection.of(source_ids, countries, tables, since)

    def collect_kind(kind: str) -> list[FetchOutcome]:
        state = collect(
            kind, source_ids, countries, root, wait_seconds, tables, since, return_state=True
        )
        found: list[FetchOutcome] = _told(state)
        return found

    result = pipeline.run(
        settings,
        selection,
        live=live,
        collect_kind=collect_kind,
        make_release=lambda: release(root, wait_seconds),
    )
    why = result.shortfall(strict=strict)
    if why:
        return Failed(name="SourcesFailed", message=why, data=result)
    return Completed(message=f"release {result.release_id}", data=result)


def run_recorded(**parameters: Any) -> Result:
    """A whole run in this process; its result, whatever its state is called.

    Args:
        **parameters: Of :func:`nordic_clusters`.
    """
    try:
        result: Result = _told(nordic_clusters(**parameters, return_state=True))
    except PrefectHTTPStatusError as error:
        raise ReleaseError(
            "the Prefect server did not record the run",
            place=str(error.request.url),
            found=f"HTTP {error.response.status_code}; what is published stands",
            remedy="look at rights and free space there (the run's own server writes into the data "
            "folder's state/prefect), or run without Prefect: nordic-clusters run --engine plain",
        ) from error
    return result


def _tell_sources(outcomes: list[StageOutcome]) -> None:
    _tell_table(
        "sources",
        "What each source gave to this release",
        [
            {
                "source": one.source_id,
                "state": one.state,
                "records": one.record_count,
                "detail": one.detail or "",
            }
            for one in outcomes
        ],
    )
    # One whose fetch failed was told by the collection; here: what came and is not understood.
    changed = [one for one in outcomes if one.state in {"stale", "failed"} and one.is_misread]
    if changed:
        names = ", ".join(one.source_id for one in changed)
        told = f"{len(changed)} sources are stale, what came is not understood: {names}"
        _emit_unwell("nordic-clusters.sources.stale", "release", told, changed)


def _tell_result(result: Result) -> None:
    rows = "\n".join(f"| {name} | {count} |" for name, count in result.row_counts.items())
    create_markdown_artifact(
        key="release",
        markdown=f"# Release {result.release_id}\n\n"
        f"{'Published' if result.is_new else 'Nothing changed; this one stands'}. "
        f"Gate: {result.gate}.\n\n"
        f"Quality report: `{result.path}/quality/index.html`\n\n"
        f"| table | rows |\n|---|---|\n{rows}\n",
        description="What this run published",
    )


def _tell_table(key: str, description: str, rows: list[dict[str, Any]]) -> None:
    nothing = [{"source": "none", "state": "", "detail": "no source was chosen"}]
    create_table_artifact(key=key, table=rows or nothing, description=description)


def _emit_unwell(event: str, place: str, told: str, outcomes: list[Any]) -> None:
    details = "\n".join(f"{one.source_id}: {one.detail or one.state}" for one in outcomes)
    related = [
        {
            "prefect.resource.id": f"nordic-clusters.source.{one.source_id}",
            "prefect.resource.role": "source",
        }
        for one in outcomes
    ]
    _emit(event, place, f"{told}\n{details}", related)


def _emit(
    event: str, place: str, told: str, related: list[dict[str, str]] | None = None, **more: str
) -> None:
    """Tell Prefect's automations; ``payload.told`` is the text for people."""
    emit_event(
        event=event,
        resource={"prefect.resource.id": f"nordic-clusters.{place}"},
        related=related or [],
        payload={"told": told, **more},
    )
