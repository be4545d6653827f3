"""What every source declares: a TOML file each, ``extract/sources/<cc>/<source_id>.toml``.

One with ``[[tables]]`` is a source of an agency's statistics, one with ``[[pages]]`` of policy
documents, one with ``list`` a page that lists clusters, one with ``facts`` our own file of single
facts; a module of the same name beside the file reads all others. The keys are the fields of the
classes they make; a field left out has its class's default, and an empty text says that there is
none.
"""

import dataclasses
import datetime as dt
import functools
import mimetypes
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from extract.spec import SOURCES, Bounds, Licence, Request, SourceSpec
from warehouse.errors import ContractError
from warehouse.statistics import Content, Doubt, RegionScheme, StatisticalTable

_Made = TypeVar("_Made")
#: Nobody has seen figures of a table that is live only: just an empty answer is refused.
_UNSEEN = {
    "minimum": 1,
    "maximum": 20_000_000,
    "seen": 0,
    "seen_on": dt.date(2026, 11, 22),
    "max_bytes": 300_000_000,
}


@dataclasses.dataclass(frozen=True, slots=True)
class AnnouncedList:
    """A list of areas and the words that announce it.

    Attributes:
        area_type: What its entries are.
        pattern: Regular expression for the announcement; case is ignored.
        what: What the list holds, for messages.
    """

    area_type: str
    pattern: str
    what: str


@dataclasses.dataclass(frozen=True, slots=True)
class Passage:
    """Areas that running text names in a known turn of phrase.

    Attributes:
        area_type: What they are.
        patterns: Regular expressions whose group ``names`` holds the names.
        is_list: Whether that group is a list ("a, b og c"), to be taken apart.
        is_cluster: Whether each is a cluster too.
        has_cluster_effort: As :class:`~warehouse.records.Area` has it.
    """

    area_type: str
    patterns: tuple[str, ...]
    is_list: bool = True
    is_cluster: bool = False
    has_cluster_effort: bool | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class PolicyPage:
    """One page and the document it carries.

    Attributes:
        name: Short name; names the bundled file.
        url: Address.
        strategy_id: Id of the document.
        subject: Regular expression that a healthy page's text matches; case is ignored.
        mark: Regular expression that tells a copy of it from the source's other pages, where
            the subject does not; case is ignored.
        lists: Lists of areas on the page.
        passages: Areas that its text names.
        publisher_pattern: Regular expression whose group ``who`` is who stands behind it; where
            it is not found, ``publisher`` is.
        organisations: Regular expressions whose group ``who`` is an organisation to be kept.
        language: Its language, where it is not the source's.
        publisher: Who stands behind it, where it is not the source's publisher.
        valid_years: First and last year it governs, where the page's title does not say it,
            or says a session of parliament.
        is_fetched: False for copies on document-sharing sites, which are transcribed only.
        data_year: Year its figures are of, where it has one for all; kept only while the
            page still names that year.
        edition_year: Year in its title, where that differs from the data year.
        scope: Whom its figures cover.
        series: Reporting series it belongs to.
    """

    name: str
    url: str
    strategy_id: str
    subject: str
    lists: tuple[AnnouncedList, ...] = ()
    passages: tuple[Passage, ...] = ()
    publisher_pattern: str | None = None
    organisations: tuple[str, ...] = ()
    mark: str | None = None
    language: str | None = None
    publisher: str | None = None
    valid_years: tuple[int | None, int | None] | None = None
    is_fetched: bool = True
    data_year: int | None = None
    edition_year: int | None = None
    scope: str | None = None
    series: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class ClusterList:
    """A page's list of clusters, an entry a line.

    Attributes:
        start: Regular expression for the line above it; case is ignored.
        entry: Regular expression that a whole entry matches. Its group ``name`` is the cluster's;
            other groups are properties (``place``, ``start_year``, ``website``, ``sector``), or
            ``county``, a Swedish or Norwegian county by name.
        reads: How an entry reads, for messages: ``<name>, <county>``.
        end: Regular expression for the line below it; where it is left out, the list ends with the
            next heading, or the page.
        claims: Property to its value for all of them: ``{ status = "listed" }``.
        participation: Their time in a programme: ``programme_id``, ``level``, ``event``, and
            what else :func:`extract.pages.claims.participation` takes.
    """

    start: str
    entry: str
    reads: str
    end: str | None = None
    claims: Mapping[str, str] = dataclasses.field(default_factory=dict)
    participation: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Declaration:
    """What a source is, and its tables, its pages, its list or its file of facts.

    Attributes:
        spec: What it is.
        tables: Statistical tables.
        pages: Policy documents.
        list: A list of clusters.
        facts: Our own file.
        captures: Name of a bundled file to how it came, where no sidecar says so.
    """

    spec: SourceSpec
    tables: tuple[StatisticalTable, ...] = ()
    pages: tuple[PolicyPage, ...] = ()
    list: ClusterList | None = None
    facts: str | None = None
    captures: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)


@functools.cache
def declared(source_id: str) -> Declaration:
    """What the file of that source says; errors as of :func:`read_declaration`."""
    return read_declaration(SOURCES / source_id[:2] / f"{source_id}.toml")


def read_declaration(path: Path) -> Declaration:
    """The source that a file declares.

    A source of statistics names its ``agency``, one of ``agencies.toml``, whose publisher,
    licence and language are its own, or gives these three. One of policy documents gives an
    ``attribution``, as no page of them states terms; as many documents as it has pages are
    healthy, and up to three times as many.

    Raises:
        ContractError: The file is not there or no TOML, lacks a field, or has one that no class
            knows.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        tables = tuple(_table(entry) for entry in said.pop("tables", ()))
        pages = tuple(_page(entry) for entry in said.pop("pages", ()))
        listed = said.pop("list", None)
        facts, captures = said.pop("facts", None), said.pop("captures", {})
        if tables:
            spec = _spec(path.stem, _of_agency(said))
        elif pages:
            spec = _spec(path.stem, _of_pages(said, pages))
        else:
            spec = _spec(path.stem, said)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ContractError(
            "a source's declaration cannot be read",
            source_id=path.stem,
            place=f"extract/sources/{path.parent.name}/{path.name}",
            expected="TOML with the fields of SourceSpec and of what it declares",
            found=f"{type(error).__name__}: {error}",
            remedy="mend the declaration",
        ) from error
    return Declaration(spec, tables, pages, listed and _made(ClusterList, listed), facts, captures)


def capture_facts(source_id: str, name: str) -> dict[str, Any] | None:
    """How a bundled file came, as its source's declaration says; None where it does not.

    What is left out follows from the rest: the address of the request or page of the file's name,
    the day of the review, the media type of its ending.
    """
    if not (SOURCES / source_id[:2] / f"{source_id}.toml").is_file():
        return None
    declaration = declared(source_id)
    if name not in declaration.captures:
        return None
    urls = {page.name: page.url for page in declaration.pages}
    urls |= {request.name: request.url for request in declaration.spec.requests}
    known = {
        "url": urls.get(name.partition(".")[0], declaration.spec.landing_url),
        "captured_at": f"{declaration.spec.reviewed_on.isoformat()}T00:00:00+00:00",
        "media_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
    }
    said = declaration.captures[name]
    return known | {
        key: value.isoformat() if isinstance(value, dt.date) else value
        for key, value in said.items()
    }


@functools.cache
def _agencies() -> Mapping[str, Any]:
    return tomllib.loads((SOURCES / "agencies.toml").read_text(encoding="utf-8"))


def _of_agency(said: dict[str, Any]) -> dict[str, Any]:
    agency = _agencies()[said.pop("agency")] if "agency" in said else {}
    return {
        "kind": "statistics",
        "cadence": "yearly",
        "bounds": _UNSEEN,
        "remark": "Live only: no figures are bundled.",
        **agency,
        **said,
    }


def _of_pages(said: dict[str, Any], pages: tuple[PolicyPage, ...]) -> dict[str, Any]:
    count = len(pages)
    return {
        "kind": "strategy",
        "licence": {"name": "not stated", "attribution": said.pop("attribution")},
        "landing_url": pages[0].url,
        "requests": [{"url": page.url, "name": page.name} for page in pages if page.is_fetched],
        "bounds": {"minimum": count, "maximum": 3 * count, "seen": count}
        | {"seen_on": said["reviewed_on"]},
        **said,
    }


def _spec(source_id: str, said: Mapping[str, Any]) -> SourceSpec:
    return _made(
        SourceSpec,
        said,
        source_id=source_id,
        licence=_made(Licence, said["licence"]),
        requests=tuple(_made(Request, request) for request in said.get("requests", ())),
        bounds=_made(Bounds, said["bounds"]),
    )


def _table(entry: Mapping[str, Any]) -> StatisticalTable:
    contents = entry.get("contents", {}).items()
    return _made(
        StatisticalTable,
        entry,
        contents={code: _made(Content, content) for code, content in contents},
        regions=tuple(_made(RegionScheme, scheme) for scheme in entry.get("regions", ())),
        doubts=tuple(_made(Doubt, doubt) for doubt in entry.get("doubts", ())),
    )


def _page(entry: Mapping[str, Any]) -> PolicyPage:
    lists = tuple(_made(AnnouncedList, one) for one in entry.get("lists", ()))
    passages = tuple(_made(Passage, one) for one in entry.get("passages", ()))
    return _made(PolicyPage, entry, lists=lists, passages=passages)


def _made(kind: type[_Made], entry: Mapping[str, Any], **made: object) -> _Made:
    """One of ``kind`` of the fields of a TOML table, and of those that are made already."""
    return kind(**{key: _frozen(value) for key, value in entry.items()} | made)


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    if isinstance(value, dict):
        return {key: _frozen(one) for key, one in value.items()}
    return None if value == "" else value
