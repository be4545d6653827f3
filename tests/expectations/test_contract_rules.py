"""Every rule from the contract has a mutation that breaks it, and only it."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from expectations.gate import judge
from expectations.rules import Rule, contract_rules
from tests.load.sample import rows, sample
from warehouse.tables import TABLES

RULES = contract_rules()
SAMPLE = sample()


def _mutated(rule: Rule) -> pa.Table:
    table = TABLES[rule.table]
    made = rows(table, 3)
    if rule.check == "row_count":
        made = []
    elif rule.check == "unique":
        made.append(dict(made[0]))
    elif rule.check == "filled":
        for row in made:
            row[rule.columns[0]] = None
    else:
        made[0][rule.columns[0]] = _wrong(rule)
    names = [column.name for column in table.columns]
    loose = pa.schema([pa.field(f.name, f.type) for f in table.arrow_schema])
    return pa.table({n: pa.array([r.get(n) for r in made], loose.field(n).type) for n in names})


def _wrong(rule: Rule) -> Any:
    if rule.check == "not_null":
        return None
    if rule.check == "between":
        options = rule.options
        return options["maximum"] + 1 if options["maximum"] is not None else options["minimum"] - 1
    return "nothing like it"


@pytest.mark.parametrize("name", sorted({rule.table for rule in RULES}))
def test_each_rule_is_broken_by_one_mutation(name: str) -> None:
    of_table = [rule for rule in RULES if rule.table == name]
    for rule in of_table:
        # Rules of other columns cannot notice: the mutation leaves their columns as they are,
        # and a healthy table breaks none of them (see the next test).
        concerned = [
            other
            for other in of_table
            if other.check == "row_count" or set(other.columns) & set(rule.columns)
        ]
        verdict = judge({**SAMPLE, name: _mutated(rule)}, rules=concerned)
        broken = {row["rule_code"] for row in verdict.results if not row["success"]}
        assert rule.code in broken, f"{name}: {rule.code} let its mutation pass"
        if rule.check in {"unique", "filled", "between", "row_count"}:
            assert broken == {rule.code}


def test_healthy_tables_break_nothing() -> None:
    verdict = judge(SAMPLE, rules=RULES)
    # Synthetic rows fill optional columns in turn; some small lists leave one empty.
    assert [(row["table_name"], row["rule_code"]) for row in verdict.errors] == []


def test_nothing_passes_on_an_all_null_column_or_an_empty_table() -> None:
    table = TABLES["cluster"]
    null = pa.table(
        {
            column.name: pa.nulls(3, table.arrow_schema.field(column.name).type)
            for column in table.columns
        }
    )
    of_table = [rule for rule in RULES if rule.table == "cluster"]
    broken = {
        column
        for rule, row in zip(
            of_table, judge({**SAMPLE, "cluster": null}, rules=of_table).results, strict=True
        )
        if not row["success"]
        for column in rule.columns
    }
    assert broken == {column.name for column in table.columns}
    empty = judge({**SAMPLE, "cluster": null.slice(0, 0)}, rules=of_table)
    assert "row_count" in {row["rule_code"] for row in empty.errors}


def test_results_name_rule_counts_and_examples() -> None:
    rule = next(rule for rule in RULES if rule.table == "cluster" and rule.code == "in_set.status")
    (row,) = judge({**SAMPLE, "cluster": _mutated(rule)}, rules=[rule]).results
    assert row["unexpected_count"] == 1
    assert row["checked_count"] == 3
    assert row["examples"] == "nothing like it"
    assert row["severity"] == "error"


def test_a_missing_column_is_a_clear_error() -> None:
    from warehouse.errors import ContractError

    rule = next(rule for rule in RULES if rule.table == "cluster" and rule.code == "in_set.status")
    with pytest.raises(ContractError, match=r"cluster: in_set\.status"):
        judge({**SAMPLE, "cluster": SAMPLE["cluster"].drop_columns("status")}, rules=[rule])


def test_the_gate_stops_on_errors_only() -> None:
    error = next(r for r in RULES if r.table == "cluster" and r.code == "in_set.status")
    warn = next(r for r in RULES if r.table == "cluster" and r.code == "filled.website")
    assert not judge({**SAMPLE, "cluster": _mutated(error)}, rules=[error]).passed
    verdict = judge({**SAMPLE, "cluster": _mutated(warn)}, rules=[warn])
    assert verdict.passed
    assert [row["rule_code"] for row in verdict.warnings] == ["filled.website"]
