"""What of a release is content, and its hash.

A release is new when its *facts* are new. Run time, release ids, and which of two equal
captures proves a fact are circumstances: they are published but make no new release.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.tables import SCHEMA_VERSION, TABLES

#: Tables that speak of the release itself.
RELEASE_TABLES = frozenset({"release", "change", "data_quality"})

#: States that say the same of a source's facts; which of them it is depends on the run.
HEALTHY_STATES = ("fresh", "unchanged", "bundled")

_CIRCUMSTANCES: dict[str, frozenset[str]] = {
    "source": frozenset({"state_detail"}),
    # A page whose bytes differ (a nonce, a clock) but whose facts do not is no new content.
    "capture": frozenset({"capture_id", "captured_at", "sha256", "byte_count"}),
}
_PROOF = frozenset({"capture_id"})


def circumstances(table_name: str) -> frozenset[str]:
    """Columns of a table that do not count as content."""
    return _CIRCUMSTANCES.get(table_name, _PROOF)


def content_hash(tables: Mapping[str, pa.Table], views: str = "") -> str:
    """SHA-256, hex, over the content of all tables, their contract and the views.

    It is taken over values, not over Parquet bytes, so another Parquet writer gives the same.
    A source that turns stale or recovers does count: readers must be able to see it.

    Args:
        tables: Conforming tables in key order, by name.
        views: Text of all views published in the database.
    """
    digest = hashlib.sha256(f"{SCHEMA_VERSION}\n{views}\n".encode())
    for name in sorted(tables.keys() - RELEASE_TABLES):
        digest.update(TABLES[name].ddl.encode())
        table = _facts(name, tables[name])
        digest.update(table.num_rows.to_bytes(8, "little"))
        for column_name in table.schema.names:
            _update(digest, table.column(column_name))
    return digest.hexdigest()


def _facts(name: str, table: pa.Table) -> pa.Table:
    dropped = circumstances(name) & set(table.schema.names)
    if name == "source":
        healthy = pc.is_in(table["state"], pa.array(HEALTHY_STATES))
        state = pc.if_else(healthy, "healthy", table["state"])
        table = table.set_column(table.schema.get_field_index("state"), "state", state)
    if not dropped:
        return table
    table = table.drop_columns(list(dropped))
    if dropped & set(TABLES[name].key):
        table = table.sort_by([(column, "ascending") for column in table.schema.names])
    return table


def _update(digest: hashlib._Hash, column: pa.ChunkedArray) -> None:
    values = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    digest.update(f"{column.type}\n".encode())
    digest.update(pc.is_valid(values).cast(pa.uint8()).to_numpy().tobytes())
    if pa.types.is_string(values.type):
        values = values.fill_null("")
        digest.update(pc.binary_length(values).to_numpy().tobytes())
        _, ends, text = values.buffers()
        if len(values):
            held = np.frombuffer(ends, np.int32)[values.offset : values.offset + len(values) + 1]
            digest.update(memoryview(text or b"")[held[0] : held[-1]])
    else:
        plain = values.cast(pa.uint8()) if pa.types.is_boolean(values.type) else values
        plain = plain.cast(pa.int64()) if pa.types.is_timestamp(plain.type) else plain
        plain = plain.cast(pa.int32()) if pa.types.is_date(plain.type) else plain
        digest.update(plain.fill_null(0).to_numpy().tobytes())
