"""The client of Enhetsregisteret against a local register with its rules and gaps."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extract.agencies.answers import read_day
from extract.agencies.enhetsregisteret import (
    EnhetsregisteretClient,
    _joined_once,
    read_unit_answer,
    read_units,
)
from extract.agencies.enhetsregisteret_bulk import write_bulk
from extract.http.response import Response
from tests.agencies.brreg import EnhetsregisteretServer, numbers, unit, write_bulk_file
from tests.agencies.client import local_client
from tests.patience import PATIENCE_SECONDS
from warehouse.errors import FetchError, SourceChangedError
from warehouse.records import RegisterUnit

ONE, TWO, *_ = numbers(400)
EVEN = next(number for number in numbers(400)[300:] if int(number[-1]) % 2 == 0)
ODD = next(number for number in numbers(400)[300:] if int(number[-1]) % 2 == 1)


def _find(client: EnhetsregisteretClient, number: str) -> RegisterUnit:
    return read_unit_answer(client.fetch_unit(number), number)


def test_one_unit_without_personal_data() -> None:
    with EnhetsregisteretServer() as server:
        found = _find(EnhetsregisteretClient(local_client(server), server.api), TWO)
        assert found == RegisterUnit(
            "NO-BRC",
            TWO,
            "SYNTETISK KLYNGE 1 AS",
            "registered",
            f"/organisasjonsnummer={TWO}",
            website="www.klynge1.example",
            municipality_code="1103",
            registered_on=dt.date(2010, 3, 12),
            purpose="Utvikle en syntetisk klynge. Klyngeutvikling.",
            is_partial=True,
        )


def _deleted(number: str, day: dt.date | None, name: str | None) -> RegisterUnit:
    return RegisterUnit("NO-BRC", number, name, "deleted", "/slettedato", deleted_on=day)


@pytest.mark.parametrize("number", [EVEN, ODD])
def test_deleted_unit_by_410_and_by_class(number: str) -> None:
    with EnhetsregisteretServer(deleted={number: "2021-05-04"}) as server:
        client = EnhetsregisteretClient(local_client(server), server.api)
        assert client.fetch_unit(number).status == (410 if number == EVEN else 200)
        assert _find(client, number) == _deleted(number, dt.date(2021, 5, 4), "SYNTETISK SLETTET")


def _read(**body: object) -> RegisterUnit:
    url = "https://register.example/enheter/1"
    answer = Response(
        url, 200, "application/json", None, json.dumps(body).encode(), None, None,
        dt.datetime(2026, 1, 1, tzinfo=dt.UTC), False, {}, url,
    )  # fmt: skip
    return read_unit_answer(answer, TWO)


def test_a_day_of_deletion_says_deleted_whatever_else_is_there() -> None:
    deleted = _deleted(TWO, dt.date(2021, 5, 4), "X SA")
    known = {"organisasjonsnummer": TWO, "navn": "X SA", "slettedato": "2021-05-04"}
    assert _read(**known, organisasjonsform={"kode": "SA"}) == deleted
    assert _read(slettedato="2021-05-04T00:00:00") == _deleted(TWO, dt.date(2021, 5, 4), None)
    assert _read(slettedato="1900-01-01") == _deleted(TWO, None, None)
    with pytest.raises(SourceChangedError):
        _read(slettedato="some day")


def test_a_placeholder_for_no_deletion_deletes_nothing_and_lines_are_told_once() -> None:
    body = unit(TWO, 1, slettedato="9999-12-31", aktivitet="Holde kurs.",
                vedtektsfestetFormaal=["Drive", "klynge. ", "Drive", " klynge."])  # fmt: skip
    found = _read(**body)
    assert (found.state, found.purpose) == ("registered", "Drive klynge. Holde kurs.")


@pytest.mark.parametrize(
    "placeholder", ["1900-01-01", "0000-00-00", "9999-12-31", "9999-12-31T00:00:00", "", None]
)
def test_placeholders_are_no_days(placeholder: str | None) -> None:
    assert read_day(placeholder) is None
    assert read_day("1901-01-01T00:00:00") == dt.date(1901, 1, 1)


@pytest.mark.parametrize(
    ("purpose", "activity", "expected"),
    [
        ("Drive klynge.", "Drive  klynge.", "Drive klynge."),
        ("Drive klynge og mer.", "Drive klynge", "Drive klynge og mer."),
        ("Drive klynge.", "Holde kurs.", "Drive klynge. Holde kurs."),
        (None, "Holde kurs.", "Holde kurs."),
        (None, None, None),
    ],
)
def test_a_repeated_purpose_is_joined_once(
    purpose: str | None, activity: str | None, expected: str | None
) -> None:
    assert _joined_once(purpose, activity) == expected


def test_unknown_number_and_person() -> None:
    person = unit(EVEN, 1, organisasjonsform={"kode": "ENK", "beskrivelse": "Enkeltpersonforetak"})
    with EnhetsregisteretServer(extra=[person]) as server:
        client = EnhetsregisteretClient(local_client(server), server.api)
        assert _find(client, ODD).state == "removed"
        assert _find(client, EVEN).state == "removed"
        found = read_units(client.search("syntetisk", 500))
        assert found
        assert EVEN not in {one.identifier for one in found}


def test_search_with_and_without_hits() -> None:
    with EnhetsregisteretServer(count=250) as server:
        client = EnhetsregisteretClient(local_client(server), server.api)
        found = read_units(client.search("syntetisk klynge", 50))
        assert [one.identifier for one in found] == numbers(250)[:50]
        assert read_units(client.search("finnes ikke", 50)) == []  # _embedded is absent
        assert read_units(client.search("klynge 17", 50))[0].name == "SYNTETISK KLYNGE 17 AS"
        assert server.questions[-1].target in client.search_url("klynge 17", 50)
        assert server.breaches == []


def test_feed_is_walked_by_number_not_by_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.agencies.enhetsregisteret.FEED_SIZE", 100)
    with EnhetsregisteretServer(updates=2_345) as server:
        client = EnhetsregisteretClient(local_client(server), server.api)
        changes = list(client.changes(after_id=0))
        assert [change.update_id for change in changes] == list(range(1, 2_346))
        assert server.breaches == []  # page 20 would have been the end of the links
        assert list(client.changes(after_id=2_345)) == []
        since = dt.datetime(2026, 7, 17, tzinfo=dt.UTC)
        assert next(client.changes(since=since)).update_id == 1_440


def test_feed_that_does_not_move_on_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.agencies.enhetsregisteret.FEED_SIZE", 10)
    with EnhetsregisteretServer(updates=30) as server:
        first = server._feed
        monkeypatch.setattr(server, "_feed", lambda _: first(_Same()))
        client = EnhetsregisteretClient(local_client(server), server.api)
        with pytest.raises(SourceChangedError, match="above 10"):
            list(client.changes(after_id=0))


class _Same:
    def parameter(self, name: str) -> str | None:
        return {"size": "10", "oppdateringsid": "1"}.get(name)


def test_changed_shape_is_named() -> None:
    with EnhetsregisteretServer(extra=[{"organisasjonsnummer": EVEN, "navn": "X"}]) as server:
        client = EnhetsregisteretClient(local_client(server), server.api)
        with pytest.raises(SourceChangedError, match=f"place: entity {EVEN}"):
            _find(client, EVEN)


def test_page_of_markup_instead_of_data() -> None:
    from tests.agencies import pages

    with EnhetsregisteretServer() as server:
        server.answer = lambda _: pages.wrong_kind()  # type: ignore[method-assign]
        with pytest.raises(SourceChangedError, match="another kind"):
            _find(EnhetsregisteretClient(local_client(server), server.api), ONE)


def test_bulk_file_streams_into_parquet(tmp_path: Path) -> None:
    write_bulk_file(tmp_path / "source.gz", 2_000)
    with EnhetsregisteretServer(bulk=tmp_path / "source.gz") as server:
        client = EnhetsregisteretClient(local_client(server), server.api)
        client.download_bulk(tmp_path / "units.json.gz")
        rows = write_bulk(tmp_path / "units.json.gz", tmp_path / "units.parquet")
    table = pq.read_table(tmp_path / "units.parquet")
    assert rows == table.num_rows == 1_800  # every tenth is a person's business
    kinds = dict(zip(table.schema.names, map(str, table.schema.types), strict=True))
    assert (kinds["name"], kinds["employee_count"]) == ("string", "int32")
    assert (kinds["registered_on"], kinds["is_bankrupt"]) == ("date32[day]", "bool")
    first = table.slice(2, 1).to_pylist()[0]
    assert first["organisation_number"] == "800000002"
    assert first["employee_count"] == 7
    assert first["purpose"] == "Utvikle en syntetisk klynge."
    assert first["registered_on"] == dt.date(2010, 3, 12)
    assert set(table["form_code"].to_pylist()) == {"AS"}


def test_bulk_file_and_interface_read_the_same_entity(tmp_path: Path) -> None:
    body = unit(TWO, 5)
    (tmp_path / "one.json").write_bytes(json.dumps([body]).encode())
    write_bulk(tmp_path / "one.json", tmp_path / "one.parquet")
    with EnhetsregisteretServer(count=0, extra=[body]) as server:
        found = _find(EnhetsregisteretClient(local_client(server), server.api), TWO)
    (row,) = pq.read_table(tmp_path / "one.parquet").to_pylist()
    assert (row["organisation_number"], row["name"]) == (found.identifier, found.name)
    for name in ("website", "municipality_code", "registered_on"):
        assert row[name] == getattr(found, name)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.97])
def test_cut_bulk_file_is_refused(tmp_path: Path, share: float) -> None:
    write_bulk_file(tmp_path / "units.json.gz", 500)
    data = (tmp_path / "units.json.gz").read_bytes()
    (tmp_path / "cut.json.gz").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(SourceChangedError, match=r"place: cut\.json\.gz"):
        write_bulk(tmp_path / "cut.json.gz", tmp_path / "units.parquet")
    assert not list(tmp_path.glob("*.parquet*"))


def test_bulk_file_with_damaged_bytes_is_refused(tmp_path: Path) -> None:
    write_bulk_file(tmp_path / "damaged.json.gz", 500)
    data = (tmp_path / "damaged.json.gz").read_bytes()
    middle = len(data) // 2
    (tmp_path / "damaged.json.gz").write_bytes(data[:middle] + b"\xff" * 64 + data[middle + 64 :])
    with pytest.raises(SourceChangedError, match=r"place: damaged\.json\.gz"):
        write_bulk(tmp_path / "damaged.json.gz", tmp_path / "units.parquet")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html></html>",
        b'{"a":1}',
        b'[{"navn":"X"}]',
        b'[{"organisasjonsnummer":1,]',
        b'[{"stiftelsesdato":"soon"}]',
    ],
)
def test_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "units.json.gz").write_bytes(gzip.compress(content))
    with pytest.raises(SourceChangedError, match="bulk file"):
        write_bulk(tmp_path / "units.json.gz", tmp_path / "units.parquet")


@pytest.mark.slow
def test_many_units_within_the_memory_of_a_million(tmp_path: Path) -> None:
    """A small version of benchmarks/stream_units.py, in a process of its own."""
    write_bulk_file(tmp_path / "units.json.gz", 40_000)
    code = (
        "import sys; from pathlib import Path;"
        "from extract.agencies.enhetsregisteret_bulk import write_bulk;"
        "rows = write_bulk(Path(sys.argv[1]), Path(sys.argv[2]));"
        # Not ru_maxrss: a child inherits the peak of the process that started it.
        "peak = Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0];"
        "print(rows, int(peak) // 1024)"
    )
    arguments = [
        sys.executable,
        "-c",
        code,
        str(tmp_path / "units.json.gz"),
        str(tmp_path / "u.parquet"),
    ]
    done = subprocess.run(
        arguments, capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS
    )
    rows, megabytes = map(int, done.stdout.split())
    assert rows == 36_000
    assert megabytes < 500


def test_brreg_from_pypi_reads_the_local_register(monkeypatch: pytest.MonkeyPatch) -> None:
    brreg = pytest.importorskip("brreg.enhetsregisteret")
    with EnhetsregisteretServer(count=45, deleted={EVEN: "2021-05-04"}) as server:
        with brreg.Client() as client:
            client._client.base_url = server.api
            found = client.get_enhet(ONE)
            assert (found.navn, found.organisasjonsform.kode) == ("SYNTETISK KLYNGE 0 AS", "AS")
            assert found.forretningsadresse.kommunenummer == "1103"
            assert client.get_enhet(EVEN) is None  # 410
            cursor = client.search_enhet(brreg.EnhetQuery(navn="syntetisk", size=20))
            assert [item.organisasjonsnummer for item in cursor.items] == numbers(45)
            assert list(client.search_enhet(brreg.EnhetQuery(navn="finnes ikke")).items) == []
        ours = _find(EnhetsregisteretClient(local_client(server), server.api), ONE)
        assert (ours.name, ours.registered_on) == (
            found.navn,
            found.registreringsdato_enhetsregisteret,
        )


def test_refusal_by_the_register_is_named() -> None:
    with EnhetsregisteretServer() as server:
        client = EnhetsregisteretClient(local_client(server), server.api)
        with pytest.raises(FetchError, match="begrenset til 10000"):
            client._get("/enheter?size=10000&page=1")
