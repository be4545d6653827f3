"""Enhetsregisteret, from the search to the tables, against a local one. All is synthetic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.marks import MarkLog
from tests.agencies.brreg import EnhetsregisteretServer, unit
from tests.agencies.server import Answer
from tests.flows.enrichment import Trial, decision
from tests.transform.conftest import make_claim, make_mention
from warehouse.errors import ContractError
from warehouse.tables import TABLES

SOURCE = "no_brreg_units"
#: Entries in the local feed up to one hour before the tests' clock, and a few more.
FEED = 186_450
CLUSTER, HOST, LATER = "800186453", "800186454", "800186455"

KELP = make_mention(
    "NCE Kelpverk",
    make_claim("website", "https://kelpverk.example"),
    make_claim("region", "11", detail={"scheme": "NO-fylke"}),
    make_claim("host_organisation", "Tangvik Drift AS"),
    key="no:kelpverk",
)


def registered(number: str, name: str, **more: Any) -> dict[str, Any]:
    """A unit without any fact but its name; its municipality is far away."""
    bare: dict[str, Any] = {"hjemmeside": None, "vedtektsfestetFormaal": [], "aktivitet": []}
    place = {"kommunenummer": more.pop("municipality", "5601")}
    return unit(number, navn=name, forretningsadresse=place, **bare) | more


OWN = registered(CLUSTER, "KELPVERK SA", hjemmeside="www.kelpverk.example", municipality="1103")
HOSTING = registered(HOST, "TANGVIK DRIFT AS", municipality="1103")


@pytest.fixture
def server() -> Iterator[EnhetsregisteretServer]:
    with EnhetsregisteretServer(5, extra=[OWN, HOSTING], updates=FEED) as running:
        yield running


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trial:
    return Trial(tmp_path, monkeypatch, KELP)


def run(trial: Trial, server: EnhetsregisteretServer) -> None:
    visit = trial.visit(SOURCE, server, base_url=server.api)
    assert not visit.failures, visit.explain()
    assert server.breaches == []


def numbers(tables: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Clusters' and organisations' register numbers."""
    clusters, organisations = (
        {row["identifier"]: row[f"{name}_id"] for row in tables[f"{name}_identifier"]}
        for name in ("cluster", "organisation")
    )
    return {k: v for k, v in clusters.items() if k.isdigit()}, organisations


def test_the_cluster_and_its_host_each_get_their_own_number(
    trial: Trial, server: EnhetsregisteretServer
) -> None:
    run(trial, server)
    tables = trial.tables(SOURCE)
    clusters, organisations = numbers(tables)
    assert clusters == {CLUSTER: "no:kelpverk"}
    (link,) = tables["cluster_host"]
    assert organisations == {HOST: link["organisation_id"]}
    (row,) = [row for row in tables["cluster_identifier"] if row["scheme"] == "NO-BRC"]
    assert (row["match_method"], row["match_score"]) == ("name+website+county", 0.9)
    by_id = {row["statement_id"]: row for row in tables["statement"]}
    stated = by_id[row["statement_id"]]
    assert (stated["source_id"], stated["locator"]) == (SOURCE, f"/organisasjonsnummer={CLUSTER}")
    assert stated["capture_id"] in {c.capture_id for c in trial.archive.captures(SOURCE)}
    (match,) = [
        m
        for m in tables["identity_match"]
        if m["entity_id"] == "no:kelpverk" and m["corroborated_by"]
    ]
    assert (match["corroborated_by"], match["match_method"]) == ("website", "name+website+county")
    for name, rows in tables.items():
        TABLES[name].to_arrow(rows)


def test_a_register_does_not_rename_a_cluster_or_see_it(
    trial: Trial, server: EnhetsregisteretServer
) -> None:
    before = trial.tables()
    run(trial, server)
    after = trial.tables(SOURCE)
    proof = {"own_body_statement_id": None}  # the register shows it as a body of its own
    assert [row | proof for row in after["cluster"]] == before["cluster"]
    assert after["cluster"][0]["own_body_statement_id"]
    assert after["organisation"] == before["organisation"]
    names = {row["name"]: row["name_kind"] for row in after["cluster_name"]}
    assert names == {"NCE Kelpverk": "primary", "KELPVERK SA": "legal"}


@pytest.mark.parametrize(
    ("twin", "note"),
    [
        (registered(LATER, "KELPVERK SA"), None),
        (
            registered(LATER, "KELPVERK AS", hjemmeside="kelpverk.example", municipality="1103"),
            "another fits as well",
        ),
    ],
)
def test_a_twin_is_doubt_only_where_it_fits_as_well(
    trial: Trial, server: EnhetsregisteretServer, twin: dict[str, Any], note: str | None
) -> None:
    server.units.append(twin)
    run(trial, server)
    tables = trial.tables(SOURCE)
    assert (CLUSTER in numbers(tables)[0]) == (note is None)
    assert LATER not in numbers(tables)[0]
    notes = {row["candidate_id"]: row["note"] for row in tables["match_candidate"]}
    assert notes[f"NO-BRC:{LATER}"] == (note or "the name fits, but no second fact")


LOOK_ALIKES = [
    registered(LATER, "KELPVERK EIENDOM AS", municipality="1103"),
    registered(LATER, "KELPVERK NORD SA", municipality="1103", aktivitet=["Næringsklynge"]),
    registered(LATER, "KELPVERK SA"),
    registered(LATER, "HAVBRUK AS", hjemmeside="kelpverk.example", municipality="1103"),
    registered(LATER, "TANGVIK DRIFT HOLDING AS", hjemmeside="kelpverk.example"),
]


@pytest.mark.parametrize("unit_", LOOK_ALIKES, ids=lambda body: body["navn"])
def test_look_alikes_get_nothing(
    trial: Trial, server: EnhetsregisteretServer, unit_: dict[str, Any]
) -> None:
    server.units[:] = [unit_, HOSTING]
    run(trial, server)
    clusters, organisations = numbers(trial.tables(SOURCE))
    assert clusters == {}
    assert list(organisations) == [HOST]


def test_a_person_s_business_is_neither_matched_nor_kept_in_a_record(
    trial: Trial, server: EnhetsregisteretServer
) -> None:
    server.units[:] = [OWN | {"organisasjonsform": {"kode": "ENK"}}, HOSTING]
    run(trial, server)
    kept = [one.identifier for _, found in trial.records(SOURCE) for one in found.units]
    assert kept == [HOST]


def test_numbers_of_employees_and_contacts_reach_no_record(
    trial: Trial, server: EnhetsregisteretServer
) -> None:
    hidden = OWN | {"harRegistrertAntallAnsatte": True}
    hidden.pop("antallAnsatte", None)
    server.units[:] = [hidden]
    run(trial, server)
    without = [found.units for _, found in trial.records(SOURCE)]
    shown = {"antallAnsatte": 7, "telefon": "00 00 00 00", "epostadresse": "x@kelpverk.example"}
    server.units[:] = [hidden | shown]
    trial.pass_days(100)
    run(trial, server)
    assert [found.units for _, found in trial.records(SOURCE)] == without
    assert without != [()]


def test_the_second_visit_asks_only_for_what_changed(
    trial: Trial, server: EnhetsregisteretServer
) -> None:
    run(trial, server)
    assert MarkLog(trial.archive).read(SOURCE) == {"update_id": str(FEED)}
    server.questions.clear()
    trial.pass_days(1)
    own_now = OWN | {"hjemmeside": "www.kelp.example"}
    server.units[:] = [own_now if body is OWN else body for body in server.units]
    server.updates = FEED + 3  # the last entry is about our cluster's unit
    run(trial, server)
    asked = [question.path.rpartition("/api/")[2] for question in server.questions]
    assert asked == ["oppdateringer/enheter", f"enheter/{CLUSTER}"]
    assert server.questions[0].parameter("oppdateringsid") == str(FEED + 1)
    assert MarkLog(trial.archive).read(SOURCE) == {"update_id": str(FEED + 3)}
    # The newest word counts: the site is another one now, place and name still fit.
    (row,) = [r for r in trial.tables(SOURCE)["cluster_identifier"] if r["identifier"] == CLUSTER]
    assert row["match_method"] == "name+county"


def test_searches_are_asked_again_after_a_season(
    trial: Trial, server: EnhetsregisteretServer
) -> None:
    run(trial, server)
    first = [q.target for q in server.questions if q.path.endswith("/enheter")]
    server.questions.clear()
    trial.pass_days(91)
    server.updates = 0
    run(trial, server)
    again = [
        q.target for q in server.questions if q.path.endswith("/enheter") and "navn" in q.target
    ]
    assert again
    assert set(again) <= set(first)


@pytest.mark.parametrize("number", ["800186453", "800186456"])  # 200 SlettetEnhet, and 410
def test_a_deleted_unit_keeps_its_number_with_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    trial = Trial(tmp_path, monkeypatch, KELP)
    own = OWN | {"organisasjonsnummer": number}
    with EnhetsregisteretServer(0, extra=[own], updates=FEED) as server:
        run(trial, server)
        assert numbers(trial.tables(SOURCE))[0] == {number: "no:kelpverk"}
        server.units.clear()
        server.deleted[number] = "2026-11-20"
        server.updates = FEED + 10
        trial.pass_days(1)
        run(trial, server)
    tables = trial.tables(SOURCE)
    (row,) = [row for row in tables["cluster_identifier"] if row["scheme"] == "NO-BRC"]
    assert (row["identifier"], row["is_struck_off"]) == (number, True)
    (stated,) = [r for r in tables["statement"] if r["statement_id"] == row["statement_id"]]
    assert str(stated["valid_to"]) == "2026-11-20"


def test_a_unit_taken_out_of_the_register_is_taken_out_here(
    trial: Trial, server: EnhetsregisteretServer
) -> None:
    run(trial, server)
    server.units.clear()
    server.updates = FEED + 3
    trial.pass_days(1)
    run(trial, server)
    assert CLUSTER not in numbers(trial.tables(SOURCE))[0]


def test_a_name_with_more_hits_than_we_read_needs_the_website(
    trial: Trial, server: EnhetsregisteretServer
) -> None:
    crowd = [registered(f"{810_000_000 + n}", f"KELPVERK {n:03d} AS") for n in range(60)]
    server.units[:] = [OWN | {"hjemmeside": None}, *crowd]
    run(trial, server)
    tables = trial.tables(SOURCE)
    assert numbers(tables)[0] == {}
    notes = {row["candidate_id"]: row["note"] for row in tables["match_candidate"]}
    assert "namesakes may be unseen" in notes[f"NO-BRC:{CLUSTER}"]


def test_reviewed_decisions_join_and_part(trial: Trial, server: EnhetsregisteretServer) -> None:
    server.units.append(registered(LATER, "SJØVEKST ANS"))
    server.units.append(registered("800186459", "KELPVERK NORD SA"))
    run(trial, server)
    joined = [
        decision(f"NO-BRC:{CLUSTER}", "not:no:kelpverk"),
        decision("NO-BRC:800186459", "no:kelpverk"),
    ]
    tables = trial.tables(SOURCE, decisions=joined)
    assert numbers(tables)[0] == {"800186459": "no:kelpverk"}
    (row,) = [row for row in tables["cluster_identifier"] if row["scheme"] == "NO-BRC"]
    assert (row["match_method"], row["match_score"]) == ("decision", 1.0)


def test_a_decision_expires_with_its_unit_but_not_offline(
    trial: Trial, server: EnhetsregisteretServer
) -> None:
    gone = [decision("NO-BRC:899999999", "no:kelpverk")]
    assert trial.tables(SOURCE, decisions=gone)["cluster"]  # nothing asked yet: it waits
    run(trial, server)
    with pytest.raises(ContractError, match="no longer hold the unit"):
        trial.tables(SOURCE, decisions=gone)
    with pytest.raises(ContractError, match="no longer exists"):
        trial.tables(SOURCE, decisions=[decision(f"NO-BRC:{CLUSTER}", "no:gone")])


def test_a_register_that_is_down_is_left_alone_and_the_mark_stays(
    trial: Trial, server: EnhetsregisteretServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(trial, server)
    trial.pass_days(100)
    real = server.answer

    def broken(question: Any) -> Answer:
        if question.path.endswith("/enheter"):
            return (
                Answer.of_json({"status": 400}, 400)
                if "navn" in question.target
                else real(question)
            )
        return real(question)

    monkeypatch.setattr(server, "answer", broken)
    server.updates = FEED + 3
    visit = trial.visit(SOURCE, server, base_url=server.api)
    assert visit.state == "failed"
    assert MarkLog(trial.archive).read(SOURCE) == {"update_id": str(FEED)}
    assert CLUSTER in numbers(trial.tables(SOURCE))[0]
