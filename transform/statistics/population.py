"""Inhabitants of countries and regions, from the tables of several agencies in one shape."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from transform.statistics.grid import STATUS_ORDER, chosen_rows
from transform.statistics.grid_regions import targets, without_gaps
from transform.statistics.marts import run_marts
from warehouse.reference import Reference
from warehouse.statistics import StatisticalTable
from warehouse.tables import TABLES

#: The measure of a content that counts inhabitants.
POPULATION = "population"

_PLACE = pa.schema(
    [
        *((name, pa.string()) for name in ("stat_table_id", "region_code", "target_code")),
        *((name, pa.string()) for name in ("vintage", "country_code", "region_level")),
        *((name, pa.string()) for name in ("counted_on", "status_order")),
        ("part_count", pa.int64()),
        ("is_direct", pa.bool_()),
        ("is_approximate", pa.bool_()),
    ]
)


def population_table(
    observation: pa.Table,
    declarations: Mapping[str, StatisticalTable],
    reference: Reference,
    captured_at: Mapping[str, dt.datetime] | None = None,
) -> pa.Table:
    """The ``population`` table.

    Args:
        observation: The table of that name.
        declarations: Declarations by ``stat_table_id``; those that count inhabitants and
            declare region schemes are carried over.
        reference: Regions and their crosswalks.
        captured_at: Capture id to the time of capture; the later of two captures counts.

    Returns:
        One row per country or region of NUTS 2024 and day. A region that its source does not
        have is the sum of its parts, where all of them are there.

    Raises:
        ContractError: A region code of no declared scheme, or a further dimension that nobody
            settles.
    """
    counts = observation.filter(pc.equal(observation["measure"], POPULATION))
    rows, places = [], []
    for stat_table_id in pc.unique(counts["stat_table_id"]).to_pylist():
        table = declarations[stat_table_id]
        if table.regions:
            own = counts.filter(pc.equal(counts["stat_table_id"], stat_table_id))
            rows.append(chosen_rows(own, table))
            places.extend(_places(own, table, reference))
    if not rows:
        return TABLES["population"].arrow_schema.empty_table()
    times = {
        "capture_id": list(captured_at or {}),
        "captured_at": list((captured_at or {}).values()),
    }
    inputs = {
        "observation": pa.concat_tables(rows),
        "place": pa.Table.from_pylist(places, _PLACE),
        "capture_time": pa.table(
            times,
            pa.schema([("capture_id", pa.string()), ("captured_at", pa.timestamp("us", "UTC"))]),
        ),
    }
    return run_marts(("population",), inputs)["population"]


def _places(own: pa.Table, table: StatisticalTable, reference: Reference) -> list[dict[str, Any]]:
    codes = sorted(pc.unique(own["region_code"]).to_pylist())
    wanted = targets(codes, table, reference)
    if table.country_is_summed:
        wanted += without_gaps(wanted, reference)
    return [
        {
            "stat_table_id": table.stat_table_id,
            "region_code": codes[part],
            "target_code": target.code,
            "vintage": target.vintage,
            "country_code": target.country_code,
            "region_level": target.level,
            "counted_on": table.counted_on,
            "status_order": STATUS_ORDER,
            "part_count": len(target.parts),
            "is_direct": target.is_direct,
            "is_approximate": target.is_approximate,
        }
        for target in wanted
        for part in target.parts
    ]
