"""``nordic-clusters status``: what is published, and how the sources are."""

from __future__ import annotations

import json

import rich.console
import rich.table
import typer

from flows.commands.database import current_database
from flows.commands.options import AsJson, Root
from flows.commands.output import console
from flows.settings import Settings


def status(as_json: AsJson = False, root: Root = None) -> None:
    """Show the current release, its sources' states and the rules that did not hold.

    Exit code 0 when all is well, 3 when a source is stale or failed, 1 when nothing is
    published yet.

    Example:

      nordic-clusters status
    """
    from load.folder import current

    settings = Settings.from_environment(root)
    now = current(settings.root)
    if now is None:
        rich.console.Console(stderr=True).print(
            f"Nothing is published in {settings.root} yet. Next: nordic-clusters run"
        )
        raise typer.Exit(1)
    with current_database(root) as connection:
        states = connection.execute(
            "SELECT source_id, state, record_count, state_detail FROM source ORDER BY source_id"
        ).fetchall()
        broken = connection.execute(
            "SELECT severity, table_name, rule_code, unexpected_count, checked_count, examples "
            "FROM data_quality WHERE NOT success ORDER BY ALL"
        ).fetchall()
    stale = [row for row in states if row[1] in {"stale", "failed"}]
    if as_json:
        facts = {
            "release_id": now.release_id,
            "created_at": now.created_at.isoformat(),
            "previous_release_id": now.previous_release_id,
            "sources": [
                dict(zip(("source_id", "state", "record_count", "detail"), row, strict=True))
                for row in states
            ],
            "broken_rules": [
                dict(
                    zip(
                        (
                            "severity",
                            "table_name",
                            "rule_code",
                            "unexpected_count",
                            "checked_count",
                            "examples",
                        ),
                        row,
                        strict=True,
                    )
                )
                for row in broken
            ],
        }
        print(json.dumps(facts, ensure_ascii=False))
    else:
        _print(now.release_id, states, broken)
    if stale:
        raise typer.Exit(3)


def _print(
    release_id: str, states: list[tuple[object, ...]], broken: list[tuple[object, ...]]
) -> None:
    out = console()
    out.print(f"Release [bold]{release_id}[/bold]")
    table = rich.table.Table(
        "source", "state", rich.table.Column("records", justify="right"), "detail"
    )
    for row in states:
        table.add_row(*("" if value is None else str(value) for value in row))
    out.print(table)
    if broken:
        rules = rich.table.Table("severity", "table", "rule", "broken by", "of", "examples")
        for row in broken:
            rules.add_row(*("" if value is None else str(value) for value in row))
        out.print("Rules that did not hold:")
        out.print(rules)
