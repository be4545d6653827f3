"""New documents by the links of a listing: which are followed, and what failures do."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from extract.archive import bundled_captures
from extract.discovery import fetch_with_discovery
from extract.http.response import Response
from extract.registry import source
from extract.spec import Request
from warehouse.errors import FetchError, SourceChangedError
from warehouse.records import Capture, Mention, Records

SITE = "https://synthetic.example"
LISTING = (
    "<nav><a href='/news/menu'>klynge</a></nav><a href='/news/1#top'>Ny klynge</a>"
    "<a href='/news/1'>again</a><a href=' /news/2 '>Ny klynge to</a><a href='/other'>Annet</a>"
    "<a href='https://elsewhere.example/news/3'>Ny klynge</a><a href='/listing'>klynge</a>"
)


class FakeClient:
    """Answers from a dictionary; what is not in it fails."""

    def __init__(self, pages: dict[str, str]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def get(
        self,
        url: str,
        *,
        accept: tuple[str, ...] = (),
        max_bytes: int = 0,
        source_id: str | None = None,
    ) -> Response:
        self.asked.append(url)
        if url not in self.pages:
            raise FetchError("not there", source_id=source_id, url=url)
        return make_response(url, self.pages[url])


def make_response(url: str, body: str) -> Response:
    return Response(
        url=url,
        status=200,
        media_type="text/html",
        encoding="utf-8",
        content=body.encode(),
        etag=None,
        last_modified=None,
        retrieved_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        not_modified=False,
        headers={},
        requested_url=url,
    )


def parse(capture: Capture) -> Records:
    text = capture.content.decode()
    if "broken" in text:
        raise SourceChangedError("no announcement", url=capture.url)
    names = [text] if "named" in text else []
    return Records(mentions=tuple(Mention("cluster", "NO", name, "p[1]") for name in names))


def fetched(client: FakeClient, *paths: str, most: int = 10) -> list[str]:
    spec = dataclasses.replace(
        source("no_innovasjonnorge_admissions").spec,
        requests=tuple(Request(SITE + path, path.strip("/")) for path in paths),
    )
    captures = fetch_with_discovery(
        client,
        spec,
        listings=(f"{SITE}/listing",),
        is_wanted=lambda text, url: "klynge" in text.casefold(),
        parse=parse,
        most=most,
    )
    return [capture.url.removeprefix(SITE) for capture in captures]


def test_wanted_links_of_the_own_host_are_followed_once() -> None:
    client = FakeClient(
        {f"{SITE}/listing": LISTING, f"{SITE}/news/1": "named one", f"{SITE}/news/2": "named two"}
    )
    assert fetched(client) == ["/news/1", "/news/2"]
    assert client.asked.count(f"{SITE}/news/1") == 1
    assert not any("elsewhere" in url or "other" in url for url in client.asked)


def test_declared_documents_come_first_and_once() -> None:
    client = FakeClient(
        {f"{SITE}/listing": LISTING, f"{SITE}/news/1": "named", f"{SITE}/news/2": "named"}
    )
    assert fetched(client, "/news/2") == ["/news/2", "/news/1"]
    assert client.asked.count(f"{SITE}/news/2") == 1


def test_pages_that_are_no_announcement_are_passed_over() -> None:
    client = FakeClient(
        {f"{SITE}/listing": LISTING, f"{SITE}/news/1": "broken", f"{SITE}/news/2": "nothing"}
    )
    assert fetched(client) == []


def test_a_listing_that_fails_does_not_stop_the_source() -> None:
    client = FakeClient({f"{SITE}/news/9": "named"})
    assert fetched(client, "/news/9") == ["/news/9"]


def test_a_declared_document_that_fails_is_raised_after_the_others() -> None:
    client = FakeClient({f"{SITE}/listing": LISTING, f"{SITE}/news/1": "named"})
    with pytest.raises(FetchError):
        fetched(client, "/gone")
    assert f"{SITE}/news/1" in client.asked


def test_no_more_links_than_allowed() -> None:
    client = FakeClient({f"{SITE}/listing": LISTING})
    fetched(client, most=1)
    assert len([url for url in client.asked if "/news/" in url]) == 1


@pytest.mark.parametrize(
    "source_id", ["no_innovasjonnorge_admissions", "eu_eucles_labels", "dk_deb_grants"]
)
def test_sources_discover_with_their_own_parser(source_id: str) -> None:
    adapter = source(source_id)
    assert adapter.fetch is not None
    bundled = {c.url: c.content.decode() for c in bundled_captures(source_id)}
    client = FakeClient({r.url: bundled[r.url] for r in adapter.spec.requests})
    captures = list(adapter.fetch(client))
    assert [capture.url for capture in captures] == [r.url for r in adapter.spec.requests]
    assert all(len(adapter.read(capture)) for capture in captures)
    assert len(client.asked) > len(captures)
