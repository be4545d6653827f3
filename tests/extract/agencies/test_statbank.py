"""The StatBank client against a local agency with the real cell rule and errors."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from extract.agencies.statbank import StatBankClient, plan
from extract.tables import decode
from tests.agencies.client import local_client
from tests.agencies.clock import FakeClock
from tests.agencies.statbank import StatBankServer, danish_cube
from warehouse.errors import FetchError, SourceChangedError, SourceRefusedError

NOW = dt.datetime(2026, 3, 17, 12, tzinfo=dt.UTC)


def formats_asked(server: StatBankServer) -> list[str]:
    return [q.json()["format"] for q in server.questions if q.path.endswith("/data")]


def test_polling_is_one_small_request() -> None:
    old = danish_cube("ERHV8")
    object.__setattr__(old, "updated", "2025-03-15T08:00:00")
    with StatBankServer([danish_cube(), old]) as server:
        bank = StatBankClient(local_client(server, FakeClock(NOW)), server.v1)
        since = dt.datetime(2026, 3, 10, tzinfo=dt.UTC)
        assert bank.is_changed("erhv9", since)
        assert not bank.is_changed("ERHV8", since)
        assert not bank.is_changed("ERHV9", dt.datetime(2026, 3, 16, tzinfo=dt.UTC))
        assert len(server.questions) == 3
        assert server.questions[0].json()["pastdays"] == 9


def test_metadata() -> None:
    with StatBankServer() as server:
        metadata = StatBankClient(local_client(server), server.v1).metadata("ERHV9")
        assert metadata.updated == "2026-03-15T08:00:00"
        assert metadata.dimension("tid").is_time
        assert metadata.dimension("OMRÅDE").is_eliminable


def test_small_table_comes_as_json_stat_1() -> None:
    with StatBankServer() as server:
        bank = StatBankClient(local_client(server), server.v1)
        (answer,) = bank.fetch("ERHV9")
        body = json.loads(answer.content)["dataset"]
        assert len(body["value"]) == 3 * 4 * 3 * 5
        assert decode(answer.content).cells.num_rows == 180
        assert answer.request is not None
        assert '"table":"ERHV9"' in answer.request


def test_cell_rule_counts_the_variables() -> None:
    cube = danish_cube(regions=20, industries=50, years=16)  # 48,000 rows, x 5 = 240,000
    with StatBankServer([cube], max_cells=1_000_000) as server:
        bank = StatBankClient(local_client(server), server.v1)
        metadata = bank.metadata("ERHV9")
        explicit = {d.code: tuple(d.values) for d in metadata.dimensions}
        assert [kind for kind, _ in plan(metadata, explicit)] == ["JSONSTAT"]
        bigger = {**explicit, "BRANCHE0710": tuple(f"B{n}" for n in range(250))}  # 240,000 x 5
        calls = list(plan(metadata, bigger))
        assert [kind for kind, _ in calls] == ["BULK"] * 16  # one per period
        assert {part["Tid"] for _, part in calls} == {(str(2008 + n),) for n in range(16)}


def test_large_table_streams_as_bulk_one_period_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.agencies.statbank.MAX_CELLS", 600)
    with StatBankServer(max_cells=600) as server:
        bank = StatBankClient(local_client(server), server.v1)
        answers = list(bank.fetch("ERHV9"))
        assert formats_asked(server) == ["BULK"] * 5
        assert server.breaches == []
        header = answers[0].content.decode("utf-8-sig").splitlines()[0]
        assert header == "OMRÅDE;BRANCHE0710;ARBSTRDK;TID;INDHOLD"
        assert all(decode(answer.content).cells.num_rows for answer in answers)


def test_a_part_of_a_table_is_split_until_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.agencies.statbank.MAX_CELLS", 100)
    with StatBankServer(max_cells=100) as server:
        bank = StatBankClient(local_client(server), server.v1)
        answers = list(bank.fetch("ERHV9", {"ARBSTRDK": ()}))
        assert len(answers) > 1
        assert server.breaches == []
        assert sum(decode(answer.content).cells.num_rows for answer in answers) == 60


def test_bulk_and_json_stat_hold_the_same_figures() -> None:
    with StatBankServer() as server:
        bank = StatBankClient(local_client(server), server.v1)
        (stat,) = bank.fetch("ERHV9", {"Tid": ("2009",)})
        whole = {d.code: tuple(d.values) for d in bank.metadata("ERHV9").dimensions}
        bulk = bank.data("ERHV9", {**whole, "Tid": ("2009",)}, "BULK")
        lines = [line.split(";") for line in bulk.content.decode("utf-8-sig").split()][1:]
        figures = [value for value in json.loads(stat.content)["dataset"]["value"] if value]
        assert [int(line[-1]) for line in lines if line[-1] not in {"..", "0"}] == [
            value for value in figures if value % 10
        ]


def test_eliminated_variable_cannot_stream() -> None:
    with StatBankServer() as server:
        bank = StatBankClient(local_client(server), server.v1)
        (answer,) = bank.fetch("ERHV9", {"ARBSTRDK": ()})
        assert json.loads(answer.content)["dataset"]["dimension"]["size"] == [3, 4, 1, 5]
        assert formats_asked(server) == ["JSONSTAT"]


@pytest.mark.parametrize(
    ("table", "selection", "data_format", "kind", "code"),
    [
        ("NOPE1", {"Tid": ("2008",)}, "JSONSTAT", SourceChangedError, "EXTRACT-NOTFOUND"),
        ("ERHV9", {"Tid": ("1999",)}, "JSONSTAT", SourceChangedError, "EXTRACT-NOTFOUND"),
        ("ERHV9", {"Tid": ("2008",)}, "BULK", SourceChangedError, "EXTRACT-NOTALLOWED"),
        ("ERHV9", {"Tid": ("2008",)}, "CSW", FetchError, "REQUEST-MISSING"),
        ("", {"Tid": ("2008",)}, "JSONSTAT", FetchError, "REQUEST-EMPTY"),
    ],
)
def test_errors_are_typed_and_never_tried_again(
    table: str, selection: dict[str, tuple[str, ...]], data_format: str, kind: type, code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    import extract.agencies.statbank as module

    monkeypatch.setitem(module._ACCEPT, "CSW", ("text/csv",))
    monkeypatch.setitem(module._MAX_BYTES, "CSW", 1000)
    with StatBankServer() as server:
        bank = StatBankClient(local_client(server), server.v1)
        with pytest.raises(kind, match=f"{code}.*synthetic-0001"):
            bank.data(table, selection, data_format)  # type: ignore[arg-type]
        assert len(server.questions) == 1


def test_limit_error_is_a_refusal() -> None:
    with StatBankServer(max_cells=10) as server:
        bank = StatBankClient(local_client(server), server.v1)
        with pytest.raises(SourceRefusedError, match="REQUEST-LIMIT"):
            list(bank.fetch("ERHV9"))
        assert len(server.breaches) == 1


def test_unknown_address() -> None:
    with StatBankServer() as server:
        bank = StatBankClient(local_client(server), f"{server.url}/v9")
        with pytest.raises(FetchError, match="REQUEST-NOTFOUND"):
            bank.metadata("ERHV9")
