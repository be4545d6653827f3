"""The annual report's map: JSON in shapes it may have, and JSON it must not be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extract.archive import bundled_captures
from extract.registry import source
from tests.extract.sources.strategy_pages import with_text
from warehouse.errors import SourceChangedError
from warehouse.records import Capture, Records

SOURCE = "no_innovasjonnorge_map"


@pytest.fixture
def capture() -> Capture:
    return next(found for found in bundled_captures(SOURCE) if "/2021/" in found.url)


def read(capture: Capture, content: Any) -> Records:
    return source(SOURCE).read(with_text(capture, json.dumps(content)))


def levels(records: Records) -> dict[str, str]:
    return {mention.name: mention.claims[0].detail["level"] for mention in records.mentions}


def test_levels_of_the_year(capture: Capture) -> None:
    records = source(SOURCE).read(capture)
    assert levels(records)["GCE NODE"] == "gce"
    assert levels(records)["Oslo Cancer Cluster"] == "mature"
    claim = records.mentions[0].claims[0]
    assert (claim.valid_from, claim.valid_to, claim.detail["event"]) == ("2021", "2021", "observed")
    assert (claim.qualifier, claim.confidence) == ("inferred", "medium")
    assert claim.locator == "/clusters/0"


@pytest.mark.parametrize(
    "content",
    [
        [{"gruppering": " Arena Pro ", "navn": "Synthetic Cluster", "lat": 58.1}],
        {"features": [{"properties": {"Name": "Synthetic\u00a0Cluster", "Group": "ARENA  PRO"}}]},
        {
            "no": {
                "map": {"points": [{"title": "Synthetic Cluster", "level": "Arena Pro", "x": {}}]}
            }
        },
    ],
    ids=["list with more keys", "GeoJSON", "nested"],
)
def test_shapes(capture: Capture, content: Any) -> None:
    records = read(capture, content)
    assert levels(records) == {"Synthetic Cluster": "arena_pro"}
    assert records.mentions[0].claims[0].confidence == "high"


@pytest.mark.parametrize("legend", ["Mature clusters", "Nodes", "GCE"])
def test_english_legend(capture: Capture, legend: str) -> None:
    assert len(read(capture, [{"name": "Synthetic Cluster", "group": legend}])) == 1


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ([{"name": "Synthetic Cluster", "group": "NIC Middle"}], "NIC Middle"),
        ([], "[]"),
        ({"clusters": [{"name": "Synthetic Cluster"}]}, "Synthetic"),
    ],
    ids=["unknown grouping", "empty", "no grouping"],
)
def test_other_content_is_refused(capture: Capture, content: Any, found: str) -> None:
    with pytest.raises(SourceChangedError) as caught:
        read(capture, content)
    assert found in (caught.value.found or "")
    assert caught.value.url == capture.url


def test_a_page_instead_of_data_is_refused(capture: Capture) -> None:
    with pytest.raises(SourceChangedError, match="no JSON"):
        source(SOURCE).read(with_text(capture, "<html>A map is loading</html>"))
