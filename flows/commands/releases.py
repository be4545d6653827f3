"""``nordic-clusters release``: the releases that exist, and how they differ."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

from flows.commands.options import WAIT_MINUTES, Json, Root, Wait, at_least
from flows.commands.output import print_json, print_table
from flows.commands.release_database import say_nothing_is_published
from flows.settings import Settings
from warehouse.errors import NordicClustersError, ReleaseError


def list_releases(*, as_json: Json = False, root: Root = None) -> int:
    """List the releases, oldest first; * marks the current one.

    Exit code 1 when nothing is published yet, or readers have no current one.

    Example:

      nordic-clusters release list
    """
    from load.folder import current, releases

    settings = Settings.from_environment(root)
    now, told = None, None
    try:
        now = current(settings.root)
    except ReleaseError as error:  # which does not keep anyone from seeing what there is
        told = error
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
        print_json(facts)
    for one in found if not as_json else ():
        mark = "*" if now is not None and one.release_id == now.release_id else " "
        print(f"{mark} {one.release_id}  schema {one.schema_version}")
    if told is not None:
        raise told
    return 0 if found else say_nothing_is_published(settings)


def diff(
    before: Annotated[
        str, "Release id, `current`, or `previous` (default): the one before it."
    ] = "previous",
    after: Annotated[str, "Release id, or `current` (default)."] = "current",
    *,
    as_json: Json = False,
    root: Root = None,
) -> None:
    """Show what was added, removed and changed between two releases.

    Examples:

      nordic-clusters release diff

      nordic-clusters release diff 20261122T131500Z-0a1b2c3d current
    """
    from load.catalogue import diff as compare

    folder = Settings.from_environment(root).root
    if before == "previous":
        before = _previous(folder)
    rows = compare(folder, before, after).to_pylist()
    _show(rows, ["table", "row", "what", "column", "before", "after"], as_json)


def _show(rows: list[dict[str, Any]], names: list[str], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    if rows:
        print_table(names, (row.values() for row in rows))
    else:
        print("no difference")


def _previous(root: Path) -> str:
    from load.folder import current

    now = current(root)
    if now is None or now.previous_release_id is None:
        raise NordicClustersError(
            "there is no release before the current one",
            remedy="`nordic-clusters release list` lists what there is",
        )
    return now.previous_release_id


def changes(
    *,
    since: Annotated[str, "The release that you saw last."],
    as_json: Json = False,
    root: Root = None,
) -> None:
    """Show all changes since a release, one release after the other.

    Example:

      nordic-clusters release changes --since 20261122T131500Z-0a1b2c3d --json
    """
    from load.catalogue import changes_since

    rows = changes_since(Settings.from_environment(root).root, since).to_pylist()
    _show(rows, ["release", "at", "table", "row", "what", "column", "before", "after"], as_json)


def use(
    release_id: Annotated[str, "A release of `release list`."],
    *,
    wait_minutes: Wait = WAIT_MINUTES,
    root: Root = None,
) -> None:
    """Show readers another release, in one step: the way back from one that is wrong.

    The next run compares with it, and publishes again what the captures say: mend the cause.

    Example:

      nordic-clusters release use 20261122T131500Z-0a1b2c3d
    """
    from load.catalogue import switch_to
    from load.release import writing

    folder = Settings.from_environment(root).root
    with writing(folder, wait_minutes * 60):
        switch_to(folder, release_id)
    print(f"current is {release_id}")


def prune(
    *,
    keep: Annotated[int, "How many of the newest to keep (10).", at_least(1)] = 10,
    older_than: Annotated[
        int | None, "Remove only releases of so many days ago or more.", at_least(0)
    ] = None,
    wait_minutes: Wait = WAIT_MINUTES,
    root: Root = None,
) -> None:
    """Remove old releases; the current one and the one before it always stay.

    Examples:

      nordic-clusters release prune --keep 5

      nordic-clusters release prune --keep 2 --older-than 90
    """
    from load.catalogue import prune as remove
    from load.release import writing

    settings = Settings.from_environment(root)
    before = None
    if older_than is not None:
        before = dt.datetime.now(dt.UTC) - dt.timedelta(days=min(older_than, 365_000))
    with writing(settings.root, wait_minutes * 60):
        for release_id in remove(settings.root, keep, created_before=before):
            print(f"removed {release_id}")
