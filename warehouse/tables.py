"""The contract: every table and field, read from ``tables.toml`` and ``fields.toml``.

Schema, DDL, dictionary and expectations derive from it.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from warehouse.schema import Field, Reference, Table, columns
from warehouse.vocabulary import LISTS


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def _field(name: str, said: Mapping[str, Any]) -> Field:
    others = {key: value for key, value in said.items() if key not in {"list", "values"}}
    listed = LISTS[said["list"]] if "list" in said else ()
    values = (*listed, *said.get("values", ()))
    return Field(name.rpartition(".")[2], values=values or None, **others)


def _table(name: str, said: Mapping[str, Any]) -> Table:
    made = {
        "columns": columns(FIELDS, said["columns"].split()),
        "key": tuple(said["key"].split()),
        "references": tuple(
            Reference(tuple(names.split()), target)
            for names, target in said.get("references", {}).items()
        ),
    }
    return Table(name, **{**said, **made})


FIELDS: dict[str, Field] = {name: _field(name, one) for name, one in _read("fields.toml").items()}
_CONTRACT = _read("tables.toml")
SCHEMA_VERSION: str = _CONTRACT["schema_version"]
TABLES: dict[str, Table] = {name: _table(name, one) for name, one in _CONTRACT["table"].items()}
