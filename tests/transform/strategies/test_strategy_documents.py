"""From document to tables: the five seeds as a careful reader lists them, and the policy pages."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from extract.archive import bundled_captures
from extract.registry import sources
from tests.extract.sources.strategy_pages import bundled, parse, replaced, seed, wrapped
from transform.strategies.documents import strategy_tables
from transform.strategies.progress import target_progress
from transform.strategies.reader import read_targets
from warehouse.records import Capture
from warehouse.tables import TABLES

SEEDS = {
    "dk_klyngeforum_klyngestrategi_2016": "000",
    "dk_deb_erhvervsfremme_2020": "001",
    "se_regionvarmland_klusterkonferens_2012": "002",
    "no_orconsulting_klyngeerfaringer_2017": "003",
    "se_brg_klustermodellen": "004",
}
#: Indicator, comparator, value, unit, year, baseline, its year, mark: all there is.
TARGETS: dict[str, list[tuple[Any, ...]]] = {
    "dk_klyngeforum_klyngestrategi_2016": [
        ("companies_with_new_innovations", "at_least", 2000, "companies", 2018, 1600, 2014, 1),
        (None, None, None, None, 2018, None, None, 2),
        ("companies_in_collaboration_projects", "at_least", 2500, "companies", 2018, 1800, 2014, 3),
        (
            "companies_in_international_activities",
            "at_least",
            1500,
            "companies",
            2018,
            900,
            2014,
            4,
        ),
        ("gold_label_clusters", "at_least", 10, "clusters", 2018, None, None, 5),
        ("silver_label_clusters", "at_least", 10, "clusters", 2018, None, None, 5),
    ],
}
#: Qualifier, value, unit: all there is.
FIGURES: dict[str, list[tuple[Any, ...]]] = {
    "se_regionvarmland_klusterkonferens_2012": [
        ("nearly", 200, "people"),
        (None, 120_000_000, "SEK"),
        (None, 15, "clusters"),
        ("about", 700, "companies"),
        (None, 1_000_000_000, "SEK"),
    ],
    "no_orconsulting_klyngeerfaringer_2017": [(None, 45, "clusters"), (None, 15, "responses")],
}


def tables(*captures: Capture) -> dict[str, list[dict[str, Any]]]:
    return strategy_tables([(capture, parse(capture)) for capture in captures], read_targets)


def targets(capture: Capture) -> list[tuple[Any, ...]]:
    return [
        (
            # A target in words has no code: its indicator is the guide mark itself.
            row["indicator"] if row.get("target_value") is not None else None,
            row.get("comparator"),
            row.get("target_value"),
            row.get("unit"),
            row["target_year"],
            row.get("baseline_value"),
            row.get("baseline_year"),
            row["mark_number"],
        )
        for row in tables(capture)["strategy_target"]
    ]


@pytest.mark.parametrize("origin", ["bundled", "seed", "wrapped"])
@pytest.mark.parametrize("source_id", SEEDS)
def test_a_seed_gives_every_figure_and_no_other(source_id: str, origin: str) -> None:
    capture = bundled(source_id) if origin == "bundled" else seed(source_id, SEEDS[source_id])
    if origin == "wrapped":
        capture = wrapped(capture)
    assert targets(capture) == TARGETS.get(source_id, [])
    figures = [
        (row["qualifier"], row["value"], row["unit"]) for row in tables(capture)["strategy_figure"]
    ]
    assert figures == FIGURES.get(source_id, [])


def test_altered_numbers_and_years_are_read_as_they_are() -> None:
    page = bundled("dk_klyngeforum_klyngestrategi_2016")
    page = replaced(page, r"2\.500 virksomheder", "3.250 virksomheder")
    page = replaced(page, r"\(status 2014: 1\.800\)", "(status 2015: 1.950)")
    page = replaced(page, r"2016-2018", "2016-2019")
    page = replaced(page, r"Pejlemærkerne for 2018", "Pejlemærkerne for 2019")
    found = targets(page)[2]
    assert found[2:7] == (3250, "companies", 2019, 1950, 2015)


def test_lost_numbers_stay_unknown() -> None:
    rows = tables(bundled("se_regionvarmland_klusterkonferens_2012"))["strategy_figure"]
    assert not any("anställda" in row["indicator"] for row in rows)
    assert not any(row["value"] == 0 for row in rows)


@functools.cache
def everything() -> dict[str, list[dict[str, Any]]]:
    return tables(
        *(
            capture
            for source_id, source in sources().items()
            if source.spec.kind in ("strategy", "reference")
            for capture in bundled_captures(source_id)
        )
    )


def test_all_bundled_documents_keep_the_contract() -> None:
    for name, rows in everything().items():
        assert TABLES[name].to_arrow(rows).num_rows == len(rows) > 0
    assert {row["country_code"] for row in everything()["strategy"]} == {"DK", "SE", "NO"}


def test_31_indicators_of_which_27_have_their_audits() -> None:
    rows = everything()["quality_indicator"]
    assert len(rows) == 31
    assert all(row["page"] for row in rows)
    unknown = [row["indicator_number"] for row in rows if row["in_gold_audit"] is None]
    assert unknown == ["4.6.2", "5.1", "5.2", "5.3"]


@pytest.mark.parametrize(
    ("strategy_id", "expected"),
    [
        (
            "no:circular-packaging-cluster",
            [
                ("increase_to", 55, None, "percent", 2030, 21, 2020),
                ("at_least", 5, None, "percent", 2025, None, None),
                ("increase_to", 60, None, "percent", 2030, 4, 2020),
            ],
        ),
        ("no:gce-2014", [("exactly", 4, 5, "clusters", 2016, 2, 2014)]),
        ("se:geo-life-region", [("more_than", 1000, None, "jobs", 2023, None, None)]),
        ("no:nce-maal-2010", [("at_least", 10, None, "clusters", 2010, 9, 2007)]),
        ("se:s3-piloten-utlysning-2018", [("exactly", 20, 25, "clusters", 2018, None, None)]),
        (
            "dk:klyngeprogram-2025-2028-made",
            [("exactly", 600, None, "companies", 2028, None, None)],
        ),
        ("se:varmland-klusterstrategi-2013", []),
    ],
)
def test_targets_of_policy_pages(strategy_id: str, expected: list[tuple[Any, ...]]) -> None:
    found = [
        (
            row["comparator"],
            row["target_value"],
            row["target_value_max"],
            row["unit"],
            row["target_year"],
            row["baseline_value"],
            row["baseline_year"],
        )
        for row in everything()["strategy_target"]
        if row["strategy_id"] == strategy_id
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("strategy_id", "expected"),
    [
        ("dk:performanceregnskab-2015", {(12000, 2015), (1223, 2015)}),
        ("dk:performanceregnskab-2016", {(16500, 2016), (3789, 2016), (4832, 2016), (1524, 2016)}),
        ("dk:performanceregnskab-2016-netvaerk", {(11110, 2016), (25, 2016)}),
        (
            "no:innovasjonnorge-arsrapport-2021-environments",
            {(2000, 2021), (14.6, 2021), (15.2, 2021), (5.8, 2021)},
        ),
        ("no:innovasjonnorge-arsrapport-2022-klynger", {(39, 2022), (15.8, 2022)}),
        ("no:stortinget-15-1117", {(2500, 2024)}),
        (
            "dk:klyngeprogram-2025-2028-call",
            {(360e6, None), (230e6, None), (102e6, None), (128e6, None), (130e6, None)},
        ),
    ],
)
def test_figures_of_policy_pages(strategy_id: str, expected: set[tuple[float, int | None]]) -> None:
    rows = everything()["strategy_figure"]
    assert {
        (row["value"], row["year"]) for row in rows if row["strategy_id"] == strategy_id
    } == expected


def test_strongholds_are_tied_to_clusters_by_a_resolver() -> None:
    capture = bundled("dk_deb_styrkepositioner")
    known = {"CLEAN": "dk:clean"}
    rows = strategy_tables([(capture, parse(capture))], read_targets, known.get)["strategy_area"]
    tied = {row["area_name"]: row["cluster_id"] for row in rows if row["cluster_id"]}
    assert tied == {"Miljøteknologi": "dk:clean"}


def test_danish_accounts_stand_beside_the_targets_but_are_not_compared() -> None:
    found = everything()
    rows = target_progress(found["strategy_target"], found["strategy_figure"], found["strategy"])
    assert TABLES["target_progress"].to_arrow(rows).num_rows == len(rows)
    innovations = [
        row
        for row in rows
        if row["strategy_id"] == "dk:klyngestrategi-2.0" and row["position"] == 1
    ]
    assert {(row["figure_value"], row["figure_year"]) for row in innovations} >= {
        (1223.0, 2015),
        (1524.0, 2016),
        (2689.0, 2018),
    }
    for row in innovations:
        assert not row["is_comparable"]
        assert row["attainment_pct"] is None
        assert "not directly comparable" in row["reason"]
        assert "new products, services or processes" in row["reason"]
