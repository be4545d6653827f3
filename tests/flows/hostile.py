"""Hostile behaviours of a server, held against each protocol's client; prints what happened.

``python -m tests.flows.hostile docs/reliability.md`` runs the whole matrix and writes its table
into the page; the test beside it runs a sample drawn by seed. All figures are synthetic.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import gzip
import logging
import multiprocessing as mp
import re
import resource
import shutil
import socket
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from extract.http.client import Client, RetryPolicy, Timeouts
from flows.settings import Settings
from tests.agencies.redirect import RedirectingSession
from tests.agencies.server import Answer, LocalServer, Question
from tests.flows.live_case import KINDS, NOW, LiveCase

#: Seconds for one whole answer in the matrix, and what a visit may take in all.
TOTAL, VISIT = 0.6, 20.0
#: Megabytes that hostile answers may take beyond what a good visit takes.
MEMORY_MB = 400

Misbehave = Callable[["_Handler", Answer], None]


def _raw(*pieces: bytes) -> Misbehave:
    def send(handler: _Handler, _: Answer) -> None:
        for piece in pieces:
            handler.wfile.write(piece)
        handler.wfile.flush()

    return send


def _drip(first: bytes, piece: bytes) -> Misbehave:
    def send(handler: _Handler, _: Answer) -> None:
        handler.wfile.write(first)
        handler.wfile.flush()
        while True:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(0.02)

    return send


def _spoiled(change: Callable[[Answer], Answer]) -> Misbehave:
    return lambda handler, answer: handler.give(change(answer))


def _status(status: int, **headers: str) -> Misbehave:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return _spoiled(lambda _: Answer(b"<html>no</html>", status, "text/html", named))


def _body(change: Callable[[bytes], bytes], **headers: str) -> Misbehave:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return _spoiled(
        lambda answer: dataclasses.replace(
            answer, body=change(answer.body), headers={**answer.headers, **named}
        )
    )


def _reset(handler: _Handler, _: Answer) -> None:
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
BEHAVIOURS: dict[str, Misbehave] = {
    "closes without a word": _raw(),
    "resets the connection": _reset,
    "is silent": lambda _, __: time.sleep(3),
    "talks no HTTP": _raw(b"220 smtp ready\r\n\r\n"),
    "drips header bytes": _drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"b"),
    "drips header lines": _drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "drips interim answers": _drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "drips a chunk's size": _drip(CHUNKED, b"0"),
    "drips a body": _drip(HEAD + b"\r\n", b" "),
    "drips an error's body": _drip(b"HTTP/1.1 404 No\r\nContent-Length: 60000\r\n\r\n", b"x"),
    "ten thousand headers": _raw(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 10_000 + b"\r\n"),
    "a body without end": _raw(HEAD + b"\r\n", *[b" " * 1_000_000] * 80),
    "a gzip bomb": _body(lambda _: gzip.compress(b" " * 80_000_000), Content_Encoding="gzip"),
    "damaged gzip": _body(lambda body: gzip.compress(body)[:-40], Content_Encoding="gzip"),
    "breaks off": _spoiled(lambda answer: dataclasses.replace(answer, stated_length=10**6)),
    "an empty body": _body(lambda _: b""),
    "half a body": _body(lambda body: body[: len(body) // 2]),
    "a page of markup": _spoiled(lambda _: Answer(b"<!DOCTYPE html><p>Sorry", 200, None)),
    "very deep nesting": _body(lambda _: b'{"a":' * 50_000 + b"<div>" * 50_000),
    "another root": _body(lambda _: b'[null, "x", 7]'),
    "numbers that are none": _body(lambda body: re.sub(rb"\d{3,}", b"1e999", body)),
    "half surrogates, escapes": _body(lambda body: body.replace(b'"', b'"\\ud800\\u001b', 40)),
    "not modified, unasked": _raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "a part, unasked": _status(206),
    "gone": _status(410),
    "fails": _status(503),
    "busy for ages": _status(429, Retry_After="9" * 400),
    "leads inside": _status(302, Location="https://169.254.169.254/latest/meta-data"),
    "leads in circles": _status(302, Location="?again"),
    "leads to a file": _status(302, Location="file:///etc/passwd"),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    front: Front

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        question = Question(self.command, self.path, self.headers, self.rfile.read(length))
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.front.behave(self, self.front.server.answer(question))

    do_GET = do_POST = _serve  # noqa: N815

    def give(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.media_type:
            self.send_header("Content-Type", answer.media_type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(answer.stated_length or len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""


class Front:
    """Stands before a local agency and does to its answers what it is told."""

    def __init__(self, server: LocalServer) -> None:
        self.server = server
        self.behave: Misbehave = _raw()
        handler = type("Handler", (_Handler,), {"front": self})
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._listener.daemon_threads = True
        self._listener.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.url = f"http://127.0.0.1:{self._listener.server_address[1]}"
        threading.Thread(target=self._listener.serve_forever, daemon=True).start()


class SkippingClock:
    """Real time, but whoever wants to sleep is told that it is over."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def time(self) -> float:
        return (
            NOW.timestamp() + dt.timedelta(days=2).total_seconds() + time.monotonic() + self.skipped
        )

    def sleep(self, seconds: float) -> None:
        self.skipped += max(0.0, seconds)


@dataclasses.dataclass(frozen=True)
class Cell:
    """What one behaviour did to one client.

    Attributes:
        client: The agency that was stood in for.
        behaviour: What its server did.
        fetched: State of the visit.
        staged: State of the source in a release.
        is_whole: Whether what served before serves, or what came anew and whole.
        seconds: Wall time of the visit.
        told: What the person on duty is told.
    """

    client: str
    behaviour: str
    fetched: str
    staged: str
    is_whole: bool
    seconds: float
    told: str

    @property
    def holds(self) -> bool:
        """Whether the client took it as it should."""
        return self.is_whole and self.seconds < VISIT and self.told.isprintable()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_client(name: str, behaviours: Iterable[str]) -> tuple[list[Cell], tuple[float, float]]:
    """Cells of one client; peaks of memory, in megabytes, of a good visit and of all cells.

    The local agency, which makes the figures, lives in the same process and counts too.
    """
    patches = pytest.MonkeyPatch()
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    try:
        case = LiveCase(KINDS[name], folder / "good", patches)
        with case.server:
            assert case.fetch().state == "fresh"
            before = case.stage().capture_ids
            good = _peak()
            for table in case.tables if case.kind.has_polls else ():
                case.update(table.code)  # so that a poll has news and everything is asked for
            front = Front(case.server)
            cells = [_run_cell(case, front, one, folder, before) for one in behaviours]
    finally:
        patches.undo()
        shutil.rmtree(folder, ignore_errors=True)
    return cells, (good, _peak())


def _run_cell(
    case: LiveCase, front: Front, behaviour: str, folder: Path, before: tuple[str, ...]
) -> Cell:
    root = folder / "cell"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(folder / "good", root)
    settings, case.settings = case.settings, Settings(root)
    front.behave = BEHAVIOURS[behaviour]
    places = {
        real: local.replace(case.server.url, front.url)
        for real, local in case.kind.places(case.server).items()
    }
    clock = SkippingClock()
    case.client = lambda: Client(  # type: ignore[method-assign]
        clock=clock.time,
        sleep=clock.sleep,
        session=RedirectingSession(places),
        timeouts=Timeouts(connect=TOTAL, read=TOTAL, total=TOTAL),
        retry=RetryPolicy(attempts=2),
    )
    began = time.monotonic()
    outcome = case.fetch()
    seconds = time.monotonic() - began
    staged = case.stage()
    case.settings = settings
    if outcome.leaves_stale:
        is_whole = staged.state == "stale" and staged.capture_ids == before
    else:
        is_whole = staged.state in {"fresh", "unchanged"} and bool(staged.capture_ids)
    told = outcome.detail or ""
    return Cell(case.source_id, behaviour, outcome.state, staged.state, is_whole, seconds, told)


def _in_child(name: str, behaviours: list[str], answers: Any) -> None:
    logging.disable(logging.CRITICAL)
    answers.put((name, *run_client(name, behaviours)))


def run_matrix(names: Iterable[str]) -> Iterator[tuple[str, list[Cell], tuple[float, float]]]:
    """Every behaviour against each client, each client in a process of its own."""
    context = mp.get_context("spawn")
    for name in names:
        answers = context.SimpleQueue()
        child = context.Process(target=_in_child, args=(name, list(BEHAVIOURS), answers))
        child.start()
        yield answers.get()
        child.join()


def as_table(found: dict[str, tuple[list[Cell], tuple[float, float]]]) -> str:
    """The matrix as Markdown: a row per behaviour, a column per client."""
    lines = ["| the server | " + " | ".join(found) + " |", "|---|" + "---|" * len(found)]
    for number, behaviour in enumerate(BEHAVIOURS):
        cells = [cells[number] for cells, _ in found.values()]
        words = (
            f"{cell.fetched}, {cell.staged}, {cell.seconds:.1f} s"
            + ("" if cell.holds else " **does not hold**")
            for cell in cells
        )
        lines.append(f"| {behaviour} | " + " | ".join(words) + " |")
    for number, what in enumerate(("a good visit", "all of these")):
        peaks = " | ".join(f"{peak[number]:.0f} MB" for _, peak in found.values())
        lines.append(f"| *peak of memory after {what}* | {peaks} |")
    return "\n".join(lines)


def main(page: Path) -> int:
    """Run the whole matrix and write its table into a page, between its marks."""
    found = {name: (cells, peak) for name, cells, peak in run_matrix(KINDS)}
    text = page.read_text(encoding="utf-8")
    begin, end = "<!-- matrix -->\n", "\n<!-- /matrix -->"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}{as_table(found)}{end}{after}", encoding="utf-8")
    broken = [cell for cells, _ in found.values() for cell in cells if not cell.holds]
    for cell in broken:
        print(cell, file=sys.stderr)
    grown = any(peak - good > MEMORY_MB for _, (good, peak) in found.values())
    return 1 if broken or grown else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
