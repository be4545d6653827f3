"""The vectorised reader of numbers says what a JSON parser says, or nothing."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.tables.number_text import read_json_numbers

_PREFIX = b'{"value":'


def read(text: str) -> list[float | None] | None:
    data = _PREFIX + text.encode()
    found = read_json_numbers(data, len(_PREFIX), len(data))
    if found is None:
        return None
    return [None if np.isnan(value) else float(value) for value in found]


_NUMBERS = st.one_of(
    st.none(),
    st.integers(-(2**53), 2**53),
    st.decimals(-99999, 99999, places=2).map(float),
    st.floats(allow_nan=False, allow_infinity=False),
)


@settings(max_examples=150)
@given(numbers=st.lists(_NUMBERS, min_size=1, max_size=40), spaced=st.booleans())
def test_equal_to_the_json_parser_to_the_last_bit(
    numbers: list[float | None], spaced: bool
) -> None:
    text = json.dumps(numbers, separators=(", " if spaced else ",", ":"))
    found = read(text)
    # Plain lists are certain to be read; exponents are left to the JSON parser.
    assert found is not None or "e" in text
    if found is not None:
        expected = [None if number is None else float(number) for number in json.loads(text)]
        assert np.array_equal(np.array(found, float), np.array(expected, float), equal_nan=True)


@settings(max_examples=250)
@given(text=st.text('0123456789.,-+eE nul[]"\n', max_size=14))
def test_never_reads_what_json_refuses(text: str) -> None:
    found = read(f"[{text}]")
    if found is not None:
        assert found == [None if n is None else float(n) for n in json.loads(f"[{text}]")]


@pytest.mark.parametrize(
    "token",
    ["01", "-01", ".5", "5.", "-.5", "-", "1.2.3", "nul", "nulL", "+5", "--1", "1-2", "00", "a",
     "NaN", "Infinity", "1e999", "", "1 2", "00.5", "12345678901.", "0123456789", "\x00null"],
)  # fmt: skip
def test_refuses(token: str) -> None:
    assert read(f"[1,{token},2]") is None


def test_blocks_are_joined_in_order() -> None:
    numbers = [None if n % 11 == 0 else n / 4 for n in range(100_000)]
    numbers[50_000] = 1234567890.125
    assert read(json.dumps(numbers, separators=(",", ":"))) == numbers
