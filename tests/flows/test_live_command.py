"""``nordic-clusters run --live`` reminds of the contact that agencies are told, once."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from flows import pipeline
from flows.build import Result

command = importlib.import_module("flows.commands.run")
SETTING = "NORDIC_CLUSTERS_CONTACT"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    result = Result("20261122T120000Z", False, str(tmp_path), {}, "unchanged since it passed", 0)
    monkeypatch.setattr(pipeline, "run", lambda *_, **__: result)
    app = typer.Typer()
    app.command()(command.run)

    def invoke(*arguments: str) -> str:
        found = CliRunner().invoke(app, ["--engine", "plain", "--root", str(tmp_path), *arguments])
        assert found.exit_code == 0, found.output
        return found.output

    return invoke


def test_without_a_contact_it_is_said_once(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert run("--live").count(SETTING) == 1
    assert SETTING not in run()


def test_with_a_contact_nothing_is_said(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "https://agency.example/about")
    assert SETTING not in run("--live")
