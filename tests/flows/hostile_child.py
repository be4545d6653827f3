"""The real command, with agencies' addresses answered on this machine and pauses skipped.

``python -m tests.flows.hostile_child PLAN run --live ...``: everything else is as a user starts
it. What each visit took is written beside the plan.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import sys
import time
from pathlib import Path
from typing import Any

from extract.archive import LocalArchive, bundled_captures
from extract.http import client as http_client
from extract.http.client import Client, Response, RetryPolicy, Timeouts
from extract.registry import source_of_tables, sources
from flows import build, cli, fetch, pipeline, stage
from flows.build import Result
from flows.outcomes import StageOutcome
from flows.settings import Settings
from load.folder import current
from tests.agencies.redirect import RedirectingSession


class SkippingClock:
    """Real time from a given moment, but whoever wants to sleep is told that it is over."""

    def __init__(self, start: dt.datetime) -> None:
        self._start = start.timestamp() - time.monotonic()
        self._skipped = 0.0

    def time(self) -> float:
        return self._start + time.monotonic() + self._skipped

    def sleep(self, seconds: float) -> None:
        self._skipped += max(0.0, seconds)


def peak_mb() -> float:
    """Most memory that this process held since :func:`reset_peak`."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def reset_peak() -> None:
    """Count the most memory from now on."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


class Hurried(Client):
    """A client that leaves no service more time than the others."""

    def get(self, url: str, **options: Any) -> Response:
        return super().get(url, **{**options, "timeouts": None})


def make_client(plan: dict[str, Any]) -> Client:
    """The client, which knows only the plan's addresses."""
    clock = SkippingClock(dt.datetime.fromisoformat(plan["now"]))
    seconds = plan["seconds"]
    http_client.DOWNLOAD_TIMEOUTS = Timeouts(total=seconds)
    return Hurried(
        clock=clock.time,
        sleep=clock.sleep,
        session=RedirectingSession(plan["places"]),
        timeouts=Timeouts(connect=seconds, read=seconds, total=seconds),
        retry=RetryPolicy(attempts=2),
    )


def _documents(one: StageOutcome, settings: Settings) -> list[tuple[str, str, str]]:
    """Address, hash and id of the captures that would serve a source."""
    held = [*LocalArchive(settings.archive).captures(one.source_id)]
    known = {each.capture_id: each for each in held + bundled_captures(one.source_id)}
    return [(known[i].url, known[i].sha256, i) for i in sorted(one.capture_ids)]


def fetch_only(served: Path) -> None:
    """Let the command make no release; which captures would serve it is written to a file."""

    def stage_all(settings: Settings, *_: Any) -> Result:
        found = [
            stage.stage_source(source_id, settings, settings.state)
            for source_id in sources()
            if (settings.state / "fetch" / f"{source_id}.json").exists()
        ]
        captures = {one.source_id: (one.state, _documents(one, settings)) for one in found}
        served.write_text(json.dumps(captures), encoding="utf-8")
        now = current(settings.root)
        assert now
        return build.standing(settings, now)

    pipeline.publish_release = stage_all


def main(plan_path: Path) -> None:
    """Run the command line under the plan."""
    plan = json.loads(plan_path.read_text(encoding="utf-8"))
    if plan["fetch_only"]:
        fetch_only(plan_path.with_suffix(".served"))
    for source_id, codes in plan["tables"].items():  # the local agencies hold no others
        one = sources()[source_id]
        kept = tuple(table for table in one.tables if table.code in codes)
        sources()[source_id] = source_of_tables(one.spec, kept)
    fetch.shared_client = functools.cache(lambda: make_client(plan))
    visits: dict[str, dict[str, float]] = {}
    visit = pipeline.fetch_source

    def measured(source_id: str, *others: Any) -> Any:
        reset_peak()
        began = time.monotonic()
        try:
            return visit(source_id, *others)
        finally:
            took = time.monotonic() - began
            visits[source_id] = {"seconds": took, "peak_mb": peak_mb()}
            text = json.dumps(visits)
            plan_path.with_suffix(".visits").write_text(text, encoding="utf-8")

    pipeline.fetch_source = measured
    try:
        cli.main()
    finally:
        plan_path.with_suffix(".peak").write_text(str(peak_mb()), encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv.pop(1)))
