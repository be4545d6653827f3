"""What the map page shows: outlines, names, clusters, and the answers that it can colour by."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from load.site.chart_series import UNRANKED, Series
from load.site.contents import COUNTRY_NAMES, Contents, Row
from load.site.geometry import Drawing, draw
from load.site.industry_search import GROUPS, Answer, Ask
from load.site.map_labels import Labels, place_labels
from load.site.map_start import MEASURES, Start, density_at, map_start


@dataclasses.dataclass(frozen=True, slots=True)
class Atlas:
    """The map.

    Attributes:
        drawing: Its size.
        labels: Names and badges, for wide and for narrow screens.
        regions: One mapping per outline: code, name, country, path, clusters.
        countries: Code, name and summaries of the series of each country.
        groups: Headings of the list of industries, with their asks.
        years: Those of the jobs, rising; inhabitants are counted in years of their own.
        start: What it opens with.
        density: Counts of clusters and inhabitants by region and year.
        attributions: Of the outlines.
        unplaced: Clusters without a region.
        unmapped: Summaries of series whose regions the outlines do not match.
    """

    drawing: Drawing
    labels: tuple[Labels, ...]
    regions: list[dict[str, Any]]
    countries: list[dict[str, Any]]
    groups: list[tuple[str, list[Ask]]]
    years: list[int]
    start: Start
    density: dict[str, Any]
    attributions: list[str]
    unplaced: list[Row]
    unmapped: list[dict[str, Any]]

    @property
    def by_code(self) -> dict[str, dict[str, Any]]:
        """Regions by their codes."""
        return {region["code"]: region for region in self.regions}

    def as_json(self) -> dict[str, Any]:
        """For the page's script: what the panel shows of each region."""
        return {
            "unranked": sorted(UNRANKED),
            "start": {"what": self.start.what, "year": self.start.year},
            "measures": {
                name: {"limits": one.limits, "classes": [look for look, _ in one.classes]}
                for name, one in MEASURES.items()
            },
            "density": self.density,
            "countries": {
                one["code"]: {"name": one["name"], "series": [it["id"] for it in one["series"]]}
                for one in self.countries
            },
            "regions": {
                region["code"]: {
                    "name": region["name"],
                    "country_code": region["country_code"],
                    "country": region["country"],
                    "going": region["going"],
                    "clusters": [
                        [row["name"], row["page"], row["level_name"], row["state"]]
                        for row in region["clusters"]
                    ],
                }
                for region in self.regions
            },
        }


def atlas(
    contents: Contents, clusters: Sequence[Row], series: Sequence[Series], asks: Sequence[Ask]
) -> Atlas:
    """Everything the map page needs.

    Args:
        contents: The release.
        clusters: Entries of the cluster index.
        series: All series, with those of sums.
        asks: Industries one can ask for.
    """
    outlines = contents.rows("region_boundary")
    vintages = {row["vintage"] for row in outlines}
    drawing = draw({row["region_code"]: row["geometry_geojson"] for row in outlines})
    regions = _regions(contents, drawing, vintages, clusters)
    known = {region["code"] for region in regions}
    whole = [one for one in series if not one.is_sums]
    mapped = [one for one in whole if _fits(one, known, vintages)]
    density = _density(contents, known)
    counted = {region["code"] for region in regions if region["going"]}
    counted |= {
        code for code, held in density["regions"].items() if any(it and it[0] for it in held)
    }
    by_group: dict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        by_group[GROUPS[ask.group]].append(ask)
    countries = _countries(mapped, {one["country_code"] for one in regions})
    jobs = {year for one in mapped for year in one.summary["years"]}
    years = sorted(jobs) or density["years"]
    start = map_start(
        asks,
        {one.series_id: one for one in series},
        regions,
        countries,
        years[-1] if years else 0,
    )
    for region in regions:
        held = density["regions"].get(region["code"], [])
        region["density"] = density_at(density["years"], held, start.year) if held else None
    return Atlas(
        drawing=drawing,
        labels=place_labels(
            # Of a name in several languages the first one has room on a map.
            drawing,
            {one["code"]: one["name"].split("/")[0] for one in regions},
            counted,
        ),
        regions=regions,
        countries=countries,
        groups=list(by_group.items()),
        years=years,
        start=start,
        density=density,
        attributions=sorted({contents.proof(row)["source"]["attribution"] for row in outlines}),
        unplaced=[row for row in clusters if row["region_code"] not in known],
        unmapped=[one.summary for one in whole if one not in mapped],
    )


def asks_as_json(asks: Iterable[Ask]) -> dict[str, Any]:
    """For the script: asks by key; texts and series once, then by number."""
    texts: dict[str, int] = {}
    years: dict[str, tuple[int, ...]] = {}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    def answer(one: Answer) -> list[Any]:
        years[one.series_id] = one.years
        return [number(one.series_id), one.code, number(one.name), number(one.note), one.fit]

    held = {
        ask.key: {
            "name": ask.name,
            "words": ask.words,
            "answers": {
                country: [answer(one) for one in answers]
                for country, answers in ask.answers.items()
            },
            "reasons": {country: number(reason) for country, reason in ask.reasons.items()},
        }
        for ask in asks
    }
    return {"asks": held, "years": years, "texts": list(texts)}


def _fits(series: Series, known: set[str], vintages: set[str]) -> bool:
    return series.summary["vintage"] in vintages and bool(set(series.region_codes) & known)


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
                "country_code": region["region_country_code"],
                "country": COUNTRY_NAMES[region["region_country_code"]],
                "shape": shape,
                "clusters": held,
                "going": len(going),
            }
        )
    return sorted(found, key=lambda region: (region["country"], region["name"]))


def _countries(mapped: Sequence[Series], drawn: set[str]) -> list[dict[str, Any]]:
    codes = sorted(drawn | {one.summary["country_code"] for one in mapped})
    return [
        {
            "code": code,
            "name": COUNTRY_NAMES[code],
            "series": [one.summary for one in mapped if one.summary["country_code"] == code],
        }
        for code in codes
    ]


def _density(contents: Contents, known: set[str]) -> dict[str, Any]:
    """Clusters on the day that inhabitants were counted, by region and year."""
    rows = [row for row in contents.rows("clusters_per_million") if row["region_code"] in known]
    years = sorted({row["year"] for row in rows})
    held: dict[str, list[Any]] = {row["region_code"]: [None] * len(years) for row in rows}
    for row in rows:
        held[row["region_code"]][years.index(row["year"])] = [
            row["cluster_count"],
            int(row["persons"]),
            row["reference_date"].isoformat(),
        ]
    return {"years": years, "regions": held}
