"""What the map page shows: outlines, the clusters in each region, the series it can colour by."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from load.site.chart_series import UNRANKED, Series
from load.site.contents import COUNTRY_NAMES, Contents, Row
from load.site.geometry import Drawing, draw


@dataclasses.dataclass(frozen=True, slots=True)
class Atlas:
    """The map.

    Attributes:
        drawing: Its size.
        regions: One mapping per outline: code, name, country, path, symbol, clusters.
        countries: Code, name and summaries of the series of each country, best first.
        industries: Code, name, and the codes of the countries that have it in some series.
        years: All years of the series, rising.
        start: Industry and year to begin with.
        attributions: Of the outlines.
        unplaced: Clusters without a region.
        unmapped: Summaries of series whose regions the outlines do not match.
    """

    drawing: Drawing
    regions: list[dict[str, Any]]
    countries: list[dict[str, Any]]
    industries: list[dict[str, Any]]
    years: list[int]
    start: dict[str, Any]
    attributions: list[str]
    unplaced: list[Row]
    unmapped: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """For the page's script: what the panel shows of each region."""
        return {
            "unranked": sorted(UNRANKED),
            "regions": {
                region["code"]: {
                    "name": region["name"],
                    "country_code": region["country_code"],
                    "country": region["country"],
                    "going": region["going"],
                    "clusters": [
                        [row["name"], row["page"], row["level_name"], row["status"]]
                        for row in region["clusters"]
                    ],
                }
                for region in self.regions
            },
        }


def atlas(contents: Contents, clusters: Sequence[Row], series: Sequence[Series]) -> Atlas:
    """Everything the map page needs.

    Args:
        contents: The release.
        clusters: Entries of the cluster index.
        series: All series.
    """
    outlines = contents.rows("region_boundary")
    vintages = {row["vintage"] for row in outlines}
    drawing = draw({row["region_code"]: row["geometry_geojson"] for row in outlines})
    regions = _regions(contents, drawing, vintages, clusters)
    known = {region["code"] for region in regions}
    mapped = [one for one in series if _fits(one, known, vintages)]
    countries = _countries(mapped)
    return Atlas(
        drawing=drawing,
        regions=regions,
        countries=countries,
        industries=_industries(mapped),
        years=sorted({year for one in mapped for year in one.summary["years"]}),
        start=_start([_first(mapped, country["code"]) for country in countries]),
        attributions=sorted({contents.proof(row)["source"]["attribution"] for row in outlines}),
        unplaced=[row for row in clusters if row["region_code"] not in known],
        unmapped=[one.summary for one in series if one not in mapped],
    )


def _fits(series: Series, known: set[str], vintages: set[str]) -> bool:
    codes = {one["code"] for one in series.data["regions"] if not one["is_reference"]}
    return series.summary["vintage"] in vintages and bool(codes & known)


def _regions(
    contents: Contents, drawing: Drawing, vintages: set[str], clusters: Sequence[Row]
) -> list[dict[str, Any]]:
    named = {
        row["region_code"]: row for row in contents.rows("region") if row["vintage"] in vintages
    }
    found = []
    for shape in drawing.shapes:
        held = [row for row in clusters if row["region_code"] == shape.code]
        going = [row for row in held if row["state"] == "exists"]
        region = named[shape.code]
        found.append(
            {
                "code": shape.code,
                "name": region["region_name"],
                "country_code": region["country_code"],
                "country": COUNTRY_NAMES.get(region["country_code"], region["country_code"]),
                "shape": shape,
                "radius": round(5 + 2.2 * math.sqrt(len(going)), 1) if going else 0,
                "clusters": held,
                "going": len(going),
            }
        )
    return sorted(found, key=lambda region: (region["country"], region["name"]))


def _countries(mapped: Sequence[Series]) -> list[dict[str, Any]]:
    codes = sorted({one.summary["country_code"] for one in mapped})
    return [
        {
            "code": code,
            "name": COUNTRY_NAMES.get(code, code),
            "series": [one.summary for one in mapped if one.summary["country_code"] == code],
        }
        for code in codes
    ]


def _industries(mapped: Sequence[Series]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in mapped:
        for industry in one.summary["industries"]:
            if industry["code"] not in UNRANKED:
                entry = found.setdefault(industry["code"], industry | {"countries": set()})
                entry["countries"].add(one.summary["country_code"])
    ordered = sorted(found.values(), key=lambda one: (-len(one["countries"]), one["code"]))
    return [one | {"countries": sorted(one["countries"])} for one in ordered]


def _first(mapped: Sequence[Series], country_code: str) -> Series:
    return next(one for one in mapped if one.summary["country_code"] == country_code)


def _start(first: Sequence[Series]) -> dict[str, Any]:
    """Begin where most countries have figures, with the industry that sets most regions apart."""
    years = Counter(year for one in first for year in one.summary["years"])
    codes = Counter(
        industry["code"]
        for one in first
        for industry in one.summary["industries"]
        if industry["code"] not in UNRANKED
    )
    if not years or not codes:
        return {"industry": None, "year": None}
    year = max(years, key=lambda year: (years[year], year))
    told = {code: sum(_apart(one, code, year) for one in first) for code in codes}
    return {
        "year": year,
        "industry": min(codes, key=lambda code: (-codes[code], -told[code], code)),
    }


def _apart(series: Series, industry: str, year: int) -> int:
    """How many regions are clearly more specialised than their country."""
    about, quotients = series.summary, series.data["quotient"]
    codes = [one["code"] for one in about["industries"]]
    if industry not in codes or year not in about["years"]:
        return 0
    step = len(about["years"])
    begin = codes.index(industry) * len(series.data["regions"]) * step
    end = begin + len(series.data["regions"]) * step
    held = quotients[begin + about["years"].index(year) : end : step]
    return sum(value is not None and value >= 1.25 for value in held)
