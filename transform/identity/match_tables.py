"""How identity was established, as tables that a person can review."""

from transform.identity.entities import Identities
from transform.registry.precedence import Row


def identity_matches(identities: Identities) -> list[Row]:
    """Rows of table ``identity_match``: one per name and place that prints it."""
    found: dict[tuple[str, ...], Row] = {}
    for item in identities.mentions:
        row = {
            "entity_id": item.match.entity_id,
            "country_code": item.mention.country_code,
            "name": item.mention.name,
            "source_id": item.capture.source_id,
            "match_method": item.match.method,
            "match_score": item.match.score,
            "matched_name": item.match.matched_name,
            "corroborated_by": item.match.corroborated_by,
            "capture_id": item.capture.capture_id,
            "locator": item.mention.locator,
        }
        key = tuple(str(row[name]) for name in ("capture_id", "locator", "name", "entity_id"))
        found.setdefault(key, row)
    return list(found.values())


def match_candidates(identities: Identities) -> list[Row]:
    """Rows of table ``match_candidate``: pairs compared and not joined, with the reason."""
    return [
        {
            "entity_id": item.entity_id,
            "country_code": item.country_code,
            "name": item.candidate.name,
            "candidate_id": item.candidate.candidate_id,
            "matched_name": item.candidate.matched_name,
            "match_method": item.candidate.method,
            "match_score": item.candidate.score,
            "note": item.candidate.note,
        }
        for item in identities.considered
    ]
