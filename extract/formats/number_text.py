"""Read long lists of numbers as text, vectorised: no Python float is made.

The readers are cautious: they return None for anything they are not certain to read
exactly as the slow path would, and the caller falls back. They work block by block, so
that what they need besides the result stays in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from extract.formats.arrow_arrays import numbers_of
from extract.formats.number_words import WORD, Indices, Numbers, read_words

BLOCK = 1 << 16
_MOST_TEXTS = 32

# Classes of bytes, one bit each, and above them what may not follow.
_DIGIT, _POINT, _SEPARATOR, _ZERO = 1, 2, 4, 8
_OTHER = 0x80
_NEXT = 4  # shift of the "may not follow" bits
_LINES = bytes.maketrans(b",\n\r\t", b"\n   ")


def _byte_classes() -> bytes:
    table = bytearray(256)
    for byte in b"0123456789":
        table[byte] = _DIGIT
    table[ord("0")] = _DIGIT | _ZERO
    table[ord(".")] = _POINT | (_POINT | _SEPARATOR) << _NEXT
    for byte in b",[]- \t\r\n":
        table[byte] = _SEPARATOR | _POINT << _NEXT
    for byte in b"nuleE":
        table[byte] = _OTHER
    return bytes(table)


_CLASSES = _byte_classes()


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
        block = _read_short(data, first, last) or _read_long(data[first:last])
        if block is None:
            return None
        upto = done + len(block[0])
        values[done:upto], is_null[done:upto] = block
        done = upto
    return values, is_null


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


def _read_long(block: bytes) -> Numbers | None:
    """The general way, with pyarrow's reader of CSV."""
    if not is_plain_json_numbers(block):
        return None
    found = read_lines(block[1:-1].translate(_LINES), null_texts=["null", " null"])
    # After a comma there is one more entry; an empty last line is none to the reader.
    whole = found is not None and len(found[0]) == block[1:-1].count(b",") + 1
    return found if whole else None


def is_plain_json_numbers(block: bytes) -> bool:
    """Whether bytes can only be a JSON list of numbers and nulls, or be refused later.

    Holds what the CSV reader would let pass but JSON does not allow: other characters
    (``inf``), a point without a digit on both sides, leading zeros. The rest of the
    grammar (``1.2.3``, ``--1``, ``nul``) the CSV reader itself refuses.

    Args:
        block: Beginning and ending with a comma or bracket.
    """
    classes = block.translate(_CLASSES)
    if 0 in classes:
        return False
    flags = np.frombuffer(classes, np.uint8)
    if ((flags[:-1] >> _NEXT) & flags[1:] & (_POINT | _SEPARATOR)).any():
        return False
    zero_led = (flags[:-2] << 1) & flags[1:-1] & (flags[2:] << 3) & _ZERO
    return not zero_led.any()


def read_lines(lines: bytes, *, null_texts: list[str], skip_empty: bool = False) -> Numbers | None:
    """Read one number per line.

    Args:
        lines: ASCII text; blanks around a number are allowed.
        null_texts: Lines that mean "no number", exactly as they stand.
        skip_empty: Whether empty lines are nothing, instead of an error.

    Returns:
        float64 (0 where null) and which are null; None when some line is neither number
        nor null text, or its number is too large for float64.
    """
    try:
        table = pa_csv.read_csv(
            pa.BufferReader(lines),
            read_options=pa_csv.ReadOptions(
                column_names=["value"], use_threads=False, block_size=max(len(lines) + 1, BLOCK)
            ),
            parse_options=pa_csv.ParseOptions(quote_char=False, ignore_empty_lines=skip_empty),
            convert_options=pa_csv.ConvertOptions(
                column_types={"value": pa.float64()},
                null_values=null_texts,
                strings_can_be_null=True,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    values, is_null = numbers_of(table.column("value").combine_chunks())
    return None if np.isinf(values).any() else (values, is_null)


def pack_short_texts(
    raw: npt.NDArray[np.uint8], start: Indices, end: Indices
) -> npt.NDArray[np.uint64] | None:
    """Texts of up to eight bytes as one number each, so that equal texts are equal.

    Args:
        raw: The bytes the texts stand in, none of them zero.
        start: Where each text begins.
        end: Where each text ends; empty texts are allowed.

    Returns:
        One number per text, or None when one is longer.
    """
    length = end - start
    longest = int(length.max(initial=0))
    if longest > WORD:
        return None
    packed = np.zeros(len(start), np.uint64)
    for offset in range(longest):
        byte = raw.take(start + offset, mode="clip").astype(np.uint64)
        byte[length <= offset] = 0
        packed |= byte << np.uint64(8 * offset)
    return packed


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
