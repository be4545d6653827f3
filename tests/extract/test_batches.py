"""Arrivals: noted when complete, two kept, and never trusted when a piece is gone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from extract.archive import LocalArchive, make_capture
from extract.batches import Arrival, ArrivalLog, Batch, digest
from warehouse.errors import SourceError

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
NAME = "ssb:99001"


def _batch(question: str = "q") -> Batch:
    return Batch(NAME, question, lambda: iter(()))


def _store(root: Path, content: bytes) -> str:
    capture = make_capture(
        source_id="synthetic",
        url="https://agency.example/data",
        content=content,
        captured_at=NOON,
        method="http",
        media_type="application/json",
        part_of=NAME,
    )
    LocalArchive(root).store(capture)
    return capture.capture_id


def _arrival(*pieces: str, hour: int = 0, question: str = "q") -> Arrival:
    return Arrival(NAME, question, NOON + dt.timedelta(hours=hour), pieces)


def test_an_arrival_comes_back(tmp_path: Path) -> None:
    log, piece = ArrivalLog(tmp_path), _store(tmp_path, b"1")
    assert log.last("synthetic", _batch()) is None
    assert log.note("synthetic", _arrival(piece))
    assert log.last("synthetic", _batch()) == _arrival(piece)
    assert log.arrivals("synthetic") == [_arrival(piece)]
    assert log.arrivals("another") == []


def test_another_question_was_never_answered(tmp_path: Path) -> None:
    log, piece = ArrivalLog(tmp_path), _store(tmp_path, b"1")
    log.note("synthetic", _arrival(piece))
    assert log.last("synthetic", _batch("another")) is None


@pytest.mark.parametrize("lost", ["captures", "objects"])
def test_an_arrival_that_lost_a_piece_is_not_trusted(tmp_path: Path, lost: str) -> None:
    log, piece = ArrivalLog(tmp_path), _store(tmp_path, b"1")
    log.note("synthetic", _arrival(piece))
    for path in [path for path in (tmp_path / lost).rglob("*") if path.is_file()]:
        path.unlink()
    assert log.last("synthetic", _batch()) is None


def test_the_same_pieces_again_move_the_time_only(tmp_path: Path) -> None:
    log, piece = ArrivalLog(tmp_path), _store(tmp_path, b"1")
    log.note("synthetic", _arrival(piece))
    assert not log.note("synthetic", _arrival(piece, hour=5))
    assert log.arrivals("synthetic") == [_arrival(piece, hour=5)]


def test_the_newest_two_are_kept(tmp_path: Path) -> None:
    log = ArrivalLog(tmp_path)
    pieces = [_store(tmp_path, bytes([number])) for number in range(3)]
    for hour, piece in enumerate(pieces):
        log.note("synthetic", _arrival(piece, hour=hour))
    assert [one.capture_ids for one in log.arrivals("synthetic")] == [(pieces[2],), (pieces[1],)]


def test_pieces_nobody_waits_for_are_not_read(tmp_path: Path) -> None:
    archive, kept = LocalArchive(tmp_path), _store(tmp_path, b"1")
    dropped = _store(tmp_path, b"2")
    (path,) = (tmp_path / "captures" / "synthetic").glob(f"*-{dropped}.json")
    assert '"part_of": "ssb:99001"' in path.read_text()
    found = [one.capture_id for one in archive.captures("synthetic", pieces={kept})]
    assert found == [kept]
    assert len(list(archive.captures("synthetic"))) == 2


@pytest.mark.parametrize("text", ["{", "[]", '{"arrivals": [{"name": "x"}]}'])
def test_a_damaged_note_is_told_and_written_anew(tmp_path: Path, text: str) -> None:
    log, piece = ArrivalLog(tmp_path), _store(tmp_path, b"1")
    log.note("synthetic", _arrival(piece))
    (path,) = (tmp_path / "arrivals" / "synthetic").iterdir()
    assert "/" not in path.name
    path.write_text(text)
    faults: list[SourceError] = []
    assert log.arrivals("synthetic", faults=faults) == []
    assert "arrival is damaged" in str(faults[0])
    assert faults[0].source_id == "synthetic"
    assert log.note("synthetic", _arrival(piece)), "it is written anew"
    assert len(log.arrivals("synthetic")) == 1


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest("t", {"a": ["1"], "b": ["2"]}) == digest("t", {"b": ["2"], "a": ["1"]})
    assert digest("t", {"a": ["1", "2"]}) != digest("t", {"a": ["2", "1"]})
