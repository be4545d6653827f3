"""Seal a release: its manifest says what the folder holds, and the contract only grows."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from load.manifest import MANIFEST_NAME, ReleaseInfo, file_hash
from load.parquet import read_table, table_path
from warehouse.errors import ReleaseError
from warehouse.tables import TABLES


def write_manifest(folder: Path, identity: Mapping[str, str | None]) -> dict[str, Any]:
    """Write ``manifest.json`` over everything the folder holds now.

    Args:
        folder: Release folder.
        identity: release_id, created_at, content_hash, inputs_hash, previous_release_id,
            schema_version.
    """
    manifest = {
        **identity,
        "tables": {name: _describe(folder, name) for name in TABLES},
        "sources": _sources(folder),
        "files": {
            path.relative_to(folder).as_posix(): {
                "sha256": file_hash(path),
                "bytes": path.stat().st_size,
            }
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path != folder / MANIFEST_NAME
        },
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (folder / MANIFEST_NAME).write_text(text, encoding="utf-8")
    return manifest


def check_additive(before: ReleaseInfo, schema_version: str) -> None:
    """Hold the contract against the release before: within a major version it only grows.

    Raises:
        ReleaseError: A table or column is gone, or has another type.
    """
    if before.schema_version.partition(".")[0] != schema_version.partition(".")[0]:
        return
    for name, described in before.manifest["tables"].items():
        now = {column["name"]: column["type"] for column in _columns(name)}
        for column in described["columns"]:
            found = now.get(column["name"], "gone")
            if found != column["type"]:
                raise ReleaseError(
                    "a column that readers rely on was removed or retyped",
                    place=f"{name}.{column['name']}",
                    expected=f"{column['type']}, as in release {before.release_id}",
                    found=found,
                    remedy="restore it, or raise the major of schema_version in "
                    "warehouse/tables.toml and tell the readers",
                )


def _columns(name: str) -> list[dict[str, Any]]:
    contract = TABLES.get(name)
    return [
        {"name": column.name, "type": column.field.type, "required": column.required}
        for column in (contract.columns if contract else ())
    ]


def _describe(folder: Path, name: str) -> dict[str, Any]:
    path = table_path(folder, name)
    return {
        "path": path.relative_to(folder).as_posix(),
        "rows": pq.read_metadata(path).num_rows,
        "columns": _columns(name),
    }


def _sources(folder: Path) -> dict[str, Any]:
    captures: dict[str, list[dict[str, str]]] = {}
    for row in read_table(folder, "capture").to_pylist():
        captures.setdefault(row["source_id"], []).append(
            {
                "capture_id": row["capture_id"],
                "url": row["url"],
                "captured_at": row["captured_at"].isoformat(),
                "method": row["method"],
                "sha256": row["sha256"],
            }
        )
    return {
        row["source_id"]: {
            "state": row["state"],
            "licence": row["licence"],
            "captures": captures.get(row["source_id"], []),
        }
        for row in read_table(folder, "source").to_pylist()
    }
