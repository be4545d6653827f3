"""Declared tables fetched from local agencies; all figures are synthetic."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Iterable

import pytest

from extract.agencies.declared_tables import parse_statistics
from extract.agencies.fetch_tables import (
    Agency,
    eurostat,
    fetch_tables,
    kolada,
    kolada_areas,
    pxweb,
    statbank,
)
from extract.agencies.kolada_cube import kolada_cube
from extract.batches import Batch
from extract.registry import source
from tests.agencies.client import local_client
from tests.agencies.cube import Axis, Cube, small_cube
from tests.agencies.eurostat import EurostatServer, european_cube
from tests.agencies.kolada import KoladaServer
from tests.agencies.pxweb import PxWebServer
from tests.agencies.server import LocalServer
from tests.agencies.statbank import StatBankServer, danish_cube
from tests.statistics_cases import capture_of
from transform.statistics.observations import observation_tables
from warehouse.errors import FetchError, SourceChangedError, SourceError
from warehouse.records import Capture
from warehouse.reference import load_reference
from warehouse.statistics import Content, StatisticalTable

SPEC = source("no_ssb_employment").spec
KOLADA_TABLES = source("se_kolada_business").tables


def pieces(batches: Iterable[Batch]) -> list[Capture]:
    return [capture for batch in batches for capture in batch.fetch()]


def batches_of(
    agency: Callable[..., Agency], server: LocalServer, *tables: StatisticalTable, **places: str
) -> list[Batch]:
    made = {tables[0].agency: functools.partial(agency, **places)}
    return list(fetch_tables(local_client(server), SPEC, tables, made))


def rows_of(captures, table: StatisticalTable) -> int:
    cubes = [
        (capture, cube)
        for capture in captures
        for cube in parse_statistics(capture, (table,)).cubes
    ]
    tables = observation_tables(cubes, {table.stat_table_id: table}, load_reference())
    return tables["observation"].num_rows


class TestPxWeb:
    def declared(self, server: PxWebServer, **changes: object) -> StatisticalTable:
        (cube,) = server.cubes.values()
        by_kind = {axis.kind: axis for axis in cube.axes}
        contents = {
            code: Content(f"measure_{code}", "persons") for code in by_kind["content"].codes
        }
        facts: dict[str, object] = {
            "contents": contents,
            "region": by_kind["geo"].code,
            "content": by_kind["content"].code,
            "period": by_kind["time"].code,
        }
        return StatisticalTable(f"ssb:{cube.id}", **{**facts, **changes})  # type: ignore[arg-type]

    def captures(self, server: PxWebServer, table: StatisticalTable) -> list:
        return pieces(self.batches(server, table))

    def batches(self, server: PxWebServer, *tables: StatisticalTable, **places: str) -> list[Batch]:
        where = {"base_url": server.v2, "fallback_url": server.v1, "language": "no", **places}
        return batches_of(pxweb, server, *tables, **where)

    def test_the_whole_table_arrives_in_pieces_within_the_limit(self) -> None:
        with PxWebServer(max_cells=20) as server:
            table = self.declared(server)
            captures = self.captures(server, table)
            assert len(captures) > 1
            assert not server.breaches
            (cube,) = server.cubes.values()
            size = 1
            for axis in cube.axes:
                size *= len(axis.codes)
            assert rows_of(captures, table) == size
            assert {capture.method for capture in captures} == {"http"}

    def test_a_content_that_is_gone_is_an_error_before_figures_are_asked_for(self) -> None:
        with PxWebServer() as server:
            table = self.declared(server, contents={"Gone": Content("gone", "persons")})
            with pytest.raises(SourceChangedError, match="Gone"):
                self.captures(server, table)
            assert not [one for one in server.questions if "/data" in one.path]

    def test_one_failing_table_does_not_keep_the_others_away(self) -> None:
        with PxWebServer() as server:
            good = self.declared(server)
            bad = StatisticalTable("ssb:NONE", {})
            first, second = self.batches(server, bad, good)
            with pytest.raises(SourceError, match="NONE"):
                list(first.fetch())
            assert parse_statistics(next(second.fetch()), (good,)).cubes

    def test_version_1_stands_in_where_version_2_is_down(self) -> None:
        with PxWebServer() as server:
            table = self.declared(server)
            captures = pieces(self.batches(server, table, base_url=f"{server.url}/nowhere"))
            assert "/v1/" in captures[0].url
            assert rows_of(captures, table) > 0

    def test_a_table_seen_through_code_lists_has_no_second_door_and_says_so(self) -> None:
        with PxWebServer(v2_is_down=True) as server:
            table = self.declared(server, codelists={"Region": "agg_KommFylker"})
            with pytest.raises(FetchError, match=r"cannot stand in.*agg_KommFylker") as caught:
                self.captures(server, table)
            assert "503" in str(caught.value)
            assert not [one for one in server.questions if "/v1/" in one.path]

    @pytest.mark.parametrize(
        "trouble", [{"v2_is_down": True}, {"v2_fails": 500}, {"v2_fails": 503}]
    )
    def test_version_1_gives_the_whole_table(self, trouble: dict[str, int]) -> None:
        with PxWebServer(**trouble) as server:
            table = self.declared(server)
            captures = self.captures(server, table)
            assert all("/v1/" in capture.url for capture in captures)
            assert rows_of(captures, table) == 200

    def test_version_1_gives_figures_by_code_lists_that_version_2_described(self) -> None:
        with PxWebServer(v2_fails=503) as server:
            table = self.declared(server, codelists={"Region": "agg_KommFylker"})
            captures = self.captures(server, table)
            assert "agg:KommFylker" in (captures[0].request or "")
            assert rows_of(captures, table) > 0

    def test_an_unknown_kind_of_code_list_is_not_asked_of_version_1(self) -> None:
        small = small_cube()
        own = dataclasses.replace(small.groupings[1], id="Kommuner")
        cube = dataclasses.replace(small, groupings=(own,))
        with PxWebServer([cube], v2_fails=503) as server:
            table = self.declared(server, codelists={"Region": "Kommuner"})
            with pytest.raises(FetchError, match=r"cannot stand in.*Kommuner"):
                self.captures(server, table)

    def test_contents_are_not_cut_apart(self) -> None:
        cube = Cube(
            "99020",
            "99020: Synthetic table with more contents than regions",
            (
                Axis("Region", "region", {"01": "a", "02": "b"}, "geo"),
                Axis("ContentsCode", "contents", {f"C{n}": f"C{n}" for n in range(9)}, "content"),
                Axis("Tid", "year", {str(year): str(year) for year in (2023, 2024)}, "time"),
            ),
        )
        with PxWebServer([cube], max_cells=10) as server:
            table = self.declared(server)
            captures = self.captures(server, table)
            assert len(captures) == 4
            assert rows_of(captures, table) == 36

    def test_another_declaration_is_another_question(self) -> None:
        with PxWebServer() as server:
            (whole,) = self.batches(server, self.declared(server))
            (same,) = self.batches(server, self.declared(server))
            (part,) = self.batches(server, self.declared(server, select={"Tid": ("2020",)}))
            assert whole.name == same.name == part.name
            assert whole.question == same.question != part.question
            assert not server.questions  # nothing is asked before a batch is used


def test_statbank() -> None:
    cube = danish_cube()
    with StatBankServer([cube]) as server:
        industry = next(a.code for a in cube.axes if a.kind == "other")
        table = StatisticalTable(
            f"dst:{cube.id}",
            {"*": Content("workplaces", "workplaces")},
            region="OMRÅDE",
            industry=industry,
            content=None,
        )
        captures = pieces(batches_of(statbank, server, table, base_url=server.v1))
        assert not server.breaches
        assert rows_of(captures, table) > 50


def test_eurostat_patterns_become_codes() -> None:
    with EurostatServer([european_cube()]) as server:
        table = StatisticalTable(
            "eurostat:synth_10r_3empers",
            {"THS": Content("persons", "1000 persons")},
            region="geo",
            industry="nace_r2",
            content="unit",
            period="time",
            select={"geo": ("DK01*",)},
        )
        captures = pieces(batches_of(eurostat, server, table, base_url=server.api))
        asked = captures[0].url
        assert "geo=DK011" in asked
        assert "*" not in asked
        assert rows_of(captures, table) > 20


class TestKolada:
    def test_pages_become_cubes(self) -> None:
        with KoladaServer() as server:
            captures = pieces(batches_of(kolada, server, *KOLADA_TABLES, base_url=server.v3))
            assert not server.breaches
            cubes = [
                (capture, cube)
                for capture in captures
                for cube in parse_statistics(capture, KOLADA_TABLES).cubes
            ]
            tables = observation_tables(cubes, {"kolada:kpi": KOLADA_TABLES[0]}, load_reference())
            rows = tables["observation"].to_pylist()
            assert {row["measure"] for row in rows} <= {
                content.measure for content in KOLADA_TABLES[0].contents.values()
            }
            assert max(int(row["period"]) for row in rows) <= dt.datetime.now(dt.UTC).year

    def test_areas_are_country_counties_and_municipalities(self) -> None:
        areas = kolada_areas()
        assert len(areas) == 1 + 21 + 290
        assert {"0000", "0017", "1780"} <= set(areas)

    def test_a_value_that_is_missing_keeps_the_reason(self) -> None:
        body = {
            "values": [
                {"kpi": "N00999", "municipality": "0017", "period": 2023,
                 "values": [{"gender": "T", "value": None, "status": "Missing", "count": 1}]}
            ]
        }  # fmt: skip
        cube = kolada_cube(capture_of(body), KOLADA_TABLES[0])
        (row,) = observation_tables(
            [(capture_of(body), cube)], {"kolada:kpi": KOLADA_TABLES[0]}, load_reference()
        )["observation"].to_pylist()
        assert (row["value"], row["raw_status"], row["obs_status"]) == (None, "Missing", "O")

    @pytest.mark.parametrize(
        "body", [{}, {"values": [{"kpi": "N1"}]}, {"values": [{"kpi": "X", "municipality": "1",
                 "period": 1, "values": [{"gender": "T", "value": 1}]}]}],
    )  # fmt: skip
    def test_another_shape_is_refused(self, body: object) -> None:
        with pytest.raises(SourceChangedError, match="key figures"):
            kolada_cube(capture_of(body), KOLADA_TABLES[0])
