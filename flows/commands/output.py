"""What commands print: data as data, for people at a terminal and for pipes and files.

Values are never read as markup; a character that acts on a terminal is shown as the escape
that names it; a letter that the terminal's encoding lacks is shown as its escape.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from warehouse.texts import FORBIDDEN, show

if TYPE_CHECKING:
    import rich.console
    import rich.table

#: A pipe or a file has no width to keep to.
_WIDE = 10_000


def take_any_text() -> None:
    """Let the standard streams write every text, whatever their encoding."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def console(*, is_error: bool = False, soft_wrap: bool = False) -> rich.console.Console:
    """A console that folds text to a terminal's width only, and knows no markup.

    Args:
        is_error: On the error stream instead of the standard output.
        soft_wrap: Leave the folding of long lines to the terminal.
    """
    import rich.console

    out = rich.console.Console(
        stderr=is_error, highlight=False, markup=False, emoji=False, soft_wrap=soft_wrap
    )
    if not out.is_terminal:
        out.width = _WIDE
    return out


def add_row(table: rich.table.Table, values: Iterable[object]) -> None:
    """Add a row of values to a table, each as one line of text."""
    table.add_row(*map(show, values))


def print_json(value: Any, *, indent: int | None = None) -> None:
    """Print a value as JSON that any terminal, pipe and encoding takes, and that reads back."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    text = json.dumps(value, ensure_ascii=encoding != "utf8", indent=indent, default=str)
    lines = (FORBIDDEN.sub(_escape, line) for line in text.split("\n"))
    print("\n".join(lines))


def _escape(wrong: Any) -> str:
    return json.dumps(wrong[0])[1:-1]
