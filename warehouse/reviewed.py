"""Reviewed files kept by hand: matching decisions, corrections, levels, industries, totals.

They are small, each row has its reason, and a row that no longer applies stops the build
(``transform.identity.entities.Decisions.check``, ``transform.registry.statements``).
"""

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from warehouse.errors import ContractError

ROOT = Path(__file__).with_name("reference")

_COLUMNS = {
    "decisions": "country name source_id cluster_id reason decided_on expires_when",
    "corrections": "correction_id source_id entity_id property expect action value reason "
    "reported_on",
    "programme_level": "programme_id level level_name max_years valid_from valid_to url",
    "published_total": "control_id country_code title published_count first last on counts "
    "programme_ids url note",
    "cluster_industry": "cluster_id sector_code nace_code reason",
    "target_pair": "strategy_id indicator figure_strategy_id figure_indicator figure_words "
    "is_comparable reason",
}


def decision_rows(root: Path = ROOT) -> list[dict[str, str]]:
    """Matching decisions: which name means which cluster, or ``not:`` which one.

    Raises:
        ContractError: The file's columns are others, or a row has another number of cells.
    """
    return _read("decisions", root)


def correction_rows(root: Path = ROOT) -> list[dict[str, str]]:
    """Corrections of what sources say: statement, value that must still be there, action.

    Raises:
        ContractError: As for :func:`decision_rows`.
    """
    return _read("corrections", root)


def cluster_industry_rows(root: Path = ROOT) -> list[dict[str, str]]:
    """What clusters work in, as a reviewer read their sources, the most telling industry first.

    Raises:
        ContractError: As for :func:`decision_rows`.
    """
    return _read("cluster_industry", root)


def target_pair_rows(root: Path = ROOT) -> list[dict[str, str]]:
    """Whether a target and a later figure measure the same, as a reviewer found.

    Raises:
        ContractError: As for :func:`decision_rows`, or an answer that is neither true nor false.
    """
    rows = _read("target_pair", root)
    for row in rows:
        if row["is_comparable"] not in {"true", "false"}:
            raise ContractError(
                "a reviewed pair has no answer",
                place=f"target_pair.csv: {row['strategy_id']} {row['figure_strategy_id']}",
                expected="is_comparable: true or false",
                found=row["is_comparable"],
            )
    return rows


def programme_level_rows(root: Path = ROOT) -> list[dict[str, Any]]:
    """Rows of table ``programme_level``: when levels existed, and how long stays may last.

    Raises:
        ContractError: As for :func:`decision_rows`, or a limit that is no number, or a day
            that is none.
    """
    return _typed(
        "programme_level",
        root,
        lambda row: {
            "max_years": int(row["max_years"]) if row["max_years"] else None,
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
        },
    )


def published_total_rows(root: Path = ROOT) -> list[dict[str, Any]]:
    """Fields of :class:`transform.registry.controls.Control`: totals that publishers state.

    Raises:
        ContractError: As for :func:`decision_rows`, or a count or a day that is none.
    """
    return _typed(
        "published_total",
        root,
        lambda row: {
            "published_count": int(row["published_count"]),
            "first": dt.date.fromisoformat(row["first"]),
            "last": dt.date.fromisoformat(row["last"]),
            "on": _day(row["on"]),
            "programme_ids": tuple(row["programme_ids"].split()),
            "note": row["note"] or None,
        },
    )


def _typed(
    name: str, root: Path, convert: Callable[[dict[str, str]], dict[str, Any]]
) -> list[dict[str, Any]]:
    found = []
    for row in _read(name, root):
        try:
            found.append(row | convert(row))
        except ValueError as error:
            raise ContractError(
                "a cell of a reviewed file holds no number, or no day, where one belongs",
                place=f"{name}.csv: {' '.join(list(row.values())[:2])}",
                found=str(error),
            ) from error
    return found


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _read(name: str, root: Path) -> list[dict[str, str]]:
    path = root / f"{name}.csv"
    expected = _COLUMNS[name].split()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if reader.fieldnames != expected:
            raise ContractError(
                "a reviewed file has other columns",
                place=path.name,
                expected=", ".join(expected),
                found=", ".join(reader.fieldnames or ()),
            )
        rows = list(reader)
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise ContractError(
                "a row of a reviewed file has another number of cells",
                place=f"{path.name}, line {number}",
                expected=f"{len(expected)} cells",
                remedy="quote cells that hold a comma",
            )
    return rows
