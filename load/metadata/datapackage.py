"""``datapackage.json``: the CSV files as a Frictionless Data Package.

Source: Data Package standard, version 2.0 (datapackage.org).
"""

from typing import Any

from load.metadata.description import (
    DESCRIPTION,
    KEYWORDS,
    LABELS,
    NAME,
    PUBLISHER,
    TITLE,
    Description,
    FileFacts,
)
from warehouse.schema import TYPE_NAMES, Column, Table
from warehouse.tables import TABLES

_PROFILES = "https://datapackage.org/profiles/2.0/"
_MISSING = [{"value": "", "label": "Not stated by the source, or does not apply"}]
#: Why a figure is missing is said in its own column.
_MISSING_FIGURE = [{"value": "", "label": "No figure published; the reason is in obs_status"}]


def datapackage(description: Description) -> dict[str, Any]:
    """The descriptor: one tabular resource per CSV file, and the database."""
    licences = [{"title": name, "path": url} for name, url in description.licences.items() if url]
    return {
        "$schema": f"{_PROFILES}datapackage.json",
        "name": NAME,
        "id": description.release_id,
        "title": TITLE,
        "description": DESCRIPTION,
        "version": description.version,
        "created": description.created_at.isoformat(),
        "keywords": list(KEYWORDS),
        "contributors": [{"title": PUBLISHER, "roles": ["publisher"]}],
        "licenses": [{"title": "Terms of each source", "path": "LICENCES.md"}, *licences],
        "sources": [
            {"title": f"{row['publisher']}: {row['title']}", "path": row["landing_url"]}
            for row in description.sources
        ],
        "resources": [
            *(
                _table(TABLES[name], file, description.parquet[name])
                for name, file in description.csv.items()
            ),
            _file("database", description.database),
            _file("outlines", description.outlines) | {"format": "geoparquet"},
        ],
    }


def _file(name: str, file: FileFacts) -> dict[str, Any]:
    return {
        "name": name,
        "path": file.path,
        "mediatype": file.media_type,
        "bytes": file.byte_count,
        "hash": f"sha256:{file.sha256}",
    }


def _table(table: Table, file: FileFacts, parquet: FileFacts) -> dict[str, Any]:
    return {
        **_file(table.name, file),
        "type": "table",
        "description": table.description,
        "format": "csv",
        "encoding": "utf-8",
        "schema": _schema(table),
        # A property of our own: a resource of the standard has one format.
        "parquet": _file(table.name, parquet),
    }


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILES}tableschema.json",
        "fields": [_field(table, column) for column in table.columns],
        "missingValues": _MISSING,
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {
                "fields": list(reference.columns),
                "reference": {
                    "resource": reference.table,
                    "fields": list(TABLES[reference.table].key),
                },
            }
            for reference in table.references
        ]
    return schema


def _field(table: Table, column: Column) -> dict[str, Any]:
    field = column.field
    made: dict[str, Any] = {
        "name": field.name,
        "type": TYPE_NAMES[field.type]["datapackage"],
        "description": field.description,
    }
    if field.unit:
        made["unit"] = field.unit
    if field.values:
        labels = LABELS.get(field.name, {})
        made["categories"] = [
            {"value": value, "label": labels.get(value, value)} for value in field.values
        ]
    if field.type == "string" and column.required:
        made["missingValues"] = []  # an empty text is a value
    elif field.type == "float64" and "obs_status" in {other.name for other in table.columns}:
        made["missingValues"] = _MISSING_FIGURE
    bounds = {
        "required": column.required or None,
        "enum": list(field.values) if field.values else None,
        "pattern": field.pattern,
        "minimum": field.minimum,
        "maximum": field.maximum,
    }
    constraints = {name: value for name, value in bounds.items() if value is not None}
    return made | ({"constraints": constraints} if constraints else {})
