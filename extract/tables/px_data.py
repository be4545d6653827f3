"""The data block of a PX file: numbers and quoted symbols.

Source: https://www.scb.se/en/services/statistical-programs-for-px-files/px-file-format/data-in-the-px-file/
"""

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa

from extract.tables.arrow_arrays import codes_of, figure_array, numbers_of, room
from extract.tables.cells import scattered_status
from extract.tables.file_bytes import Data, blocks, whole
from extract.tables.number_text import (
    WORD,
    Figures,
    Indices,
    Words,
    distinct_texts,
    pack_short_texts,
    read_figures,
)
from warehouse.errors import FormatError

# Producers separate cells by blanks, and some by comma, colon or semicolon.
_SEPARATORS = b" \t\r\n,:;\x00\x1a"
_FILLING = b" \t\r\n\x00\x1a"
_TOKEN = re.compile(r'"[^"]*"|[^\s",:;\x00\x1a]+')
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_SYMBOL = re.compile(r'"[.-]{1,6}"')
_BARE_SYMBOL = re.compile(r"\.{1,7}|-")

#: Raw status of the cells of rows that a file with ``KEYS`` leaves out.
LEFT_OUT = "row not in file"

Cells = tuple[pa.Array, pa.DictionaryArray]


def data_end(data: Data, start: int) -> tuple[int, FormatError | None]:
    """Where the block that begins after ``DATA=`` ends: at its closing semicolon.

    Returns:
        The end, and ``PX_DATA_UNTERMINATED`` where no semicolon stands there: a warning if
        all cells turn out to be there, else the reason for a refusal.

    Raises:
        FormatError: ``PX_DATA_UNTERMINATED``: nothing parts the last cell from the end of
            the file, so a figure may be cut off.
    """
    tail_start = max(start, len(data) - 256)
    tail = data[tail_start:].rstrip(_FILLING)
    end = tail_start + len(tail)
    if tail.endswith(b";"):
        return end - 1, None
    unfinished = FormatError(
        "PX_DATA_UNTERMINATED",
        "the PX file stops before the end of its data",
        place="end of file",
        expected="a semicolon after the last cell",
        found=tail[-30:].decode("latin-1") or "nothing",
        remedy="check that the file was downloaded whole",
    )
    if end == len(data) and not tail.endswith(b'"'):
        raise unfinished
    return end, unfinished


def read_dense(data: Data, start: int, end: int, total: int) -> Cells:
    """Read a block that holds every cell, row-major.

    Returns:
        Values and raw statuses, ``total`` long each.

    Raises:
        FormatError: ``VALUE_LEN_MISMATCH``, ``PX_CELL_INVALID``.
    """
    cells = _read_blocks(data, start, end)
    if cells is None:
        data = whole(data)
        text = data[start:end].decode("latin-1")
        above = data.count(b"\n", 0, start) + 1
        cells = _read_tokens(
            _tokens(text), lambda number: above + text.count("\n", 0, _start_of(text, number))
        )
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


def _read_blocks(data: Data, start: int, end: int) -> Cells | None:
    """The quick way; None unless the block is numbers and short quoted symbols only."""
    # A cell takes two bytes or more, a symbol three.
    values = room((end - start) // 2 + 1, np.float64)
    symbols = room((end - start) // 3 + 1, np.uint64)
    rows = room(len(symbols), np.int64)
    done = known = 0
    for piece in blocks(data, start, end, b"\n", b" "):
        found = _read_piece(piece, values[done:])
        if found is None:
            return None
        count, quoted, words = found
        rows[known : known + len(quoted)] = quoted + done
        symbols[known : known + len(quoted)] = words
        done += count
        known += len(quoted)
    codes, texts = distinct_texts(symbols[:known])
    del symbols
    if not all(_SYMBOL.fullmatch(text) for text in texts):
        return None
    statuses = scattered_status(rows[:known], codes, [text[1:-1] for text in texts], done)
    return figure_array(values[:done]), statuses


def _read_piece(piece: bytes, into: Figures) -> tuple[int, Indices, Words] | None:
    """How many cells were read, which of them are symbols, and these, packed with their quotes."""
    raw = np.frombuffer(bytes(WORD) + piece + b" ", np.uint8)
    is_cell = (raw > ord(" ")) & (raw != ord(",")) & (raw - np.uint8(ord(":")) > 1)
    edges = np.flatnonzero(is_cell[1:] != is_cell[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    quoted = np.flatnonzero(raw.take(starts) == ord('"'))
    symbols = pack_short_texts(raw, starts[quoted], ends[quoted])
    if symbols is None:
        return None
    offsets = np.zeros(len(starts) + 1, np.int32)
    np.cumsum(ends - starts, out=offsets[1:])
    body = piece.translate(None, _SEPARATORS)
    if len(body) != offsets[-1]:
        return None  # control characters that separate nothing
    count = read_figures(body, offsets, quoted, into)
    return None if count is None else (count, quoted, symbols)


def _tokens(text: str) -> list[str]:
    if text.count('"') % 2:
        raise FormatError(
            "PX_SYNTAX",
            "a quote in the data is not closed",
            place="DATA",
            expected="quotes in pairs",
            found=text[text.rindex('"') :][:40],
        )
    return _TOKEN.findall(text)


def _start_of(text: str, number: int) -> int:
    """Where a cell begins."""
    return next(itertools.islice(_TOKEN.finditer(text), number, None)).start()


def _read_tokens(tokens: Sequence[str], line_of: Callable[[int], int] | None = None) -> Cells:
    numbers = np.full(len(tokens), np.nan)
    symbols: dict[int, str] = {}
    for number, token in enumerate(tokens):
        if _NUMBER.fullmatch(token) and math.isfinite(figure := float(token)):
            numbers[number] = figure
        elif (symbol := _symbol(token)) is not None:
            symbols[number] = symbol
        else:
            raise FormatError(
                "PX_CELL_INVALID",
                "a cell is neither a number nor a symbol",
                place=f"DATA, cell {number}"
                + (f", line {line_of(number)}" if line_of is not None else ""),
                expected='a number, or a quoted symbol like ".."',
                found=token[:40],
            )
    texts = list(dict.fromkeys(symbols.values()))
    codes = np.array([texts.index(text) for text in symbols.values()], np.int64)
    positions = np.fromiter(symbols, np.int64, len(symbols))
    statuses = scattered_status(positions, codes, texts, len(tokens))
    return figure_array(numbers), statuses


def _symbol(token: str) -> str | None:
    if token.startswith('"'):
        text = token[1:-1].strip()
        return text if text and not any(map(str.isdigit, text)) else None
    return token if _BARE_SYMBOL.fullmatch(token) else None


def read_keyed(text: str, keys: Sequence[Mapping[str, int]], row_width: int) -> Cells:
    """Read a block whose rows begin with the values of the stub (``KEYS``).

    The format says that rows of zeros may be left out of such files, but agencies leave out
    rows without figures, too. What is not there is therefore null, with the raw status
    :data:`LEFT_OUT`, and never a figure.

    Args:
        text: The data block, decoded: keys may be any text.
        keys: For each stub variable, what may stand in the file and its position.
        row_width: Number of cells per row: the product of the heading's sizes.

    Returns:
        Values and raw statuses of the whole cube, row-major.

    Raises:
        FormatError: ``VALUE_LEN_MISMATCH``, ``PX_KEY_UNKNOWN``, ``PX_KEY_REPEATED``,
            ``PX_CELL_INVALID``.
    """
    tokens = _tokens(text)
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
    """Put rows at their places in the whole cube; the rest is marked as left out."""
    values, statuses = cells
    total = total_rows * row_width
    positions = (row_numbers[:, None] * row_width + np.arange(row_width)).ravel()
    numbers = np.full(total, np.nan)
    given_numbers, given_null = numbers_of(values)
    numbers[positions] = np.where(given_null, np.nan, given_numbers)
    texts = [*statuses.dictionary.to_pylist(), LEFT_OUT]
    codes = np.full(total, len(texts) - 1, np.int64)
    codes[positions] = codes_of(statuses)
    given = np.flatnonzero(codes >= 0)
    return figure_array(numbers), scattered_status(given, codes[given], texts, total)


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
