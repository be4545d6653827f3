"""Tables that are drawn with spaces, tabs or bars in plain text and in a PDF without rules."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from extract.prose.layout import fold_space

_CELL = re.compile(r"[^\s|](?:[^\s|]|[ \u00a0](?=[^\s|]))*")
_RULE = re.compile(r"[\s=_\-–—*.·#~+|:]{3,}")
#: "1 875", "≥ 40", "12,5 %", "(3)", "–", "n/a": what stands below a head of years.
_VALUE = re.compile(
    r"(?:ca\.?\s|minst\s|mindst\s|over\s|över\s)?[-–+−±<>≤≥~(]{0,2}\s?\d[\d .,  ]*\)?\s?"
    r"(?:%|pct\.?|\*+|(?:mio|mill|mia|mrd)\.?|m?kr\.?|st\.?)?|[-–—−.…]{1,3}|n/?a|i\.?t\.?",
    re.IGNORECASE,
)
#: "(1 000 kr)" between the head and the rows.
_UNIT_LINE = re.compile(r"\s*\([^()]{2,24}\)\s*$")
#: "------ 1.000 kr. ------": the unit of the columns below it, with a rule on either side.
_RULED_OFF = re.compile(r"\s*[-_=—–]{3,}\s+(?P<unit>\S[^|]{0,20}?)\s+[-_=—–]{3,}\s*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MIN_COLUMNS = 3
#: What a second line of a head adds stands far to the right: "2023-24" below "Change, %".
_FAR, _HEAD_MAXIMUM = 12, 30
_MIN_LINES = 2
_FILLED = 0.6
_ENDS_SENTENCE = re.compile(r"[^\W\d_]{3,}[.!?]$")

Line = tuple[int, str]


@dataclasses.dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    end: int


def _is_value(text: str) -> bool:
    """Whether a text is a number, a dash or another sign that a cell holds instead."""
    return bool(_VALUE.fullmatch(text))


def is_row(line: str) -> bool:
    """Whether a line has the gaps of a table's row."""
    return len(_cells(line)) >= _MIN_COLUMNS


def has_values(line: str) -> bool:
    """Whether a line has the gaps of a table's row, and numbers behind its first cell."""
    values = [_is_value(cell.text) for cell in _cells(line)]
    return len(values) >= _MIN_COLUMNS and all(values[1:])


def is_rule(line: str) -> bool:
    """Whether a line only rules off what stands above it."""
    return bool(_RULE.fullmatch(line))


def find_tables(lines: Sequence[Line]) -> Iterator[tuple[Sequence[Line], list[list[str]]]]:
    """Runs of lines, each with the rows of the table that they draw; no rows for other lines.

    Args:
        lines: Numbers and texts of lines that follow each other.
    """
    lines = _with_whole_labels(lines)
    plain: list[Line] = []
    index = 0
    while index < len(lines):
        stop = index
        while stop < len(lines) and _may_belong(lines[stop][1], stop > index):
            stop += 1
        drawn = [text for _, text in lines[index:stop] if not is_rule(text)]
        rows = _between(drawn, "|") or _between(drawn, "\t") or _rows([_cells(t) for t in drawn])
        if rows:
            if plain:
                yield plain, []
            yield lines[index:stop], rows
            plain, index = [], stop
        else:
            plain.append(lines[index])
            index += 1
    if plain:
        yield plain, []


def _may_belong(line: str, is_inside: bool) -> bool:
    cells = _cells(line)
    if len(cells) != 1:
        return bool(cells)
    is_head = cells[0].start >= _FAR and len(cells[0].text) <= _HEAD_MAXIMUM
    return is_inside and bool(is_rule(line) or _UNIT_LINE.match(line) or is_head)


def _cells(line: str) -> list[_Cell]:
    ruled = _RULED_OFF.fullmatch(line)
    if ruled:
        return [_Cell(ruled["unit"], len(line) - len(line.lstrip()), len(line.rstrip()))]
    if "  " not in line and "|" not in line and "\t" not in line:
        end = len(line.rstrip())
        return [_Cell(fold_space(line), end - len(line.strip()), end)] if end else []
    line = line.replace("\t", "  \t").expandtabs(8)
    return [_Cell(fold_space(m[0]), m.start(), m.end()) for m in _CELL.finditer(line)]


def _with_whole_labels(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with a label that goes on in the next, indented line before its values."""
    whole: list[Line] = []
    for number, line in lines:
        label = whole[-1][1].rstrip() if len(whole) > 1 else ""
        goes_on = line[:1] == " " and len(_cells(label)) == 1 and has_values(line)
        if not goes_on or not label[:1].isalnum() or not is_row(whole[-2][1]):
            whole.append((number, line))
            continue
        first, second = _cells(line)[:2]
        label = f"{label} {first.text}  ".ljust(second.start)
        whole[-1] = whole[-1][0], label + line[second.start :]
    return whole


def _between(lines: Sequence[str], mark: str) -> list[list[str]]:
    """Rows of lines whose cells stand between bars or tabs, empty ones too; none of others."""
    if not all(mark in line for line in lines):
        return []
    texts = [line.strip(" \n") for line in lines]
    if mark == "|" and all(text[:1] == mark for text in texts):
        texts = [text[1:].removesuffix(mark) for text in texts]
    parts = [text.split(mark) for text in texts]
    width = max(map(len, parts), default=0)
    if min(map(len, parts), default=0) < _MIN_COLUMNS:
        return []
    rows = [[fold_space(cell.strip()) for cell in row] for row in parts]
    rows = [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows]
    if len(rows) > _MIN_LINES and not rows[1][0]:
        for at, below in enumerate(rows[1]):
            rows[0][at] = rows[0][at] or (rows[0][at - 1] if at > 1 and below else "")
    return rows if is_table(rows) else []


def _rows(lines: Sequence[Sequence[_Cell]]) -> list[list[str]]:
    """Rows with a cell in each column; none where the lines make no table of numbers."""
    width = max(map(len, lines), default=0)
    if len(lines) < _MIN_LINES or width < 2:
        return []
    model = next(cells for cells in lines if len(cells) == width)
    if len(lines[0]) == width - 1 and width >= _MIN_COLUMNS:
        model = next((cells for cells in lines[1:] if len(cells) == width), model)
    rows = []
    for cells in lines:
        row = [""] * width
        for cell in cells:
            at = cells.index(cell) if len(cells) == width else _place(cell, model)
            if row[at]:
                return []
            row[at] = cell.text
        rows.append(row)
    _spread(rows, lines)
    is_pair = all(_is_value(row[1]) for row in rows) and not _numbers_pages(rows)
    return rows if is_table(rows) and (width >= _MIN_COLUMNS or is_pair) else []


def _spread(rows: list[list[str]], lines: Sequence[Sequence[_Cell]]) -> None:
    """Let each text of a first line stand above all the years of the second that are its own."""
    top, years = lines[0], lines[1]
    if not all(_YEAR.fullmatch(cell.text) for cell in years) or len(years) <= len(top):
        return
    width = len(rows[0])
    rows[0][width - len(years) :] = [
        min(top, key=lambda cell: abs(cell.start + cell.end - year.start - year.end)).text
        for year in years
    ]


def is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether most cells behind the labels and below the head are numbers."""
    values = [text for row in rows[1:] for text in row[1:] if text]
    is_numeric = sum(map(_is_value, values)) >= max(1, _FILLED * len(values))
    return is_numeric and not any(_ENDS_SENTENCE.search(row[0]) for row in rows[1:])


def _numbers_pages(rows: Sequence[Sequence[str]]) -> bool:
    """Whether titles stand with rising numbers behind them, as in a list of contents."""
    pages = [int(row[1]) for row in rows if row[1].isdecimal()]
    is_rising = pages == sorted(pages) and len(pages) == len(rows)
    return is_rising and not any(row[0].isdecimal() for row in rows)


def _place(cell: _Cell, model: Sequence[_Cell]) -> int:
    """The column that a cell stands in: the one it overlaps most, else the nearest.

    What stands over several columns stands over all of them: in the first.
    """
    overlaps = [min(cell.end, other.end) - max(cell.start, other.start) for other in model]
    whole = sum(cell.start <= other.start < other.end <= cell.end for other in model)
    return 0 if whole > 1 else overlaps.index(max(overlaps))
