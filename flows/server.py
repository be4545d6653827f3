"""A Prefect server for the length of a run, when the user has none.

Prefect would start one by itself, but gives it 20 seconds, which slow machines exceed, and
lets it write to the terminal. Ours starts early, beside the imports that a run needs
anyway, waits as long as it takes, writes to a log file, and is stopped when the run is done.
Its database is kept below the data folder, so migrations run once.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from warehouse.errors import NordicClustersError

#: Patience with a server that is starting; slow machines took 45 seconds.
START_TIMEOUT_SECONDS = 300
_POLL_SECONDS = 0.2
_STOP_SECONDS = 20
_REACH_SECONDS = 15

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

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._log_path = home / "server.log"
        self._home = home
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

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flows.server_process", str(self.port), str(os.getpid())]
        environment = {
            **os.environ,
            **self.environment,
            "PREFECT_UI_ENABLED": "0",
            "PREFECT__SERVER_EPHEMERAL": "1",
            "PREFECT__SERVER_FINAL": "1",
        }
        environment.pop("PREFECT_API_URL", None)
        with self._log_path.open("ab") as log:
            # Own session: Ctrl-C ends the run first, and the run then ends the server.
            return subprocess.Popen(  # noqa: S603
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
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
def serving(home: Path) -> Iterator[LocalServer | None]:
    """A starting server and the client's settings for it; None when the user has a server.

    Set the environment before Prefect is imported for the first time: Prefect reads its
    settings at import.

    Args:
        home: Folder for Prefect's database and the server's log.

    Raises:
        NordicClustersError: The user's server does not answer.
    """
    if os.environ.get("PREFECT_API_URL"):
        os.environ.update({key: os.environ.get(key, value) for key, value in QUIET.items()})
        _reach(os.environ["PREFECT_API_URL"])
        yield None
        return
    server = LocalServer(home)
    os.environ.update(server.environment | {"PREFECT_API_URL": server.api_url})
    try:
        yield server
    finally:
        server.stop()
        os.environ.pop("PREFECT_API_URL", None)


def _reach(api_url: str) -> None:
    """Look whether the user's server is there; Prefect itself ends in a traceback."""
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
            remedy="start it, or unset PREFECT_API_URL: the run then starts a server of its own, "
            "or run without Prefect: nordic-clusters run --engine plain",
        ) from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
