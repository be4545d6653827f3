"""Identity: which entity each mention is about, by which method, and what was left in doubt."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from transform.name_index import (
    REVIEW_THRESHOLD,
    Candidate,
    Facts,
    Match,
    NameIndex,
    website_facts,
)
from transform.names import primary_key, slug
from transform.region_codes import RegionCodes
from warehouse.errors import ContractError
from warehouse.records import Capture, Mention

_BARRED = "not:"
_ID_PREFIX = {"cluster": "", "organisation": "org-", "programme": "prog-"}
_OTHER_NAME_KINDS = frozenset({"former", "alias"})
_NO_REGIONS = RegionCodes()


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """One reviewed answer to a question of identity.

    Attributes:
        country_code: Country of the name.
        name: The name as a source prints it; compared by its primary key.
        cluster_id: The entity it means, or ``not:`` and the entity it does not mean.
        reason: Why.
        decided_on: The day it was reviewed.
        expires_when: ``name_gone`` (the decision fails the build once no source prints the
            name any more) or an ISO date by which it must be reviewed again.
        source_id: The source it holds for; None for all.
    """

    country_code: str
    name: str
    cluster_id: str
    reason: str
    decided_on: dt.date
    expires_when: str
    source_id: str | None = None

    @property
    def question(self) -> tuple[str, str, str | None]:
        """What it answers: country, name key, source."""
        return self.country_code, primary_key(self.name), self.source_id


class Decisions:
    """The reviewed decisions, and which of them were asked for.

    Args:
        rows: As ``warehouse/reference/decisions.csv`` has them: country, name, source_id,
            cluster_id, reason, decided_on, expires_when.

    Raises:
        ContractError: A row lacks a value, a date is none, or two rows give one name two ids.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]] = ()) -> None:
        self.all: tuple[Decision, ...] = tuple(_decision(row) for row in rows)
        self._joined: dict[tuple[str, str, str | None], Decision] = {}
        self._barred: dict[tuple[str, str, str | None], dict[str, Decision]] = (
            collections.defaultdict(dict)
        )
        for decision in self.all:
            if decision.cluster_id.startswith(_BARRED):
                other = decision.cluster_id.removeprefix(_BARRED)
                self._barred[decision.question][other] = decision
            elif self._joined.setdefault(decision.question, decision) != decision:
                raise ContractError(
                    "two decisions give one name two ids",
                    place=f"decisions.csv: {decision.country_code} {decision.name}",
                    remedy="keep one of them, or give each a source_id",
                )

    def joined(self, mention: Mention, source_id: str) -> Decision | None:
        """The decision that names this mention's entity."""
        for question in _questions(mention, source_id):
            if question in self._joined:
                return self._joined[question]
        return None

    def barred(self, mention: Mention, source_id: str) -> dict[str, Decision]:
        """The entities that decisions rule out for this mention, with the decisions."""
        found: dict[str, Decision] = {}
        for question in _questions(mention, source_id):
            found |= self._barred.get(question, {})
        return found

    def check(
        self,
        mentions: Iterable[tuple[Capture, Mention]],
        known: Iterable[str],
        today: dt.date | None,
    ) -> None:
        """Hold every decision against what the sources say now.

        Raises:
            ContractError: A decided name is no longer printed, a decided entity no longer
                exists, or a decision's date of review has passed.
        """
        seen: set[tuple[str, str, str | None]] = set()
        for capture, mention in mentions:
            seen.update(_questions(mention, capture.source_id))
        entities = set(known)
        for decision in self.all:
            expired = _expiry(decision, seen, entities, today)
            if expired:
                raise ContractError(
                    f"a matching decision has expired: {expired}",
                    source_id=decision.source_id,
                    place=f"decisions.csv: {decision.country_code} {decision.name}",
                    expected=f"{decision.cluster_id} ({decision.reason})",
                    remedy="review the row in warehouse/reference/decisions.csv, "
                    "then mend, renew or delete it",
                )


@dataclasses.dataclass(frozen=True, slots=True)
class Identified:
    """A mention and the entity it is about."""

    capture: Capture
    mention: Mention
    match: Match


@dataclasses.dataclass(frozen=True, slots=True)
class Considered:
    """Two that are alike and were not joined."""

    country_code: str
    entity_id: str
    candidate: Candidate


@dataclasses.dataclass(frozen=True, slots=True)
class Identities:
    """What :func:`resolve` found.

    Attributes:
        mentions: Every mention with its entity, in the order given.
        considered: Pairs that were compared and not joined, for review.
    """

    mentions: tuple[Identified, ...]
    considered: tuple[Considered, ...]
    _indexes: Mapping[tuple[str, str], NameIndex] = dataclasses.field(repr=False)

    @property
    def entities(self) -> dict[str, tuple[str, str]]:
        """Entity id to (entity type, country)."""
        return {
            item.match.entity_id: (item.mention.entity_type, item.mention.country_code)
            for item in self.mentions
        }

    def find(self, country_code: str, name: str, entity_type: str = "cluster") -> str | None:
        """The entity that goes by this name (or has this id); None where none or several do."""
        index = self._indexes.get((country_code, entity_type))
        if index is None:
            return None
        if name in index.facts:
            return name
        match, _ = index.find(Facts(names=frozenset({name})))
        return match.entity_id if match else None


def resolve(
    mentions: Iterable[tuple[Capture, Mention]],
    decisions: Decisions | None = None,
    *,
    regions: RegionCodes = _NO_REGIONS,
    today: dt.date | None = None,
    complete: bool = True,
) -> Identities:
    """Say which entity every mention is about.

    Mentions with a key own that id, and their names, sites and regions form the index. The
    others are grouped by country, type and name, and each group is looked up by reviewed
    decision, name, spelling, name without programme, name without generic words, part of the
    name, website, likeness; what stays in doubt becomes an entity of its own. The result does
    not depend on the order of the mentions.

    Args:
        mentions: Every mention with the capture that holds it.
        decisions: Reviewed decisions.
        regions: Brings region codes of different schemes to one.
        today: Day against which decisions with a date of review are held.
        complete: False when only some sources were read: decisions about names that were
            therefore not seen are then left alone.

    Raises:
        ContractError: A decision has expired, see :meth:`Decisions.check`.
    """
    pairs = list(mentions)
    rules = decisions or Decisions()
    indexes: dict[tuple[str, str], NameIndex] = collections.defaultdict(NameIndex)
    matches: dict[int, Match] = {}
    open_pairs: list[int] = []
    for number, (capture, mention) in enumerate(pairs):
        decided = rules.joined(mention, capture.source_id)
        if decided:
            matches[number] = Match(decided.cluster_id, "decision", 1.0)
        elif mention.key:
            matches[number] = Match(mention.key, "key", 1.0)
        else:
            open_pairs.append(number)
            continue
        if decided is None or decided.source_id is None:
            # What one source means by a name is no name for others to be found by.
            index = indexes[mention.country_code, mention.entity_type]
            index.add(matches[number].entity_id, facts_of([mention], regions))
    considered: list[Considered] = []
    for group in _groups(pairs, open_pairs):
        match, rejected = _resolve_group(group, pairs, rules, indexes, regions)
        matches |= dict.fromkeys(group, match)
        country = pairs[group[0]][1].country_code
        considered.extend(Considered(country, match.entity_id, item) for item in rejected)
    if complete:
        rules.check(pairs, (match.entity_id for match in matches.values()), today)
    considered = [*_decided_apart(pairs, matches, rules), *considered, *_near_pairs(indexes)]
    return Identities(
        tuple(Identified(*pair, matches[number]) for number, pair in enumerate(pairs)),
        tuple(_distinct(considered)),
        dict(indexes),
    )


def facts_of(mentions: Sequence[Mention], regions: RegionCodes) -> Facts:
    """What mentions of one entity tell that helps to know it again."""
    names = {mention.name for mention in mentions}
    other_names: set[str] = set()
    domains: set[str] = set()
    codes: set[str] = set()
    places: set[str] = set()
    for mention in mentions:
        for claim in mention.claims:
            if claim.property == "name":
                kind = claim.detail.get("kind", "alias")
                (other_names if kind in _OTHER_NAME_KINDS else names).add(claim.value)
            elif claim.property == "website":
                domains |= website_facts(claim.value)
            elif claim.property == "region":
                found = regions.find(mention.country_code, claim.value)
                codes.add(found or f"{claim.detail.get('scheme', '')}:{claim.value}")
            elif claim.property == "place":
                places.add(primary_key(claim.value))
    return Facts(
        frozenset(names),
        frozenset(other_names),
        frozenset(domains),
        frozenset(codes),
        frozenset(places),
    )


def _groups(pairs: Sequence[tuple[Capture, Mention]], numbers: Iterable[int]) -> list[list[int]]:
    """Mentions that print the same name, oldest name first so that ids do not depend on order."""
    found: dict[tuple[str, str, str], list[int]] = collections.defaultdict(list)
    for number in numbers:
        mention = pairs[number][1]
        found[mention.country_code, mention.entity_type, primary_key(mention.name)].append(number)

    def age(item: tuple[tuple[str, str, str], list[int]]) -> tuple[str, tuple[str, str, str]]:
        seen = (pairs[number][0].as_of for number in item[1])
        return min((day.isoformat() for day in seen if day), default="9999"), item[0]

    return [numbers for _, numbers in sorted(found.items(), key=age)]


def _resolve_group(
    group: list[int],
    pairs: Sequence[tuple[Capture, Mention]],
    rules: Decisions,
    indexes: Mapping[tuple[str, str], NameIndex],
    regions: RegionCodes,
) -> tuple[Match, list[Candidate]]:
    mentions = [pairs[number][1] for number in group]
    barred = {
        entity_id
        for number in group
        for entity_id in rules.barred(pairs[number][1], pairs[number][0].source_id)
    }
    facts = facts_of(mentions, regions)
    index = indexes[mentions[0].country_code, mentions[0].entity_type]
    match, rejected = index.find(facts, barred=barred)
    if match is None:
        likeness = max((candidate.score for candidate in rejected), default=0.0)
        match = Match(_new_id(mentions, index), "new", round(1 - likeness / 2, 3))
    index.add(match.entity_id, facts)
    return match, [item for item in rejected if item.candidate_id != match.entity_id]


def _new_id(mentions: Sequence[Mention], index: NameIndex) -> str:
    first = min(mentions, key=lambda mention: mention.name)
    stem = f"{first.country_code.lower()}:{_ID_PREFIX[first.entity_type]}{slug(first.name)}"
    number, found = 1, stem
    while found in index.facts:
        number += 1
        found = f"{stem}-{number}"
    return found


def _decided_apart(
    pairs: Sequence[tuple[Capture, Mention]], matches: Mapping[int, Match], rules: Decisions
) -> list[Considered]:
    """Pairs that a reviewed decision keeps apart: the answer stands before the likeness."""
    return [
        Considered(
            mention.country_code,
            matches[number].entity_id,
            Candidate(
                mention.name,
                other,
                decision.name,
                "decision",
                1.0,
                f"decided apart on {decision.decided_on.isoformat()}: {decision.reason}",
            ),
        )
        for number, (capture, mention) in enumerate(pairs)
        for other, decision in rules.barred(mention, capture.source_id).items()
    ]


def _near_pairs(indexes: Mapping[tuple[str, str], NameIndex]) -> list[Considered]:
    """Clusters of one country whose names are alike: every one a question for review."""
    found: list[Considered] = []
    for (country, entity_type), index in sorted(indexes.items()):
        if entity_type != "cluster":
            continue
        for entity_id, facts in sorted(index.facts.items()):
            later = {other for other in index.facts if other <= entity_id}
            _, rejected = index.find(facts, barred=later)
            best: dict[str, Candidate] = {}
            for item in rejected:
                best.setdefault(item.candidate_id, item)
            match, _ = index.find(facts, barred=later)
            if match and match.matched_name and match.score >= REVIEW_THRESHOLD:
                best[match.entity_id] = Candidate(
                    min(facts.names),
                    match.entity_id,
                    match.matched_name,
                    match.method,
                    match.score,
                    "two entities that would match: join them or decide",
                )
            found.extend(Considered(country, entity_id, item) for item in best.values())
    return found


def _distinct(considered: Iterable[Considered]) -> list[Considered]:
    """Each pair once, by its highest score, whichever of the two was asked for."""
    found: dict[tuple[str, str], Considered] = {}
    for item in considered:
        first, second = sorted((item.entity_id, item.candidate.candidate_id))
        known = found.get((first, second))
        if known is None or item.candidate.score > known.candidate.score:
            found[first, second] = item
    return [found[pair] for pair in sorted(found)]


def _questions(mention: Mention, source_id: str) -> tuple[tuple[str, str, str | None], ...]:
    key = primary_key(mention.name)
    return (mention.country_code, key, source_id), (mention.country_code, key, None)


def _decision(row: Mapping[str, str]) -> Decision:
    place = f"decisions.csv: {row.get('country')} {row.get('name')}"
    missing = [
        column
        for column in ("country", "name", "cluster_id", "reason", "decided_on", "expires_when")
        if not row.get(column)
    ]
    if missing:
        raise ContractError(
            "a matching decision lacks a value", place=place, expected=", ".join(missing)
        )
    expires = row["expires_when"]
    try:
        decided_on = dt.date.fromisoformat(row["decided_on"])
        if expires != "name_gone":
            dt.date.fromisoformat(expires)
    except ValueError as error:
        raise ContractError(
            "a matching decision has a date that is none",
            place=place,
            expected="decided_on: ISO date; expires_when: name_gone or ISO date",
            found=str(error),
        ) from error
    return Decision(
        row["country"],
        row["name"],
        row["cluster_id"],
        row["reason"],
        decided_on,
        expires,
        row.get("source_id") or None,
    )


def _expiry(
    decision: Decision,
    seen: set[tuple[str, str, str | None]],
    entities: set[str],
    today: dt.date | None,
) -> str | None:
    if decision.question not in seen:
        return "no source prints the name any more"
    if decision.cluster_id.removeprefix(_BARRED) not in entities:
        return "the entity it names no longer exists"
    due = decision.expires_when
    if today and due != "name_gone" and dt.date.fromisoformat(due) <= today:
        return f"its review was due on {due}"
    return None
