"""A bad day at an agency: a clear complaint, the last good capture serves, the source is stale."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.archive import LocalArchive, bundled_captures
from extract.http.client import Client, RetryPolicy
from extract.registry import Source, sources
from extract.spec import Request
from flows import fetch, stage
from flows.settings import Settings
from tests.agencies import pages
from tests.agencies.clock import FakeClock
from tests.agencies.pages import PageServer
from tests.agencies.server import Answer

SOURCE_ID = "se_tillvaxtverket_s3piloten"
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
GOOD = bundled_captures(SOURCE_ID)[0].content


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, server: PageServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    real = sources()[SOURCE_ID]
    spec = dataclasses.replace(
        real.spec,
        requests=(Request(f"{server.url}/list", "list"),),
        is_live=True,
        # The local page has another address than the bundled one, so both count.
        bounds=dataclasses.replace(real.spec.bounds, maximum=60),
    )
    moved = Source(spec, real.parse)
    monkeypatch.setattr(fetch, "find_source", lambda _: moved)
    monkeypatch.setattr(stage, "find_source", lambda _: moved)
    return Settings(tmp_path)


def _client() -> Client:
    clock = FakeClock()
    return Client(clock=clock.time, sleep=clock.sleep, retry=RetryPolicy(attempts=2))


def _run(settings: Settings, tmp_path: Path) -> tuple[str, str, int, str]:
    fetched = fetch.fetch_source(SOURCE_ID, settings, _client, NOW)
    staged = stage.stage_source(SOURCE_ID, settings, tmp_path)
    return fetched.state, staged.state, staged.record_count, staged.detail or ""


def _page(content: bytes, media_type: str = "text/html; charset=utf-8") -> Answer:
    return Answer(content, media_type=media_type)


def test_a_good_page_becomes_a_capture_and_serves(
    settings: Settings, server: PageServer, tmp_path: Path
) -> None:
    text = GOOD.decode().replace("Paper Province", "Paper Province Nya")
    server.put("/list", pages.with_validators(_page(text.encode()), etag='"1"', last_modified="x"))
    state, staged, count, _ = _run(settings, tmp_path)
    assert (state, staged, count) == ("fresh", "fresh", count)
    assert count >= 22
    (capture,) = LocalArchive(settings.archive).captures(SOURCE_ID)
    assert (capture.method, capture.status, capture.etag) == ("http", 200, '"1"')
    assert _run(settings, tmp_path)[:2] == ("unchanged", "unchanged")


BAD_DAYS = {
    "list vanished": (_page(b"<html><body><p>Sidan har flyttat</p></body></html>"), "expected"),
    "wrong content type": (_page(b'{"error": 1}', "application/json"), "application/json"),
    "thirty megabytes": (pages.huge(states_length=False), "bytes"),
    "thirty megabytes, as stated": (pages.huge(states_length=True), "bytes"),
    "broken off": (pages.truncated(), "expected"),
    "latin-1 declared as UTF-8": (
        _page(GOOD.decode().encode("latin-1", "replace")),
        "utf-8",
    ),
    "gone": (Answer(b"", 404, "text/html"), "404"),
    "down": (Answer(b"busy", 503, "text/plain"), "503"),
}


@pytest.mark.parametrize("day", BAD_DAYS)
def test_on_a_bad_day_the_last_good_capture_serves(
    day: str, settings: Settings, server: PageServer, tmp_path: Path
) -> None:
    answer, word = BAD_DAYS[day]
    server.put("/list", answer)
    state, staged, count, detail = _run(settings, tmp_path)
    assert (state, staged) == ("failed", "stale")
    assert count > 0
    for part in (SOURCE_ID, f"{server.url}/list", word):
        assert part.lower() in detail.lower(), detail
    assert "next:" in detail or "expected:" in detail


def test_a_refusal_by_robots_is_said(
    settings: Settings, server: PageServer, tmp_path: Path
) -> None:
    server.robots = "User-agent: *\nDisallow: /"
    server.put("/list", _page(GOOD))
    state, staged, _, detail = _run(settings, tmp_path)
    assert (state, staged) == ("refused", "stale")
    assert "robots" in detail


def test_sources_that_are_not_live_are_not_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fetch.find_source(SOURCE_ID)
    quiet = Source(dataclasses.replace(real.spec, is_live=False, remark="bot check"), real.parse)
    monkeypatch.setattr(fetch, "find_source", lambda _: quiet)

    def no_client() -> Client:
        raise AssertionError("a client was asked for")

    outcome = fetch.fetch_source(SOURCE_ID, settings, no_client, NOW)
    assert (outcome.state, outcome.detail) == ("unchanged", "bot check")


def test_outcomes_are_remembered_for_the_next_release(
    settings: Settings, server: PageServer
) -> None:
    server.put("/list", Answer(b"", 404, "text/html"))
    fetch.fetch_source(SOURCE_ID, settings, _client, NOW)
    kept = json.loads((settings.state / "fetch" / f"{SOURCE_ID}.json").read_text())
    assert kept["state"] == "failed"
