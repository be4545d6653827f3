"""``nordic-clusters run``: the main job."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from flows.commands.options import WAIT_MINUTES, Json, Root, Wait
from flows.commands.output import print_json, stopped_by
from flows.settings import Settings
from warehouse.errors import NordicClustersError

if TYPE_CHECKING:
    from flows.build import Result
    from flows.console import Console
    from flows.selection import Selection

logger = logging.getLogger("nordic_clusters.run")

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(
    *,
    live: Annotated[bool, "Fetch from the agencies first; default is offline."] = False,
    source: Annotated[
        list[str] | None, "With --live: fetch only this source. May be repeated."
    ] = None,
    country: Annotated[
        list[str] | None, "With --live: fetch only DK, SE or NO. May be repeated."
    ] = None,
    table: Annotated[
        list[str] | None,
        "With --live: fetch only this statistical table, as stat_table_id. May be repeated.",
    ] = None,
    since: Annotated[
        str | None,
        "With --live: ask anew for what changed since that day (YYYY-MM-DD), whatever the "
        "archive holds.",
    ] = None,
    engine: Annotated[
        Literal["prefect", "plain"],
        "prefect (default) records the run; plain does the same steps without it.",
    ] = "prefect",
    strict: Annotated[bool, "Exit 3 when a source is stale or failed."] = False,
    wait_minutes: Wait = WAIT_MINUTES,
    no_wait: Annotated[bool, "Exit 4 at once when another run is at work."] = False,
    log_format: Annotated[
        Literal["text", "json"], "json: one object a line on the error stream, for machines."
    ] = "text",
    as_json: Json = False,
    root: Root = None,
) -> int:
    """Collect, validate and publish a release.

    Offline by default: the archive that ships with the code (and what earlier --live runs
    fetched) is read, nothing is asked of any agency. A release always covers all sources;
    --source, --country, --table and --since choose what --live fetches.

    Examples:

      nordic-clusters run

      nordic-clusters run --live --country NO

      nordic-clusters run --live --source se_tillvaxtverket_s3piloten

      nordic-clusters run --live --table ssb:13470 --since 2026-01-01
    """
    from flows.console import Console
    from flows.selection import Selection

    started = time.monotonic()
    settings = Settings.from_environment(root)
    selection = Selection.of(source, country, table, since)
    with Console(
        quiet=as_json, as_json=log_format == "json", faults=settings.state / "faults.log"
    ) as console:
        console.say(f"nordic-clusters: {'live' if live else 'offline'} run into {settings.root}")
        if live:
            _advise_contact(console)
        if not live and not selection.is_everything:
            console.say(
                "Offline, every source is read; --source, --country, --table and --since choose "
                "what --live fetches."
            )
        with _stoppable():
            job = _Job(settings, selection, live, strict, 0 if no_wait else wait_minutes * 60)
            job.await_turn()
            result = job.nothing_new()
            if result is None:
                result = job.with_prefect(console) if engine == "prefect" else job.plain()
    if as_json:
        print_json(_facts(result))
    else:
        console.summary(result, seconds=time.monotonic() - started, root=root)
    why = result.shortfall(strict=strict)
    if why:
        print(f"nordic-clusters: {why}", file=sys.stderr)
        return 3
    return 0


def _advise_contact(console: Console) -> None:
    from extract.http.client import CONTACT_SETTING

    if not os.environ.get(CONTACT_SETTING):
        console.say(
            f"Set {CONTACT_SETTING} to a page or mailbox of yours: the agencies are told how to "
            "reach whoever fetches, and now read a placeholder."
        )


@dataclasses.dataclass(frozen=True, slots=True)
class _Job:
    settings: Settings
    selection: Selection
    live: bool
    strict: bool
    wait_seconds: float

    def await_turn(self) -> None:
        """Wait for another writer before anything is started; the release takes its own turn."""
        from load.release import writing

        writing(self.settings.root, self.wait_seconds).release()

    def nothing_new(self) -> Result | None:
        """The release that stands, at once, unless agencies or a Prefect server are to know."""
        if self.live or os.environ.get("PREFECT_API_URL"):
            return None
        from flows import pipeline

        return pipeline.nothing_new(self.settings, self.wait_seconds)

    def plain(self) -> Result:
        from flows import pipeline

        return pipeline.run(
            self.settings, self.selection, live=self.live, wait_seconds=self.wait_seconds
        )

    def with_prefect(self, console: Console) -> Result:
        from flows.server import failures_told_once, serving, unwatched

        with serving(self.settings.state) as server:
            if server is not None:
                console.say("Starting Prefect for this run ...")
                _import_what_the_run_needs()
                try:
                    server.wait()
                except NordicClustersError as error:
                    console.say(f"Going on without Prefect: {error}")
                    return self.plain()
            from flows.flows import run_recorded

            with failures_told_once(), unwatched() if server else contextlib.nullcontext():
                return run_recorded(
                    live=self.live,
                    source_ids=list(self.selection.chosen) or None,
                    countries=list(self.selection.countries) or None,
                    tables=list(self.selection.tables) or None,
                    since=self.selection.since and self.selection.since.isoformat(),
                    root=str(self.settings.root),
                    strict=self.strict,
                    wait_seconds=self.wait_seconds,
                )


def _import_what_the_run_needs() -> None:
    """Slow imports, made while the server starts on another core."""
    import load.site  # noqa: F401
    import transform.assemble  # noqa: F401
    from flows import flows  # noqa: F401


def _facts(result: Result) -> dict[str, object]:
    return {
        "release_id": result.release_id,
        "is_new": result.is_new,
        "path": result.path,
        "gate": result.gate,
        "rows": dict(result.row_counts),
        "stale": [
            {"source_id": source_id, "reason": reason} for source_id, reason in result.unwell
        ],
        "came_to_nothing": result.came_to_nothing,
    }


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Make Ctrl-C, SIGTERM and SIGHUP an orderly end: the run's own server is stopped too.

    Libraries may turn the interruption into an error of theirs on its way up; how the run
    ends is decided by the signal alone.
    """
    received: list[int] = []

    def stop(number: int, _: object) -> None:
        received.append(number)
        for one in _SIGNALS:  # a second signal must not interrupt the orderly end
            signal.signal(one, signal.SIG_IGN)
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        sys.exit(128 + number)

    heard = [one for one in _SIGNALS if signal.getsignal(one) != signal.SIG_IGN]  # as under nohup
    before = {one: signal.signal(one, stop) for one in heard}
    try:
        yield
    except BaseException:
        if not received:
            raise
        raise stopped_by(received[0]) from None
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
