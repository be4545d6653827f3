"""Whoever opens the database finds every table, view, column and macro explained in it."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from load.relations import relations
from warehouse.sql import view_files

ANALYST = Path(__file__).parents[2] / "docs" / "quickstart-analyst.md"
#: What is offered in the database without being a table of the contract.
OFFERED = """
    SELECT view_name AS name, comment, [] AS parameters FROM duckdb_views() WHERE NOT internal
    UNION ALL
    SELECT function_name, comment, parameters FROM duckdb_functions()
    WHERE NOT internal AND function_type = 'table_macro'
"""


@pytest.mark.parametrize(
    "catalogue", ["duckdb_tables()", "duckdb_views()", "duckdb_columns()"], ids=str
)
def test_everything_has_a_comment(base: duckdb.DuckDBPyConnection, catalogue: str) -> None:
    name = (
        "table_name || '.' || column_name" if "columns" in catalogue else catalogue[7:-3] + "_name"
    )
    entries = base.execute(f"SELECT {name}, comment FROM {catalogue} WHERE NOT internal").fetchall()
    assert len(entries) > 5
    assert [entry for entry, comment in entries if not (comment or "").strip()] == []


def test_every_column_that_is_asked_for_is_explained_macros_too() -> None:
    known = relations()
    assert {"table", "view", "table macro"} < {one.kind for one in known}
    bare = [(one.name, name) for one in known for name, _, meaning in one.columns if not meaning]
    assert bare == []


def test_what_is_said_of_a_macros_column_is_said_of_one_that_it_has() -> None:
    told = {
        (macro, column)
        for path in view_files()
        for macro, column in re.findall(r"-- COLUMN (\w+)\.(\w+)", path.read_text(encoding="utf-8"))
    }
    assert len(told) > 40
    assert told <= {(one.name, column) for one in relations() for column, *_ in one.columns}


def test_a_column_that_a_meaning_sends_the_reader_to_is_there() -> None:
    for one in relations():
        names = {name for name, *_ in one.columns}
        for name, _, meaning in one.columns:
            sent = re.findall(r"see (\w+)\.", meaning) + re.findall(
                r"^How exact `?(\w+)`? is", meaning
            )
            assert {word for word in sent if "_" in word} <= names, (one.name, name)


def test_every_macro_says_how_it_is_called(base: duckdb.DuckDBPyConnection) -> None:
    macros = base.execute(f"SELECT * FROM ({OFFERED}) WHERE len(parameters) > 0").fetchall()
    assert len(macros) >= 5
    for name, comment, parameters in macros:
        assert comment.startswith(f"{name}({', '.join(parameters)}): "), name


def test_every_view_runs_without_an_extension(base: duckdb.DuckDBPyConnection) -> None:
    for name, _, parameters in base.execute(OFFERED).fetchall():
        if not parameters:
            base.execute(f'SELECT * FROM "{name}"').fetchall()


def test_the_quick_start_names_each_view_and_macro(base: duckdb.DuckDBPyConnection) -> None:
    guide = ANALYST.read_text(encoding="utf-8").split("## Which table for what")[1].split("## ")[0]
    rows = [line for line in guide.splitlines() if line.startswith("| ")]
    named = {
        name
        for row in rows[1:]
        for kind, names in re.findall(r"(tables? )?((?:`[^`]+`(?:, )?)+)", row.split("|")[2])
        for name in re.findall(r"`([^`]+)`", names)
        if not kind
    }
    offered = {
        f"{name}({', '.join(parameters)})" if parameters else name
        for name, _, parameters in base.execute(OFFERED).fetchall()
    }
    assert named == offered
