"""From observations to harmonised series: regions of today, one notation of industries."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transform.statistics.grid import STATUS_ORDER, Grid, content_grid, renamed_industries, with_sum
from transform.statistics.grid_bounds import Sums, bounded
from transform.statistics.grid_regions import (
    Target,
    summed_regions,
    targets,
    without_dead_regions,
    without_gaps,
)
from warehouse.errors import ContractError
from warehouse.reference import Reference
from warehouse.statistics import Content, StatisticalTable

TOTAL = "TOTAL"

_LEVELS = ("country", "nuts1", "nuts2", "nuts3")


@dataclasses.dataclass(frozen=True, slots=True)
class Series:
    """One content of one table, harmonised.

    Attributes:
        table: The table's declaration.
        content: The content.
        grid: Its figures by year, region and industry, in our codes.
        regions: What the grid's regions are.
        additive: The disjoint industries that add up to the total.
        captures: Ids of the captures that ``grid.capture`` counts.
    """

    table: StatisticalTable
    content: Content
    grid: Grid
    regions: tuple[Target, ...]
    additive: frozenset[str]
    captures: tuple[str, ...]


def harmonised_series(
    tables: Mapping[str, pa.Table],
    declarations: Mapping[str, StatisticalTable],
    reference: Reference,
    captured_at: Mapping[str, dt.datetime],
    is_wanted: Callable[[Content], bool],
) -> Iterator[Series]:
    """Every wanted content of every table that declares region and industry schemes.

    Yields:
        Series in order of table and measure.

    Raises:
        ContractError: A region or industry code of no declared scheme, or a further
            dimension that nobody settles.
    """
    observation = tables["observation"]
    start = dt.datetime.min.replace(tzinfo=dt.UTC)
    for stat_table_id in sorted(pc.unique(observation["stat_table_id"]).to_pylist()):
        table = declarations[stat_table_id]
        if not (table.regions and table.industry_scheme):
            continue
        own = observation.filter(pc.equal(observation["stat_table_id"], stat_table_id))
        captures = sorted(
            pc.unique(own["capture_id"]).to_pylist(),
            key=lambda one: (captured_at.get(one, start), one),
        )
        labels = _industry_labels(tables["stat_table_code"], table)
        for content in sorted(table.contents.values(), key=lambda one: one.measure):
            grid = content_grid(own, table, content, captures) if is_wanted(content) else None
            if grid is not None:
                made = _harmonised(grid, table, labels, reference, has_bounds=bool(content.basis))
                yield Series(table, content, *made, captures=tuple(captures))


def series_columns(series: Series) -> dict[str, pa.Array]:
    """The cells of a series as columns, one row per cell that the table has.

    Returns:
        The columns that all harmonised tables share, then ``figure``, ``lower`` and
        ``upper`` (null where hidden, or without limit).
    """
    grid = series.grid
    at = np.nonzero(grid.is_there)
    year, region, industry = at

    def described(values: list[Any], places: npt.NDArray[np.int64]) -> pa.Array:
        return pa.array(values).take(pa.array(places))

    def constant(text: str) -> pa.Array:
        return pa.repeat(pa.scalar(text, pa.string()), len(year))

    statuses = pa.array(list(STATUS_ORDER)).take(pa.array(grid.rank[at]))
    years = pa.array(grid.years, pa.int32()).take(pa.array(year))
    figures, upper = grid.figures[at], grid.upper[at]
    breaks = pa.array(sorted(series.table.breaks), pa.int32())
    return {
        "country_code": described([one.country_code for one in series.regions], region),
        "region_code": described([one.code for one in series.regions], region),
        "region_vintage": described([one.vintage for one in series.regions], region),
        "region_level": described([one.level for one in series.regions], region),
        "industry_code": described(list(grid.industries), industry),
        "nace_revision": constant(series.table.nace_revision),
        "year": years,
        "obs_status": statuses,
        "is_break": pc.or_(pc.is_in(years, breaks), pc.equal(statuses, "B")),
        "is_additive": described([one in series.additive for one in grid.industries], industry),
        "stat_table_id": constant(series.table.stat_table_id),
        "capture_id": described(list(series.captures), grid.capture[at]),
        "figure": pa.array(figures, mask=np.isnan(figures)),
        "lower": pa.array(np.round(grid.lower[at], 3)),
        "upper": pa.array(np.round(upper, 3), mask=np.isinf(upper)),
    }


def _industry_labels(codes: pa.Table, table: StatisticalTable) -> dict[str, str] | None:
    """Industry code to label, where the scheme goes by label."""
    if table.industry_by == "code":
        return None
    # The industry dimension's id may not be known: the other dimensions' codes do no harm.
    rows = codes.filter(pc.equal(codes["stat_table_id"], table.stat_table_id)).to_pylist()
    taken = {table.region, table.content, table.period}
    return {row["code"]: row["code_name"] for row in rows if row["dimension_name"] not in taken}


def _harmonised(
    grid: Grid,
    table: StatisticalTable,
    labels: Mapping[str, str] | None,
    reference: Reference,
    *,
    has_bounds: bool,
) -> tuple[Grid, tuple[Target, ...], frozenset[str]]:
    rows = _industry_rows(grid, table, labels, reference)
    grid = renamed_industries(grid, {code: row["industry_code"] for code, row in rows.items()})
    grid = without_dead_regions(grid, table, reference)
    roles = {row["industry_code"]: row for row in rows.values()}
    additive = [code for code in grid.industries if roles[code]["industry_role"] == "additive"]
    if table.total_is_summed and TOTAL not in grid.industries:
        grid = with_sum(grid, 2, TOTAL, [grid.industries.index(code) for code in additive])
    wanted = targets(grid.regions, table, reference)
    own_country = [
        place for target in wanted if target.level == "country" for place in target.parts
    ]
    if has_bounds:
        grid = bounded(grid, _sums(grid, roles, _own_regions(grid, own_country, table), table))
    grid, wanted = summed_regions(grid, wanted)
    if table.country_is_summed:
        grid, wanted = _with_country(grid, wanted, reference)
    if has_bounds:
        grid = bounded(grid, _sums(grid, roles, _parts_of_countries(wanted), table))
    return grid, tuple(wanted), frozenset(additive)


def _industry_rows(
    grid: Grid, table: StatisticalTable, labels: Mapping[str, str] | None, reference: Reference
) -> dict[str, Mapping[str, Any]]:
    """The source's industry code to its row of the scheme, without overlap and memo rows."""
    place = f"industry_crosswalk, scheme {table.industry_scheme}"
    rows: dict[str, Mapping[str, Any]] = {}
    for code in grid.industries:
        row = reference.read_industry(labels[code] if labels else code, table.industry_scheme or "")
        if row is None:
            raise ContractError(
                f"table {table.stat_table_id} has an industry that its scheme does not know",
                place=place,
                found=f"{code} {labels[code] if labels else ''}".strip(),
                remedy="add it to warehouse/reference/industry_crosswalk.csv",
            )
        if row["industry_role"] not in {"overlap", "memo"}:
            rows[code] = row
    if len({row["industry_code"] for row in rows.values()}) != len(rows):
        raise ContractError(
            f"two industries of table {table.stat_table_id} map to the same one of ours",
            place=place,
            found=", ".join(f"{code} -> {row['industry_code']}" for code, row in rows.items())[
                :300
            ],
        )
    return rows


def _sums(
    grid: Grid,
    roles: Mapping[str, Mapping[str, Any]],
    regions: Mapping[str, list[str]],
    table: StatisticalTable,
) -> Sums:
    industries: dict[str, list[str]] = {}
    inside: dict[str, list[str]] = {}
    for code in grid.industries:
        role = roles.get(code, {}).get("industry_role")
        if role == "additive" and TOTAL in grid.industries:
            industries.setdefault(TOTAL, []).append(code)
        elif role == "part":
            industries.setdefault(roles[code]["parent_code"], []).append(code)
        elif role == "of_which":
            inside.setdefault(roles[code]["parent_code"], []).append(code)
    return Sums(industries, inside, regions, table.has_unallocated)


def _own_regions(grid: Grid, country: list[int], table: StatisticalTable) -> dict[str, list[str]]:
    """The source's row for the country, with all its other regions, where it has both."""
    if len(country) != 1 or any(scheme.prefix for scheme in table.regions):
        return {}
    others = [code for place, code in enumerate(grid.regions) if place != country[0]]
    is_nested = any(code.startswith(other) for code in others for other in others if code != other)
    # Codes that begin with one another (DK01, DK011) are levels, not a partition.
    return {} if is_nested else {grid.regions[country[0]]: others}


def _parts_of_countries(wanted: list[Target]) -> dict[str, list[str]]:
    """Each country with its regions of the finest level, where these cover it."""
    found: dict[str, list[str]] = {}
    for country in (target for target in wanted if target.level == "country"):
        own = [x for x in wanted if x.country_code == country.country_code and x is not country]
        finest = max((_LEVELS.index(x.level) for x in own if x.level in _LEVELS), default=0)
        if finest >= _LEVELS.index("nuts2"):
            found[country.code] = [x.code for x in own if x.level == _LEVELS[finest]]
    return found


def _with_country(
    grid: Grid, wanted: list[Target], reference: Reference
) -> tuple[Grid, list[Target]]:
    """The grid by harmonised region, with the country as the sum of its regions."""
    countries = without_gaps(wanted, reference)
    parts = [place for place, target in enumerate(wanted) if target.level == "nuts3"]
    for country in countries:
        grid = with_sum(grid, 1, country.code, parts)
    return grid, [*wanted, *countries]
