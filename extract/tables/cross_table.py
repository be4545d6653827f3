"""Delimited tables as people look at them: PxWeb's csv, StatBank's cross tables.

Keys stand in the first columns, figures in the others, and heads say what the figures are of.

Source: https://github.com/PxTools/PCAxis.Serializers (CsvSerializer).
"""

import csv
import dataclasses
import itertools
import math
import operator
import re
from collections.abc import Sequence

import pyarrow.compute as pc

from extract.encoding import decode_or_refuse
from extract.tables.arrow_arrays import string_array
from extract.tables.cells import code_column, free_name, reserved_names_avoided, table_of_cells
from extract.tables.decoded import DecodedCube
from extract.tables.delimited import long_heading, long_keys, no_rows
from extract.tables.rows import check_no_repeats, decimal_mark_of, read_text_values
from warehouse.errors import FormatError

PXWEB_CSV, STATBANK_CROSS = "pxweb-csv", "statbank-cross"
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
FIGURE = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:[.,]\d+)?(?:[eE][+-]?\d+)?|[.:*-]{0,3}")
_BY = re.compile(r"\b(?:by|efter|etter|fordelt på)\s+(?P<names>.+)$")
_CODE_AND_TEXT = re.compile(r"(?P<code>\S+) - (?P<text>.*\S)")


@dataclasses.dataclass(slots=True)
class Grid:
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
    lines, remarks = _without_footer(lines[first:], delimiter)
    rows = _rows(lines, delimiter)
    header, body = rows[0], rows[1:]
    for number, row in enumerate(body):
        if len(row) != len(header) or row == header:
            raise FormatError(
                "CSV_ROW_INVALID",
                "a row does not fit the header",
                place=f"row {number + 1}",
                expected=f"{len(header)} columns, and no second header",
                found=f"{len(row)} columns: {delimiter.join(row)[:80]}",
                remedy="check that the file was downloaded whole",
            )
    if not body:
        raise no_rows()
    count = 0 if not header[0] and len(body) == 1 else _key_count(header, body, lines, delimiter)
    skipped = count or 1
    tops = [header]
    # Further heads have no keys, or their names where the first has cells over several columns.
    while body and count and (not any(body[0][:count]) or (
        not all(tops[-1][count:]) and not any(tops[-1][:count])
    )):  # fmt: skip
        tops.append(body.pop(0))
    heads = [top[skipped:] for top in tops]
    # Outer keys may stand in rows of their own, above those with figures.
    is_open = [count > 1 and not any(row[count - 1 :]) for row in body]
    keys = completed([[row[n] for row in body] for n in range(count)], is_open)
    grid = Grid(
        names=tops[-1][:count],
        keys=keys,
        heads=_told_apart(heads[0])
        if len(tops) == 1
        else [(f"heading_{n + 1}", filled(head)) for n, head in enumerate(heads)],
        cells=[
            c for row, skip in zip(body, is_open, strict=True) if not skip for c in row[skipped:]
        ],
    )
    if not any(grid.names):
        name_variables(grid, title)
    if len(heads[0]) == 1 and not grid.heads:
        title = title or heads[0][0]
    return dataclasses.replace(cube_of(grid, title, format, decimal), notes=remarks)


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """Rows with anything in them; a delimiter at the end of every line begins no column."""
    try:
        read = list(csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise no_header(str(error)) from None
    rows = [[cell.strip() for cell in row] for row in read if any(row)]
    if not rows:
        raise no_header("empty fields")
    blanks = _blanks(rows[0])
    rows = [row + [""] * (len(rows[0]) - len(row)) if len(row) < blanks else row for row in rows]
    return rows if any(row[-1] for row in rows) else [row[:-1] for row in rows]


def _blanks(header: list[str]) -> int:
    """So many first fields of a header are empty."""
    return next((n for n, cell in enumerate(header) if cell), 0)


def _without_footer(lines: list[str], delimiter: str) -> tuple[list[str], tuple[str, ...]]:
    """The table, and the remarks behind it: lines after an empty one that are no rows of it."""
    last = next((n for n in reversed(range(2, len(lines))) if _is_row(lines[n], delimiter)), 1)
    plain = [line.strip(f'{delimiter} "') for line in lines[last + 1 :]]
    if "" not in plain:
        return lines, ()
    end = plain.index("")
    return lines[: last + 1 + end], tuple(filter(None, plain[end:]))


def _is_row(line: str, delimiter: str) -> bool:
    """Whether there is a figure behind another field."""
    try:
        row = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return True  # and a refusal
    return sum(map(bool, row)) > 1 and any(map(_is_figure, row[1:]))


def _is_figure(text: str) -> bool:
    return bool(text and FIGURE.fullmatch(text.strip()))


def filled(texts: Sequence[str]) -> list[str]:
    """Blanks take what stands before them."""
    whole: list[str] = []
    for text in texts:
        whole.append(text or (whole[-1] if whole else ""))
    return whole


def completed(keys: list[list[str]], is_open: list[bool]) -> list[list[str]]:
    """The keys of all rows with figures, where some stand only where they change.

    Raises:
        FormatError: ``CSV_ROW_INVALID`` for keys that are missing for another reason.
    """
    if all(map(all, keys)):
        return keys
    whole = [list(itertools.compress(filled(column), map(operator.not_, is_open)))
             for column in keys]  # fmt: skip
    distinct = [list(dict.fromkeys(column)) for column in whole]
    rows = list(zip(*whole, strict=True))
    if (
        not is_open[-1]
        and all(map(all, whole))
        and math.prod(map(len, distinct)) == len(rows)
        and list(itertools.product(*distinct)) == rows
    ):
        return whole
    raise FormatError(
        "CSV_ROW_INVALID",
        "a key is missing",
        place="keys",
        expected="a text in every column before the figures, at least where it changes",
        found="an empty field",
        remedy="check that the file was downloaded whole",
    )


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
        header, *body = _rows(_without_footer(lines[first : first + 8], delimiter)[0], delimiter)
    except FormatError:
        return None
    is_quoted = re.match(r',?"', lines[first])
    if len(header) < 2 or not (body or is_quoted):
        return None
    has_period = _has_period(header[-1])
    fits = all(len(row) == len(header) and FIGURE.fullmatch(row[-1]) for row in body)
    has_time = _is_time_word(header[-2]) and not _is_time_word(header[-1])
    if is_quoted:
        # Keys that are quoted are known; others only where the time or periods tell them.
        are_keys = any(re.match(r'"|.*"[^\W\d]', line) for line in lines[first + 1 :])
        told = are_keys and (fits or any(map(_is_time_word, header)))
        return PXWEB_CSV if told or has_period or has_time or not body else None
    # Two heads, or a first key in a row of its own.
    has_corner = not header[0] and (
        not any(body[0][1:]) or (not all(header[1:]) and _IS_PERIOD.fullmatch(body[0][-1]))
    )
    return STATBANK_CROSS if fits and (has_time or has_period or has_corner) else None


def _begin(lines: Sequence[str]) -> tuple[str, int, str]:
    """Title, index of the header line, delimiter."""
    titles: list[str] = []
    first = 0
    for first, line in enumerate(lines[:50]):
        following = lines[first + 1] if first + 1 < len(lines) else ""
        plain = line.rstrip(" ,;\t")
        if whole := re.fullmatch(r'\s*"([^"]*)"', plain):
            titles.append(whole[1].strip())
        elif not titles and plain and not line.startswith('"') and (
            not following.strip(' ,;\t"')
            # A title over a table whose heads begin behind the keys.
            or (plain != line.rstrip() and not re.search("[;\t]", plain) and following[0] in ";\t")
        ):  # fmt: skip
            titles.append(plain.strip())
        elif plain:
            break
    title = " ".join(filter(None, titles))
    line = lines[first]
    if match := re.match(r'"(?:[^"]|"")*"([,;\t ])|([,;\t ])"', line):
        return title, first, match[1] or match[2]
    counts = {mark: line.count(mark) for mark in "\t;,"}
    best = max(counts, key=lambda mark: counts[mark])
    if not counts[best]:
        raise no_header(line[:80])
    return title, first, best


def no_header(found: str) -> FormatError:
    """The refusal of a table whose heads and keys cannot be told."""
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
    written = [line.rstrip() for line in lines[1:] if line.strip()]
    # Where figures are quoted too, quotes tell nothing.
    if all(line.startswith('"') for line in [lines[0], *written]) and not all(
        line.endswith('"') for line in written
    ):
        # Symbols are quoted, and figures that hold the delimiter.
        quoted = re.compile(
            rf'"(?!(?:[.:*-]{{1,3}}|[+-]?\d+,\d+)")(?:[^"]|"")*"{re.escape(delimiter)}'
        )
        named = 1 + max(
            (n for n, name in enumerate(header[:-1]) if _is_time_word(name)), default=-1
        )
        count = max(_blanks(header), named, min(_leading(quoted, line) for line in written))
    elif blanks := _blanks(header):
        count = blanks
    elif periods := list(itertools.takewhile(_has_period, reversed(header))):
        count = len(header) - len(periods)
    else:
        columns = zip(header, zip(*body, strict=True), strict=True)
        count = 1 + max(
            (n for n, (name, column) in enumerate(columns)
             if _is_time_word(name)
             or not all(FIGURE.fullmatch(cell) for cell in column)), default=0
        )  # fmt: skip
        while count < len(header) and len({tuple(row[:count]) for row in body}) < len(body):
            count += 1
    if not 0 < count < len(header):
        raise no_header("no column of figures" if count else "no column of keys")
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


def name_variables(grid: Grid, title: str) -> None:
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
        told = [f"stub_{n + 1}" for n in range(len(grid.names))]
        told += [name for name, _ in grid.heads]
        if sum(is_time) == 1:
            told[is_time.index(True)] = "time"
    count = len(grid.names)
    grid.names = told[:count]
    grid.heads = [(name, head) for name, (_, head) in zip(told[count:], grid.heads, strict=True)]


def cube_of(
    grid: Grid,
    title: str,
    format_name: str,
    decimal: str | None,
    labels: dict[int, dict[str, str]] | None = None,
) -> DecodedCube:
    """The cube of a table taken apart.

    Args:
        grid: The table.
        title: Its title, or an empty text.
        format_name: The format it was read from.
        decimal: Decimal mark of the figures; None finds out.
        labels: Labels of codes, by number of the key column.

    Raises:
        FormatError: ``CSV_HEADER_INVALID``, ``CELL_INVALID``, ``CELL_REPEATED``,
            ``DECIMAL_MARK_MIXED``.
    """
    if not grid.cells:
        raise no_header("no column of figures")
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
    values, statuses = read_text_values(
        string_array(grid.cells),
        decimal=decimal,
        place="cells",
        may_be_grouped=format_name != STATBANK_CROSS,
    )
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
        statuses = code_column(pc.coalesce(statuses.cast("string"), notes))
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
