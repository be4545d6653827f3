"""Take the long lists out of a JSON-stat file before it is parsed.

A JSON parser makes one Python object per cell. Here the long ``value`` arrays and
``status`` objects are found in the bytes, read by vectorised code and replaced by a
short placeholder; the JSON parser sees the small rest. What cannot be lifted with
certainty stays in place, so the result never depends on whether something was lifted.
"""

from __future__ import annotations

import dataclasses
import re
import secrets

import numpy as np
import pyarrow as pa

from extract.formats.number_text import (
    is_plain_json_numbers,
    pack_short_texts,
    read_json_numbers,
    unpack_texts,
)

#: Below this many bytes the ordinary parser is as fast.
MIN_LENGTH = 2_000

_NUMBERS_START = re.compile(rb'"value"[ \t\r\n]*:[ \t\r\n]*\[')
_TEXTS_START = re.compile(rb'"status"[ \t\r\n]*:[ \t\r\n]*\{')
_MAX_KEY_DIGITS = 12


@dataclasses.dataclass(frozen=True, slots=True)
class LiftedNumbers:
    """A ``value`` array: float64 with nulls."""

    values: pa.Array


@dataclasses.dataclass(frozen=True, slots=True)
class LiftedTexts:
    """A ``status`` object: which position has which of a few texts."""

    positions: np.ndarray
    codes: np.ndarray
    texts: list[str]


Lifted = LiftedNumbers | LiftedTexts


def lift(data: bytes) -> tuple[bytes, dict[str, Lifted]]:
    """Replace long arrays and objects by placeholders.

    Args:
        data: A JSON text in any character set that extends ASCII.

    Returns:
        The shorter JSON text, and placeholder (a string in the text) to what it stands
        for. Without anything to lift, ``data`` itself and an empty mapping.
    """
    token = secrets.token_hex(8)  # no file can hold it by chance or on purpose
    pieces: list[bytes] = []
    lifted: dict[str, Lifted] = {}
    done = 0
    for start, end, content in _candidates(data):
        if start < done:
            continue
        placeholder = f"lifted-{token}-{len(lifted)}"
        lifted[placeholder] = content
        pieces += [data[done:start], b'"', placeholder.encode(), b'"']
        done = end
    if not lifted:
        return data, {}
    return b"".join([*pieces, data[done:]]), lifted


def _candidates(data: bytes) -> list[tuple[int, int, Lifted]]:
    found: list[tuple[int, int, Lifted]] = []
    view = memoryview(data)
    for pattern, closing, read in (
        (_NUMBERS_START, b"]", _numbers),
        (_TEXTS_START, b"}", _texts),
    ):
        position = 0
        while match := pattern.search(data, position):
            start = match.end() - 1
            # Neither kind holds a closing bracket inside when its grammar check passes.
            end = data.find(closing, start) + 1
            position = max(end, match.end())
            if end - start >= MIN_LENGTH and (content := read(view[start:end])) is not None:
                found.append((start, end, content))
    return sorted(found, key=lambda candidate: candidate[0])


def _numbers(data: memoryview) -> LiftedNumbers | None:
    if not is_plain_json_numbers(data):
        return None
    values = read_json_numbers(data)
    return None if values is None else LiftedNumbers(values)


def _texts(data: memoryview) -> LiftedTexts | None:
    """Read ``{"12":"..","15":":"}``; None unless every byte is understood."""
    raw = np.frombuffer(data, np.uint8)
    # Without escapes and control characters, quotes open and close in turn; what is not
    # ASCII depends on the file's character set, which is not known here.
    if (raw == ord("\\")).any() or (raw < ord(" ")).any() or (raw > ord("~")).any():
        return None
    quotes = np.flatnonzero(raw == ord('"'))
    if len(quotes) % 4 or not len(quotes):
        return None
    key_open, key_close, text_open, text_close = quotes.reshape(-1, 4).T
    if not _separators_hold(raw, key_open, key_close, text_open, text_close):
        return None
    positions = _digits(raw, key_open + 1, key_close)
    if positions is None or len(np.unique(positions)) != len(positions):
        return None
    packed = pack_short_texts(raw, text_open + 1, text_close)
    if packed is None:
        return None
    distinct, codes = np.unique(packed, return_inverse=True)
    return LiftedTexts(positions, codes, unpack_texts(distinct))


def _separators_hold(
    raw: np.ndarray,
    key_open: np.ndarray,
    key_close: np.ndarray,
    text_open: np.ndarray,
    text_close: np.ndarray,
) -> bool:
    """Whether what stands between the strings is ``{``, ``:``, ``,`` and ``}`` only."""
    return bool(
        key_open[0] == 1
        and text_close[-1] == len(raw) - 2
        and _is_separator(raw, key_close, text_open, ord(":"))
        and _is_separator(raw, text_close[:-1], key_open[1:], ord(","))
    )


def _is_separator(raw: np.ndarray, close: np.ndarray, reopen: np.ndarray, mark: int) -> bool:
    """Whether the mark, alone or followed by one blank, stands between two strings."""
    gap = reopen - close
    if not len(gap):
        return True
    if not (raw[close + 1] == mark).all():
        return False
    return bool(((gap == 2) | ((gap == 3) & (raw[reopen - 1] == ord(" ")))).all())


def _digits(raw: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray | None:
    """The whole numbers written between ``start`` and ``end``, without leading zeros."""
    length = end - start
    if length.min() < 1 or length.max() > _MAX_KEY_DIGITS:
        return None
    if ((length > 1) & (raw[start] == ord("0"))).any():
        return None
    number = np.zeros(len(start), np.int64)
    for offset in range(int(length.max())):
        inside = offset < length
        digit = raw[np.where(inside, start + offset, start)].astype(np.int64) - ord("0")
        if ((digit < 0) | (digit > 9)).any():
            return None
        number = np.where(inside, number * 10 + digit, number)
    return number
