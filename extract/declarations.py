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
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from extract import BUNDLED_ROOT
from extract.spec import SOURCES, Address, SourceSpec
from extract.typed_toml import made, value, wrong
from warehouse.bounds import find_wrong_word
from warehouse.errors import ContractError
from warehouse.records import Claim, Confidence
from warehouse.statistics import StatisticalTable
from warehouse.texts import Pattern, StatedDate, pattern
from warehouse.vocabulary import OBS_STATUS

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
#: Properties that one text says whole.
_TEXTS = (
    *("place", "start_year", "end_year", "website", "sector", "description", "members"),
    *("host_organisation", "status", "entity_kind", "legal_form", "label"),
)
_OR_A_MODULE = "; what needs a currency, a scheme or a kind is read by a module"
PatternOfNames = Annotated[
    str, pattern, "a regular expression with a group (?P<names>...)", "names"
]
PatternOfWho = Annotated[str, pattern, "a regular expression with a group (?P<who>...)", "who"]


@dataclasses.dataclass(frozen=True, slots=True)
class AnnouncedList:
    """A list of areas and the words that announce it.

    Attributes:
        area_type: What its entries are.
        pattern: Regular expression for the announcement; case is ignored.
        what: What the list holds, for messages.
    """

    area_type: str
    pattern: Pattern
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
    patterns: tuple[PatternOfNames, ...]
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
    subject: Pattern
    lists: tuple[AnnouncedList, ...] = ()
    passages: tuple[Passage, ...] = ()
    publisher_pattern: PatternOfWho | None = None
    organisations: tuple[PatternOfWho, ...] = ()
    mark: Pattern | None = None
    language: str | None = None
    publisher: str | None = None
    valid_years: tuple[int | None, int | None] | None = None
    is_fetched: bool = True
    data_year: int | None = None
    edition_year: int | None = None
    scope: str | None = None
    series: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Participation:
    """The clusters' time in a programme, as :func:`extract.pages.claims.participation` has it.

    Attributes:
        programme_id: A programme that we know, or any where ``is_new_programme`` is true.
        level: One of the programme's levels in ``warehouse/reference/programme_level.csv``, if it
            has any there.
        event: What the page says of it: ``listed``, ``admitted``, ``ended``.
        is_new_programme: No other source knows it; the gate warns until one gives its name.
    """

    programme_id: str
    level: str
    event: str
    brand: str | None = None
    valid_from: StatedDate | None = None
    valid_to: StatedDate | None = None
    is_inferred: bool = False
    confidence: Confidence = "high"
    url: Address | None = None
    note: str | None = None
    is_new_programme: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class ClusterList:
    """A page's list of clusters, an entry a line.

    Attributes:
        start: Regular expression for the line above it; case is ignored.
        entry: Regular expression that a whole entry matches. Its group ``name`` is the cluster's;
            other groups are properties that one text says whole (``place``, ``start_year``), or
            ``county``, a Swedish or Norwegian county by name.
        reads: How an entry reads, for messages: ``<name>, <county>``.
        end: Regular expression for the line below it; where it is left out, the list ends with the
            next heading, or the page.
        claims: Property to its value for all of them: ``{ status = "listed" }``.
        participation: Their time in a programme.
    """

    start: Pattern
    entry: Pattern
    reads: str
    end: Pattern | None = None
    claims: Mapping[str, str] = dataclasses.field(default_factory=dict)
    participation: Participation | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class BundledFile:
    """How a bundled file came: what :class:`~warehouse.records.Capture` holds of it.

    What is left out follows from the rest: the address of the request or page of the file's name,
    the day of the review, the media type of its ending.
    """

    method: Literal["http", "transcribed", "composed"]
    as_of: StatedDate | None = None
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
            expected="a file of TOML: texts, months and years in quotes, days as 2026-11-29",
            found=f"{type(error).__name__}: {error}{_line_of(error, path)}",
            remedy="mend the declaration",
        ) from error


def _line_of(error: Exception, path: Path) -> str:
    """The line that an error of TOML gives the number of."""
    number = re.search(r"at line (\d+)", str(error))
    lines = path.read_text(encoding="utf-8").splitlines() if number else []
    return f": {lines[int(number[1]) - 1][:120]}" if number and int(number[1]) <= len(lines) else ""


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
    if listed:
        _check_list(listed, spec.country_code)
    for number, table in enumerate(tables, 1):
        vintages, schemes = _schemes("region"), _schemes("industry_crosswalk")
        pairs = [("regions.vintage", vintages, scheme.vintage) for scheme in table.regions]
        pairs.append(("industry_scheme", schemes, table.industry_scheme or ""))
        pairs.append(("default_status", tuple(OBS_STATUS), table.default_status))
        for key, known, word in pairs:
            if word and word not in known:
                raise wrong(f"tables[{number}].{key}", known, word)
        if agency and table.agency != agency:
            expected = f"{agency}:<id of the table>"
            raise wrong(f"tables[{number}].stat_table_id", expected, table.stat_table_id)
    return Declaration(spec, tables, pages, listed, facts, captures)


def _check_list(listed: ClusterList, country: str) -> None:
    """Refuse words that would only be found wrong on the page, as if it were the page's fault."""
    groups, counties = ("name", "county", *_TEXTS), ("SE", "NO")
    said = re.compile(listed.entry).groupindex
    for group in said:
        if group not in groups:
            raise wrong("list.entry", groups, group, "one of the groups ", _OR_A_MODULE)
        if group == "county" and country not in counties:
            raise wrong("list.entry", counties, country, "a group county in a source of ")
    if "name" not in said:
        raise wrong("list.entry", "a group (?P<name>...)", listed.entry)
    for name, word in listed.claims.items():
        if name not in _TEXTS:
            raise wrong(f"list.claims.{name}", _TEXTS, name, "one of the keys ", _OR_A_MODULE)
        _check_word(f"list.claims.{name}", Claim(name, word, ""))
    stay = listed.participation
    if stay:
        known = _programmes()
        if stay.programme_id not in known and not stay.is_new_programme:
            other = ", or say is_new_programme = true"
            raise wrong("list.participation.programme_id", known, stay.programme_id, other=other)
        levels = _schemes("programme_level", stay.programme_id)
        if levels and stay.level not in levels:
            other = ", or add the level to warehouse/reference/programme_level.csv"
            raise wrong("list.participation.level", levels, stay.level, other=other)
        told = Claim("participation", stay.programme_id, "", detail={"event": stay.event})
        _check_word("list.participation.event", told)


def _check_word(key: str, claim: Claim) -> None:
    if no_word := find_wrong_word(claim):
        raise wrong(key, no_word.allowed, no_word.word)


@functools.cache
def _programmes() -> tuple[str, ...]:
    """Ids of the programmes that have levels, or facts of ours."""
    facts = [one.read_text("utf-8") for one in BUNDLED_ROOT.glob("*_curated_facts/facts.csv")]
    named = re.findall(r"^(\w\w:prog-[^,]+),", "\n".join(facts), re.MULTILINE)
    return tuple(sorted({*_schemes("programme_level"), *named}))


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
    }


@functools.cache
def _schemes(file: str, of: str | None = None) -> tuple[str, ...]:
    """Names in the first column of a file of ``warehouse/reference``, which is not loaded.

    Those in the second column, where the first is ``of``.
    """
    path = SOURCES.parents[1] / "warehouse" / "reference" / f"{file}.csv"
    rows = [row.split(",") for row in path.read_text(encoding="utf-8").splitlines()[1:]]
    return tuple(dict.fromkeys(row[of is not None] for row in rows if of in {None, row[0]}))


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
