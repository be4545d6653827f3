"""What a cluster went through: stays in programmes, labels, names in time.

Several sources tell of the same stay: one announces it, one lists it, one recalls its year.
A stay is one row; the statement that proves its start best is linked, the others remain in
table ``statement``.
"""

import collections
import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Mapping

from transform.dates import Span, span_of
from transform.registry.precedence import Precedence, Row
from transform.registry.statements import detail_of
from warehouse.tables import TABLES

#: Events that say a cluster was in, not that it came in.
EXTENSIONS = frozenset({"continued", "extended", "renewed"})
SIGHTINGS = frozenset({"observed", "listed", "member"}) | EXTENSIONS
#: Events that say it went out; their date is the last day.
ENDS = frozenset({"ended", "left", "completed", "final_evaluation"})
#: Events that say it never was in.
REFUSALS = frozenset({"rejected"})
#: Roles that a statement gives and that are no level of the programme: it is a sighting only.
SEATS = frozenset({"board"})
#: The level of a stay of which the source names the programme only.
_NO_LEVEL = "not_stated"
#: Two starts at one level that lie closer are one stay: the announcement and the first day.
SAME_STAY = dt.timedelta(days=550)
_ONE_DAY = dt.timedelta(days=1)


@dataclasses.dataclass(slots=True)
class _Stay:
    """A stay while it is put together."""

    level: str
    statement: Row
    span: Span | None
    is_sighting: bool
    valid_to: dt.date | None = None
    valid_to_basis: str | None = None
    valid_to_statement_id: str | None = None
    is_start_unknown: bool = False
    #: The next stay is at no stated level, which says nothing of the days before it.
    is_end_open: bool = False

    @property
    def first(self) -> dt.date:
        """Its place in time: the start, else the day it is spoken of, else before all."""
        return self.span.first if self.span else self.statement["as_of"] or dt.date.min

    @property
    def is_placed(self) -> bool:
        return self.first != dt.date.min


def participations(
    rows: Iterable[Row],
    precedence: Precedence,
    levels: Mapping[str, Row] | None = None,
    programme_end: dt.date | None = None,
) -> list[Row]:
    """Rows of table ``participation`` from the statements of one cluster in one programme.

    No two rows of one programme overlap: a stay ends, where no source says so, on the day
    before the next level begins or is first seen; ``valid_to_basis`` says which. Where no
    end is known, it ends by ``programme_rule``: on the last day that the programme's limit
    allows, or the last on which a source still saw it, and never after level and programme.
    Where the programme has no such rule, the end stays open: ``none_known``.
    """
    rules = levels or {}
    by_level: dict[str, list[Row]] = collections.defaultdict(list)
    for row in rows:
        detail = detail_of(row)
        level = detail.get("level", _NO_LEVEL)
        if detail.get("event") not in REFUSALS and level not in SEATS:
            by_level[level].append(row)
    stays: list[_Stay] = []
    for level, statements in sorted(by_level.items(), key=lambda item: item[0] == _NO_LEVEL):
        told = [row for row in statements if level != _NO_LEVEL or not _is_told(row, stays)]
        stays.extend(_stays_at_level(level, told, precedence))
    ordered = _close(_in_order(stays, precedence))
    for stay in ordered:
        last = _last_by_rule(stay, rules.get(stay.level, {}), programme_end, by_level[stay.level])
        is_over = stay.is_end_open and last and stay.valid_to and last < stay.valid_to
        if stay.valid_to is None or is_over:
            stay.valid_to_statement_id = None
            stay.valid_to, stay.valid_to_basis = last, "programme_rule" if last else "none_known"
    return [_participation(stay) for stay in ordered]


def _is_told(row: Row, stays: Iterable[_Stay]) -> bool:
    """Whether a statement without a level tells of a stay whose level another one gives."""
    span = _span(row)
    return any(span and stay.span and span.overlaps(stay.span) for stay in stays)


def end_with_cluster(stays: Iterable[Row], succession: Row | None) -> list[Row]:
    """Stays cut at the day their cluster merged, went on as another, or ended."""
    span = span_of(succession["event_date"], succession["date_precision"]) if succession else None
    if succession is None or span is None:
        return list(stays)
    # On the very day of a merger the successor stands; of a vaguer date the last day counts.
    is_first_day = span.precision == "day" and succession["succession_kind"] != "ended"
    last = span.first - _ONE_DAY if is_first_day else span.last
    return [
        stay
        | {
            "valid_to": last,
            "valid_to_basis": "cluster_end",
            "valid_to_statement_id": succession["statement_id"],
        }
        if _outlives(stay, last)
        else stay
        for stay in stays
    ]


def _outlives(stay: Row, last: dt.date) -> bool:
    has_begun = stay["valid_from"] is None or stay["valid_from"] <= last
    return has_begun and (stay["valid_to"] is None or stay["valid_to"] > last)


def label_awards(rows: Iterable[Row], precedence: Precedence) -> list[Row]:
    """Rows of table ``label_award`` from the ``label`` statements of one cluster.

    Statements of one colour whose award dates may be the same day are one award, and so are
    two of which only one is dated and both end on the same day.
    """
    awards: list[Row] = []
    for row in sorted(rows, key=precedence.order_start):
        if not any(_is_same_award(row, known) for known in awards):
            awards.append(row)
    return [_award(row) for row in awards]


def _stays_at_level(level: str, rows: list[Row], precedence: Precedence) -> list[_Stay]:
    stays: list[_Stay] = []
    ends = [row for row in rows if _event(row) in ENDS]
    starts = [row for row in rows if _event(row) not in SIGHTINGS | ENDS]
    sightings = [row for row in rows if _event(row) in SIGHTINGS]
    if any(map(_span, sightings)) and not any(map(_span, starts)):
        # A list that gives the years proves the stay better than an admission without any.
        starts, sightings = [], [row for row in sightings if _span(row)]
    for row in sorted(starts, key=precedence.order_start):
        span, known = _span(row), _joins(row, stays)
        if known is None:
            stays.append(_Stay(level, row, span, is_sighting=False))
        elif span and known.span and span.refines(known.span):
            known.statement, known.span = row, span
    for row in sorted(sightings, key=lambda row: (_seen(row), precedence.order(row))):
        if not any(stay.first <= _seen(row) for stay in stays):
            stays.append(_Stay(level, row, _span(row), is_sighting=True))
    if not stays and ends:
        best = min(ends, key=precedence.order)
        # Beside a last day the other one is the first; alone it is the last.
        span = _span(best) if best["valid_to"] else None
        stays.append(_Stay(level, best, span, is_sighting=True))
    _state_ends(stays, rows, precedence)
    return stays


def _joins(row: Row, stays: list[_Stay]) -> _Stay | None:
    """The stay that this start tells of again."""
    span = _span(row)
    for stay in stays:
        if span is None or stay.span is None:
            return stay
        if span.overlaps(stay.span) or abs(span.first - stay.span.first) <= SAME_STAY:
            return stay
    return None


def _state_ends(stays: list[_Stay], rows: list[Row], precedence: Precedence) -> None:
    """Give each stated end to the stay that began last before it; the best statement wins.

    That it ended beats an extension, and an extension the first plan.
    """
    for row in sorted(rows, key=lambda row: (_finality(row), precedence.order(row)), reverse=True):
        end = _stated_end(row)
        began = _span(row)
        asked = began.first if began and _event(row) not in ENDS else end
        begun = [stay for stay in stays if end and asked and _has_begun(stay, row, asked)]
        if end and begun:
            stay = max(begun, key=lambda stay: stay.first)
            stay.valid_to = end
            stay.valid_to_basis = "inferred" if row["is_inferred"] else "stated"
            stay.valid_to_statement_id = row["statement_id"]


def _has_begun(stay: _Stay, row: Row, day: dt.date) -> bool:
    """Whether a stay had begun by a day; one known from its end alone had."""
    return stay.statement is row or stay.first <= day


def _finality(row: Row) -> int:
    """0 for an end that came, 1 for the end of an extension, 2 for the end once planned."""
    event = _event(row)
    return 0 if event in ENDS else 1 if event in EXTENSIONS else 2


def _stated_end(row: Row) -> dt.date | None:
    """The last day that a statement gives; that of a sighting ends the sighting, not the stay."""
    span = _span(row)
    end: dt.date | None = row["valid_to"]
    if span and (_event(row) == "observed" or (_event(row) in SIGHTINGS and end == span.last)):
        return None
    if end is None and span and _event(row) in ENDS:
        return span.last
    return end


def _in_order(stays: list[_Stay], precedence: Precedence) -> list[_Stay]:
    """Stays by their first day; of two that claim the same first day one gives way."""
    kept: list[_Stay] = []
    for stay in sorted(stays, key=lambda stay: _weight(stay, precedence)):
        rival = next((other for other in kept if _collide(stay, other)), None)
        if rival is None:
            kept.append(stay)
        elif _precedes(stay, rival):
            stay.is_start_unknown = True
            kept.append(stay)
    return sorted(kept, key=lambda stay: (stay.first, not stay.is_start_unknown, stay.level))


def _weight(stay: _Stay, precedence: Precedence) -> tuple[bool, bool, object]:
    promoted = _event(stay.statement) == "promoted"
    return stay.is_sighting, not promoted, precedence.order_start(stay.statement)


def _collide(stay: _Stay, other: _Stay) -> bool:
    same_day = stay.span and other.span and stay.span.first == other.span.first
    return bool(stay.level != other.level and same_day)


def _precedes(stay: _Stay, rival: _Stay) -> bool:
    """Whether the one that gives way was there before: it was promoted to the rival's level."""
    return _event(rival.statement) == "promoted" and _event(stay.statement) != "promoted"


def _close(stays: list[_Stay]) -> list[_Stay]:
    placed = [stay for stay in stays if stay.is_placed]
    for stay, following in itertools.pairwise(placed):
        eve = following.first - _ONE_DAY
        if stay.valid_to is None or stay.valid_to > eve:
            is_start = following.span is not None and not following.is_sighting
            stay.valid_to = eve
            stay.valid_to_basis = "next_level" if is_start else "next_level_seen"
            stay.is_end_open = following.level == _NO_LEVEL
            stay.valid_to_statement_id = following.statement["statement_id"]
    return stays


def _participation(stay: _Stay) -> Row:
    row = stay.statement
    is_dated = stay.span is not None and not stay.is_start_unknown
    return TABLES["participation"].row(
        detail_of(row),
        row,
        stay,
        cluster_id=row["entity_id"],
        programme_id=row["value"],
        valid_from=stay.first if is_dated else None,
        date_precision=row["date_precision"] if is_dated else "unknown",
    )


def _last_by_rule(
    stay: _Stay, rule: Row, programme_end: dt.date | None, rows: Iterable[Row]
) -> dt.date | None:
    if not stay.is_placed:
        return None
    ends = (programme_end, rule.get("valid_to"))
    bounds = [end for end in ends if end and end >= stay.first]
    years = rule.get("max_years")
    # One that is only seen began before that day: the limit counts from it at the latest.
    span = stay.span or span_of(stay.first, "day")
    if years and span:
        last_seen = [_seen(row) for row in rows if _is_after(row, stay)]
        bounds.append(max([_anniversary_eve(span, years), *last_seen]))
    return min(bounds, default=None)


def _anniversary_eve(start: Span, years: int) -> dt.date:
    """The last day of so many years; of a vague start, counted from its last month."""
    # 29 February has no anniversary in most years.
    day = min(start.last.day, 28) if start.precision == "day" else 1
    return dt.date(start.last.year + years, start.last.month, day) - _ONE_DAY


def _is_after(row: Row, stay: _Stay) -> bool:
    """Whether a statement saw the stay at a day of its own, after the start."""
    return _event(row) in SIGHTINGS and stay.first <= _seen(row) < dt.date.max


def _is_same_award(row: Row, known: Row) -> bool:
    if row["value"] != known["value"]:
        return False
    ours, theirs = _span(row), _span(known)
    if ours and theirs:
        return ours.overlaps(theirs)
    if row["valid_to"] or known["valid_to"]:
        return bool(row["valid_to"] == known["valid_to"])
    # Two words that a label is held, neither dated: one award, unless seen at different times.
    return bool(row["as_of"] == known["as_of"])


def _award(row: Row) -> Row:
    detail = detail_of(row)
    score = detail.get("score_pct")
    return TABLES["label_award"].row(
        detail,
        row,
        cluster_id=row["entity_id"],
        label=row["value"],
        awarded=row["valid_from"],
        valid_until=row["valid_to"],
        score_pct=float(score) if score else None,
    )


def _event(row: Row) -> str:
    return detail_of(row).get("event", "")


def _span(row: Row) -> Span | None:
    return span_of(row["valid_from"], row["date_precision"])


def _seen(row: Row) -> dt.date:
    """Last day that a sighting may mean: its own date, else the day the source speaks of."""
    span = _span(row)
    seen: dt.date = span.last if span else row["as_of"] or dt.date.max
    return seen
