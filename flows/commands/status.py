"""``nordic-clusters status``: what is published, and how the sources are."""

from __future__ import annotations

import os
from pathlib import Path

from flows.commands.options import Commands, add_json, add_root, command
from flows.commands.output import print_json, print_table
from flows.commands.release_database import current_database, say_nothing_is_published
from flows.settings import Settings


def declare(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "status", status)
    add_json(parser)
    add_root(parser)


def status(as_json: bool = False, root: Path | None = None) -> int:
    """Show the current release, its sources' states and the rules that did not hold.

    Exit code 0 when all is well, 3 when a source is stale or failed, 1 when nothing is
    published yet.

    Example:

      nordic-clusters status
    """
    settings = Settings.from_environment(root)
    if not os.path.lexists(settings.current):
        return say_nothing_is_published(settings)
    with current_database(root) as connection:
        (released,) = connection.execute(
            "SELECT release_id, created_at, previous_release_id FROM release"
        ).fetchall()
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
            "release_id": released[0],
            "created_at": released[1].isoformat(),
            "previous_release_id": released[2],
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
        print_json(facts)
    else:
        _print(released[0], states, broken)
    return 3 if stale else 0


def _print(
    release_id: str, states: list[tuple[object, ...]], broken: list[tuple[object, ...]]
) -> None:
    print(f"Release {release_id}")
    print_table(("source", "state", "records", "detail"), states, {2})
    if broken:
        print("Rules that did not hold:")
        names = ("severity", "table", "rule", "broken by", "of", "examples")
        print_table(names, broken, {3, 4})
