"""The last good capture serves, and the source says that it is stale."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from extract.archive import LocalArchive, make_capture
from extract.registry import Source
from extract.spec import Bounds, Licence, SourceSpec
from flows import stage
from flows.outcomes import FetchOutcome, remember
from flows.settings import Settings
from warehouse.errors import ReleaseError, SourceChangedError
from warehouse.records import Capture, Mention, Records

DAY = dt.date(2026, 11, 22)


def _parse(capture: Capture) -> Records:
    """Synthetic source: a JSON list of names."""
    names = json.loads(capture.content)
    if not isinstance(names, list):
        raise SourceChangedError("the list vanished", place="/", expected="a list", found="none")
    return Records(
        mentions=tuple(
            Mention("cluster", "NO", name.strip(), f"/{n}") for n, name in enumerate(names)
        )
    )


SOURCE = Source(
    SourceSpec(
        source_id="no_synthetic_list",
        title="Synthetic list",
        publisher="Nobody",
        kind="registry",
        licence=Licence("not stated", "none"),
        landing_url="https://agency.example/list",
        cadence="monthly",
        language="nb",
        bounds=Bounds(2, 5, 3, DAY),
        reviewed_on=DAY,
        remark="Synthetic.",
    ),
    _parse,
)


def _capture(content: bytes, hour: int, method: str = "http") -> Capture:
    return make_capture(
        source_id="no_synthetic_list",
        url="https://agency.example/list.json",
        content=content,
        captured_at=dt.datetime(2026, 11, 22, hour, tzinfo=dt.UTC),
        method=method,
        media_type="application/json",
    )


BUNDLED = _capture(b'["a", "b", "c"]', 0, "transcribed")


def test_bytes_that_ship_with_the_code_and_are_seen_again_are_one_capture() -> None:
    strategy = dataclasses.replace(SOURCE, spec=dataclasses.replace(SOURCE.spec, kind="strategy"))
    seen, newer = _capture(BUNDLED.content, 5), _capture(b'["a", "b", "c", "d"]', 9)
    assert seen.capture_id == BUNDLED.capture_id
    assert [one for one, _ in stage.choose(strategy, [BUNDLED], [seen]).parsed] == [seen]
    choice = stage.choose(strategy, [BUNDLED], [seen, newer])
    assert [one for one, _ in choice.parsed] == [newer]
    assert [one for one, _ in choice.earlier] == [seen]


def test_the_newest_capture_serves() -> None:
    newer = _capture(b'["a", "b", "c", "d"]', 9)
    choice = stage.choose(SOURCE, [BUNDLED], [newer])
    assert [capture for capture, _ in choice.parsed] == [newer]
    assert choice.complaints == ()
    assert choice.record_count == 4


@pytest.mark.parametrize(
    ("damaged", "found"),
    [
        (b'["a", "b"', "JSONDecodeError"),
        (b'{"a": 1}', "the list vanished"),
        (b"[1, 2, 3]", "AttributeError"),
        (b'["a"]', "fewer records"),
    ],
)
def test_a_damaged_capture_is_passed_over_and_named(damaged: bytes, found: str) -> None:
    choice = stage.choose(SOURCE, [BUNDLED], [_capture(damaged, 9)])
    assert [capture for capture, _ in choice.parsed] == [BUNDLED]
    (complaint,) = choice.complaints
    assert found in complaint
    assert "no_synthetic_list" in complaint
    assert "https://agency.example/list" in complaint


def test_an_older_good_capture_comes_before_the_bundled_one() -> None:
    good, bad = _capture(b'["a", "b", "x"]', 5), _capture(b"[", 9)
    choice = stage.choose(SOURCE, [BUNDLED], [good, bad])
    assert [capture for capture, _ in choice.parsed] == [good]


def test_too_few_everywhere_is_an_error_that_names_the_bounds() -> None:
    with pytest.raises(SourceChangedError, match=r"fewer .* expected: 2 to 5"):
        stage.choose(SOURCE, [_capture(b'["a"]', 0, "transcribed")], [])


def test_a_list_beyond_its_bounds_is_no_healthy_list() -> None:
    flood = json.dumps([f"cluster {number}" for number in range(500)]).encode()
    choice = stage.choose(SOURCE, [BUNDLED], [_capture(flood, 9)])
    assert [capture for capture, _ in choice.parsed] == [BUNDLED]
    (complaint,) = choice.complaints
    assert "more records" in complaint


def test_a_list_whose_names_all_changed_is_another_list() -> None:
    wide = dataclasses.replace(
        SOURCE, spec=dataclasses.replace(SOURCE.spec, bounds=Bounds(1, 50, 9, dt.date(2026, 1, 1)))
    )
    letters = _capture(json.dumps(list("abcdefgh")).encode(), 5)
    digits = _capture(json.dumps(list("12345678")).encode(), 9)
    choice = stage.choose(wide, [], [letters, digits])
    assert [capture for capture, _ in choice.parsed] == [letters]
    assert "all names changed" in choice.complaints[0]
    grown = _capture(json.dumps(list("abcdefghijklmn")).encode(), 9)
    assert stage.choose(wide, [], [letters, grown]).complaints == ()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(stage, "find_source", lambda _: SOURCE)
    monkeypatch.setattr(stage, "bundled_captures", lambda *_: [BUNDLED])
    return Settings(tmp_path)


def test_outcomes_say_where_the_records_come_from(settings: Settings, tmp_path: Path) -> None:
    assert stage.stage_source("no_synthetic_list", settings, tmp_path).state == "bundled"
    LocalArchive(settings.archive).store(_capture(b'["a", "b"]', 9))
    fresh = FetchOutcome("no_synthetic_list", "fresh", "2026-11-22T09:00:00+00:00", "1 new")
    remember(settings.state / "fetch", fresh)
    outcome = stage.stage_source("no_synthetic_list", settings, tmp_path)
    assert (outcome.state, outcome.record_count) == ("fresh", 2)
    ((capture, records),), earlier = stage.load_staged([outcome])
    assert earlier == []
    assert capture.captured_at.hour == 9
    assert [mention.name for mention in records.mentions] == ["a", "b"]


def test_a_failed_fetch_leaves_the_source_stale_with_its_reason(
    settings: Settings, tmp_path: Path
) -> None:
    failed = FetchOutcome("no_synthetic_list", "failed", "2026-11-22T09:00:00+00:00", "HTTP 503")
    remember(settings.state / "fetch", failed)
    outcome = stage.stage_source("no_synthetic_list", settings, tmp_path)
    assert (outcome.state, outcome.record_count, outcome.detail) == ("stale", 3, "HTTP 503")


def test_a_damaged_newest_capture_makes_the_source_stale(
    settings: Settings, tmp_path: Path
) -> None:
    LocalArchive(settings.archive).store(_capture(b"<html>sorry</html>", 9))
    outcome = stage.stage_source("no_synthetic_list", settings, tmp_path)
    assert outcome.state == "stale"
    assert outcome.record_count == 3
    assert "JSONDecodeError" in (outcome.detail or "")


def test_a_full_disk_is_no_source_s_failure(tmp_path: Path) -> None:
    (tmp_path / "staging").write_text("no folder", encoding="utf-8")
    with pytest.raises(ReleaseError, match="files could not be written; what is published stands"):
        stage.stage_source("dk_deb_grants", Settings(tmp_path), tmp_path / "staging")
