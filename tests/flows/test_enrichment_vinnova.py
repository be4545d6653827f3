"""Vinnova's projects, from the poll to the statements, against a local one. All is synthetic."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.marks import MarkLog
from tests.agencies.vinnova import VinnovaServer, project
from tests.flows.enrichment import Trial
from tests.transform.conftest import make_claim, make_mention

SOURCE = "se_vinnova_projects"
TODAY = dt.date(2026, 11, 22)


def cluster(name: str, key: str, *aliases: str) -> Any:
    """A synthetic Swedish cluster with the names that it has beside its own."""
    claims = [make_claim("name", alias, detail={"kind": "alias"}) for alias in aliases]
    return make_mention(name, *claims, key=key, country_code="SE")


CLUSTERS = (
    cluster("Tångverket", "se:tangverket", "Seaweed Valley"),
    cluster("Tångverket Nord", "se:tangverket-nord"),
    cluster("Blåklint Region", "se:blaklint", "Klint"),
    cluster("Klint", "se:klint"),
)


def grant(index: int, coordinator: str, title: str = "Ett prov", **more: Any) -> dict[str, Any]:
    """A synthetic project that changed today."""
    return project(index, TODAY) | {"KoordinatorOrg": coordinator, "Ärenderubrik": title} | more


@pytest.fixture
def server() -> Iterator[VinnovaServer]:
    with VinnovaServer(TODAY) as running:
        yield running


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trial:
    return Trial(tmp_path, monkeypatch, *CLUSTERS)


def grants(trial: Trial, server: VinnovaServer) -> dict[str, tuple[str, dict[str, Any]]]:
    """Reference number to the cluster and the statement about its grant."""
    visit = trial.visit(SOURCE, server, base_url=server.api)
    assert not visit.failures, visit.explain()
    rows = trial.tables(SOURCE)["statement"]
    stated = [row for row in rows if row["property"] == "grant_amount"]
    return {json.loads(row["detail"])["reference"]: (row["entity_id"], row) for row in stated}


def test_a_coordinator_of_the_same_name_makes_a_grant(trial: Trial, server: VinnovaServer) -> None:
    server.projects.append(grant(9001, "TÅNGVERKET AB", ProjektSlut="2027-06-30T00:00:00"))
    found = grants(trial, server)
    assert list(found) == ["2026-09001"]
    entity_id, row = found["2026-09001"]
    assert (entity_id, row["value"]) == ("se:tangverket", "1009001")
    assert (row["valid_from"], row["valid_to"]) == (dt.date(2026, 1, 1), dt.date(2027, 6, 30))
    assert json.loads(row["detail"]) == {
        "currency": "SEK",
        "kind": "project grant",
        "match_method": "coordinator",
        "reference": "2026-09001",
    }
    assert row["statement_url"] == f"{server.api}/projekt/2026-09001"
    assert row["locator"] == "/Diarienummer=2026-09001"


def test_look_alikes_and_hosts_get_no_grant(trial: Trial, server: VinnovaServer) -> None:
    server.projects += [
        grant(9001, "Tångverket Invest AB"),
        grant(9002, "Tångverk AB"),
        grant(9003, "Provinstitutet AB", "Tångverket och framtiden"),
        grant(9004, "Tångverket Nord Syd AB", "Vinnväxt: något annat"),
        grant(9005, "Tångverket", BeviljatBidrag=None),
        grant(9006, "Tångverket", BeviljatBidrag=0),
        grant(9007, ""),
    ]
    assert grants(trial, server) == {}


def test_vinnvaxt_is_also_read_by_title_and_the_longer_name_counts(
    trial: Trial, server: VinnovaServer
) -> None:
    server.projects += [
        grant(9001, "Provuniversitetet", "VINNVÄXT - Tångverket, etapp 3"),
        grant(9002, "Provuniversitetet", "Vinnväxt Tångverket Nord"),
        grant(9003, "Provuniversitetet", "Vinnväxt: Seaweed Valley 2026"),
    ]
    found = grants(trial, server)
    assert {number: entity for number, (entity, _) in found.items()} == {
        "2026-09001": "se:tangverket",
        "2026-09002": "se:tangverket-nord",
        "2026-09003": "se:tangverket",
    }
    assert {row["confidence"] for _, row in found.values()} == {"medium"}


def test_several_clusters_are_doubt_and_listed(trial: Trial, server: VinnovaServer) -> None:
    server.projects += [
        grant(9001, "Klint"),
        grant(9002, "Provuniversitetet", "Vinnväxt för Seaweed Valley och Blåklint Region"),
    ]
    assert grants(trial, server) == {}
    listed = trial.tables(SOURCE)["match_candidate"]
    pairs = {(row["candidate_id"], row["entity_id"]) for row in listed}
    assert pairs >= {
        ("project:2026-09001", "se:blaklint"),
        ("project:2026-09001", "se:klint"),
        ("project:2026-09002", "se:blaklint"),
        ("project:2026-09002", "se:tangverket"),
    }


def test_titles_of_other_projects_reach_no_table(trial: Trial, server: VinnovaServer) -> None:
    server.projects.append(grant(9001, "Tångverket", "Hemligt ärende om sjögräs"))
    assert grants(trial, server)
    tables = trial.tables(SOURCE)
    assert "sjögräs" not in str(tables)
    assert "Syntetiska Klustret" not in str(tables)


def test_polls_begin_with_the_month_of_the_last_one(trial: Trial, server: VinnovaServer) -> None:
    server.projects.append(grant(9001, "Tångverket"))
    grants(trial, server)
    first = [question.path for question in server.questions]
    assert first[0].endswith("/projekt/2026-11-01")
    assert len(list(trial.archive.captures(SOURCE))) == 1, "only the widest answer is kept"
    assert MarkLog(trial.archive).read(SOURCE) == {"polled_on": "2026-11-22"}
    server.questions.clear()
    trial.pass_days(20)
    server.projects[-1]["BeviljatBidrag"] = 5
    server.projects.append(grant(9002, "Tångverket Nord"))
    found = grants(trial, server)
    assert [question.path for question in server.questions] == ["/api/projekt/2026-11-01"]
    assert found["2026-09001"][1]["value"] == "5", "the newest word about a project counts"
    assert set(found) == {"2026-09001", "2026-09002"}


def test_a_failed_poll_leaves_the_mark(trial: Trial, server: VinnovaServer) -> None:
    grants(trial, server)
    server.oldest = dt.date(2027, 1, 1)
    trial.pass_days(3)
    visit = trial.visit(SOURCE, server, base_url=server.api)
    assert visit.state == "failed"
    assert MarkLog(trial.archive).read(SOURCE) == {"polled_on": "2026-11-22"}


def test_a_grant_does_not_make_a_cluster_seen(trial: Trial, server: VinnovaServer) -> None:
    server.projects.append(grant(9001, "Tångverket"))
    before = trial.tables()["cluster"]
    assert grants(trial, server)
    assert trial.tables(SOURCE)["cluster"] == before
