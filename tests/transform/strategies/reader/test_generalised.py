"""What unseen pages taught: rules of wording that hold beyond one sentence."""

from __future__ import annotations

import pytest

from extract.prose.document import read_document
from transform.strategies.reader import Reading, read_targets
from warehouse.records import Block, Document


def read(text: str, language: str) -> list[Reading]:
    block = Block("paragraph", text, "p[1]")
    return read_targets(Document(title="", language=language, blocks=(block,)))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The work rests on the Triple Helix and on double degrees."),
        ("en", "Year 10 students and grade 7 pupils can visit."),
        ("en", "ISO 9001 certified companies and the Top 10 clusters came."),
        ("sv", "Lunch 125 kr, kaffe 30 kr."),
        ("sv", "Små företag (10–49 anställda) omfattas."),
        ("nb", "Kap. 553 post 74 Klynger og innovasjon ble vedtatt."),
        ("nb", "Avrunding kan føre til at summene ikke blir 100 prosent."),
        ("en", "Project number: 20358412"),
    ],
)
def test_no_figures(language: str, text: str) -> None:
    assert read(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nb", "Tallet på bedrifter skal opp til 6 000.", ("increase_to", 6000, "companies")),
        ("nb", "Det kan gis opp til 6 millioner kroner.", ("at_most", 6e6, "NOK")),
        ("nb", "Det er en vekst på 14 prosent.", ("increase_by", 14, "percent")),
        ("en", "We saw a 12% drop in energy use.", ("decrease_by", 12, "percent")),
        ("sv", "Tio av tolv kluster har märket.", ("exactly", 10, "clusters")),
    ],
)
def test_how_a_number_is_meant(language: str, text: str, expected: tuple[str, float, str]) -> None:
    (reading,) = read(text, language)
    assert (reading.comparator, reading.value, reading.unit) == expected


def test_a_change_said_twice_is_two_changes() -> None:
    found = read("Antall ansatte økte med 1 200 personer, eller 8,3 prosent.", "nb")
    assert [(r.comparator, r.unit) for r in found] == [
        ("increase_by", "people"), ("increase_by", "percent"),
    ]  # fmt: skip


def test_what_counts_something_else_is_no_baseline() -> None:
    found = read("Fler än 9 000 elever från 45 skolor har deltagit.", "sv")
    assert [(r.value, r.unit, r.baseline_value) for r in found] == [
        (9000, "people", None),
        (45, "other:skolor", None),
    ]


def test_a_programmes_years_are_its_name() -> None:
    (reading,) = read("Projektet har fået 3 mio. kr. fra Socialfonden (ESF 2014-2020).", "da")
    assert reading.year is None


def test_a_year_with_a_colon_is_a_label() -> None:
    found = read("Budget 2023: 14,2 Mkr, budget 2024: 15,0 Mkr.", "sv")
    assert [(r.value, r.year) for r in found] == [(14.2e6, 2023), (15e6, 2024)]


def test_reached_targets_are_figures() -> None:
    (reading,) = read("12 af de 14 klynger nåede deres mål for 2022.", "da")
    assert (reading.kind, reading.value) == ("figure", 12)


def test_an_open_sentence_leads_its_list() -> None:
    page = (
        "<html lang='sv'><body><main><h1>Programmet</h1>"
        "<p>År 2029 ska programmet ha bidragit till att</p>"
        "<ul><li>minst 800 företag har utvecklat nya tjänster</li></ul>"
        "<p>Programmet växer snabbt.</p><ul><li>800 företag deltog</li></ul></main></body></html>"
    )
    found = read_targets(read_document(page.encode()))
    assert [(r.kind, r.year) for r in found] == [("target", 2029), ("figure", None)]


def test_a_short_block_keeps_the_documents_language() -> None:
    lines = (
        "Fylkeskommunen skal støtte bedriftene, og de ansatte får ikke vite noe om det ennå.",
        "",
        "Planen rulleres hvert fjerde år, første gang i 2025. Rammen er 55 mill. kr i 2022.",
    )
    (reading,) = read_targets(read_document("\n".join(lines).encode()))
    assert reading.unit == "NOK"


def test_numbered_headings_inside_lines_keep_their_year() -> None:
    lines = (
        "2 Mål 2030",
        "2.1 Næringsliv",
        "Andelen innovative bedrifter skal øke til 50 prosent.",
        "2.2 Eksport",
        "Eksporten skal øke med 20 prosent.",
    )
    found = read_targets(read_document("\n".join(lines).encode(), language="nb"))
    assert [(r.value, r.year) for r in found] == [(50, 2030), (20, 2030)]


@pytest.mark.parametrize(
    ("language", "text", "year", "baseline_year"),
    [
        ("da", "Rammen er 60 mio. kr. fra 1. januar 2024 til 31. december 2026.", 2026, None),
        ("en", "The number of labels fell from 14 in 2016 to 9 in 2019.", 2019, 2016),
        ("en", "Exports were 14% above the 2021 level.", None, 2021),
        ("sv", "Investeringarna minskade 2020 med 4,2 procent.", 2020, None),
    ],
)
def test_years(language: str, text: str, year: int | None, baseline_year: int | None) -> None:
    (reading,) = read(text, language)
    assert (reading.year, reading.baseline_year) == (year, baseline_year)


def test_what_has_grown_is_no_aim() -> None:
    found = read("I løpet av tre år har antallet medlemmer økt fra 45 til 110.", "nb")
    assert [(r.kind, r.value, r.baseline_value) for r in found] == [("figure", 110, 45)]


def test_an_index_is_no_count() -> None:
    assert read("The number of unicorns per million inhabitants is 1.2.", "en") == []
