"""PxWebApi 1 (``v0`` at SSB, ``v1`` at SCB and Tillväxtanalys): questions by POST.

It is the fallback for tables that version 2 does not serve, with the same JSON-stat 2
answer for the same selection.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import orjson

from extract.agencies.answers import Service, read_object, read_problem, reading
from extract.agencies.pieces import REFUSALS, fetch_pieces
from extract.agencies.table_metadata import Dimension, TableMetadata, complete_selection
from extract.agencies.table_selection import Selection, count_cells
from extract.http.client import Response
from warehouse.errors import SourceChangedError

#: SCB's page allows 100,000 cells; we keep below it where the agency states no limit.
MAX_CELLS = 90_000
_JSON = ("application/json",)
_BYTES_PER_CELL = 60
#: Names of version 2 for the code lists that both know.
CODELIST = re.compile(r"(agg_single|agg|vs)_(.+)")


class PxWebV1Client(Service):
    """One agency's PxWebApi 1; ``base_url`` is the folder that table paths are relative to."""

    def metadata(self, table: str) -> TableMetadata:
        """Return a table's metadata.

        Raises:
            SourceChangedError: They are of another shape, or the table was withdrawn.
        """
        response = self._client.get(
            f"{quote(self.base_url, safe=':/')}/{quote(table)}",
            accept=_JSON,
            max_bytes=60_000_000,
            accept_status=(400, 404),
        )
        if response.status >= 400:
            raise self._explain(response, table)
        body = read_object(response)
        with reading(response, "variables", "PxWeb 1 metadata"):
            dimensions = tuple(
                Dimension(
                    code=str(item["code"]),
                    label=str(item["text"]),
                    values=dict(zip(item["values"], item["valueTexts"], strict=True)),
                    is_time=bool(item.get("time")),
                    is_eliminable=bool(item.get("elimination")),
                )
                for item in body["variables"]
            )
        return TableMetadata(table, str(body.get("title", "")), dimensions, url=response.url)

    def fetch(
        self,
        table: str,
        selection: Selection | None = None,
        *,
        codelists: Mapping[str, str] | None = None,
        metadata: TableMetadata | None = None,
        kept: Collection[str] = (),
    ) -> Iterator[Response]:
        """Yield a table, or a selection of it, in pieces, as JSON-stat 2.

        Arguments and errors as for :meth:`extract.agencies.pxweb.PxWebClient.fetch`.
        Version 1 does not list the codes of a code list: give ``metadata`` that do.
        """
        explicit = complete_selection(metadata or self.metadata(table), selection or {})

        def ask(part: Selection) -> Response:
            return self._client.post(
                f"{self.base_url}/{quote(table)}",
                orjson.dumps(build_query(part, codelists or {})),
                accept=_JSON,
                max_bytes=1_000_000 + _BYTES_PER_CELL * count_cells(part),
                accept_status=REFUSALS,
            )

        yield from fetch_pieces(
            explicit, MAX_CELLS, ask, lambda response, *_: self._explain(response, table), kept=kept
        )

    def _explain(self, response: Response, table: str) -> SourceChangedError:
        return SourceChangedError(
            "The agency does not answer this question about the table",
            url=response.requested_url,
            expected=f"table {table}",
            found=f"HTTP {response.status}: {read_problem(response)}",
            remedy="a withdrawn table answers 400 here; look it up in the folder or in version 2",
        )


def build_query(selection: Selection, codelists: Mapping[str, str]) -> dict[str, Any]:
    """Return the body of a version 1 question for explicit codes.

    Code lists are named as version 2 names them: ``agg_X``, ``agg_single_X`` and ``vs_X``
    become ``agg:X``, ``agg_single:X`` and ``vs:X``.
    """
    query = []
    for code, values in selection.items():
        match = CODELIST.match(codelists.get(code, ""))
        filter_ = f"{match[1]}:{match[2]}" if match else "item"
        query.append({"code": code, "selection": {"filter": filter_, "values": list(values)}})
    return {"query": query, "response": {"format": "json-stat2"}}
