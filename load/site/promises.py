"""What the strategy pages show: promises with what became of them, areas, figures."""

from __future__ import annotations

from collections import Counter
from typing import Any

from load.site.contents import COUNTRY_NAMES, Contents, Row, grouped
from load.site.render import slug

#: The order in which verdicts of several figures decide on a promise.
_VERDICTS = ("met", "missed", "on_the_way", "not_comparable", "no_outcome_yet")
#: Room on the scale beyond the largest value, in percent.
_AIR_PCT = 8.0


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
        page = f"strategies/{slug(strategy_id)}.html"
        about = {
            "country": COUNTRY_NAMES[row["country_code"]],
            "country_code": row["country_code"],
            "page": page,
            "year": _year(row),
        }
        made.append(
            about
            | {
                "strategy": row,
                "areas": [
                    area | {"page": cluster_pages.get(area["cluster_id"])}
                    for area in areas.get(strategy_id, [])
                ],
                "targets": [
                    about
                    | {"title": row["title"], "language": row["language"]}
                    | _promise(
                        target,
                        progress.get((strategy_id, target["position"]), []),
                        contents.reference_day.year,
                    )
                    | {"proof": contents.proof(target)}
                    for target in targets.get(strategy_id, [])
                ],
                "figures": [
                    figure | {"proof": contents.proof(figure)}
                    for figure in figures.get(strategy_id, [])
                ],
                "proof": contents.proof(row),
            }
        )
    return sorted(
        made,
        key=lambda page: (page["country"], -(page["year"] or 0), page["strategy"]["title"]),
    )


def promise_groups(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Promises by country and year, newest first; reasons once for each document."""
    found = []
    for page in pages:
        if page["targets"]:
            reasons = dict.fromkeys(
                target["verdict_reason"]
                for target in page["targets"]
                if target["verdict_reason"] and not target["outcome"]
            )
            counted = Counter(target["verdict_reason"] for target in page["targets"])
            shared = [reason for reason in reasons if counted[reason] > 1]
            found.append(page | {"shared_reasons": shared})
    return found


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


def _promise(target: Row, progress: list[Row], this_year: int) -> Row:
    """A target with its verdict, the figure that decides it, and places on one scale."""
    decided = min(progress, key=_weight, default=None)
    verdict = decided["verdict"] if decided else "no_outcome_yet"
    outcome = decided if decided and verdict != "not_comparable" else None
    if outcome and outcome["figure_value"] is None:
        outcome = None
    marks = [
        ("baseline", target["baseline_value"], target["baseline_year"]),
        ("target", target["target_value"], target["target_year"]),
        ("outcome", outcome and outcome["figure_value"], outcome and outcome["figure_year"]),
    ]
    held = [(kind, value, year) for kind, value, year in marks if value is not None]
    most = max((value for _, value, _ in held), default=0)
    least = min([0.0, *(value for _, value, _ in held)])
    span = (most - least) * (1 + _AIR_PCT / 100) or 1
    return target | {
        "progress": progress,
        "verdict": verdict,
        "is_ahead": not decided and (target["target_year"] or 0) >= this_year,
        "verdict_reason": decided["verdict_reason"] if decided else None,
        "outcome": outcome,
        "marks": [
            (kind, value, year, round(100 * (value - least) / span, 2))
            for kind, value, year in held
        ],
    }


def _weight(row: Row) -> tuple[int, int, int]:
    return (
        not row["is_comparable"],
        -(row["figure_year"] or 0),
        _VERDICTS.index(row["verdict"]),
    )


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
        document = titles.get(row["figure_strategy_id"])
        found.setdefault((row["strategy_id"], row["position"]), []).append(
            row
            | {
                "figure": figures.get((row["figure_strategy_id"], row["figure_position"])),
                "document": document,
                "page": f"{slug(row['figure_strategy_id'])}.html" if document else None,
            }
        )
    for held in found.values():
        held.sort(key=lambda row: (not row["is_comparable"], row["figure_year"] or 0))
    return found
