from __future__ import annotations

import collections
import re

import pytest

from tests.extract.sources.strategy_pages import bundled, doubled_space, parse, replaced, seed
from warehouse.errors import SourceChangedError
from warehouse.records import Capture

SOURCE = "se_brg_klustermodellen"


@pytest.fixture(params=["bundled", "seed"])
def capture(request: pytest.FixtureRequest) -> Capture:
    return bundled(SOURCE) if request.param == "bundled" else seed(SOURCE, "004")


def test_a_model_and_its_term(capture: Capture) -> None:
    (strategy,) = parse(doubled_space(capture)).strategies
    assert strategy.publisher == "Business Region Göteborg"
    assert strategy.document.language == "sv"
    found = collections.Counter(area.area_type for area in strategy.areas)
    assert found == {"term": 1, "actor": 3, "activity": 3}
    assert [a.name for a in strategy.areas if a.area_type == "term"] == ["klusterinitiativ"]


def test_the_page_has_no_figures(capture: Capture) -> None:
    (strategy,) = parse(capture).strategies
    assert not any(re.search(r"\d", block.text) for block in strategy.document.blocks)


def test_without_cluster_initiatives_it_is_another_page() -> None:
    page = replaced(bundled(SOURCE), "(?i)klusterinitiativ", "insats")
    with pytest.raises(SourceChangedError, match="its subject") as error:
        parse(page)
    assert (error.value.source_id, error.value.url) == (SOURCE, page.url)
