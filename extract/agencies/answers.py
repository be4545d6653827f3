"""Reading the small JSON answers of agencies: metadata, lists, errors.

An answer of another shape than the protocol's is a ``SourceChangedError`` for all readers of
``extract.agencies``; whose visit it was, the caller's caller knows and adds.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from extract.archive import make_capture
from extract.http.client import Client, Response
from extract.http.response import excerpt
from warehouse.errors import SourceChangedError
from warehouse.records import Capture


class Service:
    """An agency's interface."""

    def __init__(self, client: Client, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._client = client


def _read(response: Response) -> Any:
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError as error:
        raise SourceChangedError(
            "The answer is no valid JSON",
            url=response.url,
            place=f"character {error.pos}",
            expected="JSON",
            found=excerpt(response.content),
            remedy="run again later; look at the address if it stays",
        ) from None


def read_object(response: Response) -> dict[str, Any]:
    """Return the parsed body, which must be an object."""
    value = _read(response)
    if isinstance(value, dict):
        return value
    raise changed(response, "the root", "an object", type(value).__name__)


def read_array(response: Response) -> list[Any]:
    """Return the parsed body, which must be an array."""
    value = _read(response)
    if isinstance(value, list):
        return value
    raise changed(response, "the root", "an array", type(value).__name__)


def read_problem(response: Response) -> str:
    """Return what an error answer says, in one line: title, detail or message."""
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return excerpt(response.content)
    if not isinstance(body, Mapping):
        return excerpt(response.content)
    words = [body.get(name) for name in ("title", "detail", "errorTypeCode", "message", "error")]
    return "; ".join(str(word) for word in words if isinstance(word, str)) or excerpt(
        response.content
    )


def changed(response: Response, place: str, expected: str, found: str) -> SourceChangedError:
    """Return the error for an answer of another shape than the protocol's."""
    return SourceChangedError(
        "The agency's answer has another shape than its protocol says",
        url=response.url,
        place=place,
        expected=expected,
        found=found,
        remedy="compare the answer with the agency's documentation and adapt the client",
    )


@contextlib.contextmanager
def reading(response: Response, place: str, expected: str) -> Iterator[None]:
    """Turn what goes wrong while an answer is taken apart into our error."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise changed(response, place, expected, repr(error)[:120]) from None


def is_later(updated: object, since: dt.datetime) -> bool:
    """Return whether an agency's time stamp is later than an aware instant.

    A stamp without a zone is taken as UTC, at most two hours early for the Nordic agencies.
    One that cannot be read counts as later. Either way a change is rather asked for once
    too often than missed.
    """
    try:
        moment = dt.datetime.fromisoformat(str(updated))
    except ValueError:
        return True
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return moment > since


def response_of(capture: Capture) -> Response:
    """Return an archived answer as the answer that the readers of the protocols take."""
    return Response(
        url=capture.url,
        status=capture.status or 200,
        media_type=capture.media_type,
        encoding=capture.encoding,
        content=capture.content,
        etag=capture.etag,
        last_modified=capture.last_modified,
        retrieved_at=capture.captured_at,
        not_modified=False,
        headers={},
        requested_url=capture.url,
        request=capture.request,
    )


def capture_of(
    response: Response, source_id: str, *, url: str | None = None, kind: str = "application/json"
) -> Capture:
    """Return an answer as a capture, to be archived as it came.

    Args:
        response: The answer.
        source_id: The source that owns it.
        url: Address to keep it under; the one that answered when None.
        kind: Media type where the server named none.
    """
    return make_capture(
        source_id=source_id,
        url=url or response.url,
        content=response.content,
        captured_at=response.retrieved_at,
        method="http",
        media_type=response.media_type or kind,
        encoding=response.encoding,
        status=response.status,
        etag=response.etag,
        last_modified=response.last_modified,
        request=response.request,
    )


#: What databases write where they know no day.
_NO_DAY = frozenset(
    {"0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "2099-12-31"}
)
_NO_YEAR = frozenset({"0000", "2999", "3000", "9999"})


def read_day(value: str | None) -> dt.date | None:
    """The day an agency writes in ISO 8601, with or without a time; None for a placeholder."""
    day = (value or "").strip()[:10]
    if not day or day in _NO_DAY or day[:4] in _NO_YEAR:
        return None
    return dt.date.fromisoformat(day)
