"""A whole Prefect server, with its triggers and actions, on a free port of this machine."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import httpx

from flows.server import QUIET, _free_port, _make_database
from tests.patience import PATIENCE_SECONDS, await_that

REPO = Path(__file__).resolve().parents[2]


class PrefectServer:
    """What ``prefect server start`` starts, until the end of the block.

    Args:
        home: Its folder.
        database: Address of its database; SQLite in ``home`` by default.
    """

    def __init__(self, home: Path, database: str | None = None) -> None:
        port = _free_port()
        self.api_url = f"http://127.0.0.1:{port}/api"
        self.environment = {
            **os.environ,
            **QUIET,
            "PREFECT_HOME": str(home),
            "PYTHONPATH": str(REPO),
        }
        if database:
            self.environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database
        else:
            _make_database(home / "prefect.db")  # its migrations take longer than all else
        self._log = (home / "server.log").open("wb")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", "--port", str(port), "--log-level", "warning"),
                *("--factory", "prefect.server.api.server:create_app"),
            ],
            env=self.environment | {"PREFECT_UI_ENABLED": "0"},
            stdout=self._log,
            stderr=self._log,
        )
        self.environment["PREFECT_API_URL"] = self.api_url

    def __enter__(self) -> Self:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with (
                contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
                urllib.request.urlopen(f"{self.api_url}/health", timeout=5),
            ):
                return self
            time.sleep(0.3)
        raise AssertionError("the Prefect server did not start")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE_SECONDS)
        self._log.close()

    def ask(self, path: str, **asked: Any) -> Any:
        """What the API answers; asked again, as by Prefect's client, while it is busy."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = httpx.post(f"{self.api_url}/{path}", json=asked, timeout=PATIENCE_SECONDS)
            if answer.status_code != 503 or time.monotonic() > deadline:
                return answer.raise_for_status().json()
            time.sleep(0.3)

    def command(self, *arguments: str) -> str:
        """Standard output of a call of our command."""
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", *arguments],
            env=self.environment,
            cwd=REPO,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextlib.contextmanager
    def client_settings(self) -> Iterator[None]:
        """Flows of this process run on the server."""
        from prefect.settings import (
            PREFECT_API_URL,
            PREFECT_LOGGING_TO_API_ENABLED,
            temporary_settings,
        )

        # A log that is still queued when the server ends would be complained about.
        quiet = {PREFECT_LOGGING_TO_API_ENABLED: False}
        with temporary_settings({PREFECT_API_URL: self.api_url, **quiet}):
            yield

    def task_runs(self, state: Any) -> list[dict[str, Any]]:
        """Task runs of the flow run that ended in a state; they reach the server a little late."""
        wanted = {"flow_runs": {"id": {"any_": [str(state.state_details.flow_run_id)]}}}
        found: list[dict[str, Any]] = []

        def have_ended() -> bool:
            found[:] = self.ask("task_runs/filter", **wanted)
            return bool(found) and all(one["end_time"] for one in found)

        await_that(have_ended, "the server was never told how the task runs ended")
        return found
