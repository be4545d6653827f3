"""``csvw.json``: the CSV files as CSV on the Web.

Source: Metadata Vocabulary for Tabular Data, W3C Recommendation 2015.
"""

from typing import Any

from warehouse.schema import TYPE_NAMES, Column, Reference, Table, comment
from warehouse.tables import TABLES


def csvw() -> dict[str, Any]:
    """The table group; addresses are relative to ``metadata/``."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
        "tables": [_table(table) for table in TABLES.values()],
    }


def _table(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(column) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    # CSVW's own validators take a null in a foreign key for a broken one.
    kept = [
        reference
        for reference in table.references
        if all(table.column(name).required for name in reference.columns)
    ]
    if kept:
        schema["foreignKeys"] = [_reference(reference) for reference in kept]
    return {
        "url": _address(table.name),
        "dc:title": table.name,
        "dc:description": table.description,
        "tableSchema": schema,
    }


def _column(column: Column) -> dict[str, Any]:
    field = column.field
    made: dict[str, Any] = {
        "name": field.name,
        "titles": field.name,
        "dc:description": comment(field),
        "datatype": _datatype(column),
        "required": column.required,
    }
    if field.type == "string" and column.required:
        made |= {"null": [], "required": False}  # an empty text is a value
    return made


def _datatype(column: Column) -> str | dict[str, Any]:
    field = column.field
    pattern = "|".join(field.values) if field.values else field.pattern
    made: dict[str, Any] = {"base": TYPE_NAMES[field.type]["csvw"]}
    if pattern and field.type == "string":
        made["format"] = pattern
    if field.minimum is not None:
        made["minimum"] = field.minimum
    if field.maximum is not None:
        made["maximum"] = field.maximum
    return made if len(made) > 1 else str(made["base"])


def _reference(reference: Reference) -> dict[str, Any]:
    return {
        "columnReference": list(reference.columns),
        "reference": {
            "resource": _address(reference.table),
            "columnReference": list(TABLES[reference.table].key),
        },
    }


def _address(name: str) -> str:
    return f"../csv/{name}.csv"
