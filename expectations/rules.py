"""Quality rules as data: what is asked, of which table, how severe, with a stable code.

Rules here derive from the contract; ``expectations.domain`` adds what the contract cannot
know. ``expectations.engine`` compiles both to Great Expectations.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal

from warehouse.schema import Table
from warehouse.tables import TABLES

Severity = Literal["error", "warn"]
Check = Literal[
    "row_count", "not_null", "filled", "unique", "in_set", "between", "matches", "refers", "holds"
]

#: Tables that the gate's own results fill; they cannot be judged by themselves.
_OF_THE_GATE = frozenset({"data_quality", "release", "change"})


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """One quality rule.

    Attributes:
        code: Stable code, ``<check>.<column>`` or ``domain.<name>``; with the table it
            names one rule for ever.
        table: The table it is about.
        description: What it asks, in one sentence.
        severity: ``error`` stops a release, ``warn`` is published beside the data.
        check: Kind of check.
        columns: Columns it looks at.
        options: Parameters of the check.
        sql: For ``holds``: a query over the release's tables that returns one row per
            thing examined, with ``item`` (text) and ``ok`` (boolean).
    """

    code: str
    table: str
    description: str
    severity: Severity
    check: Check
    columns: tuple[str, ...] = ()
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    sql: str | None = None


def contract_rules(tables: Mapping[str, Table] = TABLES) -> list[Rule]:
    """The rules that follow from the contract, table by table."""
    found: list[Rule] = []
    for table in tables.values():
        if table.name not in _OF_THE_GATE:
            found.extend(_table_rules(table))
    return found


def _table_rules(table: Table) -> list[Rule]:
    name = table.name
    rules = []
    if not table.may_be_empty:
        rules.append(Rule("row_count", name, "The table has rows", "error", "row_count"))
    if table.key:
        rules.append(
            Rule(
                "unique.key",
                name,
                f"({', '.join(table.key)}) names one row",
                "error",
                "unique",
                table.key,
            )
        )
    for column in table.columns:
        field = column.field
        one = (column.name,)
        if column.required:
            text = f"{column.name} is always given"
            rules.append(Rule(f"not_null.{column.name}", name, text, "error", "not_null", one))
        else:
            # Set, range and pattern checks pass on nulls alone; this one does not.
            text = f"{column.name} is given at least once"
            rules.append(Rule(f"filled.{column.name}", name, text, "warn", "filled", one))
        if field.values:
            text = f"{column.name} is one of {', '.join(field.values)}"
            options: dict[str, Any] = {"values": list(field.values)}
            rules.append(Rule(f"in_set.{column.name}", name, text, "error", "in_set", one, options))
        if field.minimum is not None or field.maximum is not None:
            text = f"{column.name} lies between {field.minimum} and {field.maximum}"
            options = {"minimum": field.minimum, "maximum": field.maximum}
            rules.append(
                Rule(f"between.{column.name}", name, text, "error", "between", one, options)
            )
        if field.pattern:
            text = f"{column.name} matches {field.pattern}"
            options = {"pattern": field.pattern}
            rules.append(
                Rule(f"matches.{column.name}", name, text, "error", "matches", one, options)
            )
    for reference in table.references:
        columns = "_".join(reference.columns)
        rules.append(
            Rule(
                f"refers.{columns}",
                name,
                f"{', '.join(reference.columns)} exists in {reference.table}",
                "error",
                "refers",
                reference.columns,
                {"table": reference.table, "key": TABLES[reference.table].key},
            )
        )
    return rules
