"""Shift-share: how much of a change is the country's, the industry's, the region's own.

``national = e0 g``, ``mix = e0 (g_c - g)``, ``competitive = e1 - e0 - e0 g_c``; for a region
that had the industry the last is ``e0 (g_rc - g_c)``. The parts add up to the change.

Source: Dunn, E. S. (1960), "A statistical and analytical technique for regional analysis",
Papers of the Regional Science Association 6, 97-112 (the classical form).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transform.statistics.employment import TOTAL
from warehouse.tables import TABLES

_SERIES = ["stat_table_id", "basis"]
_KEEP = ["country_code", "region_vintage", "nace_revision", "reference_area"]


def shift_share(
    before: npt.NDArray[Any],
    after: npt.NDArray[Any],
    industry_growth: npt.NDArray[Any],
    total_growth: npt.NDArray[Any],
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """The three parts of a change, element by element.

    Args:
        before: Persons at the start.
        after: Persons at the end.
        industry_growth: Growth of the industry in the reference area, as a fraction.
        total_growth: Growth of all industries in the reference area, as a fraction.

    Returns:
        National effect, mix effect, competitive effect; exact where the numbers are
        (fractions stay fractions).
    """
    national = before * total_growth
    mix = before * (industry_growth - total_growth)
    return national, mix, after - before - national - mix


def shift_share_table(employment: pa.Table, specialisation: pa.Table) -> pa.Table:
    """The ``shift_share`` table: each series over its longest spans without a break.

    A span runs from one break (or the series' start) to the year before the next; figures
    of two spans are not compared.

    Args:
        employment: The ``employment`` table.
        specialisation: The ``specialisation`` table; its rows are the regions that have a
            reference area.

    Returns:
        One row per region, industry and span for which all figures are published.
    """
    columns = [*_SERIES, "region_code", "industry_code", "year", *_KEEP]
    rows = specialisation.select([*columns, "persons"])
    figures = employment.select([*_SERIES, "region_code", "industry_code", "year", "persons"])
    tables = [
        _span_rows(rows, figures, series, first, last) for series, first, last in _spans(employment)
    ]
    if not tables:
        return TABLES["shift_share"].arrow_schema.empty_table()
    return TABLES["shift_share"].conform(pa.concat_tables(tables))


def _spans(employment: pa.Table) -> list[tuple[str, int, int]]:
    """(series, first year, last year) without a break after the first."""
    found = []
    for name in sorted(set(employment["stat_table_id"].to_pylist())):
        own = employment.filter(pc.equal(employment["stat_table_id"], name))
        years = sorted(set(own["year"].to_pylist()))
        breaks = set(own.filter(own["is_break"])["year"].to_pylist())
        start = years[0]
        for year, following in zip(years, [*years[1:], None], strict=True):
            if following is None or following in breaks:
                if start < year:
                    found.append((name, start, year))
                start = following if following is not None else year
    return found


def _span_rows(rows: pa.Table, figures: pa.Table, series: str, first: int, last: int) -> pa.Table:
    own = figures.filter(pc.equal(figures["stat_table_id"], series))
    start = own.filter(pc.equal(own["year"], first)).drop_columns(["year"])
    end = own.filter(pc.equal(own["year"], last)).drop_columns(["year"])
    mine = pc.and_(pc.equal(rows["stat_table_id"], series), pc.equal(rows["year"], last))
    cell = [*_SERIES, "region_code", "industry_code"]
    joined = _with(rows.filter(mine), start, cell, "persons_before")
    area = [*_SERIES, "reference_area", "industry_code"]
    for name, table in (("area_before", start), ("area_after", end)):
        as_area = table.rename_columns({"region_code": "reference_area"})
        joined = _with(joined, as_area, area, name)
        total = as_area.filter(pc.equal(as_area["industry_code"], TOTAL))
        joined = _with(joined, total.drop_columns(["industry_code"]), area[:-1], f"total_{name}")
    needed = ["persons", "persons_before", "area_before", "area_after"]
    needed += ["total_area_before", "total_area_after"]
    return _effects(_complete(joined, needed), first, last)


def _with(left: pa.Table, right: pa.Table, keys: list[str], name: str) -> pa.Table:
    right = right.rename_columns({"persons": name})
    return left.join(right, keys, join_type="left outer", use_threads=False)


def _complete(rows: pa.Table, needed: list[str]) -> pa.Table:
    """Rows with all figures, and somebody in the industry and the area at the start."""
    for name in needed:
        rows = rows.filter(pc.is_valid(rows[name]))
    for name in ("area_before", "total_area_before"):
        rows = rows.filter(pc.greater(rows[name], 0))
    return rows


def _effects(rows: pa.Table, first: int, last: int) -> pa.Table:
    before, after = _numbers(rows["persons_before"]), _numbers(rows["persons"])
    industry = _numbers(rows["area_after"]) / _numbers(rows["area_before"]) - 1
    total = _numbers(rows["total_area_after"]) / _numbers(rows["total_area_before"]) - 1
    national, mix, competitive = shift_share(before, after, industry, total)
    made = {
        "from_year": pa.repeat(pa.scalar(first, pa.int32()), rows.num_rows),
        "year": pa.repeat(pa.scalar(last, pa.int32()), rows.num_rows),
        "persons_change": pa.array(after - before),
        "national_effect": pa.array(national),
        "mix_effect": pa.array(mix),
        "competitive_effect": pa.array(competitive),
    }
    names = [column.name for column in TABLES["shift_share"].columns]
    return pa.table({name: made[name] if name in made else rows[name] for name in names})


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    return np.array(column.to_numpy(), np.float64)
