"""Read long lists of numbers as text, vectorised: no Python float is made.

Both readers are cautious: they return None for anything they are not certain to read
exactly as the slow path would, and the caller falls back.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

Positions = npt.NDArray[np.int64]

# Classes of bytes, one bit each, and above them what may not follow.
_DIGIT, _POINT, _SEPARATOR, _ZERO = 1, 2, 4, 8
_OTHER = 0x80
_NEXT = 4  # shift of the "may not follow" bits
_BLOCK = 1 << 16  # stays in the processor's cache
_CSV_BLOCK = 1 << 18
_WORD = 8  # bytes in one packed text


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
_LINES = bytes.maketrans(b",\n\r\t", b"\n   ")


def is_plain_json_numbers(data: memoryview) -> bool:
    """Whether bytes can only be a JSON array of numbers and nulls, or be refused later.

    Holds what the CSV reader would let pass but JSON does not allow: other characters
    (``inf``), a point without a digit on both sides, leading zeros. The rest of the
    grammar (``1.2.3``, ``--1``, ``nul``) the CSV reader itself refuses.

    Args:
        data: From ``[`` to ``]``, both included.
    """
    for start in range(0, len(data), _BLOCK):
        # Three bytes are looked at together, so blocks overlap by two.
        classes = bytes(data[start : start + _BLOCK + 2]).translate(_CLASSES)
        if 0 in classes:
            return False
        flags = np.frombuffer(classes, np.uint8)
        if ((flags[:-1] >> _NEXT) & flags[1:] & (_POINT | _SEPARATOR)).any():
            return False
        zero_led = (flags[:-2] << 1) & flags[1:-1] & (flags[2:] << 3) & _ZERO
        if zero_led.any():
            return False
    return True


def read_json_numbers(data: memoryview) -> pa.Array | None:
    """Read a JSON array of numbers and nulls.

    Args:
        data: From ``[`` to ``]``, both included, for which
            :func:`is_plain_json_numbers` holds.

    Returns:
        float64, null for ``null``; None when the text is no such array.
    """
    lines = bytes(data).translate(_LINES)
    return read_lines(memoryview(lines)[1:-1], null_texts=["null", " null"])


def read_lines(
    lines: memoryview | bytes, *, null_texts: list[str], skip_empty: bool = False
) -> pa.Array | None:
    """Read one number per line.

    Args:
        lines: ASCII text; blanks around a number are allowed.
        null_texts: Lines that mean "no number", exactly as they stand.
        skip_empty: Whether empty lines are nothing, instead of an error.

    Returns:
        float64, or None when some line is neither number nor null text.
    """
    try:
        table = pa_csv.read_csv(
            pa.BufferReader(pa.py_buffer(lines)),
            read_options=pa_csv.ReadOptions(column_names=["value"], block_size=_CSV_BLOCK),
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
    values = table.column("value").combine_chunks()
    # Too large for float64: what a JSON parser says of it is the slow path's business.
    if np.isinf(pc.sum(pc.abs(values)).as_py() or 0.0) and pc.any(pc.is_inf(values)).as_py():
        return None
    return values


def pack_short_texts(
    raw: npt.NDArray[np.uint8], start: Positions, end: Positions
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
    if length.max(initial=0) > _WORD:
        return None
    packed = np.zeros(len(start), np.uint64)
    for offset in range(int(length.max(initial=0))):
        inside = offset < length
        byte = raw[np.where(inside, start + offset, start)].astype(np.uint64)
        packed |= np.where(inside, byte << np.uint64(8 * offset), np.uint64(0))
    return packed


def unpack_texts(packed: npt.NDArray[np.uint64]) -> list[str]:
    """The texts behind numbers of :func:`pack_short_texts`; bytes beyond ASCII as Latin-1."""
    return [int(word).to_bytes(_WORD, "little").rstrip(b"\0").decode("latin-1") for word in packed]
