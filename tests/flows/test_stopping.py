"""How a run ends when it is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.commands.run import _stoppable
from tests.patience import PATIENCE_SECONDS, await_that

REPO = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_the_signal_decides_the_exit_code_whatever_a_library_makes_of_it(
    number: signal.Signals, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def a_library() -> None:
        try:
            os.kill(os.getpid(), number)
            time.sleep(PATIENCE_SECONDS)
        except BaseException as error:
            raise ValueError("could not serialise") from error

    before = signal.signal(number, signal.SIG_DFL)  # ignored where the tests run under nohup
    try:
        with pytest.raises(SystemExit) as ended, _stoppable():
            a_library()
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        signal.signal(number, before)
    assert ended.value.code == code
    assert "the last complete release stands" in capsys.readouterr().err


def test_a_run_under_nohup_does_not_hear_the_terminal_go() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with _stoppable():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_an_error_without_a_signal_stays_what_it_is() -> None:
    with pytest.raises(ValueError, match="plain"), _stoppable():
        raise ValueError("plain")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for the process in /proc")
@pytest.mark.parametrize(
    "child", ["server.LocalServer(Path({state!r}))", "gate_process.GateProcess()"]
)
def test_a_process_whose_run_was_killed_at_once_ends_too(child: str, tmp_path: Path) -> None:
    script = (
        "import os, signal\n"
        "from pathlib import Path\n"
        "from flows import gate_process, server\n"
        f"print({child.format(state=str(tmp_path))}._process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script], cwd=REPO, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    await_that(lambda: not _lives(int(killed.stdout)), "it outlived the run")


def _lives(pid: int) -> bool:
    """Whether the process is there and no zombie that nobody has waited for."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
