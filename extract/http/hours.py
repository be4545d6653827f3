"""Hours of the day at which an agency asks not to be called."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo


@dataclasses.dataclass(frozen=True, slots=True)
class ClosedHours:
    """One daily window, in the agency's own time, in which it must not be asked.

    Attributes:
        start: First closed minute.
        end: First open minute; later on the same day than ``start``.
        zone: IANA name of the agency's time zone.
        reason: What happens there in that window.
    """

    start: dt.time
    end: dt.time
    zone: str
    reason: str

    def reopens_at(self, now: dt.datetime) -> dt.datetime | None:
        """Return when the window that holds ``now`` ends, or None outside of it."""
        local = now.astimezone(ZoneInfo(self.zone))
        if self.start <= local.time() < self.end:
            return local.replace(
                hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0
            )
        return None


def find_closure(
    windows: Iterable[ClosedHours], now: dt.datetime
) -> tuple[ClosedHours, dt.datetime] | None:
    """Return the window that holds ``now`` and when it ends, or None if all are open."""
    for window in windows:
        reopens_at = window.reopens_at(now)
        if reopens_at is not None:
            return window, reopens_at
    return None
