"""What the strategy pages show: areas, targets with what became of them, figures."""

from __future__ import annotations

from typing import Any

from load.site.contents import COUNTRY_NAMES, Contents, Row, grouped
from load.site.render import slug


def strategy_pages(contents: Contents, cluster_pages: dict[str, str]) -> list[dict[str, Any]]:
    """One mapping per strategy, by country, first year and title.

    Args:
        contents: The release.
        cluster_pages: Page of each cluster by its id.
    """
    areas = grouped(contents.rows("strategy_area"), "strategy_id")
    targets = grouped(contents.rows("strategy_target"), "strategy_id")
    figures = grouped(contents.rows("strategy_figure"), "strategy_id")
    progress = _progress(contents)
    made = []
    for row in contents.rows("strategy"):
        strategy_id = row["strategy_id"]
        held = [
            target
            | {
                "proof": contents.proof(target),
                "progress": progress.get((strategy_id, target["position"]), []),
            }
            for target in targets.get(strategy_id, [])
        ]
        made.append(
            {
                "strategy": row,
                "country": COUNTRY_NAMES.get(row["country_code"], row["country_code"]),
                "page": f"strategies/{slug(strategy_id)}.html",
                "year": _year(row),
                "areas": [
                    area | {"page": cluster_pages.get(area["cluster_id"])}
                    for area in areas.get(strategy_id, [])
                ],
                "targets": held,
                "figures": [
                    figure | {"proof": contents.proof(figure)}
                    for figure in figures.get(strategy_id, [])
                ],
                "proof": contents.proof(row),
                "chart": target_marks(held),
            }
        )
    return sorted(
        made,
        key=lambda page: (page["country"], -(page["year"] or 0), page["strategy"]["title"]),
    )


def target_marks(targets: list[Row]) -> list[dict[str, Any]]:
    """Points of the chart of targets against outcomes: one per baseline, target, figure."""
    marks = []
    for target in targets:
        if target["target_value"] is None:
            continue
        label = f"{target['position']}. {target['indicator'].replace('_', ' ')}"
        same = {"target": label, "unit": (target["unit"] or "").replace("_", " ")}
        if target["baseline_value"] is not None:
            marks.append(
                same | _mark("baseline", target["baseline_value"], target["baseline_year"])
            )
        marks.append(same | _mark("target", target["target_value"], target["target_year"]))
        for found in target["progress"]:
            kind = "outcome" if found["is_comparable"] else "figure, not comparable"
            marks.append(same | _mark(kind, found["figure_value"], found["figure_year"]))
    return marks


def figure_series(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Figures with a year, for the chart of what strategies report over time."""
    return [
        {
            "indicator": figure["indicator"],
            "name": figure["indicator"].replace("_", " "),
            "year": figure["year"],
            "value": figure["value"],
            "unit": (figure["unit"] or "").replace("_", " "),
            "country": page["country"],
            "title": page["strategy"]["title"],
            "language": page["strategy"]["language"],
            "page": page["page"],
        }
        for page in pages
        for figure in page["figures"]
        if figure["year"] is not None
    ]


def _mark(kind: str, value: float, year: int | None) -> dict[str, Any]:
    return {"kind": kind, "value": value, "year": year}


def _year(row: Row) -> int | None:
    published = row["published_date"].year if row["published_date"] else None
    years = (row["valid_from_year"], row["edition_year"], published, row["data_year"])
    return next((year for year in years if year), None)


def _progress(contents: Contents) -> dict[tuple[str, int], list[Row]]:
    titles = {row["strategy_id"]: row for row in contents.rows("strategy")}
    figures = {
        (row["strategy_id"], row["position"]): row for row in contents.rows("strategy_figure")
    }
    found: dict[tuple[str, int], list[Row]] = {}
    for row in contents.rows("target_progress"):
        figure = figures[row["figure_strategy_id"], row["figure_position"]]
        document = titles[row["figure_strategy_id"]]
        found.setdefault((row["strategy_id"], row["position"]), []).append(
            row
            | {
                "figure": figure,
                "document": document,
                "page": f"{slug(row['figure_strategy_id'])}.html",
            }
        )
    for held in found.values():
        held.sort(key=lambda row: (not row["is_comparable"], row["figure_year"] or 0))
    return found
