"""The command line, ``nordic-clusters``.

Exit codes: 0 done (or nothing to do), 1 the job failed and the old release stands, 2 the
command or its input is wrong, 3 done but no agency answered, or a source is stale and
``--strict`` was asked for, 4 another run is at work.
"""

from __future__ import annotations

import sys

import typer

from flows.commands import decode as decode_command
from flows.commands import describe, explain, parse, query, release, run, sources, status
from flows.commands import open as open_command
from flows.commands import read as read_command
from warehouse.errors import BusyError, NordicClustersError, ReleaseError, SourceError

app = typer.Typer(
    name="nordic-clusters",
    help="Open, dated, sourced data about business clusters in Denmark, Sweden and Norway.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run.run)
app.command("sources")(sources.sources)
app.command("status")(status.status)
app.command("query")(query.query)
app.command("describe")(describe.describe)
app.command("explain")(explain.explain)
app.command("open")(open_command.open_site)
app.command("parse")(parse.parse)
app.command("decode")(decode_command.decode)
app.command("read")(read_command.read)
app.add_typer(release.app, name="release")


def main() -> None:
    """Run the command line; our own errors end in one plain message and an exit code."""
    try:
        app()
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
