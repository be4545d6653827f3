"""The records that travel from ``extract`` to ``transform``.

A source's ``parse(capture)`` returns one :class:`Records`. Records keep the source's own
words and codes; meaning (identity, harmonised codes, targets) is given in ``transform``.
Every record carries a locator: the place inside the capture that proves it.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Literal, Self

import pyarrow as pa

from warehouse.texts import show

Confidence = Literal["high", "medium", "low"]
EntityType = Literal["cluster", "organisation", "programme"]
BlockKind = Literal["title", "heading", "paragraph", "item", "cell", "slide"]


@dataclasses.dataclass(frozen=True, slots=True)
class Capture:
    """One retrieved document with its circumstances.

    Attributes:
        capture_id: Stable id, derived from source, url and content hash.
        source_id: The source that owns it.
        url: Address the document came from (or was transcribed from).
        captured_at: UTC instant of retrieval or transcription.
        method: ``http`` for bytes as an agency sent them, ``transcribed`` for figures and words
            as the page has them, ``composed`` for the page's facts, in its shape, in our words.
        sha256: Hex digest of the bytes.
        media_type: Without parameters, for example ``text/html``.
        encoding: Character set as declared, or None.
        status: HTTP status, None when transcribed.
        as_of: When the facts were true (publication), when known: an ISO date of stated
            precision, as a claim's.
        note: Free remark, for example what the transcription leaves out.
        request: What was asked beyond the url (method, body), as text.
        etag: Validator for the next conditional request.
        last_modified: Validator for the next conditional request.
        seen_at: UTC instant when the same document was last seen again.
        part_of: The table it is a piece of, where only all pieces of one fetch together
            count; None for a document that stands alone.
        content: The bytes as they came.
    """

    capture_id: str
    source_id: str
    url: str
    captured_at: dt.datetime
    method: Literal["http", "transcribed", "composed"]
    sha256: str
    media_type: str
    content: bytes = dataclasses.field(repr=False)
    encoding: str | None = None
    status: int | None = None
    as_of: str | None = None
    note: str | None = None
    request: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    seen_at: dt.datetime | None = None
    part_of: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """One thing a source says about one entity, in the source's words.

    Attributes:
        property: A name from ``warehouse.vocabulary.PROPERTIES``.
        value: The value as text (numbers without grouping, dates as ISO 8601).
        locator: Place in the capture, for example ``table[1]/row[4]`` or ``p[7]``.
        valid_from: ISO date of stated precision: ``2014``, ``2014-06`` or ``2014-06-18``.
        valid_to: As ``valid_from``; the last day, month or year it held.
        as_of: When the source says it was so; the capture's ``as_of`` when None.
        qualifier: ``more_than``, ``about``, ``nearly``, ``at_least``; None: as said.
        is_inferred: Whether the page leads to it and does not say it in so many words;
            ``detail``'s ``note`` says what was concluded.
        detail: Parts of a structured value, for example ``{"issuer": "ESCA"}``.
        confidence: How far the claim can be trusted.
        url: Address of the page that says it, when it is not the capture's own
            (curated files name one page per row).
    """

    property: str
    value: str
    locator: str
    valid_from: str | None = None
    valid_to: str | None = None
    as_of: str | None = None
    qualifier: str | None = None
    is_inferred: bool = False
    detail: Mapping[str, str] = dataclasses.field(default_factory=dict)
    confidence: Confidence = "high"
    url: str | None = None

    def concluded(self, why: str) -> Self:
        """The claim as one that the page only leads to, with ``why`` after what its note says."""
        note = ". ".join(filter(None, (self.detail.get("note"), why)))
        return dataclasses.replace(self, is_inferred=True, detail={**self.detail, "note": note})


@dataclasses.dataclass(frozen=True, slots=True)
class Mention:
    """An entity as one source names it, with what the source claims about it.

    Attributes:
        entity_type: What kind of thing is named.
        country_code: ``DK``, ``SE`` or ``NO``.
        name: The name as printed.
        claims: What is said of it; the name itself need not be repeated.
        key: Stable id where the source is ours and knows it (``no:gce-node``); list
            pages leave it None and identity is resolved in ``transform``.
        locator: Place in the capture.
        is_sighting: False where the source does not list the entity but holds facts about it,
            as a business register does: it then does not count as seen.
    """

    entity_type: EntityType
    country_code: str
    name: str
    locator: str
    claims: tuple[Claim, ...] = ()
    key: str | None = None
    is_sighting: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """One block of a document's own content, in reading order.

    Attributes:
        kind: What it is.
        text: Its text, white space folded.
        locator: Place in the capture, for example ``p[7]``, ``page[3]/line[12]``.
        language: ``da``, ``sv``, ``nb``, ``nn`` or ``en``; the document's when None.
        level: Heading level, or list depth.
    """

    kind: BlockKind
    text: str
    locator: str
    language: str | None = None
    level: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """A prose document set apart from its menus, banners and lists of related pages.

    Attributes:
        title: Title as printed.
        language: ``da``, ``sv``, ``nb``, ``nn`` or ``en``.
        blocks: The content in reading order.
        published: ISO date of stated precision.
        valid_from_year: First year the document governs, if it is a strategy.
        valid_to_year: Last year the document governs.
        boilerplate: Text left out of the content (menus, cookie banners, related
            documents), kept so that nothing is silently lost.
        notes: What the reader had to decide or repair (character set, pages skipped).
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    published: str | None = None
    valid_from_year: int | None = None
    valid_to_year: int | None = None
    boilerplate: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Area:
    """A focus area, stronghold or priority that a strategy names, in its order.

    Attributes:
        position: Place in the document's order, from 1.
        name: The area, as the document names it.
        area_type: For example ``focus_area``, ``stronghold``, ``emerging_area``, ``guide_mark``.
        locator: Place in the capture.
        cluster_name: The cluster that the document ties to the area.
        has_cluster_effort: False where the document says that no cluster serves it.
        url: Page that says it, when it is not the capture's own address.
    """

    position: int
    name: str
    area_type: str
    locator: str
    cluster_name: str | None = None
    has_cluster_effort: bool | None = None
    url: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class StrategyRecord:
    """A strategy or policy document: what it is, its prose, and its named areas.

    Attributes:
        strategy_id: Stable id, for example ``dk:klyngestrategi-2.0``.
        country_code: ``DK``, ``SE`` or ``NO``.
        publisher: Who stands behind the strategy.
        document: The prose; targets and figures are read from it in ``transform``.
        areas: Areas in the document's order.
        url: Publication page, when it differs from the capture's address.
        data_year: Year the reported figures are of, where a report has one for all.
        edition_year: Year in the report's title, where it differs from the data year.
        scope: Whom the reported figures cover, in the source's words.
        series: Name of the series the report belongs to; figures of two series are
            never compared.
    """

    strategy_id: str
    country_code: str
    publisher: str
    document: Document
    areas: tuple[Area, ...] = ()
    url: str | None = None
    data_year: int | None = None
    edition_year: int | None = None
    scope: str | None = None
    series: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Indicator:
    """One ECEI quality indicator as a document lists it."""

    indicator_number: str
    title: str
    section: str
    locator: str
    page: int | None = None
    in_silver_audit: bool | None = None
    in_gold_audit: bool | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One ranked answer of a survey."""

    survey_id: str
    question: str
    rank: int
    answer: str
    locator: str
    respondent_count: int | None = None
    invited_count: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Cube:
    """A statistical table decoded from an agency's answer, one row per cell.

    Attributes:
        stat_table_id: For example ``ssb:11713``.
        cells: Columns: one string column of codes per dimension (dictionary encoded,
            named by the source's dimension id), ``value`` float64 (null where none),
            ``raw_status`` string (the source's own symbol, null where none).
        dimensions: Dimension id to (code to label), in the source's order.
        title: Title as published.
        units: Content code to unit as published; key ``*`` when there is one for all.
        updated: The source's own time of last change, ISO 8601, if given.
        notes: Notes the source marks as mandatory.
        aggregation_allowed: False where the agency forbids summing.
    """

    stat_table_id: str
    cells: pa.Table
    dimensions: Mapping[str, Mapping[str, str]]
    title: str
    units: Mapping[str, str] = dataclasses.field(default_factory=dict)
    updated: str | None = None
    notes: tuple[str, ...] = ()
    aggregation_allowed: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Boundary:
    """The outline of one region.

    Attributes:
        region_code: Its code.
        vintage: Vintage of the code.
        geometry: GeoJSON geometry as text, longitude and latitude in degrees (WGS 84).
    """

    region_code: str
    vintage: str
    geometry: str


@dataclasses.dataclass(frozen=True, slots=True)
class RegisterUnit:
    """A legal entity as a business register holds it: nothing about persons, no contacts.

    Attributes:
        scheme: Identifier scheme of the register: ``NO-BRC`` or ``DK-CVR``.
        identifier: Organisation number as text, zeros kept.
        name: As registered; None where the register no longer says.
        state: ``registered``; ``deleted``, struck off; ``removed``, taken out for good,
            so that earlier answers about it are not used either.
        locator: Place in the capture.
        website: As registered.
        municipality_code: National code of the municipality of the business address.
        postcode: Postcode of the business address.
        purpose: Purpose by the statutes and activity as registered.
        registered_on: Day of registration.
        deleted_on: Day on which it was struck off, if the register says.
        is_partial: Found by a search with more hits than were read: namesakes may be unseen.
        is_protected: The entity objects to its data being passed on for advertising
            (Danish ``reklamebeskyttet``): it is compared, but nothing of it is published.
    """

    scheme: str
    identifier: str
    name: str | None
    state: Literal["registered", "deleted", "removed"]
    locator: str
    website: str | None = None
    municipality_code: str | None = None
    postcode: str | None = None
    purpose: str | None = None
    registered_on: dt.date | None = None
    deleted_on: dt.date | None = None
    is_partial: bool = False
    is_protected: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class FundedProject:
    """A project as its funder publishes it.

    Attributes:
        country_code: Country of the funder.
        reference_number: The funder's own number.
        title: As published; compared, not passed on.
        coordinator: Name of the coordinating organisation.
        amount: Grant in whole units of ``currency``; None if not published.
        currency: ISO 4217.
        locator: Place in the capture.
        start_on: First day.
        end_on: Last day.
        url: The project's own record, when the funder has one.
    """

    country_code: str
    reference_number: str
    title: str
    coordinator: str | None
    amount: int | None
    currency: str
    locator: str
    start_on: dt.date | None = None
    end_on: dt.date | None = None
    url: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class SetAside:
    """A part of a capture that is not used, alone.

    Attributes:
        place: Place in the capture, printable.
        reason: What is wrong with it, printable.
        is_unread: Whether it is sound and nobody has declared it: a column or a label that no
            rule takes. It breaks nothing, and is told so that a source's news is not missed.
    """

    place: str
    reason: str
    is_unread: bool = False


def unread(place: str, what: str, heading: str) -> SetAside:
    """A column or a label that no rule of its source takes.

    Args:
        place: Place in the capture.
        what: ``column`` or ``label``.
        heading: How it is called there.
    """
    return SetAside(place, f"no rule takes the {what} {show(heading)[:80]}", is_unread=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Records:
    """Everything one capture yields; ``set_aside`` is what it holds and cannot be used."""

    mentions: tuple[Mention, ...] = ()
    strategies: tuple[StrategyRecord, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    findings: tuple[Finding, ...] = ()
    cubes: tuple[Cube, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    units: tuple[RegisterUnit, ...] = ()
    projects: tuple[FundedProject, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    def __len__(self) -> int:
        """Number of records, cells of cubes included: what healthy bounds are held against."""
        alike = (self.mentions, self.strategies, self.indicators, self.findings)
        others = (self.boundaries, self.units, self.projects)
        cells = sum(int(cube.cells.num_rows) for cube in self.cubes)
        return cells + sum(map(len, (*alike, *others)))
