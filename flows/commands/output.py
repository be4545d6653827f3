"""What commands print: data as data, for people at a terminal and for pipes and files.

Values are never read as markup; a character that acts on a terminal is shown as the escape
that names it; a letter that the terminal's encoding lacks is shown as its escape.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from warehouse.texts import FORBIDDEN, show

if TYPE_CHECKING:
    import rich.console

#: A pipe or a file has no width to keep to.
_WIDE = 10_000


def open_standard_streams() -> None:
    """Open those that the caller closed (``>&-``), on nothing.

    Else the next file that is opened gets their number, and what is printed goes into it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            with contextlib.suppress(OSError):
                os.close(number)
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
            setattr(sys, name, os.fdopen(number, "r" if name == "stdin" else "w"))


class OutputLostError(OSError):
    """The standard output takes no more: a full disk, a device that is gone."""


class _Output(io.TextIOWrapper):
    """A standard output whose faults are told from those of other files."""

    def write(self, text: str) -> int:
        with _as_output():
            return super().write(text)

    def flush(self) -> None:
        with _as_output():
            super().flush()


@contextlib.contextmanager
def _as_output() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputLostError(error.strerror or str(error)) from error


def let_output_go() -> None:
    """Drop what was printed and cannot be written any more."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def take_any_text() -> None:
    """Let the standard streams write every text, whatever their encoding."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if type(sys.stdout) is io.TextIOWrapper:
        encoding, by_line = sys.stdout.encoding, sys.stdout.line_buffering
        sys.stdout = _Output(
            sys.stdout.detach(), encoding, "backslashreplace", line_buffering=by_line
        )


def stopped_by(number: int) -> SystemExit:
    """Tell which signal stopped the command; returns the end that belongs to it."""
    name = "Ctrl-C" if number == signal.SIGINT else signal.Signals(number).name
    told = f"nordic-clusters: stopped by {name}; the last complete release stands"
    with contextlib.suppress(OSError):  # the terminal itself may have gone
        print(told, file=sys.stderr)
    return SystemExit(128 + number)


def console(*, is_error: bool = False, soft_wrap: bool = False) -> rich.console.Console:
    """A console that folds text to a terminal's width only, and knows no markup."""
    import rich.console

    out = rich.console.Console(
        stderr=is_error, highlight=False, markup=False, emoji=False, soft_wrap=soft_wrap
    )
    if not out.is_terminal:
        out.width = _WIDE
    return out


def print_table(
    names: Iterable[str], rows: Iterable[Iterable[object]], numbers: Collection[int] = ()
) -> None:
    """Print a table: folded to its width on a terminal, a line per row in pipes and files.

    ``numbers`` are the positions of the columns that stand to the right.
    """
    lines = [[show(value) for value in row] for row in (names, *rows)]
    if sys.stdout.isatty():
        _print_folded(lines, numbers)
        return
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    for line in lines:
        cells = (
            text.rjust(width) if position in numbers else text.ljust(width)
            for position, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join(cells).rstrip())


def _print_folded(lines: list[list[str]], numbers: Collection[int]) -> None:
    import rich.box
    import rich.table

    table = rich.table.Table(
        *(
            rich.table.Column(
                name, overflow="fold", justify="right" if position in numbers else "left"
            )
            for position, name in enumerate(lines[0])
        ),
        box=rich.box.SIMPLE_HEAD,
    )
    for line in lines[1:]:
        table.add_row(*line)
    console().print(table)


def print_json(value: Any, *, indent: int | None = None) -> None:
    """Print a value as JSON that any terminal, pipe and encoding takes, and that reads back."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    text = json.dumps(value, ensure_ascii=encoding != "utf8", indent=indent, default=str)
    lines = (FORBIDDEN.sub(_escape, line) for line in text.split("\n"))
    print("\n".join(lines))


def _escape(wrong: Any) -> str:
    return json.dumps(wrong[0])[1:-1]
