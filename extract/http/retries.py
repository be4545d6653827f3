"""When to ask again: back-off with full jitter, and the server's own ``Retry-After``."""

import dataclasses
import datetime as dt
from email.utils import parsedate_to_datetime

import tenacity

#: A server that asks for more says nothing else: not in this run. Dates stay within a calendar.
LONGEST_ASKED_SECONDS = 366 * 86_400.0
_DIGITS = 12
RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})


@dataclasses.dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to insist.

    Attributes:
        attempts: Tries in all.
        first_window_seconds: Upper end of the first random wait; doubles each time.
        longest_window_seconds: Upper end of the last ones.
        total_wait_seconds: Sum of waits after which we give up; a ``Retry-After`` beyond
            it is a refusal.
    """

    attempts: int = 5
    first_window_seconds: float = 2.0
    longest_window_seconds: float = 60.0
    total_wait_seconds: float = 180.0


class TransientError(Exception):
    """One try failed in a way that may pass.

    Args:
        found: What came, for the final message.
        retry_after_seconds: What the server asked for, if it did.
        status: HTTP status, None when no answer came.
    """

    def __init__(
        self, found: str, retry_after_seconds: float | None = None, status: int | None = None
    ) -> None:
        super().__init__(found)
        self.found = found
        self.retry_after_seconds = retry_after_seconds
        self.status = status


def parse_retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Return the seconds a ``Retry-After`` header asks for, or None if it says nothing.

    Source: RFC 9110, section 10.2.3.
    """
    text = (value or "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text[:_DIGITS]), LONGEST_ASKED_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST_ASKED_SECONDS)


def choose_wait(policy: RetryPolicy) -> tenacity.wait.wait_base:
    """Return tenacity's wait: full jitter, and never before the server's ``Retry-After``."""
    jitter = tenacity.wait_random_exponential(
        multiplier=policy.first_window_seconds, max=policy.longest_window_seconds
    )

    class _Wait(tenacity.wait.wait_base):
        def __call__(self, retry_state: tenacity.RetryCallState) -> float:
            outcome = retry_state.outcome
            error = outcome.exception() if outcome is not None else None
            asked = error.retry_after_seconds if isinstance(error, TransientError) else None
            return jitter(retry_state) + (asked or 0.0)

    return _Wait()
