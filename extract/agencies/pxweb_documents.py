"""The answers of PxWebApi 2, read: limits, lists of tables, metadata, code lists.

Source: ``PxAPI-2.yml`` of PxTools/PxApiSpecs.
"""

from __future__ import annotations

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
        formats: Output formats that are switched on.
        api_version: Version of the interface.
    """

    max_cells: int
    interval_seconds: float
    formats: tuple[str, ...]
    api_version: str


@dataclasses.dataclass(frozen=True, slots=True)
class TableSummary:
    """One line of a list of tables."""

    table_id: str
    title: str
    updated: str
    first_period: str | None
    last_period: str | None
    is_discontinued: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Codelist:
    """An agency's own list of codes for a dimension.

    Attributes:
        codelist_id: Its id, case-sensitive: ``agg_KommFylker``.
        title: For people.
        values: Code to label, in the list's order.
        members: Code to the table's codes that it stands for.
    """

    codelist_id: str
    title: str
    values: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]


def read_config(response: Response, max_cells: int | None = None) -> PxWebConfig:
    """Read ``/config``.

    Args:
        response: The answer.
        max_cells: Our own limit, if it is to count when it is smaller.

    Raises:
        SourceChangedError: It is of another shape.
    """
    body = read_object(response)
    with reading(response, "config", "limits as numbers"):
        # Zero calls means "not in use", not "no limit": the host's declared rate stands.
        calls, window = int(body["maxCallsPerTimeWindow"]), float(body["timeWindow"])
        limits = (int(body["maxDataCells"]), max_cells or 0, MOST_CELLS)
        return PxWebConfig(
            max_cells=min(limit for limit in limits if limit > 0),
            interval_seconds=window / calls if calls > 0 else 0.0,
            formats=tuple(body.get("dataFormats") or ()),
            api_version=str(body.get("apiVersion", "")),
        )


def read_tables(response: Response) -> tuple[list[TableSummary], int]:
    """Read one page of ``/tables``: its tables, and the number of pages in all.

    Raises:
        SourceChangedError: It is of another shape.
    """
    body = read_object(response)
    with reading(response, "tables", "a page of tables"):
        tables = [
            TableSummary(
                table_id=str(item["id"]),
                title=str(item.get("label", "")),
                updated=str(item.get("updated", "")),
                first_period=item.get("firstPeriod"),
                last_period=item.get("lastPeriod"),
                is_discontinued=bool(item.get("discontinued")),
            )
            for item in body["tables"]
        ]
        return tables, int(body["page"]["totalPages"])


def read_codelist(response: Response) -> Codelist:
    """Read one of the agency's code lists.

    Raises:
        SourceChangedError: It is of another shape.
    """
    body = read_object(response)
    with reading(response, "values", "codes with labels and valueMap"):
        values = {str(item["code"]): item for item in body["values"]}
        return Codelist(
            codelist_id=str(body["id"]),
            title=str(body.get("label", "")),
            values={code: str(item.get("label", code)) for code, item in values.items()},
            members={code: tuple(item.get("valueMap") or ()) for code, item in values.items()},
        )


def read_metadata(response: Response, table_id: str) -> TableMetadata:
    """Read a JSON-stat 2 metadata document.

    Raises:
        SourceChangedError: It is of another shape.
    """
    body = read_object(response)
    with reading(response, "dimension", "JSON-stat 2 metadata"):
        times = set((body.get("role") or {}).get("time") or ())
        dimensions = tuple(
            _read_dimension(str(code), body["dimension"][code], is_time=code in times)
            for code in list(body["id"])
        )
        notes = dict((body.get("extension") or {}).get("px") or {})
    updated = body.get("updated")
    return TableMetadata(
        table_id=table_id,
        title=str(body.get("label", "")),
        dimensions=dimensions,
        updated=updated if isinstance(updated, str) else None,
        notes=notes,
        url=response.url,
    )


def _read_dimension(code: str, body: Mapping[str, Any], *, is_time: bool) -> Dimension:
    category = body["category"]
    labels = category.get("label") or {}
    index = category.get("index") or list(labels)
    codes = sorted(index, key=index.__getitem__) if isinstance(index, dict) else list(index)
    extension = body.get("extension") or {}
    lists = extension.get("codelists") or extension.get("codeLists") or ()
    return Dimension(
        code=code,
        label=str(body.get("label", code)),
        values={str(value): str(labels.get(value, value)) for value in codes},
        is_time=is_time,
        is_eliminable=bool(extension.get("elimination")),
        codelists=tuple(str(item["id"]) for item in lists),
    )


def check_size(response: Response, asked: Selection, source_id: str | None = None) -> None:
    """Raise if an answer does not have the cells that were asked for.

    Reads the sizes only, not the body: a default selection that was served instead is
    found without parsing a large answer.

    Raises:
        SourceChangedError: It does not.
    """
    stated = _SIZE.search(response.content)
    sizes = [int(number) for number in stated[1].split(b",") if number.strip()] if stated else []
    if not stated or math.prod(sizes) != count_cells(asked):
        raise changed(
            response,
            "size",
            " x ".join(str(len(codes)) for codes in asked.values()),
            " x ".join(str(size) for size in sizes) or "no sizes",
            source_id,
        )
