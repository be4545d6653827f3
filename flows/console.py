"""What a person sees of a run: progress while it goes, a short summary at its end."""

from __future__ import annotations

import collections
import logging
import os
import shutil
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import rich.progress
import rich.table

from flows.commands.output import console
from warehouse.texts import show

if TYPE_CHECKING:
    from flows.build import Result

_STATES = {
    "bundled": "read from the bundled archive",
    "fresh": "fetched anew",
    "unchanged": "unchanged at the agency",
    "stale": "stale",
    "failed": "failed",
    "missing": "live only and not fetched yet",
}
#: Parsers' notes are for whoever mends a parser; Prefect keeps them with the run.
_NOTES = "nordic_clusters.sources"
_FAULTS = logging.getLogger("nordic_clusters.faults")
_STEPS = {
    "nordic_clusters.fetch": "Fetching",
    "nordic_clusters.stage": "Reading sources",
    "nordic_clusters.build": "Building",
}


class Console(logging.Handler):
    """Shows the log of ``nordic_clusters`` as progress, on the error stream.

    Colours and moving parts only on a terminal; NO_COLOR is respected by rich.

    Args:
        quiet: Show warnings only.
        faults: File for the tracebacks of what nobody foresaw; made when there is one.
    """

    def __init__(self, *, quiet: bool = False, faults: Path | None = None) -> None:
        super().__init__(logging.INFO)
        self._quiet = quiet
        self._out = console(is_error=True, soft_wrap=True)
        self._progress = rich.progress.Progress(
            rich.progress.SpinnerColumn(),
            rich.progress.TextColumn("{task.description}"),
            rich.progress.MofNCompleteColumn(),
            rich.progress.TimeElapsedColumn(),
            console=self._out,
            transient=True,
            disable=quiet or not self._out.is_terminal,
        )
        self._tasks: dict[str, rich.progress.TaskID] = {}
        self._logger = logging.getLogger("nordic_clusters")
        self._faults = None
        if faults is not None:
            self._faults = logging.FileHandler(
                faults, encoding="utf-8", errors="backslashreplace", delay=True
            )
            self._faults.setFormatter(logging.Formatter("%(asctime)s %(message)s"))

    def __enter__(self) -> Self:
        """Take the log over."""
        self._logger.setLevel(logging.INFO)
        self._logger.propagate = False
        self._logger.addHandler(self)
        if self._faults is not None:
            _FAULTS.setLevel(logging.DEBUG)
            _FAULTS.addHandler(self._faults)
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the log back."""
        self._progress.stop()
        self._logger.removeHandler(self)
        if self._faults is not None:
            _FAULTS.removeHandler(self._faults)
            self._faults.close()

    def say(self, text: str) -> None:
        """One line."""
        if not self._quiet:
            self._out.print(show(text))

    def emit(self, record: logging.LogRecord) -> None:
        """Show one record: warnings as lines, steps as progress."""
        if record.levelno >= logging.WARNING:
            self._out.print(f"  ! {show(record.getMessage())}")
            return
        if record.name in {_NOTES, _FAULTS.name}:
            return
        total = getattr(record, "total", None)
        if total is None:
            self.say(f"  {record.getMessage()}")
            return
        name = _STEPS.get(record.name, record.name)
        if name not in self._tasks:
            self.say(f"{name} ({total}) ...")
            self._tasks[name] = self._progress.add_task(name, total=total)
        self._progress.advance(self._tasks[name])

    def summary(self, result: Result, *, seconds: float) -> None:
        """What the run came to, and what to do next.

        Args:
            result: What was published.
            seconds: How long it took.
        """
        out = console(soft_wrap=True)
        headline = (
            f"Published release {result.release_id}"
            if result.is_new
            else f"Nothing changed: release {result.release_id} stands, no new one was made"
        )
        out.print(f"\n{headline} in {seconds:.0f} s", style="bold")
        table = rich.table.Table("table", rich.table.Column("rows", justify="right"), box=None)
        for name, count in sorted(result.row_counts.items(), key=lambda item: -item[1]):
            if count:
                table.add_row(name, f"{count:,}")
        out.print(table)
        out.print(f"Gate:    {result.gate}")
        counts = collections.Counter(state for _, state, _ in result.sources)
        named = ", ".join(f"{count} {_STATES[state]}" for state, count in counts.most_common())
        out.print(f"Sources: {named}")
        for source_id, reason in result.unwell:
            out.print(f"  ! {source_id}: {reason}")
        out.print(f"Files:   {result.path}/")
        out.print("  nordic_clusters.duckdb   all tables and views")
        out.print("  parquet/<table>.parquet  one file per table, stable paths")
        out.print("  quality/index.html       the gate's report")
        out.print("  site/index.html          clusters, map, strategies, statistics")
        command = _command()
        query = 'query "SELECT name FROM cluster LIMIT 5"'
        out.print(f"Next:    {command} open      look at it")
        out.print(f"         {command} {query}")
        out.print(f"         {command} --help    everything else")


def _command() -> str:
    """The command as it was called, where it is no module run by a test or an interpreter."""
    called = Path(sys.argv[0])
    if called.name != "nordic-clusters":
        return "nordic-clusters"
    if shutil.which("nordic-clusters") == str(called):
        return called.name
    return os.path.relpath(called) if called.is_relative_to(Path.cwd()) else str(called)
