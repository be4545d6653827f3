"""The release flow: archive to tables, through the gate, into ``current``."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.task_runners import ThreadPoolTaskRunner

from extract.registry import sources
from flows import tasks
from flows.build import Result, unchanged
from flows.outcomes import StageOutcome
from flows.settings import Settings

#: Parsing is Python's work; more threads than cores would only wait for each other.
RUNNER: Any = ThreadPoolTaskRunner(max_workers=2)


@flow(name="release", task_runner=RUNNER)
def release(root: str | None = None) -> Result:
    """Build a release from the archives and publish it if it differs and passes.

    A release always rests on all sources: what a run did not fetch comes from the archive.
    """
    settings = Settings.from_environment(root)
    settings.state.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="run-", dir=settings.state) as folder:
        futures = [
            tasks.stage_source.submit(source_id, str(settings.root), folder)
            for source_id in sources()
        ]
        outcomes = [future.result() for future in futures]
        _tell_sources(outcomes)
        tables = tasks.assemble(outcomes, folder)
        result = unchanged(Path(tables), settings)
        if result is None:
            verdict = tasks.judge(tables, str(settings.root))
            result = tasks.publish(tables, verdict, str(settings.root), dt.datetime.now(dt.UTC))
    _tell_result(result)
    return result


def _tell_sources(outcomes: list[StageOutcome]) -> None:
    create_table_artifact(
        key="sources",
        table=[
            {
                "source": one.source_id,
                "state": one.state,
                "records": one.record_count,
                "detail": one.detail or "",
            }
            for one in outcomes
        ],
        description="What each source gave to this release",
    )


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
