"""The gate in a process of its own.

Great Expectations takes seconds to import and more memory than the tables: the process imports
it while the run reads its sources, and is gone before the release is written.

As a module (``python -m flows.gate_process PID``) it is that process, of the run PID: a line of
JSON in, one out.
"""

import contextlib
import datetime as dt
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from expectations.gate import Verdict
from flows import children
from warehouse.errors import ContractError, ReleaseError

#: Patience with one that hangs; the bundled archive takes it ten seconds.
PATIENCE_SECONDS = 1800.0


class GateProcess:
    """Starts at once and judges one release. Use :func:`gate_process`, which ends it."""

    def __init__(self) -> None:
        self._told = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `end`)
        self._process = subprocess.Popen(  # noqa: S603
            children.of_module("flows.gate_process", str(os.getpid())),
            env=children.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._told,
            start_new_session=True,  # Ctrl-C ends the run first, and the run ends this
        )

    def judge(
        self, tables: Path, rows_before: Mapping[str, int] | None, reference_date: dt.date
    ) -> Verdict:
        """As :func:`expectations.gate.judge`, of a folder of Arrow files.

        Raises:
            ContractError: A rule could not be judged at all.
            ReleaseError: The process did not answer, or not in time.
        """
        asked = [str(tables), rows_before and dict(rows_before), reference_date.isoformat()]
        assert self._process.stdin  # noqa: S101 (asked for above)
        assert self._process.stdout  # noqa: S101
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"{json.dumps(asked)}\n".encode())
            self._process.stdin.flush()
        late = threading.Event()
        with self._ended_when(late):
            try:
                answer = json.loads(self._process.stdout.readline())
            except ValueError:
                self._process.wait()
                raise self._failure(is_late=late.is_set()) from None
        if "error" in answer:
            raise ContractError(**answer["error"])
        return Verdict(tuple(answer["results"]))

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        with contextlib.suppress(BrokenPipeError), self._process:
            pass  # closes its pipes and waits
        self._told.close()

    @contextlib.contextmanager
    def _ended_when(self, late: threading.Event) -> Iterator[None]:
        """End the process when patience ends within the block."""

        def end() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(PATIENCE_SECONDS, end)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _failure(self, *, is_late: bool) -> ReleaseError:
        self._told.seek(0)
        tail = self._told.read().decode(errors="replace")[-800:].strip()
        why = f"code {self._process.returncode}"
        if is_late:
            why = f"no answer within {PATIENCE_SECONDS:g} seconds"
        return ReleaseError(
            "the gate's process ended without a verdict; the old release stands",
            found=f"{why}; {tail or 'it said nothing'}",
            remedy="code -9 is mostly a lack of memory; else report what was found, and run again",
        )


@contextlib.contextmanager
def gate_process() -> Iterator[GateProcess]:
    """A starting process for the gate, ended with the block."""
    process = GateProcess()
    try:
        yield process
    finally:
        process.end()


def main() -> None:
    """Judge the folder that a line of the standard input names; end with whoever asks."""
    from expectations import engine

    answers, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints is no answer
    asked: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    engine.warm_up()
    print(json.dumps(_judge(*json.loads(asked.get()))), file=answers, flush=True)


def _listen(asked: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        asked.put(line)
    os._exit(1)  # the run is gone: nobody waits for a verdict any more


def _judge(folder: str, rows_before: dict[str, int] | None, day: str) -> dict[str, Any]:
    from expectations import gate
    from flows.build import read_tables

    try:
        verdict = gate.judge(
            read_tables(Path(folder)),
            rows_before=rows_before,
            reference_date=dt.date.fromisoformat(day),
        )
    except ContractError as error:
        names = ("message", "place", "expected", "found", "remedy")
        return {"error": {name: getattr(error, name) for name in names}}
    return {"results": verdict.results}


if __name__ == "__main__":
    main()
