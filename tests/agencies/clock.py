"""A clock that moves only when somebody sleeps."""

from __future__ import annotations

import datetime as dt
import threading


class FakeClock:
    """Give ``clock.time`` and ``clock.sleep`` to a client; read ``clock.slept`` afterwards."""

    def __init__(
        self, start: dt.datetime = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
    ) -> None:
        self._seconds = start.timestamp()
        self._lock = threading.Lock()
        self.slept: list[float] = []

    def time(self) -> float:
        with self._lock:
            return self._seconds

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self._seconds += max(0.0, seconds)
