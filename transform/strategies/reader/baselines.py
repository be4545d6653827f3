"""What a value is compared with: "from 21 to 55", "(status 2014: 1.600)", "up from 165"."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from transform.strategies.reader.comparators import direction_of
from transform.strategies.reader.quantity import CHANGES, SCALED_FROM, Quantity
from transform.strategies.reader.wordlists import pattern
from transform.strategies.reader.years import YearMention


@dataclasses.dataclass(slots=True)
class Draft:
    """A quantity on its way to a reading."""

    quantity: Quantity
    baseline_value: float | None = None
    baseline_year: int | None = None
    year: int | None = None
    has_deadline: bool = False
    unit_is_inferred: bool = False


_FROM = pattern("baselines.from")
_TO = pattern("baselines.to")
_UP_FROM = pattern("baselines.up_from")
#: "…, mod 5 procent i en anden gruppe": held against another thing, not an earlier time.
_ELSEWHERE = pattern("baselines.elsewhere")
_STATUS = pattern("baselines.status")
#: What may follow a level without a unit of its own; "from 45 schools" counts something else.
_STANDS_ALONE = pattern("baselines.stands_alone")
_AIM_IN_PAREN = pattern("baselines.aim_in_paren")


def join_baselines(
    text: str, quantities: Sequence[Quantity], years: Sequence[YearMention]
) -> list[Draft]:
    """Drafts of the quantities that stand for themselves; baselines are folded into theirs."""
    drafts: list[Draft] = []
    index = 0
    while index < len(quantities):
        current = quantities[index]
        following = quantities[index + 1] if index + 1 < len(quantities) else None
        if following and _is_from_to(text, current, following):
            drafts.append(_from_to(text, current, following, years))
            index += 2
            continue
        if drafts and _is_baseline_of(text, drafts[-1].quantity, current):
            draft = drafts[-1]
            draft.baseline_value = _rescaled(current, draft.quantity)
            draft.baseline_year = _baseline_year(text, draft.quantity, current, quantities, years)
            if draft.quantity.unit is None and current.unit:
                draft.quantity = draft.quantity._replace(unit=current.unit, noun=current.noun)
            index += 1
            continue
        if not (drafts and _is_year_before(text, drafts[-1].quantity, current)):
            drafts.append(Draft(current))
        index += 1
    return drafts


def _is_year_before(text: str, quantity: Quantity, candidate: Quantity) -> bool:
    """Whether an amount in brackets right behind another is that of a year nobody names."""
    is_enclosed = text[quantity.end : candidate.start].strip() == "("
    return (
        is_enclosed
        and candidate.unit == quantity.unit
        and candidate.comparator == "exactly"
        and text[candidate.end : candidate.end + 1] == ")"
    )


def _is_from_to(text: str, first: Quantity, second: Quantity) -> bool:
    if not _FROM.search(text[: first.start][-60:]) or _counts_other(text, first):
        return False
    between = text[first.end : second.start]
    return bool(_TO.search(between)) and ";" not in between and _agree(first, second)


def _from_to(text: str, first: Quantity, second: Quantity, years: Sequence[YearMention]) -> Draft:
    direction = direction_of(text[: second.start])
    rises = second.value >= first.value if direction is None else direction == "increase"
    if direction == "increase" and second.value < first.value:
        rises = False
    comparator = second.comparator
    if comparator in {"exactly", "about", "increase_to", "decrease_to"}:
        comparator = "increase_to" if rises else "decrease_to"
    unit, noun = (second.unit, second.noun) if second.unit else (first.unit, first.noun)
    between = [y for y in years if first.end <= y.start and y.end <= second.start]
    joined = second._replace(comparator=comparator, unit=unit, noun=noun)
    return Draft(joined, _rescaled(first, second), between[0].first if between else None)


def _rescaled(baseline: Quantity, target: Quantity) -> float:
    """The baseline in the target's scale: "from 14.2 to 12.9 million" says it once."""
    is_short = baseline.scale == 1 and baseline.value < SCALED_FROM  # "from 980,000 to 1.2 million"
    if is_short and target.scale > 1 and baseline.unit is None:
        return round(baseline.value * target.scale, 6)
    return baseline.value


def _agree(first: Quantity, second: Quantity) -> bool:
    return first.unit is None or second.unit is None or first.unit == second.unit


def _counts_other(text: str, quantity: Quantity) -> bool:
    """Whether a number without a known unit counts something all the same ("45 schools")."""
    return quantity.unit is None and not _STANDS_ALONE.match(text[quantity.number_end :])


def _is_baseline_of(text: str, target: Quantity, candidate: Quantity) -> bool:
    inside = parenthesis(text, candidate)
    is_change = target.comparator in CHANGES | {"multiply_by"}
    if _counts_other(text, candidate) or _counts_other(text, target) or candidate.value_max:
        return False
    is_multiple = target.comparator == "multiply_by"  # "doubled from 17.8 percent"
    if not _agree(target, candidate) and not (is_change and inside) and not is_multiple:
        return False  # "by 25 % (2020: 480 members)" may name the level that changes
    if inside is not None and inside[0] >= target.end:
        content = text[inside[0] : inside[1]]
        if _AIM_IN_PAREN.search(content):
            return False
        rest = content.replace(text[candidate.start : candidate.end], " ", 1)
        if not any(map(str.isalnum, rest)):
            return False  # "24,7 mill. kroner (22,1)" does not say what is in brackets
        rest = re.sub(r"(?:19|20)\d{2}|[\s:,=.;()–-]", " ", rest)
        return not _STATUS.sub("", rest).strip()
    before = text[target.end : candidate.start]
    source = _UP_FROM.search(before[-90:])
    is_other = source and source["against"] and _ELSEWHERE.match(text, candidate.end)
    return bool(source and not is_other) and not _TO.search(
        text[candidate.end : candidate.end + 30]
    )


def parenthesis(text: str, quantity: Quantity) -> tuple[int, int] | None:
    """Bounds of the parenthesis a quantity stands in, without its brackets; None outside one."""
    opening = text.rfind("(", 0, quantity.start)
    if opening < 0 or ")" in text[opening : quantity.start]:
        return None
    closing = text.find(")", quantity.start)
    return opening + 1, closing if closing >= 0 else len(text)


def _baseline_year(
    text: str,
    target: Quantity,
    baseline: Quantity,
    quantities: Sequence[Quantity],
    years: Sequence[YearMention],
) -> int | None:
    inside = parenthesis(text, baseline)
    if inside:
        found = [y for y in years if inside[0] <= y.start < inside[1]]
        return found[0].first if found else None
    limit = min((q.start for q in quantities if q.start > baseline.start), default=len(text))
    behind = [y for y in years if baseline.end <= y.start < limit and y.role != "deadline"]
    if behind and not re.search(r"[,;]", text[baseline.end : behind[0].start]):
        return behind[0].first
    before = [y for y in years if target.end <= y.start < baseline.start and y.role == "compared"]
    return before[0].first if before else None
