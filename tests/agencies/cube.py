"""Synthetic tables for the local agencies: figures are a function of their position.

No cell is stored, so a table of ten million cells costs nothing. None of the figures is
anybody's statistic.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np


@dataclasses.dataclass(frozen=True)
class Axis:
    """One dimension of a synthetic table."""

    code: str
    label: str
    values: Mapping[str, str]
    kind: str = "other"  # other, geo, time, content
    is_eliminable: bool = False
    total: str | None = None  # the code that elimination chooses; None sums over all

    @property
    def codes(self) -> list[str]:
        return list(self.values)


@dataclasses.dataclass(frozen=True)
class Grouping:
    """A code list: a value set (codes of the axis) or an aggregation (sums of codes)."""

    id: str
    label: str
    axis: str
    members: Mapping[str, Sequence[str]]
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def is_aggregation(self) -> bool:
        return self.id.startswith("agg_")


@dataclasses.dataclass(frozen=True)
class Cube:
    """A synthetic table; ``updated`` is what polling looks at."""

    id: str
    title: str
    axes: tuple[Axis, ...]
    updated: str = "2026-02-26T07:00:00Z"
    groupings: tuple[Grouping, ...] = ()
    hidden_every: int = 97  # every so many cells carry a symbol instead of a number

    def axis(self, code: str) -> Axis | None:
        return next((axis for axis in self.axes if axis.code.lower() == code.lower()), None)

    def grouping(self, id_: str) -> Grouping | None:
        return next((grouping for grouping in self.groupings if grouping.id == id_), None)

    def figures(
        self,
        selection: Mapping[str, Sequence[str]],
        groupings: Mapping[str, Grouping] | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return values and the mask of hidden cells, flat, row-major over the selection.

        Axes that are not selected are eliminated: their total, or the sum over all codes.
        """
        positions = np.zeros((1,), dtype=np.int64)
        for axis in self.axes:
            groups = self._indices(axis, selection, groupings or {})
            width = max((len(group) for group in groups), default=1)
            stride = len(axis.codes)
            if width == 1:
                index = np.array([group[0] for group in groups], dtype=np.int64)
                positions = (positions[..., None] * stride + index).reshape(-1)
                continue
            return self._summed(selection, groupings or {})
        return self._values(positions), self._hidden(positions)

    def _indices(
        self,
        axis: Axis,
        selection: Mapping[str, Sequence[str]],
        groupings: Mapping[str, Grouping],
    ) -> list[list[int]]:
        order = {code: position for position, code in enumerate(axis.codes)}
        if axis.code not in selection:
            chosen = [axis.total] if axis.total else axis.codes
            return [[order[code] for code in chosen]]
        grouping = groupings.get(axis.code)
        if grouping is None:
            return [[order[code]] for code in selection[axis.code]]
        return [
            [order[member] for member in grouping.members[code]] for code in selection[axis.code]
        ]

    def _summed(
        self, selection: Mapping[str, Sequence[str]], groupings: Mapping[str, Grouping]
    ) -> tuple[np.ndarray, np.ndarray]:
        shape = [len(axis.codes) for axis in self.axes]
        positions = np.arange(int(np.prod(shape)), dtype=np.int64)
        values = self._values(positions).reshape(shape)
        for number, axis in enumerate(self.axes):
            groups = self._indices(axis, selection, groupings)
            parts = [values.take(group, axis=number).sum(axis=number) for group in groups]
            values = np.stack(parts, axis=number)
        flat = values.reshape(-1)
        return flat, np.zeros(flat.shape, dtype=bool)

    @staticmethod
    def _values(positions: np.ndarray) -> np.ndarray:
        return np.asarray((positions * 7919 + 17) % 100_003)

    def _hidden(self, positions: np.ndarray) -> np.ndarray:
        return np.asarray(positions % self.hidden_every == self.hidden_every - 1)


def small_cube(id_: str = "99001") -> Cube:
    """A table of the shape of SSB 07091, with made-up figures."""
    regions = {"0301": "Oslo", "1103": "Stavanger", "1506": "Molde", "4601": "Bergen"}
    return Cube(
        id_,
        f"{id_}: Synthetic establishments, by region, industry, contents and year",
        (
            Axis("Region", "region", {"0": "Landet", **regions}, "geo", True, "0"),
            Axis(
                "NACE2007",
                "næring (SN2007)",
                {"01-99": "Alle næringer", "03": "Fiske", "30": "Transportmidler", "62": "IKT"},
                "other",
                True,
                "01-99",
            ),
            Axis("ContentsCode", "statistikkvariabel", {"Bedrifter": "Bedrifter"}, "content"),
            Axis("Tid", "år", {str(year): str(year) for year in range(2016, 2026)}, "time"),
        ),
        groupings=(
            Grouping(
                "agg_KommFylker",
                "Fylker 2024, sammenslåtte tidsserier",
                "Region",
                {"F-11": ["1103"], "F-15": ["1506"], "F-46": ["4601", "0301"]},
                {"F-11": "Rogaland", "F-15": "Møre og Romsdal", "F-46": "Vestland"},
            ),
            Grouping(
                "vs_Kommuner", "Kommuner", "Region", {code: [code] for code in regions}, regions
            ),
        ),
        hidden_every=19,
    )


def large_cube(cells: int = 10_000_000, id_: str = "99010") -> Cube:
    """A table of about ``cells`` cells: regions, industries, two contents, 20 years."""
    years, contents, industries = 20, 2, 100
    regions = max(1, cells // (years * contents * industries))
    return Cube(
        id_,
        f"{id_}: Synthetic large table",
        (
            Axis("Region", "region", {f"R{n:05d}": f"Region {n}" for n in range(regions)}, "geo"),
            Axis("NACE2007", "industry", {f"N{n:03d}": f"Industry {n}" for n in range(industries)}),
            Axis("ContentsCode", "contents", {"Jobs": "Jobs", "Units": "Units"}, "content"),
            Axis("Tid", "year", {str(2005 + n): str(2005 + n) for n in range(years)}, "time"),
        ),
    )
