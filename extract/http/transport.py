"""One try at one request: send, judge the status, read the body within its limits."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable, Iterator
from http.cookiejar import DefaultCookiePolicy
from typing import BinaryIO

import requests
import urllib3

from extract.http.call import REDIRECTS, Call
from extract.http.limits import RateLimiter, read_exhausted_window
from extract.http.response import KEPT_HEADERS, Response, excerpt, parse_content_type
from extract.http.retries import RETRIED_STATUSES, TransientError, parse_retry_after
from warehouse.errors import FetchError

_CHUNK_BYTES = 65_536
_ERROR_BODY_BYTES = 65_536


class Transport:
    """Makes single requests over ``requests``; safe to share between threads.

    Args:
        clock: Seconds since the epoch.
        session: A session to use; by default one per thread, without cookies or ``.netrc``.
        longest_defer_seconds: Longest ``Retry-After`` that holds up the whole host.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        session: requests.Session | None,
        longest_defer_seconds: float,
    ) -> None:
        self._clock = clock
        self._session = session
        self._local = threading.local()
        self._longest_defer_seconds = longest_defer_seconds

    def send(self, call: Call, sink: BinaryIO, limiter: RateLimiter) -> Response:
        """Make one request, when the limiter lets it, and read its body into ``sink``.

        Args:
            call: What to ask. Redirects are handed back, not followed.
            sink: Where the body goes; emptied first.
            limiter: The host's.

        Returns:
            The answer, with empty ``content``.

        Raises:
            TransientError: It failed in a way that may pass.
            FetchError: It failed for good.
        """
        sink.seek(0)
        sink.truncate()
        limiter.acquire()
        deadline = self._clock() + call.timeouts.total
        try:
            with self._open_session().request(
                call.method,
                call.url,
                data=call.body,
                headers=dict(call.headers),
                timeout=(call.timeouts.connect, call.timeouts.read),
                allow_redirects=False,
                stream=True,
            ) as answer:
                window = read_exhausted_window(answer.headers)
                if window is not None:
                    limiter.defer(window)
                if answer.status_code not in {304, *REDIRECTS}:
                    self._check_status(call, answer, limiter)
                    sink.writelines(self._read(call, answer, deadline))
                return self._describe(call, answer)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise TransientError(_name_failure(error)) from error

    def _check_status(self, call: Call, answer: requests.Response, limiter: RateLimiter) -> None:
        status = answer.status_code
        if status < 400 or status in call.accept_status:
            return
        if status in RETRIED_STATUSES:
            asked = parse_retry_after(answer.headers.get("Retry-After"), self.now())
            if asked is not None and asked <= self._longest_defer_seconds:
                limiter.defer(asked)
            raise TransientError(f"HTTP {status}", asked, status)
        detail = excerpt(b"".join(self._read(call, answer, None)))
        raise FetchError(
            "The host refuses the request" if status < 500 else "The host failed",
            **call.where,
            expected="HTTP 200",
            found=f"HTTP {status}" + (f": {detail}" if detail else ""),
            remedy="check the address and the query against the agency's documentation",
        )

    def _read(
        self, call: Call, answer: requests.Response, deadline: float | None
    ) -> Iterator[bytes]:
        """Yield the body in pieces; stop at the size limit and at the deadline.

        An error's body is cut at 64 KiB instead, for nobody reads more of it.
        """
        is_error = answer.status_code >= 400
        limit = _ERROR_BODY_BYTES if is_error else call.max_bytes
        stated = answer.headers.get("Content-Length", "")
        if not is_error and stated.isdigit() and int(stated) > limit:
            raise call.too_large(f"{int(stated):,} bytes stated by the server")
        size = 0
        # read1 returns what has come, so that a trickle cannot outlast the deadline.
        while chunk := answer.raw.read1(_CHUNK_BYTES, decode_content=True):
            size += len(chunk)
            if size > limit and is_error:
                return
            if size > limit:
                raise call.too_large(f"more than {limit:,} bytes, reading stopped")
            if deadline is not None and self._clock() > deadline:
                raise FetchError(
                    "The answer takes too long",
                    **call.where,
                    expected=f"at most {call.timeouts.total:g} s for the whole answer",
                    found=f"{size:,} bytes by then",
                    remedy="run again later; ask for less at a time if it stays",
                )
            yield chunk

    def _describe(self, call: Call, answer: requests.Response) -> Response:
        headers = answer.headers
        media_type, encoding = parse_content_type(headers.get("Content-Type"))
        request = None
        if call.method != "GET":
            request = f"{call.method} {(call.body or b'').decode('utf-8', 'replace')}".rstrip()
        return Response(
            url=call.url,
            status=answer.status_code,
            media_type=media_type,
            encoding=encoding,
            content=b"",
            etag=headers.get("ETag"),
            last_modified=headers.get("Last-Modified"),
            retrieved_at=self.now(),
            not_modified=answer.status_code == 304,
            headers={name: headers[name] for name in KEPT_HEADERS if name in headers},
            requested_url=call.url,
            request=request,
        )

    def now(self) -> dt.datetime:
        """Return the present instant in UTC."""
        return dt.datetime.fromtimestamp(self._clock(), tz=dt.UTC)

    def _open_session(self) -> requests.Session:
        if self._session is not None:
            return self._session
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            session.auth = _keep_request  # a .netrc on the machine is nobody's business
            self._local.session = session
        return session


def fill(response: Response, requested_url: str, content: bytes = b"") -> Response:
    """Return the answer with its body and the address first asked for."""
    return dataclasses.replace(response, requested_url=requested_url, content=content)


def _keep_request(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


_FAILURES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((requests.exceptions.ConnectTimeout,), "no connection in time"),
    ((requests.Timeout, urllib3.exceptions.TimeoutError), "no answer in time"),
    ((requests.exceptions.SSLError,), "no trusted TLS connection"),
    ((urllib3.exceptions.DecodeError,), "the answer's compression is damaged"),
    ((urllib3.exceptions.ProtocolError,), "the answer broke off"),
)


def _name_failure(error: Exception) -> str:
    """Return a short name for a network failure; addresses and objects are left out."""
    for kinds, name in _FAILURES:
        if isinstance(error, kinds):
            return name
    return f"no connection ({type(error).__name__})"
