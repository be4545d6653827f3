"""Quality rules as data: what is asked, of which table, how severe, with a stable code.

Rules here derive from the contract; ``expectations.domain`` adds what the contract cannot
know. ``expectations.engine`` compiles both to Great Expectations.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from warehouse.schema import Column, Reference, Table
from warehouse.tables import TABLES

Severity = Literal["error", "warn"]
#: Tables that the gate's own results fill; they cannot be judged by themselves.
_OF_THE_GATE = frozenset({"data_quality", "release", "change"})


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """One quality rule: a query that a release's rows keep or break.

    Attributes:
        code: Stable code, ``<kind>.<column>`` or ``domain.<name>``; with the table it
            names one rule for ever.
        table: The table it is about.
        description: What it asks, in one sentence.
        severity: ``error`` stops a release, ``warn`` is published beside the data.
        sql: A query over the release's tables, views and macros that returns one row per
            thing examined, with ``item`` (what to show) and ``ok`` (boolean).
        needs_rows: Whether a query that examines nothing breaks the rule.
    """

    code: str
    table: str
    description: str
    severity: Severity
    sql: str
    needs_rows: bool = True


def contract_rules(tables: Mapping[str, Table] = TABLES) -> list[Rule]:
    """The rules that follow from the contract, table by table.

    What a table cannot be made without (its columns, their types, required values, its key) is
    no rule here: ``Table.conform`` refuses the rest.
    """
    return [
        rule
        for table in tables.values()
        if table.name not in _OF_THE_GATE
        for rule in _table_rules(table)
    ]


def _table_rules(table: Table) -> Iterator[Rule]:
    if not table.may_be_empty:
        sql = f"SELECT 'the table' AS item, count(*) > 0 AS ok FROM {table.name}"
        yield Rule("row_count", table.name, "The table has rows", "error", sql)
    optional = [column.name for column in table.columns if not column.required]
    if optional:
        yield _filled_rule(table, optional)
    for column in table.columns:
        item = f'"{column.name}"'
        if rest := [f'"{key}"' for key in table.key if key != column.name]:
            item = f"concat({item}, ' (', concat_ws(' ', {', '.join(rest)}), ')')"
        for kind, text, condition in _conditions(column):
            yield Rule(
                f"{kind}.{column.name}",
                table.name,
                f"{column.name} {text}",
                "error",
                f"""SELECT {item} AS item, {condition} AS ok
                    FROM {table.name} WHERE "{column.name}" IS NOT NULL""",
                needs_rows=False,
            )
    for reference in table.references:
        yield _reference_rule(table, reference)


def _filled_rule(table: Table, optional: Sequence[str]) -> Rule:
    """Sets, ranges and patterns hold where all is null; this one does not."""
    names = ", ".join(_literal(name) for name in optional)
    given = ", ".join(f'count("{name}") > 0' for name in optional)
    sql = f"SELECT unnest([{names}]) AS item, unnest([{given}]) AS ok FROM {table.name}"
    if table.may_be_empty:
        sql += " HAVING count(*) > 0"
    text = "Each optional column is given at least once"
    return Rule("filled", table.name, text, "warn", sql, needs_rows=not table.may_be_empty)


def _conditions(column: Column) -> Iterator[tuple[str, str, str]]:
    """Kind, wording and SQL of what a column's field demands of its values."""
    field, name = column.field, f'"{column.name}"'
    if field.values:
        known = ", ".join(map(_literal, field.values))
        yield "in_set", f"is one of {', '.join(field.values)}", f"{name} IN ({known})"
    if field.minimum is not None or field.maximum is not None:
        lowest = f"{name} >= {field.minimum}" if field.minimum is not None else "true"
        highest = f"{name} <= {field.maximum}" if field.maximum is not None else "true"
        text = f"lies between {field.minimum} and {field.maximum}"
        yield "between", text, f"isfinite({name}::DOUBLE) AND {lowest} AND {highest}"
    if field.pattern:
        pattern = _literal(field.pattern)
        yield "matches", f"matches {field.pattern}", f"regexp_full_match({name}, {pattern})"


def _reference_rule(table: Table, reference: Reference) -> Rule:
    pairs = list(zip(reference.columns, TABLES[reference.table].key, strict=True))
    given = " AND ".join(f'one."{column}" IS NOT NULL' for column, _ in pairs)
    same = " AND ".join(f'one."{column}" = other."{key}"' for column, key in pairs)
    item = ", ".join(f'one."{column}"' for column, _ in pairs)
    return Rule(
        f"refers.{'_'.join(reference.columns)}",
        table.name,
        f"{', '.join(reference.columns)} exists in {reference.table}",
        "error",
        f"""SELECT DISTINCT concat_ws(' ', {item}) AS item,
                   other."{pairs[0][1]}" IS NOT NULL AS ok
            FROM {table.name} AS one LEFT JOIN {reference.table} AS other ON {same}
            WHERE {given}""",
        needs_rows=False,
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
