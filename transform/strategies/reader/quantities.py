"""Quantities of a sentence: numbers and ranges with their units, and how they are meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from transform.strategies.reader.comparators import compare, direction_of, strip_comparator
from transform.strategies.reader.counted_nouns import (
    OTHER,
    counted_noun,
    is_misplaced_name,
    orders_text,
)
from transform.strategies.reader.exclusions import (
    TIME_NOUN,
    find_exclusions,
    goes_on_about_time,
    measures_time,
    overlaps,
)
from transform.strategies.reader.multiples import find_parts, is_multiple
from transform.strategies.reader.nouns import TOOK_PART, is_labelled, label_unit, noun_after
from transform.strategies.reader.numbers import Number, find_numbers
from transform.strategies.reader.quantity import BETWEEN, CHANGES, SHARES, Quantity
from transform.strategies.reader.rejections import is_no_quantity
from transform.strategies.reader.sharing import antecedent, share_units
from transform.strategies.reader.subjects import subject_unit
from transform.strategies.reader.units import (
    CURRENCIES,
    currency_after,
    currency_before,
    krone_of,
    percent_after,
    unit_of_word,
)
from transform.strategies.reader.wordlists import pattern
from transform.strategies.reader.years import YearMention

_CURRENCY = r"(?:(?:EUR|SEK|NOK|DKK|USD|ISK|CHF|GBP)\s|kr\.?\s|[€$£]\s?)?"
_RANGE_JOIN = re.compile(rf"\s?[-–—]\s?{_CURRENCY}|\s(?:til|till|to|à)\s{_CURRENCY}")
_AND = re.compile(rf"\s(?:og|och|and)\s{_CURRENCY}")
_THAT_IS = pattern("quantities.that_is")
#: "Nästan hälften, 47 procent": the number says it better.
_SAID_IN_PERCENT = re.compile(r"[^.;\d]{0,40}[,(–]\s?(?:\w+\s)?\d[\d.,]*\s?(?:%|p\w+t\b)")
#: "600 of women" goes on about what was counted; "41 of the projects" says what it counts.
_LINK = pattern("quantities.link")
_NEXT_WORD = pattern("quantities.next_word")
_AND_THEN = pattern("quantities.and_then")
_OF_THEM = pattern("comparators.of")
#: "… by 16, 15 and 12 percent respectively".
_LIST_GOES_ON = re.compile(r"(?:,|,?\s(?:og|och|and|respektive|samt))\s\d")
#: "… up by 2 percent to 12 billion, to Norway by 11 percent", "by 30 percent in 2025 and by 55".
_BY_AGAIN = pattern("quantities.by_again")
_FROM = pattern("baselines.from")
#: "From today's 24 percent to 40", "from EUR 12 billion to EUR 18 billion".
_FROM_SOME = pattern("quantities.from_some")
#: "The shares vary from 12 to 40 percent": a range, no change.
_RANGES = pattern("quantities.ranges")
#: "The proportion slipped by 1.4 points".
_POINTS = pattern("quantities.points")
#: "4.3 out of 5", "4,3 av 6", "7,8/10": a mark on a scale, whatever gave it.
_ON_SCALE = pattern("quantities.on_scale")
_SPEAKS_OF_SHARES = pattern("quantities.speaks_of_shares")
_RELATIVE = pattern("quantities.relative")
_MILLION = 1e6
#: Glued to an amount with its currency before ("NOK 170m").
_MILLION_LETTER = re.compile(r"m(?!\w)", re.IGNORECASE)
_ANY_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NEVER_MILLIONS = frozenset({"clusters", "networks", "projects", "organisations", "members"})
_NEAR = 10
#: "Bolaget drog in 25 tjänster": posts, no services.
_POSTS = pattern("quantities.posts")
#: "The remaining 14 ha"; "ska minst 25 ha gjort" is the verb.
_HECTARES = pattern("quantities.hectares")
_KRONE_CODE = re.compile(r"\b(?:DKK|SEK|NOK|ISK)\b")
_MODAL = pattern("quantities.modal")
_COUNT_OF = pattern("quantities.count_of")
_LAST_CLAUSE = re.compile(r"[,;]\s")
_BY = pattern("quantities.by")
_ONLY_TO = pattern("quantities.only_to")
_NOTHING_COUNTED = pattern("quantities.nothing_counted")
#: What only money can be: "6,5 mia. eksport", "20 miljoner extra", "41 miljarder … utgifter".
_MONEY_NOUN = pattern("quantities.money_noun")
_ABOUT_MONEY = pattern("quantities.about_money")


class _Measure(NamedTuple):
    """What a number is measured in: unit, bounds with it, words, factor ("Mkr" is a million)."""

    unit: str | None
    start: int
    end: int
    noun: str = ""
    factor: float = 1.0
    is_borrowed: bool = False


#: ISO 4217 for amounts of no currency: "kr." in English text is one of three.
NO_CURRENCY = "XXX"
Counts = Sequence[tuple[str, str, float]]


def find_quantities(
    text: str,
    language: str,
    currency: str | None = None,
    told: Counts = (),
    years: Sequence[YearMention] = (),
) -> list[Quantity]:
    """Quantities of a sentence in order, those without a unit included.

    Args:
        text: One sentence, spaces and hyphens normalised.
        language: For number words, decimals and the meaning of "kroner".
        currency: What the sentences before count money in; else it is that of the language.
        told: Unit, noun and value of the counts in the sentences before.
        years: What says when; a number of them without a unit is none.
    """
    dates = [range(year.start, year.end) for year in years]
    parts = [
        Number(*part, in_words=True, is_part=True)
        for part in find_parts(text)
        if _is_share(text, part[1])
    ]
    is_timed = measures_time(text) or goes_on_about_time(text, [noun for _, noun, _ in told])
    exclusions = find_exclusions(text, is_timed=is_timed) + [
        (part.start, part.end) for part in parts
    ]
    numbers = [
        number
        for number in find_numbers(text, language)
        if not overlaps(exclusions, number.start, number.end)
    ]
    numbers = sorted([*numbers, *parts], key=lambda number: number.start)
    quantities: list[Quantity] = []
    index = 0
    while index < len(numbers):
        first, second, used = _range(text, numbers, index, language)
        previous_end = next((q.end for q in reversed(quantities) if not _is_when(q)), 0)
        is_open = any(q.unit is None and not q.is_year_like for q in quantities)
        counts = [*(() if is_open else told), *_counts(quantities)]
        measure = _measure(text, first, second or first, language, currency, counts, is_timed)
        index += used
        if (
            measure.unit is None
            and first.is_year_like
            and any(first.start in date for date in dates)
        ):
            continue
        quantity = _build(text, first, second, previous_end, measure, is_timed)
        if quantity is not None:
            is_mark = quantity.unit == f"{OTHER}index"
            while is_mark and index < len(numbers) and numbers[index].start < quantity.end:
                index += 1  # "4.3 out of 5": the five is the scale's
            quantities.append(_in_other_words(text, quantity, quantities))
    return share_units(text, quantities)


def _is_share(text: str, end: int) -> bool:
    """Whether a part in words is one of things that count, and not said in percent as well."""
    if _SAID_IN_PERCENT.match(text, end):
        return False
    word = _NEXT_WORD.match(text, end)
    if word is None or unit_of_word(word[1]) is not None:
        return True
    return not (orders_text(word[1]) or (word[1][-1] in "ea" and orders_text(word[2] or "x")))


def _is_count(quantity: Quantity) -> bool:
    unit = quantity.unit
    is_plain = quantity.comparator not in CHANGES | {"multiply_by"}
    return bool(unit) and unit not in SHARES and unit not in CURRENCIES and is_plain


def _count(quantity: Quantity) -> tuple[str, str, float]:
    return quantity.unit or "", quantity.noun, quantity.value


def _counts(quantities: Sequence[Quantity]) -> list[tuple[str, str, float]]:
    """The counts so far; a larger number without a unit is of something else, and so is its part.

    "… 230 firms, and those who work here are 16,800, which is 600 more".
    """
    found: list[tuple[str, str, float]] = []
    for quantity in quantities:
        if _is_count(quantity):
            found.append(_count(quantity))
        elif quantity.unit is None and all(quantity.value > one[2] for one in found):
            found = [] if not quantity.is_year_like else found
    return found


def _is_when(quantity: Quantity) -> bool:
    """Whether it is a year in passing: "fell in 2020 by 4 percent" still falls by 4."""
    return quantity.is_year_like and quantity.unit is None


def _in_other_words(text: str, quantity: Quantity, before: Sequence[Quantity]) -> Quantity:
    """A change said twice: "by 1,200 people, or 8.3 percent", "4 % in 2021 and 2 % in 2022"."""
    if not before or quantity.comparator != "exactly":
        return quantity
    previous = next((q for q in reversed(before) if not _is_when(q)), before[-1])
    change = previous.comparator.replace("_to", "_by")
    if change not in CHANGES:
        return quantity
    is_money = quantity.unit == previous.unit and quantity.unit in CURRENCIES
    if not is_money and quantity.unit not in SHARES and previous.unit not in SHARES:
        return quantity
    between = text[previous.end : quantity.start]
    is_plain = previous.unit == quantity.unit and quantity.value > 0
    is_plain = is_plain and not _OF_THEM.match(text, quantity.end)
    again = is_plain and change == previous.comparator and _AND_THEN.fullmatch(between)
    again = again or (is_plain and between == ", " and _LIST_GOES_ON.match(text, quantity.end))
    again = again or ((is_money or quantity.unit == "percent") and _BY_AGAIN.fullmatch(between))
    if not again and (is_money or not _THAT_IS.fullmatch(between)):
        return quantity
    change = "decrease_by" if quantity.value < 0 else change
    return quantity._replace(comparator=change, value=abs(quantity.value))


def _range(
    text: str, numbers: Sequence[Number], index: int, language: str
) -> tuple[Number, Number | None, int]:
    """The number at ``index``, the upper end if it begins a range, and how many are used."""
    first = numbers[index]
    if index + 1 >= len(numbers):
        return first, None, 1
    second = numbers[index + 1]
    after = first.end
    skipped = percent_after(text, after) or _currency_end(text, after, language)
    own, other = percent_after(text, after), percent_after(text, second.end)
    if own and (other is None or other[0] != own[0]):
        return first, None, 1  # "fell by 1.3 points to 6.2 percent"
    between = text[(skipped[1] if skipped else after) : second.start]
    rule = _FROM if "-" in between else _FROM_SOME
    is_range = bool(_RANGE_JOIN.fullmatch(between)) and (
        not rule.search(text[: first.start]) or bool(_RANGES.search(text[: first.start]))
    )
    is_share = other is not None and not own  # "grow by 15 to 20 percent"
    if _ONLY_TO.fullmatch(between) and _BY.search(text[: first.start]) and not is_share:
        return first, None, 1  # "raised by 100 to 250"
    if not is_range and _AND.fullmatch(between):
        is_range = bool(BETWEEN.search(text[: first.start][-40:]))
    if not is_range or (second.is_year_like and not (first.is_year_like or "-" in between)):
        return first, None, 1
    if first.is_year_like and (second.is_year_like or "-" not in between):
        return first, None, 1  # "in 2019 to 3 800"
    low, scaled = first, first.value * second.scale
    if first.scale == 1 and not skipped and scaled < second.value:
        low = first._replace(value=scaled)  # "2-3 mio.", not "250.000-2 mio."
    return (low, second, 2) if low.value < second.value else (first, None, 1)


def _currency_end(text: str, position: int, language: str) -> tuple[str, int] | None:
    found = currency_after(text, position, language)
    return ("", found[2]) if found else None


def _build(
    text: str,
    first: Number,
    second: Number | None,
    previous_end: int,
    measure: _Measure,
    is_timed: bool,
) -> Quantity | None:
    last = second or first
    value = first.value
    if measure.unit in SHARES and first.alternative is not None:
        value = first.alternative
    start = min(first.start, measure.start)
    is_points = measure.unit == "percentage_points"
    if is_points and _BY.search(text[:start]) and not direction_of(text[previous_end:start]):
        previous_end = 0  # "rose from 36 to 39 percent, that is by 3 points"
    comparator, qualifier = _comparator(
        text, first, last, previous_end, start, measure.end, is_bare=measure.unit is None
    )
    if measure.unit == "factor":
        comparator, qualifier = "multiply_by", qualifier or comparator
        qualifier = None if qualifier == "exactly" else qualifier
    elif first.sign == "+" and comparator == "exactly":
        is_headline = not text[:start].strip() and measure.unit not in SHARES
        is_headline = is_headline and not _ANY_YEAR.search(text)  # "+150 jobs by 2028"
        comparator = "at_least" if is_headline else "increase_by"  # "+300 partnere"
    elif first.sign == "-" and (
        comparator == "decrease_by" or (measure.unit in SHARES and text[:start][-1:] in {"", "("})
    ):
        # "Cut by -30 percent": the verb says it once more; "412 000 nights (-1.4 %)".
        value, comparator = abs(value), "decrease_by"
    quantity = Quantity(
        start=start,
        end=measure.end,
        value=round(value * measure.factor, 6),
        value_max=round(second.value * measure.factor, 6) if second else None,
        unit=measure.unit,
        comparator=comparator,
        qualifier=qualifier,
        noun=measure.noun,
        number_end=last.end,
        in_words=first.in_words,
        is_year_like=first.is_year_like,
        scale=last.scale * measure.factor,
        is_borrowed=measure.is_borrowed,
    )
    is_none = measure.unit == NO_CURRENCY or is_no_quantity(text, quantity, is_timed=is_timed)
    return None if is_none else quantity


def _measure(
    text: str,
    first: Number,
    last: Number,
    language: str,
    currency: str | None,
    counts: Counts,
    is_timed: bool,
) -> _Measure:
    """Unit of a number: percent, currency behind or before it, noun, label; in this order.

    A noun that is left out is that of a count before it.
    """
    percent = ("percent", last.end) if first.is_part else percent_after(text, last.end)
    scale = None if float(first.value).is_integer() else _ON_SCALE.match(text, last.end)
    percent = (f"{OTHER}index", scale.end()) if scale else percent
    if percent or is_multiple(text, last.end):
        share = percent or ("factor", last.end)
        return _Measure(share[0], first.start, share[1])
    after = currency_after(text, last.end, language)
    if after:
        code = after[0] or currency or _named_krone(text)
        return _Measure(code, first.start, after[2], factor=after[1])
    points = _POINTS.match(text, last.end)
    if points and _SPEAKS_OF_SHARES.search(text):
        return _Measure("percentage_points", first.start, points.end())
    noun = _noun(text, first, last, language, counts)
    if noun and last.scale >= _MILLION and noun.unit in _NEVER_MILLIONS:
        noun = None  # "15 mill. hydrogen og 4,5 millionar bedriftsnettverk" are money
        if _ABOUT_MONEY.search(text) or currency:
            return _Measure(currency or krone_of(language), first.start, last.end)
    before = currency_before(text, first.start, language)
    suffix = 1e6 if first.scale == 1 and _MILLION_LETTER.match(text, last.end) else 1.0
    is_money = max(first.scale, suffix) > 1 or not float(first.value).is_integer()
    if before and (is_money or not noun or noun.is_borrowed):
        code = before[0] or currency or NO_CURRENCY
        return _Measure(code, before[2], last.end + (suffix > 1), factor=before[1] * suffix)
    spoken = None if any(one[2] * _NEAR >= last.value for one in counts) else currency
    return noun or _inferred(text, first, last, language, spoken, counts, is_timed)


def _named_krone(text: str) -> str:
    """The currency of "310 million kroner" in English, where the sentence names one beside it."""
    named = _KRONE_CODE.search(text)
    return named[0] if named else NO_CURRENCY


def _noun(text: str, first: Number, last: Number, language: str, counts: Counts) -> _Measure | None:
    """The noun behind a number, or that of an earlier count where it is left out."""
    if _HECTARES.match(text, last.end) and not _MODAL.search(text[: first.start]):
        return _Measure("hectares", first.start, last.end + len(" ha"))
    found = noun_after(text, last.end, language)
    if found is None or _LINK.match(text, last.end) or TOOK_PART.match(text, last.end):
        is_count = (last.scale > 1 or float(first.value).is_integer()) and not first.is_year_like
        if last.scale > 1:  # "målet er 1,3 millioner": of things counted in such numbers
            counts = [one for one in counts if one[2] * _NEAR >= last.value]
        part = antecedent(text, first.start, last.end, last.value, counts) if is_count else None
        if part:
            return _Measure(part[0], first.start, last.end, part[1], is_borrowed=True)
    if found is None or is_misplaced_name(text, first.start, last.end, language):
        return None  # a list of contents
    if found[0] == "services" and language == "sv" and _POSTS.search(text[: first.start]):
        return _Measure("jobs", first.start, found[1], found[2])
    return _Measure(found[0], first.start, found[1], found[2])


def _inferred(
    text: str,
    first: Number,
    last: Number,
    language: str,
    currency: str | None,
    counts: Counts,
    is_timed: bool,
) -> _Measure:
    """Unit of a number that none stands at: money spoken of, a label, any counted noun."""
    unit, words = None, ""
    before = text[: first.start]
    is_bare = last.scale >= _MILLION and _NOTHING_COUNTED.match(text, last.end)
    if is_bare:  # "the number of trips was 1.3 million"; what is said before it may be money
        starts = [match.start() for match in _COUNT_OF.finditer(before)]
        stretch = before[starts[-1] if starts else 0 :]
        unit, words = (None, "") if _ABOUT_MONEY.search(stretch) else subject_unit(stretch)
    same = next((one for one in reversed(counts) if is_bare and one[2] >= _MILLION), None)
    if same and unit is None and not _ABOUT_MONEY.search(_LAST_CLAUSE.split(before)[-1]):
        unit, words = same[:2]  # "3 million trips, by Danes alone 1.2 million"
    if unit:
        return _Measure(unit, first.start, last.end, words, is_borrowed=True)
    if _is_amount(text, last, currency):
        unit = currency or krone_of(language)
    elif is_labelled(text, first.start):
        unit, words = label_unit(text, first.start)
    counted = time = None
    if unit is None and is_timed:
        time = TIME_NOUN.match(text, last.end)
    if time:
        return _Measure(f"{OTHER}{time[1].lower()}", first.start, time.end(), time[1])
    if unit is None and _may_count(first, last):
        counted = counted_noun(text, last.end, language, first.value)
    if counted:
        return _Measure(counted[0], first.start, counted[1], counted[2])
    return _Measure(unit, first.start, last.end, words)


def _may_count(first: Number, last: Number) -> bool:
    """Whether a number can count things: a whole one above one, no year."""
    is_whole = last.scale > 1 or float(first.value).is_integer()
    return is_whole and first.value > 1 and not first.is_year_like


def _comparator(
    text: str,
    first: Number,
    last: Number,
    previous_end: int,
    start: int,
    end: int,
    *,
    is_bare: bool,
) -> tuple[str, str | None]:
    stretch = _RELATIVE.split(text[previous_end:start])[-1]  # "a tripling of X, which had 4"
    if is_bare and _BY.search(stretch) and not direction_of(stretch) and "," not in text[start:]:
        stretch = text[:start]  # "rose by 8 percent, and the number of staff by 52"
    if _ONLY_TO.fullmatch(strip_comparator(stretch)[2]):
        stretch = text[:start]  # "fell by 1.3 points to 6.2 percent": the verb stands further up
    stretch = BETWEEN.sub("", stretch)
    comparator, qualifier = compare(stretch, text[end:], text[last.end :])
    if comparator == "exactly" and first.is_round:
        return "about", "about"
    return comparator, qualifier


def _is_amount(text: str, number: Number, currency: str | None) -> bool:
    """Whether these are millions of nothing, where money is spoken of ("passed 2 billion")."""
    if number.scale < 1e6:
        return False
    if _MONEY_NOUN.match(text, number.end):
        return True
    is_bare = bool(_NOTHING_COUNTED.match(text, number.end))
    return is_bare and (currency is not None or bool(_ABOUT_MONEY.search(text)))
