"""Sentences: comparators, baselines, years, ranges, shared units."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transform.strategies.reader.reading import Reading
from transform.strategies.reader.sentence import Context, read_sentence
from warehouse.vocabulary import COMPARATORS

Brief = tuple[float, str, str, int | None]


def read(text: str, language: str) -> list[Reading]:
    return read_sentence(text, Context(language))


def brief(text: str, language: str) -> list[Brief]:
    return [(r.value, r.unit, r.comparator, r.year) for r in read(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "rows"),
    [
        (
            "Danmark skal have mindst 10 Guld- og 10 Sølv-klynger.",
            "da",
            [(10, "clusters", "at_least", None), (10, "clusters", "at_least", None)],
        ),
        (
            "Minst 30 organisationer ska delta senast 2025.",
            "sv",
            [(30, "organisations", "at_least", 2025)],
        ),
        ("Klyngen skal ha opptil 40 medlemmer.", "nb", [(40, "members", "at_most", None)]),
        ("Inte färre än tio kluster ska finnas 2026.", "sv", [(10, "clusters", "at_least", 2026)]),
        ("Ikke flere enn 5 prosjekter kan støttes.", "nb", [(5, "projects", "at_most", None)]),
        ("Mere end 300 virksomheder har deltaget.", "da", [(300, "companies", "more_than", None)]),
        ("Färre än 20 kluster finns kvar.", "sv", [(20, "clusters", "less_than", None)]),
        ("Om lag 2 400 bedrifter er med.", "nb", [(2400, "companies", "about", None)]),
        ("Andelen skal økes til 40 % i 2030.", "nb", [(40, "percent", "increase_to", 2030)]),
        ("Udgifterne skal nedbringes med 5 pct.", "da", [(5, "percent", "decrease_by", None)]),
        (
            "Vi ska fördubbla antalet medlemmar till 2030.",
            "sv",
            [(2, "factor", "multiply_by", 2030)],
        ),
        ("Utslippene skal halveres innen 2030.", "nb", [(50, "percent", "decrease_by", 2030)]),
        ("Tredoble eksporten er målet.", "nb", [(3, "factor", "multiply_by", None)]),
        (
            "Der skal skabes 250 nye job eller flere inden 2027.",
            "da",
            [(250, "jobs", "at_least", 2027)],
        ),
        (
            "I 2019 var det 17 Arena-klynger, 14 NCE-er og 3 GCE-er.",
            "nb",
            [
                (17, "clusters", "exactly", 2019),
                (14, "clusters", "exactly", 2019),
                (3, "clusters", "exactly", 2019),
            ],
        ),
        (
            "45 virksomheder deltog i 2018, 62 i 2019 og 71 i 2020.",
            "da",
            [
                (45, "companies", "exactly", 2018),
                (62, "companies", "exactly", 2019),
                (71, "companies", "exactly", 2020),
            ],
        ),
        ("NOK 170m was granted.", "en", [(170e6, "NOK", "exactly", None)]),
        (
            "EUR 25 million and 300 jobs by 2028.",
            "en",
            [(25e6, "EUR", "exactly", 2028), (300, "jobs", "exactly", 2028)],
        ),
        ("Budgeten är 14 Mkr.", "sv", [(14e6, "SEK", "exactly", None)]),
        ("Antal medlemmer: 215", "da", [(215, "members", "exactly", None)]),
        ("Besvart: 15 Hoppet over: 0", "nb", [(15, "responses", "exactly", None)]),
    ],
)
def test_rows(text: str, language: str, rows: list[Brief]) -> None:
    assert brief(text, language) == rows


@pytest.mark.parametrize(
    ("text", "language", "value", "baseline"),
    [
        (
            "Mindst 2.000 virksomheder har udviklet innovationer (status 2014: 1.600)",
            "da",
            2000,
            (1600, 2014),
        ),
        ("Fra 21 % i 2020 til 55 % i 2030.", "da", 55, (21, 2020)),
        ("Från 21 % 2020 till 55 % 2030.", "sv", 55, (21, 2020)),
        ("Antallet skal øges fra 85 medlemmer i 2021 til 120 i 2025.", "da", 120, (85, 2021)),
        ("The cluster had 210 members, up from 165 in 2015.", "en", 210, (165, 2015)),
        ("Målet är 5 procent, ned från dagens 7,4 procent.", "sv", 5, (7.4, None)),
        ("Utslippene skal ned 55 prosent sammenlignet med 1990.", "nb", 55, (None, 1990)),
        ("Budgeten minskade från 14,2 till 12,9 miljoner kronor.", "sv", 12.9e6, (14.2e6, None)),
        ("Målet for 2024 er 200 bedrifter (status per 2021: 134).", "nb", 200, (134, 2021)),
        ("Klynga har 70 medlemmer, mot 55 i 2019.", "nn", 70, (55, 2019)),
    ],
)
def test_baselines(
    text: str, language: str, value: float, baseline: tuple[float | None, int | None]
) -> None:
    (reading,) = read(text, language)
    assert reading.value == value
    assert (reading.baseline_value, reading.baseline_year) == baseline


@pytest.mark.parametrize(
    ("text", "language", "ends", "unit"),
    [
        ("Mellan 20 och 30 företag deltar.", "sv", (20, 30), "companies"),
        ("10–15 % av midlene", "nb", (10, 15), "percent"),
        ("4-5 globale klynger", "nb", (4, 5), "clusters"),
        ("2-3 mio. kr. pr. projekt", "da", (2e6, 3e6), "DKK"),
        ("mellem 500.000 kr. og 2 mio. kr.", "da", (5e5, 2e6), "DKK"),
    ],
)
def test_ranges(text: str, language: str, ends: tuple[float, float], unit: str) -> None:
    (reading,) = read(text, language)
    assert ((reading.value, reading.value_max), reading.unit) == (ends, unit)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("De tre klyngerne samarbejder.", "da"),
        ("Virksomheder med 10-249 ansatte kan søge.", "da"),
        ("Strategien har fem områder og syv principper.", "da"),
        ("Danmark 2030 er navnet på planen.", "da"),
        ("Tiden går fort, 3 år er kort tid.", "nb"),
        ("Indicator 1.1.2: Number of Committed Cluster Participants in Total 10", "en"),
    ],
)
def test_numbers_that_are_no_figures(text: str, language: str) -> None:
    assert read(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Mindst 50 virksomheder skal deltage.", "da", "target"),
        ("I 2019 deltog 50 virksomheder.", "da", "figure"),
        ("Vi har 50 medlemmar.", "sv", "figure"),
        ("Målet är 50 medlemmar.", "sv", "target"),
        ("By 2028 the cluster has 50 members.", "en", "target"),
    ],
)
def test_kind(text: str, language: str, kind: str) -> None:
    assert [reading.kind for reading in read(text, language)] == [kind]


def test_a_figure_and_an_aim_in_one_sentence() -> None:
    rows = read("I 2021 deltog 1.240 virksomheder, og målet er 2.000 i 2025.", "da")
    assert [(r.kind, r.value, r.year) for r in rows] == [
        ("figure", 1240, 2021),
        ("target", 2000, 2025),
    ]


def test_period() -> None:
    (yearly,) = read("Mindst 50 virksomheder skal deltage hvert år.", "da")
    (by_date,) = read("Mindst 50 virksomheder skal deltage i 2027.", "da")
    (whole,) = read("I alt 50 virksomheder skal deltage i perioden 2021-2024.", "da")
    assert [r.period for r in (yearly, by_date, whole)] == ["yearly", "by_date", "cumulative"]


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "mindst",
                "minst",
                "fra",
                "til",
                "from",
                "to",
                "10",
                "2.000",
                "50",
                "%",
                "procent",
                "(status",
                "2014:",
                ")",
                "mio.",
                "kr.",
                "virksomheder",
                "i",
                "2030",
                "og",
                "fordoble",
                "antal",
                ",",
                ".",
                "–",
                "mellan",
                "och",
                "SEK",
                "halvannen",
                "million",
                "flere",
                "av",
                "3",
                "de",
                "–",
                "2020-2024",
                "EUR",
                "7",
                ",",
                "%",
                "(",
            ]
        ),
        max_size=14,
    ),
    st.sampled_from(["da", "sv", "nb", "nn", "en"]),
)
def test_any_sequence_of_words_gives_well_formed_rows(words: list[str], language: str) -> None:
    for reading in read(" ".join(words), language):
        assert reading.comparator in COMPARATORS
        assert 0 <= reading.confidence <= 1
        assert reading.value_max is None or reading.value_max > reading.value
        assert reading.year is None or 1900 <= reading.year < 2100
        assert reading.indicator
