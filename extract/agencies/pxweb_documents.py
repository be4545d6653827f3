"""The answers of PxWebApi 2, read: limits, metadata, code lists.

Source: ``PxAPI-2.yml`` of PxTools/PxApiSpecs.
"""

import dataclasses
import math
import re
from collections.abc import Mapping
from typing import Any

from extract.agencies.answers import changed, read_object, reading
from extract.agencies.table_metadata import Dimension, TableMetadata
from extract.agencies.table_selection import Selection, count_cells
from extract.http.client import Response

#: No agency known gives more cells in one call.
MOST_CELLS = 800_000
_SIZE = re.compile(rb'"size"\s*:\s*\[([\d,\s]*)\]')


@dataclasses.dataclass(frozen=True, slots=True)
class PxWebConfig:
    """What ``/config`` allows.

    Attributes:
        max_cells: Cells per call.
        interval_seconds: Least time between calls; 0 where the agency states none.
    """

    max_cells: int
    interval_seconds: float


def read_config(response: Response) -> PxWebConfig:
    """Read ``/config``."""
    body = read_object(response)
    with reading(response, "config", "limits as numbers"):
        # Zero calls means "not in use", not "no limit": the host's declared rate stands.
        calls, window = int(body["maxCallsPerTimeWindow"]), float(body["timeWindow"])
        cells = int(body["maxDataCells"])
        return PxWebConfig(
            max_cells=min(cells, MOST_CELLS) if cells > 0 else MOST_CELLS,
            interval_seconds=window / calls if calls > 0 else 0.0,
        )


def read_codelist(response: Response) -> dict[str, str]:
    """Read one of the agency's code lists for a dimension: code to label, in its order."""
    body = read_object(response)
    with reading(response, "values", "codes with labels"):
        return {str(item["code"]): str(item.get("label", item["code"])) for item in body["values"]}


def read_metadata(response: Response, table_id: str) -> TableMetadata:
    """Read a JSON-stat 2 metadata document."""
    body = read_object(response)
    with reading(response, "dimension", "JSON-stat 2 metadata"):
        times = set((body.get("role") or {}).get("time") or ())
        dimensions = tuple(
            _read_dimension(str(code), body["dimension"][code], is_time=code in times)
            for code in list(body["id"])
        )
    updated = body.get("updated")
    return TableMetadata(
        table_id=table_id,
        title=str(body.get("label", "")),
        dimensions=dimensions,
        updated=updated if isinstance(updated, str) else None,
        url=response.url,
    )


def _read_dimension(code: str, body: Mapping[str, Any], *, is_time: bool) -> Dimension:
    category = body["category"]
    labels = category.get("label") or {}
    index = category.get("index") or list(labels)
    codes = sorted(index, key=index.__getitem__) if isinstance(index, dict) else list(index)
    return Dimension(
        code=code,
        label=str(body.get("label", code)),
        values={str(value): str(labels.get(value, value)) for value in codes},
        is_time=is_time,
        is_eliminable=bool((body.get("extension") or {}).get("elimination")),
    )


def check_size(response: Response, asked: Selection) -> None:
    """Raise if an answer does not have the cells that were asked for.

    Reads the sizes only, not the body: a default selection that was served instead is
    found without parsing a large answer.
    """
    stated = _SIZE.search(response.content)
    sizes = [int(number) for number in stated[1].split(b",") if number.strip()] if stated else []
    if not stated or math.prod(sizes) != count_cells(asked):
        raise changed(
            response,
            "size",
            " x ".join(str(len(codes)) for codes in asked.values()),
            " x ".join(str(size) for size in sizes) or "no sizes",
        )
