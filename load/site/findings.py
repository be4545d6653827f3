"""What the first page says: three findings, and how old and how complete the facts are."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from load.site.chart_series import Series
from load.site.cluster_list import ClusterList
from load.site.contents import COUNTRY_NAMES, Contents, Row, grouped
from load.site.plots import Plot, line_plot

FIRST_YEAR = 2002
#: Specialisations shown of each country, one industry of each region at most.
_MOST_REGIONS = 4
#: A handful of jobs makes a high quotient: what counts as an industry of a region.
_LEAST_PERSONS = 500
VERDICTS = {
    "met": "met",
    "missed": "missed",
    "on_the_way": "on the way",
    "not_comparable": "unknown: not comparable",
    "no_outcome_yet": "unknown: none reported",
}


def clusters_by_year(contents: Contents, index: ClusterList) -> dict[str, Any] | None:
    """How many clusters sources show on the first of July of each year and today, by country."""
    today = contents.reference_day
    days = [dt.date(year, 7, 1) for year in range(FIRST_YEAR, today.year + 1)]
    days = [day for day in days if day < today] + [today]
    told = [day.isoformat() for day in days]
    counts = {
        code: [sum(index.spans[row["cluster_id"]].exists_on(day) for row in held) for day in told]
        for code, held in sorted(grouped(index.clusters, "country_code").items())
    }
    # The mark of a year stands for its first of July.
    places = [day.year + (day - day.replace(month=7, day=1)).days / 365.25 for day in days]
    plot: Plot | None = line_plot(
        {code: list(zip(places, map(float, held), strict=True)) for code, held in counts.items()}
    )
    if plot is None:
        return None
    return {"plot": plot, "counts": counts, "days": days, "first": FIRST_YEAR}


def specialised_today(
    series: Sequence[Series], regional: Mapping[str, tuple[Series, int]]
) -> list[dict[str, Any]]:
    """What each country's regions are most specialised in, surest first, one row a region."""
    found = []
    for code in sorted({one.summary["country_code"] for one in series}):
        rows = []
        for region, (serving, year) in regional.items():
            if serving.summary["country_code"] != code:
                continue
            names = {one["code"]: one["name"] for one in serving.data["regions"]}
            large = [
                row
                for row in serving.ranked(region, year)
                if (row["persons"] or 0) >= _LEAST_PERSONS and (row["lower"] or 0) > 1
            ]
            place = {"region": names[region], "region_code": region, "year": year}
            rows += [row | place for row in large[:1]]
        rows.sort(key=lambda row: (-row["lower"], row["region_code"]))
        rows = rows[:_MOST_REGIONS]
        if rows:
            years = sorted({row["year"] for row in rows})
            found.append(
                {
                    "code": code,
                    "country": COUNTRY_NAMES[code],
                    "year": "-".join(str(year) for year in dict.fromkeys((years[0], years[-1]))),
                    "rows": rows,
                }
            )
    return found


def promises_kept(promises: Sequence[Row]) -> list[dict[str, Any]]:
    """Promises by verdict for each country, as counts and shares."""
    found = []
    for country, held in sorted(grouped(promises, "country").items()):
        counts = Counter(row["verdict"] for row in held)
        found.append(
            {
                "country": country,
                "code": held[0]["country_code"],
                "total": len(held),
                "parts": [
                    (verdict, words, counts[verdict], round(100 * counts[verdict] / len(held), 2))
                    for verdict, words in VERDICTS.items()
                    if counts[verdict]
                ],
            }
        )
    return found


def state_of_knowledge(
    contents: Contents, index: ClusterList, regional: Mapping[str, tuple[Series, int]]
) -> list[dict[str, Any]]:
    """``coverage_today`` with how many are not known, and the year of the jobs, by country."""
    not_known = Counter(
        row["country_code"] for row in index.clusters if row["state"] == "not_known"
    )
    years: dict[str, list[int]] = defaultdict(list)
    for one, year in regional.values():
        years[one.summary["country_code"]].append(year)
    return [
        row
        | {
            "country": COUNTRY_NAMES[row["country_code"]],
            "not_known": not_known[row["country_code"]],
            "statistics_year": statistics.mode(years[row["country_code"]] or [None]),
        }
        for row in contents.rows("coverage_today")
    ]
