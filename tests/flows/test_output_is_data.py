"""What commands print is data: no markup, no escape, no encoding changes or breaks it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import rich.table

from flows.commands import output
from flows.commands.output import add_row, console, print_json

VALUES = [
    "root:x:0",
    "[bold red]x[/bold red]",
    "[/nope]",
    ":smile:",
    "[link=http://x.example]y[/link]",
    "Klynge æøå 群集",
]
ACTING = {
    "\x1b[31mred": "\\x1b[31mred",
    "\x9b31m": "\\x9b31m",
    "a\nb\tc": "a\\nb\\tc",
    "\u202eabc": "\\u202eabc",
    "\ud800": "\\ud800",
    "\x00": "\\x00",
    "\x1b]0;title\x07": "\\x1b]0;title\\x07",
}


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_printed_as_it_is(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    table = rich.table.Table("value", box=None)
    add_row(table, [value])
    console().print(table)
    console().print(value)
    assert capsys.readouterr().out.count(value) == 2


@pytest.mark.parametrize("value", ACTING)
def test_a_character_that_acts_is_shown(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    table = rich.table.Table("value", box=None)
    add_row(table, [value])
    console().print(table)
    assert ACTING[value] in capsys.readouterr().out


@pytest.mark.parametrize("value", [*VALUES, *ACTING])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "cp1252"])
def test_json_reads_back_on_any_encoding(
    value: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    output.take_any_text()
    print_json([{"value": value}])
    sys.stdout.flush()
    text = raw.getvalue().decode(encoding)
    assert json.loads(text) == [{"value": value}]
    assert text.removesuffix("\n").isprintable()


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
@pytest.mark.parametrize("command", [["query"], ["query", "--json"]])
def test_the_real_command_prints_data_on_any_terminal(
    command: list[str], encoding: str, released: Path
) -> None:
    sql = "SELECT 'root:x:0 [/nope] ' || chr(27) || '[31m æ' AS v"
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", *command, sql, "--root", str(released)],
        capture_output=True,
        check=False,
        env={"PATH": "", "PYTHONIOENCODING": encoding, "PYTHONPATH": ":".join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    assert b"root:x:0 [/nope]" in done.stdout
    assert b"\x1b" not in done.stdout


def test_explain_shows_what_a_hostile_detail_holds() -> None:
    from flows.commands.explain import _told

    fact = dict.fromkeys(
        ["valid_from", "valid_to", "as_of", "qualifier", "confidence", "locator", "source_id"]
    ) | {"property": "name", "value": "[/nope]", "detail": None, "url": "https://x.example"}
    assert "[/nope]" in _told(fact)[0]
