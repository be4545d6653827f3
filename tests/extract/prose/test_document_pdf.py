"""PDF documents: text, running heads, tables, damage, length."""

from __future__ import annotations

from random import Random

import pytest

from extract.prose.document import read_document
from tests.extract.prose.pdf_writer import write_pdf
from warehouse.errors import FormatError
from warehouse.records import Block

PROSE = [
    "Klyngerne samler virksomheder og forskere om fælles projekter, og de skal",
    "bidrage til flere innovationer. Indsatsen følges af et sekretariat.",
    "Mindst 300 virksomheder skal deltage i 2025.",
]
COLUMNS, ROWS = (50.0, 250.0, 350.0, 450.0), (700.0, 680.0, 660.0)
GRID = (("Indikator", "Status 2019", "Mål 2024"), ("Antal medlemmer", "85", "120"))


def test_text_without_running_heads() -> None:
    pages = [
        ["Klyngeplan 2020-2024", f"Side {n} af 6", f"Kapitel {n}", *PROSE] for n in range(1, 7)
    ]
    document = read_document(write_pdf(pages, info="/CreationDate (D:20200305120000Z)"))
    assert document.title == "Klyngeplan 2020-2024"
    assert (document.language, document.published) == ("da", "2020-03-05")
    assert document.valid_to_year == 2024
    content = [block.text for block in document.blocks if block.locator.startswith("page[2]")]
    assert not any("Side 2" in text for text in content)
    assert any("og de skal bidrage til flere innovationer" in text for text in content)
    assert any("Side 2 af 6" in block.text for block in document.boilerplate)


def test_a_sentence_over_the_page_break_is_whole() -> None:
    document = read_document(
        write_pdf([["Rapport", *PROSE[:1]], ["bidrage til mange flere innovationer."]])
    )
    assert any("de skal bidrage til mange flere" in block.text for block in document.blocks)


def test_ruled_tables_become_cells() -> None:
    rules = [(COLUMNS[0], y, COLUMNS[-1], y) for y in ROWS]
    rules += [(x, ROWS[0], x, ROWS[-1]) for x in COLUMNS]
    cells = [
        (COLUMNS[c] + 4, ROWS[r] - 14, text)
        for r, row in enumerate(GRID)
        for c, text in enumerate(row)
    ]
    document = read_document(write_pdf([["Strategi 2020-2024"]], rules=rules, cells=cells))
    table = [block for block in document.blocks if block.kind == "cell"]
    assert table[-1] == Block("cell", "120", "page[1]/table[1]/row[2]/cell[3]")
    assert [block.text for block in document.blocks if block.kind != "cell"] == [
        "Strategi 2020-2024"
    ]


def test_a_cut_file_is_damaged() -> None:
    whole = write_pdf([PROSE] * 5)
    for part in (len(whole) // 3, len(whole) - 40):
        with pytest.raises(FormatError) as caught:
            read_document(whole[:part], url="https://example.org/plan.pdf")
        assert caught.value.code == "pdf-damaged"
        assert "example.org" in str(caught.value)


def test_a_file_without_objects_is_damaged() -> None:
    with pytest.raises(FormatError, match="pdf-damaged"):
        read_document(b"%PDF-1.7\n" + b"nothing here\n" * 50 + b"%%EOF\n")


def test_pages_without_text_say_so() -> None:
    with pytest.raises(FormatError) as caught:
        read_document(write_pdf([[], []]))
    assert caught.value.code == "pdf-no-text"
    assert "2 page(s) without text" in str(caught.value)


def test_some_pages_without_text_are_noted() -> None:
    assert read_document(write_pdf([PROSE, []])).notes == (
        "1 of 2 pages hold no text (images or blank)",
    )


def test_three_hundred_pages_are_read() -> None:
    document = read_document(write_pdf([[f"Afsnit {n}", *PROSE * 2] for n in range(300)]))
    assert document.blocks[-1].locator.startswith("page[300]/")


def test_broken_bytes_end_in_our_own_error_or_in_text() -> None:
    rules = [(COLUMNS[0], y, COLUMNS[-1], y) for y in ROWS]
    rules += [(x, ROWS[0], x, ROWS[-1]) for x in COLUMNS]
    whole = write_pdf([PROSE] * 2, rules=rules, cells=[(54.0, 686.0, "a"), (254.0, 666.0, "b")])
    random = Random(7)
    codes = set()
    for _ in range(60):
        broken = bytearray(whole)
        for place in random.sample(range(len(broken)), k=random.choice((1, 5, 40))):
            broken[place] = random.randrange(256)
        try:
            read_document(bytes(broken))
        except FormatError as error:
            codes.add(error.code)
    assert codes <= {"pdf-damaged", "pdf-no-text", "encoding-binary"}
    assert "pdf-damaged" in codes
