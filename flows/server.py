"""A Prefect server for the length of a run, when the user has none.

Prefect would start one by itself, but gives it 20 seconds, which slow machines exceed, and
lets it write to the terminal. Ours starts early, beside the imports that a run needs
anyway, waits as long as it takes, writes to a log file, and is stopped when the run is done.
Its database is kept below the data folder, so migrations run once; a run beside another has a
home of its own for the time being. A home is locked for as long as its server lives, so that
what dead runs left can be told from what is in use.

As a module (``python -m flows.server PORT PID``) it is that server.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from pathlib import Path

from load.lock import WriterLock
from warehouse.errors import BusyError, NordicClustersError

_CODE = Path(__file__).resolve().parent.parent
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
        command = [sys.executable, "-m", "flows.server", str(self.port), str(os.getpid())]
        environment = {
            **os.environ,
            **self.environment,
            # Where the code is installed its folders are no top-level names of the environment.
            "PYTHONPATH": os.pathsep.join(filter(None, [str(_CODE), os.environ.get("PYTHONPATH")])),
            "PREFECT_UI_ENABLED": "0",
            "PREFECT__SERVER_EPHEMERAL": "1",
            "PREFECT__SERVER_FINAL": "1",
        }
        environment.pop("PREFECT_API_URL", None)
        with self._log_path.open("wb") as log:
            # Own session: Ctrl-C ends the run first, and the run then ends the server.
            return subprocess.Popen(  # noqa: S603
                command,
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


def _is_not_of_a_run(record: logging.LogRecord) -> bool:
    return not record.name.startswith(_OF_RUNS)


def main() -> None:
    """Serve until the parent ends; arguments: the port and the parent's process id.

    A run that is killed cannot stop its server; an orphan would hold memory and the database.

    The id is an argument because the parent may be gone before this process gets here.
    """
    threading.Thread(target=_end_with, args=(int(sys.argv[2]),), daemon=True).start()
    import uvicorn

    _make_database(Path(os.environ["PREFECT_HOME"], "prefect.db"))
    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        lifespan="on",
    )


def _make_database(database: Path) -> None:
    """Make a new home's database, which is a shorter way only: what fails is left to Prefect."""
    if database.exists():
        return
    try:
        _migrate(database)
    except Exception:
        logging.getLogger(__name__).exception("Prefect makes its database itself")
        for part in database.parent.glob(f"{database.name}*"):
            part.unlink()


def _migrate(database: Path) -> None:
    """Run Prefect's migrations for a new home, through a plain connection.

    Prefect sends each of some 26,000 calls to another thread and waits for it, which takes
    longer than all else of its start. It finds the database up to date then. To alter a table,
    Alembic reads it and all that it leads to, by default; the table alone is enough.
    """
    import sqlalchemy as sa
    from alembic.operations import batch
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from prefect.server.database import provide_database_interface
    from prefect.server.database.alembic_commands import alembic_config

    vars(batch)["Table"] = functools.partial(sa.Table, resolve_fks=False)
    interface = provide_database_interface()
    config = alembic_config()
    script = ScriptDirectory.from_config(config)
    script.version_locations = [str(interface.orm.versions_dir)]
    steps = EnvironmentContext(
        config,
        script,
        fn=lambda revision, _: script._upgrade_revs("heads", revision),  # noqa: SLF001 (as Alembic)
    )
    with steps, sa.create_engine(f"sqlite:///{database}").connect() as connection:
        for setting in ("journal_mode = WAL", "synchronous = NORMAL"):  # as Prefect has them
            connection.exec_driver_sql(f"PRAGMA {setting}")
        connection.commit()
        steps.configure(
            connection=connection,
            target_metadata=interface.Base.metadata,
            render_as_batch=True,
            transaction_per_migration=True,
        )
        with steps.begin_transaction(), warnings.catch_warnings():
            # Of indices that SQLAlchemy cannot read.
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            steps.run_migrations()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    main()
