"""Captured cubes to the tables ``stat_table``, ``stat_table_code`` and ``observation``.

Cells keep the source's own codes, values and symbols. What is added: which measure a cell
is of, in which unit, and what its symbol means (SDMX observation status).
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.errors import ContractError, SourceChangedError
from warehouse.records import Capture, Cube
from warehouse.reference import Reference
from warehouse.statistics import NOT_APPLICABLE, Roles, StatisticalTable
from warehouse.tables import TABLES

#: Status of a cell that has neither value nor symbol: missing, the reason not stated.
_MISSING = "O"


def observation_tables(
    cubes: Iterable[tuple[Capture, Cube]],
    declarations: Mapping[str, StatisticalTable],
    reference: Reference,
) -> dict[str, pa.Table]:
    """All cells of all captured tables.

    Args:
        cubes: Each cube with the capture it was read from. Of a table that was fetched from
            its agency the transcribed captures are left out.
        declarations: Declarations by ``stat_table_id``.
        reference: For the agencies' status maps.

    Returns:
        ``stat_table`` (one row per captured table), ``stat_table_code`` (the labels of its
        codes) and ``observation`` (one row per cell), as the contract has them.

    Raises:
        ContractError: A cube of a table that nobody declared.
        SourceChangedError: A declared dimension or content is missing, or a symbol is not
            in the agency's status map.
    """
    heads, codes, cells = [], [], []
    for capture, cube in _agencies_own(list(cubes)):
        table = declarations.get(cube.stat_table_id)
        if table is None:
            raise ContractError(
                f"table {cube.stat_table_id} is not declared",
                source_id=capture.source_id,
                url=capture.url,
                remedy="add it to the TABLES of its source in extract/sources",
            )
        roles = table.roles(cube.dimensions, capture.url)
        heads.append(_head(capture, cube, table, roles))
        codes.extend(_codes(capture, cube))
        cells.append(_cells(capture, cube, table, roles, reference))
    contract = TABLES["observation"]
    joined = pa.concat_tables(cells) if cells else contract.arrow_schema.empty_table()
    return {
        "stat_table": TABLES["stat_table"].to_arrow(heads),
        "stat_table_code": TABLES["stat_table_code"].to_arrow(codes),
        "observation": contract.conform(joined),
    }


def _agencies_own(cubes: list[tuple[Capture, Cube]]) -> list[tuple[Capture, Cube]]:
    """Transcribed captures stand in only until the agency's own answer is there."""
    fetched = {cube.stat_table_id for capture, cube in cubes if capture.method == "http"}
    return [
        (capture, cube)
        for capture, cube in cubes
        if capture.method == "http" or cube.stat_table_id not in fetched
    ]


def _head(capture: Capture, cube: Cube, table: StatisticalTable, roles: Roles) -> dict[str, object]:
    periods = sorted(cube.dimensions[roles.period])
    notes = [*cube.notes, *([table.note] if table.note else [])]
    return {
        "stat_table_id": cube.stat_table_id,
        "source_id": capture.source_id,
        "title": cube.title or table.title or table.stat_table_id,
        "source_updated_at": _instant(cube.updated or capture.as_of),
        "period_first": periods[0],
        "period_last": periods[-1],
        "cell_count": cube.cells.num_rows,
        "note": " ".join(notes) or None,
        "capture_id": capture.capture_id,
    }


def _instant(text: str | None) -> dt.datetime | None:
    """The instant of a day or a time; None of a month or a year, which name none."""
    if text is None or len(text) < len("2014-06-18"):
        return None
    instant = dt.datetime.fromisoformat(text)
    # Agencies that give no zone (StatBank) mean their own; the hour matters to no reader.
    return instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)


def _codes(capture: Capture, cube: Cube) -> list[dict[str, str]]:
    return [
        {
            "stat_table_id": cube.stat_table_id,
            "dimension_name": dimension,
            "code": code,
            "code_name": label,
            "capture_id": capture.capture_id,
        }
        for dimension, labels in cube.dimensions.items()
        for code, label in labels.items()
    ]


def _cells(
    capture: Capture, cube: Cube, table: StatisticalTable, roles: Roles, reference: Reference
) -> pa.Table:
    cells, count = cube.cells, cube.cells.num_rows
    contents = table.contents_of(cube.dimensions, capture.url)
    if roles.content is None:
        (content,) = contents.values()
        measure, unit = _constant(content.measure, count), _constant(content.unit, count)
    else:
        column = cells[roles.content]
        measure = _recoded(column, lambda code: contents[code].measure)
        unit = _recoded(column, lambda code: contents[code].unit)
    raw_status = _recoded(cells["raw_status"], lambda symbol: symbol)
    statuses = _statuses(capture, cells, table, reference)
    return pa.table(
        {
            "stat_table_id": _constant(cube.stat_table_id, count),
            "region_code": _role(cells, roles.region),
            "industry_code": _role(cells, roles.industry),
            "period": _role(cells, roles.period),
            "measure": measure,
            "other_dimensions": _others(cells, roles.others),
            "value": cells["value"].cast(pa.float64()),
            "raw_status": raw_status,
            "obs_status": _doubted(statuses, cells, table, roles),
            "unit": unit,
            "capture_id": _constant(capture.capture_id, count),
        }
    )


def _role(cells: pa.Table, dimension: str | None) -> pa.ChunkedArray | pa.Array:
    if dimension is None:
        return _constant(NOT_APPLICABLE, cells.num_rows)
    return _recoded(cells[dimension], lambda code: code)


def _others(cells: pa.Table, dimensions: tuple[str, ...]) -> pa.ChunkedArray | pa.Array:
    if not dimensions:
        return _constant("", cells.num_rows)
    parts = [
        _recoded(cells[name], lambda code, name=name: f"{name}={code}")  # type: ignore[misc]
        for name in dimensions
    ]
    return pc.binary_join_element_wise(*parts, ";")


def _statuses(
    capture: Capture, cells: pa.Table, table: StatisticalTable, reference: Reference
) -> pa.ChunkedArray:
    def meaning(symbol: str) -> str:
        status = reference.status_of(table.agency, symbol)
        if status is None:
            raise SourceChangedError(
                "a cell has a symbol of unknown meaning",
                source_id=capture.source_id,
                url=capture.url,
                place=f"table {table.stat_table_id}, status {symbol!r}",
                expected="one of " + " ".join(sorted(reference.statuses(table.agency))),
                found=symbol,
                remedy="look the symbol up at the agency, then add it to "
                "warehouse/reference/status_map.csv",
            )
        return status

    mapped = _recoded(cells["raw_status"], meaning)
    is_missing = pc.is_null(cells["value"])
    plain = pc.if_else(is_missing, _MISSING, table.default_status)
    told = pc.if_else(pc.and_(is_missing, pc.equal(mapped, "A")), _MISSING, mapped)
    return pc.coalesce(told, plain)


def _doubted(
    statuses: pa.ChunkedArray, cells: pa.Table, table: StatisticalTable, roles: Roles
) -> pa.ChunkedArray:
    """The statuses, with U where the declaration doubts a figure that the agency does not."""
    for doubt in table.doubts:
        regions = [
            code
            for code in cells[roles.region].unique().to_pylist()
            if re.fullmatch(doubt.regions, code)
        ]
        is_weak = pc.is_valid(cells["value"])
        for name, codes in (
            (roles.region, regions),
            (roles.industry, doubt.industries),
            (roles.period, doubt.periods),
        ):
            is_weak = pc.and_(is_weak, pc.is_in(_role(cells, name), pa.array(codes, pa.string())))
        statuses = pc.if_else(is_weak, "U", statuses)
    return statuses


def _recoded(column: pa.ChunkedArray, meaning: Callable[[str], str]) -> pa.ChunkedArray:
    """A coded column as text, each distinct code looked up once."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    chunks = [
        pa.array([meaning(code) for code in chunk.dictionary.to_pylist()], pa.string()).take(
            chunk.indices
        )
        for chunk in column.chunks
    ]
    return pa.chunked_array(chunks, pa.string())


def _constant(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), count)
