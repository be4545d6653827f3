"""Decode every file of folders and compare each cell with a second, plain reading.

``python -m tests.evaluation.decoding FOLDER...`` prints, by format, how many files, tables and
cells were compared, how many cells differ, and why the other files were refused. The plain
readers below share nothing with the decoder but the shape they return: for every table the cells
in the file's order, each as (codes or texts of its dimensions, figure, symbol). PxJson and SDMX
are read by position of their columns; JSON-stat and PX are read by pyjstat and pyaxis as well,
where those can read them (they know no symbols).
"""

from __future__ import annotations

import collections
import contextlib
import csv
import io
import itertools
import json
import math
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from extract.tables import DecodedCube, decode_all
from warehouse.errors import FormatError

Cell = tuple[tuple[str, ...], float | None, str | None]
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?")


def _text(data: bytes) -> str:
    with contextlib.suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    return data.decode("cp1252", "replace")


def _split(written: str) -> tuple[float | None, str | None]:
    """A figure or a symbol."""
    written = re.sub(r"(?<=\d) (?=\d{3}\b)", "", written.strip())
    if _NUMBER.fullmatch(written):
        return float(written.replace(",", ".")), None
    return None, written or None


def read_json_stat(data: bytes) -> Iterator[list[Cell]]:
    """Every dataset that stands in the document, nested or not."""
    yield from _datasets(json.loads(_text(data)))


def _datasets(node: Any) -> Iterator[list[Cell]]:
    if isinstance(node, dict) and "dimension" in node and "value" in node:
        yield _dataset(node)
    elif isinstance(node, dict):
        for member in [*node.get("link", {}).get("item", [])] or node.values():
            yield from _datasets(member)


def _dataset(node: dict[str, Any]) -> list[Cell]:
    head = node if "id" in node else node["dimension"]
    codes = []
    for name in head["id"]:
        category = node["dimension"][name]["category"]
        index = category.get("index", list(category.get("label", {})))
        codes.append(index if isinstance(index, list) else sorted(index, key=lambda c: index[c]))
    value, status = node["value"], node.get("status")
    if isinstance(status, dict) and "value" in status:
        status = status["value"]
    cells: list[Cell] = []
    for number, key in enumerate(itertools.product(*codes)):
        found = value.get(str(number)) if isinstance(value, dict) else value[number]
        said = status
        if isinstance(status, dict):
            said = status.get(str(number))
        elif isinstance(status, list):
            said = status[number if len(status) > 1 else 0]
        if isinstance(found, str):
            found, word = _split(found)
            said = " ".join(filter(None, (said, word)))
        cells.append((tuple(map(str, key)), None if found is None else float(found), said or None))
    return cells


def read_px(data: bytes) -> Iterator[list[Cell]]:
    """Statements up to semicolons outside of quotes; codes, else values; cells row by row."""
    entries: dict[tuple[str, str], str] = {}
    notes: list[tuple[list[str], str]] = []
    pieces = re.findall(r'(?:[^";]|"[^"]*")*;?', _text(data))
    for piece in pieces:
        match = re.match(
            r'\s*([A-Z0-9-]+)(?:\[no\])?(?:\(((?:[^")]|"[^"]*")*)\))?=(.*)', piece, re.DOTALL
        )
        if match and match[1] == "DATANOTECELL":
            notes.append((re.findall(r'"([^"]*)"', match[2]), match[3].strip(' \n\r;"')))
        elif match and match[1] != "DATA":
            entries[match[1], (match[2] or "").strip('"')] = match[3]
        elif match:
            entries["DATA", ""] = match[3].rstrip("; \r\n\x1a")
    names = _quoted(entries.get(("STUB", ""), "")) + _quoted(entries.get(("HEADING", ""), ""))
    values = [_quoted(entries.get(("VALUES", name), "")) for name in names]
    codes = [_quoted(entries.get(("CODES", name), "")) or texts
             for name, texts in zip(names, values, strict=True)]  # fmt: skip
    tokens = re.findall(r'"[^"]*"|[^\s",;]+', entries["DATA", ""])
    keys = list(itertools.product(*codes))
    if any(keyword == "KEYS" for keyword, _ in entries):
        tokens = _unkeyed(tokens, entries, codes, values)
    if len(tokens) != len(keys):
        raise ValueError("not as many cells as keys")
    cells = []
    for key, token in zip(keys, tokens, strict=True):
        figure, symbol = _split(token.strip('"'))
        for pattern, note in notes:
            fits = all(one in ("*", part) for one, part in zip(pattern, key, strict=False))
            symbol = note if fits and symbol is None else symbol
        cells.append((key, figure, symbol))
    yield cells


def _unkeyed(
    tokens: list[str],
    entries: dict[tuple[str, str], str],
    codes: list[list[str]],
    values: list[list[str]],
) -> list[str]:
    """Rows put where their keys say; the others hold the words for a row left out."""
    count = len(_quoted(entries["STUB", ""]))
    known = [codes[n] if "CODES" in entries["KEYS", name] else values[n]
             for n, name in enumerate(_quoted(entries["STUB", ""]))]  # fmt: skip
    width = math.prod(len(code) for code in codes[count:])
    rows = {}
    for start in range(0, len(tokens), count + width):
        key = tuple(token.strip('"') for token in tokens[start : start + count])
        rows[key] = tokens[start + count : start + count + width]
    left_out = ['"row not in file"'] * width
    return [token for key in itertools.product(*known) for token in rows.get(key, left_out)]


def _quoted(raw: str) -> list[str]:
    joined = re.sub(r'"\s*\n\s*"', "", raw)
    return [text for text in re.findall(r'"([^"]*)"', joined) if text]


def read_tsv(data: bytes) -> Iterator[list[Cell]]:
    """Eurostat: keys with commas, then a figure or ``:`` and its flags per period."""
    header, *rows = [line.split("\t") for line in _text(data).splitlines() if line.strip()]
    cells: list[Cell] = []
    for row in rows:
        for period, written in zip(header[1:], row[1:], strict=True):
            figure, _, flags = written.strip().partition(" ")
            number, sign = _split(figure)
            key = (*[part.strip() for part in row[0].split(",")], period.strip())
            cells.append((key, number, (sign or "") + flags.strip() or None))
    yield cells


def read_wide(data: bytes) -> Iterator[list[Cell]]:
    """PxWeb's csv and cross tables: what stands in a row before the figures, and their heads."""
    lines = _text(data).splitlines()
    if len(lines) > 1 and not lines[1].strip():
        lines = lines[2:]
    mark = max(";\t,", key=lines[0].count)
    header, *rows = [row for row in csv.reader(lines, delimiter=mark) if row]
    if lines[0].startswith('"'):
        match = re.match(rf'(?:"[^"]*[^".]"{mark})+', lines[1])
        count = len(next(csv.reader([match[0][:-1]], delimiter=mark))) if match else 0
    else:
        years = [bool(re.search(r"(?:19|20)\d\d(?:[A-Z]\d+)?$", name)) for name in header]
        count = max(n for n, year in enumerate(years[:-1]) if not year) + 1
    yield [
        ((*[text.strip() for text in row[:count]], head.strip()), *_split(written))
        for row in rows
        for head, written in zip(header[count:], row[count:], strict=True)
    ]


def read_long(data: bytes) -> Iterator[list[Cell]]:
    """StatBank: semicolons, the figure last."""
    _, *rows = csv.reader(_text(data).splitlines(), delimiter=";")
    yield [(tuple(row[:-1]), *_split(row[-1])) for row in rows if row]


def read_pxweb_json(data: bytes) -> Iterator[list[Cell]]:
    """PxWeb 1: a row per key, a value per content."""
    document = json.loads(_text(data))
    contents = [column["code"] for column in document["columns"] if column["type"] == "c"]
    yield [
        ((*row["key"], content), *_split(written))
        for row in document["data"]
        for content, written in zip(contents, row["values"], strict=True)
    ]


READERS: dict[str, Callable[[bytes], Iterator[list[Cell]]]] = {
    "json-stat": read_json_stat,
    "px": read_px,
    "eurostat-tsv": read_tsv,
    "pxweb-csv": read_wide,
    "statbank-cross": read_wide,
    "statbank-csv": read_long,
    "pxweb-json": read_pxweb_json,
}


def read_elsewhere(data: bytes, format_name: str, path: Path) -> list[float | None] | None:
    """The figures as pyjstat or pyaxis read them, or None where they cannot."""
    try:
        if format_name == "json-stat":
            from pyjstat import pyjstat

            frame = pyjstat.Dataset.read(_text(data)).write("dataframe")
            found = frame["value"].tolist()
        elif format_name == "px":
            from pyaxis import pyaxis

            with contextlib.redirect_stdout(io.StringIO()):
                found = pyaxis.parse(str(path), encoding="cp1252")["DATA"]["DATA"].tolist()
        else:
            return None
    except Exception:  # noqa: BLE001 - whatever ails the other library
        return None
    figures = [_split(str(entry).strip('"'))[0] for entry in found]
    return [None if figure is None or math.isnan(figure) else figure for figure in figures]


def differences(cube: DecodedCube, expected: list[Cell]) -> list[tuple[Cell, Any]]:
    """Cells that are not the same; all of them where even their number differs."""
    names = cube.cells.column_names[:-2]
    rows = zip(
        zip(*(cube.cells.column(name).to_pylist() for name in names), strict=True),
        cube.cells.column("value").to_pylist(),
        cube.cells.column("raw_status").to_pylist(),
        strict=True,
    )
    found = [(*row,) for row in rows]
    if len(found) != len(expected):
        return [(cell, None) for cell in expected]
    return [(want, have) for want, have in zip(expected, found, strict=True)
            if want[1:] != have[1:] or not _same_key(want[0], have[0])]  # fmt: skip


def _same_key(want: tuple[str, ...], have: tuple[str, ...]) -> bool:
    """Equal; heads taken apart and codes before texts make up one another."""
    if want == have:
        return True
    shared = min(len(want), len(have)) - 1
    if any(not one.startswith(two) for one, two in zip(want[:shared], have[:shared], strict=True)):
        return False
    whole = " ".join(want[shared:])
    return len(have) == shared or all(part in whole for part in have[shared:])


def compare(paths: list[Path]) -> tuple[dict[str, collections.Counter[str]], list[str]]:
    """Counts by format (files, tables, cells, differing, cells read elsewhere), and remarks."""
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    remarks: list[str] = []
    for path in paths:
        data = path.read_bytes()
        try:
            cubes = decode_all(data)
        except FormatError as error:
            counts[f"refused: {error.code}"]["files"] += 1
            remarks.append(f"refused {path}: {error}")
            continue
        name = cubes[0].format if cubes else "json-stat"
        count = counts[name]
        count["files"] += 1
        count["tables"] += len(cubes)
        if name not in READERS:
            remarks.append(f"no second reader for {name}: {path}")
            continue
        try:
            tables = list(READERS[name](data))
        except Exception as error:  # noqa: BLE001 - a plain reader may not know the form
            remarks.append(f"not read a second time ({error!r}): {path}")
            continue
        for cube, expected in itertools.zip_longest(cubes, tables):
            wrong = differences(cube, expected)
            count["cells"] += len(expected)
            count["differing"] += len(wrong)
            remarks += [f"differs {path}: {want} is {have}" for want, have in wrong[:3]]
            if len(cubes) == 1 and (figures := read_elsewhere(data, name, path)) is not None:
                ours = cube.cells.column("value").to_pylist()
                count["elsewhere"] += len(figures)
                if figures != ours:
                    count["differing elsewhere"] += sum(map(_unlike, figures, ours))
                    remarks.append(f"read differently elsewhere: {path}")
    return counts, remarks


def _unlike(one: float | None, two: float | None) -> bool:
    return one != two


def main() -> None:
    """Print a table of the counts, then what differs and what was refused."""
    paths = [path for folder in sys.argv[1:] for path in sorted(Path(folder).rglob("*"))]
    counts, remarks = compare([path for path in paths if path.is_file()])
    heads = ("files", "tables", "cells", "differing", "elsewhere", "differing elsewhere")
    print(f"| format | {' | '.join(heads)} |\n|---|{'---:|' * len(heads)}")
    for name, count in sorted(counts.items()):
        print(f"| {name} | {' | '.join(f'{count[head]:,}' for head in heads)} |")
    print(*remarks, sep="\n")


if __name__ == "__main__":
    main()
