"""Numbers as figures and words, property-tested where a rule is a rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transform.strategies.reader.numbers import find_numbers, may_hold_number


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("2.000 virksomheder", "da", [2000]),
        ("2 000 företag", "sv", [2000]),
        ("1.234.567,5 kr.", "da", [1234567.5]),
        ("2,5 mia. kr.", "da", [2.5e9]),
        ("1,2 milliarder kroner", "nb", [1.2e9]),
        ("120 miljoner kronor", "sv", [120e6]),
        ("14,6 prosentpoeng", "nb", [14.6]),
        ("halvannen million", "nb", [1.5e6]),
        ("en halv milliard", "da", [0.5e9]),
        ("en miljard", "sv", [1e9]),
        ("tyve projekter", "da", [20]),
        ("femogtyve", "da", [25]),
        ("halvtreds", "da", [50]),
        ("tjugofem", "sv", [25]),
        ("ett hundra", "sv", [100]),
        ("tvåhundra femtio", "sv", [250]),
        ("et dusin", "nb", [12]),
        ("two hundred and fifty", "en", [250]),
        ("twenty-five", "en", [25]),
        ("tre tusen", "nb", [3000]),
        ("1,800 people", "en", [1800]),
        ("3.4 per cent", "en", [3.4]),
        ("mellom 10 og 15", "nb", [10, 15]),
        ("10-12 klynger", "nb", [10, 12]),
        ("en virksomhed, et mål, one aim", "da", []),
        ("a company", "en", []),
        ("5G, 3D-print, H2020, COVID-19", "en", []),
        ("5 000 000", "nb", [5e6]),
    ],
)
def test_values(text: str, language: str, values: list[float]) -> None:
    assert [number.value for number in find_numbers(text, language)] == values


def test_to_is_two_in_danish_and_a_preposition_in_english() -> None:
    assert [n.value for n in find_numbers("to klynger", "da")] == [2]
    assert find_numbers("to clusters", "en") == []


def test_a_comma_before_three_digits_has_two_readings_in_nordic_text() -> None:
    (number,) = find_numbers("1,800 virksomheder", "da")
    assert (number.value, number.alternative) == (1800, 1.8)


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([".", " ", "'"]))
def test_grouping_does_not_change_a_number(value: int, mark: str) -> None:
    text = f"{value:,}".replace(",", mark)
    numbers = find_numbers(f"i alt {text} personer", "da")
    assert [number.value for number in numbers] == [value]


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=1, max_value=99))
def test_nordic_decimals(whole: int, cents: int) -> None:
    (number,) = find_numbers(f"{whole},{cents:02d} procent", "sv")
    assert number.value == pytest.approx(whole + cents / 100)


@given(st.text(max_size=200))
def test_any_text_is_read_and_spans_lie_inside(text: str) -> None:
    numbers = find_numbers(text, "nb")
    ends = [0]
    for number in numbers:
        assert ends[-1] <= number.start < number.end <= len(text)
        ends.append(number.end)
    if numbers:
        assert may_hold_number(text, "nb")


@pytest.mark.parametrize("digits", ["7" * 400, "7" * 5_000, "777 " * 200])
def test_a_figure_past_all_numbers_is_none(digits: str) -> None:
    assert find_numbers(f"{digits.strip()} bedrifter", "nb") == []
