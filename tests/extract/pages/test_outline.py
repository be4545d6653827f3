"""Synthetic documents: finding lists and passages by their words."""

from __future__ import annotations

import datetime as dt

import pytest

from extract.archive import make_capture
from extract.pages.outline import (
    find_block,
    find_organisations,
    keep_blocks,
    list_after,
    number_entries,
    open_document,
)
from warehouse.errors import SourceChangedError
from warehouse.records import Block, Capture, Document


def capture(text: str, media_type: str = "text/plain") -> Capture:
    return make_capture(
        source_id="se_test_source",
        url="https://example.org/page",
        content=text.encode(),
        captured_at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
        method="http",
        media_type=media_type,
        encoding="utf-8",
    )


def entries(text: str, media_type: str = "text/plain") -> list[str]:
    page = capture(text, media_type)
    found = list_after(open_document(page, "sv"), r"\bområden\b", page, what="areas")
    return [f"{entry.number} {entry.text}" for entry in found]


ENERGY_FOOD = ["1 Energi", "2 Mat"]


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("Våra områden\n\n1. Energi\n2. Mat\n\nSlut.", "text/plain"),
        ("Våra områden\n\n- Energi\n- Mat\n", "text/plain"),
        ("<h2>Våra områden</h2><p>De är:</p><ol><li>Energi</li><li>Mat</li></ol>", "text/html"),
        ("<p>Våra områden:</p><ul><li>Energi</li><li>Mat</li></ul><p>Slut.</p>", "text/html"),
        ("Strategin har två områden: Energi och Mat. Sedan följer mer.", "text/plain"),
        ("Våra områden är: Energi, Mat.", "text/plain"),
    ],
)
def test_a_list_is_the_same_list_in_every_shape(text: str, media_type: str) -> None:
    assert entries(text, media_type) == ENERGY_FOOD


def test_semicolons_part_entries_that_hold_commas() -> None:
    found = entries("Två områden: boende, arbete och välfärd; kompetens.")
    assert found == ["1 boende, arbete och välfärd", "2 kompetens"]


def test_a_list_below_the_next_heading_is_another_list() -> None:
    text = "<h2>Våra områden</h2><p>Kommer.</p><h2>Kontakt</h2><ul><li>Post</li><li>Besök</li></ul>"
    with pytest.raises(SourceChangedError, match="list of areas has vanished"):
        entries(text, "text/html")


def test_a_short_list_is_a_damaged_list() -> None:
    with pytest.raises(SourceChangedError) as error:
        entries("Våra områden\n\n1. Energi\n")
    assert error.value.expected == "a list of at least 2 entries"
    assert "1 entries" in (error.value.found or "")


def test_missing_words_are_an_error_with_place_and_remedy() -> None:
    page = capture("En sida om något annat.")
    document = open_document(page, "sv")
    with pytest.raises(SourceChangedError, match="no longer holds the areas") as error:
        find_block(document, "områden", page, what="the areas")
    assert error.value.source_id == "se_test_source"
    assert "extract/sources/se/se_test_source.py" in (error.value.remedy or "")


def test_an_unreadable_file_names_its_source() -> None:
    with pytest.raises(SourceChangedError) as error:
        open_document(capture("   "))
    assert error.value.source_id == "se_test_source"
    assert error.value.url == "https://example.org/page"


def test_printed_numbers_rank_only_when_they_run_from_one() -> None:
    def blocks(*texts: str) -> list[Block]:
        return [Block("item", text, f"li[{n}]") for n, text in enumerate(texts, start=1)]

    ranked = number_entries(blocks("2. andra", "1. första"))
    assert [entry.text for entry in ranked] == ["första", "andra"]
    assert [entry.number for entry in number_entries(blocks("7. a", "9. b"))] == [1, 2]
    assert [entry.text for entry in number_entries(blocks("• a", "– b"))] == ["a", "b"]


def test_organisations_are_named_once() -> None:
    page = capture("Ordförande, Vinnova talade. Sedan talade ordförande, Vinnova igen.")
    found = find_organisations(open_document(page, "sv"), [r"rdförande, (?P<who>\w+)"], "SE")
    assert [mention.name for mention in found] == ["Vinnova"]


def test_what_is_not_kept_is_boilerplate() -> None:
    document = Document(
        "t", "sv", (Block("paragraph", "a", "p[1]"), Block("paragraph", "b", "p[2]"))
    )
    kept = keep_blocks(document, lambda position, block: position == 1)
    assert [block.text for block in kept.blocks] == ["b"]
    assert [block.text for block in kept.boilerplate] == ["a"]
