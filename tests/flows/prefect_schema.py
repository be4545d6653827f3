"""The database of a new Prefect home as SQL, made by Prefect's own migrations.

    python -m tests.flows.prefect_schema

writes ``flows/prefect_schema.sql`` for the Prefect that is installed.
"""

from __future__ import annotations

import contextlib
import functools
import re
import sqlite3
import sys
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path
from unittest import mock

from flows.server import SCHEMA


def schema() -> str:
    """The migrations' tables, indices and stamp: a line for each statement."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "prefect.db")
        _migrate(path)
        with contextlib.closing(sqlite3.connect(path)) as made:
            lines = [re.sub(r"\s+", " ", statement) for statement in made.iterdump()]
    return "\n".join([f"-- Prefect {version('prefect')}", *lines, ""])


def _migrate(database: Path) -> None:
    """Run Prefect's migrations through a plain connection, which takes seconds less.

    To alter a table, Alembic reads it and all that it leads to; the table alone is enough.
    """
    import sqlalchemy as sa
    from alembic.operations import batch
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from prefect.server.database import provide_database_interface
    from prefect.server.database.alembic_commands import alembic_config

    interface = provide_database_interface()
    config = alembic_config()
    script = ScriptDirectory.from_config(config)
    script.version_locations = [str(interface.orm.versions_dir)]
    steps = EnvironmentContext(
        config, script, fn=lambda revision, _: script._upgrade_revs("heads", revision)
    )
    with (
        mock.patch.object(batch, "Table", functools.partial(sa.Table, resolve_fks=False)),
        steps,
        sa.create_engine(f"sqlite:///{database}").connect() as connection,
    ):
        steps.configure(
            connection=connection,
            target_metadata=interface.Base.metadata,
            render_as_batch=True,
            transaction_per_migration=True,
        )
        with steps.begin_transaction(), warnings.catch_warnings():
            # Of indices that SQLAlchemy cannot read.
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            steps.run_migrations()


if __name__ == "__main__":
    sys.exit(SCHEMA.write_text(schema(), encoding="utf-8") == 0)
