"""``nordic-clusters status``: what is published, and how the sources are."""

import datetime as dt

from flows.commands.options import Json, Root
from flows.commands.output import print_json, print_table
from flows.commands.release_database import (
    current_database,
    rows_of,
    say_nothing_is_published,
)
from flows.outcomes import last_run
from flows.settings import Settings

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def status(*, as_json: Json = False, root: Root = None) -> int:
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
        states = rows_of(
            connection,
            "SELECT source_id, state, record_count, state_detail AS detail FROM source "
            "ORDER BY source_id",
        )
        broken = rows_of(
            connection,
            "SELECT severity, table_name, rule_code, unexpected_count, checked_count, examples "
            "FROM data_quality WHERE NOT success ORDER BY ALL",
        )
    # A reason that has changed since the release was made, makes no new release.
    run = last_run(settings.state)
    outcomes = run.outcomes if run and run.release_id == release_id else []
    latest = {one.source_id: one for one in outcomes}
    for row in states:
        if one := latest.get(row["source_id"]):
            row |= {name: getattr(one, name) for name in row}
    if as_json:
        print_json(
            {
                "release_id": release_id,
                "created_at": (_EPOCH + dt.timedelta(microseconds=microseconds)).isoformat(),
                "previous_release_id": previous_id,
                "sources": states,
                "broken_rules": broken,
            }
        )
    else:
        print(f"Release {release_id}")
        heads: tuple[str, ...] = ("source", "state", "records", "detail")
        print_table(heads, (row.values() for row in states), {2})
        if broken:
            print("Rules that did not hold:")
            heads = ("severity", "table", "rule", "broken by", "of", "examples")
            print_table(heads, (row.values() for row in broken), {3, 4})
    return 3 if any(row["state"] in {"stale", "failed"} for row in states) else 0
