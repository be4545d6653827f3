"""One sentence: its quantities joined with baselines, years and what they promise or report."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transform.strategies.reader.baselines import Draft, join_baselines, parenthesis
from transform.strategies.reader.counted_nouns import OTHER
from transform.strategies.reader.cues import aim_held_against, period_of, promises, reports_past
from transform.strategies.reader.explanation import explain
from transform.strategies.reader.indicators import name_indicator
from transform.strategies.reader.numbers import find_numbers
from transform.strategies.reader.quantities import find_quantities
from transform.strategies.reader.quantity import CHANGES, SHARES, Quantity
from transform.strategies.reader.reading import Reading
from transform.strategies.reader.rejections import is_price
from transform.strategies.reader.sharing import OF_THEM
from transform.strategies.reader.subjects import multiples, settle_unit, topic_of
from transform.strategies.reader.timing import (
    clause_bounds,
    date_when,
    free_years,
    pair_years,
    year_for,
)
from transform.strategies.reader.units import CURRENCIES
from transform.strategies.reader.wordlists import pattern
from transform.strategies.reader.years import YearMention, find_years, year_of_heading


class Context(NamedTuple):
    """What stands above a sentence.

    Attributes:
        language: Of the block.
        is_aim: Heading or lead-in announces aims.
        heading_year: The year the heading speaks of.
        last_year: Last year the document governs.
        report_year: The year whose figures the document reports.
        locator: Of the sentence.
        is_heading: The sentence is a heading itself.
        told: What the sentences before said, for one that refers back to them.
        is_plan: The heading's year is the last of the plan's span.
        is_told: In running text below a heading, not in a list or alone.
        currency: What the sentences before count money in.
        topic: The sentence before.
        published: The year of the page's own date.
    """

    language: str
    is_aim: bool = False
    heading_year: int | None = None
    last_year: int | None = None
    report_year: int | None = None
    locator: str = ""
    is_heading: bool = False
    told: tuple[Reading, ...] = ()
    is_told: bool = False
    is_plan: bool = False
    currency: str | None = None
    topic: str = ""
    published: int | None = None


#: "Heraf er 6 mia. …", "Företagens del var …": a part of what the sentence before told.
_REFERS_BACK = pattern("sentence.refers_back")
_ANAPHOR = pattern("sharing.anaphor_to")
_AIM_OF_SAME = pattern("sentence.aim_of_same")
#: "Målet var 40": what was aimed at did not set out from what came of it.
_PAST_AIM = pattern("sentence.past_aim")
_TURNS_TO_AIM = pattern("sentence.turns_to_aim")
#: "…, mod et overskud på 0,4 mio. kr. året før".
_YEAR_BEFORE = pattern("sentence.year_before")
#: "Two winters ago", "i fjor": of another year than that of the page.
_AGO = pattern("sentence.ago")
#: "The survey is of 2020. Turnover was then 14 million".
_THEN = pattern("sentence.then")
_BY_THEN = pattern("sentence.by_then")
#: "…, while the region's fell by 15 percent in the same period".
_SAME_TIME = pattern("sentence.same_time")
_PLAN_PERIOD = pattern("sentence.plan_period")
_NOW = pattern("timing.now")
#: "Sidste år solgte …", "this year": of the page's own date.
_THIS_YEAR = pattern("sentence.this_year")
_THIS_YEAR_BEHIND = re.compile(
    rf"\s(?:(?:ved|vid|at|i|in|by)\s[^\W\d]+\s(?:a[fv]|of)\s)?{_THIS_YEAR.pattern}", re.IGNORECASE
)
_OPENS_WITH_YEAR = pattern("sentence.opens_with_year")
_YEAR_AFTER = pattern("sentence.year_after")
#: "Fem år senere var tallet 40".
_YEARS_LATER = pattern("sentence.years_later")
_EMPLOYED = pattern("sentence.employed")
_COUNTED_NEXT = re.compile(r"\s(?:[^\W\d]+\.?\s){0,2}\d")
#: "Firms count that took part in at least one event": no figure.
_ANY = (1, "at_least", "figure")
NO_COUNTS = SHARES | CURRENCIES | {"factor"}


def read_sentence(sentence: str, context: Context) -> list[Reading]:
    """Readings of one sentence, in its order.

    Args:
        sentence: Spaces and hyphens normalised.
        context: What stands above it.
    """
    years = find_years(sentence)
    last = [r.unit for r in context.told if r.sentence == context.told[-1].sentence]
    is_unclear = _AIM_OF_SAME.match(sentence) and not NO_COUNTS.isdisjoint(last)
    told = [
        (r.unit, r.unit.removeprefix(OTHER), r.value)
        for r in context.told
        if not is_unclear  # of the count or of the amount before?
        if r.unit not in NO_COUNTS and r.comparator not in CHANGES
    ]
    told = told or ([] if context.told else list(topic_of(context.topic)))
    quantities = [
        q
        for q in find_quantities(sentence, context.language, context.currency, told, years)
        if not _is_year(sentence, q, years)
    ]
    years = [y for y in years if not any(q.start <= y.start < q.end for q in quantities if q.noun)]
    quantities = sorted([*quantities, *multiples(sentence)], key=lambda q: q.start)
    drafts = join_baselines(sentence, quantities, years)
    drafts = [d for d in drafts if settle_unit(sentence, d) and not _is_fee(sentence, d)]
    used = free_years(sentence, drafts, years)
    pair_years(sentence, drafts)
    date_when(sentence, drafts, years)
    readings = [_finish(sentence, draft, drafts, used, context) for draft in drafts]
    found = _with_starts(sentence, readings, drafts, context.told)
    return [r for r in found if (r.value, r.comparator, r.kind) != _ANY]


def _with_starts(
    text: str, readings: Sequence[Reading], drafts: Sequence[Draft], told: Sequence[Reading]
) -> Iterator[Reading]:
    """The readings; an aim for what was just told starts from there ("Den skal op på 65")."""
    for place, reading in enumerate(readings):
        start = readings[place - 1] if place else None
        if start is None:
            is_same = told and _goes_on(text, drafts[place].quantity)
            start = _last_of(told, reading) if is_same else None
        elif not _TURNS_TO_AIM.fullmatch(
            text[drafts[place - 1].quantity.end : drafts[place].quantity.start]
        ):
            start = None
        if aim_held_against(text[: drafts[place].quantity.start]):
            start = None
        if start and _starts_from(reading, start) and not _PAST_AIM.search(text):
            yield dataclasses.replace(reading, baseline_value=start.value, baseline_year=start.year)
        else:
            yield reading


def _last_of(told: Sequence[Reading], reading: Reading) -> Reading | None:
    alike = (r for r in reversed(told) if r.kind == "figure" and r.unit == reading.unit)
    return next(alike, None)


def _goes_on(text: str, quantity: Quantity) -> bool:
    """Whether a number goes on about what the sentence before told, with no noun of its own."""
    if quantity.unit in CURRENCIES or (quantity.noun and not quantity.is_borrowed):
        return False
    return bool(_AIM_OF_SAME.search(text) or _ANAPHOR.search(text[: quantity.start]))


def _starts_from(aim: Reading, status: Reading) -> bool:
    changed = aim.comparator in {"increase_to", "decrease_to"}
    return (
        (aim.kind == "target" or changed)
        and status.kind == "figure"
        and aim.unit == status.unit
        and aim.baseline_value is None
        and not {aim.comparator, status.comparator} & (CHANGES | {"multiply_by"})
    )


def _is_fee(text: str, draft: Draft) -> bool:
    """Whether it is the upper end of what somebody pays ("kontingent fra 15.000 til 120.000")."""
    start = draft.baseline_value
    return start is not None and draft.quantity.unit in CURRENCIES and is_price(start, text)


def _is_year(text: str, quantity: Quantity, years: Sequence[YearMention]) -> bool:
    if any(y.start <= quantity.start < y.end and y.role == "span" for y in years):
        return True
    if quantity.unit is not None and quantity.noun:
        return quantity.is_year_like and _is_verb(quantity.noun, text[quantity.end :])
    return any(y.start <= quantity.start < y.end for y in years) and quantity.is_year_like


def _is_verb(noun: str, behind: str) -> bool:
    """Whether the word behind a year is a verb: its object is counted ("in 2022 employed 900")."""
    return _EMPLOYED.fullmatch(noun) is not None and _COUNTED_NEXT.match(behind) is not None


def _finish(
    text: str,
    draft: Draft,
    drafts: Sequence[Draft],
    years: Sequence[YearMention],
    context: Context,
) -> Reading:
    quantity = draft.quantity
    first, last = clause_bounds(text, quantity)
    clause = text[first:last]
    is_target, kind_cue = promises(
        text,
        (first, last),
        (quantity.start, quantity.end),
        is_inside=parenthesis(text, quantity) is not None,
        context_is_aim=context.is_aim,
        is_told=context.is_told,
    )
    dated = draft
    if len(drafts) > 1 and _SAME_TIME.search(clause):
        dated = next((d for d in reversed(drafts) if d.quantity.start < quantity.start), draft)
    is_first = not any(d.quantity.start < quantity.start for d in drafts)
    is_same = is_first and context.told and _SAME_TIME.search(text, first, quantity.start)
    mention = None if is_same else year_for(text, dated, drafts, years, is_target=is_target)
    draft.year = draft.year or dated.year
    year = draft.year or (mention.last if mention else None)
    source = ""
    later = _YEARS_LATER.search(text, mention.end if mention else first, quantity.start)
    is_undated = year is None and not is_target and context.told and not _NOW.search(clause)
    if is_undated and (
        is_same
        or later
        or (quantity.is_borrowed and is_first)
        or _REFERS_BACK.match(text)
        or OF_THEM.match(text, quantity.end)
    ):
        figures = (r.year for r in reversed(context.told) if r.kind == "figure")
        year, source = next(figures, None), "sentence before"
    if year is None:
        is_past = reports_past(clause) or reports_past(text[: quantity.start])
        is_past = is_past or (parenthesis(text, quantity) is not None and reports_past(text))
        was_goal = is_past and aim_held_against(text[: quantity.start])
        told = _year_before(context.told, "target" if is_target else "figure")
        then = is_past and _THEN.search(clause)
        planned = is_target and _PLAN_PERIOD.search(clause)
        said = (
            ("document", planned and context.last_year),
            ("sentence before", then and year_of_heading(context.topic)),
            ("sentence before", is_target and _by_then(text, context.topic)),
            ("heading", None if context.is_plan and not is_target else context.heading_year),
            ("sentence before", told if is_target else None),
            (
                "document",
                context.report_year if not is_target else not was_goal and context.last_year,
            ),
            ("sentence before", told if is_past else None),
            ("sentence before", is_past and _opening_year(context.topic)),
        )
        source, year = next(((where, when) for where, when in said if when), ("", None))
        if year and (later or _AGO.search(clause)):
            source, year = "", None
    relative = None
    if context.published and not (draft.year or context.report_year):
        relative = _THIS_YEAR.search(text, first, quantity.start)
        relative = relative or _THIS_YEAR_BEHIND.match(text, quantity.end)
    if relative and context.published:
        source, year = "document", context.published - bool(relative["last"])
    if year and not draft.year:
        year -= bool(_YEAR_BEFORE.match(text, quantity.end))
        year += bool(_YEAR_AFTER.match(text, quantity.end))
    if year and later:
        spans = [int(number.value) for number in find_numbers(later["n"] or "1", context.language)]
        year = year + (-spans[0] if later["before"] else spans[0]) if spans else None
    from_context = bool(source) and year is not None
    unit = quantity.unit or "factor"
    has_deadline = mention is not None and not from_context
    return Reading(
        kind="target" if is_target else "figure",
        value=quantity.value,
        value_max=quantity.value_max,
        unit="factor" if quantity.comparator == "multiply_by" else unit,
        comparator=quantity.comparator,
        year=year,
        baseline_value=draft.baseline_value,
        baseline_year=draft.baseline_year,
        indicator=name_indicator(text, unit, quantity.noun, clause, quantity.start, quantity.end),
        period=period_of(
            clause,
            text,
            text[: quantity.start],
            unit,
            is_target=is_target,
            is_part=quantity.is_borrowed,
            has_deadline=has_deadline,
        ),
        qualifier=quantity.qualifier,
        sentence=text,
        locator=context.locator,
        confidence=_confidence(draft, context, year_from_context=from_context),
        cues=explain(text, draft, kind_cue, mention, source if from_context else ""),
    )


def _by_then(text: str, topic: str) -> int | None:
    """The year of the sentence before, where this one says "by then"."""
    return year_of_heading(topic) if _BY_THEN.search(text) else None


def _opening_year(topic: str) -> int | None:
    """The year that a sentence opens with ("2023 was the busiest year so far")."""
    match = _OPENS_WITH_YEAR.match(topic)
    return int(match[1]) if match else None


def _year_before(told: Sequence[Reading], kind: str) -> int | None:
    """The one year that the last sentence with such aims or figures gives in its own words."""
    alike = [r for r in told if r.kind == kind or _PAST_AIM.search(r.sentence)]
    before = [r for r in alike if r.sentence == alike[-1].sentence]
    years = {r.year for r in before if r.year}
    from_above = any(dict(r.cues).get("year") in {"heading", "document"} for r in before)
    return years.pop() if len(years) == 1 and not from_above else None


def _confidence(draft: Draft, context: Context, *, year_from_context: bool) -> float:
    """Starts at 0.95 and falls with each thing that had to be inferred."""
    score = 0.95
    score -= 0.15 * (draft.unit_is_inferred or draft.quantity.is_borrowed)
    score -= 0.05 * year_from_context
    score -= 0.05 * draft.quantity.in_words
    score -= 0.10 * context.is_heading
    score -= 0.05 * (draft.quantity.unit == "factor")
    score -= 0.10 * (draft.quantity.unit or "").startswith(OTHER)
    return round(score, 2)
