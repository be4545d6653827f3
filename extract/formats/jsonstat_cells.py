"""The values and statuses of a JSON-stat dataset, in every form they take."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract.formats.cells import (
    constant_status,
    dense_values,
    scattered_status,
    status_column,
)
from extract.formats.json_lift import LiftedNumbers, LiftedTexts
from extract.formats.jsonstat_dimensions import violation
from warehouse.errors import FormatError

ValueTexts = dict[int, str]


def read_values(value: Any, total: int, place: str) -> tuple[pa.Array, ValueTexts]:
    """Read ``value``: an array, an object by position, or a lifted array.

    Args:
        value: What stands in the file.
        total: Number of cells.
        place: JSON pointer to it.

    Returns:
        float64 with nulls, ``total`` long, and the texts among the values by position.
        The specification allows texts as values; one that is no number becomes null
        and its text the cell's raw status.

    Raises:
        FormatError: ``VALUE_LEN_MISMATCH``, ``SPARSE_KEY_OUT_OF_RANGE`` or
            ``STRUCTURAL_VIOLATION``.
    """
    if isinstance(value, LiftedNumbers):
        _check_length(len(value.values), total, "VALUE_LEN_MISMATCH", place)
        return value.values, {}
    if isinstance(value, list):
        _check_length(len(value), total, "VALUE_LEN_MISMATCH", place)
        return _numbers(value, range(total), place)
    if isinstance(value, Mapping):
        positions = _positions(value, total, "SPARSE_KEY_OUT_OF_RANGE", place)
        given, texts = _numbers(list(value.values()), positions, place)
        numbers = np.zeros(total, np.float64)
        is_null = np.ones(total, bool)
        numbers[positions] = given.fill_null(0.0).to_numpy(zero_copy_only=False)
        is_null[positions] = given.is_null().to_numpy(zero_copy_only=False)
        return dense_values(numbers, is_null), texts
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


def _positions(entries: Mapping[str, Any], total: int, code: str, place: str) -> np.ndarray:
    """The keys of a sparse object as cell numbers."""
    positions = np.empty(len(entries), np.int64)
    for number, key in enumerate(entries):
        if not (key.isascii() and key.isdigit()) or len(key) > 18 or int(key) >= total:
            raise FormatError(
                code,
                "a key is not the number of a cell",
                place=f"{place}/{key[:60]}",
                expected=f"0 to {total - 1}" if total else "no key: the cube has no cell",
                found=key[:60],
            )
        positions[number] = int(key)
    if len(np.unique(positions)) != len(positions):
        raise violation(place, "every cell once", "keys like 1 and 01")
    return positions


def _numbers(
    entries: list[Any], positions: Iterable[int], place: str
) -> tuple[pa.Array, ValueTexts]:
    try:
        # Refuses texts, truth values and integers that float64 cannot hold.
        return pa.array(entries, pa.float64()), {}
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return _mixed_numbers(entries, positions, place)


def _mixed_numbers(
    entries: list[Any], positions: Iterable[int], place: str
) -> tuple[pa.Array, ValueTexts]:
    numbers: list[float | None] = []
    texts: ValueTexts = {}
    for position, entry in zip(positions, entries, strict=True):
        if entry is None:
            numbers.append(None)
        elif isinstance(entry, (int, float)) and not isinstance(entry, bool):
            numbers.append(float(entry))
        elif isinstance(entry, str):
            number = _number_in(entry)
            numbers.append(number)
            if number is None and entry:
                texts[int(position)] = entry
        else:
            raise violation(f"{place}/{position}", "a number, a text or null", entry)
    return pa.array(numbers, pa.float64()), texts


def _number_in(text: str) -> float | None:
    """The number a text holds, or None; what only Python calls a number is none."""
    if not text.isascii() or "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def read_statuses(status: Any, total: int, place: str) -> pa.DictionaryArray:
    """Read ``status``: one text for all, an array, an object by position, or nothing.

    An array of one entry for several cells (deprecated) counts for all of them. Empty
    texts count as no status, and so does the key ``""`` that Eurostat used to send.

    Raises:
        FormatError: ``STATUS_LEN_MISMATCH``, ``STATUS_KEY_OUT_OF_RANGE`` or
            ``STRUCTURAL_VIOLATION``.
    """
    if isinstance(status, LiftedTexts):
        if len(status.positions) and status.positions.max() >= total:
            outside = str(status.positions.max())
            _positions({outside: None}, total, "STATUS_KEY_OUT_OF_RANGE", place)
        return scattered_status(status.positions, status.codes, status.texts, total)
    if status is None or isinstance(status, str):
        return constant_status(status, total)
    if isinstance(status, list):
        if len(status) == 1 and total != 1:
            return constant_status(_text(status[0], f"{place}/0"), total)
        _check_length(len(status), total, "STATUS_LEN_MISMATCH", place)
        return status_column(_text_array(status, place))
    if isinstance(status, Mapping):
        entries = {key: entry for key, entry in status.items() if key or entry}
        positions = _positions(entries, total, "STATUS_KEY_OUT_OF_RANGE", place)
        encoded = _text_array(list(entries.values()), place).fill_null("").dictionary_encode()
        return scattered_status(
            positions, encoded.indices.to_numpy(), encoded.dictionary.to_pylist(), total
        )
    raise violation(place, "a text, an array or an object", type(status).__name__)


def _text_array(entries: list[Any], place: str) -> pa.Array:
    try:
        return pa.array(entries, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        texts = [_text(entry, f"{place}/{number}") for number, entry in enumerate(entries)]
        return pa.array(texts, pa.string())


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
    return status_column(pc.cast(pa.array(dense, pa.string()), pa.string()))
