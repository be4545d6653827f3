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
from typing import Any, Literal

from extract.spec import SOURCES, Address, SourceSpec
from extract.typed_toml import made, value, wrong
from warehouse.errors import ContractError
from warehouse.statistics import StatisticalTable

#: What a declaration may say beside the fields of what the source is.
_BESIDE = ("tables", "pages", "list", "facts", "captures", "agency", "attribution")
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
    url: Address
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
class BundledFile:
    """How a bundled file came: what :class:`~warehouse.records.Capture` holds of it.

    What is left out follows from the rest: the address of the request or page of the file's name,
    the day of the review, the media type of its ending.
    """

    method: Literal["http", "transcribed", "composed"]
    as_of: dt.date | None = None
    url: Address | None = None
    captured_at: dt.date | None = None
    media_type: str | None = None
    encoding: str | None = None
    note: str | None = None
    request: str | None = None


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
    captures: Mapping[str, BundledFile] = dataclasses.field(default_factory=dict)


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
        ContractError: The file is not there or no TOML, lacks a field, has one that no class knows,
            or one whose value is not what it must be; the message names it.
    """
    place = f"extract/sources/{path.parent.name}/{path.name}"
    try:
        return _declaration(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    except ContractError as error:
        if error.source_id is None:
            error.source_id, error.place = path.stem, f"{error.place} in {place}"
        raise
    except (OSError, ValueError) as error:
        raise ContractError(
            "a source's declaration cannot be read",
            source_id=path.stem,
            place=place,
            expected="a file of TOML",
            found=f"{type(error).__name__}: {error}",
            remedy="mend the declaration",
        ) from error


def _declaration(source_id: str, said: dict[str, Any]) -> Declaration:
    tables = value(tuple[StatisticalTable, ...], said.pop("tables", []), "tables")
    pages = value(tuple[PolicyPage, ...], said.pop("pages", []), "pages")
    listed = value(ClusterList | None, said.pop("list", ""), "list")
    facts = value(str | None, said.pop("facts", ""), "facts")
    captures = value(Mapping[str, BundledFile], said.pop("captures", {}), "captures")
    agency = said.get("agency")
    if tables or agency:
        said = _of_agency(said)
    elif pages:
        said = _of_pages(said, pages)
    spec = made(SourceSpec, said, "", _BESIDE, source_id=source_id)
    # Figures stand as published, or they are none; a page's prose is not ours to print.
    refused = "composed" if spec.kind in {"statistics", "reference"} else "transcribed"
    for name, capture in captures.items():
        if capture.method == refused:
            other = "transcribed" if refused == "composed" else "composed"
            expected = f"{other} or http, as kind is {spec.kind}"
            raise wrong(f'captures."{name}".method', expected, refused)
    for number, table in enumerate(tables, 1):
        pairs = [("regions.vintage", "region", scheme.vintage) for scheme in table.regions]
        pairs.append(("industry_scheme", "industry_crosswalk", table.industry_scheme or ""))
        for key, file, word in pairs:
            if word and word not in _schemes(file):
                raise wrong(f"tables[{number}].{key}", _schemes(file), word)
        if agency and table.agency != agency:
            expected = f"{agency}:<id of the table>"
            raise wrong(f"tables[{number}].stat_table_id", expected, table.stat_table_id)
    return Declaration(spec, tables, pages, listed, facts, captures)


def declared_names(source_id: str) -> set[str]:
    """Names of the bundled files that a source's declaration, if there is one, tells of."""
    is_declared = (SOURCES / source_id[:2] / f"{source_id}.toml").is_file()
    return set(declared(source_id).captures) if is_declared else set()


def capture_facts(source_id: str, name: str) -> dict[str, Any] | None:
    """How a bundled file came, as its source's declaration says; None where it does not."""
    if name not in declared_names(source_id):
        return None
    declaration = declared(source_id)
    urls = {page.name: page.url for page in declaration.pages}
    urls |= {request.name: request.url for request in declaration.spec.requests}
    said = declaration.captures[name]
    day = said.captured_at or declaration.spec.reviewed_on
    return {
        **{key: one for key, one in dataclasses.asdict(said).items() if one is not None},
        "url": said.url or urls.get(name.partition(".")[0], declaration.spec.landing_url),
        "captured_at": f"{day.isoformat()[:10]}T00:00:00+00:00",
        "media_type": said.media_type
        or mimetypes.guess_type(name)[0]
        or "application/octet-stream",
        "as_of": said.as_of and said.as_of.isoformat(),
    }


@functools.cache
def _schemes(file: str) -> tuple[str, ...]:
    """Names in the first column of a file of ``warehouse/reference``, which is not loaded."""
    path = SOURCES.parents[1] / "warehouse" / "reference" / f"{file}.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(row.partition(",")[0] for row in rows[1:]))


@functools.cache
def _agencies() -> Mapping[str, Any]:
    return tomllib.loads((SOURCES / "agencies.toml").read_text(encoding="utf-8"))


def _of_agency(said: dict[str, Any]) -> dict[str, Any]:
    name = said.pop("agency", None)
    if name is not None and name not in _agencies():
        raise wrong("agency", tuple(_agencies()), name)
    supplied = {
        "kind": "statistics",
        "cadence": "yearly",
        "bounds": _UNSEEN,
        "remark": "Live only: no figures are bundled.",
        **_agencies().get(name, {}),
    }
    return said | supplied | said


def _of_pages(said: dict[str, Any], pages: tuple[PolicyPage, ...]) -> dict[str, Any]:
    count = len(pages)
    supplied = {
        "kind": "strategy",
        "licence": {"name": "not stated", "attribution": said.pop("attribution", None)},
        "landing_url": pages[0].url,
        "requests": [{"url": page.url, "name": page.name} for page in pages if page.is_fetched],
        "bounds": {"minimum": count, "maximum": 3 * count, "seen": count}
        | {"seen_on": said.get("reviewed_on")},
    }
    return said | supplied | said
