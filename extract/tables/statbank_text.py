"""CSV and BULK answers of Statistics Denmark's StatBank to a decoded cube.

Source: https://www.dst.dk/da/Statistik/hjaelp-til-statistikbanken/api .
"""

from __future__ import annotations

import csv

import pyarrow as pa
import pyarrow.csv as pa_csv

from extract.encoding import to_utf8
from extract.tables.cells import reserved_names_avoided, table_of_cells
from extract.tables.decoded import DecodedCube
from extract.tables.rows import check_no_repeats, code_column, read_text_values
from warehouse.errors import FormatError

VALUE_COLUMN = "INDHOLD"
TIME_COLUMN = "TID"
_DECIMAL_MARKS = {"da": ",", "en": "."}


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
    (mostly 0), which only ``tableinfo`` tells. The file has no labels: whatever
    presentation was asked for stands as code and label both.

    Args:
        data: The whole file.
        format: ``statbank-csv`` or ``statbank-bulk``; a CSV without any row is refused.
        encoding: Character set; UTF-8 or Windows-1252 when None.
        language: ``da`` (decimal comma) or ``en`` (point); None finds out.

    Raises:
        FormatError: ``LANGUAGE_UNKNOWN``, ``CSV_HEADER_INVALID``, ``CSV_ROW_INVALID``,
            ``CSV_EMPTY``, ``CELL_INVALID``, ``CELL_REPEATED``, ``DECIMAL_MARK_MIXED``.
    """
    if language is not None and language not in _DECIMAL_MARKS:
        raise FormatError(
            "LANGUAGE_UNKNOWN",
            "StatBank has no such language",
            place="language",
            expected=", ".join(_DECIMAL_MARKS),
            found=language,
        )
    text = to_utf8(data, encoding)
    names, header_end = _header(text)
    table = _read_rows(text, names, header_end)
    if not table.num_rows and format == "statbank-csv":
        raise FormatError(
            "CSV_EMPTY",
            "the file has a header but no row",
            place="line 2",
            expected="one row per cell",
            found="end of file",
            remedy="check that the file was downloaded whole",
        )
    columns = {name: code_column(table.column(name).combine_chunks()) for name in names[:-1]}
    check_no_repeats(columns, "rows")
    renamed = reserved_names_avoided(list(columns))
    columns = {renamed[name]: column for name, column in columns.items()}
    values, statuses = read_text_values(
        table.column(names[-1]).combine_chunks(),
        decimal=_DECIMAL_MARKS[language] if language else None,
        place=VALUE_COLUMN,
    )
    time = tuple(name for name in columns if name.upper() == TIME_COLUMN)
    return DecodedCube(
        cells=table_of_cells(columns, values, statuses),
        dimensions={
            name: {code: code for code in column.dictionary.to_pylist()}
            for name, column in columns.items()
        },
        dimension_labels={name: name for name in columns},
        title="",
        format=format,
        source="Statistics Denmark",
        roles={"time": time} if time else {},
    )


def _header(text: bytes) -> tuple[list[str], int]:
    """Column names, and where the rows begin."""
    end = text.find(b"\n")
    line = text if end < 0 else text[:end]
    try:
        decoded = line.decode("utf-8").strip()
        names = next(csv.reader([decoded], delimiter=";", strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        names = []
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
            found=line[:80].decode("utf-8", "replace"),
        )
    return names, len(line) if end < 0 else end + 1


def _first_unfit(text: bytes, width: int) -> str:
    """The line of the first row with another number of columns than the header."""
    lines = text.decode("utf-8", "replace").splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=";")
    try:
        for row in reader:
            if row and len(row) != width:
                return f"line {reader.line_num}"
    except csv.Error:
        return f"line {reader.line_num}"
    return "rows"


def _read_rows(text: bytes, names: list[str], start: int) -> pa.Table:
    codes = pa.dictionary(pa.int32(), pa.string())
    types = dict.fromkeys(names[:-1], codes) | {names[-1]: pa.string()}
    rows = memoryview(text)[start:]
    if not bytes(rows[:4096]).strip() and not bytes(rows).strip():
        return pa.schema(types).empty_table()
    try:
        table = pa_csv.read_csv(
            pa.BufferReader(pa.py_buffer(rows)),
            read_options=pa_csv.ReadOptions(column_names=names),
            parse_options=pa_csv.ParseOptions(delimiter=";"),
            convert_options=pa_csv.ConvertOptions(column_types=types, strings_can_be_null=False),
        )
    except pa.ArrowInvalid as error:
        raise FormatError(
            "CSV_ROW_INVALID",
            f"a row does not fit the header: {str(error).splitlines()[0][:160]}",
            place=_first_unfit(text, len(names)),
            expected=f"{len(names)} columns: {';'.join(names)}",
            remedy="check that the file was downloaded whole",
        ) from None
    return table.unify_dictionaries()
