"""Great Expectations, and nothing else of ours, lives here.

One suite per table, one checkpoint for the release. Great Expectations queries the tables where
they are: through SQLAlchemy on the caller's DuckDB connection, which knows them as views, so
that nothing is copied. The import costs seconds, so it happens inside the functions, and
``warm_up`` lets a caller overlap it with other work.
"""

import contextlib
import enum
import functools
import io
import logging
import warnings
from collections.abc import Sequence
from typing import Any

import duckdb

from expectations.rules import Rule
from warehouse.errors import ContractError

_EXAMPLES = 5
_GX = "great_expectations"
_SEVERITY = {"error": "critical", "warn": "warning"}
_QUIET = {"globally": False, "metric_calculations": False, "profilers": False}


class _Dialect(enum.StrEnum):
    """DuckDB, as a dialect whose connection Great Expectations must keep."""

    DUCKDB = "duckdb"


def warm_up() -> None:
    """Import Great Expectations now."""
    _gx()


def run_rules(rules: Sequence[Rule], connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Judge tables by rules.

    Returns:
        One row per rule: rule_code, table_name, rule_description, severity, success,
        unexpected_count, checked_count, examples; in the order of the rules.

    Raises:
        ContractError: A rule could not be judged at all (missing column, broken query).
    """
    by_table: dict[str, list[Rule]] = {}
    for rule in rules:
        by_table.setdefault(rule.table, []).append(rule)
    found = {}
    for name, results in _checkpoint(by_table, connection).items():
        for result in results:
            rule = by_table[name][result.expectation_config.meta["rule"]]
            found[rule.code, rule.table] = _outcome(rule, result, connection)
    return [found[rule.code, rule.table] for rule in rules]


def _gx() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
        import great_expectations.expectations
        from great_expectations.execution_engine import sqlalchemy_execution_engine as sql
    # Great Expectations closes the connection before it reads the rows, unless it knows that a
    # dialect's results live no longer than their connection. It does not know DuckDB.
    if _Dialect.DUCKDB not in sql._PERSISTED_CONNECTION_DIALECTS:  # noqa: SLF001
        vars(sql)["_PERSISTED_CONNECTION_DIALECTS"] += (_Dialect.DUCKDB,)
    return gx


def _checkpoint(
    by_table: dict[str, list[Rule]], connection: duckdb.DuckDBPyConnection
) -> dict[str, list[Any]]:
    """Run one checkpoint over all suites; the results of each expectation, by table."""
    gx = _gx()
    from duckdb_sqlalchemy import ConnectionWrapper

    for name in [name for name in logging.root.manager.loggerDict if name.startswith(_GX)]:
        logging.getLogger(name).setLevel(logging.ERROR)  # it tells of its temporary folders
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = _QUIET
    borrowed = ConnectionWrapper(connection)
    vars(borrowed)["close"] = lambda: None  # the caller closes it
    source = context.data_sources.add_sql(
        "release",
        connection_string="duckdb:///:memory:",
        kwargs={"creator": lambda: borrowed},
        create_temp_table=False,
        # All at once: each that is added later makes it write down anew all that are there.
        assets=[
            {
                "name": name,
                "type": "table",
                "table_name": name,
                "batch_definitions": [{"name": name, "partitioner": None}],
            }
            for name in by_table
        ],
    )
    definitions = []
    for name, rules in by_table.items():
        whole = source.get_asset(name).get_batch_definition(name)
        suite = gx.ExpectationSuite(name=name)
        for number, rule in enumerate(rules):
            suite.add_expectation(_compile(gx, rule, number))
        context.suites.add(suite)
        definition = gx.ValidationDefinition(name=name, data=whole, suite=suite)
        definitions.append(context.validation_definitions.add(definition))
    checkpoint = gx.Checkpoint(
        name="release", validation_definitions=definitions, result_format="SUMMARY"
    )
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outcome = context.checkpoints.add(checkpoint).run()
        source.get_execution_engine().close()
    return {result.suite_name: list(result.results) for result in outcome.run_results.values()}


def _compile(gx: Any, rule: Rule, number: int) -> Any:
    """A rule as an expectation that carries its number, severity and code."""
    return _counting(gx)(
        unexpected_rows_query=_templated(_counts(rule)),
        severity=_SEVERITY[rule.severity],
        notes=rule.description,
        meta={"rule": number, "code": rule.code},
    )


@functools.cache
def _counting(gx: Any) -> Any:
    """An expectation whose one query counts; its base asks for rows, then for their number."""

    class ExpectRowsToKeepARule(gx.expectations.UnexpectedRowsExpectation):  # type: ignore[misc]
        metric_dependencies = ("unexpected_rows_query.table",)

        def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
            ((broken, examined),) = (row.values() for row in metrics["unexpected_rows_query.table"])
            found = {"observed_value": broken, "details": {"examined": examined}}
            return {"success": broken == 0, "result": found}

    return ExpectRowsToKeepARule


def _counts(rule: Rule) -> str:
    """How many rows break a rule, one where none was there to examine, and how many there are."""
    missing = " + (count(*) = 0)::INT" if rule.needs_rows else ""
    return f"""
        SELECT count(*) FILTER (ok IS DISTINCT FROM true){missing} AS broken,
               count(*) AS examined
        FROM ({rule.sql})"""


def _unexpected(rule: Rule) -> str:
    """The rows that break a rule; one that says so where nothing was examined."""
    nothing = f"""
        UNION ALL
        SELECT 'nothing to examine' FROM (SELECT count(*) FROM {rule.table})
        WHERE NOT EXISTS (FROM examined)"""
    return f"""
        WITH examined AS ({rule.sql})
        SELECT CAST(item AS VARCHAR) AS item FROM examined WHERE ok IS DISTINCT FROM true
        {nothing if rule.needs_rows else ""}"""


def _templated(sql: str) -> str:
    """The query as Great Expectations takes it: it fills in braces, SQLAlchemy fills in colons."""
    escaped = sql.replace("{", "{{").replace("}", "}}").replace(":", "\\:")
    return f"/* {{batch}} */ {escaped}"


def _outcome(rule: Rule, result: Any, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    _refuse_exceptions(rule, result)
    examples = []
    if not result.success:
        query = f"{_unexpected(rule)} LIMIT {_EXAMPLES}"
        examples = [str(item) for (item,) in connection.execute(query).fetchall()]
    return {
        "rule_code": rule.code,
        "table_name": rule.table,
        "rule_description": rule.description,
        "severity": rule.severity,
        "success": bool(result.success),
        "unexpected_count": int(result.result["observed_value"]),
        "checked_count": int(result.result["details"]["examined"]),
        "examples": "; ".join(examples) or None,
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
            remedy="a column is missing or of another type (warehouse/tables.toml), or the rule's "
            "query does not run (expectations/domain.sql)",
        )
