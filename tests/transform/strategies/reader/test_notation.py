"""How pages write numbers, money, dates and bounds, in five languages."""

from __future__ import annotations

import pytest

from transform.strategies.reader import Reading, read_targets
from warehouse.records import Block, Document


def read(language: str, *texts: str) -> list[Reading]:
    blocks = tuple(Block("paragraph", text, f"p[{n}]") for n, text in enumerate(texts, start=1))
    return read_targets(Document(title="", language=language, blocks=blocks))


def facts(language: str, text: str) -> list[tuple[float, str, int | None]]:
    return [(r.value, r.unit, r.year) for r in read(language, text)]


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("da", "Puljen var på fem en halv million kroner i 2022.", 5.5e6, "DKK"),
        ("da", "Puljen var på halvanden milliard kroner i 2022.", 1.5e9, "DKK"),
        ("da", "Andelen var 7½ procent i 2022.", 7.5, "percent"),
        ("sv", "Anslaget var fyra och en halv miljoner kronor 2022.", 4.5e6, "SEK"),
        ("sv", "Ökningen var en halv procent 2022.", 0.5, "percent"),
        ("nb", "Rammen var seks og en halv milliard kroner i 2022.", 6.5e9, "NOK"),
        ("nb", "Rammen var to og trekvart million kroner i 2022.", 2.75e6, "NOK"),
        ("nn", "Ramma var fire og ein halv million kroner i 2022.", 4.5e6, "NOK"),
        ("nn", "Ramma var over 3 billionar kroner i 2022.", 3e12, "NOK"),
        ("en", "The fund was three and a half million euro in 2022.", 3.5e6, "EUR"),
        ("en", "The fund was 6 1/2 million euro in 2022.", 6.5e6, "EUR"),
        ("en", "The fund was half a million euro in 2022.", 5e5, "EUR"),
        ("en", "The fund was EUR 3 billion in 2022.", 3e9, "EUR"),
    ],
)
def test_a_number_takes_the_fraction_and_scale_behind_it(
    language: str, text: str, value: float, unit: str
) -> None:
    assert facts(language, text) == [(value, unit, 2022)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "Det kan ge flera tusen jobb i länet."),
        ("sv", "Det rör många tiotusen personer."),
        ("da", "Der kan komme flere tusinde job til."),
        ("nb", "Det gjelder flere titalls tusen personer."),
        ("nn", "Det gjeld fleire tusen personar."),
        ("en", "Several thousand people may find work."),
    ],
)
def test_several_thousand_is_no_number(language: str, text: str) -> None:
    assert facts(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "value", "comparator"),
    [
        ("nb", "Resultatet var -8,5 millioner kroner i 2021.", -8.5e6, "exactly"),
        ("da", "Resultatet var −8,5 mio. kr. i 2021.", -8.5e6, "exactly"),
        ("sv", "Resultatet var –8,5 miljoner kronor 2021.", -8.5e6, "exactly"),
        ("en", "The result was EUR -8.5 million in 2021.", -8.5e6, "exactly"),
        ("sv", "Utsläppen minskade med -12 procent 2021.", 12, "decrease_by"),
        ("nn", "Talet på medlemmer: +15 prosent i 2021.", 15, "increase_by"),
        ("da", "– 45 virksomheder var med i 2021.", 45, "exactly"),
        ("en", "The cluster had 30-45 members in 2021.", 30, "exactly"),
    ],
)
def test_a_sign_is_kept_and_a_dash_is_none(
    language: str, text: str, value: float, comparator: str
) -> None:
    (reading,) = read(language, text)
    assert (reading.value, reading.comparator, reading.year) == (value, comparator, 2021)


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("sv", "Klustret fick 700 kSEK 2022.", 7e5, "SEK"),
        ("sv", "Klustret fick 1,4 M€ 2022.", 1.4e6, "EUR"),
        ("sv", "Klustret fick 700 000:- 2022.", 7e5, "SEK"),
        ("sv", "Klustret fick 3,5 Mkr 2022.", 3.5e6, "SEK"),
        ("sv", "Klustret fick 2 miljoner amerikanska dollar 2022.", 2e6, "USD"),
        ("nb", "Klyngen fikk 2,1 BNOK i 2022.", 2.1e9, "NOK"),
        ("nb", "Klyngen fikk MNOK 14 i 2022.", 1.4e7, "NOK"),
        ("nb", "Klyngen fikk 700 000,- i 2022.", 7e5, "NOK"),
        ("nn", "Klynga fekk 4 mill. kr i 2022.", 4e6, "NOK"),
        ("da", "Klyngen fik 3 mio.kr. i 2022.", 3e6, "DKK"),
        ("da", "Klyngen fik 3 mdkr. i 2022.", 3e9, "DKK"),
        ("da", "Klyngen fik 850 tkr. i 2022.", 8.5e5, "DKK"),
        ("en", "The cluster received 9 MEUR in 2022.", 9e6, "EUR"),
        ("en", "The cluster received US$ 2 million in 2022.", 2e6, "USD"),
    ],
)
def test_money_in_its_nordic_spellings(language: str, text: str, value: float, unit: str) -> None:
    assert facts(language, text) == [(value, unit, 2022)]


@pytest.mark.parametrize(
    ("language", "text", "comparator"),
    [
        ("da", "I 2029 skal andelen være ≥ 40 procent.", "at_least"),
        ("sv", "År 2029 ska andelen vara > 40 procent.", "more_than"),
        ("nb", "I 2029 skal andelen være < 40 prosent.", "less_than"),
        ("nn", "I 2029 skal delen vere ≤ 40 prosent.", "at_most"),
        ("en", "By 2029 the share shall be ~40 percent.", "about"),
    ],
)
def test_signs_of_comparison_are_bounds(language: str, text: str, comparator: str) -> None:
    (reading,) = read(language, text)
    assert (reading.value, reading.comparator, reading.year) == (40, comparator, 2029)


@pytest.mark.parametrize(
    ("language", "text", "year"),
    [
        ("da", "Klyngen havde 52 medlemmer pr. 31. december 2022.", 2022),
        ("da", "Klyngen havde 52 medlemmer ult. 2022.", 2022),
        ("da", "Klyngen skal have 52 medlemmer senest 31.12.2028.", 2028),
        ("nb", "Klyngen har 52 medlemmer, jf. 31/12-2022.", 2022),
        ("nb", "Klyngen skal ha 52 medlemmer innen utgangen av 2028.", 2028),
        ("nn", "Klynga hadde 52 medlemmer pr. 1. januar 2022.", 2022),
        ("sv", "Klustret ska ha 52 medlemmar senast 2028-06-30.", 2028),
        ("en", "The cluster shall have 52 members no later than 31 December 2028.", 2028),
    ],
)
def test_dates_give_the_year(language: str, text: str, year: int) -> None:
    assert facts(language, text) == [(52, "members", year)]


def test_a_sentence_ends_after_an_abbreviation_before_a_capital() -> None:
    text = "Tilskuddet var 6,1 mio. kr. Klyngen vil gerne vokse. I snit 4 pct. Målet er nyt."
    assert [(r.kind, r.value) for r in read("da", text)] == [("figure", 6.1e6), ("figure", 4)]


@pytest.mark.parametrize("mark", ["³", "*", " *"])
def test_a_footnote_s_mark_between_number_and_unit(mark: str) -> None:
    assert facts("nb", f"Klyngen hadde 52{mark} medlemmer i 2022.") == [(52, "members", 2022)]
