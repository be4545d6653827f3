"""Observations of one statistical table as a dense grid: year, region, industry."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transform.statistics.intervals import Floats
from warehouse.errors import ContractError
from warehouse.statistics import Content, StatisticalTable

Ranks = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: Observation statuses from the most ordinary to the one that must be told; where figures
#: are summed, the last of their statuses is the sum's.
STATUS_ORDER = "AVGSFIPEJNKWDBUHMLOQ"
RANK = {status: rank for rank, status in enumerate(STATUS_ORDER)}


@dataclasses.dataclass(frozen=True, slots=True)
class Grid:
    """Figures by year, region and industry, of one content of one table.

    Attributes:
        years: Ascending, without gaps where the table has none.
        regions: Codes along the second axis.
        industries: Codes along the third axis.
        figures: Shape (years, regions, industries); NaN where hidden or not there.
        lower: Smallest possible value; as published less half a rounding step, 0 if hidden.
        upper: Largest possible value; infinity if hidden.
        rank: Position of the observation status in ``STATUS_ORDER``; -1 where the table
            has no such cell.
        capture: Place of the capture a cell is from, in the order of the captures.
    """

    years: tuple[int, ...]
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    figures: Floats
    lower: Floats
    upper: Floats
    rank: Ranks
    capture: Ranks

    @property
    def is_there(self) -> Flags:
        """Cells that the table has, with or without a value."""
        return self.rank >= 0


def content_grid(
    observation: pa.Table, table: StatisticalTable, content: Content, captures: Sequence[str]
) -> Grid | None:
    """The grid of one content of a declared table.

    A table may come in several captures (pieces of one answer, or answers to several
    questions); they make one grid, and where two give the same cell the later one counts.

    Args:
        observation: Rows of ``observation`` of this table.
        table: Its declaration.
        content: One of its contents; figures are multiplied by its multiplier.
        captures: Ids of the captures, the latest last.

    Returns:
        The grid, None where the captures hold nothing of this content.

    Raises:
        ContractError: A further dimension has several codes and the declaration says
            neither which of them counts nor that they are summed.
    """
    rows = observation.filter(pc.equal(observation["measure"], content.measure))
    if not rows.num_rows:
        return None
    rows = chosen_rows(rows, table)
    axes = _Axes.of(rows)
    return overlaid(
        [
            _grid(rows.filter(pc.equal(rows["capture_id"], capture_id)), axes, content, place)
            for place, capture_id in enumerate(captures)
        ]
    )


def overlaid(grids: Sequence[Grid]) -> Grid:
    """Grids of the same axes as one: a later grid's cells cover an earlier one's."""
    result = grids[0]
    for grid in grids[1:]:
        result = dataclasses.replace(
            grid,
            figures=np.where(grid.is_there, grid.figures, result.figures),
            lower=np.where(grid.is_there, grid.lower, result.lower),
            upper=np.where(grid.is_there, grid.upper, result.upper),
            rank=np.where(grid.is_there, grid.rank, result.rank),
            capture=np.where(grid.is_there, grid.capture, result.capture),
        )
    return result


def chosen_rows(rows: pa.Table, table: StatisticalTable) -> pa.Table:
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


@dataclasses.dataclass(frozen=True, slots=True)
class _Axes:
    """The distinct periods, regions and industries of a table, sorted."""

    periods: pa.Array
    regions: pa.Array
    industries: pa.Array

    @classmethod
    def of(cls, rows: pa.Table) -> _Axes:
        names = ("period", "region_code", "industry_code")
        return cls(*(pc.unique(rows[name]).sort() for name in names))

    def places(self, rows: pa.Table) -> tuple[npt.NDArray[np.int64], tuple[int, int, int]]:
        """Each row's place in the flattened grid, and the grid's shape."""
        shape = (len(self.periods), len(self.regions), len(self.industries))
        at = (
            pc.index_in(rows["period"], self.periods).to_numpy(),
            pc.index_in(rows["region_code"], self.regions).to_numpy(),
            pc.index_in(rows["industry_code"], self.industries).to_numpy(),
        )
        return np.ravel_multi_index(at, shape).astype(np.int64), shape


def _grid(rows: pa.Table, axes: _Axes, content: Content, capture: int) -> Grid:
    flat, shape = axes.places(rows)
    figures, count = np.zeros(shape), np.zeros(shape)
    rank = np.full(shape, -1, np.int64)
    np.add.at(figures.reshape(-1), flat, rows["value"].to_numpy() * content.multiplier)
    np.add.at(count.reshape(-1), flat, 1.0)
    statuses = pc.index_in(rows["obs_status"], pa.array(list(STATUS_ORDER)))
    np.maximum.at(rank.reshape(-1), flat, statuses.to_numpy())

    figures = np.where(rank >= 0, np.round(figures, 3), np.nan)
    steps = np.array([content.step_of(region) for region in axes.regions.to_pylist()])
    half = count * steps[:, np.newaxis] * content.multiplier / 2
    is_hidden = np.isnan(figures)
    # What cannot exist is nobody; what is hidden may be anybody.
    unknown = np.where(rank == RANK["M"], 0.0, np.inf)
    return Grid(
        years=tuple(int(period) for period in axes.periods.to_pylist()),
        regions=tuple(axes.regions.to_pylist()),
        industries=tuple(axes.industries.to_pylist()),
        figures=figures,
        lower=np.where(is_hidden, 0.0, np.maximum(figures - half, 0.0)),
        upper=np.where(is_hidden, unknown, figures + half),
        rank=rank,
        capture=np.full(shape, capture, np.int64),
    )


def renamed_industries(grid: Grid, names: Mapping[str, str]) -> Grid:
    """The grid with only the industries in ``names``, under their new names, in its order."""
    at = [grid.industries.index(code) for code in names]
    return dataclasses.replace(
        grid,
        industries=tuple(names.values()),
        figures=grid.figures[:, :, at],
        lower=grid.lower[:, :, at],
        upper=grid.upper[:, :, at],
        rank=grid.rank[:, :, at],
        capture=grid.capture[:, :, at],
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
        figures=extended(grid.figures, taken(grid.figures).sum(axis=axis)),
        lower=extended(grid.lower, taken(grid.lower).sum(axis=axis)),
        upper=extended(grid.upper, taken(grid.upper).sum(axis=axis)),
        rank=extended(grid.rank, np.where(is_there, taken(grid.rank).max(axis=axis), -1)),
        capture=extended(grid.capture, taken(grid.capture).max(axis=axis)),
    )
