"""The server of a run: one of the user's that is not there, and what Prefect prints."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

import pytest

from flows.server import serving
from warehouse.errors import NordicClustersError


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/api", "127.0.0.1:{port}/api", "nowhere"])
def test_a_server_of_the_users_that_does_not_answer_is_named(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:  # bound, but nobody listens
        closed.bind(("127.0.0.1", 0))
        address = url.format(port=closed.getsockname()[1])
        monkeypatch.setenv("PREFECT_API_URL", address)
        with (
            pytest.raises(NordicClustersError, match="PREFECT_API_URL") as raised,
            serving(tmp_path),
        ):
            pytest.fail("went on without a server")
    assert raised.value.url == address
    assert "--engine plain" in str(raised.value)


@pytest.mark.flows
def test_prefect_prints_no_failure_that_the_command_tells(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from prefect.logging.handlers import PrefectConsoleHandler

    from flows.server import failures_told_once

    root, runs = logging.getLogger(), logging.getLogger("prefect.flow_runs.test")
    printer = PrefectConsoleHandler()
    root.addHandler(printer)
    try:
        with failures_told_once():
            runs.error("inside")
            root.error("of others")
        runs.error("after")
    finally:
        root.removeHandler(printer)
    printed = capsys.readouterr().err
    assert "inside" not in printed
    assert "of others" in printed
    assert "after" in printed
