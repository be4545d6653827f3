"""CSV and BULK answers of Statistics Denmark's StatBank to a decoded cube.

Source: https://www.dst.dk/da/Statistik/hjaelp-til-statistikbanken/api .
"""

from collections.abc import Sequence

import pyarrow as pa

from extract.encoding import to_utf8
from extract.tables.cells import code_column, reserved_names_avoided, table_of_cells
from extract.tables.decoded import DecodedCube
from extract.tables.delimited import read_rows, split_line
from extract.tables.rows import check_no_repeats, decimal_mark_of, read_text_values
from warehouse.errors import FormatError

VALUE_COLUMN = "INDHOLD"
TIME_COLUMN = "TID"


def decode(
    data: bytes,
    *,
    format: str = "statbank-csv",  # noqa: A002
    encoding: str | None = None,
    language: str | None = None,
) -> DecodedCube:
    """Read a StatBank answer: semicolons, the figures last in ``INDHOLD``.

    Rows stay in the order they came in (BULK is not sorted), and a cell that has no row
    is not in the result. In BULK such a cell means the table's ``suppressedDataValue``
    (mostly 0), which only ``tableinfo`` tells. Codes and labels are told apart where the
    answer was asked for as ``CodeAndValue`` or ``ValueAndCode``, which its time column shows
    (``2024K1 2024K1``); else what stands there is code and label both.

    Args:
        data: The whole file.
        format: ``statbank-csv`` or ``statbank-bulk``; a CSV without any row is refused.
        encoding: Character set; UTF-8 or Windows-1252 when None.
        language: ``da`` (decimal comma) or ``en`` (point); None finds out.

    Raises:
        FormatError: ``LANGUAGE_UNKNOWN``, ``CSV_HEADER_INVALID``, ``CSV_ROW_INVALID``,
            ``CSV_EMPTY``, ``CELL_INVALID``, ``CELL_REPEATED``, ``DECIMAL_MARK_MIXED``.
    """
    decimal = decimal_mark_of(language)
    text = to_utf8(data, encoding)
    names, start = _header(text)
    may_be_empty = format != "statbank-csv"
    columns = read_rows(text, names, start, ";", len(names) - 1, may_be_empty=may_be_empty)
    renamed = reserved_names_avoided(names[:-1])
    codes, dimensions = presented(
        {renamed[name]: code_column(columns[n]) for n, name in enumerate(names[:-1])}
    )
    check_no_repeats(codes, "rows")
    values, statuses = read_text_values(
        columns[-1].combine_chunks(), decimal=decimal, place=VALUE_COLUMN
    )
    return DecodedCube(
        cells=table_of_cells(codes, values, statuses),
        dimensions=dimensions,
        dimension_labels={name: name for name in codes},
        title="",
        format=format,
        source="Statistics Denmark",
        roles={"time": time} if (time := _time_columns(codes)) else {},
    )


def _header(text: bytes) -> tuple[list[str], int]:
    """Column names, and where the rows begin."""
    names, start = split_line(text, ";")
    valid = (
        len(names) > 1
        and names[-1].strip().upper() == VALUE_COLUMN
        and all(names)
        and len(set(names)) == len(names)
    )
    if not valid:
        raise FormatError(
            "CSV_HEADER_INVALID",
            "not the header of a StatBank file",
            place="line 1",
            expected=f"column names separated by semicolons, {VALUE_COLUMN} last",
            found=text[:80].decode("utf-8", "replace"),
        )
    return names, start


def _time_columns(names: Sequence[str] | dict[str, pa.DictionaryArray]) -> tuple[str, ...]:
    return tuple(name for name in names if name.upper() == TIME_COLUMN)


def presented(
    columns: dict[str, pa.DictionaryArray],
) -> tuple[dict[str, pa.DictionaryArray], dict[str, dict[str, str]]]:
    """Codes and labels apart, where every text holds both, code first or code last.

    The time column tells that it is so: there the code is the label (``2024K1 2024K1``).
    Which one comes first is told by the codes: each has one label, and they have no small
    letters. Where neither end or both ends fit, texts stay whole.
    """
    entries = {name: column.dictionary.to_pylist() for name, column in columns.items()}
    halves = [text.split(" ") for name in _time_columns(columns) for text in entries[name]]
    if halves and all(len(half) == 2 and half[0] == half[1] for half in halves):
        ends = [
            {name: _split(texts, from_end) for name, texts in entries.items()}
            for from_end in (False, True)
        ]
        fitting = [
            split
            for split in ends
            if all(len(split[name]) == len(entries[name]) for name in entries)
        ]
        if len(fitting) == 1 or fitting == [ends[0], ends[0]]:
            split = fitting[0]
            return {
                name: pa.DictionaryArray.from_arrays(
                    column.indices, pa.array(list(split[name]), pa.string())
                )
                for name, column in columns.items()
            }, split
    return columns, {name: {text: text for text in texts} for name, texts in entries.items()}


def _split(texts: Sequence[str], from_end: bool) -> dict[str, str]:
    """Code to label; fewer than there are texts unless every text has a code of its own."""
    found = {}
    for text in texts:
        first, _, last = text.rpartition(" ") if from_end else text.partition(" ")
        code, label = (last, first) if from_end else (first, last)
        if code and label and not any(letter.islower() for letter in code):
            found[code] = label
    return found
