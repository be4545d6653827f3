"""Small synthetic tables for tests of statistics: none of the figures is anybody's."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from itertools import product

import pyarrow as pa

from extract.archive import make_capture
from extract.tables import decode
from transform.statistics.employment import employment_table
from transform.statistics.marts import specialisation_tables
from transform.statistics.observations import observation_tables
from warehouse.records import Capture, Cube
from warehouse.reference import load_reference
from warehouse.statistics import Content, RegionScheme, StatisticalTable

AT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
COUNTIES = ("0", "08", "09", "10", "11")


def capture_of(
    body: object, url: str = "https://example.org/tables/T1/data", **more: object
) -> Capture:
    return make_capture(
        source_id="no_ssb_employment",
        url=url,
        content=json.dumps(body).encode(),
        captured_at=AT,
        method=str(more.get("method", "transcribed")),
        media_type="application/json",
    )


def jsonstat(
    dimensions: Mapping[str, Sequence[str]],
    values: Sequence[float | None],
    status: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """A JSON-stat 2 answer in the shape of PxWeb's; labels are the codes."""
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "synthetic",
        "role": {"time": ["Tid"]},
        "id": list(dimensions),
        "size": [len(codes) for codes in dimensions.values()],
        "dimension": {
            name: {"label": name, "category": {"index": list(codes)}}
            for name, codes in dimensions.items()
        },
        "value": list(values),
        "status": dict(status or {}),
    }


def declared(**changes: object) -> StatisticalTable:
    """A declaration of counties before 2020 by the 17 groups, as SSB's tables are."""
    facts: dict[str, object] = {
        "stat_table_id": "ssb:T1",
        "contents": {"P": Content("persons", "persons", basis="workplace_persons")},
        "industry": "N",
        "regions": (RegionScheme("NO-fylke-pre2020"),),
        "industry_scheme": "sn2007-17",
        "total_is_summed": True,
        "reference_areas": {"NO": "NO"},
    }
    return StatisticalTable(**{**facts, **changes})  # type: ignore[arg-type]


def cube_of(body: object, table: StatisticalTable, **more: object) -> tuple[Capture, Cube]:
    capture = capture_of(body, **more)  # type: ignore[arg-type]
    return capture, decode(capture.content).to_cube(table.stat_table_id)


def tables_of(table: StatisticalTable, *cubes: tuple[Capture, Cube]) -> dict[str, pa.Table]:
    reference = load_reference()
    declarations = {table.stat_table_id: table}
    tables = observation_tables(cubes, declarations, reference)
    tables["employment"] = employment_table(tables, declarations, reference)
    return tables | specialisation_tables(tables["employment"], declarations)


def grid_tables(
    table: StatisticalTable,
    regions: Sequence[str],
    industries: Sequence[str],
    years: Sequence[str],
    values: Mapping[tuple[str, str, str], float | None],
    status: Mapping[tuple[str, str, str], str] | None = None,
) -> dict[str, pa.Table]:
    """All tables from figures by (region, industry, year); a missing key is a null."""
    keys = list(product(regions, industries, years))
    symbols = {str(keys.index(key)): symbol for key, symbol in (status or {}).items()}
    dimensions = {"Region": regions, "N": industries, "ContentsCode": ["P"], "Tid": years}
    body = jsonstat(dimensions, [values.get(key) for key in keys], symbols)
    return tables_of(table, cube_of(body, table))


def cell(table: pa.Table, region: str, industry: str, year: int) -> dict[str, object]:
    """The one row of a harmonised table."""
    found = [
        row
        for row in table.to_pylist()
        if (row["region_code"], row["industry_code"], row["year"]) == (region, industry, year)
    ]
    assert len(found) == 1, found
    return found[0]
