"""``nordic-clusters sources``: what is declared."""

import dataclasses

from flows.commands.options import Json
from flows.commands.output import print_json, print_table


def sources(*, as_json: Json = False) -> None:
    """List the sources: id, country, kind, publisher, licence, cadence.

    Example:

      nordic-clusters sources --json
    """
    from extract.registry import sources as declared

    specs = [source.spec for source in declared().values()]
    if as_json:
        print_json([dataclasses.asdict(spec) for spec in specs])
        return
    names = ("source", "country", "kind", "publisher", "licence", "cadence", "live")
    rows = (
        (
            spec.source_id,
            spec.country_code,
            spec.kind,
            spec.publisher,
            spec.licence.name,
            spec.cadence,
            "yes" if spec.is_live else "no",
        )
        for spec in specs
    )
    print_table(names, rows)
