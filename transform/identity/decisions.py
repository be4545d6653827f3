"""Reviewed answers to questions of identity, and the guard that they still apply."""

import collections
import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from transform.identity.names import primary_key
from warehouse.errors import ContractError
from warehouse.records import Capture, Mention
from warehouse.reviewed import made

_BARRED = "not:"


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """One reviewed answer to a question of identity.

    Attributes:
        country: Country of the name.
        name: The name as a source prints it; compared by its primary key.
        cluster_id: The entity it means, or ``not:`` and the entity it does not mean.
        reason: Why.
        decided_on: The day it was reviewed.
        expires_when: ``name_gone`` (the decision fails the build once no source prints the
            name any more) or an ISO date by which it must be reviewed again.
        source_id: The source it holds for; None for all.
    """

    country: str
    name: str
    cluster_id: str
    reason: str
    decided_on: dt.date
    expires_when: str
    source_id: str | None = None

    def __post_init__(self) -> None:
        """Check the day of review.

        Raises:
            ValueError: It is neither ``name_gone`` nor a day.
        """
        if self.expires_when != "name_gone":
            dt.date.fromisoformat(self.expires_when)

    @property
    def question(self) -> tuple[str, str, str | None]:
        """What it answers: country, name key, source."""
        return self.country, primary_key(self.name), self.source_id

    def hold(self, gone: str | None, entities: Collection[str], today: dt.date | None) -> None:
        """Hold it against what is there now.

        Raises:
            ContractError: Nobody asks, its entity no longer exists, or its review is due.
        """
        due = self.expires_when
        if gone is None and self.cluster_id.removeprefix(_BARRED) not in entities:
            gone = "the entity it names no longer exists"
        elif gone is None and today and due != "name_gone" and dt.date.fromisoformat(due) <= today:
            gone = f"its review was due on {due}"
        if gone:
            raise ContractError(
                f"a matching decision has expired: {gone}",
                source_id=self.source_id,
                place=f"decisions.csv: {self.country} {self.name}",
                expected=f"{self.cluster_id} ({self.reason})",
                remedy="review the row in warehouse/reference/decisions.csv, "
                "then mend, renew or delete it",
            )


class Decisions:
    """The reviewed decisions, and which of them were asked for.

    Args:
        rows: As ``warehouse/reference/decisions.csv`` has them: country, name, source_id,
            cluster_id, reason, decided_on, expires_when.

    Raises:
        ContractError: A row lacks a value, a date is none, or two rows give one name two ids.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]] = ()) -> None:
        self.all = tuple(made(Decision, row, "decisions.csv") for row in rows)
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
                    place=f"decisions.csv: {decision.country} {decision.name}",
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
            is_asked = decision.question in seen
            decision.hold(
                None if is_asked else "no source prints the name any more", entities, today
            )


def _questions(mention: Mention, source_id: str) -> tuple[tuple[str, str, str | None], ...]:
    key = primary_key(mention.name)
    return (mention.country_code, key, source_id), (mention.country_code, key, None)
