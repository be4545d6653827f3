"""What commands print is data: no markup, no escape, no encoding changes or breaks it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from flows.commands import output
from flows.commands.output import console, print_json, print_table

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


@pytest.fixture(params=[False, True], ids=["pipe", "terminal"])
def printed(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., str]:
    """What a table prints, in a pipe and on a terminal."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: request.param)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")

    def show(*rows: tuple[object, ...], numbers: Collection[int] = ()) -> str:
        print_table([f"name {n}" for n in range(len(rows[0]))], rows, numbers)
        return capsys.readouterr().out

    return show


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_printed_as_it_is(value: str, printed: Callable[..., str]) -> None:
    assert printed((value,)).count(value) == 1
    console().print(value)


@pytest.mark.parametrize("value", ACTING)
def test_a_character_that_acts_is_shown(value: str, printed: Callable[..., str]) -> None:
    assert ACTING[value] in printed((value,))


def test_numbers_stand_to_the_right_and_columns_in_line(printed: Callable[..., str]) -> None:
    lines = printed(("Ål", 7), ("Kongsvinger", 1234), numbers={1}).splitlines()
    ends = {line.rstrip().endswith(end) for line, end in zip(lines[-2:], "74", strict=False)}
    assert ends == {True}
    assert len({len(line.rstrip()) for line in lines[-3:] if line.strip()}) == 1


def test_in_a_pipe_every_row_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["a", "b"], [("x" * 500, "y"), ("", None)])
    head, rule, long, empty = capsys.readouterr().out.splitlines()
    assert head.split() == ["a", "b"]
    assert set(rule) == {"-", " "}
    assert long == "x" * 500 + "  y"
    assert not empty.strip()


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
        [
            "valid_from",
            "valid_to",
            "as_of",
            "qualifier",
            "is_inferred",
            "confidence",
            "locator",
            "source_id",
        ]
    ) | {"property": "name", "value": "[/nope]", "detail": None, "url": "https://x.example"}
    assert "[/nope]" in _told(fact)[0]
