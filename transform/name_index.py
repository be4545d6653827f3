"""Who is meant by a name: an index of what is known of every entity, asked with facts.

Each tier forgives more than the one before and asks for more in return. A tie, a conflict of
facts, or a likeness without a second fact is doubt, and doubt is no match.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Collection, Iterator

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from transform.names import (
    NameKeys,
    core_of,
    distinctive_tokens,
    domain_of,
    is_distinctive,
    name_keys,
    primary_key,
    spellings,
)

#: Smallest likeness of two names (0-1, letters in order, words sorted) for a fuzzy match.
FUZZY_THRESHOLD = 0.88
#: How much better than the second best a fuzzy match must be.
FUZZY_MARGIN = 0.03
#: Likeness from which two names that were not joined are listed for review.
REVIEW_THRESHOLD = 0.75
_TYPO_LIKENESS = 0.7
SCORES = {
    "name": 1.0,
    "spelling": 0.98,
    "brand": 0.95,
    "core": 0.92,
    "website": 0.92,
    "part": 0.9,
    "part_of": 0.9,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What one side of a comparison is known by.

    Attributes:
        names: Names it goes by now, as printed.
        other_names: Former names and aliases.
        domains: Web domains.
        regions: Region codes of one scheme.
        places: Towns, folded.
    """

    names: frozenset[str] = frozenset()
    other_names: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()

    @property
    def all_names(self) -> list[str]:
        """Every name, sorted."""
        return sorted(self.names | self.other_names)

    def join(self, other: Facts) -> Facts:
        """The facts of both."""
        return Facts(
            self.names | other.names,
            self.other_names | other.other_names,
            self.domains | other.domains,
            self.regions | other.regions,
            self.places | other.places,
        )

    def corroborates(self, other: Facts) -> str | None:
        """The second fact that both share: ``website``, ``place`` or ``region``."""
        if self.domains & other.domains:
            return "website"
        if self.places & other.places:
            return "place"
        return "region" if self.regions & other.regions else None

    def conflicts(self, other: Facts) -> bool:
        """Whether both name regions, and none in common, without sharing a website."""
        if self.domains & other.domains:
            return False
        return bool(self.regions and other.regions and not self.regions & other.regions)


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """How an entity was established.

    Attributes:
        entity_id: The entity.
        method: ``key``, ``decision``, ``name``, ``spelling``, ``brand``, ``core``, ``part``,
            ``part_of``, ``website``, ``fuzzy`` or ``new``.
        score: Certainty, 0-1; for ``new`` the certainty that it is none of the known ones.
        matched_name: The known name it was matched with.
        corroborated_by: The second fact, where one was needed.
    """

    entity_id: str
    method: str
    score: float
    matched_name: str | None = None
    corroborated_by: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that was compared and not taken, and why not."""

    name: str
    candidate_id: str
    matched_name: str
    method: str
    score: float
    note: str


class NameIndex:
    """Entities of one country and one type under the keys of their names."""

    def __init__(self) -> None:
        self.facts: dict[str, Facts] = {}
        self._keys: dict[str, dict[str, dict[str, str]]] = collections.defaultdict(
            lambda: collections.defaultdict(dict)
        )

    def add(self, entity_id: str, facts: Facts) -> None:
        """Enter an entity, or more facts about one."""
        self.facts[entity_id] = self.facts.get(entity_id, Facts()).join(facts)
        for name in facts.all_names:
            keys = name_keys(name)
            for tier, values in _keys_by_tier(keys):
                for value in values:
                    self._keys[tier][value].setdefault(entity_id, name)
        for domain in facts.domains:
            self._keys["website"][domain].setdefault(entity_id, domain)

    def find(
        self, facts: Facts, *, barred: Collection[str] = ()
    ) -> tuple[Match | None, list[Candidate]]:
        """The entity meant, or None, with the candidates that were not taken.

        Args:
            facts: Names and other facts of what is to be identified.
            barred: Entities that a reviewed decision rules out.
        """
        rejected: list[Candidate] = []
        for tier in ("name", "spelling", "brand", "core", "part", "part_of", "website"):
            hits = {key: name for key, name in self._hits(tier, facts).items() if key not in barred}
            if not hits:
                continue
            match = self._judge(tier, facts, hits, rejected)
            if match:
                return match, rejected
        return self._fuzzy(facts, barred, rejected), rejected

    def _hits(self, tier: str, facts: Facts) -> dict[str, str]:
        found: dict[str, str] = {}
        if tier == "website":
            for domain in sorted(facts.domains):
                found |= self._keys[tier].get(domain, {})
            return found
        for name in facts.all_names:
            for value in dict(_keys_by_tier(name_keys(name), asking=True)).get(tier, ()):
                found |= self._keys[tier].get(value, {})
        return found

    def _judge(
        self, tier: str, facts: Facts, hits: dict[str, str], rejected: list[Candidate]
    ) -> Match | None:
        """Take the one hit that the tier's conditions leave, or note why none is taken."""
        passed: dict[str, tuple[str | None, str]] = {}
        for entity_id, name in sorted(hits.items()):
            known = self.facts[entity_id]
            reason = _objection(tier, facts, known, name)
            if reason is None:
                passed[entity_id] = (facts.corroborates(known), name)
            else:
                rejected.append(
                    Candidate(_label(facts), entity_id, name, tier, SCORES[tier], reason)
                )
        chosen = passed if len(passed) == 1 else self._break_tie(facts, passed)
        if len(chosen) == 1:
            entity_id, (corroboration, name) = next(iter(chosen.items()))
            return Match(entity_id, tier, SCORES[tier], name, corroboration)
        rejected.extend(
            Candidate(_label(facts), entity_id, name, tier, SCORES[tier], "several fit")
            for entity_id, (_, name) in passed.items()
        )
        return None

    def _break_tie(
        self, facts: Facts, passed: dict[str, tuple[str | None, str]]
    ) -> dict[str, tuple[str | None, str]]:
        """Of several, those that share a second fact; else those that bear the name now."""
        shared = {key: value for key, value in passed.items() if value[0]}
        if len(shared) == 1:
            return shared
        asked = {primary_key(name) for name in facts.all_names}
        return {
            key: value
            for key, value in (shared or passed).items()
            if asked & {primary_key(name) for name in self.facts[key].names}
        }

    def _fuzzy(
        self, facts: Facts, barred: Collection[str], rejected: list[Candidate]
    ) -> Match | None:
        ranked = sorted(
            self._likenesses(facts, barred), key=lambda hit: (-hit.score, hit.entity_id)
        )
        for place, hit in enumerate(ranked[:3]):
            known = self.facts[hit.entity_id]
            corroboration = facts.corroborates(known)
            rival = max(
                (other.score for other in ranked if other.entity_id != hit.entity_id), default=0
            )
            reason = _fuzzy_objection(hit, corroboration, facts.conflicts(known), rival)
            if reason is None and place == 0:
                return Match(hit.entity_id, "fuzzy", round(hit.score, 3), hit.name, corroboration)
            rejected.append(
                Candidate(
                    _label(facts),
                    hit.entity_id,
                    hit.name,
                    "fuzzy",
                    round(hit.score, 3),
                    reason or "another is closer",
                )
            )
        return None

    def _likenesses(self, facts: Facts, barred: Collection[str]) -> Iterator[_Likeness]:
        """Per entity, its name that is most like any of ours, from the review threshold on."""
        ours = [name_keys(name).brandless for name in sorted(facts.names)]
        for entity_id, known in self.facts.items():
            if entity_id in barred:
                continue
            best = max(
                (
                    _Likeness(
                        fuzz.token_sort_ratio(key, theirs) / 100, entity_id, name, key, theirs
                    )
                    for name in known.all_names
                    for theirs in (name_keys(name).brandless,)
                    for key in ours
                ),
                default=None,
            )
            if best and best.score >= REVIEW_THRESHOLD:
                yield best


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class _Likeness:
    """How like an entity's name is to ours; ordered by score."""

    score: float
    entity_id: str
    name: str
    ours: str
    theirs: str

    @property
    def is_typo(self) -> bool:
        """Whether the names differ by slips of the pen only, word by word."""
        ours, theirs = sorted(self.ours.split()), sorted(self.theirs.split())
        left = [word for word in ours if word not in theirs]
        right = [word for word in theirs if word not in ours]
        return len(left) == len(right) and all(
            min(len(a), len(b)) >= 4 and OSA.normalized_similarity(a, b) >= _TYPO_LIKENESS
            for a, b in zip(left, right, strict=True)
        )


def _keys_by_tier(keys: NameKeys, *, asking: bool = False) -> list[tuple[str, frozenset[str]]]:
    """The keys of a name under each tier.

    A part of a name is entered in the index, and asked for, against whole names only: two
    names that share a part (``Nordic Edge - Smart City``, ``Nordic Edge - Agritech``) differ.
    """
    whole = frozenset({keys.primary, keys.brandless})
    return [
        ("name", frozenset({keys.primary})),
        ("spelling", keys.spellings),
        ("brand", spellings(keys.brandless)),
        ("core", keys.cores),
        ("part", keys.parts if asking else whole),
        ("part_of", whole if asking else keys.parts),
    ]


def _objection(tier: str, facts: Facts, known: Facts, matched_name: str) -> str | None:
    """Why a hit of this tier is not to be trusted; None if it is."""
    if tier in {"name", "spelling"}:
        apart = bool(facts.domains and known.domains and not facts.domains & known.domains)
        return "other region and other website" if apart and facts.conflicts(known) else None
    if facts.conflicts(known):
        return "other region"
    if tier == "brand":
        return _brand_objection(facts, known, matched_name)
    if tier in {"part", "part_of"}:
        return _part_objection(tier, facts, known)
    if tier == "website":
        return _website_objection(facts, known)
    return None


def _brand_objection(facts: Facts, known: Facts, matched_name: str) -> str | None:
    theirs = name_keys(matched_name)
    both_branded = theirs.brand and any(name_keys(name).brand for name in facts.all_names)
    if both_branded or is_distinctive(theirs.brandless) or facts.corroborates(known):
        return None
    return "without the programme's name only a field or a place is left"


def _part_objection(tier: str, facts: Facts, known: Facts) -> str | None:
    """A part needs a second fact, or is a word coined for the whole (``CenSec - Center ...``)."""
    if facts.corroborates(known):
        return None
    is_coined = all(
        " " not in primary_key(name) and is_distinctive(primary_key(name)) for name in facts.names
    )
    return None if tier == "part_of" and is_coined else "part of the name only, no second fact"


def _website_objection(facts: Facts, known: Facts) -> str | None:
    """A shared site proves the same body only where no name says otherwise.

    Hosts run several clusters on one site, so a name that has words of its own while the
    known one has others is another cluster.
    """
    ours = [distinctive_tokens(primary_key(name)) for name in sorted(facts.names)]
    theirs = [distinctive_tokens(primary_key(name)) for name in known.all_names]
    if any(own and own == other for own in ours for other in theirs):
        return None
    if any(own & other and own - other and other - own for own in ours for other in theirs):
        return "same website, but each name has words of its own"
    if any(own and other and (own <= other or other <= own) for own in ours for other in theirs):
        return None
    return "same website, but nothing in common in the names"


def _fuzzy_objection(
    hit: _Likeness, corroboration: str | None, conflicts: bool, rival: float
) -> str | None:
    if hit.score < FUZZY_THRESHOLD:
        return "alike, below the threshold"
    if not hit.is_typo:
        return "alike, but a word differs"
    if conflicts:
        return "other region"
    if corroboration is None:
        return "alike, but no second fact"
    return "another is as close" if hit.score - rival < FUZZY_MARGIN else None


def _label(facts: Facts) -> str:
    return min(facts.names) if facts.names else ""


def website_facts(address: str) -> frozenset[str]:
    """The domain of an address as a fact; empty where there is none."""
    domain = domain_of(address)
    return frozenset({domain}) if domain else frozenset()


def core_key(name: str) -> str:
    """The name's core without programme prefix, for comparing entities with one another."""
    return core_of(name_keys(name).brandless)
