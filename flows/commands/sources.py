"""``nordic-clusters sources``: what is declared."""

from __future__ import annotations

import dataclasses

from flows.commands.options import AsJson
from flows.commands.output import console, print_json


def sources(as_json: AsJson = False) -> None:
    """List the sources: id, country, kind, publisher, licence, cadence.

    Example:

      nordic-clusters sources --json
    """
    from extract.registry import sources as declared

    specs = [source.spec for source in declared().values()]
    if as_json:
        print_json([dataclasses.asdict(spec) for spec in specs])
        return
    import rich.table

    table = rich.table.Table("source", "country", "kind", "publisher", "licence", "cadence", "live")
    for spec in specs:
        table.add_row(
            spec.source_id,
            spec.country_code,
            spec.kind,
            spec.publisher,
            spec.licence.name,
            spec.cadence,
            "yes" if spec.is_live else "no",
        )
    console().print(table)
