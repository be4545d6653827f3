"""The release for machine learning: Croissant, one record set per Parquet file.

Source: Croissant format specification 1.1 (MLCommons).
"""

from typing import Any

from load.metadata.citation import citation
from load.metadata.description import (
    DESCRIPTION,
    KEYWORDS,
    NAME,
    PUBLISHER,
    Description,
    FileFacts,
)
from warehouse.schema import Column, FieldType, Table, comment
from warehouse.tables import TABLES

_TYPES: dict[FieldType, str] = {
    "string": "sc:Text",
    "int32": "cr:Int32",
    "int64": "cr:Int64",
    "float64": "cr:Float64",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
}
# The specification asks for its context as it stands.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(description: Description) -> dict[str, Any]:
    """The data set as Croissant JSON-LD."""
    files = [_file(f"{name}-parquet", file) for name, file in description.parquet.items()]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": NAME,
        "description": DESCRIPTION,
        "version": description.version,
        "datePublished": description.created_at.date().isoformat(),
        "citeAs": citation(description),
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
        "dataType": _TYPES[column.field.type],
        "source": {
            "fileObject": {"@id": f"{table.name}-parquet"},
            "extract": {"column": column.name},
        },
    }
