"""The contract's SQL files: views and macros over the tables, in the order they are run."""

from pathlib import Path

VIEWS = Path(__file__).with_name("views")


def view_files(folder: Path = VIEWS) -> tuple[Path, ...]:
    """SQL files of a folder, in name order; each makes views and macros."""
    return tuple(sorted(folder.glob("*.sql")))


def temporary(statements: str) -> str:
    """The statements of a file, making temporary views and macros.

    Only these may read what is registered on a connection, such as Arrow tables.
    """
    for kind in ("VIEW", "MACRO"):
        statements = statements.replace(
            f"CREATE OR REPLACE {kind}", f"CREATE OR REPLACE TEMP {kind}"
        )
    return statements
