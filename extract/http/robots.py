"""robots.txt: asked for once per host and day, and obeyed."""

import dataclasses
import threading
from collections import defaultdict
from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

_FRESH_SECONDS = 24 * 3600.0
_RETRY_SECONDS = 600.0
_SILENCE_SECONDS = 20.0


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What robots.txt says about one address.

    Attributes:
        is_allowed: Whether we may fetch it.
        reason: Why not.
        crawl_delay_seconds: The delay the host asks for, if any.
        is_outage: Not allowed only because robots.txt could not be read now.
    """

    is_allowed: bool
    reason: str = ""
    crawl_delay_seconds: float | None = None
    is_outage: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class _Rules:
    parsed: Protego | None
    refusal: str
    expires_at: float


class RobotsGate:
    """Keeps the rules of each host; safe to share between threads.

    A missing file (4xx) allows everything; a failing or busy server (5xx, 429, no answer)
    refuses for now and is asked again after ten minutes, or some seconds when it is silent.

    Args:
        fetch: Gets a robots.txt by address; returns its status (None when no answer came)
            and its text.
        agent: Product token of our User-Agent.
        clock: Seconds since the epoch.

    Source: RFC 9309, sections 2.3.1.3 and 2.3.1.4.
    """

    def __init__(
        self,
        fetch: Callable[[str], tuple[int | None, str]],
        *,
        agent: str,
        clock: Callable[[], float],
    ) -> None:
        self._fetch = fetch
        self._agent = agent
        self._clock = clock
        self._rules: dict[str, _Rules] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def judge(self, url: str) -> Verdict:
        """Return whether the address may be fetched."""
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        with self._locks[root]:  # one question per host, however many threads want to know
            rules = self._rules.get(root)
            if rules is None or rules.expires_at <= self._clock():
                rules = self._load(f"{root}/robots.txt")
                self._rules[root] = rules
        if rules.refusal:
            return Verdict(False, rules.refusal, is_outage=True)
        if rules.parsed is None:
            return Verdict(True)
        delay = rules.parsed.crawl_delay(self._agent)
        if rules.parsed.can_fetch(url, self._agent):
            return Verdict(True, crawl_delay_seconds=None if delay is None else float(delay))
        return Verdict(False, "robots.txt disallows this address for programs")

    def _load(self, address: str) -> _Rules:
        status, text = self._fetch(address)
        now = self._clock()
        if status is None or status == 429 or status >= 500:
            found = "no answer" if status is None else f"HTTP {status}"
            again = now + (_SILENCE_SECONDS if status is None else _RETRY_SECONDS)
            return _Rules(None, f"robots.txt could not be read ({found})", again)
        if status >= 400:
            return _Rules(None, "", now + _FRESH_SECONDS)
        return _Rules(Protego.parse(text), "", now + _FRESH_SECONDS)
