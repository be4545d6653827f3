"""What the enriching sources share: terms to search, marks, and patience."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.agencies.patience import MOST_FAILURES, ask_each
from extract.archive import LocalArchive, make_capture
from extract.known_names import search_terms
from extract.marks import MarkLog
from warehouse.errors import FetchError, SourceError, SourceRefusedError
from warehouse.records import Capture


def test_terms_are_the_names_of_the_bundled_registries(tmp_path: Path) -> None:
    archive = LocalArchive(tmp_path)
    terms = {country: search_terms(country, archive) for country in ("NO", "DK", "SE")}
    assert "ocean technology" in terms["NO"], "without the programme in front"
    assert "nordic edge" in terms["NO"], "hosts, without the legal form"
    assert "odense robotics" in terms["DK"]
    for country, found in terms.items():
        assert 60 < len(found) < 600, country
        assert found == sorted(set(found))
        assert not any(term.startswith(("nce ", "gce ", "arena ")) for term in found)
        assert not any(term.endswith((" as", " aps", " ab")) for term in found)
    assert not set(terms["NO"]) & {"norwegian innovation clusters", "arena-programmet"}


def test_marks_are_kept_and_damage_is_said(tmp_path: Path) -> None:
    marks = MarkLog(LocalArchive(tmp_path))
    assert marks.read("no_test") == {}
    marks.write("no_test", {"update_id": "7"})
    assert marks.read("no_test") == {"update_id": "7"}
    for damage in ("{", "[]", '{"update_id": 7}'):
        (tmp_path / "marks" / "no_test.json").write_text(damage)
        with pytest.raises(SourceError, match=r"damaged.*no_test\.json.*begins anew"):
            marks.read("no_test")


def _answer(number: int) -> Callable[[], Capture]:
    moment = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    capture = make_capture(
        source_id="no_test",
        url=f"https://agency.example/{number}",
        content=b"",
        captured_at=moment,
        method="http",
        media_type="text/plain",
    )
    return lambda: capture


def _failure(error: SourceError, asked: list[str]) -> Callable[[], Capture]:
    def ask() -> Capture:
        asked.append(str(error))
        raise error

    return ask


def test_one_failure_keeps_nothing_else_away() -> None:
    asked: list[str] = []
    came: list[str] = []
    questions = [_answer(1), _failure(FetchError("first"), asked), _answer(2)]
    with pytest.raises(FetchError, match="first"):
        came.extend(capture.url[-1] for capture in ask_each(questions))
    assert came == ["1", "2"]


def test_an_agency_that_is_down_is_left_alone() -> None:
    asked: list[str] = []
    with pytest.raises(FetchError, match="0"):
        list(ask_each(_failure(FetchError(str(n)), asked) for n in range(10)))
    assert len(asked) == MOST_FAILURES


def test_a_refusal_ends_it_at_once() -> None:
    asked: list[str] = []
    with pytest.raises(SourceRefusedError):
        list(ask_each(_failure(SourceRefusedError("no"), asked) for _ in range(10)))
    assert len(asked) == 1
