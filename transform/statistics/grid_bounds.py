"""Bounds of hidden employment figures, from the totals of the same table."""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from transform.statistics.grid import Grid
from transform.statistics.intervals import Floats, SumRule, tighten


@dataclasses.dataclass(frozen=True, slots=True)
class Sums:
    """Which industries and regions of a grid add up to which.

    Attributes:
        industries: Total industry to the disjoint industries that add up to it.
        inside: Industry to industries inside it that do not exhaust it.
        regions: Region to the disjoint regions that add up to it.
        has_unallocated: True where a country may exceed the sum of its regions.
    """

    industries: Mapping[str, Sequence[str]]
    inside: Mapping[str, Sequence[str]]
    regions: Mapping[str, Sequence[str]]
    has_unallocated: bool = False


def bounded(grid: Grid, sums: Sums) -> Grid:
    """The grid with hidden cells bounded by the sums they are part of.

    Published cells keep their rounding intervals: only hidden ones are narrowed. Known
    upper limits come from the sums alone, so a hidden cell without any keeps infinity. A
    year whose figures contradict their sums beyond rounding narrows nothing.
    """
    is_hidden = np.isnan(grid.figures)
    if not is_hidden.any():
        return grid
    layout = _Layout(grid)
    rules = layout.rules(sums)
    lower, upper = tighten(layout.spread(grid.lower, 0.0), layout.spread(grid.upper, np.inf), rules)
    return dataclasses.replace(
        grid,
        lower=np.where(is_hidden, layout.folded(lower), grid.lower),
        upper=np.where(is_hidden, layout.folded(upper), grid.upper),
    )


class _Layout:
    """Numbers the cells of one year, and the invisible remainders beside them."""

    def __init__(self, grid: Grid) -> None:
        self._shape = grid.figures.shape
        self._region = {code: place for place, code in enumerate(grid.regions)}
        self._industry = {code: place for place, code in enumerate(grid.industries)}
        self._count = len(self._region) * len(self._industry)
        self._cells = self._count

    def rules(self, sums: Sums) -> tuple[SumRule, ...]:
        made: list[SumRule] = []
        remainders: dict[tuple[str, str], int] = {}
        for country, parts in sums.regions.items():
            for industry in self._industry:
                members = [self._cell(region, industry) for region in parts]
                if sums.has_unallocated:
                    members.append(remainders.setdefault((country, industry), self._more()))
                made.append(SumRule(self._cell(country, industry), tuple(members)))
        for total, parts in sums.industries.items():
            made.extend(
                SumRule(self._cell(region, total), tuple(self._cell(region, x) for x in parts))
                for region in self._region
            )
            made.extend(
                SumRule(remainders[country, total], tuple(remainders[country, x] for x in parts))
                for country in sums.regions
                if sums.has_unallocated
            )
        for whole, parts in sums.inside.items():
            for region in self._region:
                members = [*(self._cell(region, x) for x in parts), self._more()]
                made.append(SumRule(self._cell(region, whole), tuple(members)))
        return tuple(made)

    def _cell(self, region: str, industry: str) -> int:
        return self._region[region] * len(self._industry) + self._industry[industry]

    def _more(self) -> int:
        self._cells += 1
        return self._cells - 1

    def spread(self, values: Floats, fill: float) -> Floats:
        """Shape (years, cells), the remainders last."""
        flat = values.reshape(self._shape[0], self._count)
        rest = np.full((self._shape[0], self._cells - self._count), fill)
        return np.concatenate([flat, rest], axis=1)

    def folded(self, values: Floats) -> Floats:
        """Back to (years, regions, industries)."""
        return values[:, : self._count].reshape(self._shape)
