"""What there is to ask: tables, views and macros, as DuckDB itself describes the contract."""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import duckdb

from load.database import connect, contract_database
from warehouse.schema import comment
from warehouse.sql import view_files
from warehouse.tables import FIELDS

#: Of tables and views, by relation and in order.
_COLUMNS = """
    SELECT table_name, column_name, data_type, coalesce(comment, '') FROM duckdb_columns()
    WHERE NOT internal ORDER BY table_name, column_index"""


#: What a column of a macro's answer means there: DuckDB keeps no comment on it, the SQL file does.
_MEANING = re.compile(r"^-- COLUMN (\w+)\.(\w+) IS '(.+)';$", re.MULTILINE)


@dataclasses.dataclass(frozen=True, slots=True)
class Relation:
    """A table, view or macro.

    Attributes:
        name: Its name.
        kind: ``table``, ``view``, ``table macro`` or ``macro``.
        call: As it is written in a query, with parameters.
        description: What it holds or answers.
        parameters: Of a macro, in order.
        columns: Name, DuckDB type and meaning; none for a macro that is a value.
        definition: The SQL that makes it, with the comment before it; empty for a table.
    """

    name: str
    kind: str
    call: str
    description: str
    parameters: tuple[str, ...]
    columns: tuple[tuple[str, str, str], ...]
    definition: str


def relations(database: Path | None = None) -> tuple[Relation, ...]:
    """Every table, view and macro, by name, of a release's database or of the contract alone."""
    definitions = _definitions()
    meanings = _meanings()
    with (
        connect(str(database), read_only=True, threads=1) if database else contract_database()
    ) as connection:
        parameters: dict[str, list[str]] = dict(
            connection.execute(
                "SELECT function_name, parameters FROM duckdb_functions() WHERE NOT internal"
            ).fetchall()
        )
        rows = connection.execute("SELECT name, kind, call, description FROM contents").fetchall()
        columns: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for name, column, held, meaning in connection.execute(_COLUMNS).fetchall():
            columns[name].append((column, held, meaning))
        return tuple(
            Relation(
                name,
                kind,
                call,
                description[:1].upper() + description[1:],
                tuple(parameters.get(name, ())),
                _answered(connection, name, len(parameters.get(name, ())), meanings)
                if kind == "table macro"
                else tuple(columns[name]),
                definitions.get(name, ""),
            )
            for name, kind, call, description in rows
        )


def _answered(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    parameter_count: int,
    meanings: Mapping[tuple[str, str], str],
) -> tuple[tuple[str, str, str], ...]:
    """Columns of what a macro answers; unexplained in its file, they mean the same as elsewhere."""
    unknown = ", ".join(["NULL"] * parameter_count)
    described = connection.execute(f"DESCRIBE FROM {name}({unknown})").fetchall()
    return tuple(
        (
            column,
            kind,
            meanings.get((name, column)) or (comment(FIELDS[column]) if column in FIELDS else ""),
        )
        for column, kind, *_ in described
    )


def _meanings() -> dict[tuple[str, str], str]:
    """What the SQL files say of macros' columns, by macro and column."""
    return {
        (macro, column): text.replace("''", "'")
        for path in view_files()
        for macro, column, text in _MEANING.findall(path.read_text(encoding="utf-8"))
    }


def _definitions() -> dict[str, str]:
    """Statements of the contract's SQL files by the name of what they make."""
    found = {}
    for path in view_files():
        for statement in path.read_text(encoding="utf-8").split(";\n"):
            made = re.search(r"^CREATE OR REPLACE (?:VIEW|MACRO) (\w+)", statement, re.MULTILINE)
            if made:
                found[made[1]] = f"{statement.strip()};"
    return found
