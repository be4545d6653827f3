"""Harmonised figures other than employment: value added, investment, pay, by region and industry.

Regions and industries are those of ``employment``; figures stay in the unit published.
"""

import datetime as dt
from collections.abc import Mapping

import pyarrow as pa

from transform.statistics.harmonise import harmonised_series, series_columns
from warehouse.reference import Reference
from warehouse.statistics import StatisticalTable
from warehouse.tables import TABLES


def regional_measure_table(
    tables: Mapping[str, pa.Table],
    declarations: Mapping[str, StatisticalTable],
    reference: Reference,
    captured_at: Mapping[str, dt.datetime] | None = None,
) -> pa.Table:
    """The ``regional_measure`` table; arguments and errors as for ``employment_table``.

    Returns:
        Rows for every content that is not employment and may be summed over regions
        (growth rates may not). A sum is null where one of its parts is hidden. There are
        no bounds: value added and investment may be negative.
    """
    names = [column.name for column in TABLES["regional_measure"].columns]
    made = []
    for series in harmonised_series(
        tables,
        declarations,
        reference,
        captured_at or {},
        lambda content: content.basis is None and content.is_summable,
    ):
        columns = series_columns(series)
        count, multiplier = len(columns["year"]), series.content.multiplier
        columns |= {
            "measure": pa.repeat(pa.scalar(series.content.measure), count),
            "value": pa.compute.divide(columns["figure"], multiplier),
            "unit": pa.repeat(pa.scalar(series.content.unit), count),
        }
        made.append(pa.table({name: columns[name] for name in names}))
    if not made:
        return TABLES["regional_measure"].arrow_schema.empty_table()
    return TABLES["regional_measure"].conform(pa.concat_tables(made))
