"""The PxWeb clients against a local agency that enforces the real limits."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import unquote

import pytest

from extract.agencies.pxweb import PxWebClient
from extract.agencies.pxweb_v1 import PxWebV1Client, build_query
from extract.http.client import Client
from extract.http.host_policies import HostPolicy
from extract.http.hours import ClosedHours
from extract.tables import concatenate, decode
from tests.agencies.client import local_client
from tests.agencies.clock import FakeClock
from tests.agencies.cube import Axis, Cube, large_cube, small_cube
from tests.agencies.pxweb import PxWebServer
from warehouse.errors import FetchError, SourceChangedError, SourceRefusedError

SINCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def numbers(responses) -> dict[tuple[str, ...], float | None]:
    """All cells of some answers, by codes."""
    import itertools

    found = {}
    for response in responses:
        body = json.loads(response.content)
        codes = [list(body["dimension"][name]["category"]["index"]) for name in body["id"]]
        keys = list(itertools.product(*codes))
        assert len(keys) == len(body["value"])
        assert not found.keys() & set(keys), "a cell came twice"
        found.update(zip(keys, body["value"], strict=True))
    return found


def posts(server: PxWebServer) -> int:
    return sum(question.method == "POST" for question in server.questions)


class TestDiscovery:
    def test_config_is_obeyed_and_asked_for_once(self) -> None:
        with PxWebServer(max_cells=500, calls=30, window_seconds=10) as server:
            px = PxWebClient(local_client(server), server.v2)
            config = px.config()
            assert config.max_cells == 500
            assert config.interval_seconds == pytest.approx(1 / 3)
            px.config()
            assert len(server.questions) == 1

    def test_zero_calls_means_not_in_use_not_no_limit(self) -> None:
        clock = FakeClock()
        with PxWebServer(stated_calls=0, calls=25, clock=clock.time) as server:
            client = local_client(server, clock, interval_seconds=2.4)
            px = PxWebClient(client, server.v2)
            px.config()
            for _ in range(60):
                px.is_changed("99001", SINCE)
            assert server.breaches == []

    def test_only_what_changed(self) -> None:
        clock = FakeClock(dt.datetime(2026, 2, 27, tzinfo=dt.UTC))
        old = Cube("1", "Synthetic old", small_cube().axes, updated="2025-02-26T07:00:00Z")
        with PxWebServer([small_cube(), old], clock=clock.time) as server:
            px = PxWebClient(local_client(server, clock), server.v2)
            assert px.is_changed("99001", SINCE)
            assert not px.is_changed("1", SINCE)
            assert len(server.questions) == 2  # one small request each

    def test_metadata_and_codelist(self) -> None:
        with PxWebServer() as server:
            px = PxWebClient(local_client(server), server.v2)
            metadata = px.metadata("99001")
            region = metadata.dimension("region")
            assert region.is_eliminable
            assert metadata.dimension("Tid").is_time
            assert list(metadata.dimension("NACE2007").values) == ["01-99", "03", "30", "62"]
            counties = px.metadata("99001", {"Region": "agg_KommFylker"}).dimension("region")
            assert counties.values["F-11"] == "Rogaland"


class TestFetch:
    def test_whole_table_in_pieces_is_the_table(self) -> None:
        with PxWebServer(max_cells=30) as server:
            px = PxWebClient(local_client(server), server.v2)
            pieces = numbers(px.fetch("99001"))
            assert server.breaches == []
            assert server.largest_answer <= 30
        with PxWebServer() as server:
            px = PxWebClient(local_client(server), server.v2)
            whole = numbers(px.fetch("99001"))
        assert len(whole) == 5 * 4 * 1 * 10
        assert pieces == whole

    def test_decoded_pieces_join_to_the_whole(self) -> None:
        with PxWebServer(max_cells=30) as server:
            px = PxWebClient(local_client(server), server.v2)
            cubes = [decode(answer.content) for answer in px.fetch("99001")]
        assert sum(cube.cells.num_rows for cube in cubes) == 200
        assert concatenate(cubes) is not None

    def test_expressions_become_explicit_codes(self) -> None:
        with PxWebServer() as server:
            px = PxWebClient(local_client(server), server.v2)
            (answer,) = px.fetch("99001", {"Tid": ("top(2)",), "Region": ("46*", "4601")})
            asked = unquote(server.questions[-1].target)
            assert "valueCodes[Tid]=2024,2025" in asked
            assert "valueCodes[Region]=4601&" in asked
            assert set(numbers([answer])) == {
                ("4601", industry, "Bedrifter", year)
                for industry in ("01-99", "03", "30", "62")
                for year in ("2024", "2025")
            }

    def test_bracketed_comma_expression_in_an_address(self) -> None:
        with PxWebServer() as server:
            px = PxWebClient(local_client(server), server.v2)
            selection = {"Tid": ("range(2018,2020)",), "ContentsCode": ("*",)}
            answer = px.data("99001", selection)
            assert "valueCodes[Tid]=[range(2018,2020)]" in unquote(server.questions[-1].target)
            assert {key[-1] for key in numbers([answer])} == {"2018", "2019", "2020"}
            plain = unquote(server.questions[-1].target).replace(
                "[range(2018,2020)]", "range(2018,2020)"
            )
            client = local_client(server)
            with pytest.raises(FetchError, match="Non-existent value"):
                client.get(f"{server.url}{plain}")  # the trap is real

    def test_repeated_codes_are_sent_once(self) -> None:
        with PxWebServer() as server:
            px = PxWebClient(local_client(server), server.v2)
            px.data("99001", {"Region": ("4601", "4601"), "ContentsCode": ("*",), "Tid": ("2020",)})
            assert server.breaches == []

    def test_nothing_selected_is_never_left_to_the_default(self) -> None:
        with PxWebServer() as server:
            px = PxWebClient(local_client(server), server.v2)
            trap = local_client(server).get(f"{server.v2}/tables/99001/data")
            assert len(json.loads(trap.content)["value"]) == 1  # the silent subset
            assert len(numbers(px.fetch("99001"))) == 200
            with pytest.raises(ValueError, match="default"):
                px.data("99001", {})

    def test_subset_served_instead_of_the_whole_is_noticed(self, monkeypatch) -> None:
        with PxWebServer() as server:
            px = PxWebClient(local_client(server), server.v2)
            default = server._default(server.cubes["99001"])
            monkeypatch.setattr(
                server, "_data_v2", lambda _, cube: server._select(cube, default, {})
            )
            with pytest.raises(
                SourceChangedError, match="expected: 5 x 4 x 1 x 10; found: 1 x 1 x 1 x 1"
            ):
                list(px.fetch("99001"))

    def test_eliminated_dimension(self) -> None:
        with PxWebServer() as server:
            px = PxWebClient(local_client(server), server.v2)
            (answer,) = px.fetch("99001", {"Region": (), "Tid": ("2020",)})
            assert json.loads(answer.content)["id"] == ["NACE2007", "ContentsCode", "Tid"]
            with pytest.raises(SourceChangedError, match="dimension Tid"):
                list(px.fetch("99001", {"Tid": ()}))

    def test_codelist(self) -> None:
        with PxWebServer() as server:
            px = PxWebClient(local_client(server), server.v2)
            (answer,) = px.fetch(
                "99001",
                {"Region": ("F-*",), "Tid": ("2020",), "NACE2007": ("03",)},
                codelists={"Region": "agg_KommFylker"},
            )
            parts = numbers(px.fetch("99001", {"Tid": ("2020",), "NACE2007": ("03",)}))
            sums = numbers([answer])
            assert list(sums) == [
                (code, "03", "Bedrifter", "2020") for code in ("F-11", "F-15", "F-46")
            ]
            both = [parts[code, "03", "Bedrifter", "2020"] for code in ("4601", "0301")]
            assert None not in both
            assert sums["F-46", "03", "Bedrifter", "2020"] == sum(both)

    def test_long_questions_go_by_post(self) -> None:
        regions = {f"{n:04d}": f"Kommune {n}" for n in range(700)}
        axes = (Axis("Region", "region", regions, "geo"), *small_cube().axes[2:])
        with PxWebServer([Cube("99002", "Synthetic", axes)]) as server:
            px = PxWebClient(local_client(server), server.v2)
            assert len(numbers(px.fetch("99002"))) == 7000
            assert posts(server) == 1
            list(px.fetch("99002", {"Region": ("0000",)}))
            assert posts(server) == 1
            assert server.breaches == []

    def test_codes_with_commas_go_by_post(self) -> None:
        axes = (Axis("Region", "region", {"a,b": "A and B", "c": "C"}), *small_cube().axes[2:])
        with PxWebServer([Cube("99003", "Synthetic", axes)]) as server:
            px = PxWebClient(local_client(server), server.v2)
            assert len(numbers(px.fetch("99003"))) == 20
            assert posts(server) == 1

    @pytest.mark.parametrize("status", [400, 403])
    def test_too_many_cells_is_halved_whatever_the_status(self, status: int) -> None:
        with PxWebServer(max_cells=60, too_many_status=status) as server:
            px = PxWebClient(local_client(server), server.v2)
            server.max_cells = 200  # what /config states ...
            px.config()
            server.max_cells = 60  # ... and what is really allowed
            assert len(numbers(px.fetch("99001"))) == 200
            assert len(server.breaches) == 2  # 200, then 100; 50 fits

    def test_forbidden_for_good_ends_soon(self) -> None:
        with PxWebServer(max_cells=1000) as server:
            px = PxWebClient(local_client(server), server.v2)
            px.config()
            server.max_cells = 0
            with pytest.raises(SourceRefusedError, match="Too many cells"):
                list(px.fetch("99001"))
            assert len(server.questions) <= 9

    def test_unknown_table_and_code_are_named(self) -> None:
        with PxWebServer() as server:
            px = PxWebClient(local_client(server), server.v2)
            with pytest.raises(FetchError, match="HTTP 404"):
                list(px.fetch("00000"))
            with pytest.raises(SourceChangedError, match="expected: 7777"):
                list(px.fetch("99001", {"Region": ("7777",)}))
            with pytest.raises(SourceChangedError, match="expected: Sektor"):
                list(px.fetch("99001", {"Sektor": ("1",)}))

    def test_window_of_calls_is_kept(self) -> None:
        clock = FakeClock()
        with PxWebServer(max_cells=5, calls=10, window_seconds=10, clock=clock.time) as server:
            px = PxWebClient(local_client(server, clock), server.v2)
            px.config()
            assert len(numbers(px.fetch("99001"))) == 200
            assert server.breaches == []

    def test_429_is_waited_out(self) -> None:
        clock = FakeClock()
        with PxWebServer(calls=2, window_seconds=30, clock=clock.time, stated_calls=0) as server:
            server._window.admit()
            server._window.admit()  # somebody else used the window up
            px = PxWebClient(local_client(server, clock), server.v2)
            assert px.is_changed("99001", SINCE)
            assert len(server.breaches) == 1
            assert sum(clock.slept) >= 30

    def test_closed_hours_are_kept(self) -> None:
        clock = FakeClock(dt.datetime(2026, 11, 23, 5, 0, tzinfo=dt.UTC))  # 06:00 in Oslo
        window = ClosedHours(dt.time(4, 55), dt.time(8, 20), "Europe/Oslo", "zeros are served")

        def is_closed(now: dt.datetime) -> bool:
            return window.reopens_at(now) is not None

        with PxWebServer(clock=clock.time, is_closed=is_closed) as server:
            trap = local_client(server, clock).get(
                f"{server.v2}/tables/99001/data?valueCodes[ContentsCode]=*&valueCodes[Tid]=2020"
            )
            assert set(json.loads(trap.content)["value"]) == {0}  # the trap is real
            server.breaches.clear()
            policies = {server.host: HostPolicy(1.0, "test", ("/",), (window,))}
            client = Client(clock=clock.time, sleep=clock.sleep, policies=policies)
            px = PxWebClient(client, server.v2)
            with pytest.raises(SourceRefusedError, match="zeros are served"):
                list(px.fetch("99001"))
            assert server.breaches == []
            clock.sleep(3 * 3600)
            assert len(numbers(px.fetch("99001"))) == 200


class TestVersion1:
    def test_same_result_as_version_2(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("extract.agencies.pxweb_v1.MAX_CELLS", 20)
        selection = {"Region": ("4601", "0301"), "Tid": ("from(2020)",)}
        with PxWebServer(max_cells=20) as server:
            client = local_client(server)
            old = PxWebV1Client(client, server.v1)
            new = PxWebClient(client, server.v2)
            assert numbers(old.fetch("99001", selection)) == numbers(new.fetch("99001", selection))
            assert server.breaches == []

    def test_codelists_are_translated(self) -> None:
        named = {"Region": "agg_KommFylker", "NACE2007": "agg_single_NACE2007arb11"}
        groups = build_query({"NACE2007": ("10-33",)}, named)["query"][0]["selection"]
        assert groups["filter"] == "agg_single:NACE2007arb11"
        query = build_query({"Region": ("F-46",), "Tid": ("2020",)}, named)
        assert query["query"][0]["selection"] == {"filter": "agg:KommFylker", "values": ["F-46"]}
        assert query["query"][1]["selection"]["filter"] == "item"
        with PxWebServer() as server:
            client = local_client(server)
            new = PxWebClient(client, server.v2)
            codelists = {"Region": "agg_KommFylker"}
            metadata = new.metadata("99001", codelists)
            old = PxWebV1Client(client, server.v1).fetch(
                "99001", codelists=codelists, metadata=metadata
            )
            assert numbers(old) == numbers(new.fetch("99001", codelists=codelists))

    def test_withdrawn_table(self) -> None:
        with PxWebServer() as server:
            old = PxWebV1Client(local_client(server), server.v1)
            with pytest.raises(SourceChangedError, match="withdrawn table answers 400"):
                list(old.fetch("RegionInd19U1b"))


def test_large_table_in_limit_sized_pieces() -> None:
    """A small version of benchmarks/fetch_large.py."""
    clock = FakeClock()
    cube = large_cube(200_000)
    with PxWebServer(
        [cube], max_cells=15_000, calls=30, window_seconds=60, clock=clock.time
    ) as server:
        px = PxWebClient(local_client(server, clock), server.v2)
        pieces = sum(1 for _ in px.fetch(cube.id))
        assert server.breaches == []
        assert server.cells_served == 200_000
        assert pieces <= 17  # 14 would do; the largest dimension does not always divide
        assert server.largest_answer <= 15_000
