"""The flows on a real Prefect server: by command line, and deployed to a process worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from flows.server import QUIET as SETTINGS
from flows.server import LocalServer

REPO = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

pytestmark = pytest.mark.flows


def _call(
    command: list[str], environment: Mapping[str, str], timeout: int = 240
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=REPO,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def test_the_command_runs_offline_twice_quietly(tmp_path: Path) -> None:
    command = [str(BIN / "nordic-clusters"), "run", "--json", "--root", str(tmp_path)]
    results = []
    for _ in range(2):
        done = _call(command, {"PREFECT_API_URL": ""})
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert "WARNING" not in done.stderr
        assert "Going on without Prefect" not in done.stderr
        results.append(json.loads(done.stdout))
    assert [result["is_new"] for result in results] == [True, False]
    assert results[0]["release_id"] == results[1]["release_id"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    running = LocalServer(tmp_path_factory.mktemp("prefect"))
    try:
        running.wait()
        yield {**running.environment, "PREFECT_API_URL": running.api_url}
    finally:
        running.stop()


def test_deployments_deploy_and_run_on_a_process_worker(
    server: dict[str, str], tmp_path: Path
) -> None:
    prefect = str(BIN / "prefect")
    environment = {
        **server,
        "NORDIC_CLUSTERS_ROOT": str(tmp_path),
        "PATH": f"{BIN}:{os.environ['PATH']}",
    }
    made = _call(
        [prefect, "work-pool", "create", "nordic-clusters", "--type", "process"], environment
    )
    assert made.returncode == 0, made.stderr
    deployed = _call([prefect, "--no-prompt", "deploy", "--all"], environment)
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    started = _call([prefect, "deployment", "run", "release/daily"], environment)
    assert started.returncode == 0, started.stderr
    worked = _call(
        [prefect, "worker", "start", "--pool", "nordic-clusters", "--run-once"], environment
    )
    assert worked.returncode == 0, worked.stderr
    listed = _call([prefect, "flow-run", "ls", "--output", "json"], environment)
    if listed.returncode:
        listed = _call([prefect, "flow-run", "ls"], environment)
    assert "COMPLETED" in listed.stdout.upper(), worked.stdout + worked.stderr
    assert (tmp_path / "current" / "nordic_clusters.duckdb").exists()


def test_settings_that_keep_prefect_quiet_are_documented() -> None:
    text = (REPO / "docs" / "operations.md").read_text(encoding="utf-8")
    for name in (
        "PREFECT_SERVER_ANALYTICS_ENABLED",
        "PREFECT_SERVER_DATABASE_TIMEOUT",
        "DO_NOT_TRACK",
    ):
        assert name in text
        assert name in SETTINGS
