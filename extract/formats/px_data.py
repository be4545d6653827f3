"""The data block of a PX file: numbers and quoted symbols.

Source: https://www.scb.se/en/services/statistical-programs-for-px-files/px-file-format/data-in-the-px-file/
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from extract.formats.cells import dense_values, scattered_status
from extract.formats.number_text import pack_short_texts, read_lines, unpack_texts
from warehouse.errors import FormatError

_SEPARATORS = b" \t\r\n,;\x00\x1a"
_TO_LINES = bytes.maketrans(b" \t\r,;", b"\n\n\n\n\n")
_NUMBER_BYTES = b"0123456789.-eE"
_TOKEN = re.compile(r'"[^"]*"|[^\s",;\x00\x1a]+')
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_SYMBOL = re.compile(r"[.-]{1,8}")
_BARE_SYMBOL = re.compile(r"\.{1,7}|-")

Cells = tuple[pa.Array, pa.DictionaryArray]


def data_block(data: bytes, start: int) -> bytes:
    """The block after ``DATA=``, without its closing semicolon.

    Raises:
        FormatError: ``PX_DATA_UNTERMINATED``: the last figure may be cut off.
    """
    end = len(data)
    tail = data[max(start, end - 256) :].rstrip(b" \t\r\n\x00\x1a")
    if not tail.endswith(b";"):
        raise FormatError(
            "PX_DATA_UNTERMINATED",
            "the PX file stops before the end of its data",
            place="end of file",
            expected="a semicolon after the last cell",
            found=tail[-30:].decode("latin-1") or "nothing",
            remedy="check that the file was downloaded whole",
        )
    return data[start : max(start, end - 256) + len(tail) - 1]


def read_dense(block: bytes, total: int) -> Cells:
    """Read a block that holds every cell, row-major.

    Args:
        block: As :func:`data_block` returns it.
        total: Number of cells.

    Returns:
        Values and raw statuses, ``total`` long each.

    Raises:
        FormatError: ``VALUE_LEN_MISMATCH``, ``PX_CELL_INVALID``.
    """
    cells = _read_lines(block)
    if cells is None:
        cells = _read_tokens(_tokens(block))
    if len(cells[0]) != total:
        raise FormatError(
            "VALUE_LEN_MISMATCH",
            "the number of cells is not the product of the numbers of values",
            place="DATA",
            expected=f"{total} cells",
            found=f"{len(cells[0])} cells",
            remedy="check that the file was downloaded whole",
        )
    return cells


def _read_lines(block: bytes) -> Cells | None:
    """The quick way; None unless the block is numbers and short quoted symbols only."""
    quoted = _quoted_texts(block)
    if quoted is None:
        return None
    codes, texts = quoted
    if block.translate(None, _SEPARATORS + _NUMBER_BYTES + b'"'):
        return None
    lines = block.translate(_TO_LINES, b"\x00\x1a")
    values = read_lines(lines, null_texts=[f'"{text}"' for text in texts], skip_empty=True)
    # Symbol and missing number must be the same cells, else something was misread.
    if values is None or values.null_count != len(codes):
        return None
    rows = np.flatnonzero(values.is_null().to_numpy(zero_copy_only=False))
    return values, scattered_status(rows, codes, texts, len(values))


def _quoted_texts(block: bytes) -> tuple[np.ndarray, list[str]] | None:
    raw = np.frombuffer(block, np.uint8)
    quotes = np.flatnonzero(raw == ord('"'))
    if not len(quotes):
        return np.empty(0, np.int64), []
    if len(quotes) % 2:
        return None
    opening, closing = quotes.reshape(-1, 2).T
    packed = pack_short_texts(raw, opening + 1, closing)
    if packed is None:
        return None
    distinct, codes = np.unique(packed, return_inverse=True)
    texts = unpack_texts(distinct)
    return (codes, texts) if all(_SYMBOL.fullmatch(text) for text in texts) else None


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _tokens(block: bytes) -> list[str]:
    text = block.decode("latin-1")
    if text.count('"') % 2:
        raise FormatError(
            "PX_SYNTAX",
            "a quote in the data is not closed",
            place="DATA",
            expected="quotes in pairs",
            found=text[text.rindex('"') :][:40],
        )
    return _TOKEN.findall(text)


def _read_tokens(tokens: Sequence[str], first: int = 0) -> Cells:
    numbers = np.zeros(len(tokens), np.float64)
    is_null = np.zeros(len(tokens), bool)
    symbols: dict[int, str] = {}
    for number, token in enumerate(tokens):
        if _NUMBER.fullmatch(token) and math.isfinite(figure := float(token)):
            numbers[number] = figure
        elif (symbol := _symbol(token)) is not None:
            is_null[number] = True
            symbols[number] = symbol
        else:
            raise FormatError(
                "PX_CELL_INVALID",
                "a cell is neither a number nor a symbol",
                place=f"DATA, cell {first + number}",
                expected='a number, or a quoted symbol like ".."',
                found=token[:40],
            )
    texts = list(dict.fromkeys(symbols.values()))
    codes = np.array([texts.index(text) for text in symbols.values()], np.int64)
    positions = np.fromiter(symbols, np.int64, len(symbols))
    statuses = scattered_status(positions, codes, texts, len(tokens))
    return dense_values(numbers, is_null), statuses


def _symbol(token: str) -> str | None:
    if token.startswith('"'):
        text = token[1:-1].strip()
        return text if text and not _has_digit(text) else None
    return token if _BARE_SYMBOL.fullmatch(token) else None


def read_keyed(block: bytes, keys: Sequence[Mapping[str, int]], row_width: int) -> Cells:
    """Read a block whose rows begin with the values of the stub (``KEYS``).

    Rows that hold nothing but zeros are left out of such files, so what is not there
    is 0, not missing.

    Args:
        block: As :func:`data_block` returns it.
        keys: For each stub variable, what may stand in the file and its position.
        row_width: Number of cells per row: the product of the heading's sizes.

    Returns:
        Values and raw statuses of the whole cube, row-major.

    Raises:
        FormatError: ``VALUE_LEN_MISMATCH``, ``PX_KEY_UNKNOWN``, ``PX_KEY_REPEATED``,
            ``PX_CELL_INVALID``.
    """
    tokens = _tokens(block)
    stride = len(keys) + row_width
    if len(tokens) % stride:
        raise FormatError(
            "VALUE_LEN_MISMATCH",
            "the rows of keyed data are not all complete",
            place="DATA",
            expected=f"{len(keys)} keys and {row_width} cells per row",
            found=f"{len(tokens)} entries in all",
        )
    rows = len(tokens) // stride
    sizes = [len(set(key.values())) for key in keys]
    row_numbers = [
        _row_number(tokens[row * stride : row * stride + len(keys)], keys, sizes, row)
        for row in range(rows)
    ]
    if len(set(row_numbers)) != rows:
        raise FormatError(
            "PX_KEY_REPEATED",
            "keyed data hold a row twice",
            place="DATA",
            expected="every combination of keys once",
        )
    body = [
        token
        for row in range(rows)
        for token in tokens[row * stride + len(keys) : (row + 1) * stride]
    ]
    return _spread(_read_tokens(body), np.array(row_numbers, np.int64), row_width, math.prod(sizes))


def _spread(cells: Cells, row_numbers: np.ndarray, row_width: int, total_rows: int) -> Cells:
    """Put rows at their places in the whole cube; the rest is zero."""
    values, statuses = cells
    total = total_rows * row_width
    positions = (row_numbers[:, None] * row_width + np.arange(row_width)).ravel()
    numbers = np.zeros(total, np.float64)
    is_null = np.zeros(total, bool)
    numbers[positions] = values.fill_null(0.0).to_numpy(zero_copy_only=False)
    is_null[positions] = values.is_null().to_numpy(zero_copy_only=False)
    given = np.flatnonzero(statuses.is_valid().to_numpy(zero_copy_only=False))
    codes = statuses.indices.fill_null(0).to_numpy(zero_copy_only=False)
    spread = scattered_status(
        positions[given], codes[given], statuses.dictionary.to_pylist(), total
    )
    return dense_values(numbers, is_null), spread


def _row_number(
    tokens: Sequence[str], keys: Sequence[Mapping[str, int]], sizes: Sequence[int], row: int
) -> int:
    number = 0
    for token, key, size in zip(tokens, keys, sizes, strict=True):
        text = token[1:-1] if token.startswith('"') else token
        if text not in key:
            raise FormatError(
                "PX_KEY_UNKNOWN",
                "a row of keyed data has a key that its variable does not have",
                place=f"DATA, row {row}",
                expected="a value of CODES or VALUES, as KEYS says",
                found=text[:60],
            )
        number = number * size + key[text]
    return number
