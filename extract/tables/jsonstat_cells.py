"""The values and statuses of a JSON-stat dataset, in every form they take."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from extract.tables.arrow_arrays import number_array, numbered
from extract.tables.cells import constant_status, dense_status, scattered_status
from extract.tables.json_lift import LiftedNumbers, LiftedTexts
from extract.tables.jsonstat_dimensions import violation
from extract.tables.number_text import numbers_in
from warehouse.errors import FormatError

ValueTexts = dict[int, str]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]
_MAX_DIGITS = 18  # fits int64
_FIGURE = re.compile(r"\W*\d")


def read_values(value: Any, total: int, place: str) -> tuple[pa.Array, ValueTexts]:
    """Read ``value``: an array, an object by position, or a lifted array.

    Args:
        value: What stands in the file.
        total: Number of cells.
        place: JSON pointer to it.

    Returns:
        float64 with nulls, ``total`` long, and the texts among the values by position.
        The specification allows texts as values; one that does not begin like a number becomes
        null and its text the cell's raw status.

    Raises:
        FormatError: ``VALUE_LEN_MISMATCH``, ``SPARSE_KEY_OUT_OF_RANGE``, ``CELL_INVALID``
            or ``STRUCTURAL_VIOLATION``.
    """
    if isinstance(value, LiftedNumbers):
        _check_length(len(value.values), total, "VALUE_LEN_MISMATCH", place)
        return number_array(value.values, value.is_null), {}
    if isinstance(value, list):
        _check_length(len(value), total, "VALUE_LEN_MISMATCH", place)
        numbers, is_null, texts = _numbers(value, range(total), place)
        return number_array(numbers, is_null), texts
    if isinstance(value, Mapping):
        positions = _positions(value, total, "SPARSE_KEY_OUT_OF_RANGE", place)
        given, given_null, texts = _numbers(list(value.values()), positions, place)
        numbers = np.zeros(total, np.float64)
        is_null = np.ones(total, np.bool_)
        numbers[positions], is_null[positions] = given, given_null
        return number_array(numbers, is_null), texts
    raise violation(place, "an array or an object of values", type(value).__name__)


def _check_length(found: int, total: int, code: str, place: str) -> None:
    if found == total:
        return
    raise FormatError(
        code,
        "the number of entries is not the product of the sizes",
        place=place,
        expected=f"{total} entries",
        found=f"{found} entries",
        remedy=(
            "an empty value is a metadata answer: use decode_metadata, or ask for data"
            if found == 0
            else "check that the file was downloaded whole"
        ),
    )


def _positions(entries: Mapping[str, Any], total: int, code: str, place: str) -> Indices:
    """The keys of a sparse object as cell numbers."""
    positions = _plain_positions(entries)
    if positions is None:
        positions = np.empty(len(entries), np.int64)
        for number, key in enumerate(entries):
            is_number = key.isascii() and key.isdigit() and len(key) <= _MAX_DIGITS
            positions[number] = int(key) if is_number else -1
        if len(np.unique(positions)) != len(positions) and positions.min() >= 0:
            raise violation(place, "every cell once", "keys like 1 and 01")
    outside = np.flatnonzero((positions < 0) | (positions >= total))
    if len(outside):
        raise _outside(code, place, list(entries)[outside[0]], total)
    return positions


def _outside(code: str, place: str, key: str, total: int) -> FormatError:
    return FormatError(
        code,
        "a key is not the number of a cell",
        place=f"{place}/{key[:60]}",
        expected=f"0 to {total - 1}" if total else "no key: the cube has no cell",
        found=key[:60],
    )


def _is_cell(key: str, total: int) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= _MAX_DIGITS and int(key) < total


def _plain_positions(keys: Mapping[str, Any]) -> Indices | None:
    """Keys written as JSON writes whole numbers, all at once; None when some are not."""
    try:
        numbers = orjson.loads("[" + ",".join(keys) + "]")
    except orjson.JSONDecodeError:
        return None
    if not all(kind is int for kind in set(map(type, numbers))) or len(numbers) != len(keys):
        return None
    return np.array(numbers, np.int64) if max(map(abs, numbers), default=0) < 2**62 else None


def _numbers(
    entries: list[Any], positions: Iterable[int], place: str
) -> tuple[FloatArray, BoolArray, ValueTexts]:
    if (plain := numbers_in(entries)) is not None:
        return *plain, {}
    return _mixed_numbers(entries, positions, place)


def _mixed_numbers(
    entries: list[Any], positions: Iterable[int], place: str
) -> tuple[FloatArray, BoolArray, ValueTexts]:
    numbers = np.zeros(len(entries), np.float64)
    is_null = np.zeros(len(entries), np.bool_)
    texts: ValueTexts = {}
    for number, (position, entry) in enumerate(zip(positions, entries, strict=True)):
        figure = _figure(entry, f"{place}/{position}")
        if figure is None:
            is_null[number] = True
            if entry:
                texts[int(position)] = entry
        else:
            numbers[number] = figure
    return numbers, is_null, texts


def _figure(entry: object, place: str) -> float | None:
    if entry is None:
        return None
    if isinstance(entry, (int, float)) and not isinstance(entry, bool):
        return float(entry)
    if isinstance(entry, str):
        figure = _number_in(entry)
        if figure is None and _FIGURE.match(entry):
            # "1 234" or "1,5" must never pass for a symbol.
            raise FormatError(
                "CELL_INVALID",
                "a cell is neither a number nor a symbol",
                place=place,
                expected="a number as JSON writes it, or a symbol",
                found=entry[:40],
            )
        return figure
    raise violation(place, "a number, a text or null", entry)


def _number_in(text: str) -> float | None:
    """The number a text holds, or None; what only Python calls a number is none."""
    if not text.isascii() or "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def read_statuses(
    status: Any, total: int, place: str, warnings: list[FormatError]
) -> pa.DictionaryArray:
    """Read ``status``: one text for all, an array, an object by position, or nothing.

    An array of one entry for several cells (deprecated) counts for all of them. Empty
    texts count as no status, and so does the key ``""`` that Eurostat used to send.

    Args:
        status: What stands in the file.
        total: Number of cells.
        place: JSON pointer to it.
        warnings: Where ``STATUS_KEY_OUT_OF_RANGE`` goes: a status of no cell is left out.

    Raises:
        FormatError: ``STATUS_LEN_MISMATCH`` or ``STRUCTURAL_VIOLATION``.
    """
    if isinstance(status, LiftedTexts):
        if status.total is not None:
            _check_length(status.total, total, "STATUS_LEN_MISMATCH", place)
        outside = status.positions[status.positions >= total]
        if len(outside):
            warnings.append(_outside("STATUS_KEY_OUT_OF_RANGE", place, str(outside.max()), total))
        inside = status.positions < total
        return scattered_status(status.positions[inside], status.codes[inside], status.texts, total)
    if status is None or isinstance(status, str):
        return constant_status(status, total)
    if isinstance(status, list):
        if len(status) == 1 and total != 1:
            return constant_status(_text(status[0], f"{place}/0"), total)
        _check_length(len(status), total, "STATUS_LEN_MISMATCH", place)
        return dense_status(_texts(status, place))
    if isinstance(status, Mapping):
        entries = {key: entry for key, entry in status.items() if key or entry}
        strangers = [key for key in entries if not _is_cell(key, total)]
        warnings.extend(
            _outside("STATUS_KEY_OUT_OF_RANGE", place, key, total) for key in strangers[:1]
        )
        for key in strangers:
            del entries[key]
        positions = _positions(entries, total, "STATUS_KEY_OUT_OF_RANGE", place)
        codes, texts = numbered(_texts(list(entries.values()), place))
        given = codes >= 0
        return scattered_status(positions[given], codes[given], texts, total)
    raise violation(place, "a text, an array or an object", type(status).__name__)


def _texts(entries: list[Any], place: str) -> list[str | None]:
    if set(map(type, entries)) <= {str, type(None)}:
        return entries
    return [_text(entry, f"{place}/{number}") for number, entry in enumerate(entries)]


def _text(entry: object, place: str) -> str | None:
    if entry is None or isinstance(entry, str):
        return entry
    if isinstance(entry, (int, float)) and not isinstance(entry, bool):
        return str(entry)
    raise violation(place, "a text or null", entry)


def with_value_texts(statuses: pa.DictionaryArray, texts: ValueTexts) -> pa.DictionaryArray:
    """Statuses, completed by the texts that stood in place of a number.

    Where a cell has a status too, the status stays and the text follows it, after a
    blank, so that neither is lost.
    """
    if not texts:
        return statuses
    dense = statuses.cast(pa.string()).to_pylist()
    for position, text in texts.items():
        status = dense[position]
        dense[position] = text if status is None or status == text else f"{status} {text}"
    return dense_status(dense)
