"""What a number counts: nouns of any kind, multiples, pairs, series, and what is told elsewhere."""

from __future__ import annotations

import pytest

from tests.transform.strategies.reader.test_notation import read


def units(language: str, *texts: str) -> list[tuple[float, str]]:
    return [(r.value, r.unit) for r in read(language, *texts)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("da", "Delegationen besøgte 14 lande og holdt 63 møder.",
         [(14, "other:lande"), (63, "other:møder")]),
        ("da", "Programmet fik 31 nye vindmøller.", [(31, "other:vindmøller")]),
        ("sv", "Fonden fick 85 utmärkelser från 12 olika länder.",
         [(85, "other:utmärkelser"), (12, "other:länder")]),
        ("sv", "Regionen har 80 innovationsmiljöer.", [(80, "other:innovationsmiljöer")]),
        ("sv", "Verkstaden tog emot 45 st provkörningar.", [(45, "other:provkörningar")]),
        ("nb", "Klyngen gjennomførte 27 bedriftsbesøk i 2022.", [(27, "other:bedriftsbesøk")]),
        ("nn", "Klynga heldt 19 kveldar for nye gründerar.", [(19, "other:kveldar")]),
        ("en", "There were seven open calls and 5,200 hours of testing.",
         [(7, "other:calls"), (5200, "other:hours")]),
        ("en", "The fair drew nine foreign delegations.", [(9, "other:delegations")]),
    ],
)  # fmt: skip
def test_any_counted_noun_is_a_unit(
    language: str, text: str, expected: list[tuple[float, str]]
) -> None:
    assert units(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "noun"),
    [
        ("da", "Puljen i 2021 skal give 3-5 vindere.", "vindere"),
        ("sv", "Utlysningen 2019 ska ge 3-5 vinnare.", "vinnare"),
        ("nb", "Programmet produserte 14 rapporter.", "rapporter"),
        ("nn", "Utlysinga i 2022 skal gje 4-6 vinnarar.", "vinnarar"),
        ("en", "The call in 2022 will give 3-5 winners.", "winners"),
    ],
)
def test_the_verb_is_no_part_of_what_is_counted(language: str, text: str, noun: str) -> None:
    (row,) = read(language, text)
    assert (row.indicator, row.unit) == (noun, f"other:{noun}")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("da", "Planen har fire indsatsområder og syv anbefalinger."),
        ("sv", "Delområde 3 följer samma modell."),
        ("nb", "Arbeidet tok 12 timer fordelt på to dager."),
        ("nn", "Strategien har tre innsatsområde."),
        ("en", "Work Package 4 runs in three phases; 5 means fully agree."),
        ("da", "Hvem der får pengene 6 Aftaler om vækst 9"),
        ("sv", "Rapporten har ca två sidor om varje steg."),
    ],
)
def test_what_orders_a_text_is_no_count(language: str, text: str) -> None:
    assert units(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("da", "Markedet kan blive otte gange så stort.", 8),
        ("da", "I 2040 kan det være det dobbelte.", 2),
        ("sv", "Varje satsning kommer 3,5 gånger tillbaka.", 3.5),
        ("nb", "Omsetningen kan bli 15 ganger større.", 15),
        ("nn", "Verda treng fire gonger så mange anlegg.", 4),
        ("en", "Output may become six times larger.", 6),
    ],
)
def test_multiples_in_words_of_times(language: str, text: str, value: float) -> None:
    (reading,) = read(language, text)
    assert (reading.value, reading.unit, reading.comparator) == (value, "factor", "multiply_by")


@pytest.mark.parametrize(
    ("language", "text"),
    [("nb", "Styret møtes seks ganger i året."), ("en", "The board meets six times a year.")],
)
def test_how_often_is_no_multiple(language: str, text: str) -> None:
    assert read(language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("da", "Omsætning og eksport steg med henholdsvis 14 og 11 procent."),
        ("sv", "Omsättning och export ökade med 14 respektive 11 procent."),
        ("nb", "Omsetning og eksport har gått opp med hhv. 14 og 11 prosent."),
        ("nn", "Omsetning og eksport auka med høvesvis 14 og 11 prosent."),
        ("en", "Turnover and exports grew by 14 and 11 percent respectively."),
    ],
)
def test_paired_amounts_share_unit_and_direction(language: str, text: str) -> None:
    assert [(r.value, r.unit, r.comparator) for r in read(language, text)] == [
        (14, "percent", "increase_by"),
        (11, "percent", "increase_by"),
    ]


@pytest.mark.parametrize(
    ("language", "text", "comparator"),
    [
        ("da", "Salget trak op med 4,8 pct.", "increase_by"),
        ("da", "Stigningen var i gennemsnit 4,8 pct. i alle byer.", "increase_by"),
        ("sv", "Exporten gick upp 4,8 procent.", "increase_by"),
        ("sv", "Omsättning: upp 4,8 procent.", "increase_by"),
        ("nb", "Nedgangen var på 4,8 prosent.", "decrease_by"),
        ("nn", "Eksporten har gått opp med 4,8 prosent.", "increase_by"),
        ("en", "Sales were down 4.8 percent.", "decrease_by"),
    ],
)
def test_growth_that_is_reported_is_a_difference(language: str, text: str, comparator: str) -> None:
    (reading,) = read(language, text)
    assert (reading.kind, reading.value, reading.comparator) == ("figure", 4.8, comparator)


def test_a_part_of_what_was_told_takes_its_year_and_currency() -> None:
    found = read("da", "Salget var 9,4 mia. kr. i 2021. Heraf er 2,2 mia. eksport.")
    assert [(r.value, r.unit, r.year) for r in found] == [
        (9.4e9, "DKK", 2021),
        (2.2e9, "DKK", 2021),
    ]


def test_years_with_values_below_a_label() -> None:
    found = read("en", "Workshops given:", "2014: 7", "2020: 31", "Members: 2014: 18 / 2020: 40")
    assert [(r.value, r.unit, r.year) for r in found] == [
        (7, "events", 2014), (31, "events", 2020), (18, "members", 2014), (40, "members", 2020),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("sv", "Länet har 40 bolag, det vill säga fler än i fjol.", "figure"),
        ("da", "Området har i dag ca. 4.000 ansatte. Klyngen vil vokse.", "figure"),
        ("nb", "Klyngen har som mål å få 40 medlemmer.", "target"),
    ],
)
def test_a_will_is_somebody_s(language: str, text: str, kind: str) -> None:
    assert [r.kind for r in read(language, text)] == [kind]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "It has 7 labs and more than 90 firms.", [("exactly", 7), ("more_than", 90)]),
        ("da", "Over 1,4 mio. besøgende siden 2016.", [("more_than", 1.4e6)]),
        ("nb", "+450 partnere", [("at_least", 450)]),
        ("en", "The region covers 21,300 km2.", []),
    ],
)
def test_what_stands_beside_a_count_is_not_mixed_up_with_it(
    language: str, text: str, expected: list[tuple[str, float]]
) -> None:
    assert [(r.comparator, r.value) for r in read(language, text)] == expected
