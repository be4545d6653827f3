"""Terms and attribution of each source, which travel with the data."""

import pyarrow as pa
import pyarrow.compute as pc


def table_licences(table: pa.Table, sources: pa.Table, captures: pa.Table) -> str:
    """Licences of the sources that a table's rows rest on, by name, joined by ``; ``.

    Where a table does not lead to its sources by a column of its own, all sources count.
    """
    if "source_id" in table.schema.names:
        sources = _of(sources, table["source_id"])
    elif "capture_id" in table.schema.names:
        proofs = pc.unique(table["capture_id"])
        sources = _of(
            sources, captures.filter(pc.is_in(captures["capture_id"], proofs))["source_id"]
        )
    return "; ".join(sorted(set(sources["licence"].to_pylist())))


def _of(sources: pa.Table, ids: pa.ChunkedArray) -> pa.Table:
    return sources.filter(pc.is_in(sources["source_id"], pc.unique(ids)))
