from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Literal

import pytest

from warehouse.errors import ContractError
from warehouse.reviewed import ROOT, made, reviewed_rows


@dataclasses.dataclass(frozen=True)
class _Kind:
    name: str
    count: int
    day: dt.date | None
    is_so: bool
    word: Literal["one", "two"]
    ids: tuple[str, ...]


ROW = {"name": "a", "count": "3", "day": "", "is_so": "true", "word": "one", "ids": "x y"}


def test_the_files_of_the_repo_have_reasons() -> None:
    for name in ("decisions", "corrections", "cluster_industry", "target_pair"):
        assert all(row["reason"] for row in reviewed_rows(name))


def test_a_row_with_a_cell_too_many_is_named_by_line(tmp_path: Path) -> None:
    text = (ROOT / "decisions.csv").read_text(encoding="utf-8")
    (tmp_path / "decisions.csv").write_text(f"{text}a,b,c,d,e,f,g,h\n", encoding="utf-8")
    with pytest.raises(ContractError, match=r"decisions\.csv, line \d+"):
        reviewed_rows("decisions", tmp_path)


def test_cells_are_read_by_the_type_of_their_field() -> None:
    assert made(_Kind, ROW, "a.csv") == _Kind("a", 3, None, True, "one", ("x", "y"))
    assert made(_Kind, ROW | {"day": "2026-11-22"}, "a.csv").day == dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"name": ""}, "name is empty"),
        ({"count": "three"}, "three"),
        ({"day": "today"}, "today"),
        ({"is_so": "yes"}, "not one of true, false"),
        ({"word": "ten"}, "not one of one, two"),
        ({"why": "so"}, "found: .*why"),
    ],
)
def test_another_cell_is_refused(changes: dict[str, str], found: str) -> None:
    with pytest.raises(ContractError, match=rf"a\.csv: .*{found}|other columns.*{found}"):
        made(_Kind, ROW | changes, "a.csv")
