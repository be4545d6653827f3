"""A page of Kolada's key figures as a cube.

Source: https://api.kolada.se/v3/docs
"""

from typing import Any

import orjson
import pyarrow as pa

from warehouse.errors import SourceChangedError
from warehouse.records import Capture, Cube
from warehouse.statistics import StatisticalTable

_DIMENSIONS = ("kpi", "municipality", "period", "gender")


def kolada_cube(capture: Capture, table: StatisticalTable) -> Cube:
    """One row per key figure, area, year and gender (``T`` is all).

    Raises:
        SourceChangedError: The page has another shape, or a key figure nobody declared.
    """
    try:
        rows = [
            (str(item["kpi"]), str(item["municipality"]), str(item["period"]), cell["gender"], cell)
            for item in orjson.loads(capture.content)["values"]
            for cell in item["values"]
        ]
        values = [row[-1]["value"] for row in rows]
        value = pa.array([None if one is None else float(one) for one in values], pa.float64())
        statuses = [row[-1].get("status") or None for row in rows]
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise _changed(capture, f"{type(error).__name__}: {error}"[:200]) from error
    strange = sorted({row[0] for row in rows} - table.contents.keys())
    if strange:
        raise _changed(capture, "key figures " + ", ".join(strange))
    columns: dict[str, Any] = {
        name: pa.array([row[place] for row in rows], pa.string()).dictionary_encode()
        for place, name in enumerate(_DIMENSIONS)
    }
    columns |= {"value": value, "raw_status": pa.array(statuses, pa.string()).dictionary_encode()}
    dimensions = {
        name: {code: code for code in sorted(columns[name].dictionary.to_pylist())}
        for name in _DIMENSIONS
    }
    # A page may hold some of the key figures only; the declaration counts on all of them.
    dimensions["kpi"] = {code: content.measure for code, content in table.contents.items()}
    return Cube(table.stat_table_id, pa.table(columns), dimensions, "Kolada: key figures")


def _changed(capture: Capture, found: str) -> SourceChangedError:
    return SourceChangedError(
        "a page of key figures is not what it was",
        source_id=capture.source_id,
        url=capture.url,
        place="values",
        expected="objects with kpi, municipality, period and values (gender, value, status)",
        found=found,
        remedy="compare the answer with https://api.kolada.se/v3/docs",
    )
