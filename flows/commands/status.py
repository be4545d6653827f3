"""``nordic-clusters status``: what is published, and how the sources are."""

import datetime as dt
from pathlib import Path

from flows.commands.options import Commands, add_json, add_root, command
from flows.commands.output import print_json, print_table
from flows.commands.release_database import current_database, say_nothing_is_published
from flows.outcomes import last_run
from flows.settings import Settings

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def declare(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "status", status)
    add_json(parser)
    add_root(parser)


def status(as_json: bool = False, root: Path | None = None) -> int:
    """Show the current release, its sources' states and the rules that did not hold.

    States and reasons are those of the last run, also where it made no new release.

    Exit code 0 when all is well, 3 when a source is stale or failed, 1 when nothing is
    published yet.

    Example:

      nordic-clusters status
    """
    settings = Settings.from_environment(root)
    if not (settings.current.is_symlink() and settings.current.exists()):
        from load.folder import current

        if current(settings.root) is None:  # raises where something else is wrong
            return say_nothing_is_published(settings)
    with current_database(root) as connection:
        # As a number: for an instant DuckDB loads a library of time zones.
        ((release_id, microseconds, previous_id),) = connection.execute(
            "SELECT release_id, epoch_us(created_at), previous_release_id FROM release"
        ).fetchall()
        states = connection.execute(
            "SELECT source_id, state, record_count, state_detail FROM source ORDER BY source_id"
        ).fetchall()
        broken = connection.execute(
            "SELECT severity, table_name, rule_code, unexpected_count, checked_count, examples "
            "FROM data_quality WHERE NOT success ORDER BY ALL"
        ).fetchall()
    # A reason that has changed since the release was made, makes no new release.
    run = last_run(settings.state)
    outcomes = run.outcomes if run and run.release_id == release_id else []
    latest = {one.source_id: one for one in outcomes}
    states = [
        (one.source_id, one.state, one.record_count, one.detail)
        if (one := latest.get(row[0]))
        else row
        for row in states
    ]
    stale = [row for row in states if row[1] in {"stale", "failed"}]
    if as_json:
        facts = {
            "release_id": release_id,
            "created_at": (_EPOCH + dt.timedelta(microseconds=microseconds)).isoformat(),
            "previous_release_id": previous_id,
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
        _print(release_id, states, broken)
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
