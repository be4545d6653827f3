"""What speaks for two names meaning one body, and what speaks against it."""

from __future__ import annotations

import dataclasses

from rapidfuzz.distance import OSA

from transform.identity.names import (
    core_of,
    distinctive_tokens,
    domain_of,
    is_distinctive,
    name_keys,
    primary_key,
)

#: Smallest likeness of two names (0-1, letters in order, words sorted) for a fuzzy match.
FUZZY_THRESHOLD = 0.88
#: How much better than the second best a fuzzy match must be.
FUZZY_MARGIN = 0.03
_TYPO_LIKENESS = 0.7


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


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Likeness:
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


def objection(tier: str, facts: Facts, known: Facts, matched_name: str) -> str | None:
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


def fuzzy_objection(
    hit: Likeness, corroboration: str | None, conflicts: bool, rival: float
) -> str | None:
    """Why a mere likeness is not to be trusted; None if it is."""
    if hit.score < FUZZY_THRESHOLD:
        return "alike, below the threshold"
    if not hit.is_typo:
        return "alike, but a word differs"
    if conflicts:
        return "other region"
    if corroboration is None:
        return "alike, but no second fact"
    return "another is as close" if hit.score - rival < FUZZY_MARGIN else None


def website_facts(address: str) -> frozenset[str]:
    """The domain of an address as a fact; empty where there is none."""
    domain = domain_of(address)
    return frozenset({domain}) if domain else frozenset()


def core_key(name: str) -> str:
    """The name's core without programme prefix, for comparing entities with one another."""
    return core_of(name_keys(name).brandless)
