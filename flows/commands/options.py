"""How a command is declared, and the options that several share.

The standard library's parser: importing another one costs more than most commands do.
"""

import argparse
import os
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from warehouse.errors import NordicClustersError

_Number = TypeVar("_Number", int, float)

#: What ``add_subparsers`` gives; argparse has no public name for it.
Commands = Any
#: Patience with another run; the flows have the same.
WAIT_MINUTES = 30.0
#: Marks options of which one may be given.
ONE_OF = "one of"


def command(commands: Commands, name: str, call: Callable[..., int | None]) -> None:
    """Declare a command as the signature of what it calls has it; its help is the docstring.

    What stands before the ``*`` is typed without a name, what stands behind it is an option;
    without a default it must be given. Annotations are ``Annotated``: the type, what the help
    says, then how a word is read, or ``ONE_OF`` for options that exclude each other.

    Args:
        commands: The commands to add it to.
        name: What users type.
        call: Called with the options by name; returns the exit code, None for 0.
    """
    first, _, rest = (call.__doc__ or "").partition("\n")
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=first,
        description=f"{first}\n{textwrap.dedent(rest)}".strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(call=call)
    # By hand: the module `inspect` takes longer to load than a command may start in.
    hints = get_type_hints(call, include_extras=True)
    hints.pop("return")
    words = list(hints)[: call.__code__.co_argcount]
    pairs = zip(words[::-1], (call.__defaults__ or ())[::-1], strict=False)
    defaults = {**dict(pairs), **(call.__kwdefaults__ or {})}
    one_of = None
    for one, hint in hints.items():
        kind, told, *more = get_args(hint)
        kinds = [part for part in get_args(kind) if part is not type(None)] or [kind]
        how: dict[str, Any] = {"help": told, "default": defaults.get(one)}
        if kind is bool:
            how["action"] = "store_true"
        elif get_origin(kind) is Literal:
            how["choices"] = kinds
        elif get_origin(kinds[0]) is list:
            how["action"] = "append"
        else:
            how["type"] = next(filter(callable, more), kinds[0])
        place: Any = parser
        if ONE_OF in more:
            place = one_of = one_of or parser.add_mutually_exclusive_group()
        if one in words:
            place.add_argument(one, nargs="?" if one in defaults else None, **how)
        else:
            name = f"--{one.removeprefix('as_').replace('_', '-')}"
            place.add_argument(name, dest=one, required=one not in defaults, **how)


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


def at_least(bound: _Number) -> Callable[[str], _Number]:
    """A type of option: a number that is not below a bound."""

    def read(text: str) -> _Number:
        number = type(bound)(text)
        if not number >= bound:
            raise argparse.ArgumentTypeError(f"{text} is below {bound}")
        return number

    read.__name__ = "number"  # argparse's message names it
    return read


Json = Annotated[bool, "Print JSON and nothing else."]
Root = Annotated[
    Path | None,
    "The data folder (releases, current, archive). Default: NORDIC_CLUSTERS_ROOT, "
    "warehouse/ of the clone, or the user's data folder where the code is installed.",
    _root,
]
Wait = Annotated[
    float, f"How long to wait for another run to end ({WAIT_MINUTES:.0f}).", at_least(0.0)
]
