"""Read long lists of numbers as text, vectorised: no Python float is made.

The readers are cautious: they return None for anything they are not certain to read
exactly as the slow path would, and the caller falls back. They work block by block, so
that what they need besides the result stays in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from extract.tables.number_words import WORD, Indices, Numbers, read_words, right_aligned

BLOCK = 1 << 16
_MOST_TEXTS = 32


def read_json_numbers(data: bytes, start: int, end: int) -> Numbers | None:
    """Read a JSON array of numbers and nulls.

    Args:
        data: The bytes it stands in.
        start: Index of its ``[``, with eight bytes or more before it.
        end: Index after its ``]``.

    Returns:
        float64 (0 where null) and which are null; None when the text is not certain to
        be such an array.
    """
    total = data.count(b",", start, end) + 1
    values = np.empty(total, np.float64)
    is_null = np.empty(total, np.bool_)
    done = 0
    for first, last in _blocks(data, start, end):
        block = _read_short(data, first, last)
        if block is None:
            block = parse_numbers(b"[" + data[first + 1 : last - 1] + b"]")
        if block is None:
            return None
        upto = done + len(block[0])
        values[done:upto], is_null[done:upto] = block
        done = upto
    # Fewer only for an empty array.
    return (values, is_null) if done == total else None


def _blocks(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut after commas; each block begins and ends with a bracket or comma."""
    while start < end - 1:
        stop = end
        if start + BLOCK < end:
            stop = data.rfind(b",", start + 1, start + BLOCK) + 1 or end
        yield start, stop
        start = stop - 1


def _read_short(data: bytes, first: int, last: int) -> Numbers | None:
    """The quick way, for texts of at most eight bytes."""
    text = data[first - WORD : last]
    if b" " in text[WORD:]:
        text = text[:WORD] + text[WORD:].replace(b", ", b",")
    raw = np.frombuffer(text, np.uint8)
    is_mark = raw == ord(",")
    is_mark[:WORD] = False
    is_mark[WORD] = is_mark[-1] = True
    marks = np.flatnonzero(is_mark)
    return read_words(raw, marks[:-1] + 1, marks[1:])


def parse_numbers(text: bytes) -> Numbers | None:
    """Parse a JSON array of numbers and nulls; None when it is anything else."""
    try:
        entries = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return numbers_in(entries)


def numbers_in(entries: list[Any]) -> Numbers | None:
    """A list of numbers and None as arrays; None when it holds anything else."""
    if not set(map(type, entries)) <= {int, float, type(None)}:
        return None
    values = np.array(entries, np.float64)  # None becomes NaN, which JSON has not
    is_null = np.isnan(values)
    values[is_null] = 0.0
    return values, is_null


def pack_short_texts(
    raw: npt.NDArray[np.uint8], starts: Indices, ends: Indices
) -> npt.NDArray[np.uint64] | None:
    """Texts of up to eight bytes as one number each, so that equal texts are equal.

    Args:
        raw: The bytes the texts stand in, none of them zero; eight stand before the
            first end.
        starts: Where each text begins.
        ends: Where each text ends; empty texts are allowed.

    Returns:
        One number per text, or None when one is longer.
    """
    length = (ends - starts).view(np.uint64)
    if length.max(initial=np.uint64(0)) > WORD:
        return None
    return right_aligned(raw, ends, length)


def distinct_texts(packed: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Number the different texts among packed ones, the first ones in order of appearance.

    Returns:
        For each text its number, and the texts (bytes beyond ASCII as Latin-1).
    """
    codes = np.zeros(len(packed), np.int64)
    texts: list[str] = []
    left = np.arange(len(packed))
    # There are few statuses in a table, so this beats sorting; see _MOST_TEXTS.
    while len(left) and len(texts) < _MOST_TEXTS:
        word = packed[left[0]]
        same = packed[left] == word
        codes[left[same]] = len(texts)
        texts.append(_text_of(word))
        left = left[~same]
    if len(left):
        words, numbers = np.unique(packed[left], return_inverse=True)
        codes[left] = numbers + len(texts)
        texts += [_text_of(word) for word in words]
    return codes, texts


def _text_of(word: np.uint64) -> str:
    return int(word).to_bytes(WORD, "little").strip(b"\0").decode("latin-1")
