"""Tables that are registered once, as the gate does, and mutated one at a time."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import duckdb
import pyarrow as pa

from expectations import engine, gate
from expectations.rules import Rule


@dataclasses.dataclass(frozen=True)
class Registered:
    """Tables as the gate registers them, with the views, on one connection.

    Attributes:
        connection: Knows tables and views by name.
        tables: The healthy ones.
    """

    connection: duckdb.DuckDBPyConnection
    tables: Mapping[str, pa.Table]

    def broken_by(self, changed: Mapping[str, pa.Table], rules: Sequence[Rule]) -> dict[str, int]:
        """Broken rules and how often, by the gate's queries without the seconds of its engine.

        Args:
            changed: Tables that take the place of the healthy ones meanwhile.
            rules: What to ask.
        """
        try:
            for name, table in changed.items():
                self.connection.register(name, table)
            counts = {rule.code: self._count(rule) for rule in rules}
        finally:
            for name in changed:
                self.connection.register(name, self.tables[name])
        return {code: count for code, count in counts.items() if count}

    def _count(self, rule: Rule) -> int:
        broken, _ = self.connection.execute(engine._counts(rule)).fetchone() or (0, 0)
        return int(broken)


@contextlib.contextmanager
def registered(tables: Mapping[str, pa.Table], day: dt.date) -> Iterator[Registered]:
    """Tables of a release, for whose day the views say ``now``."""
    with contextlib.closing(duckdb.connect()) as connection:
        gate._register(connection, tables, {}, day)
        yield Registered(connection, tables)
