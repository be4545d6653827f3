"""CSV copies of the tables, for tools that know no Parquet.

Null is an empty field, an empty text is ``""``; dates and instants are ISO 8601.
"""

from __future__ import annotations

from pathlib import Path

from load.database import connect, quoted
from load.parquet import table_path
from warehouse.schema import Column
from warehouse.tables import TABLES


def write_csv(folder: Path) -> None:
    """Write ``csv/<table>.csv`` of a release folder from its Parquet files."""
    (folder / "csv").mkdir()
    with connect() as connection:
        for name, contract in TABLES.items():
            chosen = ", ".join(map(_text, contract.columns))
            source = quoted(str(table_path(folder, name)))
            target = quoted(str(folder / "csv" / f"{name}.csv"))
            connection.execute(
                f"COPY (SELECT {chosen} FROM read_parquet({source})) "  # noqa: S608
                f"TO {target} (FORMAT csv, HEADER true)"
            )


def _text(column: Column) -> str:
    if column.field.type == "timestamp":
        return f"""strftime("{column.name}", '%Y-%m-%dT%H:%M:%S.%fZ') AS "{column.name}\""""
    return f'"{column.name}"'
