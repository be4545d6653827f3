"""prefect.yaml says what we think it says; Prefect itself lets misspelt keys pass."""

from __future__ import annotations

import datetime as dt
import importlib
import zoneinfo
from pathlib import Path
from typing import Any

import pytest
import yaml

PATH = Path(__file__).resolve().parents[2] / "prefect.yaml"
FACTS: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
DEPLOYMENTS: list[dict[str, Any]] = FACTS["deployments"]
KEYS = {
    "name",
    "description",
    "entrypoint",
    "tags",
    "schedules",
    "parameters",
    "concurrency_limit",
    "work_pool",
}
#: The graph of what runs when, as reviewed.
REVIEWED = {
    "registries-weekly": ("10 9 * * 1", "Europe/Copenhagen"),
    "strategies-monthly": ("20 9 2 * *", "Europe/Stockholm"),
    "statistics-weekly": ("40 8 * * 3", "Europe/Oslo"),
    "reference-yearly": ("30 9 15 1 *", "Europe/Copenhagen"),
    "daily": ("0 13 * * *", "Europe/Copenhagen"),
    "on-demand": None,
}


def test_the_graph_is_the_reviewed_one() -> None:
    found = {
        one["name"]: (
            (one["schedules"][0]["cron"], one["schedules"][0]["timezone"])
            if "schedules" in one
            else None
        )
        for one in DEPLOYMENTS
    }
    assert found == REVIEWED


@pytest.mark.parametrize("one", DEPLOYMENTS, ids=lambda one: one["name"])
def test_keys_limits_and_slots(one: dict[str, Any]) -> None:
    assert set(one) <= KEYS
    assert one["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    for schedule in one.get("schedules", []):
        assert set(schedule) == {"cron", "timezone", "slug"}
        zoneinfo.ZoneInfo(schedule["timezone"])
        hour = int(schedule["cron"].split()[1])
        assert not 1 <= hour <= 3, "summer time changes doubles or drops these hours"


def test_statistics_are_asked_for_outside_closed_hours() -> None:
    from extract.http.host_policies import find_policy
    from extract.http.hours import find_closure

    (one,) = [d for d in DEPLOYMENTS if d["name"] == "statistics-weekly"]
    minute, hour = map(int, one["schedules"][0]["cron"].split()[:2])
    zone = zoneinfo.ZoneInfo(one["schedules"][0]["timezone"])
    for month in (1, 7):
        at = dt.datetime(2026, month, 14, hour, minute, tzinfo=zone).astimezone(dt.UTC)
        assert find_closure(find_policy("data.ssb.no").closed, at) is None


@pytest.mark.parametrize("one", DEPLOYMENTS, ids=lambda one: one["name"])
def test_entrypoints_are_flows_that_take_the_parameters(one: dict[str, Any]) -> None:
    from prefect import Flow

    file, name = one["entrypoint"].split(":")
    flow = getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), name)
    assert isinstance(flow, Flow)
    assert set(one.get("parameters", {})) <= set(flow.parameters.properties)


def test_slugs_are_unique() -> None:
    slugs = [s["slug"] for one in DEPLOYMENTS for s in one.get("schedules", [])]
    assert len(set(slugs)) == len(slugs)
