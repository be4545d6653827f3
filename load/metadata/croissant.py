"""The release for machine learning: Croissant, one record set per Parquet file.

Source: Croissant format specification 1.1 (MLCommons).
"""

import json
from pathlib import Path
from typing import Any

from load.metadata.description import DESCRIPTION, KEYWORDS, NAME, PUBLISHER, Description, FileFacts
from warehouse.schema import TYPE_NAMES, Column, Table, comment
from warehouse.tables import TABLES

# The specification asks for its context as it stands.
_CONTEXT = Path(__file__).with_name("croissant_context.json")


def croissant(description: Description) -> dict[str, Any]:
    """The data set as Croissant JSON-LD."""
    files = [_file(f"{name}-parquet", file) for name, file in description.parquet.items()]
    return {
        "@context": json.loads(_CONTEXT.read_text(encoding="utf-8")),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": NAME,
        "description": DESCRIPTION,
        "version": description.version,
        "datePublished": description.created_at.date().isoformat(),
        "citeAs": description.citation,
        "creator": {"@type": "sc:Organization", "name": PUBLISHER},
        "publisher": {"@type": "sc:Organization", "name": PUBLISHER},
        "inLanguage": "en",
        "keywords": list(KEYWORDS),
        "license": [url or name for name, url in description.licences.items()],
        "isLiveDataset": False,
        "distribution": files,
        "recordSet": [_records(table) for table in TABLES.values()],
    }


def _file(identity: str, file: FileFacts) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": identity,
        "name": identity,
        "description": f"{file.path} of the release folder",
        "contentUrl": f"../{file.path}",
        "contentSize": f"{file.byte_count} B",
        # The name that Croissant's own tools know Parquet by.
        "encodingFormat": "application/x-parquet",
        "sha256": file.sha256,
    }


def _records(table: Table) -> dict[str, Any]:
    records: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "field": [_field(table, column) for column in table.columns],
    }
    if table.key:
        records["key"] = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return records


def _field(table: Table, column: Column) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": comment(column.field),
        "dataType": TYPE_NAMES[column.field.type]["croissant"],
        "source": {
            "fileObject": {"@id": f"{table.name}-parquet"},
            "extract": {"column": column.name},
        },
    }
