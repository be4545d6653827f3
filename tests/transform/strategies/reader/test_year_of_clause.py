"""The year of a figure: its clause, what stands before it, its heading; never a neighbour's."""

from __future__ import annotations

import pytest

from tests.transform.strategies.reader.test_notation import read
from transform.strategies.reader import read_targets
from warehouse.records import Block, Document


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The fund holds EUR 9 million, of which EUR 2 million in 2023.",
         [(9e6, None), (2e6, 2023)]),
        ("en", "Some 310 jobs were created between 2016 and 2019, while sales rose 8 percent.",
         [(310, 2019), (8, None)]),
        ("en", "Between 2016 and 2019 members began 31 projects, up 12% on before.",
         [(31, 2019), (12, 2019)]),
        ("sv", "Under 2012 deltog 870 bolag, varav 45 procent var små.", [(870, 2012), (45, 2012)]),
        ("sv", "Det är färre än 2010, då klustret hade 88 medlemmar.", [(88, 2010)]),
        ("da", "Firmaet, der blev stiftet i 1994, har 85 ansatte.", [(85, None)]),
        ("nb", "Klyngen (etablert i 2003) samler 85 medlemmer.", [(85, None)]),
        ("en", "Founded in 2003, the cluster has 85 members.", [(85, None)]),
        ("sv", "Det fanns 640 bolag i Sverige 2015, en ökning med 3 procent.",
         [(640, 2015), (3, 2015)]),
        ("en", "Our 2031 targets: 85 members (2020 baseline).", [(85, 2031)]),
        ("nn", "Talet på arbeidsplassar skal auke frå 2 100 i 2018 til 2 900 i 2027.",
         [(2900, 2027)]),
    ],
)  # fmt: skip
def test_a_year_belongs_to_its_clause(
    language: str, text: str, expected: list[tuple[float, int | None]]
) -> None:
    assert [(r.value, r.year) for r in read(language, text)] == expected


def test_the_last_year_of_a_plan_dates_aims_only() -> None:
    blocks = (
        Block("title", "Näringslivsprogram 2022–2026", "h1[1]", level=1),
        Block("heading", "Näringslivsprogram 2022–2026", "h2[1]", level=2),
        Block("paragraph", "Kommunen har 2 310 bolag. Målet är minst 2 700 bolag.", "p[1]"),
    )
    document = Document(
        title=blocks[0].text, language="sv", blocks=blocks, valid_from_year=2022, valid_to_year=2026
    )
    assert [(r.kind, r.value, r.year) for r in read_targets(document)] == [
        ("figure", 2310, None),
        ("target", 2700, 2026),
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nb", "I tillegg kommer 12 millioner kroner i 2021 og 18 i 2022.", [12e6, 18e6]),
        ("nb", "Rammen var 92 mill. kroner, ned 8 mill. fra 2018.", [92e6, 8e6]),
        ("da", "Firmaet har 140 ansatte, heraf 95 i Odense.", [140, 95]),
        ("sv", "Industrin står för 31 procent, handeln för 12 och vården för 18 procent.",
         [31, 12, 18]),
        ("sv", "Av de 24 klustren hade 15 vuxit.", [15]),
        ("nn", "I vindkraft finst det mykje. Av anlegga er det 40.", [40]),
        ("en", "Scores run on a scale from 1 to 5.", []),
    ],
)  # fmt: skip
def test_what_a_clause_borrows_from_the_one_before(
    language: str, text: str, expected: list[float]
) -> None:
    assert [r.value for r in read(language, text)] == expected


def test_key_figures_without_a_colon_and_years_in_a_line() -> None:
    found = read("nb", "Nøkkeltall 2021", "Partnere 64", "Ansatte i klyngen 8 300")
    assert [(r.value, r.unit, r.year) for r in found] == [
        (64, "organisations", 2021),
        (8300, "people", 2021),
    ]
    found = read("sv", "Antal anställda 2019–2022", "2019 4 120", "2022 5 310")
    assert [(r.value, r.unit, r.year) for r in found] == [
        (4120, "people", 2019),
        (5310, "people", 2022),
    ]


def test_a_foreign_currency_holds_for_its_own_paragraph_only() -> None:
    found = read("sv", "Bolaget tog in 5 miljoner dollar.", "Exporten var 17 miljarder.")
    assert [(r.value, r.unit) for r in found] == [(5e6, "USD"), (17e9, "SEK")]


def test_a_share_of_small_firms_is_no_decrease() -> None:
    (reading,) = read("sv", "Av dem hade 94 procent färre än tio anställda.")
    assert (reading.comparator, reading.value, reading.unit) == ("exactly", 94, "percent")


@pytest.mark.parametrize(
    ("language", "text", "year"),
    [
        ("da", "Sidste år solgte klyngen 40 anlæg.", 2022),
        ("sv", "Förra året sålde klustret 40 anläggningar.", 2022),
        ("nn", "I fjor selde klynga 40 anlegg.", 2022),
        ("en", "Last year the cluster sold 40 plants.", 2022),
        ("sv", "I år har klustret 40 medlemmar.", 2023),
        ("nb", "Vi har 40 medlemmer, 3 flere enn i fjor.", None),
        ("nb", "Vi hadde 40 medlemmer ved utgangen av fjoråret.", 2022),
    ],
)
def test_last_year_is_that_before_the_pages_date(
    language: str, text: str, year: int | None
) -> None:
    block = Block("paragraph", text, "p[1]")
    found = read_targets(
        Document(title="", language=language, blocks=(block,), published="2023-05-02")
    )
    assert found[0].year == year
