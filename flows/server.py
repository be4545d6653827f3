"""A Prefect server for the length of a run, when the user has none.

Prefect would start one by itself, but gives it 20 seconds, which slow machines exceed, and
lets it write to the terminal. Ours starts early, beside the imports that a run needs
anyway, waits as long as it takes, writes to a log file, and is stopped when the run is done.
Its database is kept below the data folder, so migrations run once; a run beside another has a
home of its own for the time being. A home is locked for as long as its server lives, so that
what dead runs left can be told from what is in use.

As a module (``python -m flows.server PORT PID``) it is that server.
"""

import contextlib
import logging
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from flows import children
from load.lock import WriterLock
from warehouse.errors import BusyError, NordicClustersError

#: The tables of one Prefect; `python -m tests.flows.prefect_schema` writes it anew.
SCHEMA = Path(__file__).with_name("prefect_schema.sql")
#: Patience with a server that is starting; slow machines took 45 seconds.
START_TIMEOUT_SECONDS = 300
_POLL_SECONDS = 0.2
_STOP_SECONDS = 20
_REACH_SECONDS = 15
#: Patience with the server of a run that was just killed; it looks every second.
_HOME_SECONDS = 3
_LOOK_EVERY_SECONDS = 1.0
#: History of the runs of one machine; a larger one is begun anew.
_LARGEST_HISTORY_BYTES = 24 * 2**20
_OF_RUNS = ("prefect.flow_runs", "prefect.task_runs")

#: What makes Prefect 3 reliable and quiet beside a short job; see docs/operations.md.
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
    "PREFECT_TASKS_DEFAULT_NO_CACHE": "true",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_CLI_COLORS": "false",
}


class LocalServer:
    """Starts at once, is waited for when it is needed.

    Use :func:`serving`, which keeps the order.
    """

    def __init__(self, state: Path) -> None:
        self._home, self._lock, self._is_kept = _take_home(state)
        self._log_path = self._home / "server.log"
        self.port = _free_port()
        self._process = self._start()

    @property
    def api_url(self) -> str:
        """Address for ``PREFECT_API_URL``."""
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def environment(self) -> dict[str, str]:
        """Settings that server and client share."""
        return QUIET | {"PREFECT_HOME": str(self._home)}

    def wait(self) -> None:
        """Return when the server answers.

        Raises:
            NordicClustersError: It ended, or did not answer in time.
        """
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise self._failure(f"it ended with code {self._process.returncode}")
            with (
                contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
                urllib.request.urlopen(f"{self.api_url}/health", timeout=5),  # noqa: S310
            ):
                return
            time.sleep(_POLL_SECONDS)
        raise self._failure(f"no answer within {START_TIMEOUT_SECONDS} seconds")

    def stop(self) -> None:
        """Stop it and wait until it is gone."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._lock.release()
        if not self._is_kept:
            shutil.rmtree(self._home, ignore_errors=True)

    def _start(self) -> subprocess.Popen[bytes]:
        environment = children.environment(
            **self.environment,
            PREFECT_UI_ENABLED="0",
            # Nobody sets up blocks or automations on a server that lives as long as one run.
            PREFECT_API_BLOCKS_REGISTER_ON_START="false",
            PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED="false",
            PREFECT__SERVER_EPHEMERAL="1",
            PREFECT__SERVER_FINAL="1",
        )
        environment.pop("PREFECT_API_URL", None)
        with self._log_path.open("wb") as log:
            # Own session: Ctrl-C ends the run first, and the run then ends the server.
            return subprocess.Popen(  # noqa: S603
                children.of_module("flows.server", str(self.port), str(os.getpid())),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=(self._lock.descriptor,),  # the home is taken while the server lives
            )

    def _failure(self, found: str) -> NordicClustersError:
        tail = self._log_path.read_text(encoding="utf-8", errors="replace")[-800:].strip()
        return NordicClustersError(
            "the run's own Prefect server did not start",
            place=self._log_path.name,
            found=f"{found}; log ends: {tail}" if tail else found,
            remedy="try again, or set PREFECT_API_URL to a server of yours, "
            "or run without Prefect: nordic-clusters run --engine plain",
        )


@contextlib.contextmanager
def serving(state: Path) -> Iterator[LocalServer | None]:
    """A starting server and the client's settings for it; None when the user has a server.

    Set the environment before Prefect is imported for the first time: Prefect reads its
    settings at import.

    Args:
        state: Folder in which Prefect's home lies, with its database and the server's log.

    Raises:
        NordicClustersError: The user's server does not answer.
    """
    if os.environ.get("PREFECT_API_URL"):
        os.environ.update({key: os.environ.get(key, value) for key, value in QUIET.items()})
        reach(
            os.environ["PREFECT_API_URL"],
            "start it, or unset PREFECT_API_URL: the run then starts a server of its own, "
            "or run without Prefect: nordic-clusters run --engine plain",
        )
        yield None
        return
    server = LocalServer(state)
    os.environ.update(server.environment | {"PREFECT_API_URL": server.api_url})
    try:
        yield server
    finally:
        server.stop()
        os.environ.pop("PREFECT_API_URL", None)


def _take_home(state: Path) -> tuple[Path, WriterLock, bool]:
    """A locked home for Prefect and whether it is the one that is kept; dead runs' are removed."""
    for left in state.glob("prefect-*"):
        with contextlib.suppress(BusyError), WriterLock(left):
            shutil.rmtree(left, ignore_errors=True)
    home = state / "prefect"
    with contextlib.suppress(BusyError):
        lock = WriterLock(home, _HOME_SECONDS, quiet=True)
        if sum(one.stat().st_size for one in home.glob("prefect.db*")) > _LARGEST_HISTORY_BYTES:
            for one in home.glob("prefect.db*"):
                one.unlink()
        return home, lock, True
    own = state / f"prefect-{secrets.token_hex(4)}"
    return own, WriterLock(own), False


def reach(api_url: str, remedy: str) -> None:
    """Look whether the user's server is there; Prefect itself ends in a traceback.

    Raises:
        NordicClustersError: It does not answer.
    """
    try:
        with urllib.request.urlopen(  # noqa: S310
            f"{api_url.rstrip('/')}/health", timeout=_REACH_SECONDS
        ):
            return
    except urllib.error.HTTPError:  # it answers; rights are for Prefect to sort out
        return
    except (OSError, ValueError) as error:
        raise NordicClustersError(
            "the Prefect server that PREFECT_API_URL names does not answer",
            url=api_url,
            found=str(getattr(error, "reason", error)),
            remedy=remedy,
        ) from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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


@contextlib.contextmanager
def unwatched() -> Iterator[None]:
    """No heartbeats of flows, which only a server with automations of the user's listens for.

    At its end each flow waits for the thread that sends them, up to a second.
    """
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def _is_not_of_a_run(record: logging.LogRecord) -> bool:
    return not record.name.startswith(_OF_RUNS)


def main() -> None:
    """Serve until the parent ends; arguments: the port and the parent's process id.

    A run that is killed cannot stop its server; an orphan would hold memory and the database.

    The id is an argument because the parent may be gone before this process gets here.
    """
    threading.Thread(target=_end_with, args=(int(sys.argv[2]),), daemon=True).start()
    import uvicorn

    if _make_database(Path(os.environ["PREFECT_HOME"], "prefect.db")):
        os.environ["PREFECT_SERVER_DATABASE_MIGRATE_ON_START"] = "false"
    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        lifespan="on",
    )


def _make_database(database: Path) -> bool:
    """Make a new home's database; whether Prefect need not look what it lacks.

    Its some hundred migrations take longer than all else of its start. Of another Prefect than
    the one whose tables we know, and where anything fails, they are left to it.
    """
    known = SCHEMA.read_text(encoding="utf-8")
    if not known.startswith(f"-- Prefect {version('prefect')}\n"):
        return False
    try:
        if not database.exists():
            fresh = database.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            with contextlib.closing(sqlite3.connect(fresh)) as made:
                made.executescript(known)
                made.execute("PRAGMA journal_mode = WAL")  # as Prefect has it
            fresh.replace(database)
        with contextlib.closing(sqlite3.connect(database)) as held:
            stamps = held.execute("SELECT version_num FROM alembic_version").fetchall()
    except (OSError, sqlite3.Error):
        logging.getLogger(__name__).exception("Prefect makes its database itself")
        return False
    return bool(stamps) and all(f"VALUES('{stamp}')" in known for (stamp,) in stamps)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    main()
