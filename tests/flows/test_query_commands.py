"""The commands that look at a release, and how they end when there is none to look at."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows import cli
from tests.flows.small_release import small_release
from tests.flows.typed import typed

FACTS = """
CREATE TABLE cluster AS SELECT 'no:a' AS cluster_id, 'A' AS name;
CREATE TABLE cluster_name AS SELECT 'no:a' AS cluster_id, 'A' AS name;
CREATE TABLE capture AS SELECT 'c1' AS capture_id, 'https://example.org/a' AS url, 'ff' AS sha256;
CREATE TABLE statement AS SELECT 'no:a' AS entity_id, 'members' AS property, '48' AS value,
    NULL::VARCHAR AS qualifier, FALSE AS is_inferred,
    DATE '2010-01-01' AS valid_from, NULL::DATE AS valid_to,
    'year' AS date_precision, DATE '2011-02-03' AS as_of, 'high' AS confidence,
    '{"note": "all of them"}' AS detail, 'no_test' AS source_id,
    NULL::VARCHAR AS statement_url, 'line[3]' AS locator, 'c1' AS capture_id;
"""


def call(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Exit code of the whole command line."""
    monkeypatch.setattr(sys, "argv", ["nordic-clusters", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    return int(stopped.value.code or 0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A data folder with a synthetic release: only what these commands look at."""
    return small_release(tmp_path, FACTS)


def test_json_of_a_query_is_an_array_of_objects_and_nothing_else(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = "SELECT 1 a, 2 a, '\\xC3\\xB8'::BLOB b, 'nan'::DOUBLE c, DATE '2020-02-01' d"
    assert call(monkeypatch, "query", sql, "--json", "--root", root) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"a": 1, "a_1": 2, "b": "c3b8", "c": None, "d": "2020-02-01"}
    ]


@pytest.mark.parametrize("sql", ["", "  ; "])
def test_no_query_at_all_is_said(
    sql: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "query", sql, "--root", root) == 2
    assert "no query" in capsys.readouterr().err


def test_a_query_of_broken_bytes_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "query", "SELECT '\udcff'", "--root", root) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_a_home_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "status", "--root", "~nobody-of-this-name/x") == 2
    assert "~nobody-of-this-name" in capsys.readouterr().err


def test_a_locked_database_says_who_holds_it(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = root / "current" / "nordic_clusters.duckdb"
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert call(monkeypatch, "query", "SELECT 1", "--root", root) == 1
        other.communicate(b"\n")
    message = capsys.readouterr().err
    assert f"PID {other.pid}" in message
    assert "read-only" in message
    assert "damaged" not in message


@pytest.mark.parametrize("command", [["query", "SELECT 1"], ["status"], ["explain", "no:a"]])
@pytest.mark.parametrize("content", [None, b"no database"], ids=["gone", "altered"])
def test_a_damaged_database_is_named_with_the_way_out(
    command: list[str],
    content: bytes | None,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database = root / "current" / "nordic_clusters.duckdb"
    database.unlink() if content is None else database.write_bytes(content)
    assert call(monkeypatch, *command, "--root", root) == 1
    message = capsys.readouterr().err
    assert str(database) in message
    assert "nordic-clusters run" in message


@pytest.mark.parametrize("command", [["query", "SELECT 1"], ["status"], ["explain", "no:a"]])
def test_a_pointer_to_a_release_that_is_gone_is_named(
    command: list[str],
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (root / "current").unlink()
    (root / "current").symlink_to("releases/20250101T000000Z-ffffffff")
    assert call(monkeypatch, *command, "--root", root) == 1
    assert "20250101T000000Z-ffffffff, which is gone" in capsys.readouterr().err


def test_before_the_first_release_the_next_step_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "query", "SELECT 1", "--root", tmp_path) == 2
    assert "nordic-clusters run" in capsys.readouterr().err


@pytest.mark.parametrize("engine", ["plain", "prefect"])
def test_a_root_that_cannot_be_a_folder_ends_in_one_line(
    engine: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "file"
    file.touch()
    assert call(monkeypatch, "run", "--engine", engine, "--root", file) == 1
    message = capsys.readouterr().err
    assert str(file) in message
    assert "Traceback" not in message


def test_every_fact_is_told_with_its_page_and_place(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "explain", "a", "--root", root) == 0
    assert capsys.readouterr().out.splitlines() == [
        "no:a: 1 statements",
        "",
        "members: 48 (from 2010-01-01; as of 2011-02-03; confidence high; note all of them)",
        "  no_test  https://example.org/a  line[3]",
    ]


#: A text with what CSV has to quote, null, a date, figures, a list, a structure, not a number.
MIXED = """SELECT 'a,"b"' || chr(10) || '=1+1' AS text, NULL AS nothing, DATE '2020-02-01' AS day,
    1.50::DECIMAL(5, 2) AS price, 7::BIGINT AS number, ['x', NULL] AS list, {'k': 1} AS part,
    true AS yes, 'nan'::DOUBLE AS odd"""


def test_csv_quotes_what_needs_it_and_leaves_null_empty(root: Path) -> None:
    found = typed("query", MIXED, "--csv", "--root", root)
    [header, row] = csv.reader(io.StringIO(found.stdout))
    assert header == ["text", "nothing", "day", "price", "number", "list", "part", "yes", "odd"]
    assert row == [
        'a,"b"\n=1+1',
        "",
        "2020-02-01",
        "1.5",
        "7",
        '["x", null]',
        '{"k": 1}',
        "True",
        "",
    ]
    assert found.stderr == ""


def test_csv_of_no_rows_is_the_header(root: Path) -> None:
    found = typed("query", "FROM cluster WHERE false", "--csv", "--root", root)
    assert found.stdout == "cluster_id,name\n"


def test_json_keeps_types(root: Path) -> None:
    [row] = json.loads(typed("query", MIXED, "--json", "--root", root).stdout)
    assert row == {
        "text": 'a,"b"\n=1+1',
        "nothing": None,
        "day": "2020-02-01",
        "price": 1.5,
        "number": 7,
        "list": ["x", None],
        "part": {"k": 1},
        "yes": True,
        "odd": None,
    }


def test_parquet_keeps_types_and_says_how_many_rows(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    found = typed("query", MIXED, "--parquet", target, "--root", root)
    assert found.stdout == f"1 row in {target}\n"
    table = pq.read_table(target)
    assert table["day"].to_pylist() == [dt.date(2020, 2, 1)]
    assert str(table.schema.field("price").type) == "decimal128(5, 2)"
    assert table["part"].to_pylist() == [{"k": 1}]


def test_parquet_into_no_folder_ends_in_one_line(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "out.parquet"
    found = typed("query", "FROM cluster", "--parquet", target, "--root", root)
    assert found.exit_code == 2
    assert str(target) in found.stderr
    assert len(found.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "COPY cluster TO '{0}/out.csv'",
        "FROM read_csv('{0}/in.csv')",
        "FROM '{0}/in.csv'",
        "ATTACH '{0}/other.duckdb'",
        "SELECT * FROM glob('{0}/*')",
        "EXPORT DATABASE '{0}/all'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "CREATE TABLE x AS SELECT 1",
        "DELETE FROM cluster",
    ],
)
def test_a_query_reaches_the_release_alone(sql: str, root: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a\n1\n", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    found = typed("query", sql.format(tmp_path), "--root", root)
    assert found.exit_code == 2, found.stdout
    assert sorted(tmp_path.rglob("*")) == before


def test_with_files_a_query_reads_and_writes_them(root: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,mine\nno:a,of us\n", encoding="utf-8")
    sql = f"""COPY (SELECT name, mine FROM cluster JOIN '{tmp_path}/in.csv' ON cluster_id = id)
              TO '{tmp_path}/out.csv'"""
    assert typed("query", sql, "--files", "--root", root).exit_code == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "name,mine\nA,of us\n"


def test_with_files_the_release_still_cannot_be_written(root: Path) -> None:
    found = typed("query", "DELETE FROM cluster", "--files", "--root", root)
    assert found.exit_code == 2
    assert json.loads(typed("query", "FROM cluster", "--json", "--root", root).stdout)


def test_what_the_database_says_of_a_query_is_one_readable_line(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "query", "SELECT nam FROM cluster", "--root", root) == 2
    told = capsys.readouterr().err
    assert 'column "nam" not found in FROM clause!; Candidate bindings: ' in told
    assert "LINE" not in told
    assert "\\n" not in told
    assert told.count("\n") == 1
