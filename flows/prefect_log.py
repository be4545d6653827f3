"""What Prefect says of a run that was started from the command line."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

_OF_RUNS = ("prefect.flow_runs", "prefect.task_runs")


@contextlib.contextmanager
def failures_told_once() -> Iterator[None]:
    """Keep the log of flow and task runs off the terminal; the Prefect server still gets it.

    Prefect prints the traceback of a failure for the task and again for every flow around it.
    The command line tells the same in one line, with the next step.
    """
    from prefect.logging.handlers import APILogHandler, PrefectConsoleHandler

    printing = [
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, PrefectConsoleHandler)
    ]
    for handler in printing:
        handler.addFilter(_is_not_of_a_run)
    try:
        yield
    finally:
        for handler in printing:
            handler.removeFilter(_is_not_of_a_run)
        # What is still queued would find no server any more, and Prefect would say so.
        for name in _OF_RUNS:
            for sender in logging.getLogger(name).handlers:
                if isinstance(sender, APILogHandler):
                    sender.flush()


def _is_not_of_a_run(record: logging.LogRecord) -> bool:
    return not record.name.startswith(_OF_RUNS)
