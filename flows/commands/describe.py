"""``nordic-clusters describe``: what a table holds, from the contract."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import AsJson, Root
from flows.commands.output import add_row, console, print_json
from flows.commands.release_database import current_database
from warehouse.errors import NordicClustersError


def describe(
    table: Annotated[
        str | None, typer.Argument(help="A table or view; all tables when left out.")
    ] = None,
    as_json: AsJson = False,
    root: Root = None,
) -> None:
    """Describe the tables, or the columns of one table or view.

    Example:

      nordic-clusters describe participation
    """
    from warehouse.schema import comment
    from warehouse.tables import TABLES

    if table is None:
        rows = [[one.name, one.group, one.description] for one in TABLES.values()]
        _show(["table", "group", "one row is"], rows, as_json)
        return
    if table not in TABLES:
        _describe_view(table, as_json, root)
        return
    found = TABLES[table]
    rows = [
        [
            column.name,
            column.field.type,
            "required" if column.required else "",
            "key" if column.name in found.key else "",
            comment(column.field),
        ]
        for column in found.columns
    ]
    if not as_json:
        console().print(f"{found.name}: {found.description}")
    _show(["column", "type", "required", "key", "meaning"], rows, as_json)


def _describe_view(view: str, as_json: bool, root: Path | None) -> None:
    """A view is described by its comments in the current release."""
    with current_database(root) as connection:
        rows = connection.execute(
            "SELECT column_name, data_type, coalesce(comment, '') FROM duckdb_columns() "
            "WHERE table_name = ? AND NOT internal ORDER BY column_index",
            [view],
        ).fetchall()
    if not rows:
        raise NordicClustersError(
            f"there is no table or view {view}",
            remedy="`nordic-clusters describe` lists the tables; views are named by "
            '`nordic-clusters query "SELECT view_name FROM duckdb_views() WHERE NOT internal"`',
        )
    _show(["column", "type", "meaning"], [list(row) for row in rows], as_json)


def _show(names: list[str], rows: list[list[str]], as_json: bool) -> None:
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    import rich.table

    shown = rich.table.Table(*names)
    for row in rows:
        add_row(shown, row)
    console().print(shown)
