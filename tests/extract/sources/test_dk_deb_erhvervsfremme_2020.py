from __future__ import annotations

import pytest

from tests.extract.sources.strategy_pages import bundled, doubled_space, parse, replaced, seed
from warehouse.errors import SourceChangedError
from warehouse.records import Capture

SOURCE = "dk_deb_erhvervsfremme_2020"


@pytest.fixture(params=["bundled", "seed"])
def capture(request: pytest.FixtureRequest) -> Capture:
    return bundled(SOURCE) if request.param == "bundled" else seed(SOURCE, "001")


def test_what_the_strategy_is(capture: Capture) -> None:
    (strategy,) = parse(capture).strategies
    assert strategy.strategy_id == "dk:erhvervsfremme-2020-2023"
    assert strategy.publisher == "Danmarks Erhvervsfremmebestyrelse"
    assert strategy.document.published == "2020-03-05"
    assert (strategy.document.valid_from_year, strategy.document.valid_to_year) == (2020, 2023)


def test_tourism_is_a_stronghold_without_a_cluster(capture: Capture) -> None:
    (strategy,) = parse(doubled_space(capture)).strategies
    strongholds = [a for a in strategy.areas if a.area_type == "stronghold"]
    assert [(a.name, a.has_cluster_effort) for a in strongholds] == [("turisme", False)]


def test_cross_cutting_areas_and_the_rule(capture: Capture) -> None:
    (strategy,) = parse(capture).strategies
    names = [a.name for a in strategy.areas if a.area_type == "cross_cutting"]
    assert names == [
        "Digitalisering",
        "grøn omstilling",
        "øget bæredygtighed",
        "materialeteknologi",
        "smart city",
        "designmetoder",
    ]
    (rule,) = [a.name for a in strategy.areas if a.area_type == "rule"]
    assert "kun være én offentligt finansieret klyngeindsats" in rule


def test_organisations(capture: Capture) -> None:
    names = [mention.name for mention in parse(capture).mentions]
    assert names[0] == "Danmarks Erhvervsfremmebestyrelse"
    assert names[1].endswith("Forskningsministeriet")
    assert not any("navigators" in name.lower() for name in names)


def test_another_stronghold_without_a_cluster_is_read() -> None:
    page = replaced(bundled(SOURCE), "styrkepositionen turisme", "styrkepositionen mode")
    (strategy,) = parse(page).strategies
    assert [a.name for a in strategy.areas if a.area_type == "stronghold"] == ["mode"]


def test_without_the_strongholds_it_is_another_page() -> None:
    page = replaced(bundled(SOURCE), "(?i)styrkeposition", "område")
    with pytest.raises(SourceChangedError, match="its subject") as error:
        parse(page)
    assert (error.value.source_id, error.value.url) == (SOURCE, page.url)
