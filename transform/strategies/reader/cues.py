"""Whether a clause promises or reports, and for what stretch of time it counts."""

from __future__ import annotations

import functools
import re

from transform.strategies.reader.comparators import strip_comparator
from transform.strategies.reader.units import CURRENCIES
from transform.strategies.reader.wordlists import folded, pattern

_AIM = folded("cues.aim")
#: Past forms of any verb; participles share them, so they only tell of a clause of its own.
_PAST_FORM = pattern("cues.past_form")
#: "…, da tallet steg til 40", "året etter": in another year than the one told of.
_OTHER_YEAR = pattern("cues.other_year")
_PERFECT = pattern("cues.perfect")
_DEADLINE = pattern("cues.deadline")
_WITHIN = pattern("cues.within")
_PAST = folded("cues.past")
#: Verbs that report how things are, in a clause of their own.
_PRESENT = pattern("cues.present")
_AT_LEAST = pattern("cues.at_least")
_HEADING_AIM = pattern("cues.heading_aim")
#: Results that are still to come, and what "we want".
_EXPECTED = pattern("cues.expected")
_HEADING_NOT_AIM = pattern("cues.heading_not_aim")
_YEARLY = pattern("cues.yearly")
_CUMULATIVE = pattern("cues.cumulative")
_TOTAL = pattern("cues.total")
_PARENTHESES = re.compile(r"\([^)]*\)")


#: "Twelve clusters reached their targets": a result, whatever it calls itself.
_REACHED = pattern("cues.reached")


#: "Det vill säga": no will of anybody's.
_THAT_IS = pattern("cues.that_is")


#: "Exceeding its target of 2,400", "87 prosent av målet": what something is held against.
_HELD_AGAINST = pattern("cues.held_against")
#: "… projekt som ska göra energi billigare", "57 prosent at de tror …": words about something
#: else, but not those that say when the counted thing comes ("jobs that will be created").
_SUBORDINATE = pattern("cues.subordinate")
#: "The cluster's 74 members", "våra 40 företag": those that there are.
_OWNED = pattern("cues.owned")
#: "… have been granted": a perfect, so the date before it is no deadline.
_PERFECT_OF = pattern("cues.perfect_of")
#: "Currently 37.5 % do": no aim below a heading of aims.
_NOW_FIRST = pattern("cues.now_first")
#: "We want X to grow, and that Y works with us", "…, så de udgør 55 pct.": wanted as well.
_GOES_ON = pattern("cues.goes_on")
#: "18 municipalities have a goal of …": how many have one.
_HAS_GOAL = pattern("cues.has_goal")
#: "34 per cent today, should be …": how things are.
_NOW_BEHIND = pattern("cues.now_behind")
#: "… have 80 billion in exports as their goal".
_AS_GOAL = pattern("cues.as_goal")
#: "… in a town of 5,000 people": what a place has.
_OF_PLACE = pattern("comparators.of_place")
#: "Plans for 31 towns will cut …": for those that there are.
_MODAL_BEHIND = pattern("cues.modal_behind")
_GOES_ON_TO_AIM = pattern("cues.goes_on_to_aim")
_BOUND_REACH = 25
_AIM_REACH = 60


def promises(
    text: str,
    clause: tuple[int, int],
    quantity: tuple[int, int],
    *,
    is_inside: bool,
    context_is_aim: bool,
    is_told: bool = False,
) -> tuple[bool, str]:
    """Whether a quantity is promised (a target) rather than reported (a figure), and by what cue.

    Args:
        text: The sentence.
        clause: Bounds of the clause the quantity stands in.
        quantity: Its own bounds.
        is_inside: It stands in brackets, so that what others say counts for it.
        context_is_aim: The heading or lead-in above announces aims.
        is_told: The sentence stands in running text below that heading, not in a list: it
            needs a cue of its own.
    """
    start, end = quantity
    first, last = clause
    goal = aim_held_against(text[:start])
    reached = _REACHED.search(text, 0 if is_inside else first, last)
    if reached or goal:
        return reached is None, reached[0] if reached else goal
    said = _said_beside(text, start, end)
    if said:
        return said == "goal", said
    context_is_aim = context_is_aim and not is_told
    own, whole = _words_about(text, clause, quantity)
    whole = whole if is_inside else _PARENTHESES.sub(" ", whole)
    is_apart = own != whole and not _GOES_ON.match(own)
    cue = _cue_in(own, asks_now=is_apart and not context_is_aim, asks_forms=is_apart)
    cue = cue or _cue_beside(whole, text[last:])
    bound = _AT_LEAST.search(text, max(first, start - _BOUND_REACH), min(last, end + _BOUND_REACH))
    if cue and context_is_aim and bound and _PERFECT.match(cue[1]):
        return True, bound[0]  # "By 2028 we want that: at least 600 firms have taken part"
    if cue:
        is_aim = cue[0] and not _OWNED.search(strip_comparator(text[:start])[2])
        return is_aim, cue[1]
    now = _NOW_FIRST.match(own)
    if context_is_aim:
        return now is None, now[0] if now else "heading"
    return bound is not None, bound[0] if bound else ""


def _said_beside(text: str, start: int, end: int) -> str:
    """What stands right beside a number and says what it is: the goal itself, or what is there."""
    if _AS_GOAL.match(text, end):
        return "goal"
    if _NOW_BEHIND.match(text, end) or _OF_PLACE.search(text[:start][-_AIM_REACH:]):
        return "now"
    if text[:start].lower().endswith(("for ", "för ")) and _MODAL_BEHIND.match(text, end):
        return "for"
    return "has goal" if _HAS_GOAL.match(text, end) else ""


def _cue_beside(whole: str, later: str) -> tuple[bool, str] | None:
    """The cue of the other clauses; what a later one aims at is another thing.

    But "20 percent of the food that is served, shall be …" goes on about the same.
    """
    cue = _cue_in(whole)
    if not (cue and cue[0] and later) or _GOES_ON_TO_AIM.match(later):
        return cue
    return _cue_in(whole.removesuffix(_PARENTHESES.sub(" ", later)))


def _words_about(text: str, clause: tuple[int, int], quantity: tuple[int, int]) -> tuple[str, str]:
    """The clause and the sentence of a quantity, without what they say of other things."""
    (first, last), (start, end) = clause, quantity
    behind = _SUBORDINATE.search(text, end, last)
    colon = text.rfind(": ", first, start) + 1
    if colon and _tells(text[first:colon], text[colon:last]):
        first = colon  # "The target was exceeded: 7,850 were created"
    own = text[first : behind.start() if behind else last]
    whole = text[: behind.start()] + text[last:] if behind else text
    return _about_itself(own), _about_itself(whole)


def _tells(lead: str, tail: str) -> bool:
    """Whether what stands behind a colon reports, rather than being aimed at."""
    told = _PAST.search(tail.lower()) or _NOW_FIRST.search(tail)
    told = told or (
        (_PAST.search(lead.lower()) or _PAST_FORM.search(lead)) and _PRESENT.search(tail)
    )
    return told is not None and not _AIM.search(tail.lower())


@functools.lru_cache(maxsize=64)  # the numbers of a sentence ask the same
def _about_itself(words: str) -> str:
    return _HELD_AGAINST.sub(" ", _THAT_IS.sub(" ", words))


@functools.lru_cache(maxsize=256)  # as before
def _cue_in(
    words: str, *, asks_now: bool = False, asks_forms: bool = False
) -> tuple[bool, str] | None:
    """Whether words promise, with the one that does; None where they say neither.

    Args:
        words: A clause or a sentence.
        asks_now: The present tense reports.
        asks_forms: So do past forms of any verb.
    """
    lowered = words.lower()
    past = _PAST.search(lowered)
    soon = None if past else _WITHIN.search(words) or _DEADLINE.search(words)
    soon = None if soon and _PERFECT_OF.search(words) else soon
    aim = _AIM.search(lowered) or soon
    if aim:
        return True, words[slice(*aim.span())]
    if asks_forms and _PAST_FORM.search(words):
        return False, "past"
    told = past or (_PRESENT.search(words) if asks_now else None)
    return (False, words[slice(*told.span())]) if told else None


@functools.lru_cache(maxsize=256)  # asked for kind, year and noun of a number
def aim_held_against(before: str) -> str:
    """The words that say that the next number is what was aimed at ("… against a goal of")."""
    rest = strip_comparator(before)[2][-_AIM_REACH:].rstrip()
    return next((m[0] for m in _HELD_AGAINST.finditer(rest) if m.end() == len(rest)), "")


def reports_past(clause: str) -> bool:
    """Whether a clause tells what happened once; the perfect and "today" tell how things are."""
    past = _PAST.search(clause.lower()) or _PAST_FORM.search(clause)
    if past is None or _PERFECT.match(past[0]) or _OTHER_YEAR.search(clause):
        return False
    return not _PRESENT.search(clause)


@functools.lru_cache(maxsize=256)  # asked again for every block below
def announces_aims(heading: str) -> bool:
    """Whether a heading or lead-in line announces aims ("Pejlemærkerne for 2018")."""
    if _EXPECTED.search(heading):
        return True
    return bool(_HEADING_AIM.search(heading)) and not _HEADING_NOT_AIM.search(heading)


@functools.lru_cache(maxsize=256)
def leads_to_aims(lead_in: str) -> bool:
    """Whether a line announces a list of aims ("By 2029 the programme shall have led to")."""
    if announces_aims(lead_in):
        return True
    return bool(_AIM.search(lead_in.lower())) and not _HEADING_NOT_AIM.search(lead_in)


@functools.lru_cache(maxsize=128)  # as before
def _is_yearly(text: str) -> bool:
    return bool(_YEARLY.search(text))


@functools.lru_cache(maxsize=128)
def _is_cumulative(text: str) -> bool:
    return bool(_CUMULATIVE.search(text))


def period_of(
    clause: str,
    sentence: str,
    before: str,
    unit: str,
    *,
    is_target: bool,
    is_part: bool,
    has_deadline: bool,
) -> str | None:
    """``yearly``, ``cumulative``, ``by_date`` (targets with a year of their own), or None."""
    if _is_yearly(clause):
        return "yearly"
    if _is_cumulative(sentence) or (unit in CURRENCIES and _TOTAL.search(before[-40:])):
        return "cumulative"
    if (is_target or is_part) and _is_yearly(sentence):
        return "yearly"
    return "by_date" if is_target and has_deadline else None
