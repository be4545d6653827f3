"""What commands print: for people at a terminal, and for pipes and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import rich.console

#: A pipe or a file has no width to keep to.
_WIDE = 10_000


def console() -> rich.console.Console:
    """A console on standard output that folds text to a terminal's width only."""
    import rich.console

    out = rich.console.Console(highlight=False)
    if not out.is_terminal:
        out.width = _WIDE
    return out
