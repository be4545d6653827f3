"""The command line, ``nordic-clusters``.

Exit codes: 0 done (or nothing to do), 1 the job failed and the old release stands, 2 the
command or its input is wrong, 3 done but no agency answered, or a source is stale and
``--strict`` was asked for, 4 another run is at work.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warehouse.errors import BusyError, NordicClustersError, ReleaseError, SourceError

if TYPE_CHECKING:
    app: typer.Typer

#: Command to its module and function. A module is imported when its command is called.
COMMANDS = {
    "run": ("run", "run"),
    "sources": ("sources", "sources"),
    "status": ("status", "status"),
    "query": ("query", "query"),
    "describe": ("describe", "describe"),
    "explain": ("explain", "explain"),
    "open": ("open", "open_site"),
    "parse": ("parse", "parse"),
    "decode": ("decode", "decode"),
    "read": ("read", "read"),
    "release": ("releases", "app"),
    "alerts": ("alerts", "alerts"),
}


def build(chosen: str | None = None) -> typer.Typer:
    """The command line.

    Args:
        chosen: Build it with this command alone, which starts faster; None for all.
    """
    made = typer.Typer(
        name="nordic-clusters",
        help="Open, dated, sourced data about business clusters in Denmark, Sweden and Norway.",
        no_args_is_help=True,
        rich_markup_mode=None,  # a help text is read in pipes too, and starts faster
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback()(_version)
    for name in [chosen] if chosen in COMMANDS else COMMANDS:
        module, function = COMMANDS[name]
        found = getattr(importlib.import_module(f"flows.commands.{module}"), function)
        if isinstance(found, typer.Typer):
            made.add_typer(found, name=name)
        else:
            made.command(name)(found)
    return made


def __getattr__(name: str) -> Any:
    """``app``: the command line with all commands, made when it is asked for."""
    if name == "app":
        return build()
    raise AttributeError(name)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"nordic-clusters {version('nordic-clusters')}")
        raise typer.Exit


def _version(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Open, dated, sourced data about business clusters in Denmark, Sweden and Norway."""


def main() -> None:
    """Run the command line; our own errors end in one plain message and an exit code."""
    from flows.commands.output import take_any_text

    take_any_text()
    try:
        build(next(iter(sys.argv[1:]), None))()
    except BusyError as error:
        print(f"nordic-clusters: {error}", file=sys.stderr)
        sys.exit(4)
    except NordicClustersError as error:
        print(f"nordic-clusters: {error}", file=sys.stderr)
        sys.exit(1 if isinstance(error, ReleaseError | SourceError) else 2)
    except OSError as error:  # no right to write, a disk that is full or gone
        place = f"; place: {error.filename}" if error.filename else ""
        print(
            f"nordic-clusters: {error.strerror or error}{place}; next: look at rights and free "
            "space there, or name another folder with --root",
            file=sys.stderr,
        )
        sys.exit(1)
    except KeyboardInterrupt:
        print("nordic-clusters: stopped; nothing was published", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
