"""What the sources declare for live runs: asked politely, understood, or not asked at all."""

from __future__ import annotations

import mimetypes
from urllib.parse import urlsplit

import pytest

from extract.archive import bundled_captures
from extract.batches import Batch
from extract.http.client import Client
from extract.http.host_policies import POLICIES, find_policy, host_key
from extract.registry import sources

LIVE = {name: one for name, one in sources().items() if one.spec.is_live}
ASKED = [(name, request) for name, one in LIVE.items() for request in one.spec.requests]
#: Copies on document-sharing sites are not their publishers' own; they are read by hand.
SHARING_HOSTS = {"docplayer.se", "docplayer.dk", "docplayer.net", "5dok.org", "yumpu.com"}
KINDS_OF_ANSWER = {"text/html", "application/json", "application/geo+json", "application/pdf",
                   "text/csv", "application/xml"}  # fmt: skip


def _client_that_must_not_ask() -> Client:
    def never(_: float) -> None:
        raise AssertionError("a source asks before its batches are used")

    return Client(sleep=never)


def test_there_are_live_pages_to_check() -> None:
    assert len(ASKED) > 30


@pytest.mark.parametrize(("source_id", "request_"), ASKED)
def test_a_request_says_what_it_accepts(source_id: str, request_: object) -> None:
    url, accept = request_.url, request_.accept  # type: ignore[attr-defined]
    parts = urlsplit(url)
    assert parts.scheme in {"http", "https"}
    assert parts.hostname
    assert not parts.username
    assert accept, "any answer would pass, also the page of an outage"
    assert set(accept) <= KINDS_OF_ANSWER
    guessed, _ = mimetypes.guess_type(parts.path)
    if guessed in KINDS_OF_ANSWER:
        assert guessed in accept


@pytest.mark.parametrize(("source_id", "request_"), ASKED)
def test_no_host_is_asked_that_must_not_be(source_id: str, request_: object) -> None:
    url = request_.url  # type: ignore[attr-defined]
    assert not find_policy(url).refusal
    assert host_key(url) not in SHARING_HOSTS


@pytest.mark.parametrize("source_id", LIVE)
def test_a_live_source_has_something_to_ask_and_a_reader_for_the_answer(source_id: str) -> None:
    source = LIVE[source_id]
    assert source.spec.requests or source.fetch or source.follow
    names = [request.name for request in source.spec.requests]
    assert len(names) == len(set(names))
    places = [request.url for request in source.spec.requests]
    assert len(places) == len(set(places))
    # What was transcribed of a page must fit into what is taken from it.
    for capture in bundled_captures(source_id):
        assert len(capture.content) <= source.spec.bounds.max_bytes


def test_the_platform_with_a_bot_check_is_read_by_hand() -> None:
    refused = {host for host, policy in POLICIES.items() if policy.refusal}
    assert "clustercollaboration.eu" in refused
    assert not sources()["se_eccp_s3network"].spec.is_live
    for source_id, source in LIVE.items():
        hosts = {
            host_key(source.spec.landing_url),
            *(host_key(r.url) for r in source.spec.requests),
        }
        assert not hosts & refused, source_id


@pytest.mark.parametrize(
    "source_id", [name for name, one in LIVE.items() if one.spec.kind == "statistics"]
)
def test_statistics_come_as_one_batch_per_declared_table(source_id: str) -> None:
    fetch = LIVE[source_id].fetch
    assert fetch is not None
    batches = list(fetch(_client_that_must_not_ask()))
    assert all(isinstance(batch, Batch) for batch in batches)
    tables = [one.stat_table_id for one in LIVE[source_id].tables if one.edition is None]
    assert [batch.name for batch in batches] == tables
    polled = [batch for batch in batches if batch.is_changed]
    assert len(polled) == len(batches) or source_id == "se_kolada_business"
