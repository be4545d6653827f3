"""Harmonised figures by region, industry and year, in one shape for all sources.

Each statistical table stays a series of its own (its ``stat_table_id`` and ``basis`` are
part of the key): registers, accounts and surveys count different things and are never
joined, and a year in which a series breaks carries ``is_break``.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from transform.statistics.harmonise import harmonised_series, series_columns
from warehouse.reference import Reference
from warehouse.statistics import StatisticalTable
from warehouse.tables import TABLES


def employment_table(
    tables: Mapping[str, pa.Table],
    declarations: Mapping[str, StatisticalTable],
    reference: Reference,
    captured_at: Mapping[str, dt.datetime] | None = None,
) -> pa.Table:
    """The ``employment`` table.

    Args:
        tables: ``observation`` and ``stat_table_code``, from
            :func:`transform.statistics.observations.observation_tables`.
        declarations: Declarations by ``stat_table_id``; those with an industry scheme and
            region schemes are carried over.
        reference: Regions, industries and their crosswalks.
        captured_at: Capture id to the time of capture; where two captures give the same
            cell equally directly, the later one counts.

    Returns:
        Rows for countries, NUTS 1 to 3 of 2024 (labour force survey: of its own vintage),
        every industry of the source's scheme but overlapping and memo ones, and the total.
        ``persons`` is null where hidden; ``persons_lower`` and ``persons_upper`` then
        follow from the totals of the same table, and elsewhere from rounding.

    Raises:
        ContractError: A region or industry code of no declared scheme, or a further
            dimension that nobody settles.
    """
    series = harmonised_series(
        tables, declarations, reference, captured_at or {}, lambda content: bool(content.basis)
    )
    return _table(
        "employment",
        (
            columns
            | {
                "persons": columns["figure"],
                "persons_lower": columns["lower"],
                "persons_upper": columns["upper"],
                "basis": pa.repeat(pa.scalar(one.content.basis), len(columns["year"])),
            }
            for one in series
            for columns in [series_columns(one)]
        ),
    )


def regional_measure_table(
    tables: Mapping[str, pa.Table],
    declarations: Mapping[str, StatisticalTable],
    reference: Reference,
    captured_at: Mapping[str, dt.datetime] | None = None,
) -> pa.Table:
    """The ``regional_measure`` table; arguments and errors as for :func:`employment_table`.

    Returns:
        Rows for every content that is not employment and may be summed over regions
        (growth rates may not): value added, investment, pay, in the unit published. A sum is null
        where one of its parts is hidden. There are no bounds: value added and investment may be
        negative.
    """
    series = harmonised_series(
        tables,
        declarations,
        reference,
        captured_at or {},
        lambda content: content.basis is None and content.is_summable,
    )
    return _table(
        "regional_measure",
        (
            columns
            | {
                "measure": pa.repeat(pa.scalar(one.content.measure), len(columns["year"])),
                "value": pc.divide(columns["figure"], one.content.multiplier),
                "unit": pa.repeat(pa.scalar(one.content.unit), len(columns["year"])),
            }
            for one in series
            for columns in [series_columns(one)]
        ),
    )


def _table(name: str, made: Iterator[Mapping[str, pa.Array]]) -> pa.Table:
    """The columns of all series, one after the other, as a table of the contract."""
    contract = TABLES[name]
    names = [column.name for column in contract.columns]
    parts = [pa.table({name: columns[name] for name in names}) for columns in made]
    return contract.conform(pa.concat_tables(parts or [contract.arrow_schema.empty_table()]))
