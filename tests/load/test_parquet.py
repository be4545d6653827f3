"""The files: plain types, sorted, pruned by statistics, the same in every reader."""

from __future__ import annotations

import itertools
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from load.database import connect, write_database
from load.parquet import ROW_GROUP_ROWS, table_path, write_table
from tests.load.sample import rows, sample
from warehouse.errors import ContractError
from warehouse.schema import TYPE_NAMES, Table
from warehouse.tables import TABLES

POLARS_TYPES = {
    "string": pl.String(),
    "int32": pl.Int32(),
    "int64": pl.Int64(),
    "float64": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us", "UTC"),
}
FOOTER = {"licence": "synthetic licence", "release_content": "0" * 64}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a Parquet file for each table, and the database over them."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "parquet").mkdir()
    for name, contract in TABLES.items():
        made = contract.to_arrow(rows(contract, 5))
        write_table(contract, made, table_path(folder, name), FOOTER)
    write_database(folder, ())
    return folder


def plain(contract: Table, table: pa.Table) -> pa.Table:
    """The table in the contract's types, without metadata of any reader."""
    bare = pa.schema([(field.name, field.type) for field in contract.arrow_schema])
    return table.replace_schema_metadata().cast(bare).combine_chunks()


@pytest.fixture(params=sorted(TABLES))
def contract(request: pytest.FixtureRequest) -> Table:
    """Each table of the contract in turn."""
    return TABLES[request.param]


def expected(contract: Table) -> pa.Table:
    table = contract.to_arrow(rows(contract, 5))
    if not contract.key:
        table = table.sort_by([(name, "ascending") for name in table.schema.names])
    return plain(contract, table)


def test_pandas_reads_what_was_written(written: Path, contract: Table) -> None:
    frame = pd.read_parquet(table_path(written, contract.name), dtype_backend="pyarrow")
    types = [pd.ArrowDtype(field.type) for field in contract.arrow_schema]
    assert frame.dtypes.tolist() == types
    assert plain(contract, pa.Table.from_pandas(frame)).equals(expected(contract))


def test_polars_reads_what_was_written(written: Path, contract: Table) -> None:
    frame = pl.read_parquet(table_path(written, contract.name))
    assert frame.schema == pl.Schema(
        {column.name: POLARS_TYPES[column.field.type] for column in contract.columns}
    )
    assert plain(contract, frame.to_arrow()).equals(expected(contract))


def test_duckdb_reads_what_was_written(written: Path, contract: Table) -> None:
    names = [column.name for column in contract.columns]
    types = [TYPE_NAMES[column.field.type]["duckdb"] for column in contract.columns]
    types = [name.replace("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE") for name in types]
    with connect(str(written / "nordic_clusters.duckdb"), read_only=True) as base:
        for relation in (
            base.read_parquet(str(table_path(written, contract.name))),
            base.table(contract.name),
        ):
            assert relation.columns == names
            assert [str(kind) for kind in relation.types] == types
            found = plain(contract, relation.to_arrow_table())
            assert found.equals(expected(contract))


def test_the_file_is_described(written: Path, contract: Table) -> None:
    file = pq.ParquetFile(table_path(written, contract.name))
    footer = {key.decode(): value.decode() for key, value in file.metadata.metadata.items()}
    assert footer["table"] == contract.name
    assert footer["licence"] == "synthetic licence"
    assert footer["release_content"] == "0" * 64
    assert "pandas" not in footer
    assert file.schema_arrow.field(0).metadata[b"description"]
    for index, column in enumerate(contract.columns):
        assert file.schema.column(index).max_definition_level == (0 if column.required else 1)
    chunk = file.metadata.row_group(0).column(0)
    assert chunk.compression == "ZSTD"
    assert chunk.is_stats_set
    assert chunk.has_column_index
    assert [order.column_index for order in file.metadata.row_group(0).sorting_columns] == [
        contract.arrow_schema.get_field_index(name) for name in contract.key
    ]


def test_row_groups_have_a_fixed_size_and_follow_the_key(tmp_path: Path) -> None:
    contract = TABLES["organisation"]
    count = 2 * ROW_GROUP_ROWS + 7
    ids = [f"no:org-{index * 7919 % count:06d}" for index in range(count)]
    table = pa.table(
        {"organisation_id": ids, "country_code": ["NO"] * count, "name": ["synthetic"] * count}
    ).cast(pa.schema([(field.name, field.type) for field in contract.arrow_schema]))
    path = tmp_path / "organisation.parquet"
    write_table(contract, table, path, {})
    metadata = pq.read_metadata(path)
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    assert [group.num_rows for group in groups] == [ROW_GROUP_ROWS, ROW_GROUP_ROWS, 7]
    bounds = [group.column(0).statistics for group in groups]
    assert all(low.max < high.min for low, high in itertools.pairwise(bounds))


def test_a_table_outside_its_contract_is_not_written(tmp_path: Path) -> None:
    table = sample(names=["cluster"])["cluster"]
    with pytest.raises(ContractError, match="cluster"):
        write_table(TABLES["cluster"], table.drop_columns(["name"]), tmp_path / "x.parquet", {})
    assert not (tmp_path / "x.parquet").exists()


def test_the_database_keeps_its_primary_keys(written: Path) -> None:
    with (
        duckdb.connect(str(written / "nordic_clusters.duckdb"), read_only=True) as base,
    ):
        found = base.execute(
            "SELECT table_name, constraint_column_names FROM duckdb_constraints() "
            "WHERE constraint_type = 'PRIMARY KEY'"
        ).fetchall()
    assert {name: tuple(key) for name, key in found} == {
        name: table.key for name, table in TABLES.items() if table.key and table.key_is_indexed
    }
