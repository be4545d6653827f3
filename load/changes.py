"""What differs between two releases, row by row, by primary key."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from load.content import HEALTHY_STATES, RELEASE_TABLES, circumstances
from load.database import connect, quoted
from load.parquet import table_path
from warehouse.schema import Table
from warehouse.tables import TABLES


def compare(before: Path, after: Path) -> pa.Table:
    """Rows added, removed and changed between two release folders.

    Circumstances (see :mod:`load.content`) are left out: a fact whose proof moved to a newer
    capture is no changed fact; the capture itself shows up as added.

    Returns:
        Rows of table ``change``, by table, key, kind and column.
    """
    change = TABLES["change"]
    found = [change.to_arrow([])]
    with connect() as connection:
        for name, contract in TABLES.items():
            sides = table_path(before, name), table_path(after, name)
            if name not in RELEASE_TABLES and sides[1].exists():
                found.extend(_compare_table(connection, contract, *sides))
    order = ("table_name", "row_key", "change_kind", "column_name")
    return pa.concat_tables(found).sort_by([(name, "ascending") for name in order])


def _compare_table(
    connection: duckdb.DuckDBPyConnection, contract: Table, before: Path, after: Path
) -> list[pa.Table]:
    new = pq.read_table(after)
    # A table that a minor version added has no rows before.
    old = pq.read_table(before) if before.exists() else new.schema.empty_table()
    if old.equals(new):
        return []
    connection.register("old", old)
    connection.register("new", new)
    key = _key(connection, contract)
    shared = [name for name in new.schema.names if name in old.schema.names]
    compared = [
        name for name in shared if name not in key and name not in circumstances(contract.name)
    ]
    found = connection.sql(_query(contract.name, key, compared)).to_arrow_table()
    return [found.cast(TABLES["change"].arrow_schema)]


def _query(table: str, key: tuple[str, ...], compared: list[str]) -> str:
    """SQL that gives the differences of ``old`` and ``new`` as rows of table ``change``."""
    same = " AND ".join(f'a."{name}" = b."{name}"' for name in key)
    row_key = ", ".join(f'coalesce(a."{name}", b."{name}")::VARCHAR' for name in key)
    # A key column is never null, so a null one says that the side has no such row.
    missing = f'(a."{key[0]}" IS NULL OR b."{key[0]}" IS NULL)'
    differs = [_differs(table, name) for name in compared]
    whole = _part("NULL", "NULL::VARCHAR", "NULL::VARCHAR", "true")
    parts = [
        _part(quoted(name), f'b."{name}"::VARCHAR', f'a."{name}"::VARCHAR', condition)
        for name, condition in zip(compared, differs, strict=True)
    ]
    # Names are the contract's own, values are quoted: nothing foreign gets into the SQL.
    return f"""
        SELECT {quoted(table)} AS table_name, row_key, change_kind, part.column_name,
            part.value_before, part.value_after
        FROM (
            SELECT concat_ws('|', {row_key}) AS row_key,
                CASE WHEN b."{key[0]}" IS NULL THEN 'added'
                     WHEN a."{key[0]}" IS NULL THEN 'removed' ELSE 'changed' END AS change_kind,
                unnest(CASE WHEN {missing} THEN [{whole}]
                    ELSE list_filter([{", ".join(parts)}], lambda part: part.differs) END) AS part
            FROM new a FULL JOIN old b ON {same}
            WHERE {" OR ".join([missing, *differs])}
        )"""  # noqa: S608


def _part(column_name: str, before: str, after: str, differs: str) -> str:
    return (
        f"{{'column_name': {column_name}::VARCHAR, 'value_before': {before}, "
        f"'value_after': {after}, 'differs': {differs}}}"
    )


def _key(connection: duckdb.DuckDBPyConnection, contract: Table) -> tuple[str, ...]:
    """The key without the capture, where that still identifies rows on both sides."""
    bare = tuple(name for name in contract.key if name != "capture_id")
    if bare == contract.key or not bare:
        return contract.key
    names = ", ".join(bare)
    doubled = " UNION ALL ".join(
        f"(SELECT 1 FROM {side} GROUP BY {names} HAVING count(*) > 1 LIMIT 1)"  # noqa: S608
        for side in ("old", "new")
    )
    return contract.key if connection.execute(doubled).fetchone() else bare


def _differs(table: str, column: str) -> str:
    if (table, column) == ("source", "state"):
        healthy = ", ".join(map(quoted, HEALTHY_STATES))
        one, two = (f"if({side}.state IN ({healthy}), '', {side}.state)" for side in "ab")
        return f"{one} IS DISTINCT FROM {two}"
    return f'a."{column}" IS DISTINCT FROM b."{column}"'
