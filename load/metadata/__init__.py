"""Descriptions of a release for catalogues and tools, all derived from the contract.

Addresses in them are relative, so they hold wherever the release folder is hosted.
``datapackage.json`` lies beside the data because its paths must not lead upwards.
"""

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from load.database import DATABASE_NAME
from load.metadata.croissant import croissant
from load.metadata.csvw import csvw
from load.metadata.datapackage import datapackage
from load.metadata.dcat import dcat_jsonld, dcat_turtle
from load.metadata.description import DESCRIPTION, KEYWORDS, PUBLISHER, TITLE, Description, describe
from load.metadata.schema_org import schema_org
from warehouse.tables import TABLES


def write_metadata(folder: Path, identity: Mapping[str, str | None]) -> None:
    """Write all descriptions of a release folder that has its tables and its database."""
    description = describe(folder, identity, DATABASE_NAME)
    (folder / "metadata").mkdir()
    documents: dict[str, dict[str, Any] | str] = {
        **_texts(description),
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


def _texts(description: Description) -> dict[str, str]:
    """The documents for people, and how to cite the release (Citation File Format 1.2.0)."""
    environment = jinja2.Environment(  # noqa: S701 (Markdown and YAML)
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    # JSON scalars and lists are YAML too.
    environment.filters["json"] = functools.partial(json.dumps, ensure_ascii=False)
    environment.globals |= {"title": TITLE, "about": DESCRIPTION, "keywords": KEYWORDS}
    environment.globals |= {"publisher": PUBLISHER, "tables": TABLES, "release": description}
    return {
        name: environment.get_template(f"{name}.j2").render()
        for name in ("README.md", "LICENCES.md", "CITATION.cff")
    }


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
