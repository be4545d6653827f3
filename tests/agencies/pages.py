"""A web site of plain pages that can misbehave. All of its content is synthetic."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from tests.agencies.server import Answer, LocalServer, Question

PAGE = (
    "<!DOCTYPE html><html><head><title>Synthetic page</title></head><body>"
    "<h1>Klynger på prøve</h1><ul><li>Syntetisk klynge Ærø</li></ul></body></html>"
)


class PageServer(LocalServer):
    """Serves pages by path; each page is an answer, or a function that makes one.

    Args:
        pages: Path to answer. :meth:`put` adds more.
        robots: Text of robots.txt; None for 404.
        robots_status: Status of robots.txt.
    """

    def __init__(
        self,
        pages: dict[str, Answer | Callable[[Question], Answer]] | None = None,
        *,
        robots: str | None = None,
        robots_status: int = 200,
    ) -> None:
        super().__init__()
        self.pages = dict(pages or {})
        self.robots = robots
        self.robots_status = robots_status

    def put(self, path: str, page: Answer | Callable[[Question], Answer]) -> None:
        self.pages[path] = page

    def answer(self, question: Question) -> Answer:
        if question.path == "/robots.txt":
            if self.robots is None and self.robots_status == 200:
                return Answer(b"", 404, "text/plain")
            return Answer((self.robots or "").encode(), self.robots_status, "text/plain")
        page = self.pages.get(question.path)
        if page is None:
            return Answer(b"<html>not here</html>", 404, "text/html")
        return page(question) if callable(page) else page


def html(text: str = PAGE, **more: object) -> Answer:
    """Return a healthy page in UTF-8."""
    return Answer(text.encode(), media_type="text/html; charset=utf-8", **more)  # type: ignore[arg-type]


def truncated() -> Answer:
    """A body that breaks off half-way through what its length promised."""
    body = PAGE.encode()
    return Answer(body[: len(body) // 2], media_type="text/html", stated_length=len(body))


def wrong_kind() -> Answer:
    """A page of markup in the place of a data file, labelled as what it is."""
    return html("<!DOCTYPE html><html><body>Service unavailable</body></html>")


def mislabelled() -> Answer:
    """A page of markup that claims to be JSON, as in an outage."""
    return Answer(b"<!DOCTYPE html><html><body>Service unavailable</body></html>")


def huge(*, states_length: bool, size: int = 30_000_000) -> Answer:
    """Thirty megabytes where thirty kilobytes are usual, with or without saying so."""
    if states_length:
        return Answer(b"x" * 1000, media_type="text/html", stated_length=size)
    block = b"x" * 100_000
    return Answer(media_type="text/html", chunks=(block for _ in range(size // len(block))))


def slow(seconds: float) -> Answer:
    """A healthy page after a silence."""
    return html(pause_seconds=seconds)


def latin1_declared_utf8() -> Answer:
    """Latin-1 bytes under a UTF-8 label."""
    return Answer(PAGE.encode("latin-1"), media_type="text/html; charset=utf-8")


def with_validators(
    answer: Answer, *, etag: str, last_modified: str
) -> Callable[[Question], Answer]:
    """A page that honours conditional requests."""

    def serve(question: Question) -> Answer:
        headers = {"ETag": etag, "Last-Modified": last_modified}
        if (
            question.headers.get("If-None-Match") == etag
            or question.headers.get("If-Modified-Since") == last_modified
        ):
            return Answer(b"", 304, None, headers)
        return dataclasses.replace(answer, headers=headers)

    return serve


def failing(
    times: int, then: Answer, *, status: int = 503, **headers: str
) -> Callable[[Question], Answer]:
    """Fails a number of times, then answers."""
    left = [times]

    def serve(_: Question) -> Answer:
        if left[0] > 0:
            left[0] -= 1
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return Answer(b"busy", status, "text/plain", named)
        return then

    return serve
