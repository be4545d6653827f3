"""The steps of a run as Prefect tasks: retries and records, nothing else.

Tasks exchange ids, paths and small outcomes, never tables or connections.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows import build, fetch, stage
from flows.outcomes import FetchOutcome, StageOutcome
from flows.settings import Settings

#: Waits between tries of a task, beyond the client's own retries per request.
RETRY_DELAYS_SECONDS: list[float] = [5, 30]


class FetchFailedError(Exception):
    """Raised inside the task only, so that Prefect retries and shows the failure."""


@task(
    task_run_name="fetch-{source_id}",
    retries=len(RETRY_DELAYS_SECONDS),
    retry_delay_seconds=RETRY_DELAYS_SECONDS,
    retry_jitter_factor=0.5,
    cache_policy=NO_CACHE,
)
def fetch_source(source_id: str, root: str) -> FetchOutcome:
    """Fetch one source into the archive."""
    outcome = fetch.fetch_source(
        source_id, Settings(Path(root)), fetch.shared_client, dt.datetime.now(dt.UTC)
    )
    if outcome.is_worth_retrying:
        raise FetchFailedError(outcome.detail)
    return outcome


@task(task_run_name="stage-{source_id}", cache_policy=NO_CACHE)
def stage_source(source_id: str, root: str, folder: str) -> StageOutcome:
    """Parse one source's serving captures."""
    return stage.stage_source(source_id, Settings(Path(root)), Path(folder))


@task(cache_policy=NO_CACHE)
def assemble(outcomes: list[StageOutcome], folder: str) -> str:
    """Staged records to the tables of the contract."""
    return str(build.assemble(outcomes, Path(folder)))


@task(cache_policy=NO_CACHE)
def judge(tables: str, root: str) -> str:
    """Hold the tables against the rules; the path of the verdict."""
    return str(build.judge(Path(tables), Settings(Path(root))))


@task(cache_policy=NO_CACHE)
def publish(tables: str, verdict: str, root: str, created_at: dt.datetime) -> build.Result:
    """Write the release aside and switch it in."""
    return build.publish(Path(tables), Path(verdict), Settings(Path(root)), created_at)
