"""The gate's report: one page that is readable offline, for the person on duty."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
import pyarrow as pa

from expectations.gate import Verdict

_TEMPLATE = Path(__file__).with_name("report.html.j2")


def write_report(folder: Path, verdict: Verdict, tables: Mapping[str, pa.Table]) -> Path:
    """Write ``index.html`` about a verdict.

    Returns:
        The page.
    """
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    page.write_text(
        template.render(
            verdict=verdict,
            results=sorted(
                verdict.results,
                key=lambda row: (row["success"], row["severity"], row["table_name"]),
            ),
            sources=_sources(tables),
            row_counts={name: table.num_rows for name, table in sorted(tables.items())},
        ),
        encoding="utf-8",
    )
    return page


def _sources(tables: Mapping[str, pa.Table]) -> list[dict[str, Any]]:
    captures: dict[str, list[dict[str, Any]]] = {}
    for row in tables["capture"].to_pylist():
        captures.setdefault(row["source_id"], []).append(row)
    rows = [
        row | {"captures": captures.get(row["source_id"], [])}
        for row in tables["source"].to_pylist()
    ]
    return sorted(
        rows, key=lambda row: (row["state"] in {"bundled", "fresh", "unchanged"}, row["source_id"])
    )
