"""What all tests share: no network beyond this machine, and one release of the bundled archive."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from extract.http.host_policies import INSIDE_SETTING

#: However busy the machine: what takes long is no failure.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")

_LOOPBACK = {"127.0.0.1", "localhost", "::1", "0.0.0.0"}


@pytest.fixture(autouse=True, scope="session")
def _local_agencies_may_be_asked() -> None:
    """Let the client ask loopback, as the setting of a source of one's own would."""
    os.environ[INSIDE_SETTING] = "127.0.0.1 localhost"


@pytest.fixture(autouse=True, scope="session")
def _stay_on_this_machine() -> Iterator[None]:
    """Fail whatever leaves loopback."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in _LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Data folder with a release of the bundled archive, made once for all workers."""
    from flows.pipeline import run
    from flows.selection import Selection
    from flows.settings import Settings

    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    root = shared / "released"
    with (shared / "released.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "current").exists():
            assert run(Settings(root), Selection()).is_new
    return root


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow files first: no worker is left with one when the other has nothing more to do."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Reports as valid text: workers send them, and tests of odd texts log half surrogates."""
    report = yield
    report.sections = [
        (title, text.encode("utf-8", "backslashreplace").decode("utf-8"))
        for title, text in report.sections
    ]
    return report
