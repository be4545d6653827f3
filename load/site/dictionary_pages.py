"""The data dictionary: a page for every table, view and macro."""

from __future__ import annotations

from typing import Any

from load.relations import Relation, relations
from load.site.contents import Contents, grouped
from load.site.explorer import ready_queries
from warehouse.schema import Table
from warehouse.tables import TABLES

_GROUPS = {
    "registry": "Clusters, programmes, labels and their history",
    "strategy": "What strategies promise and report",
    "statistics": "Statistics as published and harmonised",
    "provenance": "Where everything comes from, and how good it is",
    "reference": "Codes and what they mean",
    "view": "Views: answers that are ready to read",
    "table macro": "Macros: answers to a value you give",
    "macro": "Macros that are a value",
}


def dictionary_pages(contents: Contents) -> list[dict[str, Any]]:
    """One mapping per table, view and macro, in the order of their groups."""
    proofs = sorted(contents.rows("table_provenance"), key=lambda proof: str(proof["source_id"]))
    sources = grouped(proofs, "table_name")
    described = relations(contents.database)
    made = [_page(contents, one, sources.get(one.name, [])) for one in described]
    order = list(_GROUPS.values())
    return sorted(made, key=lambda page: (order.index(page["group"]), page["relation"].name))


def _page(contents: Contents, relation: Relation, sources: list[dict[str, Any]]) -> dict[str, Any]:
    table = TABLES.get(relation.name)
    return {
        "page": f"dictionary/{relation.name}.html",
        "relation": relation,
        "group": _GROUPS[table.group if table else relation.kind],
        "table": table,
        "columns": [
            {"name": name, "type": kind, "meaning": meaning} | _role(table, name)
            for name, kind, meaning in relation.columns
        ],
        "row_count": contents.info.row_counts.get(relation.name),
        "referred_by": [
            other.name
            for other in TABLES.values()
            if any(reference.table == relation.name for reference in other.references)
        ],
        "sources": sources,
        "query": _query(relation),
        "queries": [
            (position, title)
            for position, (title, sql) in enumerate(ready_queries(), start=1)
            if f" {relation.name}(" in sql or f" {relation.name} " in sql.replace("\n", " ")
        ],
    }


def _role(table: Table | None, name: str) -> dict[str, Any]:
    if table is None:
        return {"is_key": False, "is_required": False, "refers_to": []}
    return {
        "is_key": name in table.key,
        "is_required": table.column(name).required,
        "refers_to": [one.table for one in table.references if name in one.columns],
    }


def _query(relation: Relation) -> str | None:
    if relation.parameters:
        return None
    return f"FROM {relation.name} LIMIT 100"
