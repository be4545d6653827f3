"""What formats with one written row per cell have in common."""

import math
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extract.tables.arrow_arrays import codes_of
from extract.tables.cells import code_column
from warehouse.errors import FormatError

_NUMBER = {
    ".": r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$",
    ",": r"^[+-]?[0-9]+(,[0-9]+)?([eE][+-]?[0-9]+)?$",
}
_DECIMAL_MARKS = {"da": ",", "en": "."}


def decimal_mark_of(language: str | None) -> str | None:
    """The decimal mark of StatBank's answers in a language; None (find out) for None.

    Raises:
        FormatError: ``LANGUAGE_UNKNOWN``.
    """
    if language is None or language in _DECIMAL_MARKS:
        return _DECIMAL_MARKS.get(language or "")
    raise FormatError(
        "LANGUAGE_UNKNOWN",
        "no decimal mark is known for that language",
        place="language",
        expected=", ".join(_DECIMAL_MARKS),
        found=language,
    )


def plain_labels(column: pa.DictionaryArray) -> dict[str, str]:
    """Code to label where codes stand for both."""
    return {code: code for code in column.dictionary.to_pylist()}


def check_no_repeats(columns: Mapping[str, pa.DictionaryArray], place: str) -> None:
    """Refuse a table that gives one cell twice.

    Raises:
        FormatError: ``CELL_REPEATED``, with the codes of the cell.
    """
    if not columns:
        return
    sizes = [len(column.dictionary) for column in columns.values()]
    if math.prod(sizes) < 2**62:
        numbers = np.zeros(len(next(iter(columns.values()))), np.int64)
        for column, size in zip(columns.values(), sizes, strict=True):
            numbers *= size
            numbers += codes_of(column)
        numbers.sort()
        repeated = bool((numbers[1:] == numbers[:-1]).any())
    else:
        plain = pa.table({f"{n}": c.indices for n, c in enumerate(columns.values())})
        repeated = plain.group_by(plain.column_names).aggregate([]).num_rows < len(plain)
    if repeated:
        raise FormatError(
            "CELL_REPEATED",
            "the file gives one cell twice",
            place=place,
            expected="every combination of codes once",
            found=_first_repeated(columns),
        )


def _first_repeated(columns: Mapping[str, pa.DictionaryArray]) -> str:
    table = pa.table({name: column.cast(pa.string()) for name, column in columns.items()})
    counts = table.group_by(table.column_names).aggregate([([], "count_all")])
    row = counts.filter(pc.greater(counts.column("count_all"), 1)).slice(0, 1).to_pylist()[0]
    return ", ".join(f"{name} {row[name]}" for name in columns)


def read_text_values(
    texts: pa.Array, *, decimal: str | None, place: str, may_be_grouped: bool = False
) -> tuple[pa.Array, pa.DictionaryArray]:
    """Split a column of figures and symbols as written.

    Args:
        texts: Strings, none of them null, empty where nothing was written.
        decimal: Decimal mark, ``.`` or ``,``; None to find out which one is used.
        place: Where the column stands, for messages.
        may_be_grouped: Whether a comma before three digits may part thousands.

    Returns:
        Values (float64) and raw statuses: what is no number and has no digit.

    Raises:
        FormatError: ``CELL_INVALID`` for a text with digits that is no number (so that
            ``1 234`` never passes for a symbol), ``DECIMAL_MARK_MIXED``.
    """
    texts = pc.utf8_trim_whitespace(texts)
    if decimal is None:
        decimal = _decimal_mark(texts, place)
        if may_be_grouped and decimal == ",":
            _check_commas(texts, place)
    is_number = pc.match_substring_regex(texts, _NUMBER[decimal])
    none = pa.nulls(len(texts), pa.string())
    numbers = pc.if_else(is_number, texts, none)
    if decimal == ",":
        numbers = pc.replace_substring(numbers, ",", ".")
    values = numbers.cast(pa.float64())
    has_digit = pc.match_substring_regex(texts, "[0-9]|^[+-]?(?i:inf(?:inity)?)$")
    bad = pc.or_(
        pc.and_not(has_digit, is_number), pc.is_valid(pc.if_else(pc.is_inf(values), texts, none))
    )
    wrong = pc.indices_nonzero(bad)
    if len(wrong):
        row = wrong[0].as_py()
        raise FormatError(
            "CELL_INVALID",
            "a cell is neither a number nor a symbol",
            place=f"{place}, row {row + 1}",
            expected=f"a number with the decimal mark {decimal!r}, or a symbol",
            found=texts[row].as_py()[:40],
        )
    return values, told(pc.if_else(is_number, none, texts))


def told(texts: pa.Array) -> pa.DictionaryArray:
    """Statuses; an empty text is none."""
    is_told = pc.match_substring_regex(texts, "(?s).")  # a Python text to compare loads pandas
    return code_column(pc.if_else(is_told, texts, pa.nulls(len(texts), pa.string())))


def _check_commas(texts: pa.Array, place: str) -> None:
    """Refuse figures with commas that may all part thousands as well as decimals."""
    with_comma = texts.filter(pc.match_substring_regex(texts, "[0-9],[0-9]"))
    if pc.all(pc.match_substring_regex(with_comma, r"^[+-]?[1-9][0-9]{0,2},[0-9]{3}$")).as_py():
        raise FormatError(
            "CELL_INVALID",
            "a comma may part thousands or decimals",
            place=place,
            expected="one figure at least whose comma has one meaning",
            found=with_comma[0].as_py(),
            remedy="give the language (da: decimal comma)",
        )


def _decimal_mark(texts: pa.Array, place: str) -> str:
    used = [
        mark
        for mark, pattern in ((",", r"^[+-]?[0-9]+,[0-9]+$"), (".", r"^[+-]?[0-9]+\.[0-9]+$"))
        if pc.any(pc.match_substring_regex(texts, pattern)).as_py()
    ]
    if len(used) > 1:
        raise FormatError(
            "DECIMAL_MARK_MIXED",
            "figures have a decimal comma in one place and a point in another",
            place=place,
            expected="one decimal mark throughout",
            found="both",
            remedy="give the language (da: comma, en: point)",
        )
    return used[0] if used else "."
