"""One Parquet file per table, the same bytes for the same content.

The footer carries licence and the release's *content id*, not its time: the id of a release
is ``<time>-<first 8 of the content id>``, so a file leads to its release, and two builds from
the same captures are still equal byte for byte.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.errors import ContractError
from warehouse.schema import Table

#: Rows per row group: small enough to prune by statistics, a multiple of DuckDB's vector size.
ROW_GROUP_ROWS = 65_536
#: Level 9 takes twice the time and saves a hundredth of a release's tables.
_ZSTD_LEVEL = 3


def table_path(folder: Path, name: str) -> Path:
    """Where a table's file lies inside a release folder."""
    return folder / "parquet" / f"{name}.parquet"


def write_table(
    contract: Table, table: pa.Table, path: Path, footer: Mapping[str, str]
) -> pa.Table:
    """Write one table in the contract's schema and key order.

    Returns:
        The table as written: conforming, sorted by key.

    Raises:
        ContractError: The table does not keep its contract.
        OSError: The file cannot be written.
    """
    table = contract.conform(table)
    if not contract.key:
        table = table.sort_by([(name, "ascending") for name in table.schema.names])
    write_pieces(contract, [table], path, footer)
    return table


def write_pieces(
    contract: Table, pieces: Iterable[pa.Table], path: Path, footer: Mapping[str, str]
) -> int:
    """Write a table that comes in pieces, holding one of them at a time.

    Args:
        contract: The table's contract.
        pieces: Conforming tables, in key order over all of them.
        path: File to write; its folder exists.
        footer: As for :func:`write_table`.

    Returns:
        Rows written.

    Raises:
        ContractError: A piece does not follow the one before in key order.
        OSError: The file cannot be written.
    """
    metadata = {
        "table": contract.name,
        "description": contract.description,
        "primary_key": ",".join(contract.key),
        **footer,
    }
    schema = contract.arrow_schema.with_metadata(metadata)
    positions = [pq.SortingColumn(schema.get_field_index(name)) for name in contract.key]
    count = 0
    last: tuple[object, ...] | None = None
    with (
        path.open("wb") as file,
        pq.ParquetWriter(
            file,
            schema,
            version="2.6",
            data_page_version="1.0",
            compression="zstd",
            compression_level=_ZSTD_LEVEL,
            write_statistics=True,
            write_page_index=True,
            write_page_checksum=True,
            sorting_columns=positions or None,
        ) as writer,
    ):
        for piece in pieces:
            if contract.key and piece.num_rows:
                keys = piece.select(list(contract.key))
                first = tuple(keys.slice(0, 1).to_pylist()[0].values())
                if last is not None and not last < first:
                    raise ContractError(
                        "a table's pieces are not in key order",
                        place=contract.name,
                        expected=f"a key after {last}",
                        found=str(first),
                    )
                last = tuple(keys.slice(piece.num_rows - 1).to_pylist()[0].values())
            writer.write_table(piece.cast(schema), row_group_size=ROW_GROUP_ROWS)
            count += piece.num_rows
    return count


def read_table(folder: Path, name: str) -> pa.Table:
    """One table of a release folder.

    Raises:
        OSError: The file is missing or damaged.
    """
    return pq.read_table(table_path(folder, name))
