"""Numbers of up to eight characters, read eight bytes at a time.

Nearly every figure of a statistical table is that short (``12345.6``). Such a text is
one 64-bit word, and a few operations on whole arrays of words give the figures: no
Python object and no library call per number, and little memory.

The arithmetic is exact: a word of at most eight digits is a whole number below 2**53, and
its quotient by a power of ten is rounded once, to the nearest float64, as IEEE 754
asks; that is also what a correct parser returns.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]
Numbers = tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]

WORD = 8  # bytes
_NULL = np.uint64(int.from_bytes(b"null", "little") << 32)
_BYTE = np.uint64(3)  # shift from a number of bytes to one of bits
_POWERS_OF_TEN = 10.0 ** np.arange(WORD)


def _each_byte(value: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([value]) * WORD, "little"))


_POINTS, _ONES, _TOP_BITS = _each_byte(ord(".")), _each_byte(0x01), _each_byte(0x80)
_LOW, _HIGH, _ZEROS, _SIXES = (_each_byte(value) for value in (0x0F, 0xF0, 0x30, 0x06))


def read_words(raw: npt.NDArray[np.uint8], starts: Indices, ends: Indices) -> Numbers | None:
    """Read the JSON numbers and nulls between ``starts`` and ``ends``.

    Args:
        raw: The bytes; at least eight stand before the first end.
        starts: Index of the first byte of each text.
        ends: Index after its last byte.

    Returns:
        The figures (0 where null) and which are null; None unless every text is either
        ``null`` or a JSON number of at most eight characters without exponent.
    """
    length = (ends - starts).view(np.uint64)
    if not len(length) or length.min() < 1 or length.max() > WORD:
        return None  # a negative length is a huge one here
    words = right_aligned(raw, ends, length)
    is_null = (words == _NULL) & (length == 4)
    first = raw.take(starts, mode="clip")
    is_negative = first == ord("-")
    has_negative = bool(is_negative.any())
    if has_negative:
        # The sign is the lowest byte present; without it that byte is absent, zero.
        words ^= np.where(is_negative, np.uint64(ord("-")) << _low_bits(length), np.uint64(0))
        first = raw.take(starts + is_negative, mode="clip")
        length -= is_negative
    digits, decimals, points = _point_removed(words)
    whole_count = length - points - decimals
    # JSON wants a digit on both sides of the point, and no leading zero before another.
    valid = (points == 0) | (decimals > 0)
    valid &= (first != ord("0")) | (whole_count == 1)
    valid &= (whole_count > 0) & (whole_count <= WORD)
    valid &= _only_digits(digits, length - points)
    valid |= is_null
    if not valid.all():
        return None
    figures = _value_of(digits)
    if points.any():
        figures /= _POWERS_OF_TEN.take(decimals, mode="clip")
    if has_negative:
        np.negative(figures, out=figures, where=is_negative)
    figures[is_null] = 0.0
    return figures, is_null


def _low_bits(length: Words) -> Words:
    """How many low bits of a word a text of this length leaves unused."""
    bits: Words = np.uint64(8 * WORD) - (length << _BYTE)
    return bits


def right_aligned(raw: npt.NDArray[np.uint8], ends: Indices, length: Words) -> Words:
    """Each text as a little-endian word, its last byte on top, zeros below its first.

    Args:
        raw: The bytes; at least eight stand before the first end.
        ends: Index after the last byte of each text.
        length: Number of bytes of each text, eight at most.
    """
    every = np.ndarray((len(raw) - WORD + 1,), "<u8", buffer=raw, strides=(1,))
    unused = _low_bits(length)
    words: Words = every.take(ends - WORD, mode="clip") >> unused << unused
    return words


def _point_removed(words: Words) -> tuple[Words, npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Close the gap of the first decimal point of each word.

    Returns:
        Words of digits only, the number of decimals, and 1 where there was a point.
    """
    # The lowest zero byte of `apart` is the first point; see "Determine if a word has a
    # zero byte", https://graphics.stanford.edu/~seander/bithacks.html .
    apart = words ^ _POINTS
    found = (apart - _ONES) & ~apart & _TOP_BITS
    points = (found != 0).view(np.uint8)
    if not points.any():
        return words, np.zeros(len(words), np.uint8), points
    unit = (found & (~found + np.uint64(1))) >> np.uint64(7)  # lowest bit of the point's byte
    below = unit - np.uint64(1)  # all ones where there is no point
    above = ~(below | unit * np.uint64(0xFF))  # and then nothing
    closed = (words & below) << (points.astype(np.uint64) << _BYTE) | words & above
    decimals: npt.NDArray[np.uint8] = np.bitwise_count(above) >> np.uint8(3)
    return closed, decimals, points


def _only_digits(words: Words, count: Words) -> npt.NDArray[np.bool_]:
    """Whether the ``count`` upper bytes are digits and the others absent."""
    unused = _low_bits(count)
    digits: npt.NDArray[np.bool_] = (words & _HIGH) == (_ZEROS >> unused << unused)
    digits &= (((words & _LOW) + _SIXES) & _HIGH) == 0
    return digits


def _value_of(words: Words) -> npt.NDArray[np.float64]:
    """The number that eight digits make, absent ones counting as zero.

    Neighbouring digits are joined to pairs, pairs to fours, fours to eight.
    """
    value = (words & _LOW) * np.uint64(2561) >> np.uint64(8)
    value = (value & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601) >> np.uint64(16)
    value = (value & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001) >> np.uint64(32)
    return value.astype(np.float64)
