"""Who is meant by a name: an index of what is known of every entity, asked with facts.

Each tier forgives more than the one before and asks for more in return. A tie, a conflict of
facts, or a likeness without a second fact is doubt, and doubt is no match.
"""

import collections
from collections.abc import Collection, Iterator

from rapidfuzz import fuzz

from transform.identity.name_rules import (
    Candidate,
    Facts,
    Likeness,
    Match,
    fuzzy_objection,
    objection,
)
from transform.identity.names import NameKeys, name_keys, primary_key, spellings

#: Likeness from which two names that were not joined are listed for review.
REVIEW_THRESHOLD = 0.75
SCORES = {
    "name": 1.0,
    "spelling": 0.98,
    "brand": 0.95,
    "core": 0.92,
    "website": 0.92,
    "part": 0.9,
    "part_of": 0.9,
}


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
        """The entity meant, or None, with the candidates that were not taken."""
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
            reason = objection(tier, facts, known, name)
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
            reason = fuzzy_objection(hit, corroboration, facts.conflicts(known), rival)
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

    def _likenesses(self, facts: Facts, barred: Collection[str]) -> Iterator[Likeness]:
        """Per entity, its name that is most like any of ours, from the review threshold on."""
        ours = [name_keys(name).brandless for name in sorted(facts.names)]
        for entity_id, known in self.facts.items():
            if entity_id in barred:
                continue
            best = max(
                (
                    Likeness(fuzz.token_sort_ratio(key, theirs) / 100, entity_id, name, key, theirs)
                    for name in known.all_names
                    for theirs in (name_keys(name).brandless,)
                    for key in ours
                ),
                default=None,
            )
            if best and best.score >= REVIEW_THRESHOLD:
                yield best


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


def _label(facts: Facts) -> str:
    return min(facts.names) if facts.names else ""
