from __future__ import annotations

import pytest

from tests.extract.sources.strategy_pages import bundled, doubled_space, parse, replaced, seed
from warehouse.errors import SourceChangedError
from warehouse.records import Capture, Document

SOURCE = "se_regionvarmland_klusterkonferens_2012"


@pytest.fixture(params=["bundled", "seed"])
def capture(request: pytest.FixtureRequest) -> Capture:
    return bundled(SOURCE) if request.param == "bundled" else seed(SOURCE, "002")


def own_document(capture: Capture) -> Document:
    return parse(capture).strategies[0].document


def test_what_the_report_is(capture: Capture) -> None:
    (strategy,) = parse(capture).strategies
    assert strategy.publisher == "Region Värmland, Region Dalarna, Region Gävleborg"
    assert strategy.document.published == "2012"
    assert strategy.document.language == "sv"


def test_only_the_reports_own_pages_are_content(capture: Capture) -> None:
    document = own_document(capture)
    text = " ".join(block.text for block in document.blocks)
    for fact in ("närmare 200", "15 klusterorganisationer", "700 företag", "120 miljoner"):
        assert fact in text
    assert "1 miljard kronor" in text
    for foreign in ("Läs mer", "Västerbotten", "135,5 Mkr", "två miljarder", "400 miljarder"):
        assert foreign not in text
    assert any("Västerbotten" in block.text for block in document.boilerplate)


def test_page_numbers_are_places_not_text(capture: Capture) -> None:
    document = own_document(capture)
    assert not any(block.text[0].isdigit() for block in document.blocks)
    places = [block.locator.split("/")[0] for block in document.blocks[1:]]
    assert places == ["page[1]", "page[2]", "page[3]", "page[4]", "page[6]"]


def test_organisations_without_their_persons(capture: Capture) -> None:
    found = parse(capture).mentions
    assert [mention.name for mention in found] == [
        "Region Värmland",
        "Region Dalarna",
        "Region Gävleborg",
        "Vinnova",
        "Näringsdepartementet",
        "Tillväxtverket",
        "Handelshögskolan i Stockholm",
    ]
    assert not [claim for mention in found for claim in mention.claims]


def test_seven_gaps_in_order(capture: Capture) -> None:
    (strategy,) = parse(doubled_space(capture)).strategies
    gaps = [area for area in strategy.areas if area.area_type == "innovation_gap"]
    assert [gap.position for gap in gaps] == list(range(1, 8))
    assert gaps[0].name == "forskningsgapet"
    assert gaps[-1].name == "det globala gapet"


def test_another_documents_page_is_an_error() -> None:
    page = replaced(bundled(SOURCE), "(?i)konferens", "sammankomst")
    with pytest.raises(SourceChangedError, match="the report") as error:
        parse(page)
    assert (error.value.source_id, error.value.url) == (SOURCE, page.url)
