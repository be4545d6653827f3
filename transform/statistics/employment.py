"""Harmonised employment: persons by region, industry and year, in one shape for all sources.

Each statistical table stays a series of its own (its ``stat_table_id`` and ``basis`` are
part of the key): registers, accounts and surveys count different things and are never
joined, and a year in which a series breaks carries ``is_break``.
"""

import datetime as dt
from collections.abc import Mapping

import pyarrow as pa

from transform.statistics.harmonise import TOTAL, harmonised_series, series_columns
from warehouse.reference import Reference
from warehouse.statistics import StatisticalTable
from warehouse.tables import TABLES

__all__ = ["TOTAL", "employment_table"]


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
    names = [column.name for column in TABLES["employment"].columns]
    made = []
    for series in harmonised_series(
        tables, declarations, reference, captured_at or {}, lambda content: bool(content.basis)
    ):
        columns = series_columns(series)
        columns |= {
            "persons": columns["figure"],
            "persons_lower": columns["lower"],
            "persons_upper": columns["upper"],
            "basis": pa.repeat(pa.scalar(series.content.basis), len(columns["year"])),
        }
        made.append(pa.table({name: columns[name] for name in names}))
    if not made:
        return TABLES["employment"].arrow_schema.empty_table()
    return TABLES["employment"].conform(pa.concat_tables(made))
