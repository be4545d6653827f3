"""Synthetic rows; the real ones are joined in the tests of the whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from transform.strategies.progress import target_progress
from warehouse.tables import TABLES


def strategy(strategy_id: str, **values: Any) -> dict[str, Any]:
    return {
        "strategy_id": strategy_id,
        "country_code": strategy_id[:2].upper(),
        "publisher": "Board",
        "valid_from_year": 2016,
        **values,
    }


def target(**values: Any) -> dict[str, Any]:
    return {
        "strategy_id": "dk:plan",
        "position": 1,
        "indicator": "participating_companies",
        "target_value": 2000.0,
        "unit": "companies",
        "target_year": 2018,
        "baseline_value": 1600.0,
        "baseline_year": 2014,
        **values,
    }


def figure(**values: Any) -> dict[str, Any]:
    return {
        "strategy_id": "dk:account",
        "position": 3,
        "indicator": "participating_companies",
        "value": 1500.0,
        "unit": "companies",
        "year": 2017,
        **values,
    }


def progress(
    one_target: dict[str, Any], one_figure: dict[str, Any], **account: Any
) -> list[dict[str, Any]]:
    plan = strategy("dk:plan")
    return target_progress([one_target], [one_figure], [plan, strategy("dk:account", **account)])


def test_a_later_figure_of_the_same_publisher_is_comparable() -> None:
    (row,) = progress(target(), figure())
    assert row["is_comparable"]
    assert row["attainment_pct"] == pytest.approx(75.0)
    assert (row["figure_value"], row["figure_year"], row["target_year"]) == (1500.0, 2017, 2018)
    assert TABLES["target_progress"].to_arrow([row]).num_rows == 1


@pytest.mark.parametrize(
    ("changed_target", "changed_figure"),
    [
        ({}, {"unit": "clusters"}),
        ({}, {"indicator": "member_companies"}),
        ({}, {"year": 2014}),
        ({}, {"year": None}),
        ({"target_value": None}, {}),
        ({"baseline_year": None}, {"year": 2015}),
        ({"indicator": "nye ideer"}, {"indicator": "nye ideer"}),
    ],
)
def test_what_is_no_later_figure_of_the_indicator_does_not_join(
    changed_target: dict[str, Any], changed_figure: dict[str, Any]
) -> None:
    assert progress(target(**changed_target), figure(**changed_figure)) == []


def test_another_country_does_not_join() -> None:
    rows = target_progress(
        [target()],
        [figure(strategy_id="se:account")],
        [strategy("dk:plan"), strategy("se:account")],
    )
    assert rows == []


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        ({"publisher": "Ministry"}, "publishers differ: target Board, figure Ministry"),
        ({"scope": "22 networks"}, "scope differs: target not stated, figure 22 networks"),
        ({"series": "Performance account of all clusters 2016-"}, "not directly comparable"),
    ],
)
def test_objections_stop_the_comparison_and_are_said(account: dict[str, Any], reason: str) -> None:
    (row,) = progress(target(), figure(), **account)
    assert not row["is_comparable"]
    assert row["attainment_pct"] is None
    assert reason in row["reason"]


def test_a_break_concerns_only_targets_measured_from_before_it() -> None:
    series = "Performance account of all clusters 2016-"
    (row,) = progress(target(baseline_year=2016), figure(), series=series)
    assert row["is_comparable"]


def test_a_bridge_shows_neighbours_and_says_what_differs() -> None:
    (row,) = progress(
        target(indicator="companies_with_new_innovations"),
        figure(indicator="companies_with_new_products"),
    )
    assert not row["is_comparable"]
    assert "new products, services or processes" in row["reason"]


def test_without_baseline_and_period_publication_decides() -> None:
    plan = strategy("dk:plan", valid_from_year=None, published_date=dt.date(2016, 5, 1))
    account = strategy("dk:account")
    rows = target_progress(
        [target(baseline_year=None)],
        [figure(year=2015), figure(year=2016, position=4)],
        [plan, account],
    )
    assert [row["figure_year"] for row in rows] == [2016]


def test_a_target_of_zero_has_no_attainment() -> None:
    (row,) = progress(target(target_value=0.0), figure())
    assert row["attainment_pct"] is None
