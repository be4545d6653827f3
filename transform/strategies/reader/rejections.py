"""Numbers with a unit that still are no figures: durations, known sets, size classes, years."""

from __future__ import annotations

import re

from transform.strategies.reader.comparators import strip_comparator
from transform.strategies.reader.counted_nouns import OTHER
from transform.strategies.reader.nouns import TOOK_PART
from transform.strategies.reader.quantity import BETWEEN, SHARES, Quantity
from transform.strategies.reader.wordlists import pattern

_KNOWN_SET = pattern("rejections.known_set")
#: "Ten of twelve clusters": the twelve only say how many there are in all.
_TOTAL_OF = pattern("rejections.total_of")
_SUPERLATIVE = pattern("rejections.superlative")
_KNOWN_SET_MAXIMUM = 25
_NEAR = 20
_TWO = 2
_CLASS_BEFORE = pattern("rejections.class_before")
_TOGETHER = pattern("rejections.together")
_CLASS_NOUN = pattern("rejections.class_noun")
#: "Large (over 100 MSEK)", "Små bedrifter (1-19 ansatte)".
_NAMED_CLASS = pattern("rejections.named_class")
_ANY_COMPANY = pattern("rejections.any_company")
_ENDS_WITH_COMPANY = pattern("rejections.ends_with_company")
#: What a ticket, a book or a course costs.
_PRICE = pattern("rejections.price")
#: A hundred hours and more are a resource, fewer are how long something takes.
_HOURS = pattern("rejections.hours")
_HOURS_MINIMUM = 100
_PERCENT_MAXIMUM = 100
_PRICE_MAXIMUM = 50_000
_FEE_MAXIMUM = 1000
_COMPARED = pattern("rejections.compared")
_WEIGHTS = frozenset({"kilograms", "grams"})
#: "Each krone of public money brought 3.20 of private capital".
_PER_KRONE = pattern("rejections.per_krone")
#: "Not 5,000 jobs, but still a lot".
_DENIED = pattern("rejections.denied")
#: "… blev fejlagtigt opgjort til 44,1 mia. kr."
_MISTAKEN = pattern("rejections.mistaken")
#: "Three kilometres north of the old one".
_AWAY = pattern("rejections.away")
_LENGTHS = frozenset({"kilometres", "other:meter", "other:metres"})
_IN_YEAR = pattern("rejections.in_year")
_YEAR_OF = re.compile(r"-|\s?[:=]\s?\d")
#: "The statistics cover hotels with at least 15 rooms and campsites with 6 cabins".
_COVERS = pattern("rejections.covers")
_POST = pattern("rejections.post")
#: "306 robots per 10,000 workers": what the other number is measured by.
_RATIO = pattern("rejections.ratio")
#: "The share of cases settled within 30 days rose to 74 percent".
_WITHIN = pattern("rejections.within")
_SHARE = pattern("rejections.share")
#: "8 comments · 45 likes" below an article.
_COUNTER = pattern("rejections.counter")
#: "Økonomi, 1.000 kr." heads a table.
_UNIT_LINE = pattern("rejections.unit_line")
DURATION = pattern("rejections.duration")


def is_no_quantity(text: str, quantity: Quantity, *, is_timed: bool) -> bool:
    """Whether a number with its unit is no figure after all; ``is_timed``: of a time it is one."""
    is_taken = is_timed and (quantity.unit or "").startswith(OTHER)
    if is_taken and _WITHIN.search(text[: quantity.start]) and _SHARE.search(text):
        return True
    duration = not (
        is_taken or quantity.unit == "factor" or (quantity.unit or "").isupper()
    ) and DURATION.match(text, quantity.number_end)
    is_resource = bool(duration and _HOURS.match(duration[0])) and quantity.value >= _HOURS_MINIMUM
    # "112 pp." are pages.
    is_pages = quantity.unit == "percentage_points" and quantity.value > _PERCENT_MAXIMUM
    before = text[: quantity.start]
    if (
        _RATIO.search(before[-20:])
        or _COUNTER.match(text)
        or (quantity.value == _FEE_MAXIMUM and _UNIT_LINE.fullmatch(text))
    ):
        return True
    is_denied = _DENIED.match(before) or _MISTAKEN.search(before[-60:])
    if (duration and not is_resource) or is_pages or is_denied or _is_bare_year(text, quantity):
        return True
    if quantity.unit == "percent":
        return bool(_POST.match(text, quantity.end))  # "a 50 percent position"; how sure a test is
    if quantity.unit is None or quantity.unit in SHARES:
        return False
    is_place = quantity.unit in _LENGTHS and _AWAY.match(text, quantity.end) is not None
    is_covered = is_place or (
        quantity.unit.startswith(OTHER)
        and (
            _COVERS.search(before) is not None
            # "A rope between two ships"
            or (quantity.value == _TWO and BETWEEN.search(before) is not None)
        )
    )
    is_known = is_covered or _is_known_set(text, quantity) or _is_size_class(text, quantity)
    return is_known or _is_price(text, quantity, quantity.unit)


def _is_price(text: str, quantity: Quantity, unit: str) -> bool:
    """What a ticket costs or a thing weighs: no programme counts single kroner."""
    if unit in _WEIGHTS:
        return quantity.scale == 1 and not _COMPARED.search(text)
    if not unit.isupper():
        return False
    is_small = quantity.scale == 1 and quantity.value < _FEE_MAXIMUM
    return is_price(quantity.value, text) or (is_small and not _PER_KRONE.search(text))


def is_price(value: float, text: str) -> bool:
    """Whether an amount of money is what somebody pays for a ticket, a course, a membership."""
    return value < _PRICE_MAXIMUM and bool(_PRICE.search(text))


def _is_bare_year(text: str, quantity: Quantity) -> bool:
    """Whether it is a year: no noun stands right behind it ("under 2013 deltog …")."""
    if not quantity.is_year_like:
        return False
    if _YEAR_OF.match(text, quantity.number_end):
        return True  # "Horisont 2020-prosjektet", "2022: 80"
    if _IN_YEAR.search(text[: quantity.start]):
        return True  # "In 2019 companies in the region invested …"
    if " " in quantity.noun.strip() and text[: quantity.start].strip().lower() == "under":
        return True  # "Under 2020 sålde danska bolag …"
    has_noun = quantity.unit is not None and quantity.noun and " " not in quantity.noun.strip()
    is_read = quantity.comparator != "exactly" or bool(has_noun)
    return bool(TOOK_PART.match(f" {quantity.noun}")) or not is_read


def _is_known_set(text: str, quantity: Quantity) -> bool:
    """Whether it refers to a few known things ("de tre regionerna") and reports no count."""
    is_few = bool(quantity.noun) and quantity.value < _KNOWN_SET_MAXIMUM
    before = text[: quantity.start][-30:]
    is_known = _KNOWN_SET.search(before)
    if _SUPERLATIVE.match(quantity.noun):  # "de 50 største bedriftene", "klyngens 12 største"
        return bool(is_known) or before.endswith("s ")
    return is_few and bool(is_known or _TOTAL_OF.search(before))


def _is_size_class(text: str, quantity: Quantity) -> bool:
    """Whether it only says which firms are meant ("firms with 10 to 249 employees")."""
    has_bounds = quantity.comparator not in {"exactly", "about"} or quantity.value_max is not None
    if (
        has_bounds
        and text.startswith(")", quantity.end)
        and _NAMED_CLASS.search(text[: quantity.start])
    ):
        return True
    if not has_bounds or not _CLASS_NOUN.search(quantity.noun):
        return False
    before = BETWEEN.sub("", strip_comparator(text[: quantity.start])[2])
    if _ENDS_WITH_COMPANY.search(before):
        return True
    lead = _CLASS_BEFORE.search(before)
    if lead is None or _TOGETHER.search(before[max(0, lead.start() - _NEAR) :]):
        return False
    return bool(_ANY_COMPANY.search(before[: lead.start()]))
