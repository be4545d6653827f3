"""Whatever is raised at a stage of one source ends that source's turn, named, and no other's."""

from __future__ import annotations

import builtins
import dataclasses
import datetime as dt
import itertools
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.archive import LocalArchive, make_capture
from extract.batches import Batch
from extract.registry import Source
from extract.spec import Bounds, Licence, Request, SourceSpec
from flows import fetch, stage
from flows.settings import Settings
from warehouse.errors import ContractError, SourceChangedError
from warehouse.records import Capture, Mention, Records

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ID = "no_synthetic_faults"
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "UnicodeDecodeError": ("utf-8", b"x", 0, 1, "why"),
    "UnicodeEncodeError": ("ascii", "\ud800", 0, 1, "why"),
    "UnicodeTranslateError": ("x", 0, 1, "why"),
    "ExceptionGroup": ("several", [ValueError("one")]),
}
FAULTS = {
    name: kind(*ARGUMENTS.get(name, ("\x1b[31m broken \ud800",)))
    for name, kind in sorted(vars(builtins).items())
    if isinstance(kind, type) and issubclass(kind, Exception) and kind.__name__ == name
}
#: One of each branch of exceptions: places differ in where they contain, not in what.
BRANCHES = (
    *("AssertionError", "ExceptionGroup", "KeyError", "MemoryError", "OSError"),
    *("RecursionError", "StopIteration", "UnicodeEncodeError", "ZeroDivisionError"),
)
VISIT = ("client", "offers", "pieces", "poll", "store")
READING = ("bundled_captures", "write_staged")


def _good(_: Capture) -> Records:
    return Records(mentions=(Mention("cluster", "NO", "Good", "p[1]"),))


SPEC = SourceSpec(
    source_id=ID,
    title="Synthetic",
    publisher="Nobody",
    kind="registry",
    licence=Licence("not stated", "none"),
    landing_url="https://agency.example/",
    cadence="monthly",
    language="nb",
    bounds=Bounds(1, 9, 1, NOW.date()),
    reviewed_on=NOW.date(),
    remark="Synthetic.",
    requests=(Request("https://agency.example/", "page"),),
)


def _capture(method: str = "transcribed", content: bytes = b"x") -> Capture:
    return make_capture(
        source_id=ID,
        url="https://agency.example/",
        content=content,
        captured_at=NOW,
        method=method,
        media_type="text/html",
    )


def _raise(error: Exception) -> Any:
    raise error


def _source(place: str, error: Exception) -> Source:
    def parse(capture: Capture) -> Records:
        return _raise(error) if place == "parse" and capture.method == "http" else _good(capture)

    def pieces() -> Iterator[Capture]:
        yield _capture("http", b"piece")
        _raise(error)

    def offers(_: Any) -> Iterator[Any]:
        if place == "offers":
            _raise(error)
        if place == "pieces":
            yield Batch("t:1", "q", pieces)
        if place == "poll":
            yield Batch("t:1", "q", pieces, lambda _: _raise(error))
        yield _capture("http")

    return Source(SPEC, parse, fetch=None if place == "client" else offers)


class _Client:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def for_visit(self, _: str) -> _Client:
        return self

    def get(self, *_: Any, **__: Any) -> Any:
        raise self._error


@pytest.mark.parametrize(
    ("place", "name"),
    [*itertools.product(VISIT, BRANCHES), *itertools.product(["parse"], FAULTS)],
)
def test_a_fault_of_a_visit_is_an_outcome(
    place: str,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    error = FAULTS[name]
    source = _source(place, error)
    monkeypatch.setattr(fetch, "find_source", lambda _: source)
    monkeypatch.setattr(stage, "find_source", lambda _: source)
    monkeypatch.setattr(stage, "bundled_captures", lambda *_: [_capture()])
    if place == "store":
        monkeypatch.setattr(LocalArchive, "store", lambda *_: _raise(error))
    caplog.set_level(logging.DEBUG, "nordic_clusters.faults")
    outcome = fetch.fetch_source(ID, Settings(tmp_path), lambda: _Client(error), NOW)  # type: ignore[arg-type,return-value]
    assert outcome.state == "failed"
    assert type(error).__name__ in (outcome.detail or "")
    assert ID in (outcome.detail or "")
    assert (outcome.detail or "").isprintable()
    assert any(record.exc_info for record in caplog.records), "the traceback is for the developer"
    staged = stage.stage_source(ID, Settings(tmp_path), tmp_path)
    assert staged.state == "stale"
    assert staged.record_count == 1, "the bundled capture serves"


@pytest.mark.parametrize(
    ("place", "name"),
    [*itertools.product(READING, BRANCHES), *itertools.product(["choose"], FAULTS)],
)
def test_a_fault_of_reading_is_an_outcome(
    place: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source(SPEC, _good)
    monkeypatch.setattr(stage, "find_source", lambda _: source)
    monkeypatch.setattr(stage, "bundled_captures", lambda *_: [_capture()])
    assert stage.stage_source(ID, Settings(tmp_path), tmp_path).state == "bundled"
    monkeypatch.setattr(stage, place, lambda *_, **__: _raise(FAULTS[name]))
    outcome = stage.stage_source(ID, Settings(tmp_path), tmp_path)
    assert outcome.state == "failed"
    assert type(FAULTS[name]).__name__ in (outcome.detail or "")


def test_two_records_of_one_parser_do_not_share_their_fate(tmp_path: Path) -> None:
    broken = Mention("cluster", "NO", "x" * 5_000, "p[2]")
    source = Source(
        dataclasses.replace(SPEC),
        lambda capture: Records(mentions=(*_good(capture).mentions, broken)),
    )
    records = source.read(_capture())
    assert [mention.name for mention in records.mentions] == ["Good"]
    assert len(records.set_aside) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source_id": "uk_synthetic_faults"}, "DK, SE, NO, EU"),
        ({"bounds": Bounds(30, 20, 0, NOW.date())}, "minimum=30"),
        ({"bounds": Bounds(30, 50, 5, NOW.date())}, "seen=5"),
    ],
)
def test_a_wrong_declaration_names_its_source_and_what_may_stand(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ContractError, match=re.escape(said)) as caught:
        dataclasses.replace(SPEC, **changes)  # type: ignore[arg-type]
    assert caught.value.source_id == changes.get("source_id", SPEC.source_id)


def test_the_traceback_of_a_run_is_in_its_file_and_not_on_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from flows.console import Console

    source = Source(SPEC, lambda _: _raise(KeyError("nobody foresaw \ud800")))
    with Console(faults=tmp_path / "faults.log"), pytest.raises(SourceChangedError):
        source.read(_capture())
    text = (tmp_path / "faults.log").read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "nobody foresaw" in text
    assert "Traceback" not in capsys.readouterr().err
