"""Observations: every cell arrives, with measure, unit and the meaning of its symbol."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter

import pytest

from tests.bundled_statistics import bundled_cubes, bundled_tables, rows_where
from tests.statistics_cases import cube_of, declared, jsonstat, tables_of
from warehouse.errors import ContractError, SourceChangedError
from warehouse.statistics import NOT_APPLICABLE, Content

DIMENSIONS = {"Region": ["0", "11"], "N": ["01-03"], "ContentsCode": ["P"], "Tid": ["2019", "2020"]}


class TestBundled:
    def test_every_cell_arrives(self) -> None:
        sizes = {capture.capture_id: cube.cells.num_rows for capture, cube in bundled_cubes()}
        found = Counter(bundled_tables()["observation"]["capture_id"].to_pylist())
        assert dict(found) == sizes
        assert sum(sizes.values()) >= 101_476

    def test_sums_of_values_arrive(self) -> None:
        import pyarrow.compute as pc

        for capture, cube in bundled_cubes():
            own = bundled_tables()["observation"]
            own = own.filter(pc.equal(own["capture_id"], capture.capture_id))
            expected = pc.sum(cube.cells["value"]).as_py()
            assert pc.sum(own["value"]).as_py() == pytest.approx(expected, rel=1e-12)
            assert own["value"].null_count == cube.cells["value"].null_count

    def test_a_null_always_has_a_reason_and_a_preliminary_table_says_so(self) -> None:
        observation = bundled_tables()["observation"]
        for row in rows_where(observation, stat_table_id="scb:TAB3785")[:50]:
            assert (row["obs_status"], row["raw_status"]) == ("P", None)
        hidden = [row for row in observation.to_pylist() if row["value"] is None]
        assert {row["obs_status"] for row in hidden} <= {"O", "Q", "M", "L", "U", "B"}

    def test_eurostat_flags_are_kept_raw_and_the_telling_one_is_mapped(self) -> None:
        rows = rows_where(bundled_tables()["observation"], stat_table_id="eurostat:lfst_r_lfe2en2")
        mapped = {(row["raw_status"], row["obs_status"]) for row in rows if row["raw_status"]}
        assert mapped == {("b", "B"), ("bu", "B"), ("u", "U"), ("c", "Q"), ("bc", "Q")}


class TestSymbols:
    def observed(self, status: dict[str, str]) -> list[dict[str, object]]:
        table = declared(industry_scheme=None)
        body = jsonstat(DIMENSIONS, [10, None, 30, None], status)
        return tables_of(table, cube_of(body, table))["observation"].to_pylist()

    def test_each_symbol_keeps_its_meaning(self) -> None:
        rows = self.observed({"1": ":", "3": "."})
        assert [(row["value"], row["raw_status"], row["obs_status"]) for row in rows] == [
            (10.0, None, "A"), (30.0, None, "A"), (None, ":", "Q"), (None, ".", "M"),
        ]  # fmt: skip

    def test_a_null_without_a_symbol_is_missing_for_a_reason_not_stated(self) -> None:
        assert [row["obs_status"] for row in self.observed({}) if row["value"] is None] == [
            "O",
            "O",
        ]

    def test_an_unknown_symbol_is_refused_by_name(self) -> None:
        with pytest.raises(SourceChangedError, match=r"unknown meaning.*found: §"):
            self.observed({"1": "§"})


class TestDeclarations:
    @pytest.mark.parametrize(
        ("as_of", "day"), [("2026-10-01", dt.date(2026, 10, 1)), ("2026-10", None), ("2026", None)]
    )
    def test_a_month_is_no_instant_of_an_update(self, as_of: str, day: dt.date | None) -> None:
        table = declared(industry_scheme=None)
        capture, cube = cube_of(jsonstat(DIMENSIONS, [10, 20, 30, 40]), table)
        told = dataclasses.replace(capture, as_of=as_of)
        (row,) = tables_of(table, (told, cube))["stat_table"].to_pylist()
        found = row["source_updated_at"]
        assert (found and found.date()) == day

    def test_tables_without_a_role_get_the_placeholder(self) -> None:
        table = declared(region=None, industry=None, regions=(), industry_scheme=None)
        body = jsonstat({"Kind": ["a", "b"], "ContentsCode": ["P"], "Tid": ["2019"]}, [1, 2])
        rows = tables_of(table, cube_of(body, table))["observation"].to_pylist()
        assert {row["region_code"] for row in rows} == {NOT_APPLICABLE}
        assert {row["industry_code"] for row in rows} == {NOT_APPLICABLE}
        assert [row["other_dimensions"] for row in rows] == ["Kind=a", "Kind=b"]

    def test_a_content_nobody_declared_arrives_under_its_own_code(self) -> None:
        table = declared(industry_scheme=None)
        body = jsonstat({**DIMENSIONS, "ContentsCode": ["P", "New"]}, range(8))
        rows = tables_of(table, cube_of(body, table))["observation"].to_pylist()
        assert {(row["measure"], row["unit"]) for row in rows} == {
            ("persons", "persons"), ("New", "as published"),
        }  # fmt: skip

    def test_a_declared_content_that_is_gone_is_an_error(self) -> None:
        table = declared(contents={"Gone": Content("persons", "persons")}, industry_scheme=None)
        with pytest.raises(SourceChangedError, match="content Gone of table ssb:T1"):
            tables_of(table, cube_of(jsonstat(DIMENSIONS, range(4)), table))

    def test_a_dimension_that_is_gone_is_an_error(self) -> None:
        table = declared(industry="NACE2007", industry_scheme=None)
        with pytest.raises(SourceChangedError, match="expected: NACE2007; found: Region, N"):
            tables_of(table, cube_of(jsonstat(DIMENSIONS, range(4)), table))

    def test_an_undeclared_table_is_an_error(self) -> None:
        from transform.statistics.observations import observation_tables
        from warehouse.reference import load_reference

        table = declared()
        with pytest.raises(ContractError, match="ssb:T1 is not declared"):
            observation_tables(
                [cube_of(jsonstat(DIMENSIONS, range(4)), table)], {}, load_reference()
            )

    def test_the_agency_s_own_answer_displaces_the_transcribed_one(self) -> None:
        table = declared(industry_scheme=None)
        ours = cube_of(jsonstat(DIMENSIONS, [1, 1, 1, 1]), table)
        theirs = cube_of(jsonstat(DIMENSIONS, [2, 2, 2, 2]), table, method="http")
        rows = tables_of(table, ours, theirs)["observation"].to_pylist()
        assert [row["value"] for row in rows] == [2.0] * 4
