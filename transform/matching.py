"""Matching a cluster to a unit of a business register, or leaving it unmatched.

A cluster is often a project that a company hosts, so a unit that fits the host is reported as
the host's, never as the cluster's.

Four facts speak for a unit: its name, its web domain, its place (postcode, or else county),
and a purpose that speaks of a cluster. None is proof alone: a match needs a name that fits and
one more fact.

Source: Brønnøysundregistrene, Enhetsregisteret, fields ``navn``, ``hjemmeside``,
``forretningsadresse.kommunenummer``, ``vedtektsfestetFormaal``, ``aktivitet``,
https://data.brreg.no/enhetsregisteret/api/dokumentasjon/no/index.html
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from rapidfuzz import fuzz

from transform.name_rules import Likeness, core_key
from transform.names import domain_of, is_distinctive, name_keys, primary_key
from transform.region_codes import RegionCodes
from transform.statements import detail_of
from warehouse.records import Claim, Mention, RegisterUnit

#: Country to the identifier scheme of its business register.
REGISTER_SCHEMES = {"DK": "DK-CVR", "NO": "NO-BRC", "SE": "SE-ON"}
#: What each fact adds to the score; postcode and county exclude each other, so together 1.
WEIGHTS = {"name": 0.5, "website": 0.3, "postcode": 0.1, "county": 0.1, "purpose": 0.1}
#: Smallest score of a match: more than any one fact weighs.
THRESHOLD = 0.6
#: How much better than the second best a match must be.
MARGIN = 0.1
#: Likeness of names (0-1) from which the name speaks for a unit.
NAME_LIKENESS = 0.9
#: Registers that give neither website nor purpose, so that only the same name will do.
_EXACT_ONLY = frozenset({"DK"})
_CLUSTER_WORDS = re.compile(r"klyng|kluster|cluster|næringsnettverk", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a business register, as far as matching needs it.

    Attributes:
        identifier: Organisation number.
        name: Registered name.
        domain: Web domain.
        county_code: First two digits of the municipality's number.
        purpose: Purpose by statute and activity.
        is_deleted: Whether it has been struck off.
        deleted_on: When, if the register says.
        postcode: Postcode of the business address.
        is_partial: Namesakes may be unseen, so that the website must fit as well.
    """

    identifier: str
    name: str
    domain: str | None = None
    county_code: str | None = None
    purpose: str = ""
    is_deleted: bool = False
    deleted_on: dt.date | None = None
    postcode: str | None = None
    is_partial: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """A cluster to be found in a register.

    Attributes:
        cluster_id: The cluster.
        names: Its names, present and former.
        domains: Its web domains.
        county_code: Its county, in the register's own numbering.
        hosts: Names of organisations that run or host it.
        postcodes: Postcodes that sources give for it.
    """

    cluster_id: str
    names: tuple[str, ...]
    domains: frozenset[str] = frozenset()
    county_code: str | None = None
    hosts: tuple[str, ...] = ()
    postcodes: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class UnitScore:
    """How well a unit fits.

    Attributes:
        unit: The unit.
        role: ``cluster``, or ``host`` where it is the organisation that runs the cluster.
        score: 0-1, the weights of the facts that speak for it.
        facts: Those facts, strongest first.
    """

    unit: Unit
    role: Literal["cluster", "host"]
    score: float
    facts: tuple[str, ...]

    @property
    def method(self) -> str:
        """The facts joined, as ``match_method`` holds them."""
        return "+".join(self.facts)


def unit_of(record: Mapping[str, Any]) -> Unit:
    """A unit from a record of Enhetsregisteret; absent fields are simply missing there.

    Raises:
        KeyError: The record has no organisation number or name.
    """
    address = record.get("forretningsadresse") or record.get("beliggenhetsadresse") or {}
    municipality = str(address.get("kommunenummer") or "")
    texts = [*(record.get("vedtektsfestetFormaal") or ()), *(record.get("aktivitet") or ())]
    website = record.get("hjemmeside")
    return Unit(
        identifier=str(record["organisasjonsnummer"]),
        name=str(record["navn"]),
        domain=domain_of(str(website)) if website else None,
        county_code=municipality[:2] or None,
        purpose=" ".join(texts),
        is_deleted=bool(record.get("slettedato") or record.get("slettet")),
    )


def unit_of_record(record: RegisterUnit, regions: RegionCodes) -> Unit:
    """A unit from a record of a business register that still says its name.

    Args:
        record: As the source's parser made it.
        regions: Gives the region of a Danish municipality.
    """
    code, country = record.municipality_code, record.scheme[:2]
    county = None
    if code:
        # A Norwegian municipality's number begins with its county's.
        county = code[:2] if country == "NO" else regions.national_code(regions.find(country, code))
    return Unit(
        identifier=record.identifier,
        name=record.name or "",
        domain=domain_of(record.website) if record.website else None,
        county_code=county,
        purpose=record.purpose or "",
        is_deleted=record.state != "registered",
        deleted_on=record.deleted_on,
        postcode=record.postcode,
        is_partial=record.is_partial,
    )


def search_name(name: str) -> str:
    """What to ask a register's name search for: the name without programme and legal form.

    >>> search_name("NCE Seafood Innovation")
    'seafood innovation'
    """
    return name_keys(name).brandless


def wanted_clusters(
    tables: Mapping[str, Iterable[Mapping[str, Any]]],
    regions: RegionCodes,
    country_code: str,
    *,
    with_identified: bool = False,
) -> list[Wanted]:
    """The clusters of a country that have no identifier in its register yet, by id.

    Args:
        tables: Registry tables: cluster, cluster_name, cluster_identifier, cluster_host and
            organisation; statement too, where postcodes are to count.
        regions: Gives the county of a NUTS 3 region.
        country_code: Country of the register.
        with_identified: Also those that have one, for the sake of their hosts.
    """
    scheme = REGISTER_SCHEMES[country_code]
    names = _grouped(tables["cluster_name"], "name")
    identifiers = _grouped(tables["cluster_identifier"], "scheme", "identifier")
    organisations = {row["organisation_id"]: row["name"] for row in tables["organisation"]}
    hosts = _grouped(tables["cluster_host"], "organisation_id")
    postcodes = _postcodes(tables.get("statement", ()))
    found = []
    for row in tables["cluster"]:
        key = row["cluster_id"]
        is_known = any(known == scheme for known, _ in identifiers.get(key, ()))
        if row["country_code"] != country_code or (is_known and not with_identified):
            continue
        found.append(
            Wanted(
                key,
                tuple(name for (name,) in names.get(key, ())),
                frozenset(value for known, value in identifiers.get(key, ()) if known == "web"),
                regions.national_code(row["region_code"]),
                tuple(organisations[host] for (host,) in hosts.get(key, ())),
                frozenset(postcodes.get(key, ())),
            )
        )
    return sorted(found, key=lambda wanted: wanted.cluster_id)


def mention_of(wanted: Wanted, score: UnitScore, locator: str) -> Mention:
    """The match as a mention, so that it becomes a statement like every other fact.

    The cluster's own unit gives the cluster an identifier; the host's unit gives it to the
    organisation and leaves the cluster alone.
    """
    country, unit = _country(wanted), score.unit
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
    """Every unit that any fact speaks for, best first.

    Args:
        wanted: The cluster.
        units: Candidates, for example the answers to :func:`search_name`.
    """
    scores = [_score(wanted, unit) for unit in units]
    return sorted(
        (score for score in scores if score.facts),
        key=lambda score: (-score.score, score.unit.identifier),
    )


def match_unit(wanted: Wanted, units: Iterable[Unit]) -> UnitScore | None:
    """The one unit that is the cluster's own, or None where there is doubt.

    Deleted units, the host's unit, and units for which only a single fact speaks are no match.
    """
    return _pick(score for score in score_units(wanted, units) if score.role == "cluster")


def match_host(wanted: Wanted, units: Iterable[Unit]) -> UnitScore | None:
    """The one unit that is the cluster's host, or None where there is doubt."""
    return _pick(score for score in score_units(wanted, units) if score.role == "host")


def doubts(scores: Iterable[UnitScore]) -> list[tuple[UnitScore, str]]:
    """Each score of one role with the reason why it is no match, best first.

    The reason is empty for the one that is a match.
    """
    ranked = list(scores)
    living = [score for score in ranked if not score.unit.is_deleted]
    return [
        (
            score,
            _doubt(score, max((one.score for one in living if one is not score), default=0.0)),
        )
        for score in ranked
    ]


def _pick(scores: Iterable[UnitScore]) -> UnitScore | None:
    return next((score for score, doubt in doubts(scores) if not doubt), None)


def _doubt(score: UnitScore, rival: float) -> str:
    """Why a unit is no match, or nothing.

    Args:
        score: The unit.
        rival: Score of the best other unit.
    """
    facts = set(score.facts)
    if score.unit.is_deleted:
        return "struck off"
    if "name" not in facts:
        return "same website, other name"
    if score.score < THRESHOLD:
        return "the name fits, but no second fact"
    if score.unit.is_partial and "website" not in facts:
        return "namesakes may be unseen: the search had more hits than were read"
    says_cluster = bool(_CLUSTER_WORDS.search(score.unit.name))
    if not facts & {"website", "purpose"} and not (
        says_cluster or is_distinctive(core_key(score.unit.name))
    ):
        return "the name is only a field or a place"
    return "another fits as well" if score.score - rival < MARGIN else ""


def _score(wanted: Wanted, unit: Unit) -> UnitScore:
    role: Literal["cluster", "host"] = "cluster"
    likeness = max((_likeness(name, unit.name) for name in wanted.names), default=0.0)
    host_likeness = max((_likeness(name, unit.name) for name in wanted.hosts), default=0.0)
    needed = 1.0 if _country(wanted) in _EXACT_ONLY else NAME_LIKENESS
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
    return UnitScore(unit, role, round(score, 3), facts)


def _likeness(ours: str, theirs: str) -> float:
    """1 for equal keys; else the likeness of the cores, slips of the pen only."""
    if primary_key(ours) == primary_key(theirs):
        return 1.0
    cores = core_key(ours), core_key(theirs)
    if not all(cores) or len(cores[0].split()) != len(cores[1].split()):
        return 0.0
    likeness = float(fuzz.ratio(*cores)) / 100
    # In a long name one word can be another (North, South) and the letters still be alike.
    return likeness if Likeness(likeness, "", theirs, *cores).is_typo else 0.0


def _country(wanted: Wanted) -> str:
    return wanted.cluster_id.partition(":")[0].upper()


def _postcodes(statements: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """Cluster to the postcodes stated for it, without the country in front."""
    found: dict[str, set[str]] = {}
    for row in statements:
        if row["property"] == "place" and detail_of(row).get("kind") == "postcode":
            found.setdefault(row["entity_id"], set()).add(row["value"].rpartition("-")[2])
    return found


def _grouped(rows: Iterable[Mapping[str, Any]], *columns: str) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        values = tuple(row[column] for column in columns)
        found.setdefault(row["cluster_id"], []).append(values)
    return found
