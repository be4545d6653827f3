"""The whole job without Prefect: the same steps, one after the other."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from extract.registry import sources
from flows import build, fetch, stage
from flows.build import Result
from flows.selection import Selection
from flows.settings import Settings


def run(settings: Settings, selection: Selection, *, live: bool = False) -> Result:
    """Collect when live, then build and publish a release.

    Args:
        settings: Where to read and write.
        selection: What to fetch when live.
        live: Whether to fetch.

    Raises:
        ReleaseError: The gate stopped it, or it could not be written; the old one stands.
    """
    if live:
        for source_id in selection.source_ids():
            fetch.fetch_source(source_id, settings, fetch.shared_client, dt.datetime.now(dt.UTC))
    settings.state.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="run-", dir=settings.state) as folder:
        outcomes = [
            stage.stage_source(source_id, settings, Path(folder)) for source_id in sources()
        ]
        tables = build.assemble(outcomes, Path(folder))
        same = build.unchanged(tables, settings)
        if same is not None:
            return same
        verdict = build.judge(tables, settings)
        return build.publish(tables, verdict, settings, dt.datetime.now(dt.UTC))
