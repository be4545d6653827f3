"""Delimited text to Arrow: rows of one width, and wide tables made long."""

import csv
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from extract.tables.arrow_arrays import codes_of, dictionary_array
from extract.tables.cells import smallest_index_type
from warehouse.errors import FormatError


def split_line(text: bytes, delimiter: str) -> tuple[list[str], int]:
    """The first line's fields (UTF-8) and where the next begins; none where it is no such line."""
    end = text.find(b"\n")
    line, after = (text, len(text)) if end < 0 else (text[:end], end + 1)
    try:
        fields = next(csv.reader([line.decode().strip("\r")], delimiter=delimiter, strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        fields = []
    return fields, after


def read_rows(
    text: bytes,
    names: Sequence[str],
    start: int,
    delimiter: str,
    keys: int,
    *,
    may_be_empty: bool = False,
) -> list[pa.ChunkedArray]:
    """The columns of all rows from ``start`` on, as text.

    Args:
        text: The file, UTF-8.
        names: The header; only their number counts, and messages show them.
        start: Where the rows begin.
        delimiter: What stands between fields.
        keys: So many first columns are dictionary encoded.
        may_be_empty: Whether a header without rows is an answer.

    Raises:
        FormatError: ``CSV_ROW_INVALID`` with the line of a row of another width, ``CSV_EMPTY``.
    """
    numbers = [str(number) for number in range(len(names))]
    codes = pa.dictionary(pa.int32(), pa.string())
    types = {name: codes if int(name) < keys else pa.string() for name in numbers}
    head = text[:start].strip()
    if head and (again := text.find(head, start)) >= 0:
        line = text.count(b"\n", 0, again) + 1
        raise FormatError("CSV_ROW_INVALID", "the header stands twice", place=f"line {line}",
                          expected="one table", found=head[:80].decode("utf-8", "replace"),
                          remedy="part the files that were joined")  # fmt: skip
    rows = memoryview(text)[start:]
    if not bytes(rows[:4096]).strip() and not bytes(rows).strip():
        if not may_be_empty:
            raise no_rows()
        return [pa.chunked_array([], types[name]) for name in numbers]
    try:
        table = pa_csv.read_csv(
            pa.BufferReader(pa.py_buffer(rows)),
            read_options=pa_csv.ReadOptions(column_names=numbers),
            parse_options=pa_csv.ParseOptions(delimiter=delimiter),
            convert_options=pa_csv.ConvertOptions(column_types=types, strings_can_be_null=False),
        )
    except pa.ArrowInvalid as error:
        raise FormatError(
            "CSV_ROW_INVALID",
            f"a row does not fit the header: {str(error).splitlines()[0][:160]}",
            place=_first_unfit(text, start, delimiter, len(names)),
            expected=f"{len(names)} columns: {delimiter.join(names)[:200]}",
            remedy="check that the file was downloaded whole",
        ) from None
    return list(table.unify_dictionaries().columns)


def no_rows() -> FormatError:
    """The refusal of a file that has a header and nothing else."""
    return FormatError(
        "CSV_EMPTY",
        "the file has a header but no row",
        place="line 2",
        expected="one row or more",
        found="end of file",
        remedy="check that the file was downloaded whole",
    )


def _first_unfit(text: bytes, start: int, delimiter: str, width: int) -> str:
    """The line of the first row with another number of columns than the header."""
    above = text.count(b"\n", 0, start)
    lines = text[start:].decode("utf-8", "replace").splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for row in reader:
            if row and len(row) != width:
                return f"line {above + reader.line_num}"
    except csv.Error:
        return f"line {above + reader.line_num}"
    return "rows"


def long_keys(column: pa.DictionaryArray, times: int) -> pa.DictionaryArray:
    """A column of codes with every row repeated once per column of figures."""
    return dictionary_array(np.repeat(codes_of(column), times), column.dictionary.to_pylist())


def long_heading(heads: Sequence[str], rows: int) -> pa.DictionaryArray:
    """The heads of the columns of figures, once per row; equal heads are one code."""
    distinct = list(dict.fromkeys(heads))
    positions = {head: number for number, head in enumerate(distinct)}
    dtype = smallest_index_type(len(distinct)).to_pandas_dtype()
    codes = np.array([positions[head] for head in heads], dtype)
    return dictionary_array(np.tile(codes, rows), distinct)


def row_major(columns: Sequence[pa.ChunkedArray]) -> pa.Array:
    """Columns of figures, as text, in the order in which they are read: row by row."""
    rows = len(columns[0]) if columns else 0
    joined = pa.chunked_array(
        [chunk for column in columns for chunk in column.chunks], pa.string()
    ).combine_chunks()
    if len(columns) < 2:
        return joined
    order = np.arange(len(joined)).reshape(len(columns), rows).T.ravel()
    return joined.take(pa.array(order))
