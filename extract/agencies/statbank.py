"""Statistics Denmark's StatBank API.

Source: https://www.dst.dk/da/Statistik/hjaelp-til-statistikbanken/api
"""

import datetime as dt
import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

import orjson

from extract.agencies.answers import Service, is_later, read_array, read_object, reading
from extract.agencies.pxweb_documents import check_size
from extract.agencies.table_metadata import Dimension, TableMetadata, complete_selection
from extract.agencies.table_selection import Selection, count_cells, split
from extract.http.client import Client, Response
from warehouse.errors import FetchError, SourceChangedError, SourceRefusedError

STATBANK_URL = "https://api.statbank.dk/v1"
#: Rows times (variables and the value) that a format without streaming may hold.
MAX_CELLS = 1_000_000
#: Days of changes that are asked for as a list; in a month a few hundred tables change.
_LONGEST_LIST_DAYS = 31

DataFormat = Literal["JSONSTAT", "BULK"]
_JSON = ("application/json", "text/json")
_ACCEPT = {
    "JSONSTAT": _JSON,
    "BULK": ("text/csv", "text/plain", "application/csv", "application/octet-stream"),
}
_MAX_BYTES = {"JSONSTAT": 60_000_000, "BULK": 300_000_000}


class StatBankClient(Service):
    """Statistics Denmark's tables.

    Args:
        client: The polite client.
        base_url: The service; https only, for http loses the body of a question.
        language: ``da`` or ``en``.
    """

    def __init__(
        self, client: Client, base_url: str = STATBANK_URL, *, language: Literal["da", "en"] = "en"
    ) -> None:
        super().__init__(client, base_url)
        self.language = language

    def is_changed(self, table_id: str, since: dt.datetime) -> bool:
        """Return whether a table changed after an aware instant.

        One request, which lists the tables changed since then only; when that is long ago,
        it reads the table's own description, which is then shorter than the list.
        """
        days = max(1, math.ceil((self._client.now() - since).total_seconds() / 86_400) + 1)
        if days > _LONGEST_LIST_DAYS:
            return is_later(self.metadata(table_id).updated, since)
        response = self._ask("tables", {"includeinactive": False, "pastdays": days}, accept=_JSON)
        with reading(response, "tables", "a list of tables"):
            return any(
                str(item["id"]).upper() == table_id.upper() and is_later(item.get("updated"), since)
                for item in read_array(response)
            )

    def metadata(self, table_id: str) -> TableMetadata:
        """Return a table's metadata."""
        response = self._ask("tableinfo", {"table": table_id}, accept=_JSON)
        body = read_object(response)
        with reading(response, "variables", "StatBank tableinfo"):
            dimensions = tuple(
                Dimension(
                    code=str(item["id"]),
                    label=str(item["text"]),
                    values={str(value["id"]): str(value["text"]) for value in item["values"]},
                    is_time=bool(item["time"]),
                    is_eliminable=bool(item["elimination"]),
                )
                for item in body["variables"]
            )
        return TableMetadata(
            table_id=str(body.get("id", table_id)),
            title=str(body.get("description") or body.get("text", "")),
            dimensions=dimensions,
            updated=body.get("updated"),
            url=response.url,
        )

    def fetch(
        self,
        table_id: str,
        selection: Selection | None = None,
        *,
        metadata: TableMetadata | None = None,
        kept: Collection[str] = (),
    ) -> Iterator[Response]:
        """Yield a table, or a selection of it, within the agency's cell rule.

        Args:
            table_id: Id of the table.
            selection: Codes or expressions by variable; variables not named are whole.
            metadata: If at hand.
            kept: Dimensions that every piece should hold whole.

        Yields:
            JSON-stat 1, whole or in parts that fit; of a whole table that does not fit, BULK:
            semicolon CSV with codes, one answer per period.
        """
        metadata = metadata or self.metadata(table_id)
        explicit = complete_selection(metadata, selection or {})
        for chosen, part in plan(metadata, explicit, kept):
            response = self.data(table_id, part, chosen)
            if chosen == "JSONSTAT":
                check_size(response, part)
            yield response

    def data(self, table_id: str, selection: Selection, data_format: DataFormat) -> Response:
        """Ask one question as it stands.

        Raises:
            SourceChangedError: The table, a variable or a value is gone.
            SourceRefusedError: It is more than the agency gives in this format.
            FetchError: The question itself is wrong.
        """
        question: dict[str, Any] = {
            "table": table_id,
            "format": data_format,
            "variables": [
                {"code": code, "values": list(values)} for code, values in selection.items()
            ],
        }
        if data_format != "JSONSTAT":
            question |= {"valuePresentation": "Code", "delimiter": "Semicolon"}
        return self._ask(
            "data", question, accept=_ACCEPT[data_format], max_bytes=_MAX_BYTES[data_format]
        )

    def _ask(
        self,
        call: str,
        question: Mapping[str, Any],
        *,
        accept: tuple[str, ...],
        max_bytes: int = 30_000_000,
    ) -> Response:
        body: dict[str, Any] = {"lang": self.language, **question}
        if call != "data":
            body["format"] = "JSON"
        response = self._client.post(
            f"{self.base_url}/{call}",
            orjson.dumps(body),
            accept=accept,
            max_bytes=max_bytes,
            accept_status=(400, 404),
        )
        if response.status >= 400:
            raise _explain(response, body)
        return response


def plan(
    metadata: TableMetadata, explicit: Selection, kept: Collection[str] = ()
) -> Iterator[tuple[DataFormat, Selection]]:
    """Yield the calls that fetch a selection: format and part.

    The cell rule counts rows times the number of the table's variables plus one; guides
    that leave out the second factor run into the limit.
    """
    max_rows = MAX_CELLS // (len(metadata.dimensions) + 1)
    is_whole = len(explicit) == len(metadata.dimensions)  # BULK needs every variable
    if count_cells(explicit) <= max_rows or not is_whole:
        for part in split(explicit, max_rows, kept):
            yield "JSONSTAT", part
        return
    time = next((item.code for item in metadata.dimensions if item.is_time), None)
    for period in explicit[time] if time else ():
        yield "BULK", {**explicit, time or "": (period,)}
    if time is None:
        yield "BULK", explicit


_KINDS: Mapping[str, tuple[type[SourceChangedError | SourceRefusedError | FetchError], str]] = {
    "EXTRACT-NOTFOUND": (SourceChangedError, "look the table or code up again with tableinfo"),
    "EXTRACT-NOTALLOWED": (SourceChangedError, "name codes for that variable in the declaration"),
    "REQUEST-LIMIT": (SourceRefusedError, "ask for less at a time, or for BULK"),
}


def _explain(
    response: Response, question: Mapping[str, Any]
) -> SourceChangedError | SourceRefusedError | FetchError:
    """Return the error for one of StatBank's own; they are never worth a second try."""
    try:
        body = orjson.loads(response.content)
        code, message = str(body["errorTypeCode"]), str(body.get("message", ""))
    except (orjson.JSONDecodeError, KeyError, TypeError):
        code, message = f"HTTP {response.status}", "no StatBank error"
    kind, remedy = _KINDS.get(code, (FetchError, "mend the question; it is asked wrongly"))
    request_id = response.headers.get("statbankapi-request-id")
    trace = f" (request {request_id})" if request_id else ""
    return kind(
        "StatBank does not answer this question",
        url=response.requested_url,
        place=f"table {question.get('table', '-')}",
        expected=f"data as {question.get('format')}",
        found=f"{code}: {message[:200]}{trace}",
        remedy=remedy,
    )
