"""Which year of a sentence belongs to which of its quantities."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence

from transform.strategies.reader.baselines import Draft
from transform.strategies.reader.quantity import CHANGES, Quantity
from transform.strategies.reader.wordlists import pattern
from transform.strategies.reader.years import YearMention

#: "30 gigawatt (GW) by 2040": no clause of its own.
_SHORT_NAME = re.compile(r"\s\([A-ZÆØÅÄÖ][^\W\d]{0,6}\)")
_CLAUSE_BREAK = pattern("timing.clause_break")
#: A clause of parts ("varav 62 procent var små") is dated as the whole is.
OF_WHICH_FIRST = pattern("timing.of_which_first")
_COMPARED_WITH = pattern("timing.compared_with")
_JOINED = pattern("timing.joined")
_AMOUNT = re.compile(r"\d{3}|\d[ .,]\d")
_THAT_IS = pattern("quantities.that_is")
_AGAINST = pattern("timing.against")
_NEAR = 12
_AND = pattern("timing.and")
#: "The baseline in 2019 was 42 percent": the year compared with is the figure's own.
_BASELINE = re.compile(r"(?:bas(?:e|is|år|lin)|ut?[dgt]+[åa]ng)\w*", re.IGNORECASE)
_NAMED = 100
#: "A report published in 2023 shows that 62 firms exported in 2021".
_SAYS_THAT = pattern("timing.says_that")
_REACH = 60
#: Between a change and the year it is compared with: no other clause.
_BEFORE_YEAR = re.compile(r"[^,;]+")
#: "The lowest since 1995": no year that a change sets out from.
_RECORD = pattern("timing.record")
_FROM_YEAR = pattern("timing.from_year")
_BETWEEN_YEARS = pattern("timing.between_years")


def free_years(
    text: str, drafts: Sequence[Draft], years: Sequence[YearMention]
) -> list[YearMention]:
    """Years left once those of baselines are taken; "compared with 1990" goes to its change."""
    free = []
    for year in years:
        if year.role == "since" and _RECORD.search(text[: year.start][-_REACH:]):
            continue
        owner = _owner_of_baseline_year(text, year, drafts)
        if owner is None:
            free.append(year)
        elif owner.baseline_year is None and (year.role != "compared" or year.first == year.last):
            compared = _COMPARED_WITH.search(text[: year.start][-60:])
            owner.baseline_year = year.last if compared else year.first
            if year.role == "span" and all(year.start < d.quantity.start for d in drafts):
                free.append(year)  # "Between 2018 and 2022 … by 31, elsewhere by 19 percent"
            if year.role == "span" and not compared:
                owner.year = year.last
    return free


_WHEN = pattern("timing.when")


def date_when(text: str, drafts: Sequence[Draft], years: Sequence[YearMention]) -> None:
    """Date what a clause tells of the year right before it ("… than in 2021, when they were")."""
    for draft in drafts if years else ():
        first, last = clause_bounds(text, draft.quantity)
        told = [y for y in years if y.end <= first and text[y.end : first].strip(" ,(") == ""]
        has_own = any(first <= y.start < last for y in years)
        says = _WHEN.match(text, first) or (
            told and told[-1].role == "point" and "(" in text[told[-1].end : first + 1]
        )
        is_over = says and told and "," in text[first + 1 : draft.quantity.start]
        if (
            told
            and says
            and not is_over
            and not (draft.year or has_own or _NOW.search(text, first, last))
        ):
            draft.year = told[-1].last


_TWO_YEARS = pattern("timing.two_years")


_RESPECTIVE = pattern("timing.respective")
_YEARS_LISTED = re.compile(r"(?:(?:19|20)\d\d,\s)+(?:19|20)\d\d,?\s[^\W\d]+\s(?:19|20)\d\d")


def pair_years(text: str, drafts: Sequence[Draft]) -> None:
    """Date two amounts joined by "and" with the two years behind ("3 og 2 mio. i 2021 og 2022")."""
    listed = _YEARS_LISTED.search(text) if _RESPECTIVE.search(text) else None
    years = re.findall(r"\d{4}", listed[0]) if listed else []
    if len(years) == len(drafts) and len({draft.quantity.unit for draft in drafts}) == 1:
        for draft, year in zip(drafts, years, strict=True):
            draft.year = int(year)
    for one, other in itertools.pairwise(drafts):
        first, second = one.quantity, other.quantity
        pair = _TWO_YEARS.match(text, second.end)
        if not pair and _RESPECTIVE.search(text):
            pair = _TWO_YEARS.search(text[: first.start])  # "In 2028 and 2029, 90 and 110 …"
        joined = _JOINED.fullmatch(text[first.number_end : second.start])
        if _THAT_IS.fullmatch(text[first.end : second.start]) and one.baseline_year is None:
            one.baseline_year, one.year = other.baseline_year, other.year
        if pair and joined and first.unit == second.unit and not one.year and not other.year:
            one.year, other.year = int(pair["first"]), int(pair["last"])


def _owner_of_baseline_year(text: str, year: YearMention, drafts: Sequence[Draft]) -> Draft | None:
    for draft in drafts:
        if draft.baseline_year == year.first and draft.baseline_value is not None:
            return draft
    changes = [d for d in drafts if _is_change(d.quantity) or d.baseline_value is not None]
    if not changes or any(_begins(text, year, d.quantity) for d in drafts):
        return None
    ahead = [d for d in changes if _BEFORE_YEAR.fullmatch(text[d.quantity.end : year.start])]
    nearest = min(ahead or changes, key=lambda d: abs(d.quantity.start - year.start))
    first, last = clause_bounds(text, nearest.quantity)
    elsewhere = not first <= year.start < last
    if year.role in {"span", "since"} and elsewhere and _dates_another(text, year, drafts, changes):
        return None  # "jobs were created between 2015 and 2019, while turnover rose"
    if year.role == "compared":
        return nearest
    before = text[: year.start][-60:]
    is_span = year.role == "span"
    opens = is_span and (_COMPARED_WITH.search(before) or _BETWEEN_YEARS.search(before))
    is_free = nearest.baseline_year is None
    return nearest if is_free and (opens or year.role == "since") else None


def _begins(text: str, year: YearMention, quantity: Quantity) -> bool:
    """Whether an amount is paid from a year on ("12 mio. kr. årligt fra 2025")."""
    between = _FROM_YEAR.fullmatch(text[quantity.end : year.start])
    is_paid = between and (between["yearly"] or (quantity.unit or "").isupper())
    is_start = between and (between["on"] or quantity.comparator not in CHANGES)
    return bool(is_paid and is_start) and year.role == "since"


def _dates_another(
    text: str, year: YearMention, drafts: Sequence[Draft], changes: Sequence[Draft]
) -> bool:
    """Whether a quantity that is no change stands in the clause of a year."""
    plain = (clause_bounds(text, d.quantity) for d in drafts if d not in changes)
    return any(low <= year.start < high for low, high in plain)


def _is_change(quantity: Quantity) -> bool:
    return quantity.comparator in CHANGES | {
        "increase_to",
        "decrease_to",
        "multiply_by",
    }


def year_for(
    text: str,
    draft: Draft,
    drafts: Sequence[Draft],
    years: Sequence[YearMention],
    *,
    is_target: bool,
) -> YearMention | None:
    """The year that belongs to a quantity: in its clause, near, not past another quantity."""
    position = draft.quantity
    begins = next((y for y in years if _begins(text, y, position)), None)
    if begins:
        return begins
    usable = [y for y in years if y.role not in {"since", "compared"}]
    if not usable:
        # "No more than 15 after 2021", "the baseline in 2019 was 42 percent".
        usable = [y for y in years if y.role == ("since" if is_target else "compared")]
        usable = [y for y in usable if is_target or _BASELINE.search(text, 0, y.start)]
    if not usable:
        return None
    first, last = clause_bounds(text, position)
    if not is_target:
        # "… 3.4 % and aims for 4 % by 2025": the deadline of another clause is not ours.
        usable = [y for y in usable if y.role != "deadline" or first <= y.start < last]
    usable = [y for y in usable if not _contrasts(text, y, position, drafts)]
    usable = [
        y for y in usable if _may_date(text, y, draft, drafts) and not _is_past(text, y, draft)
    ]
    if not usable and is_target:  # "From 2027 each shall have at least 20"
        usable = [y for y in years if y.role == "since" and first <= y.start < position.start]
    if not usable:
        return None

    # "… by 2021 and help 350 start-ups in 2020": the year behind is its own.
    has_own = any(
        position.end < y.start < last and not _crosses(position, y, drafts) for y in usable
    ) and any(
        y.start < position.start and _AND.search(text[y.end : position.start]) for y in usable
    )

    def cost(year: YearMention) -> float:
        low, high = sorted((year.start, position.start))
        follows_other = any(
            0 <= year.start - d.quantity.end <= 12 and year.start < position.start
            for d in drafts
            if d is not draft
        )
        crossed = sum(1 for d in drafts if d is not draft and low < d.quantity.start < high)
        distance = abs(year.start - position.start)
        outside = not first <= year.start < last
        in_name = _SAYS_THAT.match(text, year.end)
        preferred = is_target and year.role == "deadline" and not has_own
        return (
            crossed * 40
            + 60 * follows_other
            + distance
            + 200 * outside
            + _NAMED * bool(in_name)
            - 60 * preferred
            + 60 * (has_own and year.start < position.start)
        )

    return min(usable, key=cost)


#: "22 new members in 2023 and now have 190": the year before "now" is over.
_NOW = pattern("timing.now")


def _is_past(text: str, year: YearMention, draft: Draft) -> bool:
    quantity = draft.quantity
    if not year.end < quantity.start:  # "Today 70 towns have a plan, the last since 2022"
        if "," not in text[quantity.end : year.start] or year.role not in {"deadline", "point"}:
            return False
        if year.role == "deadline":  # "34 percent today, should be 40 by 2028"
            return _NOW.match(text, quantity.end + 1) is not None
        first, _ = clause_bounds(text, quantity)
        return _NOW.search(text, first, quantity.start) is not None
    behind = text[quantity.end : quantity.end + 7]
    is_over = year.role != "deadline" and _NOW.search(text[year.end : quantity.start + 1])
    return bool(is_over or _NOW.match(behind.lstrip()))


def _contrasts(text: str, year: YearMention, quantity: Quantity, drafts: Sequence[Draft]) -> bool:
    """Whether a year stands behind a number that ours is held against ("… mod 0,6 i 2021")."""
    return any(
        quantity.end < d.quantity.start < year.start <= d.quantity.end + _NEAR
        and _AGAINST.search(text[quantity.end : d.quantity.start])
        for d in drafts
    )


def _crosses(quantity: Quantity, year: YearMention, drafts: Sequence[Draft]) -> bool:
    return any(quantity.end < d.quantity.start < year.start for d in drafts)


def _may_date(text: str, year: YearMention, draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a year can be a quantity's: of its clause, before all of them, or nobody's."""
    first, last = clause_bounds(text, draft.quantity)
    is_part = draft.quantity.is_borrowed or OF_WHICH_FIRST.match(text, first)
    if is_part and year.start < first:
        return True
    if _is_aside(text, year, draft.quantity):
        return False
    if first <= year.start < last or all(year.start < d.quantity.start for d in drafts):
        return True
    others = (clause_bounds(text, d.quantity) for d in drafts if d is not draft)
    return not any(low <= year.start < high for low, high in others)


#: "The number of jobs, which was 1.2 million in 2015, …".
_RELATIVE = pattern("timing.relative")


def _is_aside(text: str, year: YearMention, quantity: Quantity) -> bool:
    """Whether a year stands in a bracket or clause that says more, and the quantity outside it."""
    clause = _RELATIVE.search(text)
    if clause and clause.start() < year.start < clause.end():
        return not clause.start() < quantity.start < clause.end()
    opening = text.rfind("(", 0, year.start)
    closing = text.find(")", year.end)
    if opening < 0 or closing < 0 or ")" in text[opening : year.start]:
        return False
    is_inside = opening < quantity.start < closing
    rest = text[opening : year.start] + text[year.end : closing]
    return not is_inside and bool(_AMOUNT.search(rest))


def clause_bounds(text: str, quantity: Quantity) -> tuple[int, int]:
    """Bounds of the clause a quantity stands in."""
    aside = _RELATIVE.search(text)
    if aside and aside.start() < quantity.start < aside.end():
        return aside.span()
    first, last = 0, len(text)
    for start, end in _clause_breaks(text):
        if end <= quantity.start:
            first = end
        elif start >= quantity.end:
            last = start
            break
    return first, last


@functools.lru_cache(maxsize=16)  # each number of a sentence asks
def _clause_breaks(text: str) -> tuple[tuple[int, int], ...]:
    names = [m.span() for m in _SHORT_NAME.finditer(text)] if "(" in text else []
    found = (match.span() for match in _CLAUSE_BREAK.finditer(text))
    return tuple(one for one in found if not any(a <= one[0] < b for a, b in names))
