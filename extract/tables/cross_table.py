"""Tables as people look at them: PxWeb's csv and xlsx, StatBank's cross tables.

Keys stand in the first columns, figures in the others, and heads say what the figures are of.

Source: https://github.com/PxTools/PCAxis.Serializers (CsvSerializer, XlsxSerializer).
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import itertools
import re
import zipfile
from collections.abc import Sequence

import pyarrow.compute as pc
from python_calamine import CalamineError, load_workbook

from extract.encoding import decode_or_refuse
from extract.tables.arrow_arrays import string_array
from extract.tables.cells import free_name, reserved_names_avoided, status_column, table_of_cells
from extract.tables.decoded import DecodedCube
from extract.tables.delimited import long_heading, long_keys
from extract.tables.rows import check_no_repeats, code_column, decimal_mark_of, read_text_values
from warehouse.errors import FormatError

PXWEB_CSV, STATBANK_CROSS, XLSX = "pxweb-csv", "statbank-cross", "pxweb-xlsx"
#: A workbook of more bytes than this, unpacked, is no table for a person.
MAX_UNPACKED = 500_000_000
_LONGEST_SYMBOL = 4
_HEAD = 1 << 16

_PERIOD = r"(?:1[5-9]|20|21)\d\d(?:[ -]?[KQMHUTVW]\d{1,2}|[-/](?:\d\d){1,2})?"
_IS_PERIOD = re.compile(_PERIOD)
_ENDS_IN_PERIOD = re.compile(rf"(?P<other>.+) (?P<period>{_PERIOD})(?: - (?P=period))?")
_BEGINS_WITH_PERIOD = re.compile(rf"(?P<period>{_PERIOD})(?: - (?P=period))? (?P<other>.+)")
_TIME_WORDS = frozenset(
    {"tid", "time", "year", "år", "aar", "quarter", "kvartal", "month", "måned", "månad",
     "halvår", "vuosi", "uge", "vecka", "week"}
)  # fmt: skip
_FIGURE = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:[.,]\d+)?(?:[eE][+-]?\d+)?|[.:*-]{0,3}")
_CODE_AND_TEXT = re.compile(r"(?P<code>\S+) - (?P<text>.*\S)")
_BY = re.compile(r"\b(?:by|efter|etter|fordelt på)\s+(?P<names>.+)$")


@dataclasses.dataclass(slots=True)
class _Grid:
    """A table taken apart.

    Attributes:
        names: Names of the key columns.
        keys: The key columns, one text per row.
        heads: For every dimension of the heading its name, and a text per column of figures.
        cells: Figures and symbols, row by row.
        notes: A remark per cell, where the file has them.
    """

    names: list[str]
    keys: list[list[str]]
    heads: list[tuple[str, list[str]]]
    cells: list[str]
    notes: list[str] | None = None


def decode_csv(
    data: bytes,
    *,
    format: str,  # noqa: A002
    encoding: str | None = None,
    language: str | None = None,
) -> DecodedCube:
    """Read PxWeb's csv in every layout, or a cross table of StatBank.

    With or without title; comma, semicolon, tab or blank; codes, texts or both (``01 - Nord``).
    Variables of the heading stand joined in one line: periods are told apart, what else there
    is makes one dimension ``heading``. Keys are the quoted columns; without quotes those that
    hold words, and as many more as make rows differ.

    Raises:
        FormatError: ``LANGUAGE_UNKNOWN``, ``CSV_HEADER_INVALID``, ``CSV_ROW_INVALID``,
            ``CSV_EMPTY``, ``CELL_INVALID``, ``CELL_REPEATED``, ``DECIMAL_MARK_MIXED``.
    """
    decimal = decimal_mark_of(language)
    lines = _lines(decode_or_refuse(data, encoding))
    title, first, delimiter = _begin(lines)
    lines = lines[first:]
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter, strict=True) if any(row)]
    except csv.Error as error:
        raise _no_header(str(error)) from None
    header, body = rows[0], rows[1:]
    for number, row in enumerate(body):
        if len(row) != len(header):
            raise FormatError(
                "CSV_ROW_INVALID",
                "a row does not fit the header",
                place=f"row {number + 1}",
                expected=f"{len(header)} columns",
                found=f"{len(row)} columns: {delimiter.join(row)[:80]}",
                remedy="check that the file was downloaded whole",
            )
    if not body:
        raise FormatError("CSV_EMPTY", "the file has a header but no row", place="line 2",
                          found="end of file")  # fmt: skip
    count = 0 if not header[0] and len(body) == 1 else _key_count(header, body, lines, delimiter)
    skipped = 1 if count == 0 else count
    heads = [head.strip() for head in header[skipped:]]
    grid = _Grid(
        names=[name.strip() for name in header[:count]],
        keys=[[row[n].strip() for row in body] for n in range(count)],
        heads=_told_apart(heads),
        cells=[cell for row in body for cell in row[skipped:]],
    )
    if len(heads) == 1 and not grid.heads:
        title = title or heads[0]
    return _cube(grid, title, format, decimal)


def _lines(text: str) -> list[str]:
    """Lines as files have them: not every sign that is a line end to Unicode."""
    return re.split(r"\r\n?|\n", text.removeprefix("\ufeff"))


def kind_of(data: bytes) -> str | None:
    """Which cross table the head of a file looks like; None for other delimited texts.

    PxWeb quotes its header. Without quotes it must be periods that head the figures, or one
    column of them behind a column of times: of other tables only who made them knows which
    columns are keys.
    """
    lines = _lines(data[:_HEAD].decode("utf-8", "replace"))
    if len(data) > _HEAD:
        lines.pop()
    try:
        _, first, delimiter = _begin(lines)
        rows = [row for row in csv.reader(lines[first : first + 6], delimiter=delimiter) if row]
    except (FormatError, csv.Error):
        return None
    header, body = rows[0], rows[1:]
    if not all(len(row) == len(header) and _FIGURE.fullmatch(row[-1].strip()) for row in body):
        return None
    if not body or len(header) < 2:
        return None
    if re.match(r',?"', lines[first]):
        return PXWEB_CSV
    has_time = any(map(_is_time_word, header[-2:-1])) and not _is_time_word(header[-1])
    return STATBANK_CROSS if has_time or _has_period(header[-1]) else None


def _begin(lines: Sequence[str]) -> tuple[str, int, str]:
    """Title, index of the header line, delimiter."""
    shown = [number for number, line in enumerate(lines[:50]) if line.strip()]
    if len(shown) < 2:
        raise _no_header("fewer than two lines")
    first = shown[0]
    title = ""
    whole = re.fullmatch(r'\s*"([^"]*)"\s*', lines[first])
    if whole or (shown[1] > first + 1 and not lines[first].startswith('"')):
        title = (whole[1] if whole else lines[first]).strip()
        first = shown[1]
    line = lines[first]
    if match := re.match(r'"(?:[^"]|"")*"([,;\t ])|([,;\t ])"', line):
        return title, first, match[1] or match[2]
    counts = {mark: line.count(mark) for mark in "\t;,"}
    best = max(counts, key=lambda mark: counts[mark])
    if not counts[best]:
        raise _no_header(line[:80])
    return title, first, best


def _no_header(found: str) -> FormatError:
    return FormatError(
        "CSV_HEADER_INVALID",
        "not the header of a cross table",
        place="line 1",
        expected="names of keys, then what the figures are of",
        found=found,
    )


def _key_count(
    header: list[str], body: list[list[str]], lines: Sequence[str], delimiter: str
) -> int:
    if all(line.startswith('"') for line in lines if line.strip()):
        quoted = re.compile(rf'"(?![.:*-]{{1,3}}")(?:[^"]|"")*"{re.escape(delimiter)}')
        count = min(_leading(quoted, line) for line in lines[1:] if line.strip())
    elif periods := list(itertools.takewhile(_has_period, reversed(header))):
        count = len(header) - len(periods)
    else:
        columns = zip(header, zip(*body, strict=True), strict=True)
        count = 1 + max(
            (n for n, (name, column) in enumerate(columns)
             if _is_time_word(name)
             or not all(_FIGURE.fullmatch(cell.strip()) for cell in column)), default=0
        )  # fmt: skip
        while count < len(header) and len({tuple(row[:count]) for row in body}) < len(body):
            count += 1
    if not 0 < count < len(header):
        raise _no_header("no column of figures" if count else "no column of keys")
    return count


def _leading(pattern: re.Pattern[str], line: str) -> int:
    count = position = 0
    while match := pattern.match(line, position):
        count, position = count + 1, match.end()
    return count


def _is_time_word(name: str) -> bool:
    return name.strip().casefold() in _TIME_WORDS


def _has_period(head: str) -> bool:
    return bool(_IS_PERIOD.fullmatch(head.strip()) or _ENDS_IN_PERIOD.fullmatch(head.strip()))


def _told_apart(heads: list[str]) -> list[tuple[str, list[str]]]:
    """Dimensions of a heading in one line; one word over all figures is none."""
    if all(_IS_PERIOD.fullmatch(head) for head in heads):
        return [("time", heads)]
    for pattern, order in ((_ENDS_IN_PERIOD, ("other", "period")),
                           (_BEGINS_WITH_PERIOD, ("period", "other"))):  # fmt: skip
        matches = [pattern.fullmatch(head) for head in heads]
        parts = [[match[name] for name in order] for match in matches if match]
        if len(parts) < len(heads):
            continue
        outer, inner = (list(dict.fromkeys(part)) for part in zip(*parts, strict=True))
        if [list(pair) for pair in itertools.product(outer, inner)] == parts:
            names = {"other": "heading", "period": "time"}
            return [(names[name], [part[n] for part in parts]) for n, name in enumerate(order)]
    return [("heading", heads)] if len(heads) > 1 else []


def decode_xlsx(data: bytes) -> DecodedCube:
    """Read PxWeb's xlsx: a title, heads over the figures, keys where they change, remarks.

    The file does not name its variables; the title does (*... by region and year*), where it
    names as many as there are. Else they are ``stub_1``, ``heading_1``, and ``time``.

    Raises:
        FormatError: ``STRUCTURAL_VIOLATION``, ``CUBE_SIZE_OVERFLOW``, ``CSV_HEADER_INVALID``,
            ``CELL_INVALID``, ``CELL_REPEATED``.
    """
    rows = _sheet(data)
    title = rows[0][0] if rows and rows[0] else ""
    start = next((n for n, row in enumerate(rows) if n and any(row)), len(rows))
    top = list(itertools.takewhile(lambda row: not row[0] and any(row), rows[start:]))
    if not top:
        raise _no_header("a first column that is not empty over the keys")
    count = next(n for n, cell in enumerate(top[0]) if cell)
    width = max(n for row in rows[start:] for n, cell in enumerate(row) if cell) + 1
    body = list(itertools.takewhile(lambda row: any(row[count:]), rows[start + len(top) :]))
    if not body:
        raise _no_header("no row of figures")
    has_notes = (
        not any(top[-1][count + 1 :: 2])
        and all(top[-1][count:width:2])
        and (width - count > 1 or width < len(top[-1]))
    )
    step = 2 if has_notes else 1
    width += (width - count) % step
    heads = [_filled(row[count:width])[::step] for row in top]
    keys = [
        _filled(
            [row[n] for row in body],
        )
        for n in range(count)
    ]
    keys, labels = _double_columns(keys, [[row[n] for row in body] for n in range(count)])
    blocks = [[[*row, ""][count + offset : width : step] for row in body] for offset in range(step)]
    if step == 2:
        # Notes may stand before the figures as well as behind.
        blocks.sort(key=lambda block: -sum(bool(_FIGURE.fullmatch(c)) and bool(c)
                                           for row in block for c in row))  # fmt: skip
    grid = _Grid(
        names=[f"stub_{n + 1}" for n in range(len(keys))],
        keys=keys,
        heads=[(f"heading_{n + 1}", head) for n, head in enumerate(heads)],
        cells=[cell for row in blocks[0] for cell in row],
        notes=[cell for row in blocks[1] for cell in row] if step == 2 else None,
    )
    _name_variables(grid, title)
    cube = _cube(grid, title, XLSX, ".", labels)
    remarks = [row[0] for row in rows[start + len(top) + len(body) :] if row[0]]
    return dataclasses.replace(cube, notes=tuple(dict.fromkeys(remarks)))


def _sheet(data: bytes) -> list[list[str]]:
    """The first sheet as texts, all rows of one width."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MAX_UNPACKED:
            raise FormatError("CUBE_SIZE_OVERFLOW", "the workbook is too large", place="workbook",
                              expected=f"{MAX_UNPACKED:,} bytes", found=str(size))  # fmt: skip
        book = load_workbook(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, IndexError) as error:
        raise FormatError(
            "STRUCTURAL_VIOLATION",
            f"not a workbook that can be read: {error}",
            place="workbook",
            expected="an xlsx file",
            remedy="check that the file was downloaded whole",
        ) from None
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, (dt.date, dt.datetime)):
        return cell.isoformat()
    return str(cell).strip()


def _filled(texts: Sequence[str]) -> list[str]:
    """Blanks take what stands before them."""
    filled: list[str] = []
    for text in texts:
        filled.append(text or (filled[-1] if filled else ""))
    return filled


def _double_columns(
    keys: list[list[str]], written: list[list[str]]
) -> tuple[list[list[str]], dict[int, dict[str, str]]]:
    """Columns of codes with a column of texts behind them, made one, with the texts."""
    kept: list[list[str]] = []
    labels: dict[int, dict[str, str]] = {}
    number = 0
    while number < len(keys):
        kept.append(keys[number])
        if number + 1 < len(keys):
            pairs = dict(zip(keys[number], keys[number + 1], strict=True))
            filled = [[bool(text) for text in written[n]] for n in (number, number + 1)]
            texts = set(pairs.values())
            is_pair = len(set(zip(keys[number], keys[number + 1], strict=True))) == len(pairs)
            if (
                is_pair
                and filled[0] == filled[1]
                and len(texts) > 1
                and all(" " not in code for code in pairs)
            ):
                labels[len(kept) - 1] = pairs
                number += 1
        number += 1
    return kept, labels


def _name_variables(grid: _Grid, title: str) -> None:
    """Give variables the names the title has, if it fits them."""
    values = [*grid.keys, *(head for _, head in grid.heads)]
    is_time = [all(_IS_PERIOD.fullmatch(text) for text in column) for column in values]
    match = _BY.search(title)
    told = re.split(r",\s*|\s+(?:and|och|og)\s+", match["names"]) if match else []
    told = [re.sub(r"\s*\(.*\)$", "", name).strip() for name in told]
    fits = len(set(told)) == len(values) and all(
        _is_time_word(name) == time for name, time in zip(told, is_time, strict=False)
    )
    if not fits:
        told = [*grid.names, *(name for name, _ in grid.heads)]
        if sum(is_time) == 1:
            told[is_time.index(True)] = "time"
    count = len(grid.names)
    grid.names = told[:count]
    grid.heads = [(name, head) for name, (_, head) in zip(told[count:], grid.heads, strict=True)]


def _cube(
    grid: _Grid,
    title: str,
    format_name: str,
    decimal: str | None,
    labels: dict[int, dict[str, str]] | None = None,
) -> DecodedCube:
    if not grid.cells:
        raise _no_header("no column of figures")
    rows = len(grid.keys[0]) if grid.keys else 1
    width = len(grid.cells) // rows
    names: list[str] = []
    for name in [*grid.names, *(name for name, _ in grid.heads)]:
        names.append(free_name(name or "stub", names))
    safe = reserved_names_avoided(names)
    columns = [long_keys(code_column(string_array(key)), width) for key in grid.keys]
    columns += [long_heading(head, rows) for _, head in grid.heads]
    codes = {safe[name]: column for name, column in zip(names, columns, strict=True)}
    dimensions: dict[str, dict[str, str]] = {}
    titles: dict[str, str] = {}
    for number, (name, column) in enumerate(list(codes.items())):
        texts = column.dictionary.to_pylist()
        told = (labels or {}).get(number)
        titles[name], dimensions[name] = (
            name,
            {text: (told or {}).get(text, text) for text in texts},
        )
        heads = _CODE_AND_TEXT.fullmatch(name) if number < len(grid.keys) else None
        parts = [_CODE_AND_TEXT.fullmatch(text) for text in texts] if heads else []
        split = {part["code"]: part["text"] for part in parts if part}
        if heads and len(split) == len(texts) and heads["code"] not in codes:
            codes = {heads["code"] if key == name else key: value for key, value in codes.items()}
            codes[heads["code"]] = column.from_arrays(column.indices, string_array(list(split)))
            del dimensions[name], titles[name]
            dimensions[heads["code"]], titles[heads["code"]] = split, heads["text"]
    check_no_repeats(codes, "rows")
    values, statuses = read_text_values(string_array(grid.cells), decimal=decimal, place="cells")
    if words := [text for text in statuses.dictionary.to_pylist() if len(text) > _LONGEST_SYMBOL]:
        raise FormatError(
            "CELL_INVALID",
            "a cell is neither a number nor a symbol",
            place="cells",
            expected="figures under the heads, and short symbols",
            found=words[0][:40],
        )
    if grid.notes is not None:
        notes = string_array([note or None for note in grid.notes])
        statuses = status_column(pc.coalesce(statuses.cast("string"), notes))
    time = tuple(
        name for name, texts in dimensions.items() if all(map(_IS_PERIOD.fullmatch, texts))
    )
    return DecodedCube(
        cells=table_of_cells(codes, values, statuses),
        dimensions=dimensions,
        dimension_labels=titles,
        title=title,
        format=format_name,
        source="Statistics Denmark" if format_name == STATBANK_CROSS else None,
        roles={"time": time} if time else {},
    )
