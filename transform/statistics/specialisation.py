"""Location quotients and their companions, with bounds where figures are hidden or rounded.

``LQ = (e_rc / e_r.) / (E_c / E_.)``, with e the region's and E the reference area's
employment, c the industry, the dot the total over industries (base ``total``).

Source: European Cluster Observatory, http://www.clusterobservatory.eu/index.php?id=49 .
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transform.statistics.bounds import Floats
from transform.statistics.employment import TOTAL
from warehouse.statistics import StatisticalTable
from warehouse.tables import TABLES

#: Levels that are compared with a country; countries and NUTS 1 are what they are part of.
COMPARED_LEVELS = ("nuts2", "nuts3")

#: Persons of unknown industry have shares, but no specialisation.
UNKNOWN_INDUSTRY = "UNK"

_SERIES = ["stat_table_id", "basis", "year"]
_FIGURES = ["persons", "persons_lower", "persons_upper"]


def location_quotient(cell: Floats, region: Floats, industry: Floats, total: Floats) -> Floats:
    """``(cell / region) / (industry / total)``, element by element.

    Args:
        cell: Persons in the industry in the region.
        region: Persons in the region, all industries.
        industry: Persons in the industry in the reference area.
        total: Persons in the reference area, all industries.

    Returns:
        The quotients. NaN (no statement) where the region or the reference area has nobody
        at all, where the industry is absent from the reference area (0/0), or where a
        figure is NaN. 0 where the industry exists but not in this region.
    """
    cell, region, industry, total = np.broadcast_arrays(cell, region, industry, total)
    is_defined = (region > 0) & (industry > 0) & (total > 0)
    quotient = np.full(cell.shape, np.nan)
    with np.errstate(invalid="ignore"):  # infinity times zero, where nothing is defined
        np.divide(cell * total, region * industry, out=quotient, where=is_defined)
    return quotient


def location_quotient_bounds(
    cell: tuple[Floats, Floats],
    region: tuple[Floats, Floats],
    industry: tuple[Floats, Floats],
    total: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Smallest and largest quotient when each figure lies anywhere in its interval.

    The quotient grows with the cell and the reference total and falls with the region's and
    the industry's total, so the ends are reached at the ends of the intervals: the bounds
    are tight for figures known only by their intervals.

    Args:
        cell: Lower and upper bound of the persons in the industry in the region.
        region: As ``cell``, for the region's total.
        industry: As ``cell``, for the industry in the reference area.
        total: As ``cell``, for the reference area's total.

    Returns:
        Lower and upper bound; the upper is infinite where the region's or the industry's
        total may be zero while the cell may not, or where a bound is infinite. NaN where no
        choice gives a quotient.
    """
    lower = location_quotient(cell[0], region[1], industry[1], total[0])
    upper = location_quotient(cell[1], region[0], industry[0], total[1])
    is_possible = (region[1] > 0) & (industry[1] > 0) & (total[1] > 0)
    upper = np.where(is_possible & np.isnan(upper), np.inf, upper)
    lower = np.where(is_possible & np.isnan(lower), 0.0, lower)
    return lower, upper


def specialisation_table(
    employment: pa.Table, declarations: Mapping[str, StatisticalTable]
) -> pa.Table:
    """The ``specialisation`` table: every region of NUTS 2 and 3 against its country.

    The reference area is the one the table's declaration names, by the table's own row:
    for Norway the country as published, which holds the 0.3 percent of persons whom the
    table allocates to no county (sums of counties are unknown wherever one is hidden); for
    Denmark ``DK0``, the country without extra-regio.

    Args:
        employment: The ``employment`` table.
        declarations: Declarations by ``stat_table_id``.

    Returns:
        One row per region, industry and year of the series that declare a reference area.
        ``location_quotient`` is null where a figure is hidden, with bounds beside it.
    """
    rows = _compared(employment, declarations)
    region = _named(_only_total(employment), "region_")
    area = _named(employment, "industry_")
    total = _named(_only_total(employment), "total_")
    before = _named(employment, "before_")
    before = before.set_column(
        before.schema.get_field_index("year"),
        "year",
        pc.cast(pc.add(before["year"], 1), pa.int32()),
    )
    keys = [*_SERIES, "region_code"]
    joined = _joined(rows, region.drop_columns(["industry_code"]), keys)
    joined = _joined(joined, before, [*keys, "industry_code"])
    as_area = {"region_code": "reference_area"}
    joined = _joined(joined, _renamed(area, as_area), [*_SERIES, "reference_area", "industry_code"])
    joined = _joined(
        joined,
        _renamed(total.drop_columns(["industry_code"]), as_area),
        [*_SERIES, "reference_area"],
    )
    return TABLES["specialisation"].conform(_computed(joined))


def _compared(employment: pa.Table, declarations: Mapping[str, StatisticalTable]) -> pa.Table:
    """Rows of regions that have a reference area, with it."""
    series = pc.unique(employment["stat_table_id"]).to_pylist()
    areas = [
        {"stat_table_id": name, "country_code": country, "reference_area": area}
        for name in series
        for country, area in declarations[name].reference_areas.items()
    ]
    schema = pa.schema([(name, pa.string()) for name in ("stat_table_id", "country_code",
                                                         "reference_area")])  # fmt: skip
    with_area = employment.join(
        pa.Table.from_pylist(areas, schema=schema),
        ["stat_table_id", "country_code"],
        join_type="inner",
        use_threads=False,
    )
    return with_area.filter(pc.is_in(with_area["region_level"], pa.array(COMPARED_LEVELS)))


def _only_total(employment: pa.Table) -> pa.Table:
    return employment.filter(pc.equal(employment["industry_code"], TOTAL))


def _named(employment: pa.Table, prefix: str) -> pa.Table:
    """Keys and figures alone, the figures' names prefixed."""
    kept = employment.select([*_SERIES, "region_code", "industry_code", *_FIGURES])
    return _renamed(kept, {name: prefix + name for name in _FIGURES})


def _renamed(table: pa.Table, names: Mapping[str, str]) -> pa.Table:
    return table.rename_columns([names.get(name, name) for name in table.column_names])


def _joined(left: pa.Table, right: pa.Table, keys: list[str]) -> pa.Table:
    return left.join(right, keys, join_type="left outer", use_threads=False)


def _computed(rows: pa.Table) -> pa.Table:
    cell, cell_range = _figures(rows, "")
    region, region_range = _figures(rows, "region_")
    industry, industry_range = _figures(rows, "industry_")
    total, total_range = _figures(rows, "total_")
    before, _ = _figures(rows, "before_")

    quotient = location_quotient(cell, region, industry, total)
    lower, upper = location_quotient_bounds(cell_range, region_range, industry_range, total_range)
    unknown = pc.equal(rows["industry_code"], UNKNOWN_INDUSTRY).to_numpy()
    has_area = ~np.isnan(total_range[0])
    silent = unknown | ~has_area
    growth = _ratio(cell - before, before) * 100
    growth[rows["is_break"].to_numpy()] = np.nan
    columns = {
        "location_quotient": np.where(silent, np.nan, quotient),
        "lq_lower": np.where(silent, np.nan, lower),
        "lq_upper": np.where(silent, np.nan, upper),
        "size_share": _ratio(cell, industry),
        "focus_share": _ratio(cell, region),
        "growth_pct": growth,
    }
    made = {name: pa.array(values, mask=~np.isfinite(values)) for name, values in columns.items()}
    made["base"] = pa.repeat(pa.scalar("total"), rows.num_rows)
    names = [column.name for column in TABLES["specialisation"].columns]
    return pa.table({name: made[name] if name in made else rows[name] for name in names})


def _figures(rows: pa.Table, prefix: str) -> tuple[Floats, tuple[Floats, Floats]]:
    """A figure and its bounds; an unknown upper bound of a known row is infinite."""
    value, lower, upper = (_numbers(rows[prefix + name]) for name in _FIGURES)
    upper = np.where(np.isnan(upper) & ~np.isnan(lower), np.inf, upper)
    return value, (lower, upper)


def _numbers(column: pa.ChunkedArray) -> Floats:
    return np.array(pc.fill_null(column, np.nan).to_numpy(), np.float64)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Part over whole; NaN where the whole is nothing."""
    result = np.full(part.shape, np.nan)
    np.divide(part, whole, out=result, where=whole > 0)
    return result
