"""The data dictionary: what every table and column means, derived from the contract.

``python -m warehouse.dictionary docs/dictionary.md`` writes it; with ``--check`` it only says
whether the file is up to date.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from warehouse.schema import DUCKDB_TYPES, Column, Field, Table
from warehouse.tables import SCHEMA_VERSION, TABLES
from warehouse.vocabulary import OBS_STATUS, PROPERTIES

_GROUPS = {
    "provenance": "Where everything comes from, and how good it is",
    "registry": "Clusters, programmes, labels and their history",
    "strategy": "What strategies promise and report",
    "statistics": "Statistics as published and harmonised",
    "mart": "Answers derived from the other tables",
    "reference": "Codes and what they mean",
}


def dictionary() -> str:
    """The data dictionary as Markdown."""
    return "\n".join([*_head(), *_contents(), *_tables(), *_lists()]).rstrip("\n") + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the file; 1 if the check fails."""
    parser = argparse.ArgumentParser(prog="python -m warehouse.dictionary", description=__doc__)
    parser.add_argument("path", type=Path, help="Markdown file")
    parser.add_argument("--check", action="store_true", help="only say whether it is up to date")
    given = parser.parse_args(arguments)
    text = dictionary()
    if not given.check:
        given.path.write_text(text, encoding="utf-8")
        return 0
    if given.path.exists() and given.path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{given.path} is out of date; run: python -m warehouse.dictionary {given.path}")
    return 1


def _head() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "<!-- Made from warehouse/*.toml by `python -m warehouse.dictionary`; edit there. -->"
    yield ""
    yield f"Version {SCHEMA_VERSION} of the contract: within a major version tables and columns"
    yield "are only added. A column of the same name means the same in every table. **Key** columns"
    yield "identify a row and give its sort order; a column that is not *required* is empty where"
    yield "no source states it."


def _contents() -> Iterator[str]:
    for group, tables in _grouped():
        yield ""
        yield f"**{_GROUPS.get(group, group)}**"
        yield ""
        for table in tables:
            yield f"- [`{table.name}`](#{table.name}): {table.description}"


def _tables() -> Iterator[str]:
    for group, tables in _grouped():
        yield ""
        yield f"## {_GROUPS.get(group, group)}"
        for table in tables:
            yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield ""
    yield f"### {table.name}"
    yield ""
    yield table.description
    yield ""
    yield "| column | type | | meaning |"
    yield "|---|---|---|---|"
    for column in table.columns:
        role = "key" if column.name in table.key else "required" if column.required else ""
        kind = DUCKDB_TYPES[column.field.type]
        yield f"| `{column.name}` | {kind} | {role} | {_meaning(table, column)} |"


def _meaning(table: Table, column: Column) -> str:
    field = column.field
    parts = [_cell(field.description)]
    if field.unit:
        parts.append(f"Unit: {_cell(field.unit)}.")
    if field.name in _LISTS:
        parts.append(f"See [codes](#codes-of-{field.name}).")
    elif field.values:
        parts.append("One of " + ", ".join(f"`{value}`" for value in field.values) + ".")
    if field.pattern:
        parts.append(f"Pattern `{_cell(field.pattern)}`.")
    parts.extend(_bounds(field))
    parts.extend(
        f"Refers to [`{reference.table}`](#{reference.table})."
        for reference in table.references
        if column.name in reference.columns
    )
    return " ".join(parts)


def _bounds(field: Field) -> Iterator[str]:
    low, high = (
        None if bound is None else f"{bound:g}" for bound in (field.minimum, field.maximum)
    )
    if low is not None and high is not None:
        yield f"From {low} to {high}."
    elif low is not None:
        yield f"At least {low}."
    elif high is not None:
        yield f"At most {high}."


def _lists() -> Iterator[str]:
    for name, codes in _LISTS.items():
        yield ""
        yield f"## Codes of {name}"
        yield ""
        yield "| code | meaning |"
        yield "|---|---|"
        for code, meaning in codes.items():
            yield f"| `{code}` | {_cell(meaning)} |"


def _grouped() -> list[tuple[str, list[Table]]]:
    order = list(_GROUPS)

    def place(table: Table) -> int:
        return order.index(table.group) if table.group in order else len(order)

    tables = sorted(TABLES.values(), key=place)
    return [(group, list(found)) for group, found in groupby(tables, lambda table: table.group)]


def _cell(text: str) -> str:
    """Text that does not end a table cell."""
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


_LISTS = {"obs_status": OBS_STATUS, "property": PROPERTIES}

if __name__ == "__main__":
    raise SystemExit(main())
