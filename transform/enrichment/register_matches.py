"""Units of business registers brought to clusters and to the organisations that run them.

What fits becomes facts of the cluster or organisation; what may fit is listed for review.
The facts are added to identities that are settled already: a register never says which
clusters there are.
"""

import collections
import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from transform.enrichment.matching import UnitScore, doubts, mention_of, score_units
from transform.enrichment.register_book import Book, Known, latest_units
from transform.enrichment.unit_decisions import UnitDecisions
from transform.enrichment.wanted import REGISTER_SCHEMES, Unit, Wanted, wanted_clusters
from transform.identity.entities import Identified
from transform.identity.name_rules import Match
from transform.identity.region_codes import RegionCodes
from transform.registry.precedence import Row

#: Doubtful units listed per cluster or organisation.
_MOST_LISTED = 5
_SECOND_FACTS = {"website": "website", "postcode": "place", "county": "region"}


@dataclasses.dataclass(frozen=True, slots=True)
class Enrichment:
    """What registers and funders add to the registry.

    Attributes:
        found: Facts with the entity they belong to.
        candidates: Rows of table ``match_candidate``: what was compared and not taken.
    """

    found: tuple[Identified, ...] = ()
    candidates: tuple[Row, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Question:
    """A cluster, or an organisation by one of the clusters that it runs."""

    entity_id: str
    name: str
    role: Literal["cluster", "host"]
    wanted: Wanted


def match_registers(
    tables: Mapping[str, Iterable[Row]],
    units: Iterable[Known],
    regions: RegionCodes,
    decisions: UnitDecisions,
    *,
    today: dt.date | None = None,
    complete: bool = True,
) -> Enrichment:
    """Find the unit of every cluster and of every host.

    Raises:
        ContractError: A decision has expired.
    """
    known = latest_units(units)
    clusters = {row["cluster_id"]: str(row["name"]) for row in tables["cluster"]}
    organisations = {row["organisation_id"]: str(row["name"]) for row in tables["organisation"]}
    if complete:
        decisions.check(known.keys(), clusters.keys() | organisations.keys(), today)
    found: list[Identified] = []
    candidates: list[Row] = []
    for country, scheme in sorted(REGISTER_SCHEMES.items()):
        book = Book(scheme, known, regions)
        questions = [
            *_cluster_questions(wanted_clusters(tables, regions, country), clusters),
            *_host_questions(
                wanted_clusters(tables, regions, country, with_identified=True),
                {(row["organisation_id"], row["cluster_id"]) for row in tables["cluster_host"]},
                organisations,
            ),
        ]
        sure, listed = _answer(questions, book, decisions)
        sure += _decided(book, decisions, clusters, organisations)
        found += [_identified(question, score, book) for question, score in sure]
        candidates += listed
    return Enrichment(tuple(found), tuple(candidates))


def _cluster_questions(clusters: Iterable[Wanted], names: Mapping[str, str]) -> Iterator[_Question]:
    for wanted in clusters:
        yield _Question(wanted.cluster_id, names[wanted.cluster_id], "cluster", wanted)


def _host_questions(
    clusters: Iterable[Wanted], links: Iterable[tuple[str, str]], names: Mapping[str, str]
) -> Iterator[_Question]:
    by_id = {wanted.cluster_id: wanted for wanted in clusters}
    for organisation_id, cluster_id in sorted(links):
        if cluster_id in by_id:
            name = names[organisation_id]
            wanted = dataclasses.replace(by_id[cluster_id], hosts=(name,))
            yield _Question(organisation_id, name, "host", wanted)


def _answer(
    questions: Sequence[_Question], book: Book, decisions: UnitDecisions
) -> tuple[list[tuple[_Question, UnitScore]], list[Row]]:
    """The sure ones, one unit per entity and one entity per unit; and the doubtful, listed."""
    decided = {decision.cluster_id for decision in decisions.joined.values()}
    hits: dict[str, dict[str, tuple[_Question, UnitScore]]] = collections.defaultdict(dict)
    takers: dict[str, set[str]] = collections.defaultdict(set)
    listed: list[Row] = []
    for question in questions:
        if question.entity_id in decided:
            continue
        match, doubtful = _judge(question, _open_units(question, book, decisions))
        listed += _rows(question, doubtful, book)
        if match:
            hits[question.entity_id].setdefault(match.unit.identifier, (question, match))
            takers[match.unit.identifier].add(question.entity_id)
    sure = []
    for by_number in hits.values():
        for number, (question, match) in by_number.items():
            if len(by_number) > 1:
                listed += _rows(question, [(match, "another fits as well")], book)
            elif len(takers[number]) > 1:
                listed += _rows(question, [(match, "fits two of our entities")], book)
            elif not book.is_protected(match.unit):
                sure.append((question, match))
    taken = {(question.entity_id, book.key(match.unit)) for question, match in sure}
    return sure, _distinct(listed, taken)


def _open_units(question: _Question, book: Book, decisions: UnitDecisions) -> list[Unit]:
    return [
        unit
        for unit in book.near(question.wanted)
        if book.key(unit) not in decisions.joined
        and question.entity_id not in decisions.barred(book.key(unit))
    ]


def _judge(
    question: _Question, units: Sequence[Unit]
) -> tuple[UnitScore | None, list[tuple[UnitScore, str]]]:
    """The match of one question, if any, and the doubtful ones with their notes.

    A unit that was struck off is taken where no living one bears the name.
    """
    judged = doubts(_scores(question, units))
    match = next((score for score, doubt in judged if not doubt), None)
    named = [score.unit for score, _ in judged if "name" in score.facts]
    if match is None and all(unit.is_deleted for unit in named):
        revived = [dataclasses.replace(unit, is_deleted=False) for unit in named]
        past = next((one for one, doubt in doubts(_scores(question, revived)) if not doubt), None)
        match = next((one for one, _ in judged if past and _is_same(one, past)), None)
    return match, [(score, doubt) for score, doubt in judged if score is not match]


def _scores(question: _Question, units: Iterable[Unit]) -> list[UnitScore]:
    scores = score_units(question.wanted, units)
    return [score for score in scores if score.role == question.role]


def _is_same(one: UnitScore, other: UnitScore) -> bool:
    return one.unit.identifier == other.unit.identifier


def _rows(
    question: _Question, doubtful: Iterable[tuple[UnitScore, str]], book: Book
) -> Iterator[Row]:
    shown = [(score, note) for score, note in doubtful if not book.is_protected(score.unit)]
    for score, note in shown[:_MOST_LISTED]:
        yield {
            "entity_id": question.entity_id,
            "country_code": book.scheme[:2],
            "name": question.name,
            "candidate_id": book.key(score.unit),
            "matched_name": score.unit.name,
            "match_method": score.method,
            "match_score": score.score,
            "note": note,
        }


def _distinct(rows: Iterable[Row], taken: set[tuple[str, str]]) -> list[Row]:
    """Each pair once, by its highest score: a host is asked about for each of its clusters."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        pair = row["entity_id"], row["candidate_id"]
        if pair not in taken and (
            pair not in found or row["match_score"] > found[pair]["match_score"]
        ):
            found[pair] = row
    return [found[pair] for pair in sorted(found)]


def _decided(
    book: Book,
    decisions: UnitDecisions,
    clusters: Mapping[str, str],
    organisations: Mapping[str, str],
) -> Iterator[tuple[_Question, UnitScore]]:
    """What reviewed decisions say, whatever the facts."""
    for number, unit in book.units.items():
        decision = decisions.joined.get(book.key(unit))
        if decision is None or book.is_protected(unit):
            continue
        entity_id = decision.cluster_id
        role: Literal["cluster", "host"] = "host" if entity_id in organisations else "cluster"
        name = organisations.get(entity_id) or clusters.get(entity_id)
        if name:
            question = _Question(entity_id, name, role, Wanted(entity_id, (name,)))
            yield question, UnitScore(book.units[number], role, 1.0, ("decision",))


def _identified(question: _Question, score: UnitScore, book: Book) -> Identified:
    capture, record = book.records[score.unit.identifier]
    second = next((_SECOND_FACTS[fact] for fact in score.facts if fact in _SECOND_FACTS), None)
    return Identified(
        capture,
        mention_of(question.wanted, score, record.locator),
        Match(question.entity_id, score.method, score.score, question.name, second),
    )
