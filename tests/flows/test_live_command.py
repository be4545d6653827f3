"""``nordic-clusters run --live`` reminds of the contact that agencies are told, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import pipeline
from flows.build import Result
from tests.flows.typed import typed

SETTING = "NORDIC_CLUSTERS_CONTACT"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    result = Result("20261122T120000Z", False, str(tmp_path), {}, "unchanged since it passed", 0)
    monkeypatch.setattr(pipeline, "run", lambda *_, **__: result)

    def invoke(*arguments: str) -> str:
        found = typed("run", "--engine", "plain", "--root", tmp_path, *arguments)
        assert found.exit_code == 0, found.stderr
        return found.stdout + found.stderr

    return invoke


def test_without_a_contact_it_is_said_once(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert run("--live").count(SETTING) == 1
    assert SETTING not in run()


def test_with_a_contact_nothing_is_said(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "https://agency.example/about")
    assert SETTING not in run("--live")
