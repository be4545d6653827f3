"""The data dictionary names everything, and the committed one is up to date."""

from __future__ import annotations

import re
from pathlib import Path

from warehouse.dictionary import dictionary
from warehouse.tables import TABLES

DOCUMENT = Path(__file__).parents[2] / "docs" / "dictionary.md"


def sections() -> dict[str, str]:
    """Text of each table's section, by table."""
    parts = re.split(r"^### (\w+)$", dictionary(), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_table_and_column_is_explained() -> None:
    found = sections()
    assert found.keys() == TABLES.keys()
    for name, table in TABLES.items():
        named = re.findall(r"^\| `(\w+)` \|", found[name], flags=re.MULTILINE)
        columns = [column.name for column in table.columns]
        assert named[: len(columns)] == columns
        assert table.description in found[name]


def test_no_cell_is_torn_apart() -> None:
    for line in dictionary().splitlines():
        if line.startswith("| `"):
            assert len(re.findall(r"(?<!\\)\|", line)) in {3, 5}, line


def test_links_lead_somewhere() -> None:
    text = dictionary()
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def test_the_committed_dictionary_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == dictionary()
