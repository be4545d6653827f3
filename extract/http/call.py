"""One request as its caller wants it, and the judgements that need nothing but it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from extract.http.response import Response, accepts, excerpt, hide_secrets, looks_like_html
from warehouse.errors import FetchError, SourceChangedError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 5
_MARKUP = frozenset({"text/html", "application/xhtml+xml", "text/*", "*/*"})


@dataclasses.dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds.

    Attributes:
        connect: For the connection.
        read: Between two pieces of an answer.
        total: For one whole answer, from asking to its last byte.
    """

    connect: float = 10.0
    read: float = 60.0
    total: float = 300.0


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Attributes:
        method: ``GET`` or ``POST``.
        url: Full address.
        headers: All headers to send.
        timeouts: How long to wait.
        max_bytes: Size above which the answer is refused, unread.
        body: Body of a POST.
        accept: Media types that are healthy; empty for any.
        accept_status: Error statuses to hand back as answers.
        source_id: Source, for messages.
    """

    method: str
    url: str
    headers: Mapping[str, str] = dataclasses.field(repr=False)  # may hold credentials
    timeouts: Timeouts
    max_bytes: int
    body: bytes | None = None
    accept: tuple[str, ...] = ()
    accept_status: tuple[int, ...] = ()
    source_id: str | None = None

    @property
    def where(self) -> dict[str, str | None]:
        """Source and address, as our errors take them."""
        return {"source_id": self.source_id, "url": hide_secrets(self.url)}

    @property
    def is_conditional(self) -> bool:
        """Whether "not modified" would be an answer."""
        return bool({"If-None-Match", "If-Modified-Since"} & self.headers.keys())

    def check_address(self) -> None:
        """Raise if the address cannot be asked at all.

        Raises:
            FetchError: It is not http(s), names no host, or no port that there can be.
        """
        try:
            parts = urlsplit(self.url)
            is_good = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:
            is_good = False
        if not is_good:
            raise FetchError(
                "This is no web address",
                **self.where,
                expected="http:// or https:// and a host",
                remedy="correct the address in the source's declaration",
            )

    def redirect(self, response: Response) -> Call:
        """Return the call to make instead.

        A question asked by POST keeps its method and body on the same host (http to
        https, say) whatever the status; a browser would ask again without the body.

        Raises:
            FetchError: The new place is not safe to follow to.
        """
        place = response.headers["location"]
        try:
            target = urljoin(self.url, place)
            old, new = urlsplit(self.url), urlsplit(target)
        except ValueError:
            target, old, new = place, urlsplit(self.url), urlsplit("")
        is_downgrade = old.scheme == "https" and new.scheme != "https"
        is_elsewhere = self.method == "POST" and old.hostname != new.hostname
        if is_downgrade or is_elsewhere or new.scheme not in {"http", "https"}:
            raise FetchError(
                "The address leads to a place we do not follow to",
                **self.where,
                expected="https, and for a POST the same host",
                found=hide_secrets(target)[:500],
                remedy="check that the agency has moved, then correct the source's address",
            )
        if response.status == 303:
            return dataclasses.replace(self, url=target, method="GET", body=None)
        return dataclasses.replace(self, url=target)

    def check_kind(self, response: Response) -> None:
        """Raise if the answer is not of a kind that was asked for.

        An answer without any media type passes, unless it is plainly a page of markup:
        its parser will see.

        Raises:
            SourceChangedError: HTML where JSON is expected, and the like.
        """
        if not self.accept:
            return
        is_page = looks_like_html(response.content) and not _MARKUP.intersection(self.accept)
        is_named_well = not response.media_type or accepts(response.media_type, self.accept)
        if is_named_well and not is_page:
            return
        found = response.media_type or "no media type"
        raise SourceChangedError(
            "The answer is of another kind than the source expects",
            **self.where,
            place="Content-Type",
            expected=" or ".join(self.accept),
            found=f"{found}, beginning {excerpt(response.content)!r}",
            remedy="look at the address: an outage page, a moved service or a bot check",
        )

    def too_large(self, found: str) -> FetchError:
        """Return the error for an answer above ``max_bytes``."""
        return FetchError(
            "The document is far larger than it should be",
            **self.where,
            expected=f"at most {self.max_bytes:,} bytes",
            found=found,
            remedy="look at the page; raise the source's max_bytes if the growth is real",
        )
