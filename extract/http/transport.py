"""One try at one request: send, judge the status, read the body within its limits."""

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable, Iterator
from http.cookiejar import DefaultCookiePolicy
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
import urllib3

from extract.http.call import REDIRECTS, Call
from extract.http.connection import (
    CheckedAdapter,
    ForbiddenAddressError,
    Leave,
    check_literal,
    given,
)
from extract.http.host_policies import INSIDE_SETTING
from extract.http.limits import RateLimiter, read_exhausted_window
from extract.http.response import KEPT_HEADERS, Response, excerpt, parse_content_type
from extract.http.retries import RETRIED_STATUSES, TransientError, parse_retry_after
from warehouse.errors import FetchError, SourceRefusedError

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

    def send(
        self, call: Call, sink: BinaryIO, limiter: RateLimiter, *, may_be_inside: bool = False
    ) -> Response:
        """Make one request and read its body into ``sink``.

        Args:
            call: What to ask. Redirects are handed back, not followed.
            sink: Where the body goes; emptied first.
            limiter: The host's; told when the host asks for a pause.
            may_be_inside: Whether the host may have an address that is not public.

        Returns:
            The answer, with empty ``content``.

        Raises:
            TransientError: It failed in a way that may pass.
            FetchError: It failed for good.
        """
        sink.seek(0)
        sink.truncate()
        leave = Leave(self._clock() + call.timeouts.total, self._clock, may_be_inside)
        try:
            with given(leave):
                if not may_be_inside:
                    check_literal(urlsplit(call.url).hostname or "")
                return self._exchange(call, sink, limiter, leave)
        except ForbiddenAddressError as error:
            raise SourceRefusedError(
                "The address leads into a network that is not public",
                **call.where,
                expected="a host with public addresses",
                found=str(error),
                remedy="look at the address or the redirect; a host of your own that may be asked "
                f"is named in {INSIDE_SETTING}",
            ) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            if leave.is_over:
                raise self._overdue(call, sink.tell()) from error
            raise TransientError(_name_failure(error)) from error

    def _exchange(self, call: Call, sink: BinaryIO, limiter: RateLimiter, leave: Leave) -> Response:
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
                limiter.defer(min(window, self._longest_defer_seconds))
            self._check_status(call, answer, limiter, leave)
            if answer.status_code not in {304, *REDIRECTS}:
                sink.writelines(self._read(call, answer, leave))
            return self._describe(call, answer)

    def _check_status(
        self, call: Call, answer: requests.Response, limiter: RateLimiter, leave: Leave
    ) -> None:
        status = answer.status_code
        if status in {200, *REDIRECTS, *call.accept_status} or (
            status == 304 and call.is_conditional
        ):
            return
        if status in RETRIED_STATUSES:
            asked = parse_retry_after(answer.headers.get("Retry-After"), self.now())
            if asked is not None and asked <= self._longest_defer_seconds:
                limiter.defer(asked)
            raise TransientError(f"HTTP {status}", asked, status)
        detail = excerpt(b"".join(self._read(call, answer, leave))) if status >= 400 else ""
        raise FetchError(
            "The host refuses the request" if 400 <= status < 500 else "The host failed",
            **call.where,
            expected="HTTP 200",
            found=f"HTTP {status}" + (f": {detail}" if detail else ""),
            remedy="check the address and the query against the agency's documentation",
        )

    def _read(self, call: Call, answer: requests.Response, leave: Leave) -> Iterator[bytes]:
        """Yield the body in pieces; stop at the size limit and at the end of the leave.

        An error's body is cut at 64 KiB instead, for nobody reads more of it.
        """
        is_error = answer.status_code >= 400
        limit = _ERROR_BODY_BYTES if is_error else call.max_bytes
        stated = answer.headers.get("Content-Length", "")
        length = int(stated[:20]) if stated.isascii() and stated.isdigit() else 0
        if not is_error and length > limit:
            raise call.too_large(f"{length:,} bytes stated by the server")
        size = 0
        # read1 returns what has come, so that a trickle is noticed.
        while chunk := answer.raw.read1(_CHUNK_BYTES, decode_content=True):
            size += len(chunk)
            if size > limit and is_error:
                return
            if size > limit:
                raise call.too_large(f"more than {limit:,} bytes, reading stopped")
            if leave.is_over:
                raise self._overdue(call, size)
            yield chunk

    def _overdue(self, call: Call, size: int) -> FetchError:
        return FetchError(
            "The answer takes too long",
            **call.where,
            expected=f"at most {call.timeouts.total:g} s for the whole answer",
            found=f"{size:,} bytes by then",
            remedy="run again later; ask for less at a time if it stays",
        )

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
            etag=_validator(headers.get("ETag")),
            last_modified=_validator(headers.get("Last-Modified")),
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
            for scheme in ("http://", "https://"):
                session.mount(scheme, CheckedAdapter())
            session.auth = _keep_request  # a .netrc on the machine is nobody's business
            self._local.session = session
        return session


def fill(response: Response, requested_url: str, content: bytes = b"") -> Response:
    """Return the answer with its body and the address first asked for."""
    return dataclasses.replace(response, requested_url=requested_url, content=content)


def _validator(value: str | None) -> str | None:
    """A validator that can be sent back as it came, or None."""
    return (
        value if value and len(value) <= 500 and value.isascii() and value.isprintable() else None
    )


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
