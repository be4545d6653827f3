from __future__ import annotations

import pytest

from tests.extract.sources.strategy_pages import bundled, doubled_space, parse, replaced
from warehouse.errors import SourceChangedError
from warehouse.records import Area, Capture

SOURCE = "dk_deb_styrkepositioner"


def areas(capture: Capture, area_type: str) -> list[Area]:
    return [a for a in parse(capture).strategies[0].areas if a.area_type == area_type]


def test_fourteen_areas_with_a_cluster() -> None:
    page = doubled_space(bundled(SOURCE))
    tied = [a for a in parse(page).strategies[0].areas if a.cluster_name]
    kinds = [a.area_type for a in tied]
    assert kinds.count("stronghold") == 10
    assert kinds.count("emerging_area") == 2
    assert kinds.count("further_emerging_area") == 2
    assert all(a.has_cluster_effort for a in tied)
    assert all((a.url or "").startswith("http") for a in tied)
    names = {a.name: a.cluster_name for a in tied}
    assert names["Fødevarer og bioressourcer"] == "Food & Bio Cluster Denmark"
    assert names["Lydteknologi"] == "Danish Sound Cluster"


def test_tourism_has_no_cluster() -> None:
    (tourism,) = [a for a in areas(bundled(SOURCE), "stronghold") if not a.cluster_name]
    assert (tourism.name, tourism.has_cluster_effort, tourism.position) == ("Turisme", False, 11)


def test_the_strategy_it_belongs_to_gives_its_years() -> None:
    document = parse(bundled(SOURCE)).strategies[0].document
    assert (document.valid_from_year, document.valid_to_year) == (2020, 2023)


def test_an_area_without_a_named_cluster_says_nothing_of_its_effort() -> None:
    page = replaced(bundled(SOURCE), r"Lydteknologi: <a .*?</a>", "Lydteknologi")
    sound = areas(page, "further_emerging_area")[0]
    assert (sound.name, sound.cluster_name, sound.has_cluster_effort) == (
        "Lydteknologi",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"<h2>[^<]*</h2>", "heading"),
        (r"<h2>Styrkepositioner</h2>.*?</ul>\s*<p>.*?</p>", "strongholds has vanished"),
    ],
)
def test_vanished_lists_are_errors(pattern: str, expected: str) -> None:
    page = replaced(bundled(SOURCE), pattern, "")
    with pytest.raises(SourceChangedError, match=expected) as error:
        parse(page)
    assert (error.value.source_id, error.value.url) == (SOURCE, page.url)
