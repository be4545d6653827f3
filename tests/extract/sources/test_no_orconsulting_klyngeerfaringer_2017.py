from __future__ import annotations

import collections
import itertools

import pytest

from tests.extract.sources.strategy_pages import (
    bundled,
    doubled_space,
    parse,
    replaced,
    seed,
    wrapped,
)
from warehouse.errors import SourceChangedError
from warehouse.records import Capture

SOURCE = "no_orconsulting_klyngeerfaringer_2017"


@pytest.fixture(params=["bundled", "seed", "wrapped"])
def capture(request: pytest.FixtureRequest) -> Capture:
    if request.param == "bundled":
        return bundled(SOURCE)
    page = seed(SOURCE, "003")
    return wrapped(page) if request.param == "wrapped" else page


def test_31_indicators_in_five_sections(capture: Capture) -> None:
    found = parse(doubled_space(capture)).indicators
    assert len(found) == 31
    assert len({i.indicator_number for i in found}) == 31
    sections = [
        (name, len(list(group))) for name, group in itertools.groupby(found, lambda i: i.section)
    ]
    assert sections == [
        ("I STRUCTURE OF THE CLUSTER", 4),
        ("II TYPOLOGY, GOVERNANCE, CO-OPERATION", 10),
        ("III FINANCING CLUSTER ORGANISATION MANAGEMENT", 2),
        ("IV STRATEGY, OBJECTIVES, SERVICES", 12),
        ("V ACHIEVEMENTS, RECOGNITION", 3),
    ]


def test_indicators_as_printed(capture: Capture) -> None:
    found = {i.indicator_number: i for i in parse(capture).indicators}
    assert (found["1.1.1"].title, found["1.1.1"].page) == (
        "Composition of the Cluster Participants",
        9,
    )
    assert found["4.3"].page == 20
    assert found["5.3"].title == "Customer and Cluster Participants’ Satisfaction Assessment"
    assert all(i.page and i.in_gold_audit is None for i in found.values())


def test_three_ranked_lists_of_the_survey(capture: Capture) -> None:
    found = parse(doubled_space(capture)).findings
    lists = [[f.rank for f in group] for _, group in itertools.groupby(found, lambda f: f.question)]
    assert lists == [list(range(1, 11)), list(range(1, 7)), list(range(1, 8))]
    assert {(f.invited_count, f.respondent_count) for f in found} == {(45, 15)}
    assert all(f.question.endswith("?") for f in found)


def test_levels_effects_and_services(capture: Capture) -> None:
    (strategy,) = parse(capture).strategies
    found = collections.Counter(area.area_type for area in strategy.areas)
    assert found == {"programme_level": 3, "cluster_effect": 7, "programme_service": 5}
    assert "tidlig fase" in strategy.areas[0].name
    assert "global posisjon" in strategy.areas[2].name
    assert strategy.document.published == "2017-04-20"


def test_only_clusters_are_named_as_clusters(capture: Capture) -> None:
    found = [(m.entity_type, m.name) for m in parse(capture).mentions]
    assert found == [("cluster", "Oslo Cancer Cluster"), ("cluster", "Arena Skog")]


def test_altered_slides_are_read_as_they_are(capture: Capture) -> None:
    page = replaced(capture, "blant 45", "blant 50")
    page = replaced(page, r"Indicator 5\.2: Success Stories[.\s]+28\s*", "")
    page = replaced(page, r"(Composition of the Cluster) (Participants)", r"\1\n\2")
    records = parse(page)
    assert {f.invited_count for f in records.findings} == {50}
    found = {i.indicator_number: (i.title, i.page) for i in records.indicators}
    assert len(found) == 30
    assert found["1.1.1"] == ("Composition of the Cluster Participants", 9)


@pytest.mark.parametrize(
    ("pattern", "replacement", "expected"),
    [
        ("Indicator ", "Measure ", "quality indicators has vanished"),
        (r"(klyngeleder\?\n).*?(?=\nUtvikling)", r"\1", "answers to a question have vanished"),
        (r"nivåer\b", "trinn", "programme's levels"),
        ("tilbud til", "for", "programme levels has vanished"),
    ],
)
def test_a_vanished_list_is_an_error(
    capture: Capture, pattern: str, replacement: str, expected: str
) -> None:
    page = replaced(capture, pattern, replacement)
    with pytest.raises(SourceChangedError, match=expected) as error:
        parse(page)
    assert (error.value.source_id, error.value.url) == (SOURCE, page.url)
    assert all((error.value.place, error.value.expected, error.value.found))
