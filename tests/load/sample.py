"""Synthetic rows for any table of the contract. Invented values, for tests only."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from load.database import load_order
from warehouse.schema import Column, Table
from warehouse.tables import TABLES

DAY = dt.date(2024, 1, 1)
INSTANT = dt.datetime(2024, 1, 1, 12, 30, 15, 123456, tzinfo=dt.UTC)
#: Values that match the patterns of the field dictionary.
PATTERNED = {
    "cluster_id": "no:synthetic-{}",
    "organisation_id": "no:org-synthetic-{}",
    "programme_id": "no:prog-synthetic-{}",
    "strategy_id": "no:synthetic-{}",
    "indicator_number": "1.{}",
    "sha256": "{:064x}",
    "licence_url": "https://example.org/synthetic/terms/{}",
}

#: Tables that hang together, for tests that write many releases and need not write all tables.
FEW = frozenset(
    (
        *("source", "capture", "statement", "release", "change", "data_quality"),
        *("cluster", "cluster_name"),
        *("region", "region_boundary"),
    )
)


def value(column: Column, index: int) -> Any:
    """A value of the column's type, different for each index where the type allows."""
    field = column.field
    if field.values:
        return field.values[index % len(field.values)]
    if field.is_address and field.name not in PATTERNED:
        return f"https://example.org/synthetic/søk-side?q={index}"
    if field.name == "geometry_geojson":
        ring = [[index, 60], [index + 1, 60], [index, 61], [index, 60]]
        return json.dumps({"type": "Polygon", "coordinates": [ring]})
    if field.name == "division_code":
        return f"{index % 90 + 10}"
    if field.name == "sector_code":
        return f"synthetic_{chr(ord('a') + index % 26)}"
    if field.type == "string":
        return PATTERNED.get(field.name, "synthetic æøå |'\" {}").format(index)
    if field.type == "boolean":
        return index % 2 == 0
    if field.type == "date":
        return DAY + dt.timedelta(days=index)
    if field.type == "timestamp":
        return INSTANT + dt.timedelta(hours=index)
    low = int(field.minimum or 0)
    high = int(field.maximum) if field.maximum is not None else low + 1000
    if field.type == "float64":
        return low + (high - low) * (index % 17) / 17 + 0.1 * (high - low) / 17
    return low + index % (high - low + 1)


def rows(table: Table, count: int = 3) -> list[dict[str, Any]]:
    """Synthetic rows; optional columns are null in every second row, references hold."""
    referred = {
        name: TABLES[reference.table].column(key)
        for reference in table.references
        for name, key in zip(reference.columns, TABLES[reference.table].key, strict=True)
    }
    made = []
    for index in range(count):
        row: dict[str, Any] = {}
        for position, column in enumerate(table.columns):
            # Several columns of one reference are null together.
            turn = index if column.name in referred else index + position
            if column.required or turn % 2 == 0:
                row[column.name] = value(referred.get(column.name, column), index)
        made.append(row)
    return made


def sample(count: int = 3, names: Iterable[str] | None = None) -> dict[str, pa.Table]:
    """All tables that a caller of ``build`` gives, with synthetic rows."""
    wanted = names or [name for name in load_order() if name not in {"release", "change"}]
    return {name: TABLES[name].to_arrow(rows(TABLES[name], count)) for name in wanted}


def names(folder: Path) -> list[str]:
    """Sorted names of a folder's entries."""
    return sorted(path.name for path in folder.iterdir())
