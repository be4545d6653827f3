"""``nordic-clusters run``: the main job."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from flows.commands.options import AsJson, Root
from flows.console import Console
from flows.selection import Selection
from flows.settings import Settings
from warehouse.errors import NordicClustersError

if TYPE_CHECKING:
    from flows.build import Result

logger = logging.getLogger("nordic_clusters.run")

_UNWELL = {"stale", "failed"}
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run(
    live: Annotated[
        bool, typer.Option("--live", help="Fetch from the agencies first; default is offline.")
    ] = False,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", help="With --live: fetch only this source. May be repeated."),
    ] = None,
    country: Annotated[
        list[str] | None,
        typer.Option("--country", help="With --live: fetch only DK, SE or NO. May be repeated."),
    ] = None,
    engine: Annotated[
        Literal["prefect", "plain"],
        typer.Option(help="prefect records the run; plain does the same steps without it."),
    ] = "prefect",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 3 when a source is stale or failed.")
    ] = False,
    as_json: AsJson = False,
    root: Root = None,
) -> None:
    """Collect, validate and publish a release.

    Offline by default: the archive that ships with the code (and what earlier --live runs
    fetched) is read, nothing is asked of any agency. A release always covers all sources;
    --source and --country choose what --live fetches.

    Examples:

      nordic-clusters run

      nordic-clusters run --live --country NO

      nordic-clusters run --live --source se_tillvaxtverket_s3piloten
    """
    started = time.monotonic()
    settings = Settings.from_environment(root)
    selection = Selection.of(source, country)
    with Console(quiet=as_json) as console:
        console.say(f"nordic-clusters: {'live' if live else 'offline'} run into {settings.root}")
        if live:
            _advise_contact(console)
        if not live and not selection.is_everything:
            console.say(
                "Offline, every source is read; --source and --country choose what --live fetches."
            )
        with _stoppable():
            result = (
                _with_prefect(settings, selection, live, console)
                if engine == "prefect"
                else _plain(settings, selection, live)
            )
    states = _source_states(settings)
    stale = [(source_id, why) for source_id, state, why in states if state in _UNWELL]
    if as_json:
        print(json.dumps(_facts(result, stale), ensure_ascii=False))
    else:
        console.summary(result, states, seconds=time.monotonic() - started)
    if strict and stale:
        raise typer.Exit(3)


def _advise_contact(console: Console) -> None:
    from extract.http.client import CONTACT_SETTING

    if not os.environ.get(CONTACT_SETTING):
        console.say(
            f"Set {CONTACT_SETTING} to a page or mailbox of yours: the agencies are told how to "
            "reach whoever fetches, and now read a placeholder."
        )


def _plain(settings: Settings, selection: Selection, live: bool) -> Result:
    from flows.plain import run as run_plain

    return run_plain(settings, selection, live=live)


def _with_prefect(settings: Settings, selection: Selection, live: bool, console: Console) -> Result:
    from flows.server import serving

    with serving(settings.state / "prefect") as server:
        if server is not None:
            console.say("Starting Prefect for this run ...")
            _import_what_the_run_needs()
            try:
                server.wait()
            except NordicClustersError as error:
                console.say(f"Going on without Prefect: {error}")
                return _plain(settings, selection, live)
        from flows.prefect_log import failures_told_once
        from flows.whole import nordic_clusters

        with failures_told_once():
            return nordic_clusters(
                live=live,
                source_ids=list(selection.chosen) or None,
                countries=list(selection.countries) or None,
                root=str(settings.root),
            )


def _import_what_the_run_needs() -> None:
    """Slow imports, made while the server starts on another core."""
    from expectations import engine
    from flows import whole  # noqa: F401

    engine.warm_up()


def _source_states(settings: Settings) -> list[tuple[str, str, str]]:
    """Source id, state and reason of every source of the current release."""
    import duckdb

    path = settings.current / "parquet" / "source.parquet"
    with contextlib.closing(duckdb.connect()) as connection:
        return connection.execute(
            "SELECT source_id, state, coalesce(state_detail, state) FROM read_parquet(?) "
            "ORDER BY source_id",
            [str(path)],
        ).fetchall()


def _facts(result: Result, stale: list[tuple[str, str]]) -> dict[str, object]:
    return {
        "release_id": result.release_id,
        "is_new": result.is_new,
        "path": result.path,
        "gate": result.gate,
        "rows": dict(result.row_counts),
        "stale": [{"source_id": source_id, "reason": reason} for source_id, reason in stale],
    }


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Make Ctrl-C and SIGTERM an orderly end, so that the run's own server is stopped too.

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

    before = {one: signal.signal(one, stop) for one in _SIGNALS}
    try:
        yield
    except BaseException:
        if not received:
            raise
        print("nordic-clusters: stopped; the last complete release stands", file=sys.stderr)
        raise typer.Exit(128 + received[0]) from None
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
