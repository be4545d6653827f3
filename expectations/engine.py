"""Great Expectations, and nothing else of ours, lives here.

The import costs seconds, so it happens inside the functions, and ``warm_up`` lets a caller
overlap it with other work.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from expectations.rules import Rule
from warehouse.errors import ContractError

_EXAMPLES = 5
_GX = "great_expectations"
_SEVERITY = {"error": "critical", "warn": "warning"}


def warm_up() -> None:
    """Import Great Expectations now."""
    _gx()


def run_rules(
    rules: Sequence[Rule],
    tables: Mapping[str, pa.Table],
    connection: duckdb.DuckDBPyConnection,
) -> list[dict[str, Any]]:
    """Judge tables by rules.

    Args:
        rules: What to ask.
        tables: The release's tables by name.
        connection: A DuckDB connection that knows the tables by name; used by ``holds``.

    Returns:
        One row per rule: rule_code, table_name, rule_description, severity, success,
        unexpected_count, checked_count, examples; in the order of the rules.

    Raises:
        ContractError: A rule could not be judged at all (missing column, broken query).
    """
    context = _context()
    results: dict[tuple[str, str], dict[str, Any]] = {}
    for name in dict.fromkeys(rule.table for rule in rules):
        of_table = [rule for rule in rules if rule.table == name and rule.check != "holds"]
        if of_table:
            frame = _frame(tables[name])
            for rule, outcome in _validate(context, name, frame, of_table, tables):
                results[rule.code, rule.table] = outcome
    for rule in (rule for rule in rules if rule.check == "holds"):
        frame = _query(rule, connection)
        for _, outcome in _validate(context, rule.code, frame, [rule], tables):
            broken = frame.loc[frame["ok"].ne(True), "item"].head(_EXAMPLES)
            named = {"examples": "; ".join(map(str, broken)) or None}
            results[rule.code, rule.table] = outcome | named
    return [results[rule.code, rule.table] for rule in rules]


def _gx() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
        import great_expectations.expectations
    return gx


def _context() -> Any:
    gx = _gx()
    for name in [name for name in logging.root.manager.loggerDict if name.startswith(_GX)]:
        logging.getLogger(name).setLevel(logging.ERROR)  # it tells of its temporary folders
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {
        "globally": False,
        "metric_calculations": False,
        "profilers": False,
    }
    return context


def _frame(table: pa.Table) -> Any:
    """Arrow to pandas, keeping whole numbers whole where they have no gaps."""
    return table.to_pandas(timestamp_as_object=False, date_as_object=False)


def _query(rule: Rule, connection: duckdb.DuckDBPyConnection) -> Any:
    try:
        return connection.execute(rule.sql or "").df()
    except duckdb.Error as error:
        raise ContractError(
            "a quality rule's query does not run",
            place=f"{rule.table}: {rule.code}",
            found=str(error),
            remedy="mend the query in expectations/domain.py, or the table it reads",
        ) from error


def _validate(
    context: Any,
    name: str,
    frame: Any,
    rules: Sequence[Rule],
    tables: Mapping[str, pa.Table],
) -> list[tuple[Rule, dict[str, Any]]]:
    gx = _gx()
    batch = (
        context.data_sources.add_or_update_pandas(name=name)
        .add_dataframe_asset(name)
        .add_batch_definition_whole_dataframe("whole")
        .get_batch({"dataframe": frame})
    )
    suite = gx.ExpectationSuite(name=name)
    for number, rule in enumerate(rules):
        for expectation in _compile(gx, rule, number, tables):
            suite.add_expectation(expectation)
    validation = batch.validate(
        suite, result_format={"result_format": "SUMMARY", "partial_unexpected_count": _EXAMPLES}
    )
    found: dict[int, list[Any]] = {}
    for result in validation.results:
        found.setdefault(result.expectation_config.meta["rule"], []).append(result)
    return [(rule, _outcome(rule, found[number], len(frame))) for number, rule in enumerate(rules)]


def _compile(gx: Any, rule: Rule, number: int, tables: Mapping[str, pa.Table]) -> list[Any]:
    """A rule as expectations that carry its number, severity and code."""
    gxe = gx.expectations
    common = {
        "severity": _SEVERITY[rule.severity],
        "meta": {"rule": number, "code": rule.code},
    }
    column = rule.columns[0] if rule.columns else None
    options = rule.options
    found: list[Any]
    match rule.check:
        case "row_count":
            found = [gxe.ExpectTableRowCountToBeBetween(min_value=1, **common)]
        case "not_null":
            found = [gxe.ExpectColumnValuesToNotBeNull(column=column, **common)]
        case "filled":
            found = [gxe.ExpectColumnValuesToNotBeNull(column=column, mostly=1e-9, **common)]
        case "unique" if len(rule.columns) == 1:
            found = [gxe.ExpectColumnValuesToBeUnique(column=column, **common)]
        case "unique":
            names = list(rule.columns)
            found = [gxe.ExpectCompoundColumnsToBeUnique(column_list=names, **common)]
        case "in_set":
            known = options["values"]
            found = [gxe.ExpectColumnValuesToBeInSet(column=column, value_set=known, **common)]
        case "between":
            bounds = {"min_value": options["minimum"], "max_value": options["maximum"]}
            found = [gxe.ExpectColumnValuesToBeBetween(column=column, **bounds, **common)]
        case "matches":
            whole = f"^(?:{options['pattern']})$"
            found = [gxe.ExpectColumnValuesToMatchRegex(column=column, regex=whole, **common)]
        case "refers":
            known = tables[options["table"]].column(options["key"][0]).unique().to_pylist()
            found = [gxe.ExpectColumnValuesToBeInSet(column=column, value_set=known, **common)]
        case "holds":
            found = [
                gxe.ExpectTableRowCountToBeBetween(min_value=1, **common),
                gxe.ExpectColumnValuesToBeInSet(column="ok", value_set=[True], **common),
                gxe.ExpectColumnValuesToNotBeNull(column="ok", **common),
            ]
    return found


def _outcome(rule: Rule, results: Sequence[Any], row_count: int) -> dict[str, Any]:
    unexpected = 0
    examples: list[str] = []
    for result in results:
        _refuse_exceptions(rule, result)
        if not result.success:
            detail = result.result or {}
            # A row count that is too small breaks the rule once, without a value to show.
            unexpected = max(unexpected, int(detail.get("unexpected_count") or 1))
            if rule.check not in {"not_null", "filled"}:  # a missing value shows nothing
                examples.extend(str(v) for v in detail.get("partial_unexpected_list") or [])
    return {
        "rule_code": rule.code,
        "table_name": rule.table,
        "rule_description": rule.description,
        "severity": rule.severity,
        "success": all(result.success for result in results),
        "unexpected_count": unexpected,
        "checked_count": row_count,
        "examples": "; ".join(examples[:_EXAMPLES]) or None,
    }


def _refuse_exceptions(rule: Rule, result: Any) -> None:
    info = result.exception_info or {}
    raised = [
        part
        for part in (info, *info.values())
        if isinstance(part, dict) and part.get("raised_exception")
    ]
    if raised:
        raise ContractError(
            "a quality rule could not be judged",
            place=f"{rule.table}: {rule.code}",
            found=str(raised[0].get("exception_message"))[:300],
            remedy="a column is missing or of another type; see warehouse/tables.py",
        )
