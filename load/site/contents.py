"""What a release holds, as the site needs it: rows by table, read once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from load.database import DATABASE_NAME, connect
from load.manifest import ReleaseInfo, read_manifest
from load.parquet import read_table
from warehouse.tables import TABLES

Row = dict[str, Any]


class _Names(dict[str, str]):
    """Names by code; one without a name is called by its code."""

    def __missing__(self, code: str) -> str:
        return code


COUNTRY_NAMES = _Names(DK="Denmark", NO="Norway", SE="Sweden", EU="Europe")
#: Language of an agency's own titles.
LANGUAGES = {"DK": "da", "NO": "nb", "SE": "sv"}
#: Views that pages show. They are small and read together: to open a database takes long.
VIEWS = (
    "cluster_name_span",
    "cluster_today",
    "clusters_per_million",
    "coverage_today",
    "newest_member_count",
    "table_provenance",
)


@dataclasses.dataclass(frozen=True)
class Contents:
    """A release folder's content.

    Attributes:
        folder: The release folder.
        info: Its manifest.
    """

    folder: Path
    info: ReleaseInfo
    _rows: dict[str, list[Row]] = dataclasses.field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, folder: Path) -> Contents:
        """The contents of a release folder.

        Raises:
            ReleaseError: It has no readable manifest.
        """
        return cls(folder, read_manifest(folder))

    def table(self, name: str) -> pa.Table:
        """A table in Arrow, for the large ones."""
        return read_table(self.folder, name)

    def rows(self, name: str) -> list[Row]:
        """Rows of a small table in key order, or of one of ``VIEWS``; none if it is not there."""
        if name not in self._rows:
            if name in TABLES:
                self._rows[name] = self.table(name).to_pylist()
            else:
                self._rows.update({view: [] for view in VIEWS} | self._views())
        return self._rows[name]

    def _views(self) -> dict[str, list[Row]]:
        if self.database is None:
            return {}
        with connect(str(self.database), read_only=True, threads=1) as connection:
            held = connection.execute("SELECT view_name FROM duckdb_views()").fetchall()
            return {
                name: connection.execute(f"FROM {name}").to_arrow_table().to_pylist()
                for (name,) in held
                if name in VIEWS
            }

    @cached_property
    def database(self) -> Path | None:
        """The release's database, if it has one."""
        path = self.folder / DATABASE_NAME
        return path if path.exists() else None

    def ask(self, sql: str, *values: Any) -> list[Row]:
        """Rows that the release's database answers; none if there is no database.

        It is opened for each query: what DuckDB holds after a large one, only closing frees.

        Args:
            sql: One query, with a question mark for each value.
            values: In the order of the question marks.
        """
        if self.database is None:
            return []
        with connect(str(self.database), read_only=True, threads=1) as connection:
            found: list[Row] = connection.execute(sql, list(values)).to_arrow_table().to_pylist()
        return found

    @cached_property
    def reference_day(self) -> dt.date:
        """The day that "today" means in this release."""
        stated = [row.get("reference_date") for row in self.rows("release")]
        return next(filter(None, stated), self.info.created_at.date())

    @cached_property
    def sector_names(self) -> dict[str, str]:
        """Names of the closed list of sectors, by code."""
        return {row["sector_code"]: row["name"] for row in self.rows("sector")}

    @cached_property
    def existence_reasons(self) -> dict[str, str]:
        """What each rule of existence looks at, by rule."""
        return {row["existence_rule"]: row["rule_reason"] for row in self.rows("existence_rule")}

    @cached_property
    def sources(self) -> dict[str, Row]:
        """Sources by id."""
        return {row["source_id"]: row for row in self.rows("source")}

    @cached_property
    def captures(self) -> dict[str, Row]:
        """Captures by id."""
        return {row["capture_id"]: row for row in self.rows("capture")}

    @cached_property
    def statements(self) -> dict[str, Row]:
        """Statements by id."""
        return {row["statement_id"]: row for row in self.rows("statement")}

    @cached_property
    def region_names(self) -> dict[tuple[str, str], str]:
        """Names by vintage and code."""
        return {
            (row["vintage"], row["region_code"]): row["region_name"] for row in self.rows("region")
        }

    @cached_property
    def industry_names(self) -> dict[str, str]:
        """Names by industry code."""
        return {row["industry_code"]: row["industry_name"] for row in self.rows("industry")}

    @cached_property
    def industry_parents(self) -> dict[str, str | None]:
        """The class above each industry."""
        return {row["industry_code"]: row["parent_code"] for row in self.rows("industry")}

    @cached_property
    def programme_names(self) -> dict[str, str]:
        """Names by programme id."""
        return {row["programme_id"]: row["name"] for row in self.rows("programme")}

    @cached_property
    def level_names(self) -> dict[tuple[str, str], str]:
        """Names of levels that have one, by programme and level."""
        return {
            (row["programme_id"], row["level"]): row["level_name"]
            for row in self.rows("programme_level")
        }

    def level_name(self, programme_id: str, level: str) -> str:
        """A level in words; short codes without a published name are acronyms."""
        plain = level.upper() if len(level) <= 3 else level.replace("_", " ")
        return self.level_names.get((programme_id, level), plain)

    def proof(self, row: Mapping[str, Any]) -> Row:
        """Where a row comes from: source, capture, and the page to look at.

        Args:
            row: With ``statement_id`` or ``capture_id``.
        """
        statement = self.statements.get(row.get("statement_id") or "", {})
        origin = statement or row
        capture = self.captures[origin["capture_id"]]
        return {
            "source": self.sources[capture["source_id"]],
            "capture": capture,
            "url": origin.get("statement_url") or capture["url"],
            "locator": origin.get("locator"),
            "confidence": origin.get("confidence"),
        }


def grouped(rows: Iterable[Row], key: str) -> dict[Any, list[Row]]:
    """Rows by the value of one column, in order."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found
