"""Every rule from the contract has a mutation that breaks it, and only it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from expectations.gate import judge
from expectations.rules import Rule, contract_rules
from tests.expectations.registered import Registered, registered
from tests.load.sample import rows, sample
from warehouse.tables import TABLES

RULES = contract_rules()
SAMPLE = sample()


@pytest.fixture(scope="module")
def healthy() -> Iterator[Registered]:
    with registered(SAMPLE, dt.date(2024, 1, 2)) as tables:
        yield tables


def _kind(rule: Rule) -> str:
    return rule.code.split(".")[0]


def _column(rule: Rule) -> str:
    return rule.code.partition(".")[2]


def _optional(table: str) -> list[str]:
    return [column.name for column in TABLES[table].columns if not column.required]


def _mutated(rule: Rule) -> pa.Table:
    table = TABLES[rule.table]
    made = rows(table, 3)
    match _kind(rule):
        case "row_count":
            made = []
        case "filled":
            for row in made:
                row[_optional(rule.table)[0]] = None
        case "refers":
            (reference,) = [r for r in table.references if "_".join(r.columns) == _column(rule)]
            first = table.column(reference.columns[0])
            made[0][first.name] = "nothing like it" if first.field.type == "string" else 999_983
        case _:
            made[0][_column(rule)] = _wrong(rule)
    names = [column.name for column in table.columns]
    loose = pa.schema([pa.field(f.name, f.type) for f in table.arrow_schema])
    return pa.table({n: pa.array([r.get(n) for r in made], loose.field(n).type) for n in names})


def _wrong(rule: Rule) -> Any:
    if _kind(rule) != "between":
        return "nothing like it"
    field = TABLES[rule.table].column(_column(rule)).field
    return field.maximum + 1 if field.maximum is not None else (field.minimum or 0) - 1


@pytest.mark.parametrize("name", sorted({rule.table for rule in RULES}))
def test_each_rule_is_broken_by_one_mutation(name: str, healthy: Registered) -> None:
    of_table = [rule for rule in RULES if rule.table == name]
    for rule in of_table:
        broken = set(healthy.broken_by({name: _mutated(rule)}, of_table))
        assert rule.code in broken, f"{name}: {rule.code} let its mutation pass"
        if _kind(rule) in {"between", "filled"}:
            assert {code for code in broken if not code.startswith("refers.")} == {rule.code}


def test_healthy_tables_break_nothing(healthy: Registered) -> None:
    # Synthetic rows fill optional columns in turn: some small lists leave one empty, a warning.
    for name in sorted({rule.table for rule in RULES}):
        errors = [rule for rule in RULES if rule.table == name and rule.severity == "error"]
        assert healthy.broken_by({}, errors) == {}, name


def test_all_null_columns_and_empty_tables_are_noticed() -> None:
    table = TABLES["cluster"]
    bare = SAMPLE["cluster"]
    for name in _optional("cluster"):
        place = bare.schema.get_field_index(name)
        nothing = pa.nulls(bare.num_rows, table.arrow_schema.field(name).type)
        bare = bare.set_column(place, table.arrow_schema.field(name), nothing)
    of_table = [rule for rule in RULES if rule.table == "cluster"]
    (filled,) = judge({**SAMPLE, "cluster": bare}, rules=of_table).warnings
    assert filled["rule_code"] == "filled"
    assert filled["unexpected_count"] == len(_optional("cluster"))
    empty = judge({**SAMPLE, "cluster": bare.slice(0, 0)}, rules=of_table)
    assert [row["rule_code"] for row in empty.errors] == ["row_count"]


def test_results_name_rule_counts_and_examples() -> None:
    rule = next(rule for rule in RULES if rule.table == "cluster" and rule.code == "in_set.status")
    (row,) = judge({**SAMPLE, "cluster": _mutated(rule)}, rules=[rule]).results
    assert row["unexpected_count"] == 1
    assert row["checked_count"] == 3
    assert row["examples"] == f"nothing like it ({SAMPLE['cluster']['cluster_id'][0]})"
    assert row["severity"] == "error"


def test_a_missing_column_is_a_clear_error() -> None:
    from warehouse.errors import ContractError

    rule = next(rule for rule in RULES if rule.table == "cluster" and rule.code == "in_set.status")
    with pytest.raises(ContractError, match=r"lacks columns: status; place: cluster"):
        judge({**SAMPLE, "cluster": SAMPLE["cluster"].drop_columns("status")}, rules=[rule])


def test_the_gate_stops_on_errors_only() -> None:
    error = next(r for r in RULES if r.table == "cluster" and r.code == "in_set.status")
    warn = next(r for r in RULES if r.table == "cluster" and r.code == "filled")
    assert not judge({**SAMPLE, "cluster": _mutated(error)}, rules=[error]).passed
    verdict = judge({**SAMPLE, "cluster": _mutated(warn)}, rules=[warn])
    assert verdict.passed
    assert [row["rule_code"] for row in verdict.warnings] == ["filled"]
