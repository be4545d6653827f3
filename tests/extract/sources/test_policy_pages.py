"""Every source of policy pages: bundled, copied, respaced, damaged."""

from __future__ import annotations

import dataclasses
import re

import pytest

from extract.archive import bundled_captures
from extract.declarations import PolicyPage, read_declaration
from extract.registry import source
from extract.spec import SOURCES as SOURCES_FOLDER
from tests.extract.sources.strategy_pages import doubled_space, parse, replaced, with_text
from warehouse.errors import SourceChangedError
from warehouse.records import Capture

#: Source to (number of pages, areas by type over all of them).
SOURCES: dict[str, tuple[int, dict[str, int]]] = {
    "dk_deb_innovationskraft": (2, {"stronghold": 5}),
    "dk_deb_klyngeprogram_2025": (3, {}),
    "dk_regioner_klyngetal": (3, {}),
    "dk_ufm_klyngenyt": (2, {}),
    "dk_ufm_klyngestrategier": (2, {"focus_area": 8}),
    "dk_ufm_performanceregnskab": (6, {}),
    "no_cpcluster_maal": (1, {}),
    "no_gcenode_gce_maal": (1, {}),
    "no_innovasjonnorge_arsrapport": (5, {}),
    "no_innovasjonnorge_klyngeprogram": (3, {"rule": 5}),
    "no_regjeringen_klyngepolitikk": (2, {"priority": 5}),
    "no_stortinget_klyngesporsmal": (1, {}),
    "se_brg_focusareas": (1, {}),
    "se_fpx_georegion_mal": (1, {}),
    "se_regeringen_innovationsstrategi_2012": (2, {}),
    "se_regionvarmland_klusterstrategi": (2, {"monitored_indicator": 6, "priority": 6}),
    "se_riksdagen_regionalstrategi_2021": (1, {"priority": 4}),
    "se_slim_klustertal": (3, {}),
    "se_vinnova_vinnvaxt_program": (3, {}),
}


def pages(source_id: str) -> tuple[PolicyPage, ...]:
    return read_declaration(SOURCES_FOLDER / source_id[:2] / f"{source_id}.toml").pages


def page_of(capture: Capture) -> PolicyPage:
    (page,) = (page for page in pages(capture.source_id) if page.url == capture.url)
    return page


CAPTURES = [capture for source_id in SOURCES for capture in bundled_captures(source_id)]
each_capture = pytest.mark.parametrize("capture", CAPTURES, ids=lambda c: page_of(c).strategy_id)
#: Of every source that declares pages, a new one too.
capture_of_any = pytest.mark.parametrize(
    "capture",
    [
        capture
        for path in sorted(SOURCES_FOLDER.glob("*/*.toml"))
        if pages(path.stem)
        for capture in bundled_captures(path.stem)
    ],
    ids=lambda c: f"{c.source_id}-{page_of(c).strategy_id}",
)


@pytest.mark.parametrize("source_id", SOURCES)
def test_every_page_is_bundled_and_its_areas_are_read(source_id: str) -> None:
    count, expected = SOURCES[source_id]
    captures = bundled_captures(source_id)
    assert {capture.url for capture in captures} == {page.url for page in pages(source_id)}
    assert len(captures) == count
    areas: dict[str, int] = {}
    for capture in captures:
        for area in parse(capture).strategies[0].areas:
            areas[area.area_type] = areas.get(area.area_type, 0) + 1
    assert areas == expected


@capture_of_any
def test_the_page_is_the_document_it_is_declared_to_be(capture: Capture) -> None:
    page = page_of(capture)
    (strategy,) = parse(capture).strategies
    assert strategy.strategy_id == page.strategy_id
    assert strategy.document.language in ("da", "sv", "nb", "en")
    assert strategy.document.title
    assert (strategy.data_year, strategy.series) == (page.data_year, page.series)
    assert not re.search(r"[\w.]+@\w+\.\w+", capture.content.decode())


@capture_of_any
def test_white_space_and_entities_change_nothing(capture: Capture) -> None:
    before = parse(capture).strategies[0]
    spaced = parse(doubled_space(capture)).strategies[0]
    letters = capture.content.decode()
    for letter, entity in (("å", "&aring;"), ("ø", "&#248;"), ("ö", "&ouml;"), ("é", "&eacute;")):
        letters = letters.replace(letter, entity)
    escaped = parse(with_text(capture, letters)).strategies[0]
    for other in (spaced, escaped):
        assert other.areas == before.areas
        assert [b.text for b in other.document.blocks] == [b.text for b in before.document.blocks]


@capture_of_any
def test_another_page_under_the_address_is_refused(capture: Capture) -> None:
    page = with_text(capture, "<html><body><main><h1>Siden findes ikke</h1></main></body></html>")
    with pytest.raises(SourceChangedError, match="subject") as error:
        parse(page)
    assert (error.value.source_id, error.value.url) == (capture.source_id, capture.url)


@pytest.mark.parametrize(
    "capture", [c for c in CAPTURES if page_of(c).lists], ids=lambda c: page_of(c).strategy_id
)
def test_a_vanished_list_is_an_error(capture: Capture) -> None:
    page = replaced(capture, r"(<main>.*)<ul>.*?</ul>", r"\1")
    with pytest.raises(SourceChangedError, match="has vanished") as error:
        parse(page)
    assert (error.value.source_id, error.value.url) == (capture.source_id, capture.url)
    assert "list of at least" in (error.value.expected or "")


@each_capture
def test_a_copy_under_another_address_is_recognised_by_its_mark(capture: Capture) -> None:
    spec = source(capture.source_id).spec
    copy = dataclasses.replace(capture, url=spec.landing_url)
    assert parse(copy).strategies[0].strategy_id == page_of(capture).strategy_id


@each_capture
def test_a_mark_is_of_one_page_only(capture: Capture) -> None:
    own = page_of(capture)
    texts = [block.text for block in parse(capture).strategies[0].document.blocks]
    for page in pages(capture.source_id):
        mark = page.mark or page.subject
        is_found = any(re.search(mark, text, re.IGNORECASE) for text in texts)
        assert is_found == (page == own), page.name


def test_a_foreign_document_is_none_of_the_pages() -> None:
    (capture,) = (c for c in CAPTURES if page_of(c).name == "klyngestrategi-2-0")
    copy = dataclasses.replace(capture, url="file:copy.html")
    foreign = with_text(copy, "<html><body><main><p>Noget helt andet.</p></main></body></html>")
    with pytest.raises(SourceChangedError, match="none of this source's pages"):
        parse(foreign)


def test_a_session_of_parliament_is_no_period_of_validity() -> None:
    (capture,) = (c for c in CAPTURES if page_of(c).name == "meld-st-39")
    document = parse(capture).strategies[0].document
    assert "(2012-2013)" in document.title
    assert (document.valid_from_year, document.valid_to_year) == (None, None)


def test_the_year_of_the_figures_holds_only_while_the_page_names_it() -> None:
    (capture,) = (c for c in CAPTURES if page_of(c).name == "alle-2016")
    assert parse(capture).strategies[0].data_year == 2016
    assert parse(replaced(capture, "2016", "2021")).strategies[0].data_year is None


def test_copies_on_sharing_sites_are_not_fetched() -> None:
    urls = [request.url for request in source("se_regionvarmland_klusterstrategi").spec.requests]
    assert len(urls) == 1
    assert "docslib" not in urls[0]


@pytest.mark.parametrize(
    ("source_id", "area_type", "names"),
    [
        (
            "dk_deb_erhvervsfremme_2020",
            "target_group",
            ["Små og mellemstore virksomheder"],
        ),
        ("dk_deb_erhvervsfremme_2020", "launch", ["uge 13-14"]),
        (
            "dk_klyngeforum_klyngestrategi_2016",
            "author_of_strategy_before",
            ["otte ministerier", "de seks regionale vækstfora", "KL"],
        ),
        ("se_regionvarmland_klusterkonferens_2012", "award", ["Regiostars Award"]),
        (
            "no_orconsulting_klyngeerfaringer_2017",
            "programme_service",
            ["finansiering", "kompetanse", "rådgivning", "nettverk", "profilering"],
        ),
    ],
)
def test_what_a_document_tells_beside_its_aims(
    source_id: str, area_type: str, names: list[str]
) -> None:
    (capture,) = bundled_captures(source_id)
    areas = parse(capture).strategies[0].areas
    assert [area.name for area in areas if area.area_type == area_type] == names
