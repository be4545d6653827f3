"""What every description of a release says, whatever the format."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from load.geoparquet import GEO_PATH
from load.manifest import file_hash
from load.parquet import read_table, table_path
from warehouse.tables import TABLES
from warehouse.vocabulary import OBS_STATUS, PROPERTIES

NAME = "nordic-clusters"
TITLE = "Business clusters in Denmark, Sweden and Norway"
DESCRIPTION = (
    "Open, dated, sourced data about business clusters in Denmark, Sweden and Norway: a register "
    "of clusters with their programmes, labels, members and history; the targets and figures of "
    "cluster strategies; and employment by region and industry with location quotients. Every "
    "fact leads back to the captured document that says it."
)
KEYWORDS = (
    "business clusters",
    "cluster policy",
    "innovation networks",
    "regional statistics",
    "location quotient",
    "Denmark",
    "Sweden",
    "Norway",
)
#: Short name, English name and ISO 3166-1 alpha-3 code of the countries covered.
COUNTRIES = (("DK", "Denmark", "DNK"), ("SE", "Sweden", "SWE"), ("NO", "Norway", "NOR"))
PUBLISHER = "nordic-clusters"

PARQUET = "application/vnd.apache.parquet"
CSV = "text/csv"
DUCKDB = "application/vnd.duckdb"

#: What the codes of a closed list mean, for columns that have such a list.
LABELS: Mapping[str, Mapping[str, str]] = {"obs_status": OBS_STATUS, "property": PROPERTIES}


@dataclasses.dataclass(frozen=True, slots=True)
class FileFacts:
    """Size and hash of one file.

    Attributes:
        path: Relative to the release folder.
        media_type: Media type.
        byte_count: Size in bytes.
        sha256: Hex digest.
    """

    path: str
    media_type: str
    byte_count: int
    sha256: str


@dataclasses.dataclass(frozen=True, slots=True)
class Description:
    """A release, as its descriptions need to know it.

    Attributes:
        release_id: Its id.
        created_at: UTC instant.
        schema_version: Of the contract, major.minor.
        sources: Rows of table ``source``.
        rows: Number of rows by table.
        database: The DuckDB file.
        parquet: Parquet file by table.
        csv: CSV file by table.
        outlines: The GeoParquet file of regions.
    """

    release_id: str
    created_at: dt.datetime
    schema_version: str
    sources: tuple[Mapping[str, Any], ...]
    rows: Mapping[str, int]
    database: FileFacts
    parquet: Mapping[str, FileFacts]
    csv: Mapping[str, FileFacts]
    outlines: FileFacts

    @property
    def version(self) -> str:
        """Semantic version: the contract's, with the release as build metadata."""
        return f"{self.schema_version}.0+{self.release_id}"

    @property
    def citation(self) -> str:
        """How to cite it, in one sentence."""
        made = f"{PUBLISHER} ({self.created_at.year}): {TITLE}."
        return f"{made} Release {self.release_id}. Data set."

    @property
    def licences(self) -> dict[str, str | None]:
        """Licence name to its page, each once, by name."""
        found = {row["licence"]: row["licence_url"] for row in self.sources}
        return dict(sorted(found.items()))


def describe(folder: Path, identity: Mapping[str, str | None], database: str) -> Description:
    """Gather the facts of a release folder that has its tables and its database."""
    return Description(
        release_id=str(identity["release_id"]),
        created_at=dt.datetime.fromisoformat(str(identity["created_at"])),
        schema_version=str(identity["schema_version"]),
        sources=tuple(read_table(folder, "source").to_pylist()),
        rows={name: pq.read_metadata(table_path(folder, name)).num_rows for name in TABLES},
        database=_file(folder, database, DUCKDB),
        parquet={name: _file(folder, f"parquet/{name}.parquet", PARQUET) for name in TABLES},
        csv={name: _file(folder, f"csv/{name}.csv", CSV) for name in TABLES},
        outlines=_file(folder, GEO_PATH, PARQUET),
    )


def _file(folder: Path, path: str, media_type: str) -> FileFacts:
    place = folder / path
    return FileFacts(path, media_type, place.stat().st_size, file_hash(place))
