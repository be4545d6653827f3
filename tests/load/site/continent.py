"""A synthetic release as large as Europe: 20 countries of 20 regions. Every number is invented."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from tests.load.site.made import Rows, clusters, everything

COUNTRIES = tuple(f"X{letter}" for letter in "ABCDEFGHIJKLMNOPQRST")
_REGIONS_EACH = 20


def continent(cluster_count: int, sections: Sequence[str], years: Sequence[int]) -> Rows:
    """A release with clusters, outlines, inhabitants and statistics of 400 regions.

    Args:
        cluster_count: Spread over all regions.
        sections: Letters of the industries.
        years: Of the statistics.
    """
    places = {
        f"{country}{number:03}": (country, *_corner(place, number))
        for place, country in enumerate(COUNTRIES)
        for number in range(_REGIONS_EACH)
    }
    rows = clusters(cluster_count)
    codes = list(places)
    for number, cluster in enumerate(rows["cluster"]):
        code = codes[number % len(codes)]
        cluster |= {"region_code": code, "country_code": places[code][0]}
    rows |= {name: everything()[name] for name in ("stat_table",)}
    rows["region"] = [
        {
            "region_code": code,
            "vintage": "NUTS-2024",
            "region_kind": "nuts3",
            "region_name": f"Made region {code}",
            "region_country_code": country,
        }
        for code, (country, *_) in places.items()
    ]
    rows["region_boundary"] = [
        {
            "region_code": code,
            "vintage": "NUTS-2024",
            "geometry_geojson": json.dumps({"type": "Polygon", "coordinates": [_outline(x, y)]}),
            "capture_id": "cap0",
        }
        for code, (_, x, y) in places.items()
    ]
    rows["industry"] = [
        {
            "industry_code": code,
            "nace_revision": "NACE-Rev.2",
            "industry_name": f"Made industry {code}",
            "industry_level": level,
            "parent_code": parent,
        }
        for letter in sections
        for code, level, parent in (
            (letter, "section", None),
            (f"{ord(letter)}", "division", letter),
        )
    ]
    rows["preferred_series"] = [
        {
            "country_code": country,
            "measure": measure,
            "industry_level": "additive",
            "first_year": years[0],
            "stat_table_id": "made:1",
            "reason": "made",
        }
        for country in COUNTRIES
        for measure in ("persons_employed_at_workplace", "population")
    ]
    rows["population"] = [
        _shared(country, code, "nuts3", years[-1])
        | {"reference_date": dt.date(years[-1], 1, 1), "persons": 500_000.0}
        | {"obs_status": "A", "capture_id": "cap0"}
        for code, (country, *_) in places.items()
    ]
    rows["employment"], rows["specialisation"] = _statistics(places, sections, years)
    return rows


def _corner(country: int, region: int) -> tuple[float, float]:
    """Countries stand five by four, their regions too."""
    x = -10 + country % 5 * 9 + region % 5 * 1.7
    y = 38 + country // 5 * 8 + region // 5 * 1.9
    return x, y


def _outline(x: float, y: float) -> list[list[float]]:
    """Twenty points each, about as many as a simplified region has."""
    width, height = 1.6, 1.8
    south = [[x + width * step / 10, y + 0.1 * (step % 2)] for step in range(11)]
    north = [[x + width * step / 10, y + height - 0.1 * (step % 2)] for step in range(10, -1, -1)]
    return [*south, *north, south[0]]


def _shared(country: str, code: str, level: str, year: int) -> dict[str, Any]:
    return {
        "country_code": country,
        "region_code": code,
        "region_vintage": "NUTS-2024",
        "region_level": level,
        "year": year,
        "stat_table_id": "made:1",
    }


def _statistics(
    places: dict[str, tuple[str, float, float]], sections: Sequence[str], years: Sequence[int]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    employment, quotients = [], []
    areas = [(country, country, "country") for country in COUNTRIES]
    areas += [(country, code, "nuts3") for code, (country, *_) in places.items()]
    for number, (country, code, level) in enumerate(areas):
        for industry in ("TOTAL", *sections):
            for year in years:
                key = _shared(country, code, level, year) | {
                    "industry_code": industry,
                    "nace_revision": "NACE-Rev.2",
                    "basis": "workplace_persons",
                    "is_additive": True,
                    "persons": 1000.0,
                }
                about = {"is_break": False, "obs_status": "A", "capture_id": "cap0"}
                bounds = dict.fromkeys(("persons_lower", "persons_upper"), 1000.0)
                employment.append(key | about | bounds)
                if level == "country":
                    continue
                value = 0.3 + (number * 7 + ord(industry[0]) + year) % 25 / 10
                quotient = dict.fromkeys(("location_quotient", "lq_lower", "lq_upper"), value)
                quotients.append(key | quotient | {"base": "total", "reference_area": country})
    return employment, quotients
