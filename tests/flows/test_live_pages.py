"""Plain pages, live: each request stands alone, and validators belong to one question."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extract.http.client import Client
from extract.registry import Source
from extract.spec import Bounds, Licence, Request, SourceSpec
from flows import fetch, stage
from flows.settings import Settings
from tests.agencies.client import local_client
from tests.agencies.clock import FakeClock
from tests.agencies.pages import PageServer, with_validators
from tests.agencies.server import Answer
from warehouse.errors import SourceChangedError
from warehouse.records import Capture, Mention, Records

DAY = dt.date(2026, 11, 22)
JSON = ("application/json",)


def _parse(capture: Capture) -> Records:
    """Synthetic source: a JSON list of names."""
    names = json.loads(capture.content)
    if not isinstance(names, list):
        raise SourceChangedError("the list vanished", place="/", expected="a list", found="none")
    return Records(
        mentions=tuple(Mention("cluster", "NO", name, f"/{n}") for n, name in enumerate(names))
    )


class Pages:
    """A synthetic source over a local site."""

    def __init__(self, folder: Path, server: PageServer, patch: pytest.MonkeyPatch) -> None:
        self.server = server
        self.settings = Settings(folder)
        self.clock = FakeClock()
        self._folder = folder
        self._patch = patch
        patch.setattr(stage, "bundled_captures", lambda *_: [])

    def declare(
        self, *requests: Request, minimum: int = 1, own: Callable[[Client], object] | None = None
    ) -> None:
        spec = SourceSpec(
            source_id="no_synthetic_list",
            title="Synthetic list",
            publisher="Nobody",
            kind="registry",
            licence=Licence("not stated", "none"),
            landing_url="https://agency.example/list",
            cadence="monthly",
            language="nb",
            bounds=Bounds(minimum, 5, 3, DAY),
            reviewed_on=DAY,
            remark="Synthetic.",
            requests=requests,
        )
        source = Source(spec, _parse, own)  # type: ignore[arg-type]
        for place in (fetch, stage):
            self._patch.setattr(place, "find_source", lambda _: source)

    def get(self, path: str) -> Request:
        return Request(f"{self.server.url}{path}", path.strip("/"), accept=JSON)

    def put(self, path: str, names: list[str], etag: str) -> None:
        answer = Answer.of_json(names)
        self.server.put(path, with_validators(answer, etag=etag, last_modified=f"of {etag}"))

    def run(self) -> tuple[str, str]:
        self.clock.sleep(3600)
        now = dt.datetime.fromtimestamp(self.clock.time(), dt.UTC)
        outcome = fetch.fetch_source(
            "no_synthetic_list",
            self.settings,
            lambda: local_client(self.server, self.clock),
            now,
        )
        return outcome.state, outcome.detail or ""

    def names(self) -> set[str]:
        staged = stage.stage_source("no_synthetic_list", self.settings, self._folder)
        serving, _ = stage.load_staged([staged])
        return {mention.name for _, records in serving for mention in records.mentions}

    def state(self) -> str:
        return stage.stage_source("no_synthetic_list", self.settings, self._folder).state


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    with PageServer() as server:
        yield Pages(tmp_path, server, monkeypatch)


def test_one_missing_page_does_not_keep_the_others_away(pages: Pages) -> None:
    pages.declare(pages.get("/gone"), pages.get("/a"), pages.get("/b"))
    pages.put("/a", ["Arena"], '"a1"')
    pages.server.put("/b", Answer.of_json({"names": []}))
    state, detail = pages.run()
    assert state == "failed"
    assert "/gone" in detail
    assert "1 more of this source failed" in detail
    assert pages.names() == {"Arena"}
    assert pages.state() == "stale"


def test_every_page_has_its_own_validators(pages: Pages) -> None:
    pages.declare(pages.get("/a"), pages.get("/b"))
    pages.put("/a", ["Arena"], '"a1"')
    pages.put("/b", ["Bølgen"], '"b1"')
    assert pages.run()[0] == "fresh"
    pages.put("/b", ["Bølgen", "Ny"], '"b2"')
    pages.server.questions.clear()
    assert pages.run() == ("fresh", "1 new of 1 documents, 1 not modified")
    sent = [question.headers.get("If-None-Match") for question in pages.server.questions]
    assert sent == ['"a1"', '"b1"']
    assert pages.run() == ("unchanged", "2 not modified")
    assert pages.names() == {"Arena", "Bølgen", "Ny"}


def test_a_page_that_returns_to_its_earlier_text_serves_that(pages: Pages) -> None:
    pages.declare(pages.get("/a"))
    for number, names in enumerate((["Arena"], ["Mistake"], ["Arena"])):
        pages.put("/a", names, f'"{number}"')
        pages.run()
        assert pages.names() == set(names)


def test_a_page_that_shrank_is_refused_for_the_one_before(pages: Pages) -> None:
    pages.declare(pages.get("/a"), minimum=2)
    pages.put("/a", ["Arena", "Bølgen"], '"1"')
    pages.run()
    pages.put("/a", ["Arena"], '"2"')
    assert pages.run()[0] == "fresh"
    assert pages.names() == {"Arena", "Bølgen"}
    assert pages.state() == "stale"


def test_a_source_that_never_came_is_failed_and_not_only_missing(pages: Pages) -> None:
    pages.declare(pages.get("/gone"))
    assert pages.state() == "missing"
    assert pages.run()[0] == "failed"
    assert pages.state() == "failed"


def test_a_slip_of_a_client_is_one_failed_source(pages: Pages) -> None:
    def own(_: Client) -> Iterator[Capture]:
        yield from ()
        raise KeyError("dimension")

    pages.declare(own=own)
    state, detail = pages.run()
    assert state == "failed"
    assert "KeyError: 'dimension'" in detail
    assert "no_synthetic_list" in detail


def test_what_a_source_fetched_by_itself_fails_alone(pages: Pages) -> None:
    def own(client: Client) -> Iterator[Capture]:
        from extract.archive import make_capture

        for path in ("/bad", "/a"):
            response = client.get(f"{pages.server.url}{path}")
            yield make_capture(
                source_id="no_synthetic_list",
                url=response.url,
                content=response.content,
                captured_at=response.retrieved_at,
                method="http",
                media_type=response.media_type,
            )

    pages.declare(own=own)
    pages.server.put("/bad", Answer.of_json({}))
    pages.put("/a", ["Arena"], '"1"')
    state, detail = pages.run()
    assert (state, "the list vanished" in detail) == ("failed", True)
    assert pages.names() == {"Arena"}


def test_nothing_is_asked_of_a_source_that_is_not_live(pages: Pages) -> None:
    pages.declare(pages.get("/a"))
    live = fetch.find_source("no_synthetic_list")
    still = Source(dataclasses.replace(live.spec, is_live=False, remark="bot check"), _parse)
    pages._patch.setattr(fetch, "find_source", lambda _: still)
    assert pages.run() == ("unchanged", "bot check")
    assert not pages.server.questions
