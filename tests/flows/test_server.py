"""The server of a run: one of the user's that is not there, and what Prefect prints."""

from __future__ import annotations

import contextlib
import logging
import socket
import sqlite3
from pathlib import Path

import pytest

from flows import server
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


@pytest.mark.flows
def test_a_new_home_has_the_database_that_prefect_expects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic.operations import batch
    from alembic.script import ScriptDirectory
    from prefect.server.database import provide_database_interface
    from prefect.server.database.alembic_commands import alembic_config

    monkeypatch.setattr(batch, "Table", batch.Table)  # put back in the end
    server._make_database(tmp_path / "prefect.db")
    interface = provide_database_interface()
    script = ScriptDirectory.from_config(alembic_config())
    script.version_locations = [str(interface.orm.versions_dir)]
    wanted = {
        (table.name, column.name)
        for table in interface.Base.metadata.tables.values()
        for column in table.columns
    }
    with contextlib.closing(sqlite3.connect(tmp_path / "prefect.db")) as made:
        stamps = [stamp for (stamp,) in made.execute("SELECT version_num FROM alembic_version")]
        names = made.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        held = {
            (name, column)
            for (name,) in names
            for _, column, *_ in made.execute(f"PRAGMA table_info({name})")
        }
    assert stamps == script.get_heads()
    assert wanted <= held


def test_a_database_that_cannot_be_made_is_left_to_prefect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(database: Path) -> None:
        database.write_bytes(b"half")
        database.with_name("prefect.db-wal").touch()
        raise AttributeError("another version of Alembic")

    monkeypatch.setattr(server, "_migrate", fail)
    server._make_database(tmp_path / "prefect.db")
    assert list(tmp_path.iterdir()) == []
