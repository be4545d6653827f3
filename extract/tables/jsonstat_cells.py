"""The values and statuses of a JSON-stat dataset, in every form they take."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from extract.tables.arrow_arrays import figure_array, numbered
from extract.tables.cells import constant_status, dense_status, scattered_status
from extract.tables.json_lift import LiftedTexts
from extract.tables.jsonstat_dimensions import violation
from extract.tables.number_text import Figures, Indices, numbers_in
from warehouse.errors import FormatError

ValueTexts = dict[int, str]
Warn = Callable[[FormatError], object]
_MAX_DIGITS = 18  # fits int64
_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def read_values(value: Any, total: int, place: str, warn: Warn) -> tuple[pa.Array, ValueTexts]:
    """Read ``value``: an array, an object by position, or a lifted array.

    Args:
        value: What stands in the file.
        total: Number of cells.
        place: JSON pointer to it.
        warn: Takes what is unsound.

    Returns:
        float64 with nulls, ``total`` long, and the texts among the values by position.
        The specification allows texts as values; a word becomes null and the
        cell's raw status. Figures as people write them (``1,5``, ``1 234``) are
        read where they have one meaning.

    Raises:
        FormatError: ``CELL_INVALID``, ``VALUE_LEN_MISMATCH``, ``SPARSE_KEY_OUT_OF_RANGE`` or
            ``STRUCTURAL_VIOLATION``.
    """
    if isinstance(value, pa.Array):
        _check_length(len(value), total, "VALUE_LEN_MISMATCH", place)
        return value, {}
    if isinstance(value, list):
        _check_length(len(value), total, "VALUE_LEN_MISMATCH", place)
        given, texts = _numbers(value, range(total), place, warn)
        return figure_array(given), texts
    if isinstance(value, Mapping):
        positions = _positions(value, total, place)
        given, texts = _numbers(list(value.values()), positions, place, warn)
        numbers = np.full(total, np.nan)
        numbers[positions] = given
        return figure_array(numbers), texts
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


def _is_cell(key: str, total: int) -> bool:
    return key.isascii() and key.isdigit() and len(key) <= _MAX_DIGITS and int(key) < total


def _not_a_cell(code: str, key: str, total: int, place: str) -> FormatError:
    return FormatError(
        code,
        "a key is not the number of a cell",
        place=f"{place}/{key[:60]}",
        expected=f"0 to {total - 1}" if total else "no key: the cube has no cell",
        found=key[:60],
    )


def _positions(entries: Mapping[str, Any], total: int, place: str) -> Indices:
    """The keys of a sparse object as cell numbers."""
    positions = _plain_positions(entries)
    if positions is None:
        positions = np.fromiter(
            (int(key) if _is_cell(key, total) else -1 for key in entries), np.int64, len(entries)
        )
        if len(np.unique(positions)) != len(positions) and positions.min() >= 0:
            raise violation(place, "every cell once", "keys like 1 and 01")
    outside = np.flatnonzero((positions < 0) | (positions >= total))
    if len(outside):
        key = list(entries)[outside[0]]
        raise _not_a_cell("SPARSE_KEY_OUT_OF_RANGE", key, total, place)
    return positions


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
    entries: list[Any], positions: Iterable[int], place: str, warn: Warn
) -> tuple[Figures, ValueTexts]:
    if (plain := numbers_in(entries)) is not None:
        return plain, {}
    return _mixed_numbers(entries, positions, place, warn)


def _mixed_numbers(
    entries: list[Any], positions: Iterable[int], place: str, warn: Warn
) -> tuple[Figures, ValueTexts]:
    numbers = np.full(len(entries), np.nan)
    texts: ValueTexts = {}
    written = [entry.strip() for entry in entries if isinstance(entry, str)]
    doubtful = next(filter(_POINT_BEFORE_THREE.fullmatch, written), None)
    if doubtful and any(map(_POINT_PARTS_THOUSANDS.fullmatch, written)):
        raise _no_figure(doubtful, place)
    for number, (position, entry) in enumerate(zip(positions, entries, strict=True)):
        figure = _figure(entry, f"{place}/{position}", warn)
        if figure is not None:
            numbers[number] = figure
        elif entry:
            texts[int(position)] = entry
    return numbers, texts


def _figure(entry: object, place: str, warn: Warn) -> float | None:
    if entry is None:
        return None
    if isinstance(entry, (int, float)) and not isinstance(entry, bool):
        return float(entry)
    if isinstance(entry, str):
        return _number_in(entry.strip(), place, warn)
    raise violation(place, "a number, a text or null", entry)


# A space or an apostrophe between groups of three; the other mark before decimals.
_GROUPED = re.compile(
    r"[+-]?[0-9]{1,3}(?:(?P<group>[ \u00a0\u202f\u2009'.,])[0-9]{3}(?:(?P=group)[0-9]{3})*)?"
    r"(?:(?P<mark>[.,])[0-9]+)?"
)
_POINT_BEFORE_THREE = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
#: Figures beside which that point is no decimal mark for certain.
_POINT_PARTS_THOUSANDS = re.compile(r"[+-]?[0-9. ]+,[0-9]+|[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_BEGINS_WITH_FIGURE = re.compile(r"\W*\d")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf(?:inity)?)", re.IGNORECASE)
_WITH_COMMA = re.compile(r"[+-]?(?:[0-9]+,(?![0-9]{3}$)|0,)[0-9]+")


def _number_in(text: str, place: str, warn: Warn) -> float | None:
    """The number a text holds, or None for a symbol.

    Raises:
        FormatError: ``CELL_INVALID`` for a text that begins with a figure and is none, or
            two (``1,234``).
    """
    if _PLAIN.fullmatch(text):
        number = float(text)
        if math.isfinite(number):
            return number
    elif not _BEGINS_WITH_FIGURE.match(text):
        return None
    error = _no_figure(text, place)
    match = _GROUPED.fullmatch(text)
    group, mark = (match["group"], match["mark"]) if match else (None, None)
    # One comma or point before three digits may part thousands or decimals.
    is_grouped = (
        group is not None
        and group != mark
        and (group not in ".," or mark is not None or text.count(group) > 1)
    )
    if not is_grouped and not _WITH_COMMA.fullmatch(text):
        raise error
    error.message = "a figure is written for people, not for programs"
    warn(error)
    plain = text.replace(group, "") if group is not None and is_grouped else text
    return float(plain.replace(",", "."))


def _no_figure(text: str, place: str) -> FormatError:
    return FormatError(
        "CELL_INVALID",
        "a cell is neither a number nor a symbol",
        place=place,
        expected="a number with one meaning, or a symbol",
        found=text[:40],
    )


def read_statuses(status: Any, total: int, place: str, warn: Warn) -> pa.DictionaryArray:
    """Read ``status``: one text for all, an array, an object by position, or nothing.

    An array of one entry for several cells (deprecated) counts for all of them. Empty
    texts count as no status, and so does the key ``""`` that Eurostat used to send.

    Raises:
        FormatError: ``STATUS_LEN_MISMATCH`` or ``STRUCTURAL_VIOLATION``. Statuses of cells
            that the cube does not have are told to ``warn`` and left out.
    """
    if isinstance(status, Mapping) and isinstance(status.get("value"), (list, Mapping)):
        # Eurostat's answers before 2022 gave the flags with a dimension of their own.
        warn(violation(place, "a text, an array or an object by position", "flags under value"))
        return read_statuses(status["value"], total, f"{place}/value", warn)
    if isinstance(status, LiftedTexts):
        count = int(np.searchsorted(status.positions, total))  # they are in order
        if count < len(status.positions):
            outside = str(status.positions[count])
            warn(_not_a_cell("STATUS_KEY_OUT_OF_RANGE", outside, total, place))
        return scattered_status(status.positions[:count], status.codes[:count], status.texts, total)
    if status == [] and total:  # PHP writes an empty object so
        warn(violation(place, "an object by position", "an empty array"))
        status = None
    if status is None or isinstance(status, str):
        return constant_status(status, total)
    if isinstance(status, list):
        if len(status) == 1 and total != 1:
            return constant_status(_text(status[0], f"{place}/0"), total)
        _check_length(len(status), total, "STATUS_LEN_MISMATCH", place)
        return dense_status(_texts(status, place))
    if isinstance(status, Mapping):
        entries = {key: entry for key, entry in status.items() if key or entry}
        for key in [key for key in entries if not _is_cell(key, total)]:
            warn(_not_a_cell("STATUS_KEY_OUT_OF_RANGE", key, total, place))
            del entries[key]
        positions = _positions(entries, total, place)
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


def with_value_texts(
    statuses: pa.DictionaryArray, texts: ValueTexts, place: str
) -> pa.DictionaryArray:
    """Statuses, completed by the texts that stood in place of a number.

    Where a cell has a status too, the status stays and the text follows it, after a
    blank, so that neither is lost.

    Raises:
        FormatError: ``CELL_INVALID`` for ``NaN`` and ``Infinity``, which computers write in place
            of a figure, unless a status says why there is none.
    """
    if not texts:
        return statuses
    dense = statuses.cast(pa.string()).to_pylist()
    for position, text in texts.items():
        status = dense[position]
        if _NOT_FINITE.fullmatch(text.strip()):
            if status is None:
                raise _no_figure(text, f"{place}/{position}")
            continue
        dense[position] = text if status is None or status == text else f"{status} {text}"
    return dense_status(dense)
