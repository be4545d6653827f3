"""Docs cannot rot: generated parts, query outputs, links and the worked example are checked."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from flows import docs
from tests.flows.typed import typed

REPO = Path(__file__).resolve().parents[2]
PAGES = [REPO / "README.md", *sorted((REPO / "docs").glob("*.md"))]


def test_generated_parts_are_replaced_and_unknown_ones_refused() -> None:
    """That the pages are fresh is for ``make check``: a new source must not fail the tests."""
    made = docs.render("a\n<!-- sources:begin -->\nstale part\n<!-- sources:end -->\nb")
    assert "stale part" not in made
    assert made.startswith("a\n<!-- sources:begin -->\n| source |")
    with pytest.raises(docs.NordicClustersError, match="nobody"):
        docs.render("<!-- nobody:begin -->\n<!-- nobody:end -->")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_queries_answer_what_the_page_shows(page: Path, released: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert docs.with_outputs(text, released) == text, "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_is_in_the_help_with_an_example() -> None:
    listed = typed("--help").stdout
    for command in (
        "run",
        "sources",
        "status",
        "query",
        "release",
        "parse",
        "decode",
        "read",
        "describe",
        "explain",
        "open",
    ):
        assert command in listed
        assert "Example" in typed(command, "--help").stdout or command == "release"


def test_the_worked_example_of_a_source_is_clean(tmp_path: Path) -> None:
    """What it does is for test_new_source, which adds it to the house."""
    text = (REPO / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
    code = re.search(r"<!-- example:module -->\n```python\n(.*?)```", text, flags=re.DOTALL)
    assert code
    path = tmp_path / "se_exempel_kluster.py"
    path.write_text(code[1], encoding="utf-8")
    checked = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--config",
            str(REPO / "pyproject.toml"),
            str(path),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
