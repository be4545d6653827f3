"""Descriptions of a release for catalogues and tools, all derived from the contract."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from load.metadata.licences import licences_text
from load.parquet import read_table


def write_metadata(folder: Path, identity: Mapping[str, str | None]) -> None:
    """Write all descriptions of a release folder."""
    sources = read_table(folder, "source").to_pylist()
    (folder / "metadata").mkdir()
    (folder / "LICENCES.md").write_text(licences_text(sources), encoding="utf-8")
