"""Reading CVR's answers: every field that no public document lists may be absent."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from extract.agencies.answers import response_of
from extract.agencies.virk import (
    Credentials,
    VirkClient,
    question,
    read_companies,
)
from extract.archive import make_capture
from tests.agencies.client import local_client
from tests.agencies.server import Answer, LocalServer, Question
from tests.agencies.virk import company
from warehouse.errors import FetchError, SourceChangedError
from warehouse.records import RegisterUnit


def read(*hits: dict[str, Any], total: Any = None) -> list[RegisterUnit]:
    shown = [{"_source": {"Vrvirksomhed": hit}} for hit in hits]
    return read_text(
        json.dumps({"hits": {"total": len(hits) if total is None else total, "hits": shown}})
    )


def read_text(text: str) -> list[RegisterUnit]:
    capture = make_capture(
        source_id="dk_virk_cvr",
        url="http://distribution.virk.dk/cvr-permanent/_search",
        content=text.encode(),
        captured_at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
        method="http",
        media_type="application/json",
    )
    return read_companies(response_of(capture))


def test_a_company_as_public_parsers_describe_it() -> None:
    (found,) = read(company(1_234_567, "Prøve ApS", municipality=101, postcode=800))
    assert found == RegisterUnit(
        "DK-CVR",
        "01234567",
        "Prøve ApS",
        "registered",
        "/hits/hits/cvrNummer=01234567",
        municipality_code="101",
        postcode="0800",
        registered_on=dt.date(2012, 1, 1),
    )


def test_only_number_and_name_are_needed_and_silence_protects() -> None:
    bare = {"cvrNummer": 12, "virksomhedMetadata": {"nyesteNavn": {"navn": "X"}}}
    (found,) = read(bare)
    assert (found.identifier, found.name, found.is_protected) == ("00000012", "X", True)
    assert (found.state, found.postcode, found.registered_on) == ("registered", None, None)


def test_no_name_is_made_of_nothing() -> None:
    nameless = {"cvrNummer": 12, "virksomhedMetadata": {"nyesteNavn": {"navn": None}}}
    with pytest.raises(SourceChangedError):
        read(nameless)


@pytest.mark.parametrize("total", [3, {"value": 3, "relation": "eq"}])
def test_both_ways_of_saying_how_many_there_are(total: Any) -> None:
    assert all(one.is_partial for one in read(company(1, "X"), total=total))


@pytest.mark.parametrize("form", [10, 15])
def test_persons_businesses_are_left_out(form: int) -> None:
    assert read(company(1, "X", form=form)) == []


def test_a_company_that_came_back_has_not_ended() -> None:
    spans = [
        {"periode": {"gyldigFra": "2015-01-01", "gyldigTil": None}},
        {"periode": {"gyldigFra": "2001-01-01", "gyldigTil": "2010-12-31"}},
    ]
    (found,) = read(company(1, "X", livsforloeb=spans))
    assert (found.state, found.registered_on) == ("registered", dt.date(2001, 1, 1))


DAMAGED = [
    "[]",
    "{}",
    '{"hits": []}',
    '{"hits": {"hits": []}}',
    '{"hits": {"total": 1, "hits": [{}]}}',
    '{"hits": {"total": 1, "hits": [{"_source": {"Vrvirksomhed": {"cvrNummer": 1}}}]}}',
    json.dumps(
        {"hits": {"total": 1, "hits": [{"_source": {"Vrvirksomhed": company(10**9, "X")}}]}}
    ),
    "not JSON",
]


@pytest.mark.parametrize("text", DAMAGED)
def test_another_shape_is_said_with_its_address(text: str) -> None:
    with pytest.raises(SourceChangedError, match=r"distribution\.virk\.dk"):
        read_text(text)


def test_no_person_is_asked_for() -> None:
    fields = json.loads(question("Prøve"))["_source"]
    assert not [name for name in fields if "deltager" in name or "kontakt" in name.lower()]
    assert question("Prøve") == question("Prøve")


class Elsewhere(LocalServer):
    """A host that sends every question on to another name of itself."""

    def answer(self, question: Question) -> Answer:
        target = self.url.replace("127.0.0.1", "localhost")
        return Answer(b"", 302, None, {"Location": f"{target}/stolen"})


def test_credentials_do_not_follow_to_another_host_and_are_not_shown() -> None:
    credentials = Credentials("synthetic-user", "synthetic-password")
    assert "synthetic" not in repr(credentials)
    with Elsewhere() as server:
        register = VirkClient(local_client(server), credentials, f"{server.url}/_search")
        with pytest.raises(FetchError, match="do not follow"):
            register.fetch_named("Prøve")
        assert [one.path for one in server.questions] == ["/_search"]
