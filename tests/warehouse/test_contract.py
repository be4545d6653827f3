"""The contract against what readers of its major version hold: ``contract.json``.

A run refuses to publish over a release whose columns are gone; this says so before anybody runs.
``python -m tests.warehouse.test_contract`` writes the file anew, when the major was raised.
"""

import json
from pathlib import Path

from warehouse.tables import SCHEMA_VERSION, TABLES

HELD = Path(__file__).with_name("contract.json")


def columns() -> dict[str, str]:
    """Every ``table.column`` with its type."""
    return {
        f"{name}.{column.name}": column.field.type
        for name, table in sorted(TABLES.items())
        for column in table.columns
    }


def test_within_a_major_version_no_column_goes_or_changes_its_type() -> None:
    held = json.loads(HELD.read_text(encoding="utf-8"))
    told = "raise schema_version, tell readers in CHANGELOG.md, and write contract.json anew"
    assert held["major"] == SCHEMA_VERSION.partition(".")[0], told
    now = columns()
    assert {name: now.get(name, "gone") for name in held["columns"]} == held["columns"], told


if __name__ == "__main__":
    told = {"major": SCHEMA_VERSION.partition(".")[0], "columns": columns()}
    HELD.write_text(json.dumps(told, indent=0) + "\n", encoding="utf-8")
