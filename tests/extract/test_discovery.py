"""New documents by the links of a listing: which are followed, and what failures do."""

from __future__ import annotations

import dataclasses
import datetime as dt
from urllib.parse import urljoin

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
    ) -> Response:
        self.asked.append(url)
        if url not in self.pages:
            raise FetchError("not there", url=url)
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


def fetched(client: FakeClient, *paths: str) -> list[str]:
    spec = dataclasses.replace(
        source("no_innovasjonnorge_admissions").spec,
        requests=tuple(Request(SITE + path, path.strip("/")) for path in paths),
    )
    offers = fetch_with_discovery(
        client,
        spec,
        listings=(f"{SITE}/listing",),
        is_wanted=lambda text, url: "klynge" in text.casefold(),
        parse=parse,
    )
    return [offer.url.removeprefix(SITE) for offer in offers]


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
    assert f"{SITE}/news/2" not in client.asked


def test_pages_that_are_no_announcement_are_passed_over() -> None:
    client = FakeClient(
        {f"{SITE}/listing": LISTING, f"{SITE}/news/1": "broken", f"{SITE}/news/2": "nothing"}
    )
    assert fetched(client) == []


def test_a_listing_that_fails_does_not_stop_the_source() -> None:
    client = FakeClient({f"{SITE}/news/9": "named"})
    assert fetched(client, "/news/9") == ["/news/9"]


def test_declared_documents_are_left_to_be_asked_for() -> None:
    client = FakeClient({f"{SITE}/listing": LISTING, f"{SITE}/news/1": "named"})
    assert fetched(client, "/gone") == ["/gone", "/news/1"]
    assert f"{SITE}/gone" not in client.asked


def test_no_more_links_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.discovery.MOST_LINKS", 1)
    client = FakeClient({f"{SITE}/listing": LISTING})
    fetched(client)
    assert len([url for url in client.asked if "/news/" in url]) == 1


@pytest.mark.parametrize(
    "source_id", ["no_innovasjonnorge_admissions", "eu_eucles_labels", "dk_deb_grants"]
)
def test_sources_discover_with_their_own_parser(source_id: str) -> None:
    adapter = source(source_id)
    assert adapter.fetch is not None
    captures = {one.url: one for one in bundled_captures(source_id)}
    declared = [request.url for request in adapter.spec.requests]
    page = captures[declared[0]].content.decode()
    found = FakeClient({})
    assert [offer.url for offer in adapter.fetch(found)] == declared
    links = "<a href='/label-clusters/klyngeindsats-x'>ny arena klynge</a>"
    client = FakeClient(dict.fromkeys(found.asked, links))
    for url in found.asked:
        client.pages[urljoin(url, "/label-clusters/klyngeindsats-x")] = page
    offers = list(adapter.fetch(client))
    assert len(offers) > len(declared)
    assert all(len(adapter.read(captures[url])) for url in declared)
