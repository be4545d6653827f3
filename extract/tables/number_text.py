"""Read long lists of numbers as text, vectorised: no Python float is made.

Arrow's own parser reads the figures, each rounded once to the nearest float64; what it
takes and JSON does not is looked for beforehand. The readers are cautious: they return
None for anything they are not certain to read exactly as the slow path would, and the
caller falls back. They work block by block, so that what they need besides the result
stays in the processor's cache.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from extract.tables.arrow_arrays import number_array, numbers_of, room, texts_at
from extract.tables.file_bytes import Data, blocks

Words = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]
Figures = npt.NDArray[np.float64]

WORD = 8  # bytes
_NULL = int.from_bytes(b"null", "little")


def read_json_numbers(data: Data, start: int, end: int) -> Figures | None:
    """Read a JSON array of numbers and nulls.

    Args:
        data: The bytes it stands in.
        start: Index of its ``[``.
        end: Index after its ``]``.

    Returns:
        float64, NaN where null; None when the text is not certain to be such an array.
    """
    values = room((end - start) // 2 + 1, np.float64)  # an entry takes two bytes or more
    done = 0
    # Every piece begins and ends with a bracket or comma.
    for piece in blocks(data, start, end, b",", kept=1):
        count = _read_plain(piece, values[done:])
        if count is None:
            block = _parse_numbers(b"[" + piece[1:-1] + b"]")
            if block is None:
                return None
            count = len(block)
            values[done : done + count] = block
        done += count
    return values[:done]


def _read_plain(text: bytes, into: Figures) -> int | None:
    """The quick way, for what stands between two brackets or commas, both included."""
    if b" " in text:
        text = text.replace(b", ", b",")
    raw = np.frombuffer(text, np.uint8)
    if b"+" in text or not _is_strict(raw):
        return None
    is_edge = raw == ord(",")
    is_edge[0] = is_edge[-1] = True
    edges = np.flatnonzero(is_edge)
    nulls = np.flatnonzero(raw[1:].take(edges[:-1]) == ord("n"))
    at = edges[nulls]
    if (edges[nulls + 1] - at != len("null,")).any():
        return None
    # Every four bytes as one word; those behind a mark are there, as five follow it.
    words = np.ndarray((max(0, len(raw) - 3),), "<u4", buffer=raw, strides=(1,))
    if len(nulls) and (words[at + 1] != _NULL).any():
        return None
    offsets = np.subtract(edges, np.arange(len(edges)), dtype=np.int32, casting="unsafe")
    return read_figures(text[1:-1].translate(None, b","), offsets, nulls, into)


def _is_strict(raw: npt.NDArray[np.uint8]) -> bool:
    """Whether digits stand around every point and no zero leads."""
    is_digit = raw - np.uint8(ord("0")) < 10
    is_point = raw == ord(".")
    # Of truth values, greater is "and not".
    bare_point = is_point[1:-1] > (is_digit[:-2] & is_digit[2:])
    leading_zero = ((raw[1:-1] == ord("0")) & is_digit[2:]) > (is_digit | is_point)[:-2]
    return not (bare_point.any() or leading_zero.any())


def read_figures(
    body: bytes, offsets: npt.NDArray[np.int32], nulls: Indices, into: Figures
) -> int | None:
    """Read figures that stand end to end, signs, points and exponents included.

    Args:
        body: The ASCII texts without anything between them.
        offsets: Where each begins, and the end of the last.
        nulls: Which are no figures.
        into: Where the figures go, NaN where null.

    Returns:
        Their number; None when a text is not a finite figure.
    """
    count = len(offsets) - 1
    is_null = np.zeros(count, np.bool_)
    is_null[nulls] = True
    try:
        figures = texts_at(body, offsets, is_null).cast(pa.float64())
    except pa.ArrowInvalid:
        return None
    values = np.frombuffer(figures.buffers()[1], np.float64, count)
    if not np.isfinite(values).all():
        return None
    into[:count] = values
    into[nulls] = np.nan
    return count


def _parse_numbers(text: bytes) -> Figures | None:
    """Parse a JSON array of numbers and nulls; None when it is anything else, or empty."""
    try:
        entries = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return numbers_in(entries) if entries else None


def numbers_in(entries: list[Any]) -> Figures | None:
    """A list of numbers and None, which becomes NaN; None when it holds anything else."""
    if not set(map(type, entries)) <= {int, float, type(None)}:
        return None
    return np.array(entries, np.float64)


def pack_short_texts(raw: npt.NDArray[np.uint8], starts: Indices, ends: Indices) -> Words | None:
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
    # Each as a little-endian word, its last byte on top, zeros below its first.
    every = np.ndarray((len(raw) - WORD + 1,), "<u8", buffer=raw, strides=(1,))
    unused = np.uint64(8 * WORD) - length * np.uint64(8)
    words: Words = every[ends - WORD] >> unused << unused  # take would copy all
    return words


def distinct_texts(packed: Words) -> tuple[Indices, list[str]]:
    """Number the different texts among packed ones, in order of appearance.

    Returns:
        For each text its number, and the texts (bytes beyond ASCII as Latin-1).
    """
    encoded = number_array(packed).dictionary_encode()
    codes, _ = numbers_of(encoded.indices)
    words, _ = numbers_of(encoded.dictionary)
    return codes, [_text_of(word) for word in words]


def _text_of(word: np.uint64) -> str:
    return int(word).to_bytes(WORD, "little").strip(b"\0").decode("latin-1")
