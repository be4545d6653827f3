"""The polite HTTP client: every document that is fetched live is fetched by it.

It keeps each host's rate and closed hours (``extract.http.host_policies``), obeys robots.txt,
retries only what may pass, reads no more than it is allowed to, and says in one sentence
what went wrong.
"""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import importlib.metadata
import io
import itertools
import math
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

import requests
import tenacity

from extract.http.call import MAX_REDIRECTS, REDIRECTS, Call, Timeouts
from extract.http.host_policies import POLICIES, HostPolicy
from extract.http.manners import LONGEST_INTERVAL_SECONDS, Manners
from extract.http.response import Response, hide_secrets
from extract.http.retries import RetryPolicy, TransientError, choose_wait
from extract.http.robots import RobotsGate
from extract.http.transport import Transport, fill
from warehouse.errors import FetchError, OutageError, SourceRefusedError

__all__ = ["Client", "Response", "RetryPolicy", "Timeouts", "build_user_agent"]

PRODUCT = "nordic-clusters"
CONTACT_SETTING = "NORDIC_CLUSTERS_CONTACT"
DEFAULT_CONTACT = "https://nordic-clusters.example/contact"
DEFAULT_MAX_BYTES = 5_000_000
DOWNLOAD_TIMEOUTS = Timeouts(total=3600.0)
#: Requests, and hours, of one visit to one source; several times what the largest needs.
MOST_REQUESTS = 5_000
MOST_SECONDS = 8 * 3600.0
_ROBOTS_BYTES = 500_000
_ROBOTS_STATUSES = tuple(status for status in range(400, 500) if status != 429)


def build_user_agent() -> str:
    """Return the ``User-Agent``: project, version, and where to reach us, if that is set."""
    try:
        version = importlib.metadata.version(PRODUCT)
    except importlib.metadata.PackageNotFoundError:
        version = "0"
    return f"{PRODUCT}/{version} (+{os.environ.get(CONTACT_SETTING) or DEFAULT_CONTACT})"


class Allowance:
    """How much one visit may ask for; safe to share between threads.

    Args:
        clock: Seconds since the epoch.
        requests: Requests in all.
        seconds: Time from the first to the last.
    """

    def __init__(self, clock: Callable[[], float], requests: float, seconds: float) -> None:
        self._clock = clock
        self._requests = requests
        self._ends_at = clock() + seconds
        self._asked = itertools.count(1)

    def spend(self, call: Call) -> None:
        """Count one request.

        Raises:
            FetchError: The allowance is used up.
        """
        if next(self._asked) > self._requests or self._clock() > self._ends_at:
            raise FetchError(
                "The visit asks for more than any visit should",
                **call.where,
                expected=f"at most {MOST_REQUESTS:,} requests in {MOST_SECONDS / 3600:g} hours",
                remedy="look at the service: its pages may have no end; narrow the question",
            )


class Client:
    """Fetches documents politely; safe to share between threads.

    Args:
        user_agent: Defaults to :func:`build_user_agent`.
        clock: Seconds since the epoch.
        sleep: Waits for a number of seconds.
        session: A ``requests`` session to use; by default one per thread, without cookies.
        policies: Manners by host; the declared table by default.
        retry: How long to insist.
        timeouts: How long to wait for an answer.
    """

    def __init__(
        self,
        *,
        user_agent: str | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        session: requests.Session | None = None,
        policies: Mapping[str, HostPolicy] = POLICIES,
        retry: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self.user_agent = user_agent or build_user_agent()
        self._sleep = sleep
        self._retry = retry or RetryPolicy()
        self._timeouts = timeouts or Timeouts()
        self._transport = Transport(
            clock=clock, session=session, longest_defer_seconds=self._retry.total_wait_seconds
        )
        robots = RobotsGate(self._fetch_robots, agent=PRODUCT, clock=clock)
        self._manners = Manners(policies, robots, clock=clock, sleep=sleep)
        self._clock = clock
        self._allowance = Allowance(clock, math.inf, math.inf)
        self._source_id: str | None = None

    def for_visit(self, source_id: str) -> Client:
        """This client with an allowance of requests and time of its own, for one visit.

        Agencies' pages and pieces have no end that they could not move; a visit has one.
        Its errors name the source.
        """
        visitor = copy.copy(self)
        visitor._allowance = Allowance(self._clock, MOST_REQUESTS, MOST_SECONDS)  # noqa: SLF001
        visitor._source_id = source_id  # noqa: SLF001
        return visitor

    def get(
        self,
        url: str,
        *,
        accept: tuple[str, ...] = (),
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int = DEFAULT_MAX_BYTES,
        accept_status: tuple[int, ...] = (),
        timeouts: Timeouts | None = None,
    ) -> Response:
        """Get one document.

        Args:
            url: Full address, http or https.
            accept: Media types that are healthy; empty for any.
            etag: Validator of the last capture, for a conditional request.
            last_modified: Validator of the last capture.
            max_bytes: Size above which the answer is refused, unread.
            accept_status: Error statuses to hand back as answers instead of raising.
            timeouts: Other than the client's.

        Raises:
            FetchError: No usable answer came (network, status, size, time).
            SourceRefusedError: We may not ask now (robots.txt, closed hours, told to wait).
            SourceChangedError: The answer is of another kind than ``accept``.
        """
        headers = self._build_headers(accept)
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        return self._fetch(
            Call(
                method="GET",
                url=url,
                headers=headers,
                timeouts=timeouts or self._timeouts,
                max_bytes=max_bytes,
                accept=accept,
                accept_status=accept_status,
                source_id=self._source_id,
            )
        )

    def post(
        self,
        url: str,
        body: str | bytes,
        *,
        authorization: str | None = None,
        accept: tuple[str, ...] = (),
        max_bytes: int = DEFAULT_MAX_BYTES,
        accept_status: tuple[int, ...] = (),
    ) -> Response:
        """Ask one question in JSON by POST; arguments and errors as for :meth:`get`.

        The question must be a pure query: it is asked again after a failure that may pass.
        ``authorization`` is the header of that name; it is neither logged nor archived.
        """
        headers = {**self._build_headers(accept), "Content-Type": "application/json"}
        if authorization:
            headers["Authorization"] = authorization
        return self._fetch(
            Call(
                method="POST",
                url=url,
                headers=headers,
                timeouts=self._timeouts,
                max_bytes=max_bytes,
                body=body.encode() if isinstance(body, str) else body,
                accept=accept,
                accept_status=accept_status,
                source_id=self._source_id,
            )
        )

    def download(self, url: str, path: Path, *, max_bytes: int) -> None:
        """Get one large document into a file, which appears only when it is whole.

        Arguments and errors as for :meth:`get`.
        """
        call = Call(
            method="GET",
            url=url,
            headers=self._build_headers(()),
            timeouts=DOWNLOAD_TIMEOUTS,
            max_bytes=max_bytes,
            source_id=self._source_id,
        )
        part = path.with_name(f"{path.name}.part")
        try:
            with part.open("w+b") as sink:
                self._insist(call, sink)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def limit_rate(self, url: str, interval_seconds: float) -> None:
        """Slow down for a host that asks for it, within reason; never speeds up."""
        longest = min(interval_seconds, LONGEST_INTERVAL_SECONDS)
        self._manners.find_limiter(url).slow_down(longest)

    def now(self) -> dt.datetime:
        """Return the present instant in UTC, by this client's clock."""
        return self._transport.now()

    def pause(self, seconds: float) -> None:
        """Wait, by this client's clock, before asking whether something is ready."""
        self._sleep(seconds)

    def _build_headers(self, accept: tuple[str, ...]) -> dict[str, str]:
        return {
            "User-Agent": self.user_agent,
            "Accept": ", ".join((*accept, "*/*;q=0.1")) if accept else "*/*",
        }

    def _fetch(self, call: Call) -> Response:
        with io.BytesIO() as sink:  # closed: an error's frames would hold the body on
            response = fill(self._insist(call, sink), call.url, sink.getvalue())
        if response.status < 400 and not response.not_modified:
            call.check_kind(response)
        return response

    def _insist(self, call: Call, sink: BinaryIO) -> Response:
        """Try until it works, it cannot work, or waiting has been long enough."""
        retrying = tenacity.Retrying(
            sleep=self._sleep,
            wait=choose_wait(self._retry),
            stop=self._should_stop,
            retry=tenacity.retry_if_exception_type(TransientError),
            reraise=True,
        )
        try:
            return retrying(self._follow, call, sink)
        except TransientError as error:
            tries = retrying.statistics.get("attempt_number", 1)
            raise self._give_up(call, error, tries) from error

    def _should_stop(self, state: tenacity.RetryCallState) -> bool:
        waited = state.idle_for + state.upcoming_sleep
        return (
            state.attempt_number >= self._retry.attempts or waited > self._retry.total_wait_seconds
        )

    def _give_up(
        self, call: Call, error: TransientError, tries: int
    ) -> OutageError | SourceRefusedError:
        if error.retry_after_seconds is not None:
            moment = self._transport.now() + dt.timedelta(seconds=error.retry_after_seconds)
            return SourceRefusedError(
                "The host asks us to come back later",
                **call.where,
                expected="an answer now",
                found=error.found,
                remedy=f"run again after {moment:%Y-%m-%dT%H:%M:%SZ}",
            )
        return OutageError(
            "The document could not be fetched",
            **call.where,
            expected="a complete answer",
            found=f"{error.found}, {tries} tries",
            remedy="run again later; an earlier good capture serves, if there is one",
        )

    def _follow(self, call: Call, sink: BinaryIO, *, is_robots: bool = False) -> Response:
        """Make one try, through the redirects, within one total of time; each hop asks for leave.

        Waiting for a host's turn is no part of that time.
        """
        current, left = call, call.timeouts.total
        for _ in range(MAX_REDIRECTS + 1):
            current.check_address()
            if not is_robots:
                self._manners.ask_leave(current)
            limiter = self._manners.find_limiter(current.url)
            limiter.acquire()
            self._allowance.spend(current)
            began = self._clock()
            response = self._transport.send(
                current, sink, limiter, may_be_inside=self._manners.may_be_inside(current.url)
            )
            if response.status not in REDIRECTS or "location" not in response.headers:
                return response
            left = max(0.0, left - (self._clock() - began))
            timeouts = dataclasses.replace(call.timeouts, total=left)
            current = dataclasses.replace(current.redirect(response), timeouts=timeouts)
        raise FetchError(
            "The address leads in circles",
            **call.where,
            expected=f"at most {MAX_REDIRECTS} redirects",
            found=f"one more, to {hide_secrets(current.url)}",
            remedy="open the address in a browser and correct it in the source's declaration",
        )

    def _fetch_robots(self, address: str) -> tuple[int | None, str]:
        """Return status and text of a robots.txt; no status when no answer came."""
        call = Call(
            method="GET",
            url=address,
            headers=self._build_headers(()),
            timeouts=Timeouts(connect=5.0, read=10.0, total=20.0),
            max_bytes=_ROBOTS_BYTES,
            accept_status=_ROBOTS_STATUSES,
        )
        with io.BytesIO() as sink:
            try:
                response = self._follow(call, sink, is_robots=True)
            except TransientError as error:
                return error.status, ""
            except FetchError:
                return None, ""
            return response.status, sink.getvalue().decode("utf-8", "replace")
