"""Two workers that share nothing but PostgreSQL and the storage give the same release."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from load.manifest import file_hash
from tests.flows.prefect_server import REPO, PrefectServer
from tests.load.bucket import empty_bucket
from tests.load.postgres import Postgres

pytest.importorskip("prefect_dask")
pytest.importorskip("s3fs")
pytest.importorskip("moto.server")

pytestmark = [pytest.mark.flows, pytest.mark.slow]


@contextlib.contextmanager
def _running(command: list[str], environment: Mapping[str, str], folder: Path) -> Iterator[None]:
    folder.mkdir()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], env=environment, cwd=folder, stdout=log, stderr=log
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def bucket() -> Iterator[dict[str, str]]:
    """Settings of an S3-speaking server with an empty bucket ``clusters``."""
    with empty_bucket() as environment:
        yield environment


def test_the_release_of_two_workers_is_that_of_one_machine(
    bucket: dict[str, str], released: Path, tmp_path: Path
) -> None:
    port = _free_port()
    address = f"tcp://127.0.0.1:{port}"
    with Postgres() as postgres, contextlib.ExitStack() as running:
        database = postgres.create("prefect")
        url = f"postgresql+asyncpg://tester@127.0.0.1:{postgres.port}/prefect"
        assert "dbname=prefect" in database
        (tmp_path / "prefect").mkdir()
        server = running.enter_context(PrefectServer(tmp_path / "prefect", url))
        environment = {
            **server.environment,
            **bucket,
            "NORDIC_CLUSTERS_STAGING": "s3://clusters/staging",
            "NORDIC_CLUSTERS_DASK": address,
        }
        environment.pop("NORDIC_CLUSTERS_ROOT", None)
        scheduler = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port)]
        running.enter_context(
            _running([*scheduler, "--no-dashboard"], environment, tmp_path / "scheduler")
        )
        for number in (1, 2):
            own = {
                **environment,
                "HOME": str(tmp_path / f"worker{number}"),
                "NORDIC_CLUSTERS_ROOT": str(tmp_path / f"worker{number}" / "data"),
            }
            worker = ["distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
            running.enter_context(_running(worker, own, tmp_path / f"worker{number}"))
        time.sleep(5)
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", "run", "--json", "--root", str(tmp_path / "one")],
            env=environment,
            cwd=REPO,
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    ours, theirs = (root / "current" / "parquet" for root in (tmp_path / "one", released))
    assert (ours / "cluster.parquet").exists()
    for path in ours.glob("*.parquet"):
        if path.stem not in {"release", "data_quality"}:  # they name the release and its time
            assert file_hash(path) == file_hash(theirs / path.name), path.name
