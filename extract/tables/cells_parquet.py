"""Write a decoded cube as Parquet."""

import dataclasses
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extract.tables.decoded import DecodedCube

# Small pages and row groups: what is written waits in memory for the end of its group.
_PAGE = 32_768
_BATCH = 1_024
_PAGE_ROWS = 4_096
_ROW_GROUP = 65_536


def write_parquet(decoded: DecodedCube, path: Path | str) -> None:
    """Write ``decoded.with_labels()`` as one Parquet file, row group by row group.

    The file is written aside and moved into place, so that a reader never sees half. A link
    is followed. A pipe or a device (``/dev/stdout``) is written to as it is.

    Raises:
        OSError: The folder does not exist or the file cannot be written.
    """
    pa.default_memory_pool().release_unused()  # what came and went while the cube was decoded
    path = Path(path)
    if path.exists() and not path.is_file():
        whole = pa.BufferOutputStream()
        _write(decoded, whole)
        with path.open("wb") as stream:
            stream.write(whole.getvalue())
        return
    path = path.resolve()
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as stream:
            _write(decoded, pa.PythonFile(stream))
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _write(decoded: DecodedCube, sink: pa.NativeFile) -> None:
    """Columns without a null are written as required ones, which needs no levels.

    Statistics are kept for the figures only: for repeated codes they cost as much as the
    writing itself and tell a reader of one or two row groups nothing.
    """
    count = len(decoded.dimensions)
    has_null = [column.null_count > 0 for column in decoded.cells.columns]
    # A label is null where its code is.
    has_null = [each for each in has_null[:count] for _ in range(2)] + has_null[count:]
    fields = zip(_labelled(decoded, 0, 0).schema, has_null, strict=True)
    schema = pa.schema([field.with_nullable(each) for field, each in fields])
    with pq.ParquetWriter(
        sink,
        schema,
        use_dictionary=[f.name for f in schema if pa.types.is_dictionary(f.type)],
        write_statistics=[f.name for f in schema if pa.types.is_floating(f.type)],
        data_page_size=_PAGE,
        write_batch_size=_BATCH,
        max_rows_per_page=_PAGE_ROWS,
    ) as writer:
        for start in range(0, decoded.cells.num_rows, _ROW_GROUP):
            rows = _labelled(decoded, start, _ROW_GROUP)
            writer.write_table(pa.Table.from_arrays(rows.columns, schema=schema))


def _labelled(decoded: DecodedCube, start: int, count: int) -> pa.Table:
    return dataclasses.replace(decoded, cells=decoded.cells.slice(start, count)).with_labels()
