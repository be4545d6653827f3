"""The releases that exist: how they differ, which stay, which one readers see."""

import datetime as dt
from pathlib import Path

import pyarrow as pa

from load import changes
from load.folder import CURRENT_NAME, current, releases, releases_folder, retire, switch
from load.manifest import ReleaseInfo
from load.parquet import read_table
from warehouse.errors import NordicClustersError, ReleaseError
from warehouse.tables import TABLES


def diff(root: Path, before: str, after: str) -> pa.Table:
    """What differs between two releases (ids, or ``current``), as rows of table ``change``.

    Raises:
        NordicClustersError: There is no such release.
    """
    return changes.compare(_find(root, before).path, _find(root, after).path)


def prune(root: Path, keep: int, *, created_before: dt.datetime | None = None) -> list[str]:
    """Remove old releases; the current one and the one before it always stay.

    Call with the writer's lock held.

    Returns:
        Ids of the removed releases, oldest first.

    Raises:
        ReleaseError: ``keep`` is below 1.
    """
    if keep < 1:
        raise ReleaseError(
            "retention keeps at least one release",
            expected="keep >= 1",
            found=str(keep),
            remedy="give a larger number",
        )
    now = current(root)
    found = releases(root)
    kept = {info.release_id for info in found[-keep:]}
    if now:
        kept |= {now.release_id, now.previous_release_id or now.release_id}
    removed = [
        info
        for info in found
        if info.release_id not in kept
        and (created_before is None or info.created_at < created_before)
    ]
    for info in removed:
        retire(root, info.release_id)
    return [info.release_id for info in removed]


def captures_named(root: Path) -> set[str]:
    """Ids of the captures that any release names.

    Raises:
        ReleaseError: A release that is damaged does not tell.
    """
    found: set[str] = set()
    for info in releases(root):
        try:
            found |= set(read_table(info.path, "capture")["capture_id"].to_pylist())
        except (OSError, pa.ArrowException) as error:
            raise ReleaseError(
                "a release does not tell which captures it rests on",
                place=str(info.path),
                found=str(error),
                remedy="remove that release: captures stay until then",
            ) from error
    return found


def switch_to(root: Path, release_id: str) -> None:
    """Show readers another release that exists; call with the writer's lock held.

    Raises:
        NordicClustersError: There is no such release.
    """
    switch(root, _find(root, release_id).release_id)


def changes_since(root: Path, release_id: str) -> pa.Table:
    """What readers who saw a release have to catch up with, one release after the other.

    Returns:
        Columns ``release_id``, ``created_at`` and those of table ``change``, oldest release
        first. Where the releases between are not all there, or the pointer was switched back
        meanwhile, one step: the difference from that release to the current one.

    Raises:
        NordicClustersError: There is no such release, or nothing is published.
    """
    seen, now = _find(root, release_id), _find(root, CURRENT_NAME)
    known = {info.release_id: info for info in releases(root)}
    steps: list[ReleaseInfo] = []
    at: ReleaseInfo | None = now
    while at is not None and at.release_id != seen.release_id:
        steps.append(at)
        at = known.get(at.previous_release_id or "")
    if at is None:
        return _dated(now, changes.compare(seen.path, now.path))
    empty = _dated(now, TABLES["change"].to_arrow([]))
    return pa.concat_tables(
        [empty, *(_dated(step, read_table(step.path, "change")) for step in reversed(steps))]
    )


def _dated(info: ReleaseInfo, rows: pa.Table) -> pa.Table:
    """Rows of table ``change`` with the release that made them."""
    rows = rows.select(TABLES["change"].arrow_schema.names).replace_schema_metadata()
    stamped = {
        "release_id": pa.array([info.release_id] * rows.num_rows, pa.string()),
        "created_at": pa.array([info.created_at] * rows.num_rows, pa.timestamp("us", tz="UTC")),
    }
    return pa.table(stamped | dict(zip(rows.schema.names, rows.columns, strict=True)))


def _find(root: Path, release_id: str) -> ReleaseInfo:
    if release_id == CURRENT_NAME:
        now = current(root)
        if now:
            return now
    known = releases(root)
    for info in known:
        if info.release_id == release_id:
            return info
    raise NordicClustersError(
        f"no release {release_id}",
        place=str(releases_folder(root)),
        found=", ".join(info.release_id for info in known) or "no release yet",
        remedy="name one of the releases found",
    )
