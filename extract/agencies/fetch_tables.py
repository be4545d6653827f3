"""Declared statistical tables, fetched from their agencies.

Each source's ``fetch`` is one of the functions here with its declarations. Every table is a
batch: whoever takes it asks first whether the agency changed it, and counts its pieces only
when all of them came. A table's own metadata are held against the declaration before any
figure is asked for.
"""

from __future__ import annotations

import datetime as dt
import functools
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from extract.agencies.eurostat import EUROSTAT_URL, EurostatClient
from extract.agencies.kolada import KOLADA_URL, KoladaClient
from extract.agencies.pxweb import SCB_URL, SSB_URL, PxWebClient
from extract.agencies.pxweb_v1 import PxWebV1Client, fetch_either, metadata_either
from extract.agencies.statbank import STATBANK_URL, StatBankClient
from extract.agencies.table_metadata import TableMetadata, check_metadata
from extract.archive import make_capture
from extract.batches import Batch, digest
from extract.http.client import Client, Response
from extract.spec import SourceSpec
from warehouse.errors import FetchError
from warehouse.records import Capture
from warehouse.reference import load_reference
from warehouse.statistics import StatisticalTable

logger = logging.getLogger("nordic_clusters.fetch")

#: First year that Kolada is asked for.
_KOLADA_SINCE = 2000


def fetch_pxweb(
    client: Client,
    spec: SourceSpec,
    tables: Sequence[StatisticalTable],
    *,
    base_url: str,
    fallback_url: str,
    language: str,
) -> Iterator[Batch]:
    """Declared tables from a PxWeb agency; version 1 where version 2 fails.

    Args:
        client: The polite client.
        spec: The source.
        tables: Its declarations.
        base_url: The agency's PxWebApi 2.
        fallback_url: Its PxWebApi 1, in the same language.
        language: As the agency writes it; labels in declarations are in it.

    Yields:
        One batch per table. Using it raises what the protocol's client raises:
        ``FetchError`` for an outage, ``SourceRefusedError`` in closed hours,
        ``SourceChangedError`` for a table that is no longer what was declared.
    """
    agency = PxWebClient(client, base_url, language=language, source_id=spec.source_id)
    older = PxWebV1Client(client, fallback_url, source_id=spec.source_id)

    def ask(table: StatisticalTable) -> Iterator[Response]:
        metadata = metadata_either(
            agency,
            older,
            table.code,
            fallback_table=table.fallback,
            codelists=table.codelists,
        )
        _warn(table, metadata)
        yield from fetch_either(
            agency,
            older,
            table.code,
            table.select,
            fallback_table=table.fallback,
            codelists=table.codelists,
            metadata=metadata,
            kept=_undivided(table, metadata),
        )

    def is_changed(table: StatisticalTable, since: dt.datetime) -> bool:
        try:
            return agency.is_changed(table.code, since)
        except FetchError as error:  # version 1 does not tell, but it may have the table
            logger.warning("%s; asking for the whole table instead", error)
            return True

    for table in tables:
        yield _batch(spec, table, language, ask, is_changed)


def fetch_ssb(
    client: Client, spec: SourceSpec, tables: Sequence[StatisticalTable]
) -> Iterator[Batch]:
    """Declared tables from Statistics Norway, in Norwegian; as :func:`fetch_pxweb`."""
    return fetch_pxweb(
        client,
        spec,
        tables,
        base_url=SSB_URL,
        fallback_url="https://data.ssb.no/api/v0/no/table",
        language="no",
    )


def fetch_scb(
    client: Client, spec: SourceSpec, tables: Sequence[StatisticalTable]
) -> Iterator[Batch]:
    """Declared tables from Statistics Sweden, in Swedish; as :func:`fetch_pxweb`."""
    return fetch_pxweb(
        client,
        spec,
        tables,
        base_url=SCB_URL,
        fallback_url="https://api.scb.se/OV0104/v1/doris/sv/ssd",
        language="sv",
    )


def fetch_statbank(
    client: Client,
    spec: SourceSpec,
    tables: Sequence[StatisticalTable],
    *,
    base_url: str = STATBANK_URL,
) -> Iterator[Batch]:
    """Declared tables from Statistics Denmark; arguments and errors as :func:`fetch_pxweb`."""
    agency = StatBankClient(client, base_url, language="en", source_id=spec.source_id)

    def ask(table: StatisticalTable) -> Iterator[Response]:
        metadata = agency.metadata(table.code)
        _warn(table, metadata)
        kept = _undivided(table, metadata)
        yield from agency.fetch(table.code, table.select, metadata=metadata, kept=kept)

    for table in tables:
        yield _batch(spec, table, agency.language, ask, _asker(agency))


def fetch_eurostat(
    client: Client,
    spec: SourceSpec,
    tables: Sequence[StatisticalTable],
    *,
    base_url: str = EUROSTAT_URL,
) -> Iterator[Batch]:
    """Declared data sets from Eurostat; arguments and errors as :func:`fetch_pxweb`."""
    agency = EurostatClient(client, base_url, source_id=spec.source_id)

    def ask(table: StatisticalTable) -> Iterator[Response]:
        metadata = agency.metadata(table.code)
        _warn(table, metadata)
        kept = _undivided(table, metadata)
        yield from agency.fetch(table.code, table.select, metadata=metadata, kept=kept)

    for table in tables:
        yield _batch(spec, table, agency.language, ask, _asker(agency))


def fetch_kolada(
    client: Client,
    spec: SourceSpec,
    tables: Sequence[StatisticalTable],
    *,
    base_url: str = KOLADA_URL,
) -> Iterator[Batch]:
    """Declared key figures for the country, the regions and the municipalities.

    Kolada does not say what changed: revisions come unannounced, so every page is asked for.
    """
    agency = KoladaClient(client, base_url, source_id=spec.source_id)
    years = range(_KOLADA_SINCE, client.now().year + 1)

    def ask(table: StatisticalTable) -> Iterator[Response]:
        yield from agency.fetch(sorted(table.contents), kolada_areas(), years)

    for table in tables:
        yield _batch(spec, table, spec.language, ask)


def kolada_areas() -> list[str]:
    """Kolada's ids: ``0000`` the country, ``00`` and the county code, municipality codes."""
    reference = load_reference()
    counties = reference.regions_of("SE-lan")
    return sorted({f"00{code}" for code in counties} | set(reference.regions_of("SE-kommun")))


def _warn(table: StatisticalTable, metadata: TableMetadata) -> None:
    for warning in check_metadata(table, metadata):
        logger.warning("%s", warning)


def _undivided(table: StatisticalTable, metadata: TableMetadata) -> frozenset[str]:
    """Dimensions that every piece must hold whole, to be read by the table's declaration."""
    roles = table.roles({item.code: item.values for item in metadata.dimensions}, metadata.url)
    content = {roles.content} if roles.content else set()
    return frozenset(content | {metadata.dimension(name).code for name in table.only})


class _Polled(Protocol):
    def is_changed(self, table_id: str, since: dt.datetime, /) -> bool: ...


def _asker(agency: _Polled) -> Callable[[StatisticalTable, dt.datetime], bool]:
    return lambda table, since: agency.is_changed(table.code, since)


def _batch(
    spec: SourceSpec,
    table: StatisticalTable,
    language: str,
    ask: Callable[[StatisticalTable], Iterator[Response]],
    is_changed: Callable[[StatisticalTable, dt.datetime], bool] | None = None,
) -> Batch:
    select = {name: list(codes) for name, codes in table.select.items()}
    # A declaration that asks for something else is another question.
    question = digest(
        table.code, table.fallback, language, select, dict(table.codelists), sorted(table.contents)
    )
    return Batch(
        name=table.stat_table_id,
        question=question,
        fetch=lambda: (_capture(spec, response) for response in ask(table)),
        is_changed=functools.partial(is_changed, table) if is_changed else None,
    )


def _capture(spec: SourceSpec, response: Response) -> Capture:
    return make_capture(
        source_id=spec.source_id,
        url=response.requested_url,
        content=response.content,
        captured_at=response.retrieved_at,
        method="http",
        media_type=response.media_type,
        encoding=response.encoding,
        status=response.status,
        etag=response.etag,
        last_modified=response.last_modified,
        request=response.request,
    )
