"""The Eurostat client against a local agency that is too large, slow, or out of order."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from extract.agencies.eurostat import EurostatClient
from extract.tables import decode
from tests.agencies.client import local_client
from tests.agencies.clock import FakeClock
from tests.agencies.eurostat import EurostatServer, european_cube
from warehouse.errors import FetchError, SourceChangedError, SourceRefusedError

DATASET = "synth_10r_3empers"
GEO = {"geo": ("DK011", "DK012", "DK013", "DK014")}


def cells(answers) -> int:
    return sum(decode(answer.content).cells.num_rows for answer in answers)


def test_data_with_flags() -> None:
    with EurostatServer() as server:
        (answer,) = EurostatClient(local_client(server), server.api).fetch(DATASET, GEO)
        body = json.loads(answer.content)
        assert body["size"] == [1, 1, 4, 4, 6]
        assert set(body["status"].values()) == {"c"}
        assert cells([answer]) == 96


def test_too_large_is_split_until_it_fits() -> None:
    with EurostatServer(max_rows=50) as server:
        answers = list(EurostatClient(local_client(server), server.api).fetch(DATASET, GEO))
        assert len(answers) == 2
        assert cells(answers) == 96
        assert [json.loads(a.content)["size"][3] for a in answers] == [2, 2]


def test_too_large_without_filters_is_split_by_what_occurs() -> None:
    with EurostatServer(max_rows=50) as server:
        answers = list(EurostatClient(local_client(server), server.api).fetch(DATASET))
        assert cells(answers) == 96
        assert len(answers) == 2


def test_too_large_for_good_says_what_to_do() -> None:
    with EurostatServer(max_rows=1) as server:
        client = EurostatClient(local_client(server), server.api)
        with pytest.raises(SourceRefusedError, match=r"EXTRACTION_TOO_BIG.*filter by more codes"):
            list(client.fetch(DATASET))
        assert len(server.questions) < 20


def test_long_filters_are_split_into_short_addresses() -> None:
    with EurostatServer([european_cube(regions=900)]) as server:
        client = EurostatClient(local_client(server), server.api)
        metadata = client.metadata(DATASET)
        answers = list(client.fetch(DATASET, {"geo": ("DK*",)}, metadata=metadata))
        assert cells(answers) == 4 * 900 * 6
        assert max(len(question.target) for question in server.questions) <= 4_000


def test_metadata_name_what_occurs() -> None:
    with EurostatServer() as server:
        client = EurostatClient(local_client(server), server.api)
        metadata = client.metadata(DATASET)
        assert [item.code for item in metadata.dimensions] == [
            "freq",
            "unit",
            "nace_r2",
            "geo",
            "time",
        ]
        assert metadata.dimension("time").is_time
        (answer,) = client.fetch(DATASET, {"geo": ("*14",)}, metadata=metadata)
        assert json.loads(answer.content)["size"] == [1, 1, 4, 1, 6]
        with pytest.raises(SourceChangedError, match="expected: NO0A1"):
            list(client.fetch(DATASET, {"geo": ("NO0A1",)}, metadata=metadata))
        with pytest.raises(SourceChangedError, match="HTTP 400"):
            list(client.fetch(DATASET, {"geo": ("NO0A1", "DK011")}))
        with pytest.raises(SourceChangedError, match="HTTP 404"):
            client.metadata("nope")


@pytest.mark.parametrize("style", ["warning", "envelope"])
def test_queued_answer_is_awaited(style: str) -> None:
    clock = FakeClock()
    with EurostatServer(queued=3, style=style) as server:
        client = EurostatClient(local_client(server, clock), server.api)
        assert cells(client.fetch(DATASET, GEO)) == 96
        assert sum(clock.slept) >= 45
        if style == "envelope":
            assert server.questions[-1].path.endswith("/async/data/job-1")


@pytest.mark.parametrize("style", ["warning", "envelope"])
def test_queue_without_end_is_left(style: str) -> None:
    with EurostatServer(queued=10_000, style=style) as server:
        client = EurostatClient(local_client(server), server.api)
        with pytest.raises(SourceRefusedError, match="not prepared the answer in time"):
            list(client.fetch(DATASET, GEO))
        assert len(server.questions) < 50


def test_expired_extraction_is_an_error() -> None:
    with EurostatServer(queued=1, style="envelope", final_status="EXPIRED") as server:
        client = EurostatClient(local_client(server), server.api)
        with pytest.raises(FetchError, match="EXPIRED"):
            list(client.fetch(DATASET, GEO))


def test_page_of_markup_in_an_outage() -> None:
    with EurostatServer(is_out=True) as server:
        client = EurostatClient(local_client(server), server.api)
        with pytest.raises(SourceChangedError, match="temporarily unavailable"):
            list(client.fetch(DATASET, GEO))


def test_code_out_of_use_gives_no_values_and_that_is_an_error() -> None:
    with EurostatServer(is_lenient=True) as server:
        client = EurostatClient(local_client(server), server.api)
        with pytest.raises(SourceChangedError, match="holds no value"):
            list(client.fetch(DATASET, {"geo": ("XX",)}))


def test_unknown_data_set_and_dimension() -> None:
    with EurostatServer() as server:
        client = EurostatClient(local_client(server), server.api)
        with pytest.raises(SourceChangedError, match="dataset not found"):
            list(client.fetch("nope"))
        with pytest.raises(SourceChangedError, match="unknown dimension"):
            list(client.fetch(DATASET, {"sector": ("S1",)}))


def test_polling_is_one_small_request() -> None:
    with EurostatServer([european_cube(regions=50, years=20)]) as server:
        client = EurostatClient(local_client(server), server.api)
        assert client.is_changed(DATASET, dt.datetime(2026, 10, 1, tzinfo=dt.UTC))
        assert not client.is_changed(DATASET, dt.datetime(2026, 10, 22, tzinfo=dt.UTC))
        assert len(server.questions) == 2
        assert all("/data/" not in question.path for question in server.questions)
        with pytest.raises(SourceChangedError, match="HTTP 404"):
            client.is_changed("nope", dt.datetime(2026, 10, 1, tzinfo=dt.UTC))
