"""The flows on one real Prefect server: a deployment on a process worker, and bad days.

On bad days: states, retries and one message to people.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prefect.exceptions import PrefectHTTPStatusError

import flows.flows
from extract.archive import bundled_captures
from extract.http.client import Client, RetryPolicy
from extract.registry import Source, sources
from extract.spec import Request
from flows import fetch, pipeline
from flows.server import QUIET
from load.manifest import file_hash
from tests.agencies.clock import FakeClock
from tests.agencies.pages import PageServer
from tests.agencies.server import Answer, LocalServer, Question
from tests.flows.prefect_server import PrefectServer
from tests.patience import PATIENCE_SECONDS
from warehouse.errors import ReleaseError

REPO = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
SOURCE_ID = "se_tillvaxtverket_s3piloten"
TROUBLE = "nordic-clusters.sources.failed"

pytestmark = [pytest.mark.flows, pytest.mark.slow]


@pytest.fixture(scope="module")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    with PrefectServer(tmp_path_factory.mktemp("prefect")) as running:
        yield running


def _parquet(root: Path) -> dict[str, str]:
    """Digests of a release's tables, but for those that name the release and its time."""
    return {
        path.name: file_hash(path)
        for path in sorted((root / "current" / "parquet").glob("*.parquet"))
        if path.stem not in {"release", "data_quality"}
    }


def _prefect(*words: str, environment: dict[str, str]) -> str:
    """What Prefect's own command says."""
    done = subprocess.run(
        [str(BIN / "prefect"), *words],
        cwd=REPO,
        env=environment,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_deployment_makes_the_same_release_on_a_process_worker(
    prefect_server: PrefectServer, tmp_path: Path, released: Path
) -> None:
    environment = {
        **prefect_server.environment,
        "NORDIC_CLUSTERS_ROOT": str(tmp_path),
        "PATH": f"{BIN}:{os.environ['PATH']}",
    }
    prefect_server.ask("work_pools/", name="nordic-clusters", type="process")
    _prefect("--no-prompt", "deploy", "--all", environment=environment)
    daily = {"deployments": {"name": {"any_": ["daily"]}}}
    (deployment,) = prefect_server.ask("deployments/filter", **daily)
    prefect_server.ask(f"deployments/{deployment['id']}/create_flow_run")
    worker = ("worker", "start", "--pool", "nordic-clusters", "--run-once")
    said = _prefect(*worker, environment=environment)
    runs = prefect_server.ask("flow_runs/filter", **daily)
    # Its schedule has more of them to come.
    assert "COMPLETED" in {one["state_type"] for one in runs}, said
    # Another engine, process and time, the same captures: the same bytes.
    assert _parquet(tmp_path) == _parquet(released)
    assert len(_parquet(tmp_path)) > 25


class Receiver(LocalServer):
    """Keeps what a webhook is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[dict[str, str]] = []
        self._came = threading.Condition()

    def answer(self, question: Question) -> Answer:
        with self._came:
            self.messages.append(json.loads(question.body))
            self._came.notify_all()
        return Answer(b"{}", 200, "application/json")

    def has(self, words: str) -> bool:
        """Whether a message with those words came."""
        return any(words in message["text"] for message in self.messages)

    def await_message(self, words: str, seconds: float) -> bool:
        """Whether it comes within so many seconds."""
        with self._came:
            return self._came.wait_for(lambda: self.has(words), seconds)


def _tell(told: str) -> None:
    from prefect.events import emit_event

    emit_event(TROUBLE, {"prefect.resource.id": "nordic-clusters.test"}, payload={"told": told})


def _await_alerts(receiver: Receiver) -> None:
    """Tell of trouble until the server, which reads its automations now and then, sends on."""
    for number in itertools.count():
        assert number < 300, "the server never sent on what it was told"
        _tell(f"the test begins, {number}")
        if receiver.await_message("the test begins", 1):
            return


@pytest.fixture
def agency(monkeypatch: pytest.MonkeyPatch) -> Iterator[PageServer]:
    """A local server in the place of one source's agency."""
    with PageServer() as server:
        real = sources()[SOURCE_ID]
        spec = dataclasses.replace(
            real.spec, requests=(Request(f"{server.url}/list", "list"),), is_live=True
        )
        monkeypatch.setattr(fetch, "find_source", lambda _: Source(spec, real.parse))

        def client() -> Client:
            clock = FakeClock()
            return Client(clock=clock.time, sleep=clock.sleep, retry=RetryPolicy(attempts=2))

        monkeypatch.setattr(fetch, "shared_client", client)
        server.put("/list", Answer(bundled_captures(SOURCE_ID)[0].content, 200, "text/html"))
        yield server


def test_an_outage_is_failed_retried_and_told_once(
    prefect_server: PrefectServer,
    agency: PageServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from flows import flows

    step = flows._TASKS[pipeline.fetch_source]
    hasty = step.with_options(retry_delay_seconds=[0.01, 0.01], retry_jitter_factor=None)
    monkeypatch.setitem(flows._TASKS, pipeline.fetch_source, hasty)
    with Receiver() as receiver, prefect_server.client_settings():
        prefect_server.command("alerts", "--webhook", f"{receiver.url}/hook")
        _await_alerts(receiver)

        def collect():
            return flows.collect("registry", [SOURCE_ID], root=str(tmp_path), return_state=True)

        agency.robots_status = 503  # nobody answers there
        failed = collect()
        assert (failed.type.value, failed.name) == ("FAILED", "NothingCame")
        (task,) = prefect_server.task_runs(failed)
        assert (task["state_type"], task["run_count"]) == ("FAILED", 3)
        assert "transcribe" not in failed.message
        agency.robots_status = 200
        back = collect()
        assert (back.type.value, back.name) == ("COMPLETED", "Completed")
        (task,) = prefect_server.task_runs(back)
        assert (task["state_type"], task["run_count"]) == ("COMPLETED", 1)
        # Events are sent on in their order: with this one, all of the collections have come.
        _tell("the test ends")
        assert receiver.await_message("the test ends", PATIENCE_SECONDS)
        (message,) = [one for one in receiver.messages if "the test" not in one["text"]]
        assert SOURCE_ID in message["text"]
        assert TROUBLE in message["subject"]


def test_a_page_that_changed_is_not_asked_for_again(
    prefect_server: PrefectServer, agency: PageServer, tmp_path: Path
) -> None:
    from flows import flows

    agency.put("/list", Answer(b"<html>another page</html>", 200, "text/html"))
    with prefect_server.client_settings():
        state = flows.collect("registry", [SOURCE_ID], root=str(tmp_path), return_state=True)
        (task,) = prefect_server.task_runs(state)
    assert (task["state_type"], task["run_count"]) == ("FAILED", 1)


def test_settings_that_keep_prefect_quiet_are_documented() -> None:
    text = (REPO / "docs" / "operations.md").read_text(encoding="utf-8")
    assert os.environ.get("PREFECT_API_URL") is None
    for name in (
        "PREFECT_SERVER_ANALYTICS_ENABLED",
        "PREFECT_SERVER_DATABASE_TIMEOUT",
        "DO_NOT_TRACK",
    ):
        assert name in text
        assert name in QUIET


def test_a_server_that_takes_no_record_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = httpx.Request("POST", "http://127.0.0.1:1/api/flow_runs/set_state")
    answer = httpx.Response(500, request=request)

    def refused(**_: object) -> None:
        raise PrefectHTTPStatusError("500", request=request, response=answer)

    monkeypatch.setattr(flows.flows, "nordic_clusters", refused)
    with pytest.raises(ReleaseError, match=r"set_state; found: HTTP 500.*--engine plain"):
        flows.flows.run_recorded()
