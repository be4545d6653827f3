"""Synthetic release folders for the tests of the site. Every name and number is invented."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from load.parquet import table_path, write_table
from load.sealing import write_manifest
from warehouse.tables import TABLES

Rows = dict[str, list[dict[str, Any]]]

#: Markup, quotes and an end of script: what must never reach a page unescaped.
HOSTILE = """A & B's <b onload=alert(1)> "x" </script><script>alert(1)</script>"""
CREATED = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
_RELEASE_ID = "20261122T120000Z-synthetic"
REGIONS = {
    "NO081": ("Synthetic Oslo", "NO"),
    "NO060": ("Synthetic north", "NO"),
    "SE110": ("Synthetic Stockholm", "SE"),
    "DK011": ("Synthetic Copenhagen", "DK"),
    "NO0B1": ("Synthetic island", "NO"),
}
_CORNERS = {
    "NO081": (10.0, 59.0),
    "NO060": (10.0, 63.0),
    "SE110": (17.0, 59.0),
    "DK011": (12.0, 55.5),
    "NO0B1": (-9.0, 71.0),
}


def make_release(folder: Path, rows: Rows, previous: str | None = None) -> Path:
    """A release folder with tables and manifest, as the site finds it.

    Args:
        folder: Where to; made if need be.
        rows: By table; tables that are not given are empty.
        previous: Id of a release before it.
    """
    (folder / "parquet").mkdir(parents=True)
    for name, contract in TABLES.items():
        write_table(contract, contract.to_arrow(rows.get(name, [])), table_path(folder, name), {})
    identity: Mapping[str, str | None] = {
        "release_id": _RELEASE_ID,
        "schema_version": "1.0",
        "created_at": CREATED.isoformat(),
        "previous_release_id": previous,
        "content_hash": "c" * 64,
        "inputs_hash": "d" * 64,
    }
    write_manifest(folder, identity)
    return folder


def clusters(count: int) -> Rows:
    """A release with that many clusters, each with names, stays, labels and members."""
    rows = _base()
    for number in range(count):
        _cluster(rows, number)
    return rows


def everything() -> Rows:
    """A small release in which every page has something to show."""
    rows = clusters(6)
    rows["cluster"][0] |= {
        "name": HOSTILE,
        "sector": "Fisk & hav",
        "website": 'https://made.example/?q="><script>alert(1)</script>',
        "place": "Å<i>",
    }
    rows["cluster"][1] |= {"status": "ended", "end_year": 2021, "region_code": None}
    alive = rows["cluster_existence"][1]
    rows["cluster_existence"].append(
        alive
        | {
            "state": "ended",
            "valid_from": dt.date(2022, 1, 1),
            "valid_to": None,
            "existence_rule": "merged",
        }
    )
    alive["valid_to"] = dt.date(2021, 12, 31)
    rows["succession"] = [
        _link(rows, "no:made-1", "no:made-0", "merged", dt.date(2021, 1, 1), "year"),
        _link(rows, "no:made-2", "no:made-2", "renamed", dt.date(2015, 1, 1), "year"),
    ]
    rows["organisation"] = [
        {"organisation_id": "no:org-host", "country_code": "NO", "name": "Host & co"}
    ]
    rows["cluster_host"] = [
        {
            "cluster_id": "no:made-0",
            "organisation_id": "no:org-host",
            "date_precision": "unknown",
            "as_of": dt.date(2020, 1, 2),
            "statement_id": _state(rows, "no:made-0", "host_organisation", "Host & co"),
        }
    ]
    rows["cluster_identifier"] = [
        {
            "cluster_id": "no:made-0",
            "scheme": "web",
            "identifier": "<id>",
            "match_method": "stated",
            "match_score": 1.0,
            "is_struck_off": False,
            "statement_id": _state(rows, "no:made-0", "website", "https://example.org"),
        }
    ]
    rows["control_total"] = [
        {
            "control_id": "no:total",
            "programme_ids": "no:prog-made",
            "country_code": "NO",
            "title": "Made <total>",
            "period": "2020",
            "published_count": 6,
            "found_count": 6,
            "open_ended_count": 0,
            "gap_count": 0,
            "url": "https://example.org/total",
        }
    ]
    rows["change"] = [
        {
            "table_name": "cluster",
            "row_key": "no:made-0",
            "change_kind": "changed",
            "column_name": "name",
            "value_before": "<old>",
            "value_after": HOSTILE,
        },
        {"table_name": "statement", "row_key": "s", "change_kind": "added"},
    ]
    rows["data_quality"] = [
        {
            "rule_code": f"rule.{number}",
            "table_name": "cluster",
            "rule_description": "made & held",
            "severity": "warn",
            "success": number > 0,
            "unexpected_count": 1 - min(number, 1),
            "checked_count": 6,
            "release_id": "made",
        }
        for number in range(3)
    ]
    return rows | _strategies() | _geography() | _statistics()


def _base() -> Rows:
    source = {
        "source_id": "no_made",
        "title": "Made <source>",
        "publisher": "Maker & co",
        "jurisdiction_code": "NO",
        "kind": "registry",
        "landing_url": "https://example.org/",
        "licence": "CC0 1.0",
        "licence_url": "https://example.org/terms",
        "attribution": "Made by <us>",
        "cadence": "yearly",
        "state": "bundled",
        "record_count": 1,
    }
    capture = {
        "capture_id": "cap0",
        "source_id": "no_made",
        "url": "https://example.org/page?a=1&b=2",
        "captured_at": CREATED,
        "method": "transcribed",
        "sha256": "e" * 64,
        "media_type": "text/html",
        "byte_count": 10,
    }
    programme = {
        "programme_id": "no:prog-made",
        "country_code": "NO",
        "name": "Made & programme",
        "date_precision": "unknown",
    }
    levels = [
        {
            "programme_id": "no:prog-made",
            "level": level,
            "level_name": name,
            "max_years": 5,
            "url": "https://example.org/levels",
        }
        for level, name in (("arena", "Arena"), ("nce", "Expertise"))
    ]
    rows: Rows = {
        "source": [source],
        "capture": [capture],
        "programme": [programme],
        "programme_level": levels,
        "release": [
            {
                "release_id": _RELEASE_ID,
                "schema_version": "1.0",
                "built_from": "d" * 64,
                "created_at": CREATED,
                "reference_date": CREATED.date(),
            }
        ],
    }
    for name in (
        "statement",
        "cluster",
        "cluster_existence",
        "cluster_name",
        "participation",
        "label_award",
        "member_count",
    ):
        rows[name] = []
    rows["region"] = [
        {
            "region_code": code,
            "vintage": "NUTS-2024",
            "region_kind": "nuts3",
            "region_name": name,
            "region_country_code": country,
        }
        for code, (name, country) in REGIONS.items()
    ]
    return rows


def _state(rows: Rows, entity: str, prop: str, value: str, **more: Any) -> str:
    statement_id = f"s{len(rows['statement']):05}"
    rows["statement"].append(
        {
            "statement_id": statement_id,
            "entity_id": entity,
            "property": prop,
            "value": value,
            "is_inferred": False,
            "date_precision": "unknown",
            "confidence": "high",
            "source_id": "no_made",
            "capture_id": "cap0",
            "locator": "li[1] & <p>",
        }
        | more
    )
    return statement_id


def _cluster(rows: Rows, number: int) -> None:
    """Number n starts in 2000 + n % 20 at level arena, is promoted five years later."""
    cluster_id, start = f"no:made-{number}", 2000 + number % 20
    regions = sorted(REGIONS)
    rows["cluster"].append(
        {
            "cluster_id": cluster_id,
            "country_code": ("NO", "SE", "DK")[number % 3],
            "name": f"Made cluster {number}",
            "region_code": regions[number % len(regions)],
            "status": "exists",
            "sector": ("marine", "energy", "health")[number % 3],
            "start_year": start,
        }
    )
    rows["cluster_existence"].append(
        {
            "cluster_id": cluster_id,
            "state": "exists",
            "valid_from": dt.date(start, 1, 1),
            "valid_to": CREATED.date(),
            "existence_rule": "programme_stay",
            "statement_id": _state(rows, cluster_id, "start", str(start)),
        }
    )
    for name, kind, first, last in (
        (f"Former name {number}", "former", dt.date(start, 1, 1), dt.date(start + 4, 12, 31)),
        (f"Made cluster {number}", "primary", dt.date(start + 5, 1, 1), None),
    ):
        proof = _state(rows, cluster_id, "name", name, detail=json.dumps({"kind": kind}))
        rows["cluster_name"].append(
            {
                "cluster_id": cluster_id,
                "name": name,
                "name_kind": kind,
                "valid_from": first,
                "valid_to": last,
                "statement_id": proof,
            }
        )
    for level, first, last in (
        ("arena", dt.date(start, 1, 1), dt.date(start + 4, 12, 31)),
        ("nce", dt.date(start + 5, 1, 1), None),
    ):
        proof = _state(rows, cluster_id, "participation", "no:prog-made", valid_from=first)
        rows["participation"].append(
            {
                "cluster_id": cluster_id,
                "programme_id": "no:prog-made",
                "level": level,
                "valid_from": first,
                "valid_to": last,
                "date_precision": "year",
                "statement_id": proof,
            }
        )
    if number % 2 == 0:
        rows["label_award"].append(
            {
                "cluster_id": cluster_id,
                "label": "gold",
                "awarded": dt.date(start + 1, 5, 2),
                "valid_until": dt.date(start + 3, 5, 1),
                "date_precision": "day",
                "statement_id": _state(rows, cluster_id, "label", "gold"),
            }
        )
    for year in (start + 1, start + 3):
        rows["member_count"].append(
            {
                "cluster_id": cluster_id,
                "as_of": dt.date(year, 1, 1),
                "member_count": year - 1990,
                "is_inferred": False,
                "as_of_precision": "year",
                "statement_id": _state(rows, cluster_id, "members", str(year - 1990)),
            }
        )


def _link(
    rows: Rows, before: str, after: str, kind: str, date: dt.date, precision: str
) -> dict[str, Any]:
    return {
        "predecessor_id": before,
        "successor_id": after,
        "succession_kind": kind,
        "event_date": date,
        "date_precision": precision,
        "statement_id": _state(rows, before, "succession", after),
        "successor_name": "Renamed & kept" if before == after else None,
    }


def _strategies() -> Rows:
    def strategy(strategy_id: str, title: str, year: int, language: str) -> dict[str, Any]:
        return {
            "strategy_id": strategy_id,
            "country_code": "NO",
            "title": title,
            "publisher": "Maker",
            "language": language,
            "date_precision": "unknown",
            "url": "https://example.org/s",
            "edition_year": year,
            "source_id": "no_made",
            "capture_id": "cap0",
        }

    def figure(strategy_id: str, value: float, year: int) -> dict[str, Any]:
        return {
            "strategy_id": strategy_id,
            "position": 1,
            "indicator": "clusters",
            "value": value,
            "unit": "clusters",
            "year": year,
            "locator": "p[2]",
            "confidence_score": 0.9,
            "sentence": "Rapporten teller <mange> klynger.",
            "capture_id": "cap0",
        }

    target = {
        "strategy_id": "no:plan",
        "position": 1,
        "indicator": "clusters",
        "comparator": "at_least",
        "target_value": 10.0,
        "unit": "clusters",
        "target_year": 2020,
        "baseline_value": 4.0,
        "baseline_year": 2015,
        "locator": "p[1]",
        "confidence_score": 0.9,
        "capture_id": "cap0",
        "sentence": "Planen er minst 10 klynger & mer </script>.",
    }
    words = target | {
        "position": 2,
        "indicator": "god fordeling i landet",
        "target_value": None,
        "comparator": None,
        "unit": None,
        "baseline_value": None,
        "baseline_year": None,
    }
    progress = {
        "strategy_id": "no:plan",
        "position": 1,
        "indicator": "clusters",
        "target_value": 10.0,
        "target_year": 2020,
        "figure_position": 1,
    }
    return {
        "strategy": [
            strategy("no:plan", "Plan & <mål>", 2016, "nb"),
            strategy("no:report", "Rapport", 2020, "nb"),
            strategy("no:other", "Annan rapport", 2021, "sv"),
        ],
        "strategy_target": [target, words],
        "strategy_figure": [figure("no:report", 8.0, 2020), figure("no:other", 30.0, 2021)],
        "strategy_area": [
            {
                "strategy_id": "no:plan",
                "area_type": "priority",
                "position": 1,
                "area_name": "Hav & fisk",
                "cluster_id": "no:made-0",
                "locator": "li[1]",
                "capture_id": "cap0",
            }
        ],
        "target_progress": [
            progress
            | {
                "figure_strategy_id": "no:report",
                "figure_value": 8.0,
                "figure_year": 2020,
                "is_comparable": True,
                "reason": "same measure",
                "attainment_pct": 66.7,
                "verdict": "missed",
                "verdict_reason": "8 in 2020 against 10 in 2020",
            },
            progress
            | {
                "figure_strategy_id": "no:other",
                "figure_value": 30.0,
                "figure_year": 2021,
                "is_comparable": False,
                "reason": "scope differs",
                "verdict": "not_comparable",
                "verdict_reason": "scope differs",
            },
        ],
    }


def _geography() -> Rows:
    def square(corner: tuple[float, float]) -> str:
        x, y = corner
        ring = [[x, y], [x, y + 2], [x + 3, y + 2], [x + 3, y], [x, y]]
        return json.dumps({"type": "Polygon", "coordinates": [ring]})

    return {
        "region_boundary": [
            {
                "region_code": code,
                "vintage": "NUTS-2024",
                "geometry_geojson": square(corner),
                "capture_id": "cap0",
            }
            for code, corner in _CORNERS.items()
        ]
    }


def _statistics() -> Rows:
    """Norway's three regions in three years; one cell is suppressed with bounds."""
    rows: Rows = {
        "stat_table": [
            {
                "stat_table_id": "made:1",
                "source_id": "no_made",
                "title": "Made tabell & <tall>",
                "period_first": "2018",
                "period_last": "2020",
                "cell_count": 12,
                "capture_id": "cap0",
            }
        ],
        "industry": [
            {
                "industry_code": code,
                "nace_revision": "NACE-Rev.2",
                "industry_name": name,
                "industry_level": "section",
            }
            for code, name in (("A", "Farms & <fish>"), ("C", "Factories"), ("TOTAL", "All"))
        ]
        + [
            {
                "industry_code": code,
                "nace_revision": "NACE-Rev.2",
                "industry_name": name,
                "industry_level": "division",
                "parent_code": parent,
            }
            for code, name, parent in (("01", "Made farms", "A"), ("10", "Made food", "C"))
        ],
        "industry_word": [
            {"word": word, "language": "en", "scheme": "nace", "code": code}
            for word, code in (("made-farming", "A"), ("made everything", "A"))
        ]
        + [{"word": "made everything", "language": "en", "scheme": "nace", "code": "C"}],
        "preferred_series": [
            {
                "country_code": "NO",
                "measure": "persons_employed_at_workplace",
                "industry_level": "additive",
                "first_year": 2018,
                "stat_table_id": "made:1",
                "reason": "made",
            },
            {
                "country_code": "NO",
                "measure": "population",
                "industry_level": "additive",
                "first_year": 2018,
                "stat_table_id": "made:1",
                "reason": "made",
            },
        ],
        "population": [
            {
                "country_code": "NO",
                "region_code": code,
                "region_vintage": "NUTS-2024",
                "region_level": "nuts3",
                "year": 2019,
                "reference_date": dt.date(2019, 1, 1),
                "persons": 100_000.0,
                "obs_status": "A",
                "stat_table_id": "made:1",
                "capture_id": "cap0",
            }
            for code in ("NO081", "NO0B1")
        ],
        "employment": [],
        "specialisation": [],
    }
    shared = {
        "country_code": "NO",
        "region_vintage": "NUTS-2024",
        "nace_revision": "NACE-Rev.2",
        "basis": "workplace_persons",
        "is_additive": True,
        "stat_table_id": "made:1",
    }
    for year in (2018, 2019, 2020):
        for industry in ("A", "C", "TOTAL"):
            for region, level in (
                ("NO", "country"),
                ("NO081", "nuts3"),
                ("NO060", "nuts3"),
                ("NO0B1", "nuts3"),
            ):
                key = {
                    "region_code": region,
                    "region_level": level,
                    "industry_code": industry,
                    "year": year,
                }
                hidden = (region, industry, year) == ("NO060", "A", 2020)
                persons = None if hidden else 100.0 + len(region) * year % 7
                rows["employment"].append(
                    shared
                    | key
                    | {
                        "persons": persons,
                        "persons_lower": 0.0 if hidden else persons,
                        "persons_upper": 50.0 if hidden else persons,
                        "is_break": year == 2019,
                        "obs_status": "Q" if hidden else "A",
                        "capture_id": "cap0",
                    }
                )
                if level == "nuts3":
                    quotient = (
                        {"NO081": 2.5, "NO060": 0.4, "NO0B1": 1.0}[region]
                        if industry == "A"
                        else 1.0
                    )
                    rows["specialisation"].append(
                        shared
                        | key
                        | {
                            "location_quotient": None if hidden else quotient,
                            "lq_lower": 0.1 if hidden else quotient - 0.05,
                            "lq_upper": 0.6 if hidden else quotient + 0.05,
                            "base": "total",
                            "reference_area": "NO",
                            "persons": persons,
                            "size_share": 0.5,
                            "focus_share": 0.25,
                        }
                    )
    return rows
