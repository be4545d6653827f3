"""A small HTTP server in a thread, which the local agencies are built on.

Subclasses answer one :class:`Question` with one :class:`Answer`. All data they serve are
synthetic. Nothing here knows our clients.
"""

from __future__ import annotations

import abc
import dataclasses
import json
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclasses.dataclass(frozen=True)
class Question:
    """One request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str] | Message
    body: bytes = b""

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    def parameter(self, name: str, default: str | None = None) -> str | None:
        """Return a query parameter by name, whatever its case; the first one counts."""
        for key, value in self.query:
            if key.lower() == name.lower():
                return value
        return default

    def json(self) -> Any:
        return json.loads(self.body)


@dataclasses.dataclass(frozen=True)
class Answer:
    """One answer to send; ``chunks`` are streamed instead of ``body``."""

    body: bytes = b""
    status: int = 200
    media_type: str | None = "application/json; charset=utf-8"
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    chunks: Iterable[bytes] | None = None
    stated_length: int | None = None  # a Content-Length that lies
    pause_seconds: float = 0.0

    @classmethod
    def of_json(cls, value: Any, status: int = 200, **more: Any) -> Answer:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return cls(text.encode(), status, **more)


class CallWindow:
    """Counts calls in a sliding window, as a gateway does."""

    def __init__(
        self, calls: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.calls, self.seconds, self._clock = calls, seconds, clock
        self._moments: deque[float] = deque()
        self._lock = threading.Lock()

    def admit(self) -> tuple[bool, int, float]:
        """Return whether the call is within the limit, calls left, seconds until one is free."""
        with self._lock:
            now = self._clock()
            while self._moments and self._moments[0] <= now - self.seconds:
                self._moments.popleft()
            if len(self._moments) >= self.calls:
                return False, 0, self._moments[0] + self.seconds - now
            self._moments.append(now)
            return True, self.calls - len(self._moments), 0.0


class LocalServer(abc.ABC):
    """Base of all local agencies: ``with PxWebServer() as server: server.url``."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.breaches: list[str] = []  # limits that a client broke, in words
        self._server: ThreadingHTTPServer | None = None

    @abc.abstractmethod
    def answer(self, question: Question) -> Answer:
        """What this agency answers to one question."""

    def breach(self, what: str) -> None:
        self.breaches.append(what)

    @property
    def url(self) -> str:
        assert self._server is not None, "use it as a context manager"
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def __enter__(self) -> Self:
        local = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65_536  # head and body in one packet, else each answer takes 40 ms
            disable_nagle_algorithm = True

            def _serve(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                question = Question(self.command, self.path, self.headers, self.rfile.read(length))
                local.questions.append(question)
                self._send(local.answer(question))

            do_GET = do_POST = do_HEAD = _serve  # noqa: N815

            def _send(self, answer: Answer) -> None:
                time.sleep(answer.pause_seconds)
                self.send_response(answer.status)
                if answer.media_type:
                    self.send_header("Content-Type", answer.media_type)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                try:
                    if answer.chunks is not None:
                        self._stream(answer.chunks)
                    else:
                        self._write(answer)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the client had read enough

            def _write(self, answer: Answer) -> None:
                if answer.status != 304:
                    length = answer.stated_length
                    self.send_header(
                        "Content-Length", str(len(answer.body) if length is None else length)
                    )
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.body)
                if answer.stated_length is not None:
                    self.close_connection = True

            def _stream(self, chunks: Iterable[bytes]) -> None:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for chunk in chunks:
                    if chunk:
                        self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                        self.wfile.flush()
                self.wfile.write(b"0\r\n\r\n")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Keep quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, request: object, client_address: object) -> None:
                if not isinstance(sys.exception(), ConnectionError):  # a client may hang up
                    super().handle_error(request, client_address)  # type: ignore[arg-type]

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
