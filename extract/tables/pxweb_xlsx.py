"""PxWeb's Excel files to a decoded cube.

Source: https://github.com/PxTools/PCAxis.Serializers (XlsxSerializer).
"""

import dataclasses
import datetime as dt
import io
import itertools
import re
import zipfile

from python_calamine import CalamineError, load_workbook

from extract.tables.cross_table import (
    FIGURE,
    Grid,
    completed,
    cube_of,
    filled,
    name_variables,
    no_header,
)
from extract.tables.decoded import DecodedCube
from extract.tables.recognise import MAX_UNPACKED
from warehouse.errors import FormatError

FORMAT = "pxweb-xlsx"
_FIRST_SHEET = "xl/worksheets/sheet1.xml"
_UNCOUNTED = re.compile(rb"<f[ />][^<]*(?:</f>)?\s*(?:<v\s*/>|<v></v>)?\s*</c>")


def decode(data: bytes) -> DecodedCube:
    """Read PxWeb's xlsx: a title, heads over the figures, keys where they change, remarks.

    The file does not name its variables; the title does (*... by region and year*), where it
    names as many as there are. Else they are ``stub_1``, ``heading_1``, and ``time``.

    Raises:
        FormatError: ``STRUCTURAL_VIOLATION``, ``CUBE_SIZE_OVERFLOW``, ``CSV_HEADER_INVALID``,
            ``CELL_INVALID``, ``CELL_REPEATED``.
    """
    rows = _sheet(data)
    start = next((n for n, row in enumerate(rows) if any(row) and not row[0]), len(rows))
    if any(any(row[1:]) for row in rows[:start]):
        raise no_header("more than a title over the heads")
    title = next((row[0] for row in rows[:start] if row and row[0]), "")
    top = list(itertools.takewhile(lambda row: not row[0] and any(row), rows[start:]))
    if not top:
        raise no_header("a first column that is not empty over the keys")
    count = next(n for n, cell in enumerate(top[0]) if cell)
    width = max(n for row in rows[start:] for n, cell in enumerate(row) if cell) + 1
    below = rows[start + len(top) :]

    def is_open(row: list[str]) -> bool:
        """Whether an outer key stands in a row of its own."""
        return count > 1 and any(row[: count - 1]) and not any(row[count - 1 :])

    body = list(itertools.takewhile(lambda row: any(row[count:]) or is_open(row), below))
    while body and is_open(body[-1]):
        body.pop()
    if not body:
        raise no_header("no row of figures")
    has_notes = (
        not any(top[-1][count + 1 :: 2])
        and all(top[-1][count:width:2])
        and (width - count > 1 or width < len(top[-1]))
    )
    step = 2 if has_notes else 1
    width += (width - count) % step
    below = below[len(body) :]
    if more := _rows_behind_gaps(below, count, width, step):
        body += filter(any, below[:more])
        below = below[more:]
    heads = [filled(row[count:width])[::step] for row in top]
    written = [[row[n] for row in body] for n in range(count)]
    opened = [is_open(row) for row in body]
    keys = completed(written, opened) if any(opened) else [filled(column) for column in written]
    keys, labels = _double_columns(keys, written)
    body = [row for row in body if not is_open(row)]
    blocks = [[[*row, ""][count + offset : width : step] for row in body] for offset in range(step)]
    if step == 2:
        # Notes may stand before the figures as well as behind.
        blocks.sort(key=lambda block: -sum(bool(FIGURE.fullmatch(c)) and bool(c)
                                           for row in block for c in row))  # fmt: skip
    grid = Grid(
        names=[""] * len(keys),
        keys=keys,
        heads=[(f"heading_{n + 1}", head) for n, head in enumerate(heads)],
        cells=[cell for row in blocks[0] for cell in row],
        notes=[cell for row in blocks[1] for cell in row] if step == 2 else None,
    )
    name_variables(grid, title)
    cube = cube_of(grid, title, FORMAT, None, labels)
    remarks = [row[0] for row in below if row[0]]
    return dataclasses.replace(cube, notes=tuple(dict.fromkeys(remarks)))


def _sheet(data: bytes) -> list[list[str]]:
    """The first sheet as texts, all rows of one width."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            is_sheet = _FIRST_SHEET in archive.namelist() and size <= MAX_UNPACKED
            if is_sheet and (formula := _UNCOUNTED.search(archive.read(_FIRST_SHEET))):
                raise FormatError("CELL_INVALID", "a formula has no result", place="first sheet",
                                  expected="figures", found=formula[0][:40].decode("latin-1"),
                                  remedy="open and save it in a spreadsheet program")  # fmt: skip
        if size > MAX_UNPACKED:
            raise FormatError("CUBE_SIZE_OVERFLOW", "the workbook is too large", place="workbook",
                              expected=f"{MAX_UNPACKED:,} bytes", found=str(size))  # fmt: skip
        book = load_workbook(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, RuntimeError, ValueError,
            IndexError) as error:  # fmt: skip
        raise FormatError(
            "STRUCTURAL_VIOLATION",
            f"not a workbook that can be read: {error}",
            place="workbook",
            expected="an xlsx file",
            remedy="check that the file was downloaded whole",
        ) from None
    texts = [[_text(cell) for cell in row] for row in rows]
    margin = min((n for row in texts for n, cell in enumerate(row) if cell), default=0)
    return [row[margin:] for row in texts]


def _rows_behind_gaps(below: list[list[str]], count: int, width: int, step: int) -> int:
    """How many of the rows behind an empty one are still rows of the table.

    Raises:
        FormatError: ``CSV_ROW_INVALID`` where that cannot be told, or for a second table.
    """
    full = [all(cell and FIGURE.fullmatch(cell) for cell in row[count:width:step]) for row in below]
    more = len(full) - full[::-1].index(True) if any(full) else 0
    fits = width - count > step and all(
        not any(row) or (is_full and row[count - 1])
        for row, is_full in zip(below[:more], full, strict=False)
    )
    if not more or fits:
        return more
    raise FormatError(
        "CSV_ROW_INVALID",
        "figures stand behind the end of the table",
        place=f"the row of {' '.join(filter(None, below[more - 1]))[:60]!r}",
        expected="one table, then remarks",
        found="another table, or remarks between its rows",
        remedy="leave one table in the first sheet",
    )


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, (dt.date, dt.datetime)):
        return cell.isoformat()
    return str(cell).strip()


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
