"""The example runs as a stranger runs it, and its plots open without a network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE_SECONDS

SCRIPT = Path(__file__).parents[2] / "docs" / "examples" / "ten_questions.py"


def test_ten_questions_are_answered_and_drawn(released: Path, tmp_path: Path) -> None:
    plots = tmp_path / "plots"
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(released / "current"), str(plots)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "Møre og Romsdal" in done.stdout
    assert f"release {(released / 'current').resolve().name}" in done.stdout
    pages = sorted(plots.glob("*.html"))
    assert [page.stem for page in pages] == [
        "04_levels",
        "06_targets",
        "07_manufacturing",
        "08_timeline",
        "09_change",
    ]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<(?:script|link)[^>]+(?:src|href)=", text), page.name
        assert re.search(r'"datasets":\s*\{\s*"data-[0-9a-f]+":\s*\[\s*\{', text), page.name


def test_the_cells_follow_the_page() -> None:
    titles = re.findall(
        r"^# ## (\d+)\. (.+)$", SCRIPT.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    page = (SCRIPT.parents[1] / "questions.md").read_text(encoding="utf-8")
    asked = re.findall(r"^## (\d+)\. (.+)$", page, flags=re.MULTILINE)
    assert [number for number, _ in titles] == [number for number, _ in asked]
    assert len(titles) == 10
