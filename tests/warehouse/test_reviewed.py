from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.errors import ContractError
from warehouse.reviewed import ROOT, correction_rows, decision_rows, programme_level_rows
from warehouse.tables import TABLES


def _copy(tmp_path: Path, name: str, old: str = "", new: str = "") -> Path:
    text = (ROOT / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    return tmp_path


def test_the_files_of_the_repo_can_be_read() -> None:
    assert all(row["reason"] for row in decision_rows())
    assert all(row["reason"] for row in correction_rows())
    TABLES["programme_level"].to_arrow(programme_level_rows())
    assert all(str(row["url"]).startswith("http") for row in programme_level_rows())


def test_another_column_is_named(tmp_path: Path) -> None:
    root = _copy(tmp_path, "decisions.csv", "reason", "why")
    with pytest.raises(ContractError, match=r"decisions\.csv.*expected: .*reason.*found: .*why"):
        decision_rows(root)


def test_a_row_with_a_cell_too_many_is_named_by_line(tmp_path: Path) -> None:
    root = _copy(tmp_path, "corrections.csv", new="a,b,c,d,e,f,g,h,i,j\n")
    with pytest.raises(ContractError, match=r"corrections\.csv, line \d+"):
        correction_rows(root)


def test_a_limit_that_is_no_number_is_refused(tmp_path: Path) -> None:
    root = _copy(tmp_path, "programme_level.csv", ",5,", ",five,")
    with pytest.raises(ContractError, match="holds no number"):
        programme_level_rows(root)
