"""What a person sees of a run: progress while it goes, a short summary at its end."""

from __future__ import annotations

import collections
import datetime as dt
import json
import logging
import logging.handlers
import os
import shlex
import shutil
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

import rich.progress
import rich.table

from flows.commands.output import console
from warehouse.texts import show
from warehouse.vocabulary import SOURCE_STATES

if TYPE_CHECKING:
    from flows.build import Result

#: Parsers' notes are for whoever mends a parser; Prefect keeps them with the run.
_NOTES = "nordic_clusters.sources"
_FAULTS = logging.getLogger("nordic_clusters.faults")
_RUN = logging.getLogger("nordic_clusters.run")
#: Tracebacks kept: this file and the one before it.
_FAULTS_BYTES = 2**20
#: Twice that is the longest silence: a line is said after one in which nothing was.
_SILENCE_SECONDS = 12.0
#: What a record of the log may carry beside its message.
_CARRIED = ("step", "total")
_STEPS = {
    "nordic_clusters.fetch": "Fetching",
    "nordic_clusters.stage": "Reading sources",
    "nordic_clusters.build": "Building",
}


class Console(logging.Handler):
    """Shows the log of ``nordic_clusters`` as progress, on the error stream.

    Colours and moving parts only on a terminal; NO_COLOR is respected by rich. Elsewhere a
    line says what goes on when nothing else was said for a while.

    Args:
        quiet: Show warnings only.
        as_json: One JSON object a line instead, whatever ``quiet`` says: ``time``, ``level``,
            ``logger``, ``message``; where there are, ``step``, ``total`` and ``error``.
        faults: File for the tracebacks of what nobody foresaw; made when there is one.
        silence_seconds: After so long without a word it says what it is at.
    """

    def __init__(
        self,
        *,
        quiet: bool = False,
        as_json: bool = False,
        faults: Path | None = None,
        silence_seconds: float = _SILENCE_SECONDS,
    ) -> None:
        super().__init__(logging.INFO)
        self._quiet = quiet and not as_json
        self._as_json = as_json
        self._silence_seconds = silence_seconds
        self._has_spoken, self._has_ended = threading.Event(), threading.Event()
        self._at = "starting"
        self._done: collections.Counter[str] = collections.Counter()
        self._out = console(is_error=True, soft_wrap=True)
        self._progress = rich.progress.Progress(
            rich.progress.SpinnerColumn(),
            rich.progress.TextColumn("{task.description}"),
            rich.progress.MofNCompleteColumn(),
            rich.progress.TimeElapsedColumn(),
            console=self._out,
            transient=True,
            disable=quiet or as_json or not self._out.is_terminal,
        )
        self._tasks: dict[str, rich.progress.TaskID] = {}
        self._logger = logging.getLogger("nordic_clusters")
        self._faults = None
        if faults is not None:
            self._faults = logging.handlers.RotatingFileHandler(
                faults,
                maxBytes=_FAULTS_BYTES,
                backupCount=1,
                encoding="utf-8",
                errors="backslashreplace",
                delay=True,
            )
            # A full disk takes no tracebacks either.
            self._faults.handleError = lambda record: None  # type: ignore[method-assign]  # noqa: ARG005
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
        if not self._quiet and self._progress.disable:
            threading.Thread(target=self._break_silence, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Give the log back."""
        self._has_ended.set()
        self._progress.stop()
        self._logger.removeHandler(self)
        if self._faults is not None:
            _FAULTS.removeHandler(self._faults)
            self._faults.close()

    def say(self, text: str) -> None:
        """One line."""
        if self._as_json:
            self._write_json(_RUN.makeRecord(_RUN.name, logging.INFO, "", 0, text, (), None))
        elif not self._quiet:
            self._has_spoken.set()
            self._out.print(show(text))

    def emit(self, record: logging.LogRecord) -> None:
        """Show one record: warnings as lines, steps as progress."""
        total = getattr(record, "total", None)
        if total is None:
            if record.name not in {_NOTES, _FAULTS.name}:
                self._at = record.getMessage()
        else:
            name = _STEPS.get(record.name, record.name)
            self._done[name] += 1
            self._at = f"{name}, {self._done[name]} of {total}"
        if self._as_json:
            self._write_json(record)
        elif record.levelno >= logging.WARNING:
            self._has_spoken.set()
            self._out.print(f"  ! {show(record.getMessage())}")
        elif total is not None:
            self._advance(name, total)
        elif record.name not in {_NOTES, _FAULTS.name}:
            self.say(f"  {record.getMessage()}")

    def _advance(self, name: str, total: int) -> None:
        if name not in self._tasks:
            self.say(f"{name} ({total}) ...")
            self._tasks[name] = self._progress.add_task(name, total=total)
        self._progress.advance(self._tasks[name])

    def _write_json(self, record: logging.LogRecord) -> None:
        self._has_spoken.set()
        facts = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        facts |= {name: getattr(record, name) for name in _CARRIED if hasattr(record, name)}
        if record.exc_info:
            facts["error"] = logging.Formatter().formatException(record.exc_info)
        print(json.dumps(facts), file=sys.stderr, flush=True)

    def _break_silence(self) -> None:
        seconds = 0.0
        while not self._has_ended.wait(self._silence_seconds):
            seconds += self._silence_seconds
            if not self._has_spoken.is_set():
                self.say(f"  ... {self._at} ({seconds:.0f} s since the start)")
            self._has_spoken.clear()

    def summary(self, result: Result, *, seconds: float, root: Path | None = None) -> None:
        """What the run came to, and what to do next, in the data folder that was named."""
        out = console(soft_wrap=True)
        command = _command()
        there = f" --root {shlex.quote(str(root))}" if root else ""
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
        named = ", ".join(
            f"{count} {SOURCE_STATES[state]}" for state, count in counts.most_common()
        )
        out.print(f"Sources: {named}")
        for source_id, reason in result.unwell:
            # The whole of it was said when it was met.
            out.print(f"  ! {source_id}: {reason.partition('; ')[0]}")
        if result.unwell:
            out.print(f"  {command} status{there}     where, and what to do")
        out.print(f"Files:   {result.path}/")
        out.print("  nordic_clusters.duckdb   all tables and views")
        out.print("  parquet/<table>.parquet  one file per table, stable paths")
        out.print("  quality/index.html       the gate's report")
        out.print("  site/index.html          clusters, map, strategies, statistics")
        query = 'query "SELECT name FROM cluster LIMIT 5"'
        out.print(f"Next:    {command} open{there}      look at it")
        out.print(f"         {command} {query}{there}")
        out.print(f"         {command} --help    everything else")


def _command() -> str:
    """The command as it was called, where it is no module run by a test or an interpreter."""
    called = Path(sys.argv[0])
    if called.name != "nordic-clusters":
        return "nordic-clusters"
    if shutil.which("nordic-clusters") == str(called):
        return called.name
    return os.path.relpath(called) if called.is_relative_to(Path.cwd()) else str(called)
