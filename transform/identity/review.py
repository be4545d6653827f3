"""Pairs that were considered and not joined: every one a question that a person can answer."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from transform.identity.decisions import Decisions
from transform.identity.name_index import REVIEW_THRESHOLD, NameIndex
from transform.identity.name_rules import Candidate, Match
from warehouse.records import Capture, Mention


@dataclasses.dataclass(frozen=True, slots=True)
class Considered:
    """Two that are alike and were not joined."""

    country_code: str
    entity_id: str
    candidate: Candidate


def decided_apart(
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


def near_pairs(indexes: Mapping[tuple[str, str], NameIndex]) -> list[Considered]:
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


def distinct_pairs(considered: Iterable[Considered]) -> list[Considered]:
    """Each pair once, by its highest score, whichever of the two was asked for."""
    found: dict[tuple[str, str], Considered] = {}
    for item in considered:
        first, second = sorted((item.entity_id, item.candidate.candidate_id))
        known = found.get((first, second))
        if known is None or item.candidate.score > known.candidate.score:
            found[first, second] = item
    return [found[pair] for pair in sorted(found)]
