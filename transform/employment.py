"""Harmonised employment: persons by region, industry and year, in one shape for all sources.

Each statistical table stays a series of its own (its ``stat_table_id`` and ``basis`` are
part of the key): registers, accounts and surveys count different things and are never
joined, and a year in which a series breaks carries ``is_break``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transform.employment_bounds import Sums, bounded
from transform.employment_grid import (
    STATUS_ORDER,
    Grid,
    employment_grids,
    renamed_industries,
    with_sum,
)
from transform.employment_regions import Target, summed_regions, targets, without_dead_regions
from warehouse.errors import ContractError
from warehouse.reference import Reference
from warehouse.statistics import Basis, StatisticalTable
from warehouse.tables import TABLES

TOTAL = "TOTAL"

_LEVELS = ("country", "nuts1", "nuts2", "nuts3")


def employment_table(
    tables: Mapping[str, pa.Table],
    declarations: Mapping[str, StatisticalTable],
    reference: Reference,
    captured_at: Mapping[str, dt.datetime] | None = None,
) -> pa.Table:
    """The ``employment`` table.

    Args:
        tables: ``observation`` and ``stat_table_code``, from
            :func:`transform.observations.observation_tables`.
        declarations: Declarations by ``stat_table_id``; those with an industry scheme and
            region schemes are carried over.
        reference: Regions, industries and their crosswalks.
        captured_at: Capture id to the time of capture; where two captures give the same
            cell equally directly, the later one counts.

    Returns:
        Rows for countries, NUTS 1 to 3 of 2024 (labour force survey: of its own vintage),
        every industry of the source's scheme but overlapping and memo ones, and the total.
        ``persons`` is null where hidden; ``persons_lower`` and ``persons_upper`` then
        follow from the totals of the same table, and elsewhere from rounding.

    Raises:
        ContractError: A region or industry code of no declared scheme, or a further
            dimension that nobody settles.
    """
    observation = tables["observation"]
    when = captured_at or {}
    start = dt.datetime.min.replace(tzinfo=dt.UTC)
    made = []
    for stat_table_id in sorted(pc.unique(observation["stat_table_id"]).to_pylist()):
        table = declarations[stat_table_id]
        if not (table.regions and table.industry_scheme):
            continue
        own = observation.filter(pc.equal(observation["stat_table_id"], stat_table_id))
        captures = sorted(
            pc.unique(own["capture_id"]).to_pylist(), key=lambda one: (when.get(one, start), one)
        )
        labels = _industry_labels(tables["stat_table_code"], table)
        for basis, grid in employment_grids(own, table, captures):
            rows = _series_rows(grid, table, labels, reference, captures)
            made.append(_described(rows, table, basis))
    if not made:
        return TABLES["employment"].arrow_schema.empty_table()
    names = [column.name for column in TABLES["employment"].columns]
    return TABLES["employment"].conform(pa.concat_tables(made).select(names))


def _industry_labels(codes: pa.Table, table: StatisticalTable) -> dict[str, str] | None:
    """Industry code to label, where the scheme goes by label."""
    if table.industry_by == "code":
        return None
    # The industry dimension's id may not be known: the other dimensions' codes do no harm.
    rows = codes.filter(pc.equal(codes["stat_table_id"], table.stat_table_id)).to_pylist()
    taken = {table.region, table.content, table.period}
    return {row["code"]: row["code_name"] for row in rows if row["dimension_name"] not in taken}


def _series_rows(
    grid: Grid,
    table: StatisticalTable,
    labels: dict[str, str] | None,
    reference: Reference,
    captures: list[str],
) -> pa.Table:
    rows = _industry_rows(grid, table, labels, reference)
    grid = renamed_industries(grid, {code: row["industry_code"] for code, row in rows.items()})
    grid = without_dead_regions(grid, table, reference)
    roles = {row["industry_code"]: row for row in rows.values()}
    additive = [code for code in grid.industries if roles[code]["industry_role"] == "additive"]
    if table.total_is_summed and TOTAL not in grid.industries:
        grid = with_sum(grid, 2, TOTAL, [grid.industries.index(code) for code in additive])
    wanted = targets(grid, table, reference)
    own_country = [
        place for target in wanted if target.level == "country" for place in target.parts
    ]
    grid = bounded(grid, _sums(grid, roles, _own_regions(grid, own_country, table), table))
    grid, wanted = summed_regions(grid, wanted)
    if table.country_is_summed and not own_country:
        grid, wanted = _with_country(grid, wanted)
    grid = bounded(grid, _sums(grid, roles, _parts_of_countries(wanted), table))
    return _flat(grid, wanted, set(additive), table, captures)


def _industry_rows(
    grid: Grid,
    table: StatisticalTable,
    labels: Mapping[str, str] | None,
    reference: Reference,
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


def _with_country(grid: Grid, wanted: list[Target]) -> tuple[Grid, list[Target]]:
    """The country as the sum of its NUTS 3 regions, for tables without a row of it."""
    parts = [place for place, target in enumerate(wanted) if target.level == "nuts3"]
    first = wanted[parts[0]]
    country = first.country_code
    total = Target(country, first.vintage, country, "country", (), False, False)
    return with_sum(grid, 1, country, parts), [*wanted, total]


def _flat(
    grid: Grid,
    wanted: list[Target],
    additive: set[str],
    table: StatisticalTable,
    captures: list[str],
) -> pa.Table:
    """The grid's cells as rows, region and industry described."""
    at = np.nonzero(grid.is_there)
    year, region, industry = at
    statuses = pa.array(list(STATUS_ORDER)).take(pa.array(grid.rank[at]))
    years = pa.array(grid.years, pa.int32()).take(pa.array(year))
    persons = grid.persons[at]
    upper = grid.upper[at]

    def described(values: list[Any], places: npt.NDArray[np.int64]) -> pa.Array:
        return pa.array(values).take(pa.array(places))

    return pa.table(
        {
            "country_code": described([x.country_code for x in wanted], region),
            "region_code": described([x.code for x in wanted], region),
            "region_vintage": described([x.vintage for x in wanted], region),
            "region_level": described([x.level for x in wanted], region),
            "industry_code": described(list(grid.industries), industry),
            "year": years,
            "persons": pa.array(persons, mask=np.isnan(persons)),
            "persons_lower": pa.array(np.round(grid.lower[at], 3)),
            "persons_upper": pa.array(np.round(upper, 3), mask=np.isinf(upper)),
            "obs_status": statuses,
            "is_break": pc.or_(
                pc.is_in(years, pa.array(sorted(table.breaks), pa.int32())), pc.equal(statuses, "B")
            ),
            "is_additive": described([x in additive for x in grid.industries], industry),
            "capture_id": described(captures, grid.capture[at]),
        }
    )


def _described(rows: pa.Table, table: StatisticalTable, basis: Basis) -> pa.Table:
    constants = {
        "nace_revision": table.nace_revision,
        "basis": basis,
        "stat_table_id": table.stat_table_id,
    }
    for name, value in constants.items():
        rows = rows.append_column(name, pa.repeat(pa.scalar(value, pa.string()), rows.num_rows))
    return rows
