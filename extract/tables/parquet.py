"""Write a table of cells as Parquet."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write(table: pa.Table, path: Path) -> None:
    """Write a table; a file that stood at ``path`` is replaced in one step.

    A link is followed. A pipe or a device (``/dev/stdout``) is written to as it is.

    Statistics are kept for the figures only: for repeated codes they cost as much as the
    writing itself and tell a reader of one or two row groups nothing.

    Raises:
        OSError: The folder does not exist or cannot be written to.
    """
    encoded = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    described = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    if path.exists() and not path.is_file():
        whole = pa.BufferOutputStream()
        pq.write_table(table, whole, use_dictionary=encoded, write_statistics=described)
        with path.open("wb") as stream:
            stream.write(whole.getvalue())
        return
    path = path.resolve()
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as stream:
            pq.write_table(table, stream, use_dictionary=encoded, write_statistics=described)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
