"""Matching a cluster to a unit of a business register, or leaving it unmatched.

A cluster is often a project that a company hosts, so a unit that fits the host is reported as
the host's, never as the cluster's.

Four facts speak for a unit: its name, its web domain, its place (postcode, or else county),
and a purpose that speaks of a cluster. None is proof alone: a match needs a name that fits and
one more fact.
"""

import dataclasses
import re
from collections.abc import Iterable
from typing import Literal

from rapidfuzz import fuzz

from transform.enrichment.wanted import REGISTER_SCHEMES, Unit, Wanted
from transform.identity.name_rules import Likeness, core_key
from transform.identity.names import is_distinctive, name_keys, primary_key
from warehouse.records import Claim, Mention

#: What each fact adds to the score; postcode and county exclude each other, so together 1.
WEIGHTS = {"name": 0.5, "website": 0.3, "postcode": 0.1, "county": 0.1, "purpose": 0.1}
#: Smallest score of a match: more than any one fact weighs.
THRESHOLD = 0.6
#: How much better than the second best a match must be.
MARGIN = 0.1
#: Likeness of names (0-1) from which the name speaks for a unit.
NAME_LIKENESS = 0.9
#: Likeness of names that are not the same.
_MOST_LIKE = 0.99
#: Registers that give neither website nor purpose, so that only the same name will do.
_EXACT_ONLY = frozenset({"DK"})
_CLUSTER_WORDS = re.compile(r"klyng|kluster|cluster|næringsnettverk", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class UnitScore:
    """How well a unit fits.

    Attributes:
        unit: The unit.
        role: ``cluster``, or ``host`` where it is the organisation that runs the cluster.
        score: 0-1, the weights of the facts that speak for it.
        facts: Those facts, strongest first.
        is_same_name: Whether the name is the same, not only alike.
    """

    unit: Unit
    role: Literal["cluster", "host"]
    score: float
    facts: tuple[str, ...]
    is_same_name: bool = False

    @property
    def method(self) -> str:
        """The facts joined, as ``match_method`` holds them."""
        return "+".join(self.facts)


def mention_of(wanted: Wanted, score: UnitScore, locator: str) -> Mention:
    """The match as a mention, so that it becomes a statement like every other fact.

    The cluster's own unit gives the cluster an identifier; the host's unit gives it to the
    organisation and leaves the cluster alone.
    """
    country, unit = wanted.country_code, score.unit
    detail = {
        "scheme": REGISTER_SCHEMES[country],
        "match_method": score.method,
        "match_score": f"{score.score:.3f}",
    }
    if unit.is_deleted:
        detail["state"] = "struck off"
    identifier = Claim(
        "identifier",
        unit.identifier,
        locator,
        valid_to=unit.deleted_on.isoformat() if unit.deleted_on else None,
        detail=detail,
        confidence="medium",
    )
    # The registered name is sure, that it is this body's name is as sure as the match.
    legal = Claim("name", unit.name, locator, detail={"kind": "legal"}, confidence="medium")
    is_host = score.role == "host"
    return Mention(
        "organisation" if is_host else "cluster",
        country,
        unit.name,
        locator,
        (legal, identifier),
        key=None if is_host else wanted.cluster_id,
        is_sighting=False,
    )


def score_units(wanted: Wanted, units: Iterable[Unit]) -> list[UnitScore]:
    """Every unit that any fact speaks for, best first."""
    scores = [_score(wanted, unit) for unit in units]
    return sorted(
        (score for score in scores if score.facts),
        key=lambda score: (-score.score, score.unit.identifier),
    )


def doubts(scores: Iterable[UnitScore]) -> list[tuple[UnitScore, str]]:
    """Each score of one role with the reason why it is no match, best first.

    The reason is empty for the one that is a match.
    """
    ranked = list(scores)
    living = [score for score in ranked if not score.unit.is_deleted]
    return [
        (score, _doubt(score, max((one.score for one in living if one is not score), default=0.0)))
        for score in ranked
    ]


def _doubt(score: UnitScore, rival: float) -> str:
    """Why a unit is no match, or nothing."""
    facts, unit = set(score.facts), score.unit
    has_site = "website" in facts
    means_a_cluster = bool(_CLUSTER_WORDS.search(unit.name)) or "purpose" in facts
    reasons = (
        (unit.is_deleted, "struck off"),
        ("name" not in facts, "same website, other name"),
        (score.score < THRESHOLD, "the name fits, but no second fact"),
        (
            unit.is_partial and not has_site,
            "namesakes may be unseen: the search had more hits than were read",
        ),
        (
            not (score.is_same_name or has_site),
            "the name is only alike, and the website is not there",
        ),
        (
            not (has_site or means_a_cluster or is_distinctive(core_key(unit.name))),
            "the name is only a field or a place",
        ),
        (score.score - rival < MARGIN, "another fits as well"),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _score(wanted: Wanted, unit: Unit) -> UnitScore:
    role: Literal["cluster", "host"] = "cluster"
    likeness = max((_likeness(name, unit.name) for name in wanted.names), default=0.0)
    host_likeness = max((_likeness(name, unit.name) for name in wanted.hosts), default=0.0)
    needed = 1.0 if wanted.country_code in _EXACT_ONLY else NAME_LIKENESS
    # A unit that bears the name of both is the company that runs the cluster.
    if host_likeness >= needed and host_likeness >= likeness:
        role, likeness = "host", host_likeness
    speaking = {
        "name": likeness >= needed,
        "website": unit.domain is not None and unit.domain in wanted.domains,
        "postcode": unit.postcode in wanted.postcodes,
        "county": unit.postcode not in wanted.postcodes
        and unit.county_code is not None
        and unit.county_code == wanted.county_code,
        "purpose": role == "cluster" and bool(_CLUSTER_WORDS.search(unit.purpose)),
    }
    facts = tuple(fact for fact, holds in speaking.items() if holds)
    # A county or a word in the purpose is true of thousands: without a name it says nothing.
    if not speaking["name"] and not speaking["website"]:
        facts = ()
    score = sum(WEIGHTS[fact] * (likeness if fact == "name" else 1.0) for fact in facts)
    return UnitScore(unit, role, round(score, 3), facts, likeness == 1.0)


def _likeness(ours: str, theirs: str) -> float:
    """1 for equal keys, programme left out; else the likeness of the cores, but less.

    Cores (without words like *cluster*) that are equal or differ by slips of the pen stay
    below 1, so that a name of which only the core fits needs more than a county.
    """
    if primary_key(theirs) in {primary_key(ours), name_keys(ours).brandless}:
        return 1.0
    cores = core_key(ours), core_key(theirs)
    if not all(cores) or len(cores[0].split()) != len(cores[1].split()):
        return 0.0
    likeness = float(fuzz.ratio(*cores)) / 100
    # In a long name one word can be another (North, South) and the letters still be alike.
    is_slip = Likeness(likeness, "", theirs, *cores).is_typo
    return min(likeness, _MOST_LIKE) if is_slip else 0.0
