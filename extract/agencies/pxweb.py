"""PxWebApi 2: Statistics Norway (SSB), Statistics Sweden (SCB) and others.

Source: ``PxAPI-2.yml`` of PxTools/PxApiSpecs; SSB's guide to its API; traps as observed.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import orjson

from extract.agencies.answers import Service, is_later, read_object
from extract.agencies.pieces import REFUSALS, fetch_pieces
from extract.agencies.pxweb_documents import PxWebConfig, read_codelist, read_config, read_metadata
from extract.agencies.table_metadata import TableMetadata, complete_selection
from extract.agencies.table_selection import Selection, count_cells
from extract.http.client import Client, Response
from warehouse.errors import SourceChangedError, SourceRefusedError

SSB_URL = "https://data.ssb.no/api/pxwebapi/v2"
SCB_URL = "https://statistikdatabasen.scb.se/api/v2"

#: SSB answers 404 to addresses of about 2,100 characters; longer questions go by POST.
MAX_URL_CHARACTERS = 2_000
#: Bytes per cell that a JSON-stat answer may take before it is refused.
_BYTES_PER_CELL = 60
_METADATA_BYTES = 60_000_000
_JSON = ("application/json",)


class PxWebClient(Service):
    """One agency's PxWebApi 2.

    Args:
        client: The polite client.
        base_url: For example :data:`SSB_URL`.
        language: ``no``, ``sv`` or ``en``.
    """

    def __init__(self, client: Client, base_url: str, *, language: str = "en") -> None:
        super().__init__(client, base_url)
        self.language = language
        self._config: PxWebConfig | None = None

    def config(self) -> PxWebConfig:
        """Return the agency's limits, asked for once, and obey them from then on."""
        if self._config is None:
            self._config = read_config(self._get("/config"))
            self._client.limit_rate(self.base_url, self._config.interval_seconds)
        return self._config

    def is_changed(self, table_id: str, since: dt.datetime) -> bool:
        """Return whether a table changed after an aware instant; one small request."""
        response = self._get(f"/tables/{quote(table_id)}")
        return is_later(read_object(response).get("updated"), since)

    def metadata(self, table_id: str, codelists: Mapping[str, str] | None = None) -> TableMetadata:
        """Return a table's metadata, seen through code lists for some of its dimensions."""
        metadata = read_metadata(self._get(f"/tables/{quote(table_id)}/metadata"), table_id)
        for dimension, codelist_id in (codelists or {}).items():
            codelist = read_codelist(self._get(f"/codelists/{quote(codelist_id)}"))
            metadata = metadata.replace_values(dimension, codelist)
        return metadata

    def fetch(
        self,
        table_id: str,
        selection: Selection | None = None,
        *,
        codelists: Mapping[str, str] | None = None,
        metadata: TableMetadata | None = None,
        kept: Collection[str] = (),
    ) -> Iterator[Response]:
        """Yield a table, or a selection of it, in pieces within the agency's limits.

        Args:
            table_id: The agency's id.
            selection: Codes or expressions by dimension; dimensions not named are whole.
            codelists: Dimension to the id of the code list its codes are of.
            metadata: As :meth:`metadata` returns them for these code lists, if at hand.
            kept: Dimensions that every piece should hold whole.

        Yields:
            JSON-stat 2 answers that cover the selection once.

        Raises:
            SourceChangedError: The table no longer has what was asked for, or answered
                something else than was asked.
        """
        if metadata is None:
            metadata = self.metadata(table_id, codelists)
        explicit = complete_selection(metadata, selection or {})
        yield from fetch_pieces(
            explicit,
            self.config().max_cells,
            lambda part: self.data(table_id, part, codelists=codelists, accept_status=REFUSALS),
            self._explain,
            kept=kept,
        )

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
                url, accept=_JSON, max_bytes=max_bytes, accept_status=accept_status
            )
        return self._client.post(
            self._build_url(path, {"outputFormat": "json-stat2"}),
            orjson.dumps({"selection": _as_body(unique, codelists or {})}),
            accept=_JSON,
            max_bytes=max_bytes,
            accept_status=accept_status,
        )

    def _explain(self, response: Response, problem: str, part: Selection) -> Exception:
        kinds = {400: SourceChangedError, 403: SourceRefusedError, 404: SourceChangedError}
        asked = ", ".join(f"{name} ({len(codes)})" for name, codes in part.items())
        return kinds[response.status](
            "The agency does not answer this question about the table",
            url=response.requested_url,
            expected=f"{count_cells(part):,} cells of {asked}",
            found=f"HTTP {response.status}: {problem}",
            remedy="compare the table's metadata with its declaration in extract/sources",
        )

    def _get(self, path: str) -> Response:
        return self._client.get(self._build_url(path, {}), accept=_JSON, max_bytes=_METADATA_BYTES)

    def _build_url(self, path: str, options: Mapping[str, str]) -> str:
        pairs = (
            # Commas stay as they are: SSB does not take an escaped one for part of a value.
            f"{quote(name, safe='')}={quote(value, safe='(),*:')}"
            for name, value in {"lang": self.language, **options}.items()
        )
        return f"{self.base_url}{path}?{'&'.join(pairs)}"


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
