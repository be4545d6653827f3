from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from transform.registry.controls import Control, control_totals
from warehouse.errors import ContractError
from warehouse.reviewed import made, reviewed_rows
from warehouse.tables import TABLES


def _stay(cluster: str, **changes: Any) -> dict[str, Any]:
    return {
        "cluster_id": cluster,
        "programme_id": "no:prog-p",
        "valid_from": dt.date(2020, 1, 1),
        "valid_to": None,
        "valid_to_basis": "stated" if changes.get("valid_to") else "none_known",
        "statement_id": "s1",
    } | changes


SPOKEN = dt.date(2021, 3, 1)
CONTROL = Control(
    "no:p-2021",
    "NO",
    "Clusters",
    4,
    dt.date(2021, 1, 1),
    dt.date(2021, 12, 31),
    "https://example.org/",
    ("no:prog-p",),
)


def _count(*stays: dict[str, Any], **changes: Any) -> tuple[int, int, int]:
    statements = [{"statement_id": "s1", "as_of": None}, {"statement_id": "s2", "as_of": SPOKEN}]
    life = {"state": "exists", "valid_from": dt.date(2019, 1, 1), "valid_to": dt.date(2030, 1, 1)}
    lives = [life | {"cluster_id": stay["cluster_id"]} for stay in stays]
    (row,) = control_totals(stays, statements, lives, [dataclasses.replace(CONTROL, **changes)])[
        "control_total"
    ]
    return row["found_count"], row["open_ended_count"], row["gap_count"]


def test_gap_is_published_less_found_and_a_cluster_counts_once() -> None:
    stays = [_stay("no:a"), _stay("no:a", valid_from=dt.date(2021, 6, 1)), _stay("no:b")]
    assert _count(*stays) == (2, 2, 2)


def test_those_without_a_known_end_are_counted_apart() -> None:
    ended = _stay("no:b", valid_to=dt.date(2022, 1, 1))
    assert _count(_stay("no:a"), ended) == (2, 1, 2)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, 1),
        ({"valid_to": dt.date(2021, 12, 30)}, 0),
        ({"valid_to": dt.date(2021, 12, 31)}, 1),
        ({"valid_from": dt.date(2022, 1, 1)}, 0),
        ({"valid_from": None}, 0),
        ({"valid_from": None, "statement_id": "s2"}, 1),
        ({"programme_id": "no:prog-q"}, 0),
    ],
)
def test_present_means_in_on_the_day(changes: dict[str, Any], found: int) -> None:
    assert _count(_stay("no:a", **changes))[0] == found


def test_those_that_do_not_exist_on_the_day_are_not_counted() -> None:
    gone = {"cluster_id": "no:a", "state": "ended", "valid_from": SPOKEN, "valid_to": None}
    (row,) = control_totals([_stay("no:a")], [], [gone], [CONTROL])["control_total"]
    assert (row["found_count"], row["on_date"]) == (0, dt.date(2021, 12, 31))


def test_every_cluster_of_the_programme_says_why_it_is_counted_or_not() -> None:
    stays = [
        _stay("no:in", valid_to=dt.date(2022, 1, 1)),
        _stay("no:in", valid_to=dt.date(2020, 6, 1)),
        _stay("no:open"),
        _stay("no:left", valid_to=dt.date(2020, 6, 1), statement_id="s9"),
        _stay("no:left", valid_to=dt.date(2020, 8, 1), statement_id="s1"),
        _stay("no:later", valid_from=dt.date(2022, 1, 1)),
        _stay("no:undated", valid_from=None),
        _stay("no:gone"),
        _stay("no:elsewhere", programme_id="no:prog-q"),
    ]
    lives = [
        {
            "cluster_id": stay["cluster_id"],
            "state": "not_known" if stay["cluster_id"] == "no:gone" else "exists",
            "valid_from": dt.date(2019, 1, 1),
            "valid_to": dt.date(2030, 1, 1),
        }
        for stay in stays
    ]
    rows = control_totals(stays, [], lives, [CONTROL])["control_cluster"]
    TABLES["control_cluster"].to_arrow(rows)
    assert [row["valid_to"] for row in rows if row["cluster_id"] == "no:left"] == [
        dt.date(2020, 8, 1)
    ]
    assert {row["cluster_id"]: row["counting"] for row in rows} == {
        "no:in": "counted",
        "no:open": "counted_without_end",
        "no:left": "before",
        "no:later": "after",
        "no:undated": "no_period",
        "no:gone": "not_existing",
    }


def test_an_end_by_rule_is_no_known_end() -> None:
    by_rule = _stay("no:b", valid_to=dt.date(2022, 1, 1), valid_to_basis="programme_rule")
    assert _count(by_rule) == (1, 1, 3)


def test_admitted_means_came_in_during_the_period() -> None:
    early, within = _stay("no:a"), _stay("no:b", valid_from=dt.date(2021, 5, 1))
    assert _count(early, within, counts="admitted")[0] == 1


def test_an_unknown_way_of_counting_is_refused() -> None:
    row = reviewed_rows("published_total")[0] | {"counts": "guessed"}
    with pytest.raises(ContractError, match="counts is 'guessed'"):
        made(Control, row, "published_total.csv")


def test_published_totals_are_those_of_the_pages_and_fit_the_contract() -> None:
    published = [
        made(Control, row, "published_total.csv") for row in reviewed_rows("published_total")
    ]
    rows = control_totals([], [], [], published)["control_total"]
    TABLES["control_total"].to_arrow(rows)
    assert {row["control_id"]: row["published_count"] for row in rows} == {
        "no:nic-2021": 44,
        "no:nic-2022": 39,
        "no:nic-2023": 28,
        "dk:networks-2014-2018": 22,
        "dk:networks-2019-2020": 17,
        "dk:national-2021": 14,
        "dk:national-2022": 13,
        "dk:national-2025": 11,
        "se:s3-piloten": 22,
        "se:vinnvaxt-2003": 3,
        "se:vinnvaxt-2004": 5,
        "se:vinnvaxt-2008": 4,
        "se:vinnvaxt-2013": 3,
        "se:vinnvaxt-2016": 3,
        "se:vinnvaxt-2018": 3,
    }
    assert all(row["gap_count"] == row["published_count"] for row in rows)
    assert len({control.control_id for control in published}) == len(published)
