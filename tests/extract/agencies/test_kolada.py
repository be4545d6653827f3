"""The Kolada client against a local service with its pages and its limit of years."""

from __future__ import annotations

import json

import pytest

from extract.agencies.kolada import KoladaClient
from tests.agencies.client import local_client
from tests.agencies.kolada import AREAS, KEY_FIGURES, KoladaServer
from warehouse.errors import SourceChangedError


def rows(answers) -> list[tuple[str, str, int]]:
    return [
        (row["kpi"], row["municipality"], row["period"])
        for answer in answers
        for row in json.loads(answer.content)["values"]
    ]


def test_pages_are_walked_and_years_split() -> None:
    years = range(1990, 2025)
    with KoladaServer(max_page=20) as server:
        answers = list(
            KoladaClient(local_client(server), server.v3).fetch([*KEY_FIGURES], [*AREAS], years)
        )
        found = rows(answers)
        assert server.breaches == []
        assert len(found) == len(set(found)) == 2 * 4 * 35
        assert all(answer.request is None for answer in answers)


SELF = (
    f"/v3/data/kpi/{','.join(KEY_FIGURES)}/municipality/{','.join(AREAS)}/year/2020?per_page=5000"
)


@pytest.mark.parametrize("next_url", ["https://elsewhere.example/v3/data", SELF])
def test_next_page_must_stay_here_and_move_on(next_url: str) -> None:
    with KoladaServer(max_page=2, next_url=next_url) as server:
        kolada = KoladaClient(local_client(server), server.v3)
        with pytest.raises(SourceChangedError, match="next_url"):
            list(kolada.fetch([*KEY_FIGURES], [*AREAS], [2020]))
        assert len(server.questions) == 1
