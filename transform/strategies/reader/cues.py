"""Whether a clause promises or reports, and for what stretch of time it counts."""

from __future__ import annotations

import functools
import re

from transform.strategies.reader.units import CURRENCIES
from transform.strategies.reader.wordlists import pattern

_AIM = pattern("cues.aim")
#: Past forms of any verb; participles share them, so they only tell of a clause of its own.
_PAST_FORM = re.compile(r"(?<!\w)[^\W\d]{3,}(?:ede|ade|elte|erte)s?(?=\s)", re.IGNORECASE)
#: "…, da tallet steg til 40", "året etter": in another year than the one told of.
_OTHER_YEAR = re.compile(
    r"^(?:da|då|when)\s|(?:året|year)\s(?:efter|etter|därpå|derpå|after)|following year",
    re.IGNORECASE,
)
_PERFECT = re.compile(r"ha(?:r|ve|s)\s", re.IGNORECASE)
_DEADLINE = pattern("cues.deadline")
_WITHIN = pattern("cues.within")
_PAST = pattern("cues.past")
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


#: "Twelve clusters reached their targets": a result, whatever it calls itself.
_REACHED = pattern("cues.reached")


#: "Det vill säga": no will of anybody's.
_THAT_IS = pattern("cues.that_is")


@functools.lru_cache(maxsize=256)  # the numbers of a clause ask the same
def promises(
    clause: str, sentence: str, *, context_is_aim: bool, is_told: bool = False
) -> tuple[bool, str]:
    """Whether a quantity is promised (a target) rather than reported (a figure), and by what cue.

    Args:
        clause: The clause the quantity stands in.
        sentence: The whole sentence, for clauses without a verb of their own.
        context_is_aim: The heading or lead-in above announces aims.
        is_told: The sentence stands in running text below that heading, not in a list: it
            needs a cue of its own.
    """
    reached = _REACHED.search(clause)
    if reached:
        return False, reached[0]
    context_is_aim = context_is_aim and not is_told
    clause, sentence = _THAT_IS.sub(" ", clause), _THAT_IS.sub(" ", sentence)
    for text in (clause, sentence):
        past = _PAST.search(text)
        soon = None if past else _WITHIN.search(text) or _DEADLINE.search(text)
        aim = _AIM.search(text) or soon
        if aim:
            return True, aim[0]
        if text != sentence and _PAST_FORM.search(text):
            return False, "past"
        reports_now = text != sentence and not context_is_aim
        told = past or (_PRESENT.search(text) if reports_now else None)
        if told:
            return False, told[0]
    if context_is_aim:
        return True, "heading"
    bound = _AT_LEAST.search(clause)
    return bound is not None, bound[0] if bound else ""


def reports_past(clause: str) -> bool:
    """Whether a clause tells what happened once; the perfect and "today" tell how things are."""
    past = _PAST.search(clause) or _PAST_FORM.search(clause)
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
    return bool(_AIM.search(lead_in)) and not _HEADING_NOT_AIM.search(lead_in)


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
