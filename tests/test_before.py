from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.before import differences, intended


def _write(folder: Path, **tables: dict[str, list[object]]) -> Path:
    folder.mkdir()
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    return folder


def test_every_kind_of_difference_is_named(tmp_path: Path) -> None:
    before = _write(
        tmp_path / "before",
        same={"a": [1, 2]},
        order={"a": [1, 2]},
        value={"a": [1, None]},
        twice={"a": [1, 1]},
        column={"a": [1], "b": [2]},
        gone={"a": [1]},
        release={"a": [1]},
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
    )
    assert dict(differences(before, after)) == {
        "value": "rows gone 1, come 1",
        "twice": "rows gone 1, come 0",
        "column": "columns gone ['b'], come ['c']",
        "gone": "the table is gone",
        "new": "the table is new",
    }


def test_reasons_are_read_and_remarks_are_not() -> None:
    assert intended("# all\ncluster: more of them\n\n  label_award :renewed # 2023\n") == {
        "cluster": "more of them",
        "label_award": "renewed",
    }
