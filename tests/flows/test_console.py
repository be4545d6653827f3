"""What a run says while it goes: lines for people, objects for machines, never long silence."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.build import Result
from flows.console import Console
from tests.patience import await_that

LOG = logging.getLogger("nordic_clusters.stage")
ERR = Callable[[], list[str]]


@pytest.fixture
def err(capsys: pytest.CaptureFixture[str]) -> ERR:
    """The lines of the error stream since the last look."""

    def lines() -> list[str]:
        return capsys.readouterr().err.splitlines()

    return lines


def test_each_line_for_machines_is_an_object_with_time_level_and_message(err: ERR) -> None:
    with Console(quiet=True, as_json=True) as console:
        console.say("plain words")
        LOG.info("src_a: %d records", 3, extra={"total": 70})
        LOG.warning("two\nlines \x1b[31m")
        logging.getLogger("nordic_clusters.run").info("working", extra={"step": "judge"})
    found = [json.loads(line) for line in err()]
    assert [one["message"] for one in found] == [
        "plain words",
        "src_a: 3 records",
        "two\nlines \x1b[31m",
        "working",
    ]
    assert [one["level"] for one in found] == ["info", "info", "warning", "info"]
    assert found[1]["total"] == 70
    assert found[3]["step"] == "judge"
    assert all(one["time"].endswith("+00:00") and one["logger"] for one in found)


def test_a_traceback_for_machines_stays_in_its_object(err: ERR) -> None:
    with Console(as_json=True):
        try:
            raise ZeroDivisionError("synthetic")
        except ZeroDivisionError:
            LOG.exception("it broke")
    [one] = map(json.loads, err())
    assert "ZeroDivisionError: synthetic" in one["error"]


def test_what_goes_on_is_said_when_nothing_else_is(err: ERR) -> None:
    with Console(silence_seconds=0.02):
        LOG.info("src_a: 3 records", extra={"total": 70})
        found: list[str] = []

        def is_said() -> bool:
            found.extend(err())
            return any("..." in line and "1 of 70" in line for line in found)

        await_that(is_said, "a long silence was never broken")


def test_a_quiet_console_stays_quiet(err: ERR) -> None:
    with Console(quiet=True, silence_seconds=0.001) as console:
        console.say("no")
        LOG.info("no")
        threading.Event().wait(0.05)
        LOG.warning("yes")
    assert err() == ["  ! yes"]


def test_the_end_says_which_source_is_unwell_and_where_the_whole_stands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reason = "no capture of this source serves: a code is unknown; source: eu_x; place: p[1]"
    sources = (("eu_x", "failed", reason), ("eu_y", "bundled", "bundled"))
    with Console(quiet=True) as console:
        console.summary(Result("r", False, "/x", {}, "passed", 0, sources), seconds=1)
    said = capsys.readouterr().out
    assert "  ! eu_x: no capture of this source serves: a code is unknown\n" in said
    assert "nordic-clusters status " in said
    assert "p[1]" not in said
    assert "--root" not in said


def test_the_next_commands_name_the_data_folder_that_the_run_was_given(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Console(quiet=True) as console:
        result = Result("r", False, "/x", {}, "passed", 0, ())
        console.summary(result, seconds=1, root=Path("/a b"))
    assert capsys.readouterr().out.count(" --root '/a b'") == 2


def test_the_file_of_tracebacks_does_not_grow_for_ever(tmp_path: Path) -> None:
    faults = tmp_path / "faults.log"
    with Console(quiet=True, faults=faults):
        for _ in range(40):
            logging.getLogger("nordic_clusters.faults").debug("x" * 100_000)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["faults.log", "faults.log.1"]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 3 * 2**20
