"""The registry of sources: every module and every declaration in ``extract/sources``.

A source of statistics or of policy documents is a TOML file; parser (and fetcher) are supplied
here, as for single facts kept by hand (``FACTS``). Others are a module with a ``SPEC`` and a
``parse``, and a ``fetch`` or ``follow`` where plain requests do not do.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import logging
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

import extract.sources
from extract.archive import LocalArchive
from extract.batches import Batch
from extract.declarations import Declaration, read_declaration
from extract.faults import contained
from extract.spec import SOURCES, Request, SourceSpec, module_path
from warehouse.bounds import check_loss, sift
from warehouse.errors import NordicClustersError
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
            records = sift(self.parse(capture))
            check_loss(records)
        for left in records.set_aside:
            fate = "unread" if left.is_unread else "set aside"
            logger.warning("%s: %s %s: %s", self.spec.source_id, left.place, fate, left.reason)
        return records


@functools.cache
def sources() -> dict[str, Source]:
    """All sources by id, in id order.

    Raises:
        NordicClustersError: A module whose name is not its source's id.
    """
    found = {}
    for module_info in pkgutil.walk_packages(extract.sources.__path__, "extract.sources."):
        name = module_info.name.rpartition(".")[2]
        if module_info.ispkg or name.startswith("_"):
            continue
        module = importlib.import_module(module_info.name)
        place = f"{module_info.name.replace('.', '/')}.py"
        spec = getattr(module, "SPEC", None)
        if not isinstance(spec, SourceSpec):
            raise NordicClustersError(
                "a module in extract/sources declares no SPEC",
                place=place,
                remedy="declare SPEC = SourceSpec(...), or prefix a helper module with _",
            )
        if place != module_path(spec.source_id):
            raise NordicClustersError(
                "a source's module is named by its id, in the folder of its country",
                place=place,
                expected=module_path(spec.source_id),
                found=spec.source_id,
            )
        found[spec.source_id] = _with_parser(spec, module)
    for path in SOURCES.glob("*/*.toml"):
        found[path.stem] = _declared(read_declaration(path))
    return dict(sorted(found.items()))


def _with_parser(spec: SourceSpec, module: ModuleType) -> Source:
    parse = getattr(module, "parse", None)
    if parse is None and hasattr(module, "FACTS"):
        from extract.pages.curated import parse_curated

        parse = functools.partial(parse_curated, country_code=spec.country_code)
    elif parse is None:
        raise NordicClustersError(
            "a source's module has no parser",
            place=module_path(spec.source_id),
            remedy="write parse(capture), or declare FACTS kept by hand; statistical tables and "
            "policy documents are declared in a TOML file instead",
        )
    return Source(spec, parse, getattr(module, "fetch", None), getattr(module, "follow", None))


def _declared(declaration: Declaration) -> Source:
    if declaration.tables:
        return source_of_tables(declaration.spec, declaration.tables)
    from extract.pages.policy_page import read_policy_page

    return Source(
        declaration.spec,
        functools.partial(read_policy_page, spec=declaration.spec, pages=declaration.pages),
    )


def source_of_tables(spec: SourceSpec, tables: tuple[StatisticalTable, ...]) -> Source:
    """A source of statistics: its declarations are all there is to it."""
    from extract.agencies.declared_tables import parse_statistics

    def fetch(client: Client) -> Iterator[Batch]:
        from extract.agencies.fetch_tables import fetch_tables

        return fetch_tables(client, spec, tables)

    return Source(spec, functools.partial(parse_statistics, tables=tables), fetch, tables=tables)


def declarations() -> dict[str, StatisticalTable]:
    """Every declared statistical table of every source, by ``stat_table_id``."""
    found = {table.stat_table_id: table for one in sources().values() for table in one.tables}
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
