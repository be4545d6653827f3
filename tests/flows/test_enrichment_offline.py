"""Sources that only live visits fill: missing, and said so, until then."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from extract import BUNDLED_ROOT
from extract.http.client import Client
from extract.registry import source
from flows import build
from flows.fetch import fetch_source
from flows.outcomes import StageOutcome
from flows.settings import Settings
from flows.stage import NEVER_FETCHED, stage_source

SOURCES = ("dk_virk_cvr", "no_brreg_units", "se_vinnova_projects")
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("source_id", SOURCES)
def test_nothing_is_bundled_and_nothing_breaks(source_id: str, tmp_path: Path) -> None:
    assert not (BUNDLED_ROOT / source_id).exists()
    assert source(source_id).follow is not None
    outcome = stage_source(source_id, Settings(tmp_path), tmp_path)
    assert (outcome.state, outcome.record_count, outcome.path) == ("missing", 0, None)
    assert outcome.detail == NEVER_FETCHED


def test_a_source_that_is_not_configured_says_so_in_the_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in source("dk_virk_cvr").spec.settings:
        monkeypatch.delenv(name, raising=False)

    def no_client() -> Client:
        raise AssertionError("a client was asked for")

    fetch_source("dk_virk_cvr", Settings(tmp_path), no_client, NOW)
    outcome = stage_source("dk_virk_cvr", Settings(tmp_path), tmp_path)
    assert outcome.state == "missing"
    assert str(outcome.detail).startswith("not configured")


@pytest.mark.parametrize(("state", "is_complete"), [("missing", True), ("failed", False)])
def test_decisions_are_held_although_a_source_was_never_there(
    state: str, is_complete: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def tables(*_: object, complete: bool, **__: object) -> dict[str, object]:
        seen.append(complete)
        return {}

    monkeypatch.setattr("transform.assemble.build_tables", tables)
    build.assemble(
        [StageOutcome("no_brreg_units", state, 0, (), None)], tmp_path, dt.date(2026, 11, 28)
    )
    assert seen == [is_complete]
