"""How a number is meant: at least, at most, about, an increase to or by."""

from __future__ import annotations

import functools
import re

from transform.strategies.reader.units import PERCENT
from transform.strategies.reader.wordlists import folded, pattern

#: Words whose comparator or qualifier has another name: "drygt 900" is about that, and a bit more.
_MEANT = {"nearly": "about", "average": "exactly", "well": "about"}
_QUALIFIERS = {"well": "more_than"}
#: The words that stand right before the number, in a group named as their qualifier.
_BEFORE = folded("comparators.before")
#: Averages say how a number came about, not how exact it is.
_OR_MORE_OR_LESS = pattern("comparators.or_more_or_less")
_INCREASE_WORD = pattern("comparators.increase_word")
_DECREASE_WORD = pattern("comparators.decrease_word")
_INCREASE_END = pattern("comparators.increase_end")
_DECREASE_END = pattern("comparators.decrease_end")
#: "5 000 fler …": behind the number, before what is counted. In this and the next ones the group
#: ``falls`` holds the words of a fall.
_MORE = pattern("comparators.more")
#: "20 percent more members than in 2020", "50 percent lower than in 1990".
_HIGHER = pattern("comparators.higher")
_COMPARED_YEAR = pattern("comparators.compared_year")
_CHANGE_NOUN = pattern("comparators.change_noun")
_LEVEL = pattern("comparators.level")
_CHANGE = pattern("comparators.change")


_RESPECTIVELY = pattern("comparators.respectively")
#: "Stigningen var i snit 3 pct.", "the decline was about 4 percent".
_RISE_WAS = pattern("comparators.rise_was")
#: "I 2022 faldt forbruget 8 pct.": the subject stands between verb and number.
_INVERTED = pattern("comparators.inverted")
_COPULA = pattern("comparators.copula")
#: "Eksporten gikk 7 prosent tilbake": the verb before, its particle behind.
_WENT = pattern("comparators.went")
_BEHIND = pattern("comparators.behind")
#: "Growth in a town of 5,000 people".
_OF_PLACE = pattern("comparators.of_place")
_UP_END = pattern("comparators.up_end")
_DOWN_END = pattern("comparators.down_end")
#: "…, ned 13 mill. fra 2018"; a particle of a verb ("startet opp 12 bedrifter") is none.
_APART = pattern("comparators.apart")
_ADDED = pattern("comparators.added")
_OF = pattern("comparators.of")
_TO_IT = pattern("comparators.to_it")
#: "Still below the 40 per cent target": what it is held against, not less.
_GOAL_BEHIND = pattern("comparators.goal_behind")
#: "Growth of 14 points over comparable firms": held against others.
_BEYOND = pattern("comparators.beyond")
#: "Shall cut 80 percent of the emissions": what is done to it, by whom.
_REMOVED = pattern("comparators.removed")


@functools.lru_cache(maxsize=256)  # asked for comparator, baseline and unit of a number
def direction_of(text: str) -> str | None:
    """``increase`` or ``decrease``: the last such word of a stretch of text, else None."""
    up = [m.end() for m in _INCREASE_WORD.finditer(text)]
    down = [m.end() for m in _DECREASE_WORD.finditer(text)]
    if not up and not down:
        return None
    return "increase" if max(up, default=-1) > max(down, default=-1) else "decrease"


def first_change(text: str) -> int | None:
    """Where the first word of rise or fall stands, None without one."""
    found = [m.start() for rule in (_INCREASE_WORD, _DECREASE_WORD) if (m := rule.search(text))]
    return min(found, default=None)


_RAISED = pattern("comparators.raised")

#: Comparators stand right before their number; looking further back only costs time.
_REACH = 64


def _tail(text: str) -> str:
    return text[-_REACH:]


@functools.lru_cache(maxsize=256)
def strip_comparator(before: str) -> tuple[str | None, str | None, str]:
    """Comparator and qualifier right before a number, and the text without those words."""
    match = _BEFORE.search(before.lower(), max(0, len(before) - _REACH))
    if not match:
        return None, None, before
    word = match.lastgroup or ""
    return _MEANT.get(word, word), _QUALIFIERS.get(word, word), before[: match.start()]


def comparator_cue(before: str, after: str) -> str:
    """The words around a number that say how it is meant; empty where it stands alone."""
    direct, _, rest = strip_comparator(_RESPECTIVELY.sub("", before))
    if direct is not None:
        return before[len(rest) :].strip()
    words = [m for rule in (_INCREASE_WORD, _DECREASE_WORD) for m in rule.finditer(_tail(rest))]
    if words:
        last = max(words, key=lambda match: match.end())
        return _tail(rest)[last.start() :].strip()
    near = _OR_MORE_OR_LESS.match(after) or _MORE.match(after)
    return near[0].strip() if near else " ".join(before.split()[-1:])


def compare(before: str, after: str, behind: str = "") -> tuple[str, str | None]:
    """Comparator and qualifier of a number.

    Args:
        before: The sentence up to the number, or from the number before it.
        after: The sentence from the end of the number and its unit.
        behind: The sentence from the end of the number itself.

    Returns:
        A member of ``warehouse.vocabulary.COMPARATORS`` and, where the number is not meant
        exactly, a qualifier (``nearly`` is kept apart from ``about``).
    """
    before = _RESPECTIVELY.sub("", before)
    direct, qualifier, rest = strip_comparator(before)
    hedge = qualifier if direct not in {None, "exactly"} else None
    change = _change(rest, direct, after, behind)
    if change:
        return change, hedge
    if direct is None:
        said = _OR_MORE_OR_LESS.match(after) or _OR_MORE_OR_LESS.match(behind)
        direct = qualifier = said.lastgroup if said else None
    if direct and direct not in {"exactly", "about"}:
        is_held = direct.endswith("than") and _GOAL_BEHIND.match(after)
        return ("exactly", None) if is_held else (direct, qualifier)
    direction = direction_of(rest)
    if direction and _LEVEL.search(_tail(rest)):
        return f"{direction}_to", hedge
    return direct or "exactly", None if qualifier == "exactly" else qualifier


#: "96 procent färre än tio": a bound of the ten.
_THAN_NUMBER = pattern("comparators.than_number")
#: "Use 30 percent less energy"; "40 procent mindre företag" are small ones.
_OF_IT = pattern("comparators.of_it")
#: "20 pct. højere eksport", an item of its own.
_ITEM = pattern("comparators.item")


def _higher(before: str, after: str) -> re.Match[str] | None:
    """The "higher" or "lower" behind a percentage that means over time, not between groups."""
    match = _HIGHER.match(after)
    if not match or _THAN_NUMBER.match(after, match.end()):
        return None
    is_count = match["more"] or match["fewer"] or _OF_IT.match(after)
    is_count = is_count or (not before.strip() and _ITEM.fullmatch(after))
    return match if is_count or _COMPARED_YEAR.search(f"{before} {after}") else None


def _change(rest: str, direct: str | None, after: str, behind: str) -> str | None:
    """``increase_by`` or ``decrease_by`` where the number is a difference, else None."""
    tail = _tail(rest)
    near = [_MORE.match(behind), _CHANGE_NOUN.match(after), _higher(rest, after)]
    particle = _BEHIND.match(after)
    if particle and direct in {None, "about"} and _WENT.search(tail):
        near.append(particle)
    said = [match["falls"] is None for match in (*near, _APART.search(tail)) if match]
    if direct in {None, "about"} and PERCENT.match(behind):
        rises = _UP_END.search(tail) or (_ADDED.search(tail) and _TO_IT.match(after))
        falls = _DOWN_END.search(tail) or (_OF.match(after) and _REMOVED.search(tail))
        said += [True] if rises else [False] if falls else []
    if said:
        return "increase_by" if any(said) else "decrease_by"
    was = _RISE_WAS.search(tail) if _COPULA.search(tail) else None
    direction = direction_of(rest)
    if was and direction is None:
        direction = "decrease" if was["fall"] or was["falling"] else "increase"
    if direction is None or _LEVEL.search(tail) or _OF_PLACE.search(tail):
        return None
    at_verb = _INCREASE_END.search(tail) or _DECREASE_END.search(tail)
    if PERCENT.match(behind) and not at_verb:
        at_verb = _INVERTED.search(tail) or _COMPARED_YEAR.match(after.lstrip())
    if _OF.match(after) or (not PERCENT.match(behind) and _RAISED.search(tail)):
        at_verb = None  # "2022 ökade 39 procent av företagen …"; capital
    if _BEYOND.match(after):
        return None
    if was or _CHANGE.search(tail) or (at_verb and direct in {None, "about"}):
        return f"{direction}_by"
    return None
