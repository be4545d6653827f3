"""Synthetic statistical files, for measuring only: no figure in them means anything."""

from __future__ import annotations

import random
from pathlib import Path

import orjson

#: Five dimensions, 800,000 cells.
SIZES = {"Region": 50, "Industry": 40, "Size": 20, "ContentsCode": 4, "Tid": 5}
_SYMBOLS = ("..", ".", ":")
#: Part of the cells that hold a symbol.
SYMBOL_SHARE = 0.05
_SEED = 20_260_101


def _codes() -> dict[str, dict[str, str]]:
    return {
        name: {f"{name[0]}{number:03d}": f"{name} number {number}" for number in range(size)}
        for name, size in SIZES.items()
    }


def _cells() -> list[str]:
    """Every cell as written: whole counts, rates with one decimal, and some symbols."""
    source = random.Random(_SEED)
    total = 1
    for size in SIZES.values():
        total *= size
    cells = []
    for number in range(total):
        if source.random() < SYMBOL_SHARE:
            cells.append(source.choice(_SYMBOLS))
        elif number // SIZES["Tid"] % 2:
            cells.append(f"{source.uniform(0, 100):.1f}")
        else:
            cells.append(str(int(source.expovariate(1 / 2000))))
    return cells


def write_jsonstat(path: Path) -> None:
    """A dense JSON-stat 2.0 answer as PxWeb sends it, statuses by position."""
    cells = _cells()
    head = {
        "version": "2.0",
        "class": "dataset",
        "label": "Synthetic table for measuring",
        "source": "nordic-clusters benchmarks",
        "updated": "2026-01-01T00:00:00Z",
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "id": list(SIZES),
        "size": list(SIZES.values()),
        "dimension": {
            name: {
                "label": name,
                "category": {
                    "index": {code: number for number, code in enumerate(codes)},
                    "label": codes,
                },
            }
            for name, codes in _codes().items()
        },
    }
    values = ",".join("null" if cell in _SYMBOLS else cell for cell in cells)
    statuses = {str(number): cell for number, cell in enumerate(cells) if cell in _SYMBOLS}
    body = orjson.dumps(head)[:-1] + b',"value":[' + values.encode() + b'],"status":'
    path.write_bytes(body + orjson.dumps(statuses) + b"}")


def write_px(path: Path) -> None:
    """The same cells as a PX file; the symbols are those PX knows."""
    names = list(SIZES)
    lines = [
        'CHARSET="ANSI";',
        'AXIS-VERSION="2013";',
        'LANGUAGE="en";',
        "DECIMALS=1;",
        'MATRIX="SYNTHETIC";',
        'SUBJECT-AREA="Measuring";',
        'SUBJECT-CODE="ME";',
        'TITLE="Synthetic table for measuring";',
        'CONTENTS="Synthetic";',
        'UNITS="number";',
        "STUB=" + ",".join(f'"{name}"' for name in names[:-1]) + ";",
        f'HEADING="{names[-1]}";',
    ]
    for keyword in ("VALUES", "CODES"):
        for name, codes in _codes().items():
            texts = codes.values() if keyword == "VALUES" else codes
            lines.append(f'{keyword}("{name}")=' + ",".join(f'"{text}"' for text in texts) + ";")
    cells = [
        f'"{"..." if cell == ":" else cell}"' if cell in _SYMBOLS else cell for cell in _cells()
    ]
    width = SIZES[names[-1]]
    rows = (" ".join(cells[at : at + width]) + " " for at in range(0, len(cells), width))
    path.write_bytes(("\n".join([*lines, "DATA=", *rows]).rstrip() + ";\n").encode("cp1252"))
