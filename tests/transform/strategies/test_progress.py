"""Synthetic rows; the real ones are joined in the tests of the whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from transform.strategies.progress import target_progress
from warehouse.errors import ContractError
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
        ({"publisher": "Ministry"}, "the publishers differ (Board, Ministry)"),
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


def _pair(is_comparable: str, **values: str) -> dict[str, str]:
    return {
        "strategy_id": "dk:plan",
        "indicator": "participating_companies",
        "figure_strategy_id": "dk:account",
        "figure_indicator": "participating_companies",
        "figure_words": "",
        "is_comparable": is_comparable,
        "reason": "Read side by side",
        **values,
    }


def test_a_reviewer_decides_against_every_other_rule() -> None:
    documents = [strategy("dk:plan"), strategy("dk:account", publisher="Ministry", scope="All")]
    (yes,) = target_progress([target()], [figure()], documents, [_pair("true")])
    assert (yes["is_comparable"], yes["attainment_pct"]) == (True, 75.0)
    same = [strategy("dk:plan"), strategy("dk:account")]
    (no,) = target_progress([target()], [figure()], same, [_pair("false")])
    assert (no["verdict"], no["verdict_reason"]) == ("not_comparable", "Read side by side")


def test_a_review_of_one_figure_says_nothing_of_another_in_the_same_text() -> None:
    documents = [strategy("dk:plan"), strategy("dk:account", publisher="Ministry")]
    here = figure(position=1, sentence="750 companies in the region")
    abroad = figure(position=2, sentence="9,000 companies abroad")
    rows = target_progress(
        [target()], [here, abroad], documents, [_pair("true", figure_words="in the region")]
    )
    assert [row["is_comparable"] for row in rows] == [True, False]


def test_two_publishers_over_one_stated_scope_compare() -> None:
    documents = [
        strategy("dk:plan", scope="clusters"),
        strategy("dk:account", scope="clusters", publisher="Ministry"),
    ]
    (row,) = target_progress([target()], [figure()], documents)
    assert row["is_comparable"]


def test_a_reviewed_pair_that_is_gone_stops_the_build() -> None:
    documents = [strategy("dk:plan"), strategy("dk:account")]
    gone = _pair("true", figure_indicator="member_companies")
    with pytest.raises(ContractError, match="member_companies"):
        target_progress([target()], [figure()], documents, [gone])
    absent = _pair("true", figure_strategy_id="dk:not-read-today")
    assert target_progress([target()], [figure()], documents, [absent])


@pytest.mark.parametrize(
    ("changed_target", "changed_figure", "verdict"),
    [
        ({"comparator": "at_least"}, {"value": 2000.0}, "met"),
        ({"comparator": "more_than"}, {"value": 2000.0}, "on_the_way"),
        ({"comparator": "at_least"}, {"value": 1999.0, "year": 2018}, "missed"),
        ({"comparator": "at_least", "target_year": None}, {"value": 10.0}, "on_the_way"),
        ({"comparator": "exactly", "target_value_max": 2500.0}, {"value": 2400.0}, "met"),
        (
            {"comparator": "exactly", "target_value_max": 2500.0},
            {"value": 2600.0, "year": 2019},
            "missed",
        ),
        ({"comparator": "at_most"}, {"value": 2001.0, "year": 2018}, "missed"),
        ({"comparator": "decrease_to"}, {"value": 1500.0}, "met"),
    ],
)
def test_the_verdict(
    changed_target: dict[str, Any], changed_figure: dict[str, Any], verdict: str
) -> None:
    (row,) = progress(target(**changed_target), figure(**changed_figure))
    assert row["verdict"] == verdict
    assert str(int(row["figure_year"])) in row["verdict_reason"]
