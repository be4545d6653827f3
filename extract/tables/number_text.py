"""Read long lists of numbers as text, vectorised: no Python float is made.

Parsers of libraries read the figures, each rounded once to the nearest float64: simdjson in
JSON, Arrow elsewhere. The readers are cautious: they return None for anything they are not
certain to read exactly as the slow path would, and the caller falls back. They work block by
block, so that what they need besides the result stays in the processor's cache.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import simdjson

from extract.tables.arrow_arrays import number_array, numbers_of, room, texts_at
from extract.tables.file_bytes import Data, blocks

Words = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]
Figures = npt.NDArray[np.float64]

WORD = 8  # bytes
#: Stands for null, which a list of float64 cannot hold.
_NULL = b"9e99"


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
    parser = simdjson.Parser()
    done = 0
    # Every piece begins and ends with a bracket or comma.
    for piece in blocks(data, start, end, b",", kept=1):
        entries = piece[1:-1]
        count = _read_plain(parser, entries, values[done:])
        if count is None:
            block = _parse_numbers(b"[%b]" % entries)
            if block is None:
                return None
            count = len(block)
            values[done : done + count] = block
        done += count
    return values[:done]


def _read_plain(parser: simdjson.Parser, entries: bytes, into: Figures) -> int | None:
    """The quick way; None for what it does not take, among it whole numbers beyond 64 bits."""
    text = entries.replace(b"null", b" %b " % _NULL)  # "1null" stays an error
    try:
        array = parser.parse(b"[%b]" % text)
        if b"[" in text or not isinstance(array, simdjson.Array):
            return None  # lists in the list would be read as if they were not
        figures = np.frombuffer(array.as_buffer(of_type="d"), np.float64)
    except (ValueError, TypeError, RuntimeError):
        return None
    nulls = np.flatnonzero(figures == float(_NULL))
    if len(nulls) * (len(_NULL) + 2 - len(b"null")) != len(text) - len(entries):
        return None  # one of them is a figure
    into[: len(figures)] = figures
    into[nulls] = np.nan
    return len(figures)


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
