"""Declared statistical tables, fetched from their agencies, all in one way.

Every table is a batch: whoever takes it asks first whether the agency changed it, and counts
its pieces only when all of them came. A table's own metadata are held against the declaration
before any figure is asked for.
"""

import dataclasses
import datetime as dt
import functools
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence

from extract.agencies.answers import capture_of
from extract.agencies.eurostat import EUROSTAT_URL, EurostatClient
from extract.agencies.kolada import KOLADA_URL, KoladaClient
from extract.agencies.pxweb import SCB_URL, SSB_URL, PxWebClient
from extract.agencies.pxweb_v1 import CODELIST, PxWebV1Client
from extract.agencies.statbank import STATBANK_URL, StatBankClient
from extract.agencies.table_metadata import TableMetadata, check_metadata
from extract.batches import Batch, digest
from extract.http.client import Client, Response
from extract.spec import SourceSpec
from warehouse.errors import FetchError
from warehouse.reference import load_reference
from warehouse.statistics import StatisticalTable

logger = logging.getLogger("nordic_clusters.fetch")

#: First year that Kolada is asked for.
_KOLADA_SINCE = 2000


@dataclasses.dataclass(frozen=True, slots=True)
class Agency:
    """What declared tables need of an agency's service.

    Attributes:
        language: As the agency writes it; labels in declarations are in it.
        ask: Yields the answers that hold a declared table.
        is_changed: Whether a table changed after an aware instant; None where the agency
            does not say.
    """

    language: str
    ask: Callable[[StatisticalTable], Iterator[Response]]
    is_changed: Callable[[str, dt.datetime], bool] | None


def pxweb(client: Client, *, base_url: str, fallback_url: str, language: str) -> Agency:
    """A PxWeb agency; version 1 where version 2 fails."""
    newer = PxWebClient(client, base_url, language=language)
    older = PxWebV1Client(client, fallback_url)

    def ask(table: StatisticalTable) -> Iterator[Response]:
        # The whole selection comes from one of the two, and by code lists that version 2 told.
        metadata = None
        try:
            metadata = newer.metadata(table.code, table.codelists)
            answers = _in_pieces(newer, table.code, table, metadata)
            first = next(answers)
        except FetchError as error:
            is_known = metadata and all(map(CODELIST.match, table.codelists.values()))
            if table.codelists and not is_known:
                lists = ", ".join(table.codelists.values())
                error.message += (
                    f", and PxWebApi 1 cannot stand in: it does not list the codes of {lists}"
                )
                error.remedy = "run again when version 2 is back; the last good captures serve"
                raise
            logger.warning("%s; asking PxWebApi 1 instead", error)
            path = table.fallback or table.code
            answers = _in_pieces(older, path, table, metadata or older.metadata(path))
            first = next(answers)
        yield first
        yield from answers

    def is_changed(table_id: str, since: dt.datetime) -> bool:
        try:
            return newer.is_changed(table_id, since)
        except FetchError as error:  # version 1 does not tell, but it may have the table
            logger.warning("%s; asking for the whole table instead", error)
            return True

    return Agency(language, ask, is_changed)


def _in_pieces(
    service: PxWebClient | PxWebV1Client,
    name: str,
    table: StatisticalTable,
    metadata: TableMetadata,
) -> Iterator[Response]:
    kept = _checked(table, metadata)
    return service.fetch(
        name, table.select, codelists=table.codelists, metadata=metadata, kept=kept
    )


def statbank(client: Client, *, base_url: str = STATBANK_URL) -> Agency:
    """Statistics Denmark, in English."""
    return _described(StatBankClient(client, base_url, language="en"))


def eurostat(client: Client, *, base_url: str = EUROSTAT_URL) -> Agency:
    """Eurostat."""
    return _described(EurostatClient(client, base_url))


def _described(service: StatBankClient | EurostatClient) -> Agency:
    def ask(table: StatisticalTable) -> Iterator[Response]:
        metadata = service.metadata(table.code)
        kept = _checked(table, metadata)
        yield from service.fetch(table.code, table.select, metadata=metadata, kept=kept)

    return Agency(service.language, ask, service.is_changed)


def kolada(client: Client, *, base_url: str = KOLADA_URL) -> Agency:
    """Kolada, for the country, the regions and the municipalities.

    It does not say what changed: revisions come unannounced, so every page is asked for.
    """
    service = KoladaClient(client, base_url)
    years = range(_KOLADA_SINCE, client.now().year + 1)

    def ask(table: StatisticalTable) -> Iterator[Response]:
        yield from service.fetch(sorted(table.contents), kolada_areas(), years)

    return Agency("sv", ask, None)


def kolada_areas() -> list[str]:
    """Kolada's ids: ``0000`` the country, ``00`` and the county code, municipality codes."""
    reference = load_reference()
    counties = reference.regions_of("SE-lan")
    return sorted({f"00{code}" for code in counties} | set(reference.regions_of("SE-kommun")))


#: An agency's short name, as in ``stat_table_id``, to what makes it.
AGENCIES: Mapping[str, Callable[[Client], Agency]] = {
    "ssb": functools.partial(
        pxweb, base_url=SSB_URL, fallback_url="https://data.ssb.no/api/v0/no/table", language="no"
    ),
    "scb": functools.partial(
        pxweb,
        base_url=SCB_URL,
        fallback_url="https://api.scb.se/OV0104/v1/doris/sv/ssd",
        language="sv",
    ),
    "dst": statbank,
    "eurostat": eurostat,
    "kolada": kolada,
}


def fetch_tables(
    client: Client,
    spec: SourceSpec,
    tables: Sequence[StatisticalTable],
    agencies: Mapping[str, Callable[[Client], Agency]] = AGENCIES,
) -> Iterator[Batch]:
    """The declared tables of a source, whichever agency has them.

    Yields:
        One batch per table. Using it raises what the protocol's client raises:
        ``FetchError`` for an outage, ``SourceRefusedError`` in closed hours,
        ``SourceChangedError`` for a table that is no longer what was declared.
    """
    made = {name: agencies[name](client) for name in {t.agency for t in tables}}
    for table in tables:
        if table.edition is None:  # an older one is nowhere but in the archive
            yield _batch(spec, table, made[table.agency])


def _batch(spec: SourceSpec, table: StatisticalTable, agency: Agency) -> Batch:
    select = {name: list(codes) for name, codes in table.select.items()}
    # A declaration that asks for something else is another question.
    question = digest(
        table.code,
        table.fallback,
        agency.language,
        select,
        dict(table.codelists),
        sorted(table.contents),
    )
    is_changed = agency.is_changed
    return Batch(
        name=table.stat_table_id,
        question=question,
        fetch=lambda: (
            capture_of(response, spec.source_id, url=response.requested_url)
            for response in agency.ask(table)
        ),
        is_changed=functools.partial(is_changed, table.code) if is_changed else None,
    )


def _checked(table: StatisticalTable, metadata: TableMetadata) -> frozenset[str]:
    """Dimensions that every piece must hold whole, to be read by the table's declaration."""
    for warning in check_metadata(table, metadata):
        logger.warning("%s", warning)
    roles = table.roles({item.code: item.values for item in metadata.dimensions}, metadata.url)
    content = {roles.content} if roles.content else set()
    return frozenset(content | {metadata.dimension(name).code for name in table.only})
