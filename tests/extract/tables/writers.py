"""Write one cube in every form a statistical format allows. Synthetic, for tests only."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st


@dataclasses.dataclass(frozen=True)
class Cube:
    """What a decoder must give back."""

    dimensions: Mapping[str, Mapping[str, str]]
    values: Sequence[float | None]
    statuses: Sequence[str | None]

    @property
    def sizes(self) -> list[int]:
        return [len(codes) for codes in self.dimensions.values()]


def total(cube: Cube) -> int:
    return math.prod(cube.sizes)


_names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=6
)
_figures = st.one_of(
    st.integers(-(10**9), 10**9).map(float),
    st.decimals(-9999, 9999, places=1, allow_nan=False).map(float),
    st.floats(-1e18, 1e18, allow_nan=False, allow_infinity=False),
)
_symbols = st.one_of(
    st.sampled_from(["..", ".", ":", "-", "...", "e", "bu"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=12),
)


@st.composite
def cubes(
    draw: st.DrawFn,
    *,
    names: st.SearchStrategy[str] = _names,
    symbols: st.SearchStrategy[str] = _symbols,
) -> Cube:
    """Cubes of one to four dimensions and up to some hundred cells."""
    ids = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    dimensions = {}
    for name in ids:
        codes = draw(st.lists(names, min_size=1, max_size=4, unique=True))
        labels = draw(
            st.lists(st.one_of(names, st.just("")), min_size=len(codes), max_size=len(codes))
        )
        dimensions[name] = dict(zip(codes, labels, strict=True))
    count = math.prod(len(codes) for codes in dimensions.values())
    values = draw(st.lists(st.one_of(st.none(), _figures), min_size=count, max_size=count))
    statuses = draw(st.lists(st.one_of(st.none(), symbols), min_size=count, max_size=count))
    return Cube(dimensions, values, statuses)


def jsonstat(
    cube: Cube,
    *,
    version: str = "2.0",
    value: str = "array",
    status: str = "array",
    index: str = "object",
    sizes_as_text: bool = False,
    values_as_text: bool = False,
    spaced: bool = False,
) -> bytes:
    """A JSON-stat file.

    Args:
        cube: What to write.
        version: ``2.0``, ``1.x`` (a bundle with the key ``dataset``) or ``collection``.
        value: ``array`` or ``object``.
        status: ``array``, ``object`` or ``absent``.
        index: ``object``, ``reversed`` (an object in the other order), ``array`` or
            ``absent`` (where one category allows it).
        sizes_as_text: Write sizes as texts.
        values_as_text: Write values as texts.
        spaced: With the blanks that Python's json writes.
    """
    dimension: dict[str, Any] = {
        name: {"label": f"{name} label", "category": _category(codes, index)}
        for name, codes in cube.dimensions.items()
    }
    sizes: list[Any] = [str(size) for size in cube.sizes] if sizes_as_text else cube.sizes
    head: dict[str, Any] = {"id": list(cube.dimensions), "size": sizes}
    written = [_figure(number, values_as_text) for number in cube.values]
    body: dict[str, Any] = {"value": written}
    if value == "object":
        body["value"] = {str(n): figure for n, figure in enumerate(written) if figure is not None}
    if status == "array":
        body["status"] = list(cube.statuses)
    elif status == "object":
        body["status"] = {str(n): text for n, text in enumerate(cube.statuses) if text is not None}
    document: dict[str, Any]
    if version == "1.x":
        dataset = {"label": "title", "dimension": {**dimension, **head}, **body}
        document = {"dataset": dataset}
    else:
        document = {
            "version": "2.0",
            "class": "dataset",
            "label": "title",
            **head,
            "dimension": dimension,
            **body,
        }
    if version == "collection":
        document = {"version": "2.0", "class": "collection", "link": {"item": [document]}}
    separators = (", ", ": ") if spaced else (",", ":")
    return json.dumps(document, ensure_ascii=False, separators=separators).encode()


def _figure(number: float | None, as_text: bool) -> Any:
    if number is None:
        return None
    figure = int(number) if number.is_integer() else number
    return repr(figure) if as_text else figure


def _category(codes: Mapping[str, str], index: str) -> dict[str, Any]:
    category: dict[str, Any] = {"label": dict(codes)}
    positions = {code: number for number, code in enumerate(codes)}
    if index == "array":
        category["index"] = list(codes)
    elif index == "reversed":
        category["index"] = dict(reversed(positions.items()))
    elif index == "object" or len(codes) > 1:
        category["index"] = positions
    return category


def px(
    cube: Cube, *, stub: int, keys: bool = False, newline: str = "\n", separator: str = " "
) -> bytes:
    """A PX file; statuses must be symbols PX knows and stand where values are missing.

    Args:
        cube: What to write.
        stub: How many dimensions stand in the stub.
        keys: Write keyed rows, leaving out rows of zeros only.
        newline: Line end.
        separator: Between cells.
    """
    names = list(cube.dimensions)
    lines = ['CHARSET="ANSI";', 'CODEPAGE="utf-8";', 'LANGUAGE="en";', 'TITLE="title";']
    for keyword, part in (("STUB", names[:stub]), ("HEADING", names[stub:])):
        if part:
            lines.append(f"{keyword}=" + ",".join(f'"{name}"' for name in part) + ";")
    for name, codes in cube.dimensions.items():
        lines.append(f'VALUES("{name}")=' + ",".join(f'"{text}"' for text in codes.values()) + ";")
        lines.append(f'CODES("{name}")=' + ",".join(f'"{code}"' for code in codes) + ";")
        if keys and name in names[:stub]:
            lines.append(f'KEYS("{name}")=CODES;')
    cells = [
        f'"{text}"' if number is None else repr(_figure(number, False))
        for number, text in zip(cube.values, cube.statuses, strict=True)
    ]
    width = math.prod(cube.sizes[stub:])
    rows = [cells[at : at + width] for at in range(0, len(cells), width)]
    data = [separator.join(row) + separator for row in rows]
    if keys:
        labels = _key_rows(cube, stub)
        data = [
            ",".join(f'"{key}"' for key in label) + "," + separator.join(row)
            for label, row in zip(labels, rows, strict=True)
            if any(cell != "0" for cell in row)
        ]
    return newline.join([*lines, "DATA=", *data]).rstrip().encode() + b";" + newline.encode()


def _key_rows(cube: Cube, stub: int) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    for codes in list(cube.dimensions.values())[:stub]:
        rows = [[*row, code] for row in rows for code in codes]
    return rows


def expected_codes(cube: Cube) -> dict[str, list[str]]:
    """The code columns of the cube, row-major, by plain counting."""
    columns: dict[str, list[str]] = {}
    inner = total(cube)
    for name, codes in cube.dimensions.items():
        inner //= len(codes)
        column = [code for code in codes for _ in range(inner)]
        columns[name] = column * (total(cube) // len(column))
    return columns
