"""Employment observations of one captured table as a dense grid: year, region, industry."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transform.bounds import Floats
from warehouse.errors import ContractError
from warehouse.statistics import Basis, Content, StatisticalTable

Ranks = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: Observation statuses from the most ordinary to the one that must be told; where figures
#: are summed, the last of their statuses is the sum's.
STATUS_ORDER = "AVGSFIPEJNKWDBUHMLOQ"
RANK = {status: rank for rank, status in enumerate(STATUS_ORDER)}


@dataclasses.dataclass(frozen=True, slots=True)
class Grid:
    """Persons by year, region and industry, of one captured table and one basis.

    Attributes:
        years: Ascending, without gaps where the table has none.
        regions: Codes along the second axis.
        industries: Codes along the third axis.
        persons: Shape (years, regions, industries); NaN where hidden or not there.
        lower: Smallest possible value; as published less half a rounding step, 0 if hidden.
        upper: Largest possible value; infinity if hidden.
        rank: Position of the observation status in ``STATUS_ORDER``; -1 where the table
            has no such cell.
    """

    years: tuple[int, ...]
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    persons: Floats
    lower: Floats
    upper: Floats
    rank: Ranks

    @property
    def is_there(self) -> Flags:
        """Cells that the table has, with or without a value."""
        return self.rank >= 0


def employment_grids(
    observation: pa.Table, table: StatisticalTable
) -> list[tuple[str, Basis, Grid]]:
    """The grids of all captures and bases of one declared table.

    Args:
        observation: Rows of ``observation`` of this table.
        table: Its declaration.

    Returns:
        (capture id, basis, grid) in order of capture id and basis.

    Raises:
        ContractError: A further dimension has several codes and the declaration says
            neither which of them counts nor that they are summed.
    """
    found = []
    for content in sorted(table.contents.values(), key=lambda content: content.measure):
        if content.basis is None:
            continue
        rows = observation.filter(pc.equal(observation["measure"], content.measure))
        rows = _chosen(rows, table)
        for capture_id in sorted(set(rows["capture_id"].to_pylist())):
            part = rows.filter(pc.equal(rows["capture_id"], capture_id))
            found.append((capture_id, content.basis, _grid(part, content)))
    return found


def _chosen(rows: pa.Table, table: StatisticalTable) -> pa.Table:
    """Rows whose further dimensions count, by the declaration."""
    kept, varying = [], dict[str, set[str]]()
    for text in sorted(set(rows["other_dimensions"].to_pylist())):
        codes = dict(part.split("=", 1) for part in text.split(";") if part)
        if all(codes.get(name, wanted) == wanted for name, wanted in table.only.items()):
            kept.append(text)
            for name, code in codes.items():
                varying.setdefault(name, set()).add(code)
    open_ones = [
        name for name, codes in varying.items() if len(codes) > 1 and name not in table.summed
    ]
    if open_ones:
        raise ContractError(
            f"table {table.stat_table_id} has dimensions that nobody settles",
            place="other_dimensions",
            expected="one code each, or a declaration in `only` or `summed`",
            found=", ".join(f"{name}: {sorted(varying[name])[:6]}" for name in open_ones),
        )
    return rows.filter(pc.is_in(rows["other_dimensions"], pa.array(kept, pa.string())))


def _grid(rows: pa.Table, content: Content) -> Grid:
    years, year_at = _axis(rows["period"])
    regions, region_at = _axis(rows["region_code"])
    industries, industry_at = _axis(rows["industry_code"])
    shape = (len(years), len(regions), len(industries))
    flat = np.ravel_multi_index((year_at, region_at, industry_at), shape)
    values = rows["value"].to_numpy()
    ranks = pc.index_in(rows["obs_status"], pa.array(list(STATUS_ORDER))).to_numpy()

    persons, rank = np.zeros(shape), np.full(shape, -1, np.int64)
    count = np.zeros(shape)
    np.add.at(persons.reshape(-1), flat, values * content.multiplier)
    np.maximum.at(rank.reshape(-1), flat, ranks)
    np.add.at(count.reshape(-1), flat, 1.0)
    persons = np.where(rank >= 0, np.round(persons, 3), np.nan)
    half = count * content.step * content.multiplier / 2
    is_hidden = np.isnan(persons)
    # What cannot exist is nobody; what is hidden may be anybody.
    unknown = np.where(rank == RANK["M"], 0.0, np.inf)
    return Grid(
        years=tuple(int(year) for year in years),
        regions=regions,
        industries=industries,
        persons=persons,
        lower=np.where(is_hidden, 0.0, np.maximum(persons - half, 0.0)),
        upper=np.where(is_hidden, unknown, persons + half),
        rank=rank,
    )


def _axis(column: pa.ChunkedArray) -> tuple[tuple[str, ...], npt.NDArray[np.int64]]:
    """Sorted distinct codes, and each row's place among them."""
    codes = pc.unique(column).sort()
    return tuple(codes.to_pylist()), pc.index_in(column, codes).to_numpy().astype(np.int64)


def renamed_industries(grid: Grid, names: Mapping[str, str]) -> Grid:
    """The grid with only the industries in ``names``, under their new names, in its order."""
    at = [grid.industries.index(code) for code in names]
    return dataclasses.replace(
        grid,
        industries=tuple(names.values()),
        persons=grid.persons[:, :, at],
        lower=grid.lower[:, :, at],
        upper=grid.upper[:, :, at],
        rank=grid.rank[:, :, at],
    )


def with_sum(grid: Grid, axis: int, name: str, parts: Sequence[int]) -> Grid:
    """The grid with one more region (axis 1) or industry (axis 2): the sum of some.

    The sum is there only where every part is there; it is hidden where a part is hidden.
    """

    def extended(values: npt.NDArray[Any], total: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.concatenate([values, np.expand_dims(total, axis)], axis=axis)

    def taken(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.take(values, list(parts), axis=axis)

    is_there = (taken(grid.rank) >= 0).all(axis=axis)
    return Grid(
        years=grid.years,
        regions=(*grid.regions, name) if axis == 1 else grid.regions,
        industries=(*grid.industries, name) if axis == 2 else grid.industries,
        persons=extended(grid.persons, taken(grid.persons).sum(axis=axis)),
        lower=extended(grid.lower, taken(grid.lower).sum(axis=axis)),
        upper=extended(grid.upper, taken(grid.upper).sum(axis=axis)),
        rank=extended(grid.rank, np.where(is_there, taken(grid.rank).max(axis=axis), -1)),
    )
