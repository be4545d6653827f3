"""CSV as it is, and CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
from pathlib import Path


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_guard_can_be_taken_away_and_leaves_nothing_dangerous(released: Path) -> None:
    folder = released / "current"
    guarded_texts = 0
    for plain in sorted((folder / "csv").iterdir()):
        rows, guarded = _rows(plain), _rows(folder / "csv_spreadsheet" / plain.name)
        assert len(rows) == len(guarded)
        for row, other in zip(rows, guarded, strict=True):
            for name, value in row.items():
                is_guarded = other[name] != value
                assert other[name] == (f"'{value}" if is_guarded else value)
                assert is_guarded or not value.startswith(("=", "+", "@", "'"))
                guarded_texts += is_guarded
    assert guarded_texts, "the bundled release holds texts that begin with - or the like"
