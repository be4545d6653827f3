"""Identity: which entity each mention is about, by which method, and what was left in doubt."""

import collections
import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from transform.identity.decisions import Decisions
from transform.identity.name_index import NameIndex
from transform.identity.name_rules import Candidate, Facts, Match, website_facts
from transform.identity.names import primary_key, slug
from transform.identity.region_codes import RegionCodes
from transform.identity.review import Considered, decided_apart, distinct_pairs, near_pairs
from warehouse.records import Capture, Mention

_ID_PREFIX = {"cluster": "", "organisation": "org-", "programme": "prog-"}
_OTHER_NAME_KINDS = frozenset({"former", "alias"})
_NO_REGIONS = RegionCodes()


@dataclasses.dataclass(frozen=True, slots=True)
class Identified:
    """A mention and the entity it is about."""

    capture: Capture
    mention: Mention
    match: Match


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
    considered = [*decided_apart(pairs, matches, rules), *considered, *near_pairs(indexes)]
    return Identities(
        tuple(Identified(*pair, matches[number]) for number, pair in enumerate(pairs)),
        tuple(distinct_pairs(considered)),
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
        return min((day for day in seen if day), default="9999"), item[0]

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
