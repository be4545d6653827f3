from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.before import INTENDED, differences, intended
from warehouse.tables import TABLES


def _write(folder: Path, **tables: dict[str, list[object]]) -> Path:
    folder.mkdir()
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    return folder


def test_every_kind_of_difference_is_named_by_column(tmp_path: Path) -> None:
    before = _write(
        tmp_path / "before",
        same={"a": [1, 2]},
        order={"a": [1, 2]},
        value={"a": [1, None]},
        twice={"a": [1, 1]},
        column={"a": [1], "b": [2]},
        gone={"a": [1]},
        release={"a": [1]},
        sector={"sector_code": ["x", "y", "z"], "name": ["X", "Y", "Z"], "note": [None, "n", "m"]},
    )
    after = _write(
        tmp_path / "after",
        same={"a": [1, 2]},
        order={"a": [2, 1]},
        value={"a": [1, 3]},
        twice={"a": [1]},
        column={"a": [1], "c": [2]},
        new={"a": [1]},
        release={"a": [2]},
        sector={"sector_code": ["y", "x", "w"], "name": ["Y", "X", "W"], "note": ["n", "o", "m"]},
    )
    assert list(differences(before, after)) == [
        ("column", "b", "gone"),
        ("column", "c", "new"),
        ("gone", "*", "the table is gone"),
        ("new", "*", "a new table"),
        ("sector", "rows", "1 gone, 1 come"),
        ("sector", "note", "differs in 1 rows"),
        ("twice", "rows", "1 gone, 0 come"),
        ("value", "rows", "1 gone, 1 come"),
    ]


def test_a_reason_counts_for_its_columns_and_against_earlier_commits() -> None:
    text = (
        "# all\ncluster rows,name 1a more of them\n\nsector * 2b a closed list\n"
        "cluster place 0e long before\n"
    )
    reason = intended(text, lambda commit: commit != "0e")
    assert reason("cluster", "name") == "more of them (1a)"
    assert reason("sector", "*") == reason("sector", "note") == "a closed list (2b)"
    assert reason("cluster", "place") is None
    assert reason("statement", "rows") is None


def test_every_reason_is_of_a_table_and_a_commit() -> None:
    text = INTENDED.read_text(encoding="utf-8")
    lines = [line.split(None, 3) for line in text.splitlines() if line and not line.startswith("#")]
    for table, columns, commit, reason in lines:
        assert table in TABLES, table
        assert columns, table
        assert re.fullmatch("[0-9a-f]{7,}", commit), table
        assert len(reason) > 5, table
