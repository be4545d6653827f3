"""What differs between two releases, row by row, by primary key."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from load.content import HEALTHY_STATES, RELEASE_TABLES, circumstances
from load.database import connect, quoted
from load.parquet import table_path
from warehouse.schema import Table
from warehouse.tables import TABLES


def compare(before: Path, after: Path) -> pa.Table:
    """Rows added, removed and changed between two release folders.

    Circumstances (see :mod:`load.content`) are left out: a fact whose proof moved to a newer
    capture is no changed fact; the capture itself shows up as added.

    Args:
        before: Release folder with ``parquet/``.
        after: As before.

    Returns:
        Rows of table ``change``, by table, key, column.
    """
    change = TABLES["change"]
    with connect() as connection:
        parts = []
        for name, contract in TABLES.items():
            if name in RELEASE_TABLES or not table_path(after, name).exists():
                continue
            parts.extend(_compare_table(connection, contract, before, after))
        if not parts:
            return change.to_arrow([])
        names = ", ".join(change.arrow_schema.names)
        order = "table_name, row_key, change_kind, column_name"
        found = connection.sql(
            f"SELECT {names} FROM ({' UNION ALL '.join(parts)}) ORDER BY {order}"  # noqa: S608
        ).to_arrow_table()
    return found.cast(change.arrow_schema)


def _compare_table(
    connection: duckdb.DuckDBPyConnection, contract: Table, before: Path, after: Path
) -> list[str]:
    """Load both sides and say which queries give this table's differences."""
    old, new = f"before_{contract.name}", f"after_{contract.name}"
    _load(connection, new, table_path(after, contract.name))
    if table_path(before, contract.name).exists():
        _load(connection, old, table_path(before, contract.name))
    else:  # a table that a minor version added
        connection.execute(f"CREATE VIEW {old} AS SELECT * FROM {new} WHERE false")  # noqa: S608
    shared = _columns(connection, old) & _columns(connection, new)
    key = _key(connection, contract, old, new)
    row_key = "concat_ws('|', " + ", ".join(f'{{0}}."{name}"::VARCHAR' for name in key) + ")"
    label = quoted(contract.name)
    parts = [
        # Names are the contract's own, values are quoted: nothing foreign gets into the SQL.
        f"SELECT {label} AS table_name, {row_key.format('a')} AS row_key, "  # noqa: S608
        f"{quoted(kind)} AS "
        "change_kind, NULL::VARCHAR AS column_name, NULL::VARCHAR AS value_before, "
        f"NULL::VARCHAR AS value_after FROM {here} a ANTI JOIN {there} b ON {_same(key)}"
        for kind, here, there in (("added", new, old), ("removed", old, new))
    ]
    parts.extend(
        f"SELECT {label}, {row_key.format('a')}, 'changed', {quoted(name)}, "  # noqa: S608
        f'b."{name}"::VARCHAR, a."{name}"::VARCHAR FROM {new} a JOIN {old} b ON {_same(key)} '
        f"WHERE {_differs(contract.name, name)}"
        for name in contract.arrow_schema.names
        if name in shared and name not in key and name not in circumstances(contract.name)
    )
    return parts


def _key(
    connection: duckdb.DuckDBPyConnection, contract: Table, old: str, new: str
) -> tuple[str, ...]:
    """The key without the capture, where that still identifies rows on both sides."""
    bare = tuple(name for name in contract.key if name != "capture_id")
    if bare == contract.key or not bare:
        return contract.key
    names = ", ".join(bare)
    doubled = " UNION ALL ".join(
        f"(SELECT 1 FROM {side} GROUP BY {names} HAVING count(*) > 1 LIMIT 1)"  # noqa: S608
        for side in (old, new)
    )
    return contract.key if connection.execute(doubled).fetchone() else bare


def _load(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    connection.execute(
        f"CREATE TABLE {name} AS SELECT * FROM read_parquet({quoted(str(path))})"  # noqa: S608
    )


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> set[str]:
    rows = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [name]
    ).fetchall()
    return {row[0] for row in rows}


def _same(key: tuple[str, ...]) -> str:
    return " AND ".join(f'a."{name}" = b."{name}"' for name in key)


def _differs(table: str, column: str) -> str:
    if (table, column) == ("source", "state"):
        healthy = ", ".join(map(quoted, HEALTHY_STATES))
        one, two = (f"if({side}.state IN ({healthy}), '', {side}.state)" for side in "ab")
        return f"{one} IS DISTINCT FROM {two}"
    return f'a."{column}" IS DISTINCT FROM b."{column}"'
