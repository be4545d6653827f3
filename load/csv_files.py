"""CSV copies of the tables, for tools that know no Parquet.

``csv/`` holds the values as they are. Null is an empty field, an empty text is ``""``; dates
and instants are ISO 8601. A spreadsheet that opens such a file may take a text for a formula;
``csv_spreadsheet/`` is for spreadsheets: a text that begins with ``=``, ``+``, ``-``, ``@`` or
an apostrophe has one apostrophe before it there. Taking one away gives the value back.
"""

from pathlib import Path

from load.database import connect, quoted
from load.parquet import table_path
from warehouse.schema import Column
from warehouse.tables import TABLES


def write_csv(folder: Path) -> None:
    """Write ``csv/<table>.csv`` of a release folder from its Parquet files."""
    with connect(threads=1) as connection:
        for flavour, written in (("csv", _text), ("csv_spreadsheet", _guarded)):
            (folder / flavour).mkdir()
            for name, contract in TABLES.items():
                chosen = ", ".join(map(written, contract.columns))
                source = quoted(str(table_path(folder, name)))
                target = quoted(str(folder / flavour / f"{name}.csv"))
                connection.execute(
                    f"COPY (SELECT {chosen} FROM read_parquet({source})) "  # noqa: S608
                    f"TO {target} (FORMAT csv, HEADER true)"  # in order: DuckDB keeps it
                )


def _guarded(column: Column) -> str:
    if column.field.type != "string":
        return _text(column)
    name = f'"{column.name}"'
    begins = f"left({name}, 1) IN ('=', '+', '-', '@', chr(39))"
    return f"CASE WHEN {begins} THEN chr(39) || {name} ELSE {name} END AS {name}"


def _text(column: Column) -> str:
    if column.field.type == "timestamp":
        return f"""strftime("{column.name}", '%Y-%m-%dT%H:%M:%S.%fZ') AS "{column.name}\""""
    return f'"{column.name}"'
