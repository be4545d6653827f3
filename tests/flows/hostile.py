"""Hostile behaviours of a server, and a front before a local agency that shows them."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import gzip
import hashlib
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.agencies.server import Answer, LocalServer, Question

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
            answer,
            body=change(_whole(answer)),
            chunks=None,
            headers={**answer.headers, **named},
        )
    )


def _whole(answer: Answer) -> bytes:
    return answer.body if answer.chunks is None else b"".join(answer.chunks)


def _reset(handler: _Handler, _: Answer) -> None:
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()


@functools.cache
def _bomb() -> bytes:
    return gzip.compress(b" " * 80_000_000)


def well(handler: _Handler, answer: Answer) -> None:
    """Pass the agency's answer on as it is."""
    handler.give(answer)


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
    "a gzip bomb": _body(lambda _: _bomb(), Content_Encoding="gzip"),
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
        answer = self.front.server.answer(question)
        if answer.chunks is None:
            self.front.meant.add(hashlib.sha256(answer.body).hexdigest())
        with contextlib.suppress(OSError):
            self.front.behave(self, answer)

    do_GET = do_POST = _serve  # noqa: N815

    def give(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.media_type:
            self.send_header("Content-Type", answer.media_type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        body = _whole(answer)
        self.send_header("Content-Length", str(answer.stated_length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""


class Front:
    """Stands before a local agency and does to its answers what it is told.

    Attributes:
        server: The agency.
        behave: What is done.
        meant: SHA-256 of what the agency itself answered, before anything was done to it.
    """

    def __init__(self, server: LocalServer) -> None:
        self.server = server
        self.meant: set[str] = set()
        self.behave: Misbehave = well
        handler = type("Handler", (_Handler,), {"front": self})
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._listener.daemon_threads = True
        self._listener.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.url = f"http://127.0.0.1:{self._listener.server_address[1]}"
        threading.Thread(target=self._listener.serve_forever, daemon=True).start()
