"""The Vinnova client against a local service that knows only "changed since"."""

from __future__ import annotations

import datetime as dt

import pytest

from extract.agencies.vinnova import VinnovaClient, read_projects
from tests.agencies.client import local_client
from tests.agencies.server import Answer
from tests.agencies.vinnova import VinnovaServer
from warehouse.errors import FetchError, SourceChangedError

TODAY = dt.date(2026, 11, 22)


def test_poll_begins_with_the_month() -> None:
    with VinnovaServer() as server:
        client = VinnovaClient(local_client(server), server.api)
        response = client.fetch_changed(dt.date(2026, 11, 9))
        assert response.url == f"{server.api}/projekt/2026-11-01"
        projects = read_projects(response)
        assert len(projects) == 22
        first = projects[0]
        assert first.reference_number == "2026-00000"
        assert first.title == "Syntetiskt projekt 0 på prov"
        assert (first.start_on, first.end_on) == (dt.date(2026, 1, 1), None)
        assert (first.amount, first.coordinator) == (1_000_000, "Syntetiska Klustret AB")


def test_history_reaches_as_far_as_the_service_follows() -> None:
    with VinnovaServer(oldest=dt.date(2025, 6, 1)) as server:
        client = VinnovaClient(local_client(server), server.api)
        answers = list(client.fetch_history(dt.date(2010, 1, 1), TODAY))
        assert [answer.url[-10:] for answer in answers] == [
            "2026-11-01", "2026-10-01", "2026-08-01", "2026-05-01", "2025-11-01",
        ]  # fmt: skip
        sizes = [len(read_projects(answer)) for answer in answers]
        assert sizes == sorted(sizes)


def test_history_stops_at_the_earliest_date_wanted() -> None:
    with VinnovaServer() as server:
        client = VinnovaClient(local_client(server), server.api)
        answers = list(client.fetch_history(dt.date(2026, 9, 15), TODAY))
        assert [answer.url[-10:] for answer in answers] == [
            "2026-11-01",
            "2026-10-01",
            "2026-09-01",
        ]


def test_silence_from_the_start_is_an_error() -> None:
    with VinnovaServer(oldest=dt.date(2027, 1, 1)) as server:
        client = VinnovaClient(local_client(server), server.api)
        with pytest.raises(FetchError, match="HTTP 504"):
            list(client.fetch_history(dt.date(2026, 1, 1), TODAY))


@pytest.mark.parametrize(
    "body",
    [
        {"a": 1},
        [{"Diarienummer": "1"}],
        [1],
        [{"Diarienummer": "1", "Ärenderubrik": "x", "KoordinatorOrg": "y", "ProjektStart": "soon"}],
    ],
)
def test_changed_shape_is_named(body: object) -> None:
    with VinnovaServer() as server:
        server.answer = lambda _: Answer.of_json(body)  # type: ignore[method-assign]
        client = VinnovaClient(local_client(server), server.api)
        with pytest.raises(SourceChangedError, match="another shape"):
            read_projects(client.fetch_changed(TODAY))
