"""Declared statistical tables, fetched from their agencies.

Each source's ``fetch`` is one of the functions here with its declarations. A table's own
metadata are held against the declaration before any figure is asked for; one table that
fails does not keep the source's other tables away.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Sequence

from extract.archive import make_capture
from extract.client import Client, Response
from extract.protocols.eurostat import EUROSTAT_URL, EurostatClient
from extract.protocols.kolada import KOLADA_URL, KoladaClient
from extract.protocols.metadata import TableMetadata, check_metadata
from extract.protocols.pxweb import SCB_URL, SSB_URL, PxWebClient
from extract.protocols.pxweb_v1 import PxWebV1Client, fetch_either
from extract.protocols.statbank import STATBANK_URL, StatBankClient
from extract.spec import SourceSpec
from warehouse.errors import FetchError, NordicClustersError
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
) -> Iterator[Capture]:
    """Declared tables from a PxWeb agency; version 1 where version 2 fails.

    Args:
        client: The polite client.
        spec: The source.
        tables: Its declarations.
        base_url: The agency's PxWebApi 2.
        fallback_url: Its PxWebApi 1, in the same language.
        language: As the agency writes it; labels in declarations are in it.

    Yields:
        One capture per piece of a table.

    Raises:
        NordicClustersError: At the end, the first table's error, if any failed.
    """
    agency = PxWebClient(client, base_url, language=language, source_id=spec.source_id)
    older = PxWebV1Client(client, fallback_url, source_id=spec.source_id)

    def ask(table: StatisticalTable) -> Iterator[Response]:
        try:
            metadata = agency.metadata(table.code, table.codelists)
        except FetchError:
            if table.codelists:  # version 1 does not say what its code lists hold
                raise
            path = table.fallback or table.code
            metadata = older.metadata(path)
            _warn(table, metadata)
            yield from older.fetch(path, table.select, metadata=metadata)
            return
        _warn(table, metadata)
        yield from fetch_either(
            agency,
            older,
            table.code,
            table.select,
            fallback_table=table.fallback,
            codelists=table.codelists,
            metadata=metadata,
        )

    yield from _captures(spec, tables, ask)


def fetch_ssb(
    client: Client, spec: SourceSpec, tables: Sequence[StatisticalTable]
) -> Iterator[Capture]:
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
) -> Iterator[Capture]:
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
) -> Iterator[Capture]:
    """Declared tables from Statistics Denmark; arguments and errors as :func:`fetch_pxweb`."""
    agency = StatBankClient(client, base_url, language="en", source_id=spec.source_id)

    def ask(table: StatisticalTable) -> Iterator[Response]:
        metadata = agency.metadata(table.code)
        _warn(table, metadata)
        yield from agency.fetch(table.code, table.select, metadata=metadata)

    yield from _captures(spec, tables, ask)


def fetch_eurostat(
    client: Client,
    spec: SourceSpec,
    tables: Sequence[StatisticalTable],
    *,
    base_url: str = EUROSTAT_URL,
) -> Iterator[Capture]:
    """Declared data sets from Eurostat; arguments and errors as :func:`fetch_pxweb`."""
    agency = EurostatClient(client, base_url, source_id=spec.source_id)

    def ask(table: StatisticalTable) -> Iterator[Response]:
        metadata = agency.metadata(table.code)
        _warn(table, metadata)
        yield from agency.fetch(table.code, table.select, metadata=metadata)

    yield from _captures(spec, tables, ask)


def fetch_kolada(
    client: Client,
    spec: SourceSpec,
    tables: Sequence[StatisticalTable],
    *,
    base_url: str = KOLADA_URL,
) -> Iterator[Capture]:
    """Declared key figures for the country, the regions and the municipalities."""
    agency = KoladaClient(client, base_url, source_id=spec.source_id)
    years = range(_KOLADA_SINCE, dt.datetime.now(dt.UTC).year + 1)

    def ask(table: StatisticalTable) -> Iterator[Response]:
        yield from agency.fetch(sorted(table.contents), kolada_areas(), years)

    yield from _captures(spec, tables, ask)


def kolada_areas() -> list[str]:
    """Kolada's ids: ``0000`` the country, ``00`` and the county code, municipality codes."""
    reference = load_reference()
    counties = reference.regions_of("SE-lan")
    return sorted({f"00{code}" for code in counties} | set(reference.regions_of("SE-kommun")))


def _warn(table: StatisticalTable, metadata: TableMetadata) -> None:
    for warning in check_metadata(table, metadata):
        logger.warning("%s", warning)


def _captures(
    spec: SourceSpec,
    tables: Sequence[StatisticalTable],
    ask: Callable[[StatisticalTable], Iterator[Response]],
) -> Iterator[Capture]:
    failures: list[NordicClustersError] = []
    for table in tables:
        try:
            for response in ask(table):
                yield _capture(spec, response)
        except NordicClustersError as error:
            logger.warning("table %s: %s", table.stat_table_id, error)
            failures.append(error)
    if failures:
        raise failures[0]


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
