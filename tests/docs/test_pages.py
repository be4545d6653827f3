"""What the pages for newcomers tell them to type works: Python, SQL, commands and options."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import duckdb
import pytest

from flows.cli import build

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / f"quickstart-{user}.md" for user in ("engineer", "analyst", "dashboard")]
PAGES += [DOCS / "questions.md", DOCS / "faq.md", DOCS / "operations.md"]


def _blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text("utf-8"), flags=re.DOTALL)


def _commands(page: Path) -> list[list[str]]:
    """Every call of our command on a page, as words."""
    text = page.read_text(encoding="utf-8")
    lines = [line for block in _blocks(page, "(?:sh|cron)") for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]*nordic-clusters [^`\n]*)`", text)
    found = []
    for line in lines:
        call = re.search(r"(?:^|.*[ /])nordic-clusters (?!\|)(.*)", line.split(" #")[0])
        if call and not line.startswith("prefect "):
            found.append(shlex.split(call[1].split(">>")[0].replace("<", "").replace(">", "")))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_runs(
    page: Path, released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "warehouse").symlink_to(released)
    monkeypatch.chdir(tmp_path)
    for block in _blocks(page, "python"):
        exec(compile(block, page.name, "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_queries_in_the_text_run(page: Path, base: duckdb.DuckDBPyConnection) -> None:
    text = page.read_text(encoding="utf-8")
    queries = re.findall(r"`(SELECT [^`]+)`", text)
    queries += re.findall(r'"(SELECT [^"]+)"', "\n".join(_blocks(page, "sh") + _blocks(page, "r")))
    for query in queries:
        base.execute(query).fetchall()


def _commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return action.choices
    return {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_exist(page: Path) -> None:
    for words in _commands(page):
        parser = build()
        for word in words:
            below = _commands_of(parser)
            if below and not word.startswith("-"):
                assert word in below, f"{page.name}: {' '.join(words)}"
                parser = below[word]
        options = {name for action in parser._actions for name in action.option_strings}
        given = {word for word in words if word.startswith("--")}
        assert given <= options, f"{page.name}: {' '.join(words)}"


def test_there_are_commands_to_check() -> None:
    counts = {page.name: len(_commands(page)) for page in PAGES}
    assert counts["quickstart-engineer.md"] >= 8
    assert counts["questions.md"] >= 4


def test_each_question_has_a_command_or_a_short_query() -> None:
    text = (DOCS / "questions.md").read_text(encoding="utf-8")
    sections = re.split(r"\n## (\d+)\. ", text)[1:]
    assert [int(number) for number in sections[::2]] == list(range(1, 11))
    for number, section in zip(sections[::2], sections[1::2], strict=True):
        queries = re.findall(r"```sql\n(.*?)```", section, flags=re.DOTALL)
        assert len(queries) == 1, number
        assert queries[0].count("\n") <= 5, f"question {number} takes a long query"
