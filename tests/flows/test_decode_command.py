"""``nordic-clusters decode`` as a person types it."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.extract.tables.writers import Cube, jsonstat, px
from tests.flows.typed import Typed, typed

CUBE = Cube({"Region": {"01": "Øst"}, "Tid": {"2024": "2024", "2025": "2025"}}, [1.0, None],
            [None, ":"])  # fmt: skip


def run(*arguments: object) -> Typed:
    return typed("decode", *arguments)


@pytest.mark.parametrize(("name", "data"), [("a.json", jsonstat(CUBE)), ("a.px", px(CUBE, stub=1))])
def test_a_table_is_written_and_described_in_one_line(
    name: str, data: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    out = tmp_path / "table.parquet"
    result = run(tmp_path / name, "--out", out)
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert line.startswith("2 rows, 2 dimensions (Region, Tid), ")
    assert pq.read_table(out).to_pylist()[1] == {
        "Region": "01", "Region_label": "Øst", "Tid": "2025", "Tid_label": "2025",
        "value": None, "raw_status": ":",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "options", "expected"),
    [
        (jsonstat(CUBE)[:-40], [], "PARSE_ERROR"),
        (b'{"dataset":{"value":[],"dimension":{}}}', [], "/dataset/id"),
        (jsonstat(CUBE), ["--format", "sdmx"], "FORMAT_UNKNOWN"),
        (px(CUBE, stub=1), ["--language", "fi"], "LANGUAGE_UNKNOWN"),
        (None, [], "cannot be read"),
    ],
)
def test_refusals_exit_2_with_code_or_place_on_stderr(
    data: bytes | None, options: list[str], expected: str, tmp_path: Path
) -> None:
    path, out = tmp_path / "file", tmp_path / "table.parquet"
    if data is not None:
        path.write_bytes(data)
    result = run(path, "--out", out, *options)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert expected in result.stderr
    assert not out.exists()


def test_a_place_that_cannot_be_written_exits_2(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(jsonstat(CUBE))
    result = run(tmp_path / "a.json", "--out", tmp_path / "missing" / "a.parquet")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_the_file_to_read_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(jsonstat(CUBE))
    result = run(path, "--out", path)
    assert result.exit_code == 2
    assert "the file to read" in result.stderr
    assert path.read_bytes() == jsonstat(CUBE)
