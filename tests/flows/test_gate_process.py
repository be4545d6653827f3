"""The gate in a process of its own: what is asked and answered, and what is told of its death."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from expectations import gate
from expectations.domain import CAPTURED_BY_THE_DAY
from flows import build, children, gate_process, pipeline
from flows.settings import Settings
from load.folder import RUN_PREFIX
from tests.flows.small_release import small_release
from tests.patience import PATIENCE_SECONDS
from warehouse.errors import ContractError, ReleaseError

DAY = dt.date(2024, 6, 1)


def _write(folder: Path, name: str, table: pa.Table) -> None:
    with pa.ipc.new_file(folder / f"{name}.arrow", table.schema) as writer:
        writer.write_table(table)


def test_the_gate_is_given_all_that_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def judge(tables: dict[str, pa.Table], **options: Any) -> gate.Verdict:
        seen.update(options, tables=tables)
        return gate.Verdict(({"rule_code": "x", "examples": "Ørsted"},))

    monkeypatch.setattr(gate, "judge", judge)
    table = pa.table({"cluster_id": ["dk:x"]})
    _write(tmp_path, "cluster", table)
    answer = gate_process._judge(str(tmp_path), {"cluster": 10}, DAY.isoformat())
    assert seen == {
        "tables": {"cluster": table},
        "rows_before": {"cluster": 10},
        "reference_date": DAY,
    }
    assert json.loads(json.dumps(answer)) == {"results": [{"rule_code": "x", "examples": "Ørsted"}]}


def test_what_the_gate_refuses_to_judge_is_the_same_error_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, "cluster", pa.table({"cluster_id": ["dk:x"]}))
    answer = json.dumps(gate_process._judge(str(tmp_path), None, DAY.isoformat()))
    # A child that has the answer at once: the real one judges in whatever makes a release.
    command = [sys.executable, "-c", "import sys; print(sys.argv[1])", answer]
    monkeypatch.setattr(children, "of_module", lambda *_: command)
    with (
        gate_process.gate_process() as process,
        pytest.raises(ContractError, match="lacks columns") as raised,
    ):
        process.judge(tmp_path, None, DAY)
    assert raised.value.place == "cluster"
    assert raised.value.remedy


def test_captures_younger_than_the_day_are_told_at_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "set_aside.json").write_text("[]", encoding="utf-8")
    row = {"severity": "warn", "success": False, "unexpected_count": 2, "checked_count": 9}
    found = row | {"rule_code": CAPTURED_BY_THE_DAY, "examples": "abc of 2031-01-01"}

    class Gate:
        def judge(self, *_: Any) -> gate.Verdict:
            return gate.Verdict((found, row | {"rule_code": "domain.other", "examples": "x"}))

        def end(self) -> None: ...

    judged: Any = Gate()
    build.judge(tables, Settings.from_environment(tmp_path), DAY, judged)
    (told,) = [one for one in caplog.messages if "younger" in one]
    assert told.startswith("2 of 9 captures are younger than this run")
    assert "2024-06-01" in told
    assert "abc of 2031-01-01" in told


class Steps(pipeline.Plain):
    """A run whose tables are made already: none."""

    def each(self, *_: Any) -> list[Any]:
        """No source."""
        return []

    def one(self, step: Any, *arguments: Any) -> Any:
        """The step itself, where it is not the making of tables."""
        if step is not build.assemble:
            return super().one(step, *arguments)
        (arguments[1] / "tables").mkdir()
        return arguments[1] / "tables"


@pytest.mark.parametrize(
    ("child", "told"),
    [
        ("import os; os.kill(os.getpid(), 9)", "code -9; it said nothing; next: code -9 is mostly"),
        ("import sys; sys.stdin.readline(); bytearray(1 << 62)", "MemoryError"),
        ("import time; time.sleep(1e6)", "no answer within 0.5 seconds"),
        ("import os, time; os.close(1); time.sleep(1e6)", "no answer within 0.5 seconds"),
        ("print('{half an ans')", "code 0"),
    ],
    ids=["killed", "out of memory", "hangs", "hangs at its end", "breaks off"],
)
def test_a_gate_that_fails_is_told_and_what_is_published_stands(
    child: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.from_environment(small_release(tmp_path, "CREATE TABLE x (y INT)"))
    standing = (settings.root / "current").resolve()
    command = [sys.executable, "-c", child]
    monkeypatch.setattr(children, "of_module", lambda *_: command)
    patience = 0.5 if "0.5" in told else PATIENCE_SECONDS
    monkeypatch.setattr(gate_process, "PATIENCE_SECONDS", patience)
    with pytest.raises(ReleaseError) as raised:
        pipeline.publish_release(settings, Steps())
    assert told in str(raised.value)
    assert "the old release stands" in str(raised.value)
    assert (settings.root / "current").resolve() == standing
    assert [path for path in (settings.root / "releases").iterdir() if path.is_dir()] == [standing]
    assert not list(settings.root.rglob(f"{RUN_PREFIX}*"))
