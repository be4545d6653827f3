"""The command line, ``nordic-clusters``.

Exit codes: 0 done (or nothing to do), 1 the job failed and the old release stands, 2 the
command or its input is wrong, 3 done but no agency answered, or a source is stale and
``--strict`` was asked for, 4 another run is at work; 128 and the number of the signal that
stopped it, so 141 where whoever read the output had seen enough (``| head``).
"""

import argparse
import contextlib
import importlib
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from flows.commands.options import command
from flows.commands.output import (
    OutputLostError,
    let_output_go,
    open_standard_streams,
    stopped_by,
    take_any_text,
)
from warehouse.errors import BusyError, NordicClustersError, ReleaseError, SourceError

#: Each is a function of a module of ``flows.commands``, imported when it is called or the help is
#: asked for.
COMMANDS = (
    *("run", "sources", "status", "query", "describe", "explain", "open", "parse", "decode"),
    *("read", "organisations", "release list", "release diff", "release changes", "release use"),
    *("release prune", "alerts"),
)
MODULES = {"release": "releases"}
_CALLS = {"open": "open_site", "list": "list_releases"}
_GROUPS = {"release": "List, compare, switch and prune releases."}


def build(chosen: str | None = None) -> argparse.ArgumentParser:
    """The command line.

    Args:
        chosen: Build it with this command alone, which starts faster; None for all.
    """
    parser = argparse.ArgumentParser(
        prog="nordic-clusters",
        description="Open, dated, sourced data about business clusters in Denmark, Sweden and "
        "Norway.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action=_Version, default=argparse.SUPPRESS, help="Print the version."
    )
    parser.set_defaults(call=parser.print_help)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    groups: dict[str, Any] = {"": commands}
    firsts = {words.split()[0] for words in COMMANDS}
    for words in COMMANDS:
        first, (group, _, name) = words.split()[0], words.rpartition(" ")
        if chosen in firsts - {first}:
            continue
        if group not in groups:
            made = commands.add_parser(
                group, help=_GROUPS[group], description=_GROUPS[group], allow_abbrev=False
            )
            groups[group] = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
        module = importlib.import_module(f"flows.commands.{MODULES.get(first, first)}")
        command(groups[group], name, getattr(module, _CALLS.get(name, name)))
    return parser


class _Version(argparse.Action):
    """Prints the version, which is looked up only then."""

    def __init__(self, option_strings: Sequence[str], dest: str, **kwargs: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **kwargs)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        print(f"nordic-clusters {version('nordic-clusters')}")
        parser.exit()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; our own errors end in one plain message and an exit code.

    Raises:
        SystemExit: With the exit code.
    """
    open_standard_streams()
    take_any_text()
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        options = vars(build(next(iter(words), None)).parse_args(words))
        with _signals_told():
            code = options.pop("call")(**options)
            sys.stdout.flush()
            sys.exit(code)
    except BusyError as error:
        print(f"nordic-clusters: {error}", file=sys.stderr)
        sys.exit(4)
    except NordicClustersError as error:
        print(f"nordic-clusters: {error}", file=sys.stderr)
        sys.exit(1 if isinstance(error, ReleaseError | SourceError) else 2)
    except BrokenPipeError:  # who reads has seen enough: `| head`
        sys.exit(128 + signal.SIGPIPE)
    except OutputLostError as error:
        print(
            f"nordic-clusters: the output could not be written: {error}; next: send it to a place "
            "with room, and call again",
            file=sys.stderr,
        )
        sys.exit(1)
    except OSError as error:  # no right to write, a disk that is full or gone
        place = f"; place: {error.filename}" if error.filename else ""
        print(
            f"nordic-clusters: {error.strerror or error}{place}; next: look at rights and free "
            "space there, or name another folder with --root",
            file=sys.stderr,
        )
        sys.exit(1)
    finally:
        let_output_go()  # what is left of it would be a second complaint at the very end


@contextlib.contextmanager
def _signals_told() -> Iterator[None]:
    """End a stopped command as its signal says, whatever a library made of the interruption.

    DuckDB makes an error of its own of it, and Prefect takes SIGTERM while a flow runs.
    """
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        number = _signal_behind(error)
        if number is None:
            raise
        raise stopped_by(number) from None


def _signal_behind(error: BaseException) -> int | None:
    """The signal that an error, or what led to it, stands for."""
    left, seen = [error], set()
    while left:
        one = left.pop()
        if isinstance(one, KeyboardInterrupt):
            return signal.SIGINT
        if type(one).__name__ == "TerminationSignal":  # Prefect's; importing it takes seconds
            return int(getattr(one, "signal", signal.SIGTERM))
        seen.add(id(one))
        left += [up for up in (one.__cause__, one.__context__) if up and id(up) not in seen]
    return None


if __name__ == "__main__":
    main()
