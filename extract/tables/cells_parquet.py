"""Write a table of cells as Parquet."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

_PAGE = 65_536
_ROW_GROUP = 131_072


def write(table: pa.Table, path: Path) -> None:
    """Write a table; a file that stood at ``path`` is replaced in one step.

    A link is followed. A pipe or a device (``/dev/stdout``) is written to as it is.

    Columns without a null are written as required ones, which needs no levels.
    Statistics are kept for the figures only: for repeated codes they cost as much as the
    writing itself and tell a reader of one or two row groups nothing.

    Raises:
        OSError: The folder does not exist or cannot be written to.
    """
    options: dict[str, Any] = {
        "use_dictionary": [f.name for f in table.schema if pa.types.is_dictionary(f.type)],
        "write_statistics": [f.name for f in table.schema if pa.types.is_floating(f.type)],
        # Small pages and row groups: what is written waits in memory for the end of its group.
        "data_page_size": _PAGE,
        "write_batch_size": _PAGE,
        "row_group_size": _ROW_GROUP,
    }
    fields = zip(table.schema, table.columns, strict=True)
    required = pa.schema([f.with_nullable(bool(c.null_count)) for f, c in fields])
    table = pa.Table.from_arrays(table.columns, schema=required)
    if path.exists() and not path.is_file():
        whole = pa.BufferOutputStream()
        pq.write_table(table, whole, **options)
        with path.open("wb") as stream:
            stream.write(whole.getvalue())
        return
    path = path.resolve()
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as stream:
            pq.write_table(table, stream, **options)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
