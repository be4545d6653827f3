"""Number cards, fact boxes and terms become whole facts."""

from __future__ import annotations

import pytest

from extract.prose.cards import join_cards
from extract.prose.document import read_document
from warehouse.records import Block


def texts(*lines: str) -> list[str]:
    return [
        b.text for b in join_cards([Block("paragraph", t, f"p[{n}]") for n, t in enumerate(lines)])
    ]


def test_number_above_its_label() -> None:
    assert texts("42", "klynger", "3 450", "medlemmer") == ["42 klynger", "3 450 medlemmer"]


def test_label_above_its_number() -> None:
    assert texts("Medlemmer", "412", "Ansatte", "22") == ["Medlemmer: 412", "Ansatte: 22"]


def test_a_heading_above_cards_takes_no_number() -> None:
    assert texts("Nøgletal", "42", "klynger", "78 %", "af dem vokser") == [
        "Nøgletal", "42 klynger", "78 % af dem vokser",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ("Klynger", "42", "Medlemmer", "412", "Ansatte"),  # either could belong to either
        ("2022", "klynger"),  # a year
        ("Vi vokser.", "42", "Vi er mange."),  # sentences are no labels
    ],
)
def test_what_stays_open_is_left_alone(lines: tuple[str, ...]) -> None:
    assert texts(*lines) == list(lines)


def blocks(body: str) -> list[str]:
    page = f"<html lang='da'><body><main><h1>Klyngen</h1>{body}</main></body></html>"
    return [block.text for block in read_document(page.encode()).blocks][1:]


def test_spans_of_a_card_are_two_words() -> None:
    assert blocks("<p><span>42</span><span>klynger</span> og CO<sub>2</sub></p>") == [
        "42 klynger og CO2"
    ]


def test_terms_join_their_short_descriptions_only() -> None:
    body = "<dl><dt>Partnere</dt><dd>6</dd><dt>Om</dt><dd>Klyngen blev stiftet i 2014.</dd></dl>"
    assert blocks(body) == ["Partnere: 6", "Om", "Klyngen blev stiftet i 2014."]


def test_lines_of_a_fact_box_stand_alone_and_prose_does_not() -> None:
    assert blocks("<p>Budget: 40 mio. kr.<br>Periode: 2019-2022</p>") == [
        "Budget: 40 mio. kr.", "Periode: 2019-2022",
    ]  # fmt: skip
    assert blocks("<p>Klyngen har mange<br>medlemmer i landet.</p>") == [
        "Klyngen har mange medlemmer i landet."
    ]
