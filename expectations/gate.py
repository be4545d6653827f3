"""The gate: all rules over all tables, and whether a release may pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from expectations import engine
from expectations.domain import domain_rules
from expectations.rules import Rule, contract_rules


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate found.

    Attributes:
        results: One row per rule, as in table ``data_quality`` without release_id.
    """

    results: tuple[dict[str, Any], ...]

    @property
    def errors(self) -> list[dict[str, Any]]:
        """Broken rules that stop a release."""
        return [row for row in self.results if not row["success"] and row["severity"] == "error"]

    @property
    def warnings(self) -> list[dict[str, Any]]:
        """Broken rules that are published beside the data."""
        return [row for row in self.results if not row["success"] and row["severity"] == "warn"]

    @property
    def passed(self) -> bool:
        """Whether the release may be published."""
        return not self.errors

    def summary(self) -> str:
        """One line for people."""
        held = sum(row["success"] for row in self.results)
        return (
            f"{held} of {len(self.results)} rules hold, {len(self.errors)} errors, "
            f"{len(self.warnings)} warnings"
        )


def all_rules() -> list[Rule]:
    """Contract and domain rules."""
    return contract_rules() + domain_rules()


def judge(
    tables: Mapping[str, pa.Table],
    *,
    rows_before: Mapping[str, int] | None = None,
    rules: Sequence[Rule] | None = None,
) -> Verdict:
    """Hold the tables of a release against the rules.

    Args:
        tables: Tables by name, as the contract has them.
        rows_before: Row counts of the release before, by table; None for the first.
        rules: The rules; all of them when None.

    Returns:
        The verdict, with results in a stable order.

    Raises:
        ContractError: A rule could not be judged at all.
    """
    rules = all_rules() if rules is None else rules
    connection = duckdb.connect()
    try:
        for name, table in tables.items():
            connection.register(name, table)
        before = rows_before or {}
        connection.register(
            "row_count",
            pa.table(
                {
                    "table_name": pa.array(list(tables), pa.string()),
                    "rows_now": pa.array([t.num_rows for t in tables.values()], pa.int64()),
                    "rows_before": pa.array([before.get(n) for n in tables], pa.int64()),
                }
            ),
        )
        results = engine.run_rules(rules, tables, connection)
    finally:
        connection.close()
    return Verdict(tuple(results))
