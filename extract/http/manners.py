"""Whether an address may be asked now, and how fast."""

import datetime as dt
import threading
from collections.abc import Callable, Mapping

from extract.http.call import Call
from extract.http.host_policies import HostPolicy, find_policy, host_key
from extract.http.hours import find_closure
from extract.http.limits import RateLimiter
from extract.http.robots import RobotsGate
from warehouse.errors import OutageError, SourceRefusedError

#: Longest pause between two requests that a host can make us keep.
LONGEST_INTERVAL_SECONDS = 120.0


class Manners:
    """What the hosts ask of us, put together; safe to share between threads.

    Args:
        policies: Declared manners by host.
        robots: The rules of robots.txt.
        clock: Seconds since the epoch.
        sleep: Waits for a number of seconds.
    """

    def __init__(
        self,
        policies: Mapping[str, HostPolicy],
        robots: RobotsGate,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._policies = policies
        self._robots = robots
        self._clock = clock
        self._sleep = sleep
        self._limiters: dict[str, RateLimiter] = {}
        self._lock = threading.Lock()

    def find_limiter(self, url: str) -> RateLimiter:
        """Return the host's limiter."""
        key = host_key(url)
        with self._lock:
            if key not in self._limiters:
                interval = find_policy(url, self._policies).interval_seconds
                self._limiters[key] = RateLimiter(interval, clock=self._clock, sleep=self._sleep)
            return self._limiters[key]

    def may_be_inside(self, url: str) -> bool:
        """Return whether the host may have an address that is not public."""
        return find_policy(url, self._policies).may_be_inside

    def ask_leave(self, call: Call) -> None:
        """Raise if the call may not be made now.

        Raises:
            SourceRefusedError: A host we never ask, closed hours, or robots.txt.
        """
        policy = find_policy(call.url, self._policies)
        if policy.refusal:
            raise SourceRefusedError(
                f"This host is not fetched: {policy.refusal}",
                **call.where,
                remedy="transcribe the page by hand into the bundled archive, dated",
            )
        self._check_hours(call, policy)
        if not policy.is_api(call.url):
            self._check_robots(call)

    def _check_hours(self, call: Call, policy: HostPolicy) -> None:
        now = dt.datetime.fromtimestamp(self._clock(), tz=dt.UTC)
        closure = find_closure(policy.closed, now)
        if closure is None:
            return
        window, reopens_at = closure
        raise SourceRefusedError(
            f"The host is closed: {window.reason}",
            **call.where,
            expected=f"a call outside {window.start:%H:%M}-{window.end:%H:%M} {window.zone}",
            found=f"{now:%H:%M} UTC",
            remedy=f"run again after {reopens_at.isoformat()}",
        )

    def _check_robots(self, call: Call) -> None:
        verdict = self._robots.judge(call.url)
        if verdict.is_outage:
            raise OutageError(
                f"The host does not answer: {verdict.reason}",
                **call.where,
                place="robots.txt",
                expected="an answer",
                remedy="run again later; an earlier good capture serves, if there is one",
            )
        if not verdict.is_allowed:
            raise SourceRefusedError(
                f"We may not fetch this page: {verdict.reason}",
                **call.where,
                place="robots.txt",
                remedy="leave it; transcribe by hand if the facts are needed and terms allow",
            )
        delay = verdict.crawl_delay_seconds
        if delay and not delay <= LONGEST_INTERVAL_SECONDS:
            raise SourceRefusedError(
                "robots.txt asks for longer pauses than a run can keep",
                **call.where,
                place="robots.txt",
                expected=f"Crawl-delay of at most {LONGEST_INTERVAL_SECONDS:g} s",
                found=f"{delay:g} s",
                remedy="transcribe the page by hand if the facts are needed and terms allow",
            )
        if delay:
            self.find_limiter(call.url).slow_down(delay)
