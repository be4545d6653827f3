"""From the agency to ``observation``, live: against local agencies, by the sources' own code."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from extract.archive import LocalArchive
from extract.batches import ArrivalLog
from flows import stage
from tests.agencies.cube import Cube
from tests.flows.live_case import KINDS, LiveCase
from warehouse.records import Capture


@pytest.fixture(params=KINDS)
def case(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LiveCase]:
    live = LiveCase(KINDS[request.param], tmp_path, monkeypatch)
    with live.server:
        yield live


def test_a_table_arrives_in_observation(case: LiveCase) -> None:
    outcome = case.fetch()
    assert outcome.state == "fresh", outcome.detail
    assert not case.server.breaches or not case.kind.has_limit
    captures = {one.capture_id: one for one in LocalArchive(case.settings.archive).captures(
        case.source_id)}  # fmt: skip
    assert {one.method for one in captures.values()} == {"http"}
    beginnings = tuple(case.kind.places(case.server))
    assert all(one.url.startswith(beginnings) for one in captures.values())
    staged = case.stage()
    assert staged.state == "fresh"
    serving = set(captures) | case.editions
    assert set(staged.capture_ids) == serving, "bundled stand-ins no longer serve"
    observation = case.assemble()["observation"]
    assert observation.num_rows == staged.record_count > 0
    assert set(observation["capture_id"].to_pylist()) <= serving
    declared = {table.stat_table_id for table in case.tables}
    found = {name for name in observation["stat_table_id"].to_pylist() if "@" not in name}
    assert found == declared
    assert pc.count(observation["value"]).as_py() > 0


def test_an_unchanged_table_costs_one_request(case: LiveCase) -> None:
    case.fetch()
    before = case.stage()
    asked = len(case.server.questions)
    case.wait()
    again = case.fetch()
    assert again.state == "unchanged", again.detail
    if case.kind.has_polls:
        assert len(case.server.questions) - asked == len(case.tables)
    after = case.stage()
    assert (after.state, after.capture_ids) == ("unchanged", before.capture_ids)


def test_a_changed_table_alone_is_fetched_again(case: LiveCase) -> None:
    if not case.kind.has_polls:
        pytest.skip("the agency does not say what changed: everything is asked for")
    case.fetch()
    before = set(case.stage().capture_ids)
    case.wait()
    case.update(case.tables[0].code)
    asked = len(case.server.questions)
    case.wait(hours=1)
    assert case.fetch().state == "fresh"
    paths = [one.target.lower() for one in case.server.questions[asked:]]
    others = [table.code.lower() for table in case.tables[1:]]
    assert all(sum(code in path for path in paths) == 1 for code in others)
    log = ArrivalLog(case.settings.archive)
    newest = {one.name: one for one in reversed(log.arrivals(case.source_id))}
    serving = {one for arrival in newest.values() for one in arrival.capture_ids}
    assert set(case.stage().capture_ids) == serving | case.editions != before


def test_a_year_later_the_poll_is_still_one_request(case: LiveCase) -> None:
    if not case.kind.has_polls:
        pytest.skip("the agency does not say what changed: everything is asked for")
    case.fetch()
    asked = len(case.server.questions)
    case.wait(days=364)
    assert case.fetch().state == "unchanged"
    assert len(case.server.questions) - asked == len(case.tables)


def test_what_came_just_after_an_update_is_asked_for_once_more(case: LiveCase) -> None:
    """The agency's clock is not ours, and its servers are not updated all at once."""
    if not case.kind.has_polls:
        pytest.skip("the agency does not say what changed: everything is asked for")
    case.update(case.tables[0].code)
    case.wait(minutes=30)
    case.fetch()
    case.wait()
    asked = len(case.server.questions)
    again = case.fetch()
    assert again.state == "unchanged", again.detail
    assert len(case.server.questions) - asked > len(case.tables)
    asked = len(case.server.questions)
    case.wait()
    assert case.fetch().state == "unchanged"
    assert len(case.server.questions) - asked == len(case.tables)


@pytest.fixture
def ssb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveCase]:
    live = LiveCase(KINDS["SSB"], tmp_path, monkeypatch)
    with live.server:
        yield live


def _rows(case: LiveCase) -> int:
    return int(case.assemble()["observation"].num_rows)


def _figures(table: pa.Table) -> list[str]:
    """The rows as text, in any order, without the captures that prove them."""
    kept = [name for name in table.column_names if name != "capture_id"]
    return sorted(map(str, table.select(kept).to_pylist()))


def _cells(cube: Cube) -> int:
    size = 1
    for axis in cube.axes:
        size *= len(axis.codes)
    return size


class TestPieces:
    """The pieces of one fetch are one set."""

    def test_pieces_cut_otherwise_replace_the_earlier_set(self, ssb: LiveCase) -> None:
        (cube,) = ssb.server.cubes.values()
        ssb.fetch()
        first = set(ssb.stage().capture_ids)
        assert len(first) == 2
        assert _rows(ssb) == _cells(cube)
        ssb.wait()
        ssb.update("13470")
        ssb.server.max_cells = 700
        ssb.wait()
        assert ssb.fetch().state == "fresh"
        second = set(ssb.stage().capture_ids)
        assert len(second) > 2
        assert not first & second
        assert _rows(ssb) == _cells(cube)

    @pytest.mark.parametrize("max_cells", [700, 40])
    def test_figures_do_not_depend_on_the_cut(self, ssb: LiveCase, max_cells: int) -> None:
        ssb.server.max_cells = 100_000  # type: ignore[attr-defined]
        ssb.fetch()
        assert len(ssb.stage().capture_ids) == 1
        whole = ssb.assemble()
        ssb.wait()
        ssb.update("13470")
        ssb.server.max_cells = max_cells  # type: ignore[attr-defined]
        ssb.wait(hours=3)
        assert ssb.fetch().state == "fresh"
        assert len(ssb.stage().capture_ids) > 4
        pieces = ssb.assemble()
        for name in ("observation", "employment", "regional_measure", "specialisation"):
            assert _figures(pieces[name]) == _figures(whole[name]), name
        assert whole["employment"].num_rows > 100

    def test_half_a_newer_set_neither_mixes_nor_hides(
        self, ssb: LiveCase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ssb.fetch()
        first = ssb.stage().capture_ids
        ssb.wait()
        ssb.update("13470")
        ssb.server.max_cells = 700
        answer = ssb.server.answer
        served = []

        def killed_half_way(question):
            served.append("/data" in question.path)
            if sum(served) > 2:
                raise ConnectionResetError
            return answer(question)

        monkeypatch.setattr(ssb.server, "answer", killed_half_way)
        ssb.wait()
        outcome = ssb.fetch()
        assert outcome.state == "failed"
        assert "tries" in (outcome.detail or "")
        kept = list(LocalArchive(ssb.settings.archive).captures(ssb.source_id))
        assert len(kept) == len(first) + 2, "what came is kept as evidence"
        staged = ssb.stage()
        assert (staged.state, staged.capture_ids) == ("stale", first)
        monkeypatch.setattr(ssb.server, "answer", answer)
        ssb.wait()
        assert ssb.fetch().state == "fresh"
        assert not set(first) & set(ssb.stage().capture_ids)

    def test_half_a_first_set_leaves_the_bundled_table(
        self, ssb: LiveCase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bundled = ssb.stage()
        answer = ssb.server.answer
        served = []

        def killed_half_way(question):
            served.append("/data" in question.path)
            if sum(served) > 1:
                raise ConnectionResetError
            return answer(question)

        monkeypatch.setattr(ssb.server, "answer", killed_half_way)
        assert ssb.fetch().state == "failed"
        staged = ssb.stage()
        assert (staged.state, staged.capture_ids) == ("stale", bundled.capture_ids)

    def test_a_run_killed_between_two_pieces_leaves_the_set_before(
        self, ssb: LiveCase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ssb.fetch()
        before = ssb.stage()
        ssb.wait()
        ssb.update("13470")
        ssb.wait()
        with monkeypatch.context() as patched:
            store = LocalArchive.store

            def killed(archive: LocalArchive, capture: Capture) -> bool:
                store(archive, capture)
                raise KeyboardInterrupt

            patched.setattr(LocalArchive, "store", killed)
            with pytest.raises(KeyboardInterrupt):
                ssb.fetch()
        assert ssb.stage() == before
        assert ssb.fetch().state == "fresh"
        assert ssb.stage().capture_ids != before.capture_ids

    def test_a_table_that_is_no_longer_declared_is_forgotten(
        self, ssb: LiveCase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bundled = ssb.stage().capture_ids
        ssb.fetch()
        monkeypatch.setattr(stage, "declarations", dict)
        staged = ssb.stage()
        assert (staged.state, staged.capture_ids) == ("fresh", bundled)

    def test_an_update_between_two_pieces_is_noticed(
        self, ssb: LiveCase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ssb.fetch()
        first = ssb.stage().capture_ids
        ssb.wait()
        ssb.update("13470")
        answer = ssb.server.answer

        def updating(question):
            found = answer(question)
            if "/data" in question.path:
                ssb.wait(minutes=1)
                ssb.update("13470")
            return found

        monkeypatch.setattr(ssb.server, "answer", updating)
        ssb.wait()
        outcome = ssb.fetch()
        assert outcome.state == "failed"
        assert "updated while its pieces came" in (outcome.detail or "")
        assert ssb.stage().capture_ids == first

    def test_a_piece_that_is_gone_from_the_archive_is_fetched_again(self, ssb: LiveCase) -> None:
        ssb.fetch()
        first = ssb.stage().capture_ids
        folder = ssb.settings.archive / "captures" / ssb.source_id
        next(folder.glob(f"*-{first[0]}.json")).unlink()
        staged = ssb.stage()
        assert staged.state == "stale"
        assert "no longer in the archive" in (staged.detail or "")
        assert {one for one in staged.capture_ids if one in first} == set()
        ssb.wait()
        assert ssb.fetch().state == "fresh"
        assert ssb.stage().capture_ids == first

    def test_a_set_whose_cells_fell_away_is_refused_for_the_set_before(self, ssb: LiveCase) -> None:
        (cube,) = ssb.server.cubes.values()
        ssb.fetch()
        first = ssb.stage().capture_ids
        ssb.wait()
        last = cube.axes[-1]
        short = dataclasses.replace(last, values={"2016": "2016"})
        ssb.server.cubes["13470"] = dataclasses.replace(cube, axes=(*cube.axes[:-1], short))
        ssb.update("13470")
        ssb.wait()
        assert ssb.fetch().state == "fresh"
        staged = ssb.stage()
        assert (staged.state, staged.capture_ids) == ("stale", first)
        assert "fewer records" in (staged.detail or "")


def test_a_declaration_that_asks_for_something_else_is_fetched_anew(ssb: LiveCase) -> None:
    ssb.fetch()
    (table,) = ssb.tables
    narrower = dataclasses.replace(table, select={"Tid": tuple(str(y) for y in range(2017, 2026))})
    ssb.declare(narrower)
    ssb.wait()
    assert ssb.fetch().state == "fresh"
    periods = set(ssb.assemble()["observation"]["period"].to_pylist())
    assert periods == {str(year) for year in range(2017, 2026)}


def test_version_1_serves_when_version_2_is_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scb = LiveCase(KINDS["SCB"], tmp_path, monkeypatch)
    with scb.server:
        scb.fetch()
        newer = scb.stage()
        scb.server.v2_is_down = True
        scb.wait()
        outcome = scb.fetch()
        assert outcome.state == "fresh", outcome.detail
        older = scb.stage()
        assert older.state == "fresh"
        assert not set(older.capture_ids) & set(newer.capture_ids)
        assert older.record_count == newer.record_count, "the two never serve side by side"
        scb.server.v2_is_down = False
        scb.wait()
        assert scb.fetch().state == "unchanged"
