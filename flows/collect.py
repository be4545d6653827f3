"""Flows that fetch from the agencies into the archive, one for each kind of source."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.futures import wait
from prefect.task_runners import ThreadPoolTaskRunner

from extract.registry import sources
from flows.outcomes import FetchOutcome
from flows.selection import Selection
from flows.settings import Settings
from flows.tasks import fetch_source

#: Sources fetched side by side; each host's own rate limit is kept by the client.
PARALLEL_SOURCES = 4
RUNNER: Any = ThreadPoolTaskRunner(max_workers=PARALLEL_SOURCES)


def _collect(kind: str, selection: Selection, root: str | None) -> list[FetchOutcome]:
    settings = Settings.from_environment(root)
    chosen = [spec_id for spec_id in selection.source_ids() if sources()[spec_id].spec.kind == kind]
    futures = {
        source_id: fetch_source.submit(source_id, str(settings.root)) for source_id in chosen
    }
    wait(list(futures.values()))
    outcomes = []
    for source_id, future in futures.items():
        result = future.result(raise_on_failure=False)
        if isinstance(result, FetchOutcome):
            outcomes.append(result)
        else:  # the task used up its tries; why is kept in the state folder
            outcomes.append(FetchOutcome(source_id, "failed", "", str(result)))
    create_table_artifact(
        key=f"collect-{kind}",
        table=[
            {"source": one.source_id, "state": one.state, "detail": one.detail or ""}
            for one in outcomes
        ]
        or [{"source": "none", "state": "", "detail": "no source of this kind was chosen"}],
        description=f"What the {kind} sources answered",
    )
    return outcomes


@flow(name="collect-registries", task_runner=RUNNER)
def collect_registries(
    source_ids: list[str] | None = None,
    countries: list[str] | None = None,
    root: str | None = None,
) -> list[FetchOutcome]:
    """Fetch lists of clusters, grants and labels."""
    return _collect("registry", Selection.of(source_ids, countries), root)


@flow(name="collect-strategies", task_runner=RUNNER)
def collect_strategies(
    source_ids: list[str] | None = None,
    countries: list[str] | None = None,
    root: str | None = None,
) -> list[FetchOutcome]:
    """Fetch strategy and policy pages."""
    return _collect("strategy", Selection.of(source_ids, countries), root)


@flow(name="collect-statistics", task_runner=RUNNER)
def collect_statistics(
    source_ids: list[str] | None = None,
    countries: list[str] | None = None,
    root: str | None = None,
) -> list[FetchOutcome]:
    """Fetch statistical tables."""
    return _collect("statistics", Selection.of(source_ids, countries), root)


@flow(name="collect-reference", task_runner=RUNNER)
def collect_reference(
    source_ids: list[str] | None = None,
    countries: list[str] | None = None,
    root: str | None = None,
) -> list[FetchOutcome]:
    """Fetch reference documents: boundaries, code lists."""
    return _collect("reference", Selection.of(source_ids, countries), root)


COLLECTORS = (collect_registries, collect_strategies, collect_statistics, collect_reference)
