"""The manifest: what a release consists of, file by file, table by table."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from warehouse.errors import ReleaseError

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


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
