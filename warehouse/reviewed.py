"""Reviewed files kept by hand: matching decisions, corrections, industries, totals, pairs.

They are small, each row has its reason, and a row that no longer applies stops the build
(``transform.identity.entities.Decisions.check``, ``transform.registry.statements``).
"""

import csv
import dataclasses
import datetime as dt
import functools
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from warehouse.errors import ContractError

ROOT = Path(__file__).with_name("reference")
_Made = TypeVar("_Made")


def reviewed_rows(name: str, root: Path = ROOT) -> list[dict[str, str]]:
    """The rows of the file of that name, each cell as text.

    Raises:
        ContractError: A row has another number of cells than the heading.
    """
    path = root / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise ContractError(
                "a row of a reviewed file has another number of cells",
                place=f"{path.name}, line {number}",
                remedy="quote cells that hold a comma",
            )
    return rows


@functools.cache
def reviewed(kind: type[_Made], name: str) -> tuple[_Made, ...]:
    """The rows of the file of that name, each as :func:`made`."""
    return tuple(made(kind, row, f"{name}.csv") for row in reviewed_rows(name))


def made(kind: type[_Made], row: Mapping[str, str], file: str) -> _Made:
    """A row as a dataclass whose fields are the columns of its file.

    Args:
        kind: The dataclass; texts, numbers, days (ISO 8601), ``true`` and ``false``, words of a
            list, and texts parted by blanks are read; an empty cell is None.
        row: Column to cell.
        file: Name of the file, for messages.

    Raises:
        ContractError: The columns are others, a cell is empty that must not be, or holds
            something else than its field.
    """
    hints = typing.get_type_hints(kind)
    columns = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]
    place = f"{file}: {' '.join(list(row.values())[:2])}"
    if set(row) != set(columns):
        raise ContractError(
            "a reviewed file has other columns",
            place=place,
            expected=", ".join(columns),
            found=", ".join(row),
        )
    try:
        return kind(**{name: _read(row[name], hints[name], name) for name in columns})
    except ValueError as error:
        raise ContractError(
            "a row of a reviewed file cannot be used", place=place, found=str(error)
        ) from error


def _read(text: str, hint: Any, name: str) -> Any:
    """What a cell holds, by the type of its field."""
    kinds = [one for one in typing.get_args(hint) if one is not type(None)]
    if not text:
        if type(None) in typing.get_args(hint):
            return None
        raise ValueError(f"{name} is empty")
    if typing.get_origin(hint) is tuple:
        return tuple(text.split())
    if typing.get_origin(hint) is typing.Literal or hint is bool:
        words = kinds or ["true", "false"]
        if text not in words:
            raise ValueError(f"{name} is {text!r}, not one of {', '.join(words)}")
        return text == "true" if hint is bool else text
    hint = kinds[0] if kinds else hint
    return dt.date.fromisoformat(text) if hint is dt.date else hint(text)
