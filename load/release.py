"""Releases: built aside, gated, switched in by one atomic step.

::

    with writing(root), build(tables, root=root, created_at=now, inputs_hash=digest) as built:
        seal(built, quality=verdict, extras=[write_report, write_site])
        publish(built)                              # or leave: the block discards it

Until :func:`publish` nothing that readers see is touched. A process that dies at any moment
leaves the old release whole; the next run removes what it left behind.
"""

import contextlib
import dataclasses
import datetime as dt
import errno
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import duckdb
import pyarrow as pa

from load import changes, folder
from load.content import content_hash
from load.csv_files import write_csv
from load.database import write_database
from load.folder import current
from load.geoparquet import write_geoparquet
from load.lock import WriterLock
from load.manifest import MANIFEST_NAME, ReleaseInfo, damaged_files, read_manifest
from load.metadata import write_metadata
from load.metadata.licences import table_licences
from load.parquet import read_table, table_path, write_table
from load.sealing import check_additive, write_manifest
from warehouse.errors import ContractError, ReleaseError
from warehouse.sql import VIEWS, view_files
from warehouse.tables import SCHEMA_VERSION, TABLES

logger = logging.getLogger("nordic_clusters.load")

#: Adds files of its own to a release folder; runs when tables, database and metadata are there.
Extra = Callable[[Path], object]


@dataclasses.dataclass(frozen=True, slots=True)
class BuiltRelease:
    """A release written aside, not yet seen by readers.

    As a context manager it discards itself at the end of the block unless it was published.

    Attributes:
        root: The data folder.
        path: Where it is written.
        release_id: The id it will have.
        content_hash: SHA-256 over its content, hex.
        inputs_hash: SHA-256 over the captures it rests on, hex.
        created_at: UTC instant.
        previous: The release before, None for the first.
        views: Folder of SQL files for the database.
    """

    root: Path
    path: Path
    release_id: str
    content_hash: str
    inputs_hash: str
    created_at: dt.datetime
    previous: ReleaseInfo | None
    views: Path

    def __enter__(self) -> Self:
        """The built release itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Discard what was not published."""
        discard(self)


def writing(root: Path, wait_seconds: float = 0) -> WriterLock:
    """The right to write releases of a data folder; what dead writers left is removed.

    A pointer that is lost leads readers to the newest release again.

    Take it before looking whether there is anything new: what another run publishes
    meanwhile would otherwise be published twice.

    Raises:
        BusyError: Another writer is still at work.
        ReleaseError: The folder cannot be written.
    """
    lock = WriterLock(folder.releases_folder(root), wait_seconds)
    try:
        folder.remove_leftovers(root)
        if again := folder.restore_current(root):
            logger.warning("the pointer `current` was lost; it leads to %s again", again)
    except BaseException:
        lock.release()
        raise
    return lock


def build(
    tables: Mapping[str, pa.Table],
    *,
    root: Path,
    created_at: dt.datetime,
    inputs_hash: str,
    views: Path = VIEWS,
) -> BuiltRelease:
    """Write all tables as Parquet files aside; call with the writer's lock held.

    Args:
        tables: By name; tables of the contract that are not given are written empty.
            ``release`` and ``change`` are made here; ``data_quality`` may come later.
        root: The data folder.
        created_at: UTC instant of the release.
        inputs_hash: SHA-256 over all captures used, hex.
        views: Folder of SQL files for the database, part of the content.

    Raises:
        ReleaseError: The contract lost a column that readers rely on, or the disk does not
            take it. The old release stands.
        ContractError: A table does not keep its contract.
    """
    previous = current(root)
    if previous:
        check_additive(previous, SCHEMA_VERSION)
    conforming = _conforming(tables)
    digest = content_hash(conforming, _views_text(views))
    stamp = created_at.astimezone(dt.UTC)
    built = BuiltRelease(
        root=root,
        path=folder.aside(root, "building"),
        release_id=f"{stamp:%Y%m%dT%H%M%SZ}-{digest[:8]}",
        content_hash=digest,
        inputs_hash=inputs_hash,
        created_at=stamp,
        previous=previous,
        views=views,
    )
    with _explained(built):
        _write_parquet(built, conforming)
    return built


def seal(
    built: BuiltRelease, *, quality: pa.Table | None = None, extras: Sequence[Extra] = ()
) -> None:
    """Complete a built release: database, metadata, extras, manifest.

    Args:
        built: From :func:`build`.
        quality: Table ``data_quality``.
        extras: Each gets the release folder with tables, database, metadata and a first
            manifest in it.

    Raises:
        ReleaseError: A view does not run, or the disk does not take it.
        ContractError: The table does not keep its contract.
    """
    with _explained(built):
        if quality is not None:
            _write_late(built, "data_quality", quality)
        with ThreadPoolExecutor(1) as beside:  # both are DuckDB's work, which needs no lock of ours
            copies = beside.submit(write_csv, built.path)
            write_database(built.path, view_files(built.views))
            write_geoparquet(built.path)
            copies.result()
        write_metadata(built.path, _identity(built))
        for extra in extras:
            write_manifest(built.path, _identity(built))
            extra(built.path)
        write_manifest(built.path, _identity(built))
        folder.sync_tree(built.path)


def publish(built: BuiltRelease) -> ReleaseInfo:
    """Switch a built release in; seals it first if that was not done.

    Raises:
        ReleaseError: It could not be switched in. The old release stands.
    """
    if not (built.path / MANIFEST_NAME).exists():
        seal(built)
    place = folder.releases_folder(built.root) / built.release_id
    with _explained(built):
        if place.exists():  # complete, but its writer died before the switch
            folder.remove(built.path)
        else:
            folder.make_read_only(built.path)
            built.path.rename(place)
        try:
            folder.sync_folder(place.parent)
            folder.switch(built.root, built.release_id)
        except OSError:
            if not folder.is_current(built.root, built.release_id):
                folder.retire(built.root, built.release_id)
                raise
    return read_manifest(place)


def discard(built: BuiltRelease) -> None:
    """Remove what was built; does nothing once published."""
    folder.remove(built.path)


def holds_same(info: ReleaseInfo, tables: Mapping[str, pa.Table], views: Path = VIEWS) -> bool:
    """Whether a release already says what these tables say; cheaper than building first.

    A release that lost a file, or holds one that was altered, is not the same: it has to be
    written again.
    """
    if content_hash(_conforming(tables), _views_text(views)) != info.content_hash:
        return False
    damaged = damaged_files(info)
    if damaged:
        logger.warning(
            "release %s is damaged (%s); a new one takes its place",
            info.release_id,
            ", ".join(damaged[:5]),
        )
    return not damaged


def _conforming(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    unknown = tables.keys() - TABLES.keys()
    if unknown:
        raise ContractError(
            "tables outside the contract",
            place=", ".join(sorted(unknown)),
            remedy="add them in warehouse/tables.toml",
        )
    return {
        name: contract.conform(tables[name]) if name in tables else contract.to_arrow([])
        for name, contract in TABLES.items()
    }


def _write_parquet(built: BuiltRelease, tables: dict[str, pa.Table]) -> None:
    built.path.joinpath("parquet").mkdir(parents=True)
    released = {
        "release_id": built.release_id,
        "schema_version": SCHEMA_VERSION,
        "built_from": built.inputs_hash,
        "created_at": built.created_at,
        "reference_date": built.created_at.astimezone(dt.UTC).date(),
        "previous_release_id": built.previous.release_id if built.previous else None,
    }
    tables["release"] = TABLES["release"].to_arrow([released])
    for name, table in tables.items():
        licence = table_licences(table, tables["source"], tables["capture"])
        write_table(TABLES[name], table, table_path(built.path, name), _footer(built, licence))
    if built.previous:
        _write_late(built, "change", _changes(built, built.previous))


def _changes(built: BuiltRelease, before: ReleaseInfo) -> pa.Table:
    try:
        return changes.compare(before.path, built.path)
    except pa.ArrowException as error:  # a damaged release must not stop those after it
        logger.warning("release %s cannot be compared with: %s", before.release_id, error)
        return TABLES["change"].to_arrow([])


def _write_late(built: BuiltRelease, name: str, table: pa.Table) -> None:
    """Write a table that follows from the others."""
    sources, captures = read_table(built.path, "source"), read_table(built.path, "capture")
    footer = _footer(built, table_licences(table, sources, captures))
    write_table(TABLES[name], table, table_path(built.path, name), footer)


def _footer(built: BuiltRelease, licence: str) -> dict[str, str]:
    return {
        "licence": licence,
        "terms": "LICENCES.md beside the data",
        "schema_version": SCHEMA_VERSION,
        "release_content": built.content_hash,
        "built_from": built.inputs_hash,
    }


def _identity(built: BuiltRelease) -> dict[str, str | None]:
    return {
        "release_id": built.release_id,
        "schema_version": SCHEMA_VERSION,
        "created_at": built.created_at.isoformat(),
        "previous_release_id": built.previous.release_id if built.previous else None,
        "content_hash": built.content_hash,
        "inputs_hash": built.inputs_hash,
    }


def _views_text(views: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in view_files(views))


@contextlib.contextmanager
def _explained(built: BuiltRelease) -> Iterator[None]:
    """Discard on any failure; say what to do about those of disk and database."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        discard(built)
        raise _unwritten(built, error) from error
    except BaseException:
        discard(built)
        raise


def _unwritten(built: BuiltRelease, error: OSError | duckdb.Error) -> ReleaseError:
    full = getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}
    full = full or "no space left" in str(error).lower()
    remedy = (
        "free space on that disk (`prune` removes old releases), or give another data folder"
        if full
        else "see the cause, mend it and run again"
    )
    stands = built.previous.release_id if built.previous else "none yet"
    return ReleaseError(
        f"the release could not be written{': the disk is full' if full else ''}",
        place=str(built.path),
        expected="a complete release; the one before stands untouched",
        found=f"{type(error).__name__}: {error}; current release: {stands}",
        remedy=remedy,
    )
