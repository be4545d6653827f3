"""PxWebApi 2: Statistics Norway (SSB), Statistics Sweden (SCB) and others.

Source: ``PxAPI-2.yml`` of PxTools/PxApiSpecs; SSB's guide to its API; traps as observed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import math
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import orjson

from extract.client import Client, Response
from extract.protocols.answers import changed, is_later, read_object, read_problem
from extract.protocols.metadata import Dimension, TableMetadata, complete_selection
from extract.protocols.selection import Selection, count_cells, halve, split
from warehouse.errors import SourceChangedError, SourceRefusedError

logger = logging.getLogger("nordic_clusters.protocols")

SSB_URL = "https://data.ssb.no/api/pxwebapi/v2"
SCB_URL = "https://statistikdatabasen.scb.se/api/v2"

#: SSB answers 404 to addresses of about 2,100 characters; longer questions go by POST.
MAX_URL_CHARACTERS = 2_000
#: Bytes per cell that a JSON-stat answer may take before it is refused.
_BYTES_PER_CELL = 60
_METADATA_BYTES = 60_000_000
_MAX_HALVINGS = 6
_REFUSALS = (400, 403, 404)
_JSON = ("application/json",)
_SIZE = re.compile(rb'"size"\s*:\s*\[([\d,\s]*)\]')


@dataclasses.dataclass(frozen=True, slots=True)
class PxWebConfig:
    """What ``/config`` allows.

    Attributes:
        max_cells: Cells per call.
        interval_seconds: Least time between calls; 0 where the agency states none.
        formats: Output formats that are switched on.
        api_version: Version of the interface.
    """

    max_cells: int
    interval_seconds: float
    formats: tuple[str, ...]
    api_version: str


@dataclasses.dataclass(frozen=True, slots=True)
class TableSummary:
    """One line of a list of tables."""

    table_id: str
    title: str
    updated: str
    first_period: str | None
    last_period: str | None
    is_discontinued: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Codelist:
    """An agency's own list of codes for a dimension.

    Attributes:
        codelist_id: Its id, case-sensitive: ``agg_KommFylker``.
        title: For people.
        values: Code to label, in the list's order.
        members: Code to the table's codes that it stands for.
    """

    codelist_id: str
    title: str
    values: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]


class PxWebClient:
    """One agency's PxWebApi 2.

    Args:
        client: The polite client.
        base_url: For example :data:`SSB_URL`.
        language: ``no``, ``sv`` or ``en``.
        source_id: Source, for messages.
        max_cells: Our own limit per call; the smaller of it and ``/config``'s counts.
    """

    def __init__(
        self,
        client: Client,
        base_url: str,
        *,
        language: str = "en",
        source_id: str | None = None,
        max_cells: int | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.language = language
        self._client = client
        self._source_id = source_id
        self._max_cells = max_cells
        self._config: PxWebConfig | None = None

    def config(self) -> PxWebConfig:
        """Return the agency's limits, asked for once, and obey them from then on."""
        if self._config is None:
            body = self._get_object("/config")
            calls, window = int(body.get("maxCallsPerTimeWindow") or 0), body.get("timeWindow") or 0
            stated = int(body.get("maxDataCells") or 0)
            # Zero calls means "not in use", not "no limit": the host's declared rate stands.
            interval = float(window) / calls if calls else 0.0
            self._client.limit_rate(self.base_url, interval)
            self._config = PxWebConfig(
                max_cells=min(n for n in (stated, self._max_cells, 800_000) if n),
                interval_seconds=interval,
                formats=tuple(body.get("dataFormats") or ()),
                api_version=str(body.get("apiVersion", "")),
            )
        return self._config

    def tables(
        self,
        *,
        query: str | None = None,
        past_days: int | None = None,
        include_discontinued: bool = False,
        page_size: int = 100,
    ) -> Iterator[TableSummary]:
        """Yield the tables that match, over all pages.

        Args:
            query: Words that must all occur; ``title:`` limits to titles.
            past_days: Only tables changed in the last so many days.
            include_discontinued: Whether to list those too.
            page_size: Tables per call.
        """
        options = {"query": query, "pastDays": past_days, "pageSize": page_size}
        if include_discontinued:
            options["includeDiscontinued"] = "true"
        number = pages = 1
        while number <= pages:
            body = self._get_object("/tables", {**options, "pageNumber": number})
            yield from (_read_summary(item) for item in body["tables"])
            pages = int(body["page"]["totalPages"])
            number += 1

    def is_changed(self, table_id: str, since: dt.datetime) -> bool:
        """Return whether a table changed after an aware instant; one small request."""
        body = self._get_object(f"/tables/{quote(table_id)}")
        updated = body.get("updated")
        return updated is None or is_later(updated, since)

    def fetch_metadata(self, table_id: str) -> Response:
        """Return the raw metadata: a JSON-stat document without values."""
        return self._client.get(
            self._build_url(f"/tables/{quote(table_id)}/metadata", {}),
            accept=_JSON,
            max_bytes=_METADATA_BYTES,
            source_id=self._source_id,
        )

    def metadata(self, table_id: str, codelists: Mapping[str, str] | None = None) -> TableMetadata:
        """Return a table's metadata, seen through code lists for some of its dimensions."""
        metadata = read_metadata(self.fetch_metadata(table_id), table_id)
        for dimension, codelist_id in (codelists or {}).items():
            metadata = metadata.replace_values(dimension, self.codelist(codelist_id).values)
        return metadata

    def codelist(self, codelist_id: str) -> Codelist:
        """Return one of the agency's code lists."""
        body = self._get_object(f"/codelists/{quote(codelist_id)}")
        values = body["values"]
        return Codelist(
            codelist_id=body["id"],
            title=body.get("label", ""),
            values={item["code"]: item.get("label", item["code"]) for item in values},
            members={item["code"]: tuple(item.get("valueMap") or ()) for item in values},
        )

    def fetch(
        self,
        table_id: str,
        selection: Selection | None = None,
        *,
        codelists: Mapping[str, str] | None = None,
        metadata: TableMetadata | None = None,
    ) -> Iterator[Response]:
        """Yield a table, or a selection of it, in pieces within the agency's limits.

        Args:
            table_id: The agency's id.
            selection: Codes or expressions by dimension; dimensions not named are whole.
            codelists: Dimension to the id of the code list its codes are of.
            metadata: As :meth:`metadata` returns them for these code lists, if at hand.

        Yields:
            JSON-stat 2 answers that cover the selection once.

        Raises:
            SourceChangedError: The table no longer has what was asked for, or answered
                something else than was asked.
        """
        if metadata is None:
            metadata = self.metadata(table_id, codelists)
        explicit = complete_selection(metadata, selection or {})
        yield from self._fetch_parts(table_id, explicit, codelists or {})

    def data(
        self,
        table_id: str,
        selection: Selection,
        *,
        codelists: Mapping[str, str] | None = None,
        accept_status: tuple[int, ...] = (),
    ) -> Response:
        """Ask one question as it stands, by GET if it is short, else by POST.

        Args:
            table_id: The agency's id.
            selection: Codes or expressions by dimension; not empty, for the agency would
                then answer with its default selection.
            codelists: Dimension to code list id.
            accept_status: Error statuses to hand back.
        """
        if not selection or not all(selection.values()):
            raise ValueError("an empty selection gets the agency's default, not the table")
        unique = {name: tuple(dict.fromkeys(codes)) for name, codes in selection.items()}
        path = f"/tables/{quote(table_id)}/data"
        max_bytes = 1_000_000 + _BYTES_PER_CELL * self.config().max_cells
        url = self._build_url(path, _as_parameters(unique, codelists or {}))
        if len(url) <= MAX_URL_CHARACTERS and _fits_get(unique):
            return self._client.get(
                url,
                accept=_JSON,
                max_bytes=max_bytes,
                source_id=self._source_id,
                accept_status=accept_status,
            )
        return self._client.post(
            self._build_url(path, {"outputFormat": "json-stat2"}),
            orjson.dumps({"selection": _as_body(unique, codelists or {})}),
            accept=_JSON,
            max_bytes=max_bytes,
            source_id=self._source_id,
            accept_status=accept_status,
        )

    def _fetch_parts(
        self, table_id: str, explicit: Selection, codelists: Mapping[str, str]
    ) -> Iterator[Response]:
        limit, halvings = self.config().max_cells, _MAX_HALVINGS
        waiting: deque[Selection] = deque([explicit])
        while waiting:
            part = waiting.popleft()
            if count_cells(part) > limit and (pieces := tuple(split(part, limit))) != (part,):
                waiting.extendleft(reversed(pieces))
                continue
            response = self.data(table_id, part, codelists=codelists, accept_status=_REFUSALS)
            if response.status < 400:
                check_size(response, part, self._source_id)
                yield response
                continue
            problem = read_problem(response)
            # The specification says 403 for too many cells, SSB answers 400.
            is_too_much = response.status == 403 or "many cells" in problem.lower()
            if not is_too_much or not halvings or halve(part) is None:
                raise self._explain(response, problem, part)
            limit, halvings = count_cells(part) // 2, halvings - 1
            logger.info("%s: %s; asking for %s cells at most", table_id, problem, limit)
            waiting.appendleft(part)

    def _explain(self, response: Response, problem: str, part: Selection) -> Exception:
        kinds = {400: SourceChangedError, 403: SourceRefusedError, 404: SourceChangedError}
        asked = ", ".join(f"{name} ({len(codes)})" for name, codes in part.items())
        return kinds[response.status](
            "The agency does not answer this question about the table",
            source_id=self._source_id,
            url=response.requested_url,
            expected=f"{count_cells(part):,} cells of {asked}",
            found=f"HTTP {response.status}: {problem}",
            remedy="compare the table's metadata with its declaration in extract/sources",
        )

    def _get_object(self, path: str, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
        response = self._client.get(
            self._build_url(path, options or {}), accept=_JSON, source_id=self._source_id
        )
        return read_object(response, source_id=self._source_id)

    def _build_url(self, path: str, options: Mapping[str, Any]) -> str:
        named = {"lang": self.language, **options}
        pairs = (
            # Commas stay as they are: SSB does not take an escaped one for part of a value.
            f"{quote(name, safe='')}={quote(str(value), safe='(),*:')}"
            for name, value in named.items()
            if value is not None
        )
        return f"{self.base_url}{path}?{'&'.join(pairs)}"


def read_metadata(response: Response, table_id: str) -> TableMetadata:
    """Read a JSON-stat 2 metadata document.

    Raises:
        SourceChangedError: It is of another shape.
    """
    body = read_object(response)
    try:
        times = set((body.get("role") or {}).get("time") or ())
        dimensions = tuple(
            _read_dimension(code, body["dimension"][code], is_time=code in times)
            for code in body["id"]
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise changed(response, "dimension", "JSON-stat 2 metadata", f"no {error}", None) from None
    return TableMetadata(
        table_id=table_id,
        title=str(body.get("label", "")),
        dimensions=dimensions,
        updated=body.get("updated"),
        notes=dict((body.get("extension") or {}).get("px") or {}),
        url=response.url,
    )


def _read_dimension(code: str, body: Mapping[str, Any], *, is_time: bool) -> Dimension:
    category = body["category"]
    labels = category.get("label") or {}
    index = category.get("index") or list(labels)
    codes = sorted(index, key=index.__getitem__) if isinstance(index, dict) else index
    extension = body.get("extension") or {}
    lists = extension.get("codelists") or extension.get("codeLists") or ()
    return Dimension(
        code=code,
        label=str(body.get("label", code)),
        values={value: labels.get(value, value) for value in codes},
        is_time=is_time,
        is_eliminable=bool(extension.get("elimination")),
        codelists=tuple(item["id"] for item in lists),
    )


def _read_summary(item: Mapping[str, Any]) -> TableSummary:
    return TableSummary(
        table_id=item["id"],
        title=item.get("label", ""),
        updated=item.get("updated", ""),
        first_period=item.get("firstPeriod"),
        last_period=item.get("lastPeriod"),
        is_discontinued=bool(item.get("discontinued")),
    )


def check_size(response: Response, asked: Selection, source_id: str | None = None) -> None:
    """Raise if an answer does not have the cells that were asked for.

    Reads the sizes only, not the body: a default selection that was served instead is
    found without parsing a large answer.

    Raises:
        SourceChangedError: It does not.
    """
    stated = _SIZE.search(response.content)
    sizes = [int(number) for number in stated[1].split(b",") if number.strip()] if stated else []
    if not stated or math.prod(sizes) != count_cells(asked):
        raise changed(
            response,
            "size",
            " x ".join(str(len(codes)) for codes in asked.values()),
            " x ".join(str(size) for size in sizes) or "no sizes",
            source_id,
        )


def _fits_get(selection: Selection) -> bool:
    """Return whether no code would be cut at a comma of its own."""
    return not any(
        ("," in value and not value.endswith(")")) or "[" in value or "]" in value
        for values in selection.values()
        for value in values
    )


def _as_parameters(selection: Selection, codelists: Mapping[str, str]) -> dict[str, str]:
    parameters = {f"codelist[{name}]": codelist for name, codelist in codelists.items()}
    for name, values in selection.items():
        # An expression with a comma of its own needs brackets in an address, never in a body.
        parts = (f"[{value}]" if "," in value else value for value in values)
        parameters[f"valueCodes[{name}]"] = ",".join(parts)
    return {**parameters, "outputFormat": "json-stat2"}


def _as_body(selection: Selection, codelists: Mapping[str, str]) -> list[dict[str, Any]]:
    items = []
    for name, values in selection.items():
        item: dict[str, Any] = {"variableCode": name}
        if name in codelists:
            item["codelist"] = codelists[name]
        items.append({**item, "valueCodes": list(values)})
    return items
