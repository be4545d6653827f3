"""Take the long lists out of a JSON-stat file before it is parsed.

A JSON parser makes one Python object per cell. Here the long ``value`` arrays and
``status`` objects are found in the bytes, read by vectorised code and replaced by a
short placeholder; the JSON parser sees the small rest. What cannot be lifted with
certainty stays in place, so the result never depends on whether something was lifted.
"""

import dataclasses
import re
import secrets
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from extract.tables.arrow_arrays import figure_array, room
from extract.tables.file_bytes import Data, blocks, find, search, whole
from extract.tables.number_text import (
    WORD,
    Indices,
    Words,
    distinct_texts,
    pack_short_texts,
    read_json_numbers,
)

#: Below this many bytes the ordinary parser is as fast.
MIN_LENGTH = 2_000

_BLANKS = rb"[ \t\r\n]*"
_START = re.compile(rb'"(?:value"%b:%b\[|status"%b:%b\{)' % ((_BLANKS,) * 4))
_LONGEST_START = 64


@dataclasses.dataclass(frozen=True, slots=True)
class LiftedTexts:
    """A ``status`` object: which position has which of a few texts."""

    positions: Indices
    codes: Indices
    texts: list[str]


#: A ``value`` array of float64, or a ``status``.
Lifted: TypeAlias = pa.Array | LiftedTexts


def lift(data: Data) -> tuple[bytes, dict[str, Lifted]]:
    """Replace long arrays and objects by placeholders.

    Args:
        data: A JSON text in any character set that extends ASCII.

    Returns:
        The shorter JSON text, and placeholder (a string in the text) to what it stands
        for. Without anything to lift, ``data`` itself and an empty mapping.

    Raises:
        WholeNeededError: A list that was read in part cannot be lifted.
    """
    token = secrets.token_hex(8)  # no file can hold it by chance or on purpose
    pieces: list[bytes] = []
    lifted: dict[str, Lifted] = {}
    done = 0
    for start, end, content in _candidates(data):
        placeholder = f"lifted-{token}-{len(lifted)}"
        lifted[placeholder] = content
        pieces += [data[done:start], b'"', placeholder.encode(), b'"']
        done = end
    if not lifted:
        return whole(data), {}
    return b"".join([*pieces, data[done:]]), lifted


def _candidates(data: Data) -> list[tuple[int, int, Lifted]]:
    spans: list[tuple[int, int]] = []
    position = 0
    while (position := search(data, _START, position, _LONGEST_START)) >= 0:
        start = position - 1
        # Neither kind holds a closing bracket inside when its grammar check passes.
        end = find(data, b"]" if data[start:position] == b"[" else b"}", position) + 1
        position = max(end, position)
        if end - start >= MIN_LENGTH:
            spans.append((start, end))
    found: list[tuple[int, int, Lifted]] = []
    # What needs most memory to hold comes last.
    for start, end in sorted(spans, key=lambda span: data[span[0] : span[0] + 1]):
        is_list = data[start : start + 1] == b"["
        content = (_numbers if is_list else _texts)(data, start, end)
        if content is not None:
            found.append((start, end, content))
        else:
            whole(data)
    return sorted(found, key=lambda candidate: candidate[0])


def _numbers(data: Data, start: int, end: int) -> pa.Array | None:
    numbers = read_json_numbers(data, start, end)
    return None if numbers is None else figure_array(numbers)


def _texts(data: Data, start: int, end: int) -> LiftedTexts | None:
    """Read ``{"12":"..","15":":"}``; None unless every byte is understood."""
    positions = room((end - start) // 6 + 1, np.int64)  # a pair takes six bytes or more
    packed = room(len(positions), np.uint64)
    done = 0
    for piece in blocks(data, start, end, b'",', kept=1):
        block = _read_pairs(piece)
        if block is None:
            return None
        positions[done : done + len(block[0])], packed[done : done + len(block[0])] = block
        done += len(block[0])
    if not (np.diff(positions[:done]) > 0).all():
        return None  # not in order: one might be there twice
    return LiftedTexts(positions[:done], *distinct_texts(packed[:done]))


def _read_pairs(piece: bytes) -> tuple[Indices, Words] | None:
    """The keys as numbers and the texts packed."""
    raw = np.frombuffer(bytes(WORD) + piece, np.uint8)
    inside = raw[WORD:]
    # Printable ASCII without escapes: then quotes open and close in turn. What is not ASCII
    # depends on the file's character set, which is not known here.
    if b"\\" in piece or (inside - np.uint8(ord(" ")) > ord("~") - ord(" ")).any():
        return None
    quotes = np.flatnonzero(inside == ord('"')) + WORD
    if len(quotes) % 4 or not len(quotes) or not _separators_hold(raw, quotes):
        return None
    key_open, key_close, text_open, text_close = quotes.reshape(-1, 4).T
    positions = _digits(raw, key_open + 1, key_close)
    packed = pack_short_texts(raw, text_open + 1, text_close)
    return None if positions is None or packed is None else (positions, packed)


def _separators_hold(raw: npt.NDArray[np.uint8], quotes: Indices) -> bool:
    """Whether ``{``, ``:``, ``,`` and ``}`` alone, or a blank behind, part the strings."""
    close, reopen = quotes[1:-1:2], quotes[2::2]
    gap = reopen - close
    marks = raw[close + 1]
    return bool(
        quotes[0] == WORD + 1
        and quotes[-1] == len(raw) - 2
        and (marks[::2] == ord(":")).all()
        and (marks[1::2] == ord(",")).all()
        and ((gap == 2) | ((gap == 3) & (raw[reopen - 1] == ord(" ")))).all()
    )


def _digits(raw: npt.NDArray[np.uint8], start: Indices, end: Indices) -> Indices | None:
    """The whole numbers of up to eight digits between ``start`` and ``end``, no zero leading."""
    words = pack_short_texts(raw, start, end)
    if (
        words is None
        or (end == start).any()
        or ((end - start > 1) & (raw[start] == ord("0"))).any()
    ):
        return None
    letters = words.view(np.uint8)
    if ((letters - np.uint8(ord("0")) > 9) & (letters != 0)).any():
        return None
    # Neighbours are put together, all at once: digits, then pairs, then fours.
    digits = words & np.uint64(0x0F0F_0F0F_0F0F_0F0F)
    pairs = (digits * np.uint64(10 * 2**8 + 1) >> np.uint64(8)) & np.uint64(0x00FF_00FF_00FF_00FF)
    fours = (pairs * np.uint64(100 * 2**16 + 1) >> np.uint64(16)) & np.uint64(0xFFFF_0000_FFFF)
    return (fours * np.uint64(10_000 * 2**32 + 1) >> np.uint64(32)).view(np.int64)
