"""CVR, from the search to the tables, against a local Virk. All is synthetic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.http.client import Client
from flows.fetch import fetch_source
from flows.settings import Settings
from tests.agencies import virk
from tests.agencies.virk import VirkServer, company
from tests.flows.enrichment import Trial, decision
from tests.transform.conftest import make_claim, make_mention

SOURCE = "dk_virk_cvr"
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ENVIRONMENT = {
    "NORDIC_CLUSTERS_CVR_USER": virk.USER,
    "NORDIC_CLUSTERS_CVR_PASSWORD": virk.PASSWORD,
}
TANG = make_mention(
    "Tangværk Cluster",
    make_claim("place", "DK-1256", detail={"kind": "postcode"}),
    make_claim("region", "DK011", detail={"scheme": "NUTS-2024"}),
    make_claim("host_organisation", "Bølgevang Fonden"),
    key="dk:tangvaerk",
    country_code="DK",
)
OWN = company(1_234_567, "Tangværk Cluster")
HOSTING = company(20_000_002, "BØLGEVANG FONDEN", postcode=2000, municipality=147)


@pytest.fixture
def server() -> Iterator[VirkServer]:
    with VirkServer([OWN, HOSTING]) as running:
        yield running


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trial:
    return Trial(tmp_path, monkeypatch, TANG)


def run(trial: Trial, server: VirkServer) -> None:
    visit = trial.visit(SOURCE, server, url=server.api, environment=ENVIRONMENT)
    assert not visit.failures, visit.explain()
    assert server.breaches == []


def numbers(tables: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Register numbers of clusters, and of organisations."""
    clusters, organisations = (
        [row["identifier"] for row in tables[name] if row["scheme"] == "DK-CVR"]
        for name in ("cluster_identifier", "organisation_identifier")
    )
    return clusters, organisations


def test_numbers_keep_their_zeros_and_go_to_cluster_and_host(
    trial: Trial, server: VirkServer
) -> None:
    run(trial, server)
    tables = trial.tables(SOURCE)
    assert numbers(tables) == (["01234567"], ["20000002"])
    (row,) = [row for row in tables["cluster_identifier"] if row["scheme"] == "DK-CVR"]
    assert (row["match_method"], row["cluster_id"]) == ("name+postcode", "dk:tangvaerk")
    (host,) = tables["organisation_identifier"]
    assert host["match_method"] == "name+county"  # Frederiksberg lies in the cluster's landsdel


LOOK_ALIKES = [
    company(30_000_003, "Tangværk Cluster", postcode=8000, municipality=751),
    company(30_000_003, "Tangværks Cluster"),
    company(30_000_003, "Tangværk Cluster Ejendomme"),
    company(30_000_003, "Tangværk Cluster", form=10),
    company(30_000_003, "Tangværk Cluster", reklamebeskyttet=True),
]


@pytest.mark.parametrize("other", LOOK_ALIKES)
def test_look_alikes_persons_and_protected_companies_get_nothing(
    trial: Trial, server: VirkServer, other: dict[str, Any]
) -> None:
    server.companies = [other, HOSTING]
    run(trial, server)
    tables = trial.tables(SOURCE)
    assert numbers(tables) == ([], ["20000002"])
    if other["reklamebeskyttet"]:
        assert "30000003" not in str(tables)


def test_a_protected_company_is_still_a_rival(trial: Trial, server: VirkServer) -> None:
    server.companies.append(company(30_000_003, "Tangværk Cluster", reklamebeskyttet=True))
    run(trial, server)
    tables = trial.tables(SOURCE)
    assert numbers(tables)[0] == []
    (row,) = [r for r in tables["match_candidate"] if r["entity_id"] == "dk:tangvaerk"]
    assert (row["candidate_id"], row["note"]) == ("DK-CVR:01234567", "another fits as well")
    joined = [decision("DK-CVR:01234567", "dk:tangvaerk", "DK")]
    assert numbers(trial.tables(SOURCE, decisions=joined))[0] == ["01234567"]


@pytest.mark.parametrize(
    "ended",
    [
        {"livsforloeb": [{"periode": {"gyldigFra": "2012-01-01", "gyldigTil": "2023-05-31"}}]},
        {"status": "OPLØST EFTER FRIVILLIG LIKVIDATION"},
    ],
)
def test_an_ended_company_keeps_its_number(
    trial: Trial, server: VirkServer, ended: dict[str, Any]
) -> None:
    server.companies = [company(1_234_567, "Tangværk Cluster", **ended)]
    run(trial, server)
    tables = trial.tables(SOURCE)
    (row,) = [r for r in tables["cluster_identifier"] if r["scheme"] == "DK-CVR"]
    assert (row["identifier"], row["is_struck_off"]) == ("01234567", True)
    (stated,) = [r for r in tables["statement"] if r["statement_id"] == row["statement_id"]]
    assert stated["valid_to"] == (dt.date(2023, 5, 31) if "livsforloeb" in ended else None)


def test_searches_are_not_repeated_within_the_season(trial: Trial, server: VirkServer) -> None:
    run(trial, server)
    assert len(server.questions) == 2
    trial.pass_days(30)
    run(trial, server)
    assert len(server.questions) == 2
    trial.pass_days(61)
    run(trial, server)
    assert len(server.questions) == 4


def test_neither_persons_nor_credentials_are_archived(trial: Trial, server: VirkServer) -> None:
    run(trial, server)
    secret = server.questions[0].headers["Authorization"].partition(" ")[2]
    kept = [path for path in trial.archive.root.rglob("*") if path.is_file()]
    assert len(kept) >= 4
    for path in kept:
        text = path.read_text(encoding="utf-8")
        for word in (virk.USER, virk.PASSWORD, secret, "Synthetic Person", "ANTAL_2_4"):
            assert word not in text, path


def test_wrong_credentials_are_refused_once_and_not_shown(
    trial: Trial, server: VirkServer, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = ENVIRONMENT | {"NORDIC_CLUSTERS_CVR_PASSWORD": "not-the-password"}
    with caplog.at_level("DEBUG"):
        visit = trial.visit(SOURCE, server, url=server.api, environment=wrong)
    assert visit.state == "refused"
    assert len(server.questions) == 1
    assert "does not accept" in visit.explain()
    assert "not-the-password" not in caplog.text + visit.explain()


def test_without_credentials_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trial: Trial, server: VirkServer
) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)

    def no_client() -> Client:
        raise AssertionError("a client was asked for")

    outcome = fetch_source(SOURCE, Settings(tmp_path), no_client, NOW)
    assert outcome.state == "unchanged"
    assert "not configured: set NORDIC_CLUSTERS_CVR_USER and" in str(outcome.detail)
    half = {"NORDIC_CLUSTERS_CVR_USER": virk.USER}
    visit = trial.visit(SOURCE, server, url=server.api, environment=half)
    assert visit.state == "refused"
    assert "not configured" in visit.explain()
    assert server.questions == []
