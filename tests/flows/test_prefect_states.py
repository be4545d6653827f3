"""What a Prefect server is told of bad days: states, retries and one message to people."""

from __future__ import annotations

import dataclasses
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.archive import bundled_captures
from extract.http.client import Client, RetryPolicy
from extract.registry import Source, sources
from extract.spec import Request
from flows import fetch, pipeline
from tests.agencies.clock import FakeClock
from tests.agencies.pages import PageServer
from tests.agencies.server import Answer, LocalServer, Question
from tests.flows.prefect_server import PrefectServer

SOURCE_ID = "se_tillvaxtverket_s3piloten"

pytestmark = pytest.mark.flows


class Receiver(LocalServer):
    """Keeps what a webhook is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[dict[str, str]] = []

    def answer(self, question: Question) -> Answer:
        self.messages.append(json.loads(question.body))
        return Answer(b"{}", 200, "application/json")


@pytest.fixture(scope="module")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    with PrefectServer(tmp_path_factory.mktemp("prefect")) as running:
        yield running


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
        time.sleep(2)  # the server's triggers read their automations now and then

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
        deadline = time.monotonic() + 60
        while not receiver.messages and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(1)
        (message,) = receiver.messages
        assert SOURCE_ID in message["text"]
        assert "nordic-clusters.sources.failed" in message["subject"]


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
    from flows.server import QUIET

    text = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    assert os.environ.get("PREFECT_API_URL") is None
    for name in (
        "PREFECT_SERVER_ANALYTICS_ENABLED",
        "PREFECT_SERVER_DATABASE_TIMEOUT",
        "DO_NOT_TRACK",
    ):
        assert name in text
        assert name in QUIET
