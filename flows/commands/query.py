"""``nordic-clusters query``: SQL over the current release."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import math
from typing import Annotated, Any

import rich.box
import rich.table
import typer

from flows.commands.database import current_database
from flows.commands.options import AsJson, Root
from flows.commands.output import console
from warehouse.errors import NordicClustersError

_PAGE = 1000


def query(
    sql: Annotated[str, typer.Argument(help="One SQL query, DuckDB's dialect.")],
    as_json: AsJson = False,
    root: Root = None,
) -> None:
    """Query the current release's DuckDB file (read only).

    Examples:

      nordic-clusters query "SELECT name, start_year FROM cluster WHERE country_code = 'NO'"

      nordic-clusters query "SHOW TABLES" --json
    """
    import duckdb

    with current_database(root) as connection:
        try:
            if _has_broken_bytes(sql):
                raise NordicClustersError("the query is not valid UTF-8", found=ascii(sql))
            if not connection.extract_statements(sql):
                raise NordicClustersError("there is no query in what was given", found=repr(sql))
            result = connection.execute(sql)
            names = _distinct([column[0] for column in result.description or []])
            rows = result.fetchall()
        except duckdb.Error as error:
            raise NordicClustersError(
                f"the query does not run: {error}",
                remedy='`nordic-clusters query "SHOW TABLES"` lists the tables',
            ) from error
    if as_json:
        objects = [
            {name: _plain(value) for name, value in zip(names, row, strict=True)} for row in rows
        ]
        print(json.dumps(objects, ensure_ascii=False))
        return
    _print(names, rows)


def _print(names: list[str], rows: list[tuple[Any, ...]]) -> None:
    out = console()
    table = rich.table.Table(
        *(
            rich.table.Column(
                name,
                overflow="fold",
                justify="right" if _is_number(rows, position) else "left",
            )
            for position, name in enumerate(names)
        ),
        box=rich.box.SIMPLE_HEAD,
    )
    for row in rows[:_PAGE]:
        table.add_row(*("" if value is None else str(value) for value in row))
    out.print(table)
    shown = f", {_PAGE} shown; --json gives all" if len(rows) > _PAGE else ""
    out.print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}{shown}")


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
