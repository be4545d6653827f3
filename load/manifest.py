"""The manifest: what a release consists of, file by file, table by table."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from load.parquet import read_table, table_path
from warehouse.errors import ReleaseError
from warehouse.tables import TABLES

MANIFEST_NAME = "manifest.json"


@dataclasses.dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """A published release, as its manifest tells.

    Attributes:
        release_id: ``<UTC time>-<first 8 hex of the content hash>``.
        path: Its folder.
        created_at: UTC instant.
        content_hash: SHA-256 over the content, hex; see :mod:`load.content`.
        previous_release_id: The release before, None for the first.
        schema_version: Of the contract, major.minor.
        manifest: The whole manifest.
    """

    release_id: str
    path: Path
    created_at: dt.datetime
    content_hash: str
    previous_release_id: str | None
    schema_version: str
    manifest: Mapping[str, Any] = dataclasses.field(repr=False)

    @property
    def row_counts(self) -> dict[str, int]:
        """Rows by table."""
        return {name: facts["rows"] for name, facts in self.manifest["tables"].items()}


def read_manifest(folder: Path) -> ReleaseInfo:
    """A release folder's manifest.

    Raises:
        ReleaseError: There is none, or it is damaged.
    """
    path = folder / MANIFEST_NAME
    try:
        manifest = json.loads(path.read_bytes())
        return ReleaseInfo(
            release_id=manifest["release_id"],
            path=folder,
            created_at=dt.datetime.fromisoformat(manifest["created_at"]),
            content_hash=manifest["content_hash"],
            previous_release_id=manifest["previous_release_id"],
            schema_version=manifest["schema_version"],
            manifest=manifest,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(
            "a release has no readable manifest",
            place=str(path),
            expected="the manifest that every release is written with",
            found=f"{type(error).__name__}: {error}",
            remedy="restore the folder from a copy, or remove it and run again",
        ) from error


def damaged_files(info: ReleaseInfo) -> list[str]:
    """Files of a release that are gone or not as they were published, by path, sorted."""
    return [
        name
        for name, facts in sorted(info.manifest.get("files", {}).items())
        if not (info.path / name).is_file() or file_hash(info.path / name) != facts["sha256"]
    ]


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
                    remedy="restore it, or raise the major of SCHEMA_VERSION in "
                    "warehouse/tables.py and tell the readers",
                )


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
