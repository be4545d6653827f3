"""Tables that follow from other tables by a query of ``warehouse/marts``."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

import warehouse
from warehouse.statistics import StatisticalTable
from warehouse.tables import TABLES

_FOLDER = Path(warehouse.__file__).parent
_FORMULAS = _FOLDER / "views" / "statistics_05_location_quotient.sql"


def run_marts(names: Sequence[str], inputs: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables of the contract that queries make.

    Raises:
        ContractError: What a query makes does not keep the contract.
    """
    made: dict[str, pa.Table] = {}
    with duckdb.connect() as connection:
        connection.execute(_FORMULAS.read_text(encoding="utf-8"))
        for name, table in inputs.items():
            connection.register(name, table)
        for name in names:
            columns = ", ".join(column.name for column in TABLES[name].columns)
            query = (_FOLDER / "marts" / f"{name}.sql").read_text(encoding="utf-8")
            found = connection.execute(f"SELECT {columns} FROM ({query})").to_arrow_table()  # noqa: S608
            made[name] = TABLES[name].conform(found)
            connection.register(name, made[name])
    return made


def specialisation_tables(
    employment: pa.Table, declarations: Mapping[str, StatisticalTable]
) -> dict[str, pa.Table]:
    """The tables ``specialisation`` and ``shift_share``.

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
    schema = pa.schema([(name, pa.string()) for name in names])
    inputs = {"employment": employment, "reference_area": pa.Table.from_pylist(areas, schema)}
    return run_marts(("specialisation", "shift_share"), inputs)
