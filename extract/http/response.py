"""What came back, and the words used about it in messages."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from email.message import Message
from urllib.parse import urlsplit, urlunsplit

KEPT_HEADERS = (
    *("content-type", "content-length", "date", "etag", "last-modified", "location", "retry-after"),
    *("statbankapi-request-id", "x-ratelimit-limit", "x-ratelimit-policy", "x-ratelimit-remaining"),
)
_SECRET_PARAMETER = re.compile(r"(?i)([?&][^=&]*(?:key|token|secret|passw|auth|sig)[^=&]*=)[^&]*")


@dataclasses.dataclass(frozen=True, slots=True)
class Response:
    """One answer, whole, with its circumstances.

    Attributes:
        url: Final address, after redirects.
        status: HTTP status.
        media_type: Without parameters, lower case; empty when the server named none.
        encoding: Character set as the header declares it, or None.
        content: The body as sent, after transfer and content coding; empty when not modified.
        etag: Validator for the next conditional request.
        last_modified: Validator for the next conditional request.
        retrieved_at: UTC instant at which the answer was complete.
        not_modified: The server says that nothing changed since the validators given.
        headers: The headers worth keeping, by lower-case name.
        requested_url: Address that was asked for.
        request: What was asked beyond the address (method and body), None for a plain GET.
    """

    url: str
    status: int
    media_type: str
    encoding: str | None
    content: bytes = dataclasses.field(repr=False)
    etag: str | None
    last_modified: str | None
    retrieved_at: dt.datetime
    not_modified: bool
    headers: Mapping[str, str]
    requested_url: str
    request: str | None = None


def parse_content_type(value: str | None) -> tuple[str, str | None]:
    """Return media type (lower case, without parameters) and declared character set."""
    if not value:
        return "", None
    message = Message()
    message["Content-Type"] = value
    charset = message.get_param("charset")
    media_type = value.partition(";")[0].strip().lower()
    return media_type, charset.lower() if isinstance(charset, str) and charset else None


def accepts(media_type: str, accept: tuple[str, ...]) -> bool:
    """Return whether a media type is one of those that are healthy.

    A range (``text/*``) and a structured suffix (``application/json`` for
    ``application/vnd.x+json``) count.
    """
    main = media_type.partition("/")[0]
    for wanted in (kind.lower() for kind in accept):
        sub = wanted.partition("/")[2]
        if media_type == wanted or wanted in {"*/*", f"{main}/*"}:
            return True
        if sub in {"json", "xml"} and media_type.endswith(f"+{sub}"):
            return True
    return False


def looks_like_html(content: bytes) -> bool:
    """Return whether a body begins as a page of markup, whatever its label says."""
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html"))


def excerpt(content: bytes, length: int = 120) -> str:
    """Return the beginning of a body for a message: one line, printable, short."""
    text = content[: length * 4].decode("utf-8", "replace")
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= length else f"{line[:length]}..."


def hide_secrets(url: str) -> str:
    """Return the address without user, password and the values of key-like parameters."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that is none"
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return _SECRET_PARAMETER.sub(r"\1***", bare)
