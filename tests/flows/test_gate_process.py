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
from flows import children, gate_process
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


def test_a_process_that_dies_is_told_with_its_code(tmp_path: Path) -> None:
    with gate_process.gate_process() as process:
        process._process.kill()
        with pytest.raises(ReleaseError) as raised:
            process.judge(tmp_path, None, DAY)
    assert "code -9" in str(raised.value)
    assert "old release stands" in str(raised.value)
