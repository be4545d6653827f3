"""``nordic-clusters describe``: what a table, view or macro holds, from the contract."""

from typing import Annotated

from flows.commands.options import Json
from flows.commands.output import print_json, print_table
from warehouse.errors import NordicClustersError


def describe(
    name: Annotated[str | None, "A table, view or macro; all when left out."] = None,
    *,
    as_json: Json = False,
) -> None:
    """List tables, views and macros, or describe the columns of one.

    Example:

      nordic-clusters describe participation

      nordic-clusters describe cluster_history
    """
    from load.relations import relations
    from warehouse.tables import TABLES

    known = {one.name: one for one in relations()}
    if name is None:
        kinds = {"table": 0, "view": 1, "table macro": 2, "macro": 3}
        ordered = sorted(known.values(), key=lambda one: kinds[one.kind])
        listed = [[one.call, one.kind, one.description] for one in ordered]
        _show(["call", "kind", "one row is, or what it answers"], listed, as_json)
        return
    found = known.get(name.partition("(")[0])
    if found is None:
        raise NordicClustersError(
            f"there is no table, view or macro {name}",
            remedy="`nordic-clusters describe` lists them",
        )
    if not as_json:
        print(f"{found.call}, a {found.kind}: {found.description}")
    table = TABLES.get(found.name)
    required = {column.name for column in table.columns if column.required} if table else set()
    rows = [
        [
            column,
            kind,
            "required" if column in required else "",
            "key" if table and column in table.key else "",
            meaning,
        ]
        for column, kind, meaning in found.columns
    ]
    _show(["column", "type", "required", "key", "meaning"], rows, as_json)


def _show(names: list[str], rows: list[list[str]], as_json: bool) -> None:
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    print_table(names, rows)
