"""The statistics of the bundled archive, computed once for all tests that look at them."""

from __future__ import annotations

import functools

import pyarrow as pa

from extract.archive import bundled_captures
from extract.registry import declarations, sources
from transform.statistics.employment import employment_table
from transform.statistics.marts import specialisation_tables
from transform.statistics.observations import observation_tables
from transform.statistics.population import population_table
from transform.statistics.regional_measures import regional_measure_table
from warehouse.records import Capture, Cube
from warehouse.reference import load_reference


@functools.cache
def bundled_cubes() -> tuple[tuple[Capture, Cube], ...]:
    return tuple(
        (capture, cube)
        for source_id, source in sources().items()
        if source.spec.kind == "statistics"
        for capture in bundled_captures(source_id)
        for cube in source.parse(capture).cubes
    )


@functools.cache
def bundled_tables() -> dict[str, pa.Table]:
    tables = observation_tables(bundled_cubes(), declarations(), load_reference())
    tables["employment"] = employment_table(tables, declarations(), load_reference())
    tables["regional_measure"] = regional_measure_table(tables, declarations(), load_reference())
    tables["population"] = population_table(tables["observation"], declarations(), load_reference())
    return tables | specialisation_tables(tables["employment"], declarations())


def rows_where(table: pa.Table, **wanted: object) -> list[dict[str, object]]:
    import pyarrow.compute as pc

    for name, value in wanted.items():
        table = table.filter(pc.equal(table[name], pa.scalar(value, table[name].type)))
    return table.to_pylist()
