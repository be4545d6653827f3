"""``nordic-clusters release``: the releases that exist, and how they differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import rich.table
import typer

from flows.commands.options import AsJson, Root
from flows.commands.output import console
from flows.settings import Settings
from warehouse.errors import NordicClustersError

app = typer.Typer(help="List, compare and prune releases.", no_args_is_help=True)


@app.command("list")
def list_releases(as_json: AsJson = False, root: Root = None) -> None:
    """List the releases, oldest first; * marks the current one.

    Example:

      nordic-clusters release list
    """
    from load.release import current, releases

    settings = Settings.from_environment(root)
    now = current(settings.root)
    found = releases(settings.root)
    if as_json:
        facts = [
            {
                "release_id": one.release_id,
                "created_at": one.created_at.isoformat(),
                "previous_release_id": one.previous_release_id,
                "schema_version": one.schema_version,
                "is_current": now is not None and one.release_id == now.release_id,
            }
            for one in found
        ]
        print(json.dumps(facts))
        return
    for one in found:
        mark = "*" if now is not None and one.release_id == now.release_id else " "
        print(f"{mark} {one.release_id}  schema {one.schema_version}")


@app.command()
def diff(
    before: Annotated[
        str, typer.Argument(help="Release id, `current`, or `previous`: the one before it.")
    ] = "previous",
    after: Annotated[str, typer.Argument(help="Release id, or `current`.")] = "current",
    as_json: AsJson = False,
    root: Root = None,
) -> None:
    """Show what was added, removed and changed between two releases.

    Examples:

      nordic-clusters release diff

      nordic-clusters release diff 20261122T131500Z-0a1b2c3d current
    """
    from load.release import diff as compare

    folder = Settings.from_environment(root).root
    if before == "previous":
        before = _previous(folder)
    rows = compare(folder, before, after).to_pylist()
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, default=str))
        return
    table = rich.table.Table("table", "row", "what", "column", "before", "after")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    console().print(table if rows else "no difference")


def _previous(root: Path) -> str:
    from load.release import current

    now = current(root)
    if now is None or now.previous_release_id is None:
        raise NordicClustersError(
            "there is no release before the current one",
            remedy="`nordic-clusters release list` lists what there is",
        )
    return now.previous_release_id


@app.command()
def prune(
    keep: Annotated[int, typer.Option(help="How many of the newest to keep.")] = 10,
    root: Root = None,
) -> None:
    """Remove old releases; the current one and the one before it always stay.

    Example:

      nordic-clusters release prune --keep 5
    """
    from load.release import prune as remove

    for release_id in remove(Settings.from_environment(root).root, keep):
        print(f"removed {release_id}")
