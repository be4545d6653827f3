"""What makes a release new, and what is only circumstance."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from load.changes import compare
from load.content import content_hash
from load.parquet import table_path, write_table
from tests.load.sample import rows, sample
from warehouse.tables import TABLES


def edited(table_name: str, index: int, **values: Any) -> dict[str, pa.Table]:
    """The sample with one row of one table changed."""
    made = rows(TABLES[table_name])
    made[index] |= values
    return sample() | {table_name: TABLES[table_name].to_arrow(made)}


LATER = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
CIRCUMSTANCES: list[tuple[str, dict[str, Any]]] = [
    ("source", {"state": "unchanged"}),
    ("source", {"state": "bundled", "state_detail": "synthetic remark"}),
    ("capture", {"captured_at": LATER}),
    ("capture", {"capture_id": "zzz synthetic", "sha256": "f" * 64, "byte_count": 9}),
    ("statement", {"capture_id": "zzz synthetic"}),
    ("observation", {"capture_id": "zzz synthetic"}),
    ("data_quality", {"release_id": "other"}),
]
CONTENT = [
    ("source", {"state": "stale"}),
    ("source", {"licence": "other"}),
    ("capture", {"url": "https://example.org/other"}),
    ("statement", {"value": "other"}),
    ("observation", {"value": -1.5}),
    ("observation", {"value": None}),
    ("observation", {"raw_status": ""}),
    ("cluster", {"start_year": 1999}),
    ("cluster", {"name": "synthetic æøå |'\" 1"}),
    ("employment", {"is_break": False}),
    ("member_count", {"as_of": dt.date(2020, 2, 2)}),
    ("stat_table", {"source_updated_at": LATER}),
]


@pytest.mark.parametrize(("table", "values"), CIRCUMSTANCES)
def test_circumstances_make_no_release(table: str, values: dict[str, Any]) -> None:
    assert content_hash(edited(table, 0, **values)) == content_hash(sample())


@pytest.mark.parametrize(("table", "values"), CONTENT)
def test_facts_make_a_release(table: str, values: dict[str, Any]) -> None:
    assert content_hash(edited(table, 0, **values)) != content_hash(sample())


def test_views_and_borders_between_texts_count() -> None:
    assert content_hash(sample(), "a view") != content_hash(sample())
    made = rows(TABLES["organisation"])
    made[0]["name"], made[1]["name"] = "ab", "c"
    one = {"organisation": TABLES["organisation"].to_arrow(made)}
    made[0]["name"], made[1]["name"] = "a", "bc"
    two = {"organisation": TABLES["organisation"].to_arrow(made)}
    assert content_hash(one) != content_hash(two)


def test_chunks_do_not_matter() -> None:
    whole = sample(6)
    parts = {
        name: pa.concat_tables([table.slice(0, 2), table.slice(2)]) for name, table in whole.items()
    }
    assert content_hash(parts) == content_hash(whole)


@pytest.mark.parametrize(
    ("table", "values", "expected"),
    [
        *((table, values, []) for table, values in CIRCUMSTANCES if "sha256" not in values),
        ("source", {"state": "stale"}, [("source", "changed", "state", "fresh", "stale")]),
        ("observation", {"value": None}, [("observation", "changed", "value", "0.1", None)]),
        (
            "capture",
            {"capture_id": "zzz"},
            [
                ("capture", "removed", None, None, None),
                ("capture", "added", None, None, None),
            ],
        ),
        (
            "stat_table",
            {"source_updated_at": LATER},
            [("stat_table", "changed", "source_updated_at", None, "2030-01-01 00:00:00+00")],
        ),
    ],
)
def test_change_agrees_with_content(
    tmp_path_factory: pytest.TempPathFactory,
    table: str,
    values: dict[str, Any],
    expected: list[tuple[str | None, ...]],
) -> None:
    sides = []
    for given in (sample(names=[table]), {table: edited(table, 0, **values)[table]}):
        folder = tmp_path_factory.mktemp("side")
        (folder / "parquet").mkdir()
        write_table(TABLES[table], given[table], table_path(folder, table), {})
        sides.append(folder)
    found = compare(*sides).to_pylist()
    for row in found:
        del row["row_key"]
    if table == "observation" and expected:
        expected = [(*expected[0][:3], found[0]["value_before"], expected[0][4])]
        assert float(found[0]["value_before"]) == rows(TABLES[table])[0]["value"]
    assert [tuple(row.values()) for row in found] == expected
