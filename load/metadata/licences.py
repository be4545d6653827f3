"""Terms and attribution of each source, which travel with the data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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


def licences_text(sources: Sequence[Mapping[str, Any]]) -> str:
    """``LICENCES.md``: terms and attribution of each source, in Markdown."""
    return "\n".join([*_HEAD, *(line for row in sources for line in _entry(row))])


_HEAD = (
    "# Terms and attribution",
    "",
    "The tables gather facts from the sources below. Each publisher's terms go on applying to",
    "what comes from it: name the publisher as given under *Attribution* when you pass it on.",
    "Column `source_id` (directly, or through `capture`) says which source a row comes from.",
    "",
)


def _of(sources: pa.Table, ids: pa.ChunkedArray) -> pa.Table:
    return sources.filter(pc.is_in(sources["source_id"], pc.unique(ids)))


def _entry(row: Mapping[str, Any]) -> Iterator[str]:
    terms = f"[{row['licence']}]({row['licence_url']})" if row["licence_url"] else row["licence"]
    yield f"## {row['title']}"
    yield ""
    yield f"- Source: `{row['source_id']}`, {row['publisher']}, <{row['landing_url']}>"
    yield f"- Terms: {terms}"
    yield f"- Attribution: {row['attribution']}"
    yield ""
