"""Whether a cluster exists: one definition for every day, cluster and question.

Every dated word about a cluster is evidence that it was there for a span of days. How long a word
carries is the policy of table ``existence_rule``. A cluster exists from the first day of any
evidence to the last day that any carries, or to the end that a source states; a split, a rename
and a change of level end nothing. After the last day nothing is known.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from transform.dates import span_of
from transform.registry.history import ENDS, SIGHTINGS
from transform.registry.precedence import Row
from transform.registry.statements import detail_of

_ONE_DAY = dt.timedelta(days=1)
#: Properties that describe what is there when the page is written.
_PRESENT = frozenset(
    (
        *("name", "members", "website", "host_organisation", "status", "sector"),
        *("description", "identifier", "place", "region", "entity_kind"),
    )
)
_GONE = frozenset({"merged", "closed"})
#: Evidence of a later beginning, which an end cannot stand against.
_ADMITTED = frozenset({"programme_stay", "programme_rule", "label"})
_END_RULES = {"merged": "merged", "continued": "continued", "ended": "ended"}


@dataclasses.dataclass(frozen=True, slots=True)
class _Evidence:
    """That a cluster was there: seen on a day, and how far that carries."""

    first: dt.date
    last: dt.date
    rule: str
    statement_id: str


@dataclasses.dataclass(frozen=True, slots=True)
class Policy:
    """When sources saw something, and how long that carries.

    Attributes:
        months: Rule to the months that a sighting of its kind carries.
        fetched: Capture to the day on which it was fetched from its agency: lists and pages
            without a date of their own show what is there on that day.
    """

    months: Mapping[str, int | None]
    fetched: Mapping[str, dt.date] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Policy:
        """The policy that the rows of table ``existence_rule`` state."""
        return cls({row["existence_rule"]: row["carries_months"] for row in rows})

    def seen(self, row: Row) -> dt.date | None:
        """The day of which a statement speaks as of its present."""
        day: dt.date | None = row["as_of"] or self.fetched.get(row["capture_id"])
        return day

    def carried(self, day: dt.date, rule: str) -> dt.date:
        """The last day that a sighting of this kind vouches for."""
        count = day.year * 12 + day.month - 1 + (self.months[rule] or 0)
        year, month = count // 12, count % 12 + 1
        return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def existence(
    cluster_id: str,
    properties: Mapping[str, list[Row]],
    stays: Sequence[Row],
    awards: Sequence[Row],
    events: tuple[Row | None, Sequence[Row]],
    policy: Policy,
) -> list[Row]:
    """Rows of table ``cluster_existence`` of one cluster: one state after the other, no gaps.

    Returns:
        ``exists`` with first and last day, then ``ended`` or ``not_known`` without a last
        day; one row ``not_known`` without days where no source gives any date.
    """
    end, beginnings = events
    found = [
        *_stays(stays, properties["participation"], policy),
        *_labels(awards, policy),
        *_pages(properties, policy),
        *_starts(properties, beginnings, policy),
    ]
    gone = _gone(end, properties, found)
    if not found and gone is None:
        return [_row(cluster_id, "not_known", None, None, "undated", _named(properties), None)]
    # Each piece of evidence begins on the day of which a source speaks: planned ends do not count.
    days = [one.first for one in found]
    first, seen = _first_day(days, properties["start_year"]), max(days, default=None)
    if gone is not None:
        last, rule, statement_id = gone
        since = last + _ONE_DAY if last else None
        ended = _row(cluster_id, "ended", since, None, rule, statement_id, seen)
        proof = max((one for one in found if last and one.first <= last), key=_reach, default=None)
        if not (first and last and proof):
            return [ended]
        seen = min(max(days), last)
        return [
            _row(cluster_id, "exists", first, last, proof.rule, proof.statement_id, seen),
            ended,
        ]
    proof = max(found, key=_reach)
    after = proof.last + _ONE_DAY
    return [
        _row(cluster_id, "exists", first, proof.last, proof.rule, proof.statement_id, seen),
        _row(cluster_id, "not_known", after, None, "silence", proof.statement_id, seen),
    ]


def _first_day(days: Sequence[dt.date], starts: Iterable[Row]) -> dt.date | None:
    """The first of the days; where that is only a year, the day in it on which a source starts."""
    first = min(days, default=None)
    if first is None or (first.month, first.day) != (1, 1):
        return first
    told = [row["valid_from"] for row in starts if row["valid_from"]]
    return min((day for day in told if day.year == first.year), default=first)


def state_on(rows: Iterable[Row], day: dt.date) -> str:
    """The state of one cluster on a day, from its rows of ``cluster_existence``.

    An end of which nobody tells the day, nor any day before it, counts on all days.
    """
    for row in rows:
        if row["state"] == "ended" and row["valid_from"] is None:
            return "ended"
        has_begun = row["valid_from"] is not None and row["valid_from"] <= day
        if has_begun and (row["valid_to"] is None or row["valid_to"] >= day):
            return str(row["state"])
    return "not_known"


def _reach(evidence: _Evidence) -> tuple[dt.date, dt.date, str]:
    return evidence.last, evidence.first, evidence.statement_id


def _row(
    cluster_id: str,
    state: str,
    first: dt.date | None,
    last: dt.date | None,
    rule: str,
    statement_id: str,
    seen: dt.date | None,
) -> Row:
    return {
        "cluster_id": cluster_id,
        "state": state,
        "valid_from": first,
        "valid_to": last,
        "existence_rule": rule,
        "statement_id": statement_id,
        "last_seen_date": seen,
    }


def _stays(stays: Sequence[Row], statements: Sequence[Row], policy: Policy) -> Iterator[_Evidence]:
    told = {row["statement_id"]: row for row in statements}
    for stay in stays:
        statement = told[stay["statement_id"]]
        first = stay["valid_from"] or statement["as_of"] or stay["valid_to"]
        if first is None:
            continue
        if stay["valid_to"] is None:
            last = policy.carried(first, "programme_list")
            yield _Evidence(first, last, "programme_list", stay["statement_id"])
        else:
            basis = stay["valid_to_basis"]
            by_rule = basis == "programme_rule"
            rule = "programme_rule" if by_rule else "programme_stay"
            last = policy.carried(max(first, stay["valid_to"]), rule)
            # The statement that tells of the end vouches for the days up to it.
            told_by = "valid_to_statement_id" if basis in {"stated", "inferred"} else "statement_id"
            proof = stay[told_by]
            yield _Evidence(first, last, rule, proof)
    for row in statements:
        day = _day_of_sighting(row, policy)
        if day:
            last = policy.carried(day, "programme_list")
            yield _Evidence(day, last, "programme_list", row["statement_id"])


def _day_of_sighting(row: Row, policy: Policy) -> dt.date | None:
    if detail_of(row).get("event", "") not in SIGHTINGS:
        return None
    span = span_of(row["valid_from"], row["date_precision"])
    return span.first if span else policy.seen(row)


def _labels(awards: Sequence[Row], policy: Policy) -> Iterator[_Evidence]:
    for award in awards:
        first, last = award["awarded"], award["valid_until"]
        if first is None and last is None:
            continue
        rule = "label" if last else "label_without_end"
        reach = last or policy.carried(first, rule)
        yield _Evidence(min(first or last, reach), reach, rule, award["statement_id"])


def _pages(properties: Mapping[str, list[Row]], policy: Policy) -> Iterator[_Evidence]:
    past = _past(properties)
    for name in sorted(_PRESENT & properties.keys()):
        for row in properties[name]:
            day = policy.seen(row)
            if name == "members" and row["valid_from"]:
                day = row["valid_from"]
            if day is None or _recalls(row, day, past) or row["value"] in _GONE:
                continue
            if row["valid_to"] and row["valid_to"] < day:
                continue  # a former name, a former host
            rule = "register" if _is_register(row) else "page"
            yield _Evidence(day, policy.carried(day, rule), rule, row["statement_id"])


def _is_register(row: Row) -> bool:
    return bool(row["property"] == "identifier" and detail_of(row).get("scheme") != "web")


def _past(properties: Mapping[str, list[Row]]) -> dict[tuple[str, str | None], dt.date]:
    """Pages that tell of an end, and the day of it: what they say of later days is recalled."""
    found: dict[tuple[str, str | None], dt.date] = {}
    for row in properties["participation"]:
        ended = row["valid_from"] if detail_of(row).get("event") in ENDS else None
        end = row["valid_to"] or ended
        if end:
            found[_page(row)] = min(end, found.get(_page(row), end))
    for row in (*properties["succession"], *properties["end_year"]):
        if detail_of(row).get("kind") not in {"renamed_to", "split_into"}:
            found[_page(row)] = row["valid_from"] or dt.date.min
    return found


def _recalls(row: Row, day: dt.date, past: Mapping[tuple[str, str | None], dt.date]) -> bool:
    end = past.get(_page(row))
    return end is not None and end < day


def _page(row: Row) -> tuple[str, str | None]:
    return row["capture_id"], row["statement_url"]


def _starts(
    properties: Mapping[str, list[Row]], beginnings: Sequence[Row], policy: Policy
) -> Iterator[_Evidence]:
    """Words about the beginning: they vouch for that day, and carry like a page."""
    for row in properties["start_year"]:
        day = row["valid_from"] or dt.date(int(row["value"]), 1, 1)
        yield _Evidence(day, policy.carried(day, "start"), "start", row["statement_id"])
    for row in properties["name"]:
        if row["valid_from"]:
            day = row["valid_from"]
            yield _Evidence(day, policy.carried(day, "start"), "start", row["statement_id"])
    for event in beginnings:
        if event["event_date"]:
            day = event["event_date"]
            yield _Evidence(day, policy.carried(day, "start"), "start", event["statement_id"])


def _gone(
    end: Row | None, properties: Mapping[str, list[Row]], found: Sequence[_Evidence]
) -> tuple[dt.date | None, str, str] | None:
    """The last day, the rule and the proof of an end that no later sighting contradicts."""
    known = _stated_end(end, properties)
    if known is None:
        return None
    day, rule, statement_id = known
    if day is None:
        # That it ended is known, when is not: after the last day that anything vouches for.
        sighted = [one.first for one in found if one.statement_id != statement_id]
        return max(sighted, default=None), rule, statement_id
    later = [
        row
        for row in properties["status"]
        if row["value"] == "active" and row["as_of"] and row["as_of"] > day
    ]
    came_in = [one for one in found if one.rule in _ADMITTED and one.first > day]
    return None if later or came_in else (day, rule, statement_id)


def _stated_end(
    end: Row | None, properties: Mapping[str, list[Row]]
) -> tuple[dt.date | None, str, str] | None:
    if end is not None:
        span = span_of(end["event_date"], end["date_precision"])
        rule = _END_RULES[end["succession_kind"]]
        if span is None:
            return None, rule, end["statement_id"]
        # On the very day of a merger the successor stands; of a vaguer date the last day counts.
        is_day = span.precision == "day" and end["succession_kind"] != "ended"
        return span.first - _ONE_DAY if is_day else span.last, rule, end["statement_id"]
    for row in sorted(properties["end_year"], key=lambda row: row["statement_id"]):
        return dt.date(int(row["value"]), 12, 31), "ended", row["statement_id"]
    words = [row for row in properties["status"] if row["value"] in _GONE | {"active"}]
    newest = max(
        words, key=lambda row: (row["as_of"] or dt.date.min, row["statement_id"]), default=None
    )
    if newest is None or newest["value"] not in _GONE:
        return None
    rule = "merged" if newest["value"] == "merged" else "ended"
    return newest["valid_from"], rule, newest["statement_id"]


def _named(properties: Mapping[str, list[Row]]) -> str:
    rows = properties["name"] or next(rows for rows in properties.values() if rows)
    return min(str(row["statement_id"]) for row in rows)
