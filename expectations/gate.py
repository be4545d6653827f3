"""The gate: all rules over all tables, and whether a release may pass."""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from expectations import engine
from expectations.domain import domain_rules
from expectations.rules import Rule, contract_rules
from warehouse.errors import ContractError
from warehouse.sql import temporary, view_files
from warehouse.tables import TABLES


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
    reference_date: dt.date | None = None,
    rules: Sequence[Rule] | None = None,
) -> Verdict:
    """Hold the tables of a release against the rules.

    Args:
        tables: Tables by name, as the contract has them.
        rows_before: Row counts of the release before, by table; None for the first.
        reference_date: The day for which the release says ``now``.
        rules: The rules; all of them when None.

    Returns:
        The verdict, with results in a stable order.

    Raises:
        ContractError: A rule could not be judged at all.
    """
    rules = all_rules() if rules is None else rules
    with contextlib.closing(duckdb.connect()) as connection:
        _register(connection, tables, rows_before or {}, reference_date or dt.date.max)
        return Verdict(tuple(engine.run_rules(rules, connection)))


def _register(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, pa.Table],
    before: Mapping[str, int],
    reference_date: dt.date,
) -> None:
    """Make the tables known by name, uncopied, and on them the views that users query."""
    for name, table in TABLES.items():
        # A release's tables about itself are not there yet; the views need their columns.
        given = tables.get(name, table.arrow_schema.empty_table())
        if missing := set(table.arrow_schema.names) - set(given.column_names):
            raise ContractError(
                f"a table lacks columns: {', '.join(sorted(missing))}",
                place=name,
                remedy="see warehouse/tables.toml for the columns",
            )
        connection.register(name, given)
    # The views ask the release for the day; the rest of its row is not known yet.
    release = pa.Table.from_pylist(
        [{"reference_date": reference_date}],
        schema=pa.schema([(f.name, f.type) for f in TABLES["release"].arrow_schema]),
    )
    connection.register("release", release)
    counts = {
        "table_name": pa.array(list(tables), pa.string()),
        "rows_now": pa.array([table.num_rows for table in tables.values()], pa.int64()),
        "rows_before": pa.array([before.get(name) for name in tables], pa.int64()),
    }
    connection.register("row_count", pa.table(counts))
    for path in view_files():
        connection.execute(temporary(path.read_text(encoding="utf-8")))
