"""Statistical series as compact data for the map and the statistics page."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pyarrow.compute as pc

from load.site.contents import COUNTRY_NAMES, LANGUAGES, Contents, Row

#: Levels at which regions are compared; each has the country as its company.
LEVELS = ("nuts3", "nuts2")
#: Not an industry to be specialised in.
UNRANKED = frozenset({"TOTAL", "UNK"})
#: Ending of the ids of series of sums.
SUMS = "-sums"
_KEY = ("stat_table_id", "basis", "region_code", "industry_code", "year")
_EMPLOYMENT = (
    *_KEY,
    "country_code",
    "region_level",
    "region_vintage",
    "persons",
    "persons_lower",
    "persons_upper",
    "obs_status",
    "is_break",
)
_QUOTIENT = (
    "location_quotient",
    "lq_lower",
    "lq_upper",
    "size_share",
    "focus_share",
    "reference_area",
    "base",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Series:
    """Persons and location quotients of one country's regions from one statistical table.

    The arrays of ``data`` have one entry per industry, region and year, in this order of
    nesting: the entry of industry i, region r and year y is number (i * R + r) * Y + y.

    Attributes:
        series_id: File name without extension.
        summary: What a page says about it: label, table, country, level, years.
        data: All of it, for a script.
    """

    series_id: str
    summary: dict[str, Any]
    data: dict[str, Any]

    @property
    def is_sums(self) -> bool:
        """Whether its industries are sums of those of another series."""
        return self.series_id.endswith(SUMS)

    @property
    def region_codes(self) -> list[str]:
        """Regions that are compared with their country."""
        return [one["code"] for one in self.data["regions"] if not one["is_reference"]]

    def quotients(self, industry_code: str, year: int) -> list[float | None]:
        """Location quotients of an industry in a year, in the order of the regions."""
        codes, years = [one["code"] for one in self.summary["industries"]], self.data["years"]
        if industry_code not in codes or year not in years:
            return []
        step = len(years)
        first = codes.index(industry_code) * len(self.data["regions"]) * step
        end = first + len(self.data["regions"]) * step
        held: list[float | None] = self.data["quotient"][first + years.index(year) : end : step]
        return held

    def cell(self, industry_code: str, region_code: str, year: int) -> Row | None:
        """Figures of an industry in a region and year; None where there are none."""
        data, codes = self.data, [one["code"] for one in self.data["regions"]]
        industries = [one["code"] for one in self.summary["industries"]]
        try:
            at = industries.index(industry_code) * len(codes) + codes.index(region_code)
            at = at * len(data["years"]) + data["years"].index(year)
        except ValueError:
            return None
        if data["status"][at] == " ":
            return None
        names = ("persons", "quotient", "lower", "upper")
        return {name: data[name][at] for name in names} | {
            "persons_bounds": data["persons_bounds"].get(at)
        }

    def ranked(self, region_code: str, year: int) -> list[Row]:
        """Industries of a region in a year that have a quotient, most certain first."""
        places = {one["code"]: place for place, one in enumerate(self.data["regions"])}
        years = self.data["years"]
        if region_code not in places or year not in years:
            return []
        found = []
        for position, industry in enumerate(self.data["industries"]):
            at = (position * len(places) + places[region_code]) * len(years) + years.index(year)
            if industry["code"] in UNRANKED or self.data["quotient"][at] is None:
                continue
            names = ("quotient", "lower", "upper", "persons")
            found.append(industry | {name: self.data[name][at] for name in names})
        return sorted(found, key=lambda row: (-(row["lower"] or 0), row["code"]))

    def newest_year(self, share: float) -> int | None:
        """The newest year in which at least this share of the regions has quotients."""
        years: list[int] = self.data["years"]
        for year in reversed(years):
            having = sum(bool(self.ranked(code, year)) for code in self.region_codes)
            if having >= share * len(self.region_codes) > 0:
                return year
        return None


def all_series(contents: Contents) -> list[Series]:
    """Every series with location quotients, largest level of detail first."""
    tables = {row["stat_table_id"]: row for row in contents.rows("stat_table")}
    made = [
        _series(contents, (country, level, stat_table_id, basis), rows, tables[stat_table_id])
        for stat_table_id, cells in _cells(contents)
        for (country, level, basis), rows in _by_series(cells).items()
        if any(row["region_level"] == level and row["lq_upper"] is not None for row in rows)
    ]
    return sorted(made, key=_order)


def _by_series(cells: list[Row]) -> dict[tuple[str, str, str], list[Row]]:
    """Cells of one table by country, level and basis; those of the country go with each level."""
    found: dict[tuple[str, str, str], list[Row]] = {}
    for cell in cells:
        for level in LEVELS:
            if cell["region_level"] in {level, "country"}:
                key = (cell["country_code"], level, cell["basis"])
                found.setdefault(key, []).append(cell)
    return found


def _order(series: Series) -> tuple[Any, ...]:
    about = series.summary
    return (
        about["country_code"],
        about["level"] != "nuts3",
        about["basis"] != "workplace_persons",
        -about["region_count"],
        -about["years"][-1],
        series.series_id,
    )


def _cells(contents: Contents) -> Iterator[tuple[str, list[Row]]]:
    """Cells of employment, each with its location quotient if it has one, table by table.

    One table at a time: as rows, all of them take many times the memory.
    """
    employment = contents.table("employment").select(list(_EMPLOYMENT))
    quotients = contents.table("specialisation").select([*_KEY, *_QUOTIENT])
    for stat_table_id in pc.unique(employment["stat_table_id"]).to_pylist():
        mine = pc.field("stat_table_id") == stat_table_id
        cells = employment.filter(mine).join(quotients.filter(mine), list(_KEY), use_threads=False)
        yield stat_table_id, cells.to_pylist()


def _series(
    contents: Contents, key: tuple[str, str, str, str], rows: list[Row], table: Row
) -> Series:
    country, level, stat_table_id, basis = key
    years = sorted({row["year"] for row in rows})
    regions = _regions(contents, rows, level)
    industries = sorted({row["industry_code"] for row in rows}, key=_industry_order)
    placed = {
        (row["industry_code"], position, row["year"]): row
        for position, region in enumerate(regions)
        for row in region.pop("rows")
    }
    grid = [
        placed.get((industry, position, year))
        for industry in industries
        for position in range(len(regions))
        for year in years
    ]
    series_id = _file_name(country.lower(), stat_table_id, basis, level)
    source = contents.sources[table["source_id"]]
    first = next(row for row in rows if row["reference_area"])
    summary = {
        "id": series_id,
        "country_code": country,
        "country": COUNTRY_NAMES[country],
        "level": level,
        "basis": basis,
        "stat_table_id": stat_table_id,
        "title": table["title"],
        "title_language": LANGUAGES.get(source["jurisdiction_code"], "en"),
        "note": table["note"],
        "source_id": source["source_id"],
        "publisher": source["publisher"],
        "attribution": source["attribution"],
        "years": years,
        "region_count": sum(not region["is_reference"] for region in regions),
        "industries": [
            {"code": code, "name": contents.industry_names.get(code, code)} for code in industries
        ],
        "vintage": next(row["region_vintage"] for row in rows),
        "base": first["base"],
        "reference_area": first["reference_area"],
        "label": _label(table, level, basis, years),
    }
    return Series(series_id, summary, summary | {"regions": regions} | arrays(grid))


def _regions(contents: Contents, rows: list[Row], level: str) -> list[Row]:
    found: dict[tuple[bool, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["region_level"] != level, row["region_code"]), []).append(row)
    return [
        {
            "code": code,
            "name": contents.region_names.get((held[0]["region_vintage"], code), code),
            "is_reference": is_reference,
            "rows": held,
        }
        for (is_reference, code), held in sorted(found.items(), key=lambda item: item[0])
    ]


def _industry_order(code: str) -> tuple[bool, bool, str]:
    return code == "UNK", code != "TOTAL", code


def _file_name(*parts: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", "-".join(parts))


def _label(table: Row, level: str, basis: str, years: list[int]) -> str:
    place = "workplace" if basis.startswith("workplace") else "residence"
    areas = level.upper().replace("NUTS", "NUTS ")
    return f"Employed by {place}, {areas}, {years[0]} to {years[-1]} ({table['stat_table_id']})"


def arrays(grid: list[Row | None]) -> dict[str, Any]:
    """Columns over a series' grid, bounds only where they say more than the value does.

    Args:
        grid: Cells in the order that :class:`Series` tells; None where there is none.
    """

    def column(name: str, digits: int) -> list[float | None]:
        return [_rounded(row.get(name), digits) if row else None for row in grid]

    hidden = {
        index: [_rounded(row["persons_lower"], 0), _rounded(row["persons_upper"], 0)]
        for index, row in enumerate(grid)
        if row and row["persons"] is None and row["persons_upper"] is not None
    }
    return {
        "persons": column("persons", 0),
        "persons_bounds": hidden,
        "quotient": column("location_quotient", 3),
        "lower": column("lq_lower", 3),
        "upper": column("lq_upper", 3),
        "size_share": column("size_share", 4),
        "focus_share": column("focus_share", 4),
        "status": "".join(row.get("obs_status", "A") if row else " " for row in grid),
        "breaks": [index for index, row in enumerate(grid) if row and row.get("is_break")],
    }


def _rounded(value: float | None, digits: int) -> float | None:
    if value is None:
        return None
    rounded = round(value, digits)
    return int(rounded) if rounded == int(rounded) else rounded


def newest_by_region(series: list[Series], share: float = 0.8) -> dict[str, tuple[Series, int]]:
    """For each region the series and the newest year to show.

    Args:
        series: From :func:`all_series`.
        share: A year counts for a country if this share of its regions has quotients in it.
    """
    found: dict[str, tuple[Series, int]] = {}
    placed = [one for one in series if one.summary["level"] == "nuts3"]
    placed = [one for one in placed if one.summary["basis"].startswith("workplace")]
    newest = [(one, one.newest_year(share)) for one in placed]
    for one, common in sorted(newest, key=lambda pair: -(pair[1] or 0)):
        for code in one.region_codes:
            if code in found:
                continue
            years = [common] if common else []
            years += reversed(one.data["years"])
            year = next((year for year in years if one.ranked(code, year)), None)
            if year is not None:
                found[code] = (one, year)
    return found
