"""Bad days at the agencies: said plainly, the last good arrival serves, the release says stale."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.outcomes import FetchOutcome
from tests.agencies.cube import Cube
from tests.agencies.server import Answer, Question
from tests.flows.live_case import KINDS, LiveCase

Spoil = Callable[[Question, Answer], Answer]

PAGE = b"<!DOCTYPE html><html><body>Service unavailable</body></html>"


def _of_figures(spoil: Callable[[Answer], Answer]) -> Spoil:
    """Spoils the answers that carry figures, of both versions; leaves polls and metadata."""

    def only_figures(question: Question, answer: Answer) -> Answer:
        is_figures = "/data" in question.path or question.method == "POST"
        return spoil(answer) if is_figures and answer.status < 400 else answer

    return only_figures


def _with(**changes: object) -> Callable[[Answer], Answer]:
    return lambda answer: dataclasses.replace(answer, **changes)


def _too_many(status: int) -> Callable[[Answer], Answer]:
    body = {"type": "Parameter error", "title": "Too many cells", "status": status}
    return lambda _: Answer.of_json(body, status)


#: How the answer is spoiled; the state of the fetch; words of the complaint.
BAD_DAYS: dict[str, tuple[Spoil, str, tuple[str, ...]]] = {
    "a page instead of figures": (
        _of_figures(lambda _: Answer(PAGE, media_type="text/html")),
        "failed",
        ("application/json", "text/html"),
    ),
    "a page that claims to be figures": (
        _of_figures(lambda _: Answer(PAGE)),
        "failed",
        ("application/json", "html"),
    ),
    "figures that end in the middle": (
        _of_figures(lambda answer: dataclasses.replace(answer, body=answer.body[:-200])),
        "failed",
        ("json",),
    ),
    "an answer that breaks off": (
        _of_figures(lambda answer: dataclasses.replace(answer, stated_length=10**6)),
        "failed",
        ("broke off", "tries"),
    ),
    "thirty megabytes": (
        _of_figures(_with(stated_length=30_000_000)),
        "failed",
        ("30,000,000 bytes",),
    ),
    "a symbol of unknown meaning": (
        _of_figures(
            lambda answer: dataclasses.replace(
                answer, body=answer.body.replace(b'"status":{', b'"status":{"0":"!?",')
            )
        ),
        "failed",
        ("symbol of unknown meaning", "!?", "status_map.csv"),
    ),
    "a time of change that is none": (
        _of_figures(
            lambda answer: dataclasses.replace(
                answer, body=answer.body.replace(b'"updated":"', b'"updated":"soon ')
            )
        ),
        "failed",
        ("updated", "soon"),
    ),
    "busy until tomorrow": (
        lambda _, __: Answer(b"", 429, "text/plain", {"Retry-After": "86400"}),
        "refused",
        ("429", "run again after 2026-11-2"),
    ),
    "more than is allowed, by the specification": (
        _of_figures(_too_many(403)),
        "refused",
        ("403", "too many cells"),
    ),
    "more than is allowed, as at SSB": (
        _of_figures(_too_many(400)),
        "failed",
        ("400", "too many cells"),
    ),
    "the default selection instead of the one asked for": (
        _of_figures(
            lambda answer: dataclasses.replace(
                answer, body=re.sub(rb'"size":\[\d+', b'"size":[1', answer.body)
            )
        ),
        "failed",
        ("size", "8 x 17 x 1 x 10"),
    ),
    "down, both versions": (lambda _, __: Answer(b"busy", 503, "text/plain"), "failed", ("503",)),
}


@pytest.fixture
def ssb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveCase]:
    live = LiveCase(KINDS["SSB"], tmp_path, monkeypatch)
    with live.server:
        yield live


def _spoil(case: LiveCase, monkeypatch: pytest.MonkeyPatch, spoil: Spoil) -> None:
    answer = case.server.answer
    monkeypatch.setattr(case.server, "answer", lambda question: spoil(question, answer(question)))


def _serves_stale(case: LiveCase, serving: tuple[str, ...], words: tuple[str, ...]) -> None:
    staged = case.stage()
    assert (staged.state, staged.capture_ids) == ("stale", serving)
    (row,) = case.assemble()["source"].to_pylist()
    assert row["state"] == "stale"
    for word in (case.source_id, "http", "expected:", "found:", "next:", *words):
        assert word.lower() in row["state_detail"].lower(), row["state_detail"]


@pytest.mark.parametrize("day", BAD_DAYS)
def test_the_last_good_arrival_serves(
    day: str, ssb: LiveCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil, state, words = BAD_DAYS[day]
    ssb.fetch()
    serving = ssb.stage().capture_ids
    ssb.wait()
    ssb.update("13470")
    ssb.wait()
    _spoil(ssb, monkeypatch, spoil)
    outcome = ssb.fetch()
    assert outcome.state == state, outcome.detail
    _serves_stale(ssb, serving, ("https://data.ssb.no/api/", *words))


def test_after_a_bad_day_a_good_one(ssb: LiveCase, monkeypatch: pytest.MonkeyPatch) -> None:
    ssb.fetch()
    ssb.wait()
    ssb.update("13470")
    ssb.wait()
    with monkeypatch.context() as bad:
        _spoil(ssb, bad, BAD_DAYS["figures that end in the middle"][0])
        assert ssb.fetch().state == "failed"
    assert ssb.fetch().state == "fresh"
    assert ssb.stage().state == "fresh"


def test_an_unknown_code_in_a_table(ssb: LiveCase) -> None:
    ssb.fetch()
    serving = ssb.stage().capture_ids
    ssb.wait()
    cube: Cube = ssb.server.cubes["13470"]
    region = dataclasses.replace(cube.axes[0], values={**cube.axes[0].values, "K-9876": "Nowhere"})
    grouping = dataclasses.replace(
        cube.groupings[0], members={**cube.groupings[0].members, "K-9876": ["K-9876"]}
    )
    ssb.server.cubes["13470"] = dataclasses.replace(
        cube, axes=(region, *cube.axes[1:]), groupings=(grouping, *cube.groupings[1:])
    )
    ssb.update("13470")
    ssb.wait()
    assert ssb.fetch().state == "failed"
    _serves_stale(ssb, serving, ("K-9876", "dimension Region"))


@pytest.mark.parametrize("hour", [4, 5, 6])  # UTC in winter: 05:00 to 07:00 in Oslo
def test_a_closed_agency_is_not_asked_and_we_say_when_to_come_back(
    ssb: LiveCase, hour: int
) -> None:
    ssb.fetch()
    serving = ssb.stage().capture_ids
    ssb.wait(hours=12 + hour)
    asked = len(ssb.server.questions)
    outcome = ssb.fetch()
    assert outcome.state == "refused"
    assert len(ssb.server.questions) == asked
    _serves_stale(ssb, serving, ("closed", "run again after 2026-11-23T08:20:00+01:00"))
    ssb.clock.sleep(dt.timedelta(hours=6).total_seconds())
    assert ssb.fetch().state == "unchanged"
    assert ssb.stage().state == "unchanged"


def test_a_short_wait_that_the_agency_asks_for_is_waited(
    ssb: LiveCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = [Answer(b"", 429, "text/plain", {"Retry-After": "7"})]
    _spoil(ssb, monkeypatch, lambda _, answer: busy.pop() if busy else answer)
    assert ssb.fetch().state == "fresh"
    assert max(ssb.clock.slept) >= 7


def _eurostat_is_out(case: LiveCase) -> None:
    case.server.is_out = True  # type: ignore[attr-defined]


def _table_is_gone(case: LiveCase) -> None:
    case.server.cubes.clear()


@pytest.mark.parametrize(
    ("agency", "happens", "words"),
    [
        ("Eurostat", _eurostat_is_out, ("text/html",)),
        ("Eurostat", _table_is_gone, ("404",)),
        ("StatBank", _table_is_gone, ("EXTRACT-NOTFOUND", "RAS310")),
        ("SCB", _table_is_gone, ("400", "withdrawn")),
    ],
)
def test_other_agencies(
    agency: str,
    happens: Callable[[LiveCase], None],
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = LiveCase(KINDS[agency], tmp_path, monkeypatch)
    with case.server:
        case.fetch()
        serving = case.stage().capture_ids
        case.wait(days=60)
        happens(case)
        assert case.fetch().state == "failed"
        staged = case.stage()
        assert (staged.state, staged.capture_ids) == ("stale", serving)
        for word in (case.source_id, "https://", "expected:", "found:", *words):
            assert word in (staged.detail or "")


@pytest.mark.parametrize("agency", KINDS)
def test_an_agency_that_is_down(
    agency: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = LiveCase(KINDS[agency], tmp_path, monkeypatch)
    with case.server:
        case.fetch()
        serving = case.stage().capture_ids
        case.wait()
        _spoil(case, monkeypatch, lambda _, __: Answer(b"busy", 502, "text/plain"))
        outcome = case.fetch()
        assert outcome.state == "failed"
        assert outcome.is_worth_retrying
        staged = case.stage()
        assert (staged.state, staged.capture_ids) == ("stale", serving)
        assert "502" in (staged.detail or "")


def test_a_refusal_is_not_tried_again() -> None:
    def outcome(state: str) -> FetchOutcome:
        return FetchOutcome("no_synthetic", state, "2026-11-22T12:00:00+00:00")

    assert not outcome("refused").is_worth_retrying
    assert outcome("refused").leaves_stale
    assert outcome("failed").is_worth_retrying
    assert not outcome("unchanged").leaves_stale
