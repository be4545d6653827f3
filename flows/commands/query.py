"""``nordic-clusters query``: SQL over the current release."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import decimal
import json
import math
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from flows.commands.options import ONE_OF, Json, Root, file_to_write
from flows.commands.output import print_json, print_table
from flows.commands.release_database import current_database
from warehouse.errors import NordicClustersError

if TYPE_CHECKING:
    import duckdb

_PAGE = 1000
#: Names and, of macros, how they are called; what errs most often first.
_KNOWN = """
    SELECT * FROM (
        SELECT function_name AS name, coalesce(
            comment, function_name || '(' || array_to_string(parameters, ', ') || ')') AS told
        FROM duckdb_functions() WHERE NOT internal
        UNION ALL SELECT view_name, '' FROM duckdb_views() WHERE NOT internal
        UNION ALL SELECT table_name, '' FROM duckdb_tables()
    ) ORDER BY told = '', name DESC"""


def query(
    sql: Annotated[str, "One SQL query, DuckDB's dialect."],
    *,
    as_json: Annotated[Json, ONE_OF] = False,
    as_csv: Annotated[bool, "Print CSV and nothing else.", ONE_OF] = False,
    parquet: Annotated[Path | None, "Write the result to this file.", file_to_write, ONE_OF] = None,
    files: Annotated[bool, "Let the query read and write files, and load extensions."] = False,
    root: Root = None,
) -> None:
    """Query the current release's DuckDB file (read only).

    The query sees the release and nothing else: no files, no network, no settings.

    Examples:

      nordic-clusters query "SELECT name, start_year FROM cluster WHERE country_code = 'NO'"

      nordic-clusters query "SHOW TABLES" --json

      nordic-clusters query "FROM cluster" --parquet clusters.parquet
    """
    import duckdb

    with current_database(root, is_sealed=not files) as connection:
        try:
            if _has_broken_bytes(sql):
                raise NordicClustersError("the query is not valid UTF-8", found=ascii(sql))
            # PIVOT is two to DuckDB: a type that it makes, without text, and the query.
            made = duckdb.StatementType.CREATE
            found = [
                one for one in connection.extract_statements(sql) if one.query or one.type != made
            ]
            if len(found) != 1:
                raise NordicClustersError(
                    "one query at a time can be answered",
                    found=f"{len(found) or 'no query'} in {sql!r}",
                    remedy="ask each with a command of its own",
                )
            result = connection.execute(sql)
            if parquet is not None:
                _write_parquet(result, parquet)
                return
            names = _distinct([column[0] for column in result.description or []])
            rows = result.fetchall()
        except duckdb.PermissionException as error:
            raise NordicClustersError(
                f"the query does not run: {_told(error)}",
                remedy="a query sees the release only; --files lets it reach files of yours, "
                "--csv, --json and --parquet take results out",
            ) from error
        except duckdb.Error as error:
            raise NordicClustersError(
                f"the query does not run: {_told(error)}", remedy=_advice(connection, sql)
            ) from error
    if as_json:
        objects = [
            {name: _plain(value) for name, value in zip(names, row, strict=True)} for row in rows
        ]
        print_json(objects)
        return
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_in_csv(value) for value in row] for row in rows)
        return
    _print(names, rows)


def _told(error: Exception) -> str:
    """What DuckDB says, on one line and without its drawing of the place."""
    return "; ".join(str(error).partition("\n\nLINE ")[0].split("\n"))


def _advice(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """What to read next: of the macro, view or table that the query names, else of all."""
    import duckdb

    with contextlib.suppress(duckdb.Error):
        known = connection.execute(_KNOWN).fetchall()
        for name, told in known:
            if re.search(rf"\b{re.escape(name)}\b", sql, re.IGNORECASE):
                return f"`nordic-clusters describe {name}`{told and f', {told}'}"
    return "`nordic-clusters describe` lists tables, views and macros"


def _write_parquet(result: duckdb.DuckDBPyConnection, path: Path) -> None:
    import pyarrow.parquet as pq

    table = result.to_arrow_table()
    pq.write_table(table.rename_columns(_distinct(table.column_names)), path, compression="zstd")
    print(f"{table.num_rows} row{'' if table.num_rows == 1 else 's'} in {path}")


def _in_csv(value: Any) -> Any:
    """A value as CSV has it: null is empty, what is no scalar is JSON."""
    plain = _plain(value)
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, list | dict) else plain


def _print(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    numbers = {position for position in range(len(names)) if _is_number(rows, position)}
    print_table(names, rows[:_PAGE], numbers)
    shown = f", {_PAGE} shown; --json gives all" if len(rows) > _PAGE else ""
    print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}{shown}")


def _has_broken_bytes(text: str) -> bool:
    """Whether bytes of the command line could not be read as text; they become surrogates."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def _distinct(names: list[str]) -> list[str]:
    """Column names with a number where an earlier one is equal: JSON has room for one each."""
    found: list[str] = []
    for name in names:
        fresh, count = name, 0
        while fresh in found:
            count += 1
            fresh = f"{name}_{count}"
        found.append(fresh)
    return found


def _is_number(rows: list[tuple[Any, ...]], position: int) -> bool:
    kinds = {type(row[position]) for row in rows[:_PAGE]} - {type(None)}
    return bool(kinds) and kinds <= {int, float, decimal.Decimal}


def _plain(value: Any) -> Any:
    """A value that JSON knows."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, bytes):
        value = value.hex()
    return value if isinstance(value, str | int | bool | None) else str(value)
