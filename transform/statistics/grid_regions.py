"""From an agency's own regions to the regions of harmonised tables."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from transform.statistics.grid import RANK, Flags, Grid, overlaid
from warehouse.errors import ContractError
from warehouse.reference import CURRENT_NUTS, Reference
from warehouse.statistics import StatisticalTable


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """A harmonised region and the source's regions that make it up.

    Attributes:
        code: Region code.
        vintage: Its vintage.
        country_code: Its country.
        level: Its level.
        parts: Places of the source's regions among those that it has.
        is_direct: True where it is one region of the source and the very same area.
        is_approximate: True where small areas moved between the two vintages.
    """

    code: str
    vintage: str
    country_code: str
    level: str
    parts: tuple[int, ...]
    is_direct: bool
    is_approximate: bool


#: Jan Mayen and Svalbard: regions of NUTS 3 that tables of persons leave out.
_UNPEOPLED = frozenset({"NO0B1", "NO0B2"})


def targets(codes: Sequence[str], table: StatisticalTable, reference: Reference) -> list[Target]:
    """The harmonised regions that the source's regions yield, in order of code.

    A region that was later divided, or that is no region of today (extra-regio), yields
    none; nor does one of which a part is not in the table. A table with both counties and
    municipalities yields a region twice, the sum first.

    Raises:
        ContractError: A region code that none of the declared schemes knows.
    """
    by_scheme: dict[str, dict[str, int]] = {}
    for place, code in enumerate(codes):
        vintage, bare = _scheme(code, table, reference)
        by_scheme.setdefault(vintage, {}).setdefault(bare, place)
    kept = {scheme.vintage for scheme in table.regions if not scheme.is_harmonised}
    found = [
        target
        for vintage, places in by_scheme.items()
        for target in (
            _unchanged(vintage, places, reference)
            if vintage in kept
            else _harmonised(vintage, places, reference)
        )
    ]
    return sorted(found, key=lambda target: (target.code, target.is_direct))


def _scheme(code: str, table: StatisticalTable, reference: Reference) -> tuple[str, str]:
    found = reference.read_region(code, table.regions)
    if found:
        return found
    raise ContractError(
        f"table {table.stat_table_id} has a region code of no declared scheme",
        place="region_code",
        expected="a code of " + ", ".join(scheme.vintage for scheme in table.regions),
        found=code,
        remedy="add the code to warehouse/reference/region.csv or the scheme to the declaration",
    )


def _unchanged(vintage: str, places: dict[str, int], reference: Reference) -> list[Target]:
    rows = reference.regions_of(vintage)
    return [_target(rows[code], (place,), "exact") for code, place in places.items()]


def _harmonised(vintage: str, places: dict[str, int], reference: Reference) -> list[Target]:
    current = reference.regions_of(CURRENT_NUTS)
    if vintage == CURRENT_NUTS:
        return _unchanged(vintage, places, reference)
    crosswalk = reference["region_crosswalk"]
    wanted = pc.and_(
        pc.equal(crosswalk["from_vintage"], vintage),
        pc.equal(crosswalk["to_vintage"], CURRENT_NUTS),
    )
    makers: dict[str, list[dict[str, Any]]] = {}
    for row in crosswalk.filter(wanted).to_pylist():
        if row["relation"] != "split":
            makers.setdefault(row["to_code"], []).append(row)
    made = []
    for code, rows in makers.items():
        if all(row["from_code"] in places for row in rows):
            relations = {row["relation"] for row in rows}
            relation = "approximate" if "approximate" in relations else min(relations)
            parts = tuple(places[row["from_code"]] for row in rows)
            made.append(_target(current[code], parts, relation))
    return made


def _target(row: Mapping[str, Any], parts: tuple[int, ...], relation: str) -> Target:
    return Target(
        code=row["region_code"],
        vintage=row["vintage"],
        country_code=row["region_country_code"],
        level=row["region_kind"],
        parts=parts,
        is_direct=relation == "exact" and len(parts) == 1,
        is_approximate=relation == "approximate",
    )


def without_gaps(wanted: Sequence[Target], reference: Reference) -> list[Target]:
    """The country as the sum of its regions of NUTS 3, for tables without a row of it.

    Only where all of them are there; nobody counts persons on Jan Mayen and Svalbard.
    """
    regions = {target.code: target for target in wanted if target.level == "nuts3"}
    if not regions or any(target.level == "country" for target in wanted):
        return []
    first = next(iter(regions.values()))
    missing = {
        code
        for code, row in reference.regions_of(first.vintage).items()
        if row["region_country_code"] == first.country_code and row["region_kind"] == "nuts3"
    } - regions.keys()
    if not missing <= _UNPEOPLED:
        return []
    country = first.country_code
    parts = tuple(part for target in regions.values() for part in target.parts)
    return [Target(country, first.vintage, country, "country", parts, False, False)]


def without_dead_regions(grid: Grid, table: StatisticalTable, reference: Reference) -> Grid:
    """The grid with nobody in regions that did not exist in a year.

    A region outside its validity counts only in years for which the agency gives it
    figures (recalculated back, say).
    """
    is_dead = np.zeros(grid.figures.shape[:2], bool)
    is_empty: Flags = np.logical_and.reduce(np.isnan(grid.figures), axis=2)
    for place, code in enumerate(grid.regions):
        vintage, bare = _scheme(code, table, reference)
        row = reference.regions_of(vintage)[bare]
        first, last = row["valid_from_year"] or 0, row["valid_to_year"] or 9999
        outside = np.array([not first <= year <= last for year in grid.years])
        is_dead[:, place] = outside & is_empty[:, place]
    dead = is_dead[:, :, np.newaxis]
    return dataclasses.replace(
        grid,
        lower=np.where(dead, 0.0, grid.lower),
        upper=np.where(dead, 0.0, grid.upper),
        figures=np.where(dead, 0.0, grid.figures),
        rank=np.where(dead, -1, grid.rank),
    )


def summed_regions(grid: Grid, wanted: list[Target]) -> tuple[Grid, list[Target]]:
    """The grid by harmonised region, with the region each place stands for.

    A sum is hidden where a part is hidden; its status is the last in the order of
    ``STATUS_ORDER`` among its parts', at least D (definition differs) where small areas
    moved between the old and the new region. A region's own row counts before a sum.
    """
    made: dict[str, tuple[Target, Grid]] = {}
    for target in wanted:
        one = _summed(grid, target)
        known = made.get(target.code)
        made[target.code] = (target, overlaid([known[1], one]) if known else one)
    grids = [one for _, one in made.values()]

    def stacked(name: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(one, name) for one in grids], axis=1)

    result = Grid(
        years=grid.years,
        regions=tuple(made),
        industries=grid.industries,
        **{name: stacked(name) for name in ("figures", "lower", "upper", "rank", "capture")},
    )
    return result, [target for target, _ in made.values()]


def _summed(grid: Grid, target: Target) -> Grid:
    """The grid of one harmonised region."""
    parts = list(target.parts)

    def total(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        result: npt.NDArray[Any] = values[:, parts, :].sum(axis=1, keepdims=True)
        return result

    rank = grid.rank[:, parts, :].max(axis=1, keepdims=True)
    if target.is_approximate:
        rank = np.where(rank >= 0, np.maximum(rank, RANK["D"]), -1)
    return Grid(
        years=grid.years,
        regions=(target.code,),
        industries=grid.industries,
        figures=total(grid.figures),
        lower=total(grid.lower),
        upper=total(grid.upper),
        rank=rank,
        capture=grid.capture[:, parts, :].max(axis=1, keepdims=True),
    )
