"""How a command is declared, and the options that several share.

The standard library's parser: importing another one costs more than most commands do.
"""

import argparse
import os
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from warehouse.errors import NordicClustersError

_Number = TypeVar("_Number", int, float)

#: What ``add_subparsers`` gives; argparse has no public name for it.
Commands = Any
#: Patience with another run; the flows have the same.
WAIT_MINUTES = 30.0


def command(
    commands: Commands, name: str, call: Callable[..., int | None]
) -> argparse.ArgumentParser:
    """Declare a command; its help is the docstring of what it calls.

    Args:
        commands: The commands to add it to.
        name: What users type.
        call: Called with the options by name; returns the exit code, None for 0.
    """
    first, _, more = (call.__doc__ or "").partition("\n")
    text = f"{first}\n{textwrap.dedent(more)}".strip()
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=first,
        description=text,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(call=call)
    return parser


def add_root(parser: argparse.ArgumentParser) -> None:
    """The option ``--root``."""
    parser.add_argument(
        "--root",
        type=_root,
        help="The data folder (releases, current, archive). Default: NORDIC_CLUSTERS_ROOT, "
        "warehouse/ of the clone, or the user's data folder where the code is installed.",
    )


def _root(text: str) -> Path:
    if not text.strip():  # of a variable that is not set, as in cron
        raise NordicClustersError("--root is empty", remedy="name the data folder, or leave it out")
    return Path(text)


def file_to_read(text: str) -> Path:
    """A type of option: a file that is there; ``-`` passes.

    Raises:
        NordicClustersError: It cannot be read.
    """
    path = Path(text)
    try:
        if text != "-":
            # Looked at, not opened: a pipe can be opened once.
            if path.is_dir():
                raise IsADirectoryError(None, "it is a folder")
            path.stat()
            if not os.access(path, os.R_OK):
                raise PermissionError(None, "no right to read it")
    except (OSError, ValueError) as error:
        raise NordicClustersError(
            "the file cannot be read",
            place=text or "an empty name",
            found=getattr(error, "strerror", str(error)),
            remedy="check the path",
        ) from error
    return path


def file_to_write(text: str) -> Path:
    """A type of option: a file that can be made or replaced.

    Raises:
        NordicClustersError: It cannot be written.
    """
    path = Path(text)
    found = None
    if not text.strip() or text.endswith(os.sep) or path.is_dir():
        found = "it is a folder" if text.strip() else "an empty name"
    elif not path.parent.is_dir():
        found = f"there is no folder {path.parent}"
    elif not os.access(path if path.exists() else path.parent, os.W_OK):
        found = "no right to write there"
    if found:
        raise NordicClustersError(
            "the file cannot be written",
            place=text,
            found=found,
            remedy="name a file in a folder that is there and yours to write",
        )
    return path


def add_json(parser: Any) -> None:
    """The option ``--json``, of a parser or a group; argparse has no public name for both."""
    parser.add_argument(
        "--json", dest="as_json", action="store_true", help="Print JSON and nothing else."
    )


def add_wait(parser: argparse.ArgumentParser) -> None:
    """The option ``--wait-minutes``."""
    parser.add_argument(
        "--wait-minutes",
        type=at_least(0.0),
        default=WAIT_MINUTES,
        help=f"How long to wait for another run to end ({WAIT_MINUTES:.0f}).",
    )


def at_least(bound: _Number) -> Callable[[str], _Number]:
    """A type of option: a number that is not below a bound."""

    def read(text: str) -> _Number:
        number = type(bound)(text)
        if not number >= bound:
            raise argparse.ArgumentTypeError(f"{text} is below {bound}")
        return number

    read.__name__ = "number"  # argparse's message names it
    return read
