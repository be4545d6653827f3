"""``run --live`` with ``--table`` and ``--since``, the real command against local agencies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extract.archive import LocalArchive
from extract.batches import ArrivalLog
from extract.marks import MarkLog
from flows import fetch, pipeline
from flows.build import Result
from flows.outcomes import recall
from flows.selection import Selection
from tests.agencies.server import Answer
from tests.flows.live_case import KINDS, LiveCase
from tests.flows.typed import Typed, typed
from warehouse.errors import NordicClustersError

Run = Callable[..., Typed]


@pytest.fixture(params=["SCB", "Eurostat"])
def case(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LiveCase]:
    """An agency with two tables."""
    live = LiveCase(KINDS[request.param], tmp_path, monkeypatch)
    with live.server:
        yield live


@pytest.fixture
def run(case: LiveCase, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, which asks the local agency; making a release is another test's matter."""
    result = Result("20261122T120000Z", False, "current", {}, "unchanged since it passed", 0)
    monkeypatch.setattr(pipeline, "publish_release", lambda *_, **__: result)
    monkeypatch.setattr(fetch, "shared_client", case.client)

    def invoke(*words: object) -> Typed:
        live = ("run", "--live", "--engine", "plain", "--source", case.source_id)
        return typed(*live, "--root", case.settings.root, *words)

    return invoke


def arrived(case: LiveCase) -> dict[str, dt.datetime]:
    """The newest arrival of each table."""
    found: dict[str, dt.datetime] = {}
    for one in ArrivalLog(case.settings.archive).arrivals(case.source_id):
        found.setdefault(one.name, one.asked_at)
    return found


def test_one_table_alone_is_asked_for(case: LiveCase, run: Run) -> None:
    first, second = (table.stat_table_id for table in case.tables)
    assert run("--table", second).exit_code == 0
    assert arrived(case).keys() == {second}
    assert run().exit_code == 0
    assert arrived(case).keys() == {first, second}


def test_since_a_day_what_changed_is_asked_for_though_it_is_there(case: LiveCase, run: Run) -> None:
    run()
    began = arrived(case)
    asked = len(case.server.questions)
    run()
    polls = len(case.server.questions) - asked
    assert arrived(case) == began
    run("--since", "1990-01-01")
    again = arrived(case)
    assert again.keys() == began.keys()
    assert all(again[name] > began[name] for name in began)
    assert len(case.server.questions) - asked - polls > polls


def test_since_a_day_after_the_last_change_nothing_more_is_asked(case: LiveCase, run: Run) -> None:
    run()
    began = arrived(case)
    run("--since", dt.datetime.now(dt.UTC).date())
    assert arrived(case) == began


def test_one_table_that_came_does_not_excuse_the_others(
    case: LiveCase, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (table.stat_table_id for table in case.tables)
    with monkeypatch.context() as down:
        down.setattr(case.server, "answer", lambda _: Answer(b"busy", 502, "text/plain"))
        assert run().exit_code == 3
    failed = recall(case.settings.state / "fetch", case.source_id)
    assert failed is not None
    assert failed.leaves_stale
    assert run("--table", first).exit_code == 0
    assert recall(case.settings.state / "fetch", case.source_id) == failed
    run()
    whole = recall(case.settings.state / "fetch", case.source_id)
    assert whole is not None
    assert whole.state == "fresh"
    assert second in arrived(case)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--table", "ssb:0"), "no table ssb:0"),
        (("--since", "spring"), "YYYY-MM-DD"),
        (("--since", "3000-01-01"), "still to come; expected: a day up to today"),
    ],
)
def test_what_is_not_there_is_named(tmp_path: Path, words: tuple[str, str], told: str) -> None:
    found = typed("run", "--live", "--root", tmp_path, *words)
    assert found.exit_code == 2
    assert told in found.stderr


def test_a_table_and_a_source_without_it_leave_nothing() -> None:
    with pytest.raises(NordicClustersError, match="no source is left"):
        Selection.of(["dk_dst_employment"], tables=["ssb:13470"]).source_ids()


def test_a_feed_is_read_again_from_the_day(tmp_path: Path) -> None:
    marks = MarkLog(LocalArchive(tmp_path))
    since = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    marks.write(
        "s", {"update_id": "20261122", "asked_at": "2026-11-22T09:00:00+00:00", "day": "2026-11-22"}
    )
    marks.rewind("s", since)
    assert marks.read("s") == {"asked_at": since.isoformat(), "day": "2026-03-01"}
    marks.rewind("s", since + dt.timedelta(days=90))
    assert marks.read("s")["day"] == "2026-03-01", "a mark never moves forward"
