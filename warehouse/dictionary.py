"""The data dictionary: what every table and column means, derived from the contract."""

import re
from itertools import groupby
from pathlib import Path

import jinja2

from warehouse.schema import TYPE_NAMES
from warehouse.tables import SCHEMA_VERSION, TABLES
from warehouse.vocabulary import OBS_STATUS, PROPERTIES

_TEMPLATE = Path(__file__).with_suffix(".md.j2")
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
    environment = jinja2.Environment(  # noqa: S701 (Markdown)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["cell"] = _cell
    tables = sorted(TABLES.values(), key=lambda table: list(_GROUPS).index(table.group))
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        version=SCHEMA_VERSION,
        groups=[
            (_GROUPS[group], list(found))
            for group, found in groupby(tables, lambda table: table.group)
        ],
        types=TYPE_NAMES,
        lists={"obs_status": OBS_STATUS, "property": PROPERTIES},
    )


def _cell(text: str) -> str:
    """Text that does not end a table cell."""
    return re.sub(r"\s+", " ", text).replace("|", "\\|")
