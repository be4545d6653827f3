from __future__ import annotations

import pytest

from tests.extract.sources.strategy_pages import bundled, doubled_space, parse, replaced
from warehouse.errors import SourceChangedError
from warehouse.records import Capture

SOURCE = "se_regionskane_klusterprogram_2017"


def clusters(capture: Capture) -> list[str]:
    (strategy,) = parse(capture).strategies
    return [a.cluster_name for a in strategy.areas if a.cluster_name]


def test_nine_clusters_and_one_planned() -> None:
    page = doubled_space(bundled(SOURCE))
    names = clusters(page)
    assert len(names) == 9
    assert (names[0], names[-1]) == ("Mobile Heights", "Svenskt Marintekniskt Forum")
    (strategy,) = parse(page).strategies
    planned = [a.name for a in strategy.areas if a.area_type == "planned_cluster"]
    assert planned == ["turismkluster"]
    assert (strategy.document.valid_from_year, strategy.document.valid_to_year) == (2017, 2021)


def test_another_order_and_number_are_read() -> None:
    page = replaced(bundled(SOURCE), "Mobile Heights, IUC Syd, ", "IUC Syd, ")
    assert clusters(page)[0] == "IUC Syd"
    assert len(clusters(page)) == 8


def test_without_the_sentence_it_is_an_error() -> None:
    page = replaced(bundled(SOURCE), "ingår", "finns")
    with pytest.raises(SourceChangedError, match="its subject") as error:
        parse(page)
    assert (error.value.source_id, error.value.url) == (SOURCE, page.url)
