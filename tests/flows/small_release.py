"""A release that holds a database and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb


def small_release(root: Path, sql: str) -> Path:
    """A data folder whose current release's database is what these statements make.

    Args:
        root: The folder to make it in.
        sql: Statements of DuckDB.

    Returns:
        The data folder.
    """
    release = root / "releases" / "20260101T000000Z-00000000"
    release.mkdir(parents=True)
    with duckdb.connect(str(release / "nordic_clusters.duckdb")) as connection:
        connection.execute(sql)
    manifest: dict[str, object] = {
        "release_id": release.name,
        "created_at": "2026-01-01T00:00:00+00:00",
        "content_hash": "0",
        "previous_release_id": None,
        "schema_version": "1.0",
        "files": {},
        "tables": {},
    }
    (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (root / "current").symlink_to(Path("releases") / release.name)
    return root
