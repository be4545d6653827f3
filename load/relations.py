"""What there is to ask: tables, views and macros, as DuckDB itself describes the contract."""

from __future__ import annotations

import dataclasses
import re

import duckdb

from load.database import contract_database
from warehouse.fields import FIELDS
from warehouse.schema import comment
from warehouse.sql import view_files


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


def relations() -> tuple[Relation, ...]:
    """Every table, view and macro, by name."""
    definitions = _definitions()
    with contract_database() as connection:
        parameters: dict[str, list[str]] = dict(
            connection.execute(
                "SELECT function_name, parameters FROM duckdb_functions() WHERE NOT internal"
            ).fetchall()
        )
        rows = connection.execute("SELECT name, kind, call, description FROM contents").fetchall()
        return tuple(
            Relation(
                name,
                kind,
                call,
                description[:1].upper() + description[1:],
                tuple(parameters.get(name, ())),
                _columns(connection, name, kind, len(parameters.get(name, ()))),
                definitions.get(name, ""),
            )
            for name, kind, call, description in rows
        )


def _columns(
    connection: duckdb.DuckDBPyConnection, name: str, kind: str, parameter_count: int
) -> tuple[tuple[str, str, str], ...]:
    if kind == "macro":
        return ()
    if kind == "table macro":
        unknown = ", ".join(["NULL"] * parameter_count)
        described = connection.execute(f"DESCRIBE FROM {name}({unknown})").fetchall()
        return tuple(
            (column, kind, comment(FIELDS[column]) if column in FIELDS else "")
            for column, kind, *_ in described
        )
    return tuple(
        connection.execute(
            "SELECT column_name, data_type, coalesce(comment, '') FROM duckdb_columns() "
            "WHERE table_name = ? AND NOT internal ORDER BY column_index",
            [name],
        ).fetchall()
    )


def _definitions() -> dict[str, str]:
    """Statements of the contract's SQL files by the name of what they make."""
    found = {}
    for path in view_files():
        for statement in path.read_text(encoding="utf-8").split(";\n"):
            made = re.search(r"^CREATE OR REPLACE (?:VIEW|MACRO) (\w+)", statement, re.MULTILINE)
            if made:
                found[made[1]] = f"{statement.strip()};"
    return found
