"""Tables that follow from other tables by a query of ``warehouse/marts``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

import warehouse
from warehouse.statistics import StatisticalTable
from warehouse.tables import TABLES

_FOLDER = Path(warehouse.__file__).parent
_FORMULAS = _FOLDER / "views" / "statistics_05_location_quotient.sql"
#: In the order in which they build on each other.
_MARTS = ("specialisation", "shift_share")


def mart_tables(
    employment: pa.Table, declarations: Mapping[str, StatisticalTable]
) -> dict[str, pa.Table]:
    """The tables ``specialisation`` and ``shift_share``.

    Args:
        employment: The ``employment`` table.
        declarations: Declarations by ``stat_table_id``; they name the reference areas.

    Returns:
        The tables as the contract has them. ``specialisation`` has one row per region, industry
        and year of the series that declare a reference area, ``location_quotient`` null where a
        figure is hidden, with bounds beside it; ``shift_share`` one per region, industry and span.
    """
    areas = [
        {"stat_table_id": table.stat_table_id, "country_code": country, "reference_area": area}
        for table in declarations.values()
        for country, area in table.reference_areas.items()
    ]
    names = ("stat_table_id", "country_code", "reference_area")
    made: dict[str, pa.Table] = {}
    with duckdb.connect() as connection:
        connection.execute(_FORMULAS.read_text(encoding="utf-8"))
        connection.register("employment", employment)
        connection.register(
            "reference_area",
            pa.Table.from_pylist(areas, pa.schema([(name, pa.string()) for name in names])),
        )
        for name in _MARTS:
            columns = ", ".join(column.name for column in TABLES[name].columns)
            query = (_FOLDER / "marts" / f"{name}.sql").read_text(encoding="utf-8")
            found = connection.execute(f"SELECT {columns} FROM ({query})").to_arrow_table()  # noqa: S608
            made[name] = TABLES[name].conform(found)
            connection.register(name, made[name])
    return made
