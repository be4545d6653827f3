"""Lines of a PDF from the places of its characters: footnote marks, columns, letters."""

from __future__ import annotations

import pytest

from extract.prose.document import read_document
from extract.prose.layout import compose
from tests.extract.prose.pdf_writer import write_pdf

#: Width of "Föreningen samlar 64" in Helvetica at 11 points, from x = 50.
_AFTER_64 = 50 + 106.4


def _texts(content: bytes) -> list[str]:
    return [block.text for block in read_document(content).blocks]


def test_a_raised_mark_does_not_melt_into_its_number() -> None:
    page = write_pdf(
        [[]],
        cells=[(50, 700, "Föreningen samlar 64"), (_AFTER_64 + 5, 700, "bolag i regionen.")],
        small=[(_AFTER_64, 704, "7"), (50, 80, "7 Uppgift från styrelsen.")],
    )
    assert _texts(page) == [
        "Föreningen samlar 64 bolag i regionen.",
        "Uppgift från styrelsen.",
    ]


def test_a_raised_figure_of_a_unit_stays() -> None:
    page = write_pdf([[]], cells=[(50, 700, "Lokalerne er 450 m")], small=[(145.5, 704, "2")])
    assert _texts(page) == ["Lokalerne er 450 m²"]


def test_small_print_beside_a_large_number_is_text() -> None:
    page = write_pdf([[]], cells=[(50, 700, "Nøgletal 64")], small=[(113, 703, "2021 pct")])
    assert _texts(page) == ["Nøgletal 64 2021 pct"]


LEFT = ("Klyngen tæller nu 31 medlemmer", "og vil i 2029 have mindst 75", "medlemmer i landet.")
RIGHT = ("Omsætningen skal vokse med 12", "procent inden udgangen af", "2027 og årligt derefter.")


@pytest.mark.parametrize("by_row", [True, False])
def test_columns_are_read_one_after_the_other(by_row: bool) -> None:
    heights = [700 - 15 * n for n in range(3)]
    left = [(60.0, y, text) for y, text in zip(heights, LEFT, strict=True)]
    right = [(330.0, y, text) for y, text in zip(heights, RIGHT, strict=True)]
    rows = [cell for pair in zip(left, right, strict=True) for cell in pair]
    content = write_pdf([[]], cells=rows if by_row else [*left, *right])
    assert " ".join(_texts(content)) == " ".join((*LEFT, *RIGHT))


def test_cells_of_a_table_without_rules_stay_in_their_rows() -> None:
    rows = [("Medlemmer", "31", "75"), ("Projekter", "4", "9"), ("Ansatte", "12", "20")]
    cells = [
        (60.0 + 150 * c, 700.0 - 15 * r, text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    assert "Medlemmer 31 75" in " ".join(_texts(write_pdf([[]], cells=cells)))


def test_accents_drawn_as_signs_of_their_own_join_their_letter() -> None:
    assert _texts(write_pdf([["F¨oreningen m¨oter fler f¨oretag i l¨anet."]])) == [
        "Föreningen möter fler företag i länet."
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A\u030arhus og O\u0308rebro", "Århus og Örebro"),
        ("certi\ufb01ed of\ufb01ces", "certified offices"),
        ("64² firms, 120¹.", "64 firms, 120."),
        ("450 m² and 3 km²", "450 m² and 3 km²"),
    ],
)
def test_every_letter_has_one_form(written: str, read: str) -> None:
    assert compose(written) == read


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Klyngen støtter innova\u00ad", "sjoner i hele regionen."), "innovasjoner i"),
        (("Klyngen støtter innova\u2010", "sjoner i hele regionen."), "innovasjoner i"),
        (("Regionen bruger mere til FoU-", "projekter end før."), "til FoU-projekter end"),
        (("Klyngen støtter små-", "og mellemstore firmaer."), "små- og mellemstore"),
    ],
)
def test_words_broken_at_the_line_s_end_are_whole(lines: tuple[str, str], text: str) -> None:
    wide = "Programmet er for alle, der vil være med, og det gælder hele landet nu."
    document = read_document("\n".join([wide, *lines]).encode())
    assert text in " ".join(block.text for block in document.blocks)
