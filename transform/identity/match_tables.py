"""How identity was established, as tables that a person can review."""

from transform.identity.entities import Identities
from transform.registry.precedence import Row
from warehouse.tables import TABLES


def identity_matches(identities: Identities) -> list[Row]:
    """Rows of table ``identity_match``: one per name and place that prints it."""
    found: dict[tuple[str, ...], Row] = {}
    for item in identities.mentions:
        row = TABLES["identity_match"].row(
            item.capture,
            item.mention,
            item.match,
            match_method=item.match.method,
            match_score=item.match.score,
        )
        key = tuple(str(row[name]) for name in ("capture_id", "locator", "name", "entity_id"))
        found.setdefault(key, row)
    return list(found.values())


def match_candidates(identities: Identities) -> list[Row]:
    """Rows of table ``match_candidate``: pairs compared and not joined, with the reason."""
    return [
        TABLES["match_candidate"].row(
            item.candidate,
            item,
            match_method=item.candidate.method,
            match_score=item.candidate.score,
        )
        for item in identities.considered
    ]
