"""Statements: every claim of every source as one dated, sourced row."""

import collections
import dataclasses
import datetime as dt
import hashlib
import json
import urllib.parse
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from transform.dates import first_day, last_day, parse_span, precision_of
from transform.identity.entities import Identified, Identities
from transform.identity.names import primary_key, spelling
from warehouse.errors import ContractError
from warehouse.records import Capture, Claim, Mention
from warehouse.tables import TABLES

#: Columns whose content, with the source, makes a statement what it is. The capture is left
#: out: a page fetched again unchanged says nothing new.
_IDENTITY = (
    *("entity_id", "property", "value", "qualifier", "valid_from", "valid_to", "date_precision"),
    *("as_of", "source_id", "statement_url", "detail"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """A reviewed mending of what a source says.

    Attributes:
        correction_id: Short name, for messages and for ``detail.correction``.
        source_id: The source that errs.
        entity_id: The entity it speaks of.
        property: The property.
        expect: The source's value that must still be there.
        action: ``drop`` the statement or ``override`` its value.
        value: The right value, for ``override``.
        reason: Why, with the page that shows it.
        reported_on: The day the error was found.
    """

    correction_id: str
    source_id: str
    entity_id: str
    property: str
    expect: str
    action: Literal["drop", "override"]
    value: str | None
    reason: str
    reported_on: dt.date

    def __post_init__(self) -> None:
        """Check that an override has a value.

        Raises:
            ValueError: It has none.
        """
        if self.action == "override" and not self.value:
            raise ValueError("value is empty, where the action is override")


def statements(
    identities: Identities, corrections: Iterable[Correction] = (), *, complete: bool = True
) -> list[dict[str, Any]]:
    """Rows of table ``statement``, sorted by id.

    A mention's printed name is a statement too. Where a file of facts only concludes that a name
    is the entity's (``detail.identity`` is ``concluded``), what others say of it under that name
    is inferred. The same claim in two captures of one source
    is one statement, proved by the newest capture; in two sources it is two.

    Raises:
        ContractError: A date that is none, a correction whose statement is gone, or two
            corrections of one statement.
    """
    rows: dict[str, tuple[tuple[str, str], dict[str, Any]]] = {}
    by_target = _by_target(corrections)
    used: set[str] = set()
    concluded: dict[tuple[str, str], dict[str, str | None]] = {}
    for item in identities.mentions:
        for claim in item.mention.claims:
            if claim.detail.get("identity") == "concluded":
                known_as = (item.match.entity_id, primary_key(claim.value))
                url = claim.url or item.capture.url
                concluded.setdefault(known_as, {})[url] = claim.detail.get("note")
    for item in identities.mentions:
        claims = _claims(item.mention)
        name = (item.match.entity_id, primary_key(item.mention.name))
        if not item.mention.key and name in concluded:
            why = _why(concluded[name], item.capture.url)
            claims = [_conclude(claim, item.mention.name, why) for claim in claims]
        for claim in claims:
            row = _row(item, claim)
            target = (row["source_id"], row["entity_id"], row["property"], row["value"])
            correction = by_target.get(target)
            if correction:
                used.add(correction.correction_id)
                if correction.action == "drop":
                    continue
                row = _override(row, correction)
            row["statement_id"] = statement_id(row)
            freshness = (item.capture.captured_at.isoformat(), item.capture.capture_id)
            known = rows.get(row["statement_id"])
            if known is None or freshness > known[0]:
                rows[row["statement_id"]] = (freshness, row)
    if complete:
        _check_used(by_target.values(), used)
    return [rows[key][1] for key in sorted(rows)]


def statement_id(row: Mapping[str, Any]) -> str:
    """24 hex digits over content and source; the same in every build from the same words."""
    marks = ("inferred" if row.get("is_inferred") else None, row.get("qualifier"))
    said = {**row, "qualifier": " ".join(filter(None, marks)) or None}
    content = json.dumps(
        [None if said.get(name) is None else str(said[name]) for name in _IDENTITY],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def detail_of(row: Mapping[str, Any]) -> dict[str, str]:
    """The parts of a statement's structured value."""
    parts: dict[str, str] = json.loads(row["detail"]) if row.get("detail") else {}
    return parts


def by_entity(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Statements grouped by entity and, within it, by property."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in rows:
        properties = found.setdefault(row["entity_id"], collections.defaultdict(list))
        properties[row["property"]].append(row)
    return found


def _claims(mention: Mention) -> list[Claim]:
    """The claims, and the printed name unless a claim repeats it."""
    named = {spelling(claim.value) for claim in mention.claims if claim.property == "name"}
    printed = spelling(mention.name)
    if printed in named:
        return list(mention.claims)
    # A key of our own says that the printed name is the one we chose for the entity.
    detail = {"kind": "primary"} if mention.key else {}
    # In a file of facts each row has its page: the name's is that of the first row.
    url = mention.claims[0].url if mention.claims else None
    return [Claim("name", printed, mention.locator, detail=detail, url=url), *mention.claims]


def _why(notes: Mapping[str, str | None], read: str) -> str | None:
    """What the conclusion rests on: by the page read, or by another one, with its host.

    That is the first sentence of the name's note; the others speak of the name alone.
    """
    url = read if read in notes else next(iter(notes))
    if (note := notes[url]) is None:
        return None
    note = note.split(". ")[0]
    host = _host(url)
    if url == read or host in note:
        return note
    page = "another page" if host == _host(read) else "the page"
    return f"{note} (by {page} of {host})"


def _host(url: str) -> str:
    return urllib.parse.urlsplit(url).netloc.removeprefix("www.")


def _conclude(claim: Claim, name: str, why: str | None) -> Claim:
    """A claim about a name that is only concluded to be the entity's, with what it rests on."""
    said = f"Said of {name}; that this is the cluster is inferred"
    told = claim.concluded(f"{said}. {why}" if why else said)
    if claim.property != "name":
        return told
    return dataclasses.replace(told, detail={**told.detail, "identity": "concluded"})


def _row(item: Identified, claim: Claim) -> dict[str, Any]:
    capture = item.capture
    try:
        as_of, as_of_precision = _as_of(claim, capture)
        dates = {
            "valid_from": first_day(claim.valid_from),
            "valid_to": last_day(claim.valid_to),
            "date_precision": precision_of(claim.valid_from),
        }
    except ContractError as error:
        raise ContractError(
            error.message,
            source_id=capture.source_id,
            url=claim.url or capture.url,
            place=f"{claim.locator} ({item.mention.name}: {claim.property})",
            expected=error.expected,
            found=error.found,
            remedy=error.remedy,
        ) from error
    return TABLES["statement"].row(
        capture,
        claim,
        item.match,
        **dates,
        value=spelling(claim.value),
        as_of=as_of,
        as_of_precision=as_of_precision,
        # What we infer from a page is ours: it is never as sure as what the page says.
        confidence="medium"
        if claim.is_inferred and claim.confidence == "high"
        else claim.confidence,
        statement_url=claim.url if claim.url != capture.url else None,
        detail=_detail(claim.detail),
    )


def _as_of(claim: Claim, capture: Capture) -> tuple[dt.date | None, str | None]:
    """What the source says of its own time; the day of retrieval is not such a word."""
    said = claim.as_of or capture.as_of
    span = parse_span(said) if said else None
    return (span.first, span.precision) if span else (None, None)


def _detail(parts: Mapping[str, str]) -> str | None:
    return json.dumps(dict(parts), ensure_ascii=False, sort_keys=True) if parts else None


def _override(row: dict[str, Any], correction: Correction) -> dict[str, Any]:
    detail = detail_of(row) | {
        "correction": correction.correction_id,
        "source_value": correction.expect,
    }
    return row | {"value": correction.value, "detail": _detail(detail)}


def _by_target(corrections: Iterable[Correction]) -> dict[tuple[str, str, str, str], Correction]:
    found: dict[tuple[str, str, str, str], Correction] = {}
    for item in corrections:
        target = (item.source_id, item.entity_id, item.property, item.expect)
        if found.setdefault(target, item) is not item:
            raise ContractError(
                "two corrections mend one statement",
                place=f"corrections.csv: {found[target].correction_id}, {item.correction_id}",
                remedy="keep one of them",
            )
    return found


def _check_used(corrections: Iterable[Correction], used: set[str]) -> None:
    for item in corrections:
        if item.correction_id not in used:
            raise ContractError(
                f"correction {item.correction_id} has expired: its statement is gone",
                source_id=item.source_id,
                place=f"corrections.csv: {item.entity_id} {item.property}",
                expected=f"value {item.expect!r}",
                remedy="the source may have mended its error: compare, then delete or renew the "
                "row in warehouse/reference/corrections.csv",
            )
