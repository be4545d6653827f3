from __future__ import annotations

import re

import pytest

from tests.extract.sources.strategy_pages import (
    bundled,
    doubled_space,
    parse,
    replaced,
    seed,
    with_text,
)
from warehouse.errors import SourceChangedError
from warehouse.records import Capture

SOURCE = "dk_klyngeforum_klyngestrategi_2016"


@pytest.fixture(params=["bundled", "seed"])
def capture(request: pytest.FixtureRequest) -> Capture:
    return bundled(SOURCE) if request.param == "bundled" else seed(SOURCE, "000")


def areas(capture: Capture, area_type: str) -> list[tuple[int, str]]:
    (strategy,) = parse(capture).strategies
    return [(a.position, a.name) for a in strategy.areas if a.area_type == area_type]


def test_what_the_strategy_is(capture: Capture) -> None:
    records = parse(capture)
    (strategy,) = records.strategies
    assert strategy.strategy_id == "dk:klyngestrategi-2.0"
    assert strategy.publisher == "Klyngeforum"
    assert strategy.document.title.startswith("Klyngestrategi 2.0")
    assert (strategy.document.valid_from_year, strategy.document.valid_to_year) == (2016, 2018)
    assert strategy.document.language == "da"
    assert [m.name for m in records.mentions] == ["Klyngeforum", "Cluster Excellence Denmark"]


def test_five_areas_in_order(capture: Capture) -> None:
    found = areas(capture, "focus_area")
    assert [position for position, _ in found] == [1, 2, 3, 4, 5]
    words = ["videnbro", "international", "økosystemet", "professionaliseres", "klyngestrukturen"]
    assert all(word in name.lower() for word, (_, name) in zip(words, found, strict=True))


def test_five_guide_marks_with_their_numbers(capture: Capture) -> None:
    found = areas(capture, "guide_mark")
    assert [position for position, _ in found] == [1, 2, 3, 4, 5]
    assert [re.findall(r"\d[\d.]*", name) for _, name in found] == [
        ["2.000", "2014", "1.600"],
        [],
        ["2.500", "2014", "1.800"],
        ["1.500", "2014", "900"],
        ["10", "10"],
    ]


def test_white_space_changes_nothing(capture: Capture) -> None:
    assert areas(doubled_space(capture), "guide_mark") == areas(capture, "guide_mark")
    assert areas(doubled_space(capture), "focus_area") == areas(capture, "focus_area")


def test_reordered_areas_keep_the_documents_order() -> None:
    page = bundled(SOURCE)
    text = page.content.decode()
    first, second = re.findall(r"  <li>.*?</li>\n", text)[:2]
    swapped = with_text(page, text.replace(first + second, second + first))
    before, after = areas(page, "focus_area"), areas(swapped, "focus_area")
    assert [name for _, name in after[:2]] == [before[1][1], before[0][1]]
    assert after[2:] == before[2:]


def test_other_numbers_are_read() -> None:
    page = replaced(bundled(SOURCE), r"2\.000 virksomheder", "3.100 virksomheder")
    assert "3.100" in areas(page, "guide_mark")[0][1]


def test_entities_are_letters() -> None:
    page = replaced(bundled(SOURCE), "ø", "&oslash;")
    assert areas(page, "guide_mark") == areas(bundled(SOURCE), "guide_mark")


@pytest.mark.parametrize(
    ("pattern", "replacement", "expected"),
    [
        (r"(<h2>Pejl.*?)<ol>.*?</ol>", r"\1", "guide marks has vanished"),
        (r"<h2>De 5 .*?</ol>", "", "announcement of focus areas"),
    ],
)
def test_a_vanished_list_is_an_error(pattern: str, replacement: str, expected: str) -> None:
    page = replaced(bundled(SOURCE), pattern, replacement)
    with pytest.raises(SourceChangedError, match=expected) as error:
        parse(page)
    assert error.value.source_id == SOURCE
    assert error.value.url == page.url
    assert all((error.value.place, error.value.expected, error.value.found))
