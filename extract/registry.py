"""The registry of sources: every declaration in ``extract/sources``, with what reads it.

Parser (and fetcher) of statistics, policy documents, lists of clusters and single facts kept by
hand are supplied here. Others have a module beside their declaration with a ``parse``, and a
``fetch`` or ``follow`` where plain requests do not do.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from extract.archive import LocalArchive
from extract.batches import Batch
from extract.declarations import Declaration, declared
from extract.faults import contained
from extract.pages.concluded import mark_concluded
from extract.spec import SOURCES, Request, SourceSpec, declaration_path, module_path
from warehouse.bounds import check_loss, sift
from warehouse.errors import ContractError, NordicClustersError
from warehouse.records import Capture, Records
from warehouse.statistics import StatisticalTable
from warehouse.vocabulary import did_you_mean

if TYPE_CHECKING:
    from extract.http.client import Client

logger = logging.getLogger("nordic_clusters.stage")


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A source as the rest of the house sees it.

    Attributes:
        spec: Its declaration.
        parse: Turns one capture into records.
        fetch: Fetches by a protocol of its own, where plain requests do not do: documents
            that stand alone, asked for or here, or batches of pieces that count together.
        follow: Fetches what depends on the local archive: which names it holds, how far a
            feed was read. Takes the client and the archive.
        tables: Declarations of its statistical tables.
    """

    spec: SourceSpec
    parse: Callable[[Capture], Records]
    fetch: Callable[[Any], Iterator[Request | Capture | Batch]] | None = None
    follow: Callable[[Any, LocalArchive], Iterator[Capture]] | None = None
    tables: tuple[StatisticalTable, ...] = ()

    def read(self, capture: Capture) -> Records:
        """What the parser makes of a capture, within the contract's bounds.

        Raises:
            SourceChangedError: The parser does not understand it, whatever the reason, too
                much of it breaks the bounds, or the parser uses a word that the vocabulary
                does not know.
        """
        with contained(self.spec.source_id, capture.url, "the parser met what it does not know"):
            records = sift(mark_concluded(capture, self.parse(capture)))
            check_loss(records)
        for left in records.set_aside:
            fate = "unread" if left.is_unread else "set aside"
            logger.warning("%s: %s %s: %s", self.spec.source_id, left.place, fate, left.reason)
        return records


@functools.cache
def sources() -> dict[str, Source]:
    """All sources by id, in id order.

    Raises:
        NordicClustersError: A declaration that lies elsewhere than its id says or that no module
            and no shared parser reads, or a module that nothing declares.
    """
    paths = {path.stem: path for path in sorted(SOURCES.glob("*/*.toml"))}
    for path in sorted(SOURCES.glob("*/*.py")):
        if path.stem not in paths and not path.name.startswith("_"):
            raise NordicClustersError(
                "a module in extract/sources has no declaration",
                place=f"extract/sources/{path.parent.name}/{path.name}",
                expected=f"{path.stem}.toml beside it",
                remedy="declare the source there, or prefix a helper module with _",
            )
    for name, path in paths.items():
        if path.parent.name != name[:2]:
            raise NordicClustersError(
                "a source's declaration is named by its id, in the folder of its country",
                place=f"extract/sources/{path.parent.name}/{path.name}",
                expected=f"extract/sources/{name[:2]}/{path.name}",
            )
    return {name: _with_parser(declared(name)) for name in sorted(paths)}


def _with_parser(declaration: Declaration) -> Source:
    spec = declaration.spec
    if declaration.tables:
        return source_of_tables(spec, declaration.tables)
    if declaration.pages:
        from extract.pages.policy_page import read_policy_page

        return Source(spec, functools.partial(read_policy_page, spec=spec, pages=declaration.pages))
    if declaration.list:
        from extract.pages.declared_list import read_cluster_list

        return Source(
            spec, functools.partial(read_cluster_list, spec=spec, wanted=declaration.list)
        )
    if declaration.facts:
        from extract.pages.curated import parse_curated

        return Source(spec, functools.partial(parse_curated, country_code=spec.country_code))
    path = module_path(spec.source_id)
    name = path.removesuffix(".py").replace("/", ".")
    module = importlib.import_module(name) if path.endswith(".py") else None
    parse = getattr(module, "parse", None)
    if parse is None:
        raise NordicClustersError(
            "nothing reads this source",
            place=path,
            expected="tables, pages, list or facts, or a module beside the declaration",
            remedy="write parse(capture) in that module",
        )
    return Source(spec, parse, getattr(module, "fetch", None), getattr(module, "follow", None))


def source_of_tables(spec: SourceSpec, tables: tuple[StatisticalTable, ...]) -> Source:
    """A source of statistics: its declarations are all there is to it."""
    from extract.agencies.declared_tables import parse_statistics

    def fetch(client: Client) -> Iterator[Batch]:
        from extract.agencies.fetch_tables import fetch_tables

        return fetch_tables(client, spec, tables)

    return Source(spec, functools.partial(parse_statistics, tables=tables), fetch, tables=tables)


def declarations() -> dict[str, StatisticalTable]:
    """Every declared statistical table of every source, by ``stat_table_id``.

    Raises:
        ContractError: Two declare the same table.
    """
    found: dict[str, StatisticalTable] = {}
    owners: dict[str, str] = {}
    for source_id, one in sources().items():
        for table in one.tables:
            if table.stat_table_id in found:
                raise ContractError(
                    f"table {table.stat_table_id} is declared twice",
                    source_id=source_id,
                    place=f"tables.stat_table_id in {declaration_path(source_id)}",
                    found=f"it stands in {declaration_path(owners[table.stat_table_id])} too",
                    remedy="keep one of the two",
                )
            found[table.stat_table_id], owners[table.stat_table_id] = table, source_id
    return dict(sorted(found.items()))


def source(source_id: str) -> Source:
    """The source of that id.

    Raises:
        NordicClustersError: There is none; the message names the nearest.
    """
    known = sources()
    if source_id in known:
        return known[source_id]
    raise NordicClustersError(
        f"there is no source {source_id}",
        remedy=did_you_mean(source_id, known, 0.4) + "`nordic-clusters sources` lists them",
    )
