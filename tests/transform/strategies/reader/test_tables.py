"""Tables: which column is the aim, which the baseline, and what the bare numbers are."""

from __future__ import annotations

import pytest

from transform.strategies.reader import Reading, read_targets
from transform.strategies.reader.table_measures import (
    explicit_measure,
    money_of,
    noun_of_label,
    said_count,
)
from warehouse.records import Block, Document


def read(*rows: tuple[str, ...], heading: str = "", caption: str = "") -> list[Reading]:
    blocks = [Block("heading", heading, "h2[1]", level=2)] if heading else []
    blocks += [Block("paragraph", caption, "p[1]")] if caption else []
    blocks += [
        Block("cell", text, f"table[1]/row[{r}]/cell[{c}]")
        for r, row in enumerate(rows, start=1)
        for c, text in enumerate(row, start=1)
        if text
    ]
    return read_targets(Document(title="", language="da", blocks=tuple(blocks)))


def brief(reading: Reading) -> tuple[object, ...]:
    return (
        reading.kind, reading.value, reading.unit, reading.year,
        reading.baseline_value, reading.baseline_year,
    )  # fmt: skip


def test_a_column_may_hold_the_units() -> None:
    found = read(
        ("Indikator", "Enhed", "Baseline 2021", "Mål 2027"),
        ("Støttede virksomheder", "antal", "120", "450"),
        ("Udgifter til FoU", "mio. kr.", "12,5", "20"),
        ("Innovative SMV'er", "%", "41", "50"),
    )
    assert [brief(r) for r in found] == [
        ("target", 450, "companies", 2027, 120, 2021),
        ("target", 20e6, "DKK", 2027, 12.5e6, 2021),
        ("target", 50, "percent", 2027, 41, 2021),
    ]


def test_years_below_a_heading_of_aims() -> None:
    rows = ("Nr.", "Mål", "2022", "2025"), ("1", "Antal medlemmer", "412", "600")
    assert [brief(r) for r in read(*rows, heading="Mål")] == [
        ("target", 600, "members", 2025, 412, 2022)
    ]
    assert [brief(r) for r in read(*rows, heading="Udvikling")] == [
        ("figure", 412, "members", 2022, None, None),
        ("figure", 600, "members", 2025, None, None),
    ]


def test_a_result_of_the_aims_own_year_is_no_baseline() -> None:
    found = read(
        ("Mått", "Utfall 2020", "Utfall 2021", "Mål 2021"), ("Nye virksomheder", "31", "36", "40")
    )
    assert [brief(r) for r in found] == [
        ("target", 40, "companies", 2021, None, None),
        ("figure", 31, "companies", 2020, None, None),
        ("figure", 36, "companies", 2021, None, None),
    ]


def test_a_milestone_is_an_aim_and_no_baseline() -> None:
    found = read(
        ("Indikator", "Status 2021", "Milepæl 2024", "Mål 2029"), ("Projekter", "10", "12", "45")
    )
    assert [brief(r) for r in found] == [
        ("target", 12, "projects", 2024, 10, 2021),
        ("target", 45, "projects", 2029, 10, 2021),
    ]


def test_a_line_above_gives_the_scale_but_not_an_amount_it_tells_of() -> None:
    rows = ("", "2021", "2020"), ("Indtægter", "12.345", "11.890"), ("Tab", "-5", "-3")
    assert [r.value for r in read(*rows, caption="Beløb i t.kr.")] == [
        12_345_000, 11_890_000, -5_000, -3_000,
    ]  # fmt: skip
    assert read(*rows, caption="Puljen er på 100 mio. kr.")[1:] == []


def test_two_columns_without_head_are_labels_and_values() -> None:
    found = read(("Ansatte i klyngerne", "115.000"), ("Startår", "2014"), ("Tlf.", "12 34 56 78"))
    assert [brief(r) for r in found] == [("figure", 115_000, "people", None, None, None)]


@pytest.mark.parametrize(
    ("label", "money"),
    [
        ("Omsättning (mnkr)", ("SEK", 1e6)),
        ("Klyngeutvikling (1000 kr)", ("SEK", 1e3)),
        ("tkr", ("SEK", 1e3)),
        ("EUR thousand", ("EUR", 1e3)),
        ("MNOK", ("NOK", 1e6)),
        ("mdkr", ("SEK", 1e9)),
        ("Antal kreditter", None),
    ],
)
def test_money_of_a_label(label: str, money: tuple[str, float] | None) -> None:
    assert money_of(label, "sv") == money


def test_the_head_of_a_label_decides() -> None:
    assert said_count("Antal ansatte i virksomhederne", "da") == ("people", 1)
    assert said_count("Miljøfyrtårn, tal på verksemder", "nn") == ("companies", 1)
    assert explicit_measure("Andel medlemmer med eksport", "da") == ("percent", 1)
    assert explicit_measure("Utslepp (1 000 tonn)", "nn") == ("tonnes", 1000)
    assert explicit_measure("Gjester (mill.)", "nb") == ("people", 1e6)
    assert explicit_measure("Rundturer (mill.)", "nb") is None
    assert noun_of_label("Tilfredshed i klyngerne", "da") is None
    assert noun_of_label("Elektriske ferjesamband", "nn") == ("other:ferjesamband", 1)


def test_a_head_of_two_rows_gives_aim_and_year() -> None:
    found = read(
        ("Indikator", "Nuläge", "Målvärde", "Målvärde"),
        ("Indikator", "2022", "2026", "2031"),
        ("Antal medlemsföretag", "30", "45", "60"),
        heading="Uppföljning",
    )
    assert [brief(r) for r in found] == [
        ("target", 45, "companies", 2026, 30, 2022),
        ("target", 60, "companies", 2031, 30, 2022),
    ]


@pytest.mark.parametrize(
    ("start", "aim"),
    [
        ("Udgangspunkt 2021", "Målværdi 2029"),
        ("Nuläge 2021", "Målvärde 2029"),
        ("Baslinje 2021", "Mål 2029"),
        ("Utgangspunkt 2021", "Ambisjon 2029"),
        ("Baseline 2021", "Target 2029"),
    ],
)
def test_columns_of_start_and_aim_in_their_words(start: str, aim: str) -> None:
    found = read(("Indikator", start, aim), ("Antal medlemmer", "30", "≥ 45"))
    assert [brief(r) for r in found] == [("target", 45, "members", 2029, 30, 2021)]
    assert found[0].comparator == "at_least"


@pytest.mark.parametrize(
    ("result", "aim"),
    [
        ("Utfall 2021", "Målnivå 2029"),
        ("Resultat 2021", "Målverdi 2029"),
        ("Actual 2021", "Target 2029"),
    ],
)
def test_a_result_is_a_figure_and_the_start_of_the_only_aim_after_it(result: str, aim: str) -> None:
    found = read(("Indikator", result, aim), ("Antal medlemmer", "30", "≥ 45"))
    assert [brief(r) for r in found] == [
        ("target", 45, "members", 2029, 30, 2021),
        ("figure", 30, "members", 2021, None, None),
    ]


def test_results_among_several_aims_are_no_baseline() -> None:
    found = read(
        ("Indikator", "Mål 2022", "Utfall 2022", "Mål 2026"),
        ("Antal medlemmer", "40", "37", "60"),
    )
    assert [brief(r) for r in found] == [
        ("target", 40, "members", 2022, None, None),
        ("target", 60, "members", 2026, None, None),
        ("figure", 37, "members", 2022, None, None),
    ]


def test_each_row_may_say_its_own_year() -> None:
    found = read(
        ("År", "Indikator", "Værdi"),
        ("2021", "Antal medlemmer", "30"),
        ("2021", "Antal projekter", "4"),
        ("2022", "Antal medlemmer", "38"),
    )
    assert [brief(r) for r in found] == [
        ("figure", 30, "members", 2021, None, None),
        ("figure", 4, "projects", 2021, None, None),
        ("figure", 38, "members", 2022, None, None),
    ]


def test_losses_and_differences_keep_their_signs() -> None:
    found = read(
        ("Post", "2021", "2022"),
        ("Årets resultat (mio. kr.)", "-4,5", "(7,25)"),
        ("Antal medlemmer", "+3", "(12)"),
    )
    assert [(r.value, r.comparator) for r in found] == [
        (-4_500_000, "exactly"),
        (-7_250_000, "exactly"),
        (3, "increase_by"),
    ]


@pytest.mark.parametrize(
    ("heading", "head", "expected"),
    [
        ("Overnatninger fordelt på kommuner, 1.000", "Kommune", ("overnight_stays", 412_000)),
        ("Antal virksomheder efter branche", "Branche", ("companies", 412)),
        ("Besøg på de tre største steder", "Sted", ("other:besøg", 412)),
        ("Udviklingen i landsdelen", "Kommune", None),
    ],
)
def test_places_are_not_what_is_counted(
    heading: str, head: str, expected: tuple[str, float] | None
) -> None:
    found = read((head, "2024", "2025"), ("Sønderlund", "412", "438"), heading=heading)
    assert [(r.unit, r.value) for r in found][:1] == ([expected] if expected else [])


def test_a_second_row_of_heads_may_stand_below_an_empty_corner() -> None:
    found = read(
        ("", "2022", "2022", "2021 - 2022"),
        ("", "Nivå", "Prosentandeler", "Endring i prosent"),
        ("Kostnader til drift (mill.kr)", "812,4", "64", "3,1"),
        ("Årsverk (antall)", "1 240", "", "-1,8"),
    )
    assert [(*brief(r)[1:4], r.comparator) for r in found] == [
        (812_400_000, "DKK", 2022, "exactly"),
        (64, "percent", 2022, "exactly"),
        (3.1, "percent", 2022, "increase_by"),
        (1240, "jobs", 2022, "exactly"),
        (1.8, "percent", 2022, "decrease_by"),
    ]


@pytest.mark.parametrize(
    "label",
    ["Godkjende søknader om støtte frå bedrifter", "Bifallna ansökningar om bidrag från företag"],
)
def test_what_a_label_adds_about_its_noun_is_not_counted(label: str) -> None:
    found = read(("Indikator", "2023", "2024"), (label, "28", "41"))
    assert {r.unit for r in found} == {"applications"}


def test_a_column_of_fields_before_that_of_indicators_names_no_places() -> None:
    found = read(
        ("Område", "Indikator", "Resultat 2022"),
        ("Eksport", "Eksporterende virksomheder", "31"),
        ("Eksport", "Nye markeder", "9"),
    )
    assert [(r.value, r.unit, r.year) for r in found] == [
        (31, "companies", 2022),
        (9, "other:markeder", 2022),
    ]


def test_the_year_in_which_something_ends_dates_no_amount() -> None:
    found = read(
        ("Projekt", "Bevilget beløb", "Slut"),
        ("Brint i nord", "6.800.000 kr.", "2026"),
        ("Smart skov", "2.100.000 kr.", "2025"),
    )
    assert [(r.value, r.year) for r in found] == [(6.8e6, None), (2.1e6, None)]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Midler (alle beløb i 1000-kroner)", ("DKK", 1_400_000)),
        ("Midler efter prioritet (i euro)", ("EUR", 1400)),
    ],
)
def test_the_money_of_a_table_is_named_in_brackets_above(
    heading: str, expected: tuple[str, float]
) -> None:
    found = read(("Indsats", "2009", "2010"), ("Internationalt", "1 400", "2 000"), heading=heading)
    assert [(r.unit, r.value) for r in found][:1] == [expected]
