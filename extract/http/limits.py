"""At most one request per interval and host, in the order of arrival."""

import re
import threading
from collections import deque
from collections.abc import Callable, Mapping


class RateLimiter:
    """Spaces the requests to one host; safe to share between threads.

    Only the first waiter sleeps; the others queue behind it and are let through in the
    order they came, so that a postponement asked for by the server holds for all of them.

    Args:
        interval_seconds: Least time between two starts.
        clock: Seconds since the epoch.
        sleep: Waits for a number of seconds.
    """

    def __init__(
        self, interval_seconds: float, *, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self.interval_seconds = interval_seconds
        self._clock = clock
        self._sleep = sleep
        self._condition = threading.Condition()
        self._queue: deque[object] = deque()
        self._ready_at = 0.0
        self._longest_wait = 0.0

    def acquire(self) -> None:
        """Wait until the next request may start."""
        ticket = object()
        with self._condition:
            self._queue.append(ticket)
        try:
            with self._condition:
                while self._queue[0] is not ticket:
                    self._condition.wait()
            while (wait := self._remaining()) > 0:
                self._sleep(wait)
            self.defer(self.interval_seconds)
        finally:
            with self._condition:
                self._queue.remove(ticket)
                self._condition.notify_all()

    def defer(self, seconds: float) -> None:
        """Let nothing start within the next ``seconds``; never shortens an earlier wait."""
        with self._condition:
            self._longest_wait = max(seconds, self._remaining())
            self._ready_at = self._clock() + self._longest_wait

    def slow_down(self, interval_seconds: float) -> None:
        """Adopt a longer interval, for example from ``/config``; a shorter one is ignored."""
        self.interval_seconds = max(self.interval_seconds, interval_seconds)

    def _remaining(self) -> float:
        # A clock set back must not turn two seconds into an hour.
        return min(self._ready_at - self._clock(), self._longest_wait)


def read_exhausted_window(headers: Mapping[str, str]) -> float | None:
    """Return the seconds to wait when the server says that no call is left, else None.

    Reads ``X-RateLimit-Remaining`` and the window ``w`` of ``X-RateLimit-Policy``
    (``40;w=60s``); without a window, one minute is assumed.

    Source: headers of SSB's PxWebApi 2.
    """
    if headers.get("x-ratelimit-remaining", "").strip() != "0":
        return None
    window = re.search(r"w=(\d+)", headers.get("x-ratelimit-policy", ""))
    return float(window[1]) if window else 60.0
