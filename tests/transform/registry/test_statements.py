from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.transform.conftest import make_capture, make_claim, make_mention
from transform.identity.entities import resolve
from transform.registry.statements import Correction, detail_of, statements
from warehouse.errors import ContractError
from warehouse.reviewed import made
from warehouse.tables import TABLES


def _of(*pairs: Any, **options: Any) -> list[dict[str, Any]]:
    return statements(resolve(list(pairs)), **options)


def _only(rows: list[dict[str, Any]], prop: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["property"] == prop]


MEMBERS = make_claim(
    "members",
    "41",
    valid_from="2018",
    as_of="2018-11",
    qualifier="about",
    detail={"b": "2", "a": "1"},
)


def test_rows_keep_the_contract_and_the_precision() -> None:
    rows = _of((make_capture(), make_mention("X", MEMBERS, key="no:x")))
    TABLES["statement"].to_arrow(rows)
    row = _only(rows, "members")[0]
    assert row["valid_from"] == dt.date(2018, 1, 1)
    assert row["date_precision"] == "year"
    assert (row["as_of"], row["as_of_precision"]) == (dt.date(2018, 11, 1), "month")
    assert row["detail"] == '{"a": "1", "b": "2"}'


@pytest.mark.parametrize(
    ("is_inferred", "told", "kept"),
    [(True, "high", "medium"), (True, "low", "low"), (False, "high", "high")],
)
def test_an_inference_is_never_of_high_confidence(is_inferred: bool, told: str, kept: str) -> None:
    claim = make_claim("members", "41", is_inferred=is_inferred, confidence=told)
    rows = _only(_of((make_capture(), make_mention("X", claim))), "members")
    assert [row["confidence"] for row in rows] == [kept]


def test_what_is_said_under_a_name_that_we_only_conclude_is_inferred() -> None:
    def said(**detail: str) -> list[tuple[str, bool, str]]:
        known = make_mention("X", make_claim("name", "Y", detail=detail), key="no:x")
        listed = make_mention("Y", make_claim("sector", "sea", detail={"note": "Broad"}))
        rows = _of((make_capture("a"), known), (make_capture("b"), listed))
        assert {row["entity_id"] for row in rows} == {"no:x"}
        return sorted(
            (row["property"], row["is_inferred"], detail_of(row).get("note", ""))
            for row in rows
            if row["source_id"] == "b"
        )

    note = "Said of Y; that this is the cluster is inferred"
    assert said(kind="former") == [("name", False, ""), ("sector", False, "Broad")]
    assert said(kind="former", identity="concluded") == [
        ("name", True, note),
        ("sector", True, f"Broad. {note}"),
    ]
    for told, why in (
        ("One field, one town", "One field, one town (by another page of example.org)"),
        ("On example.org, as on y.no. The year is 2018", "On example.org, as on y.no"),
    ):
        assert said(kind="former", identity="concluded", note=told) == [
            ("name", True, f"{note}. {why}"),
            ("sector", True, f"Broad. {note}. {why}"),
        ]


def test_a_concluded_name_rests_first_on_the_page_that_is_read() -> None:
    def told(note: str) -> Any:
        return make_claim("name", "Y", detail={"identity": "concluded", "note": note})

    one = make_mention("X", told("One field"), key="no:x")
    other = make_mention("X", told("One town"), key="no:x")
    listed = make_mention("Y", make_claim("sector", "sea"))
    rows = _of((make_capture("a"), one), (make_capture("b"), other), (make_capture("b"), listed))
    sector = next(row for row in rows if row["property"] == "sector")
    assert detail_of(sector)["note"].endswith("is inferred. One town")


def test_the_printed_name_is_a_statement_once() -> None:
    repeated = make_claim("name", "X", detail={"kind": "legal"})
    rows = _only(_of((make_capture(), make_mention("X", repeated))), "name")
    assert [(row["value"], detail_of(row)) for row in rows] == [("X", {"kind": "legal"})]
    printed = _only(_of((make_capture(), make_mention(" X  Y "))), "name")
    assert [row["value"] for row in printed] == ["X Y"]


def test_the_printed_name_has_the_page_of_the_first_row() -> None:
    url = "https://example.org/programme"
    rows = _of((make_capture(), make_mention("X", make_claim("operator", "Y", url=url))))
    assert [row["statement_url"] for row in rows] == [url, url]


def test_same_words_fetched_again_are_the_same_statement_with_the_newer_proof() -> None:
    old = make_capture(content=b"one", captured_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    new = make_capture(content=b"two", captured_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    mention = make_mention("X", MEMBERS, key="no:x")
    before = _of((old, mention))
    for after in (_of((new, mention), (old, mention)), _of((old, mention), (new, mention))):
        assert [row["statement_id"] for row in before] == [row["statement_id"] for row in after]
        assert {row["capture_id"] for row in after} == {new.capture_id}


def test_two_sources_stay_two_statements() -> None:
    mention = make_mention("X", MEMBERS, key="no:x")
    rows = _of((make_capture("a"), mention), (make_capture("b"), mention))
    assert len(_only(rows, "members")) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"value": "42"},
        {"valid_to": "2019"},
        {"qualifier": None},
        {"is_inferred": True},
        {"as_of": "2019"},
        {"detail": {}},
        {"url": "https://example.org/other"},
    ],
)
def test_every_part_of_the_content_makes_another_statement(change: dict[str, Any]) -> None:
    fields = {
        "value": "41",
        "valid_from": "2018",
        "as_of": "2018-11",
        "qualifier": "about",
        "detail": {"a": "1", "b": "2"},
    } | change
    other = make_claim("members", fields.pop("value"), **fields)
    one = _only(_of((make_capture(), make_mention("X", MEMBERS, key="no:x"))), "members")
    two = _only(_of((make_capture(), make_mention("X", other, key="no:x"))), "members")
    assert one[0]["statement_id"] != two[0]["statement_id"]


def test_as_of_is_the_sources_word_never_the_day_of_retrieval() -> None:
    claim = make_claim("place", "Oslo")
    dated = make_capture("a", as_of="2020-05-01")
    monthly = make_capture("m", as_of="2012-02")
    undated = make_capture("b", method="http", status=200)
    said = ((one, make_mention("X", claim)) for one in (dated, monthly, undated))
    rows = _only(_of(*said), "place")
    assert {(row["source_id"], row["as_of"], row["as_of_precision"]) for row in rows} == {
        ("a", dt.date(2020, 5, 1), "day"),
        ("m", dt.date(2012, 2, 1), "month"),
        ("b", None, None),
    }


def test_a_date_that_is_none_names_source_page_and_place() -> None:
    bad = make_claim("members", "4", valid_from="18.06.2014", locator="li[3]")
    with pytest.raises(ContractError, match=r"no_test_list.*example\.org.*li\[3\] \(X: members\)"):
        _of((make_capture(), make_mention("X", bad)))


def _correction(**changes: Any) -> Correction:
    facts: dict[str, Any] = {
        "correction_id": "c1",
        "source_id": "no_test_list",
        "entity_id": "no:x",
        "property": "members",
        "expect": "41",
        "action": "override",
        "value": "14",
        "reason": "digits swapped",
        "reported_on": dt.date(2026, 11, 22),
    }
    return Correction(**(facts | changes))


PAIR = (make_capture(), make_mention("X", MEMBERS, key="no:x"))


def test_override_keeps_what_the_source_said() -> None:
    row = _only(_of(PAIR, corrections=[_correction()]), "members")[0]
    assert row["value"] == "14"
    assert detail_of(row)["source_value"] == "41"
    assert detail_of(row)["correction"] == "c1"


def test_drop_leaves_the_rest() -> None:
    rows = _of(PAIR, corrections=[_correction(action="drop", value=None)])
    assert [row["property"] for row in rows] == ["name"]


def test_a_correction_whose_error_is_mended_stops_the_build() -> None:
    with pytest.raises(ContractError, match=r"correction c1 has expired.*expected: value '40'"):
        _of(PAIR, corrections=[_correction(expect="40")])
    assert _of(PAIR, corrections=[_correction(expect="40")], complete=False)


def test_two_corrections_of_one_statement_are_refused() -> None:
    with pytest.raises(ContractError, match="two corrections"):
        _of(PAIR, corrections=[_correction(), _correction(correction_id="c2")])


@pytest.mark.parametrize(
    "changes", [{"action": "mend"}, {"value": ""}, {"reason": ""}, {"reported_on": "today"}]
)
def test_incomplete_correction_rows_are_refused(changes: dict[str, str]) -> None:
    row = {
        "correction_id": "c1",
        "source_id": "s",
        "entity_id": "no:x",
        "property": "members",
        "expect": "41",
        "action": "override",
        "value": "14",
        "reason": "r",
        "reported_on": "2026-11-22",
    }
    assert made(Correction, row, "corrections.csv").reported_on == dt.date(2026, 11, 22)
    with pytest.raises(ContractError, match=r"corrections\.csv"):
        made(Correction, row | changes, "corrections.csv")
