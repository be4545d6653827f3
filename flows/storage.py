"""Where a run keeps what its steps hand to one another.

The tables lie in a folder of the process that publishes. The records of sources may be staged
by other processes or machines: their place is an address of fsspec's, by default the same
folder, else below ``NORDIC_CLUSTERS_STAGING`` (``s3://bucket/staging``, or a shared folder).
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import fsspec.core
import pyarrow as pa
import pyarrow.parquet as pq

from flows.settings import Settings
from load.folder import RUN_PREFIX, remove
from warehouse.errors import ReleaseError


@contextlib.contextmanager
def run_folder(settings: Settings, name: str) -> Iterator[tuple[Path, str]]:
    """The run's own folder and the address of its staging; both are removed in the end.

    Args:
        settings: Where the data folder and the staging lie.
        name: Unique to the run.
    """
    folder = settings.state / name
    folder.mkdir(parents=True)
    staging = f"{settings.staging.rstrip('/')}/{name}" if settings.staging else str(folder)
    try:
        with _taking_it(staging):
            yield folder, staging
    finally:
        remove(folder)
        if settings.staging:
            _remove(staging)


def remove_runs(settings: Settings) -> None:
    """Remove what dead runs staged; call with the writer's lock held."""
    if not settings.staging:
        return  # with the run's own folder, see load.folder.remove_leftovers
    files, path = fsspec.core.url_to_fs(settings.staging)
    files.invalidate_cache()
    if files.isdir(path):
        for child in files.ls(path, detail=False):
            if child.rstrip("/").rpartition("/")[2].startswith(RUN_PREFIX):
                files.rm(child, recursive=True)


def write_staged(table: pa.Table, address: str) -> None:
    """Write records as Parquet; the folder is made.

    Raises:
        ReleaseError: The folder does not take them.
    """
    with _taking_it(address):
        files, path = fsspec.core.url_to_fs(address)
        files.makedirs(path.rpartition("/")[0], exist_ok=True)
        with files.open(path, "wb") as stream:
            pq.write_table(table, stream, compression="zstd", compression_level=1)


@contextlib.contextmanager
def _taking_it(place: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ReleaseError(
            "the run's own files could not be written; what is published stands",
            place=error.filename or place,  # pyarrow does not say where
            found=error.strerror or str(error),
            remedy="look at rights and free space there, or give another data folder",
        ) from error


def read_staged(address: str) -> pa.Table:
    """Read what :func:`write_staged` wrote."""
    with fsspec.core.url_to_fs(address)[0].open(address, "rb") as stream:
        return pq.read_table(stream)


def _remove(address: str) -> None:
    files, path = fsspec.core.url_to_fs(address)
    files.invalidate_cache()
    if files.exists(path):
        files.rm(path, recursive=True)
