"""Descriptions of a release for catalogues and tools, all derived from the contract.

Addresses in them are relative, so they hold wherever the release folder is hosted.
``datapackage.json`` lies beside the data because its paths must not lead upwards.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from load.database import DATABASE_NAME
from load.metadata.citation import citation_text
from load.metadata.croissant import croissant
from load.metadata.csvw import csvw
from load.metadata.datapackage import datapackage
from load.metadata.dcat import dcat_jsonld, dcat_turtle
from load.metadata.description import describe
from load.metadata.licences import licences_text
from load.metadata.readme import readme_text
from load.metadata.schema_org import schema_org


def write_metadata(folder: Path, identity: Mapping[str, str | None]) -> None:
    """Write all descriptions of a release folder that has its tables and its database."""
    description = describe(folder, identity, DATABASE_NAME)
    (folder / "metadata").mkdir()
    documents: dict[str, dict[str, Any] | str] = {
        "README.md": readme_text(description),
        "LICENCES.md": licences_text(description.sources),
        "CITATION.cff": citation_text(description),
        "datapackage.json": datapackage(description),
        "metadata/dcat.jsonld": dcat_jsonld(description),
        "metadata/dcat.ttl": dcat_turtle(description),
        "metadata/schema.org.jsonld": schema_org(description),
        "metadata/croissant.json": croissant(description),
        "metadata/csvw.json": csvw(),
    }
    for name, document in documents.items():
        text = document if isinstance(document, str) else _json(document)
        (folder / name).write_text(text, encoding="utf-8")


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
