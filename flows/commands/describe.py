"""``nordic-clusters describe``: what a table holds, from the contract."""

from __future__ import annotations

from pathlib import Path

from flows.commands.options import Commands, add_json, add_root, command
from flows.commands.output import print_json, print_table
from flows.commands.release_database import current_database
from warehouse.errors import NordicClustersError


def declare(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "describe", describe)
    parser.add_argument("table", nargs="?", help="A table or view; all tables when left out.")
    add_json(parser)
    add_root(parser)


def describe(table: str | None = None, as_json: bool = False, root: Path | None = None) -> None:
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
        print(f"{found.name}: {found.description}")
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
    print_table(names, rows)
