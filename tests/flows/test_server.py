"""The server of a run: one of the user's that is not there, and what Prefect prints."""

from __future__ import annotations

import contextlib
import logging
import re
import socket
import sqlite3
from pathlib import Path

import pytest

from flows import server
from flows.server import serving
from tests.flows.prefect_schema import schema
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


@pytest.mark.flows
def test_a_new_home_has_the_database_that_prefects_migrations_make() -> None:
    held, made = (
        # The migrations put a table's constraints in any order.
        sorted(sorted(re.findall(r"\w+", line)) for line in text.splitlines())
        for text in (server.SCHEMA.read_text(encoding="utf-8"), schema())
    )
    assert held == made, "python -m tests.flows.prefect_schema writes it for this Prefect"


def test_a_new_home_is_made_and_found_up_to_date(tmp_path: Path) -> None:
    database = tmp_path / "prefect.db"
    for _ in ("made", "found"):
        assert server._make_database(database)
    with contextlib.closing(sqlite3.connect(database)) as made:
        assert made.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        made.execute("UPDATE alembic_version SET version_num = 'an older one'")
        made.commit()
    assert not server._make_database(database)
    assert [path.name for path in tmp_path.iterdir()] == ["prefect.db"]


@pytest.mark.parametrize("fault", ["another Prefect", "damaged"])
def test_a_database_that_we_cannot_make_is_left_to_prefect(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema_of = {"another Prefect": "-- Prefect 0.1\n", "damaged": "{head}\nCREATE TABLE half"}
    head = server.SCHEMA.read_text(encoding="utf-8").partition("\n")[0]
    (tmp_path / "schema.sql").write_text(schema_of[fault].format(head=head))
    monkeypatch.setattr(server, "SCHEMA", tmp_path / "schema.sql")
    assert not server._make_database(tmp_path / "prefect.db")
    assert not (tmp_path / "prefect.db").exists()
