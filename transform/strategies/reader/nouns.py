"""The unit noun of a number: behind it over its adjectives, or before it in a label."""

from __future__ import annotations

import functools
import re

from transform.strategies.reader.units import unit_of_two_words, unit_of_word
from transform.strategies.reader.wordlists import pattern, words_of

_TOKEN = re.compile(r"\s?([^\s\d,;:!?()\[\]\"“”»«]+)")
_OF = pattern("nouns.of")
_TOTAL_OF = re.compile(r"\s?\d(?:[\d., ]*\d)?(?=\s)")
_TOTAL_IN_WORDS = pattern("nouns.total_in_words")
TOOK_PART = pattern("nouns.took_part")
OF_WHICH = pattern("nouns.of_which")
_COPULA = pattern("nouns.copula")
_POWERS = ("2", "3", "²", "³")
_MAX_ADJECTIVES = 4
_STOP = words_of("nouns.stop")
_NO_NOUN = words_of("nouns.no_noun")
CONJUNCTIONS = frozenset({"og", "och", "and", "eller", "or", "samt", "&"})
_JOINS_NEXT = pattern("nouns.joins_next")
_NORDIC_ADJECTIVE = pattern("nouns.nordic_adjective")
_ENGLISH_NOUN = pattern("nouns.english_noun")
_ENGLISH_PLAIN = frozenset(
    {"business", "previous", "various", "serious", "famous", "cross", "less"}
)
_STRUCTURE = pattern("counted_nouns.structure")
_LABELLED = pattern("nouns.labelled")
_LABEL_START = pattern("nouns.label_start")
_LABEL_PREPOSITION = pattern("nouns.label_preposition")
_BRACKETS = re.compile(r"\([^()]*\)")
_ANSWERED = pattern("nouns.answered")
#: "Antal medlemsvirksomheder i alt".
IN_ALL = pattern("nouns.in_all")


def noun_after(text: str, position: int, language: str) -> tuple[str, int, str] | None:
    """Unit noun behind a number, over its adjectives.

    Args:
        text: The sentence.
        position: Where the number ends.
        language: Tells adjectives from nouns.

    Returns:
        The unit, where its noun ends, and the words between; None where no unit follows.
    """
    verb = TOOK_PART.match(text, position)
    if verb:
        return "people", verb.end(), verb[0].strip()
    return _first_unit(text, skip_links(text, position), position, language)


def skip_links(text: str, position: int) -> int:
    """Step over "of the", "of the 400" and, behind "of which", over the verb."""
    if OF_WHICH.search(text[:position][-60:]):
        copula = _COPULA.match(text, position)
        position = copula.end() if copula else position
    of = _OF.match(text, position)
    if not of:
        return position
    total = _TOTAL_OF.match(text, of.end() - 1) or _TOTAL_IN_WORDS.match(text, of.end() - 1)
    return total.end() if total else of.end() - 1


def _first_unit(text: str, position: int, start: int, language: str) -> tuple[str, int, str] | None:
    if _JOINS_NEXT.match(text, position):
        return None  # "12 mill. og bedriftene med resten"
    for _ in range(_MAX_ADJECTIVES + 1):
        while position < len(text) and text[position] == " ":
            position += 1
        two = unit_of_two_words(text, position)
        if two:
            return two[0], two[1], text[start : two[1]].strip()
        match = _TOKEN.match(text, position)
        if not match:
            return None
        word = match[1].strip(".")
        power = text[match.end() : match.end() + 1]
        if power in _POWERS:
            word += power  # "km2" is no length
        unit = unit_of_word(word)
        if unit:
            stop = match.start(1) + len(word)
            second = _TOKEN.match(text, stop) if unit == "people" and word[-1] in "ae" else None
            if second and unit_of_word(second[1].strip(".")) and language != "en":
                position = stop  # "12 ledige stillinger", "40 frivillige organisasjoner"
                continue
            found = _of_compound(text, word, unit, stop) if language == "en" else (unit, stop)
            return found and (*found, text[start : found[1]].strip())
        if match[1].endswith(".") or not is_adjective(word.lower(), language):
            return None
        position = match.end()
    return None


def _of_compound(text: str, word: str, unit: str, stop: int) -> tuple[str, int] | None:
    """Unit and end of an English compound, which is written apart; None where its head is none.

    "Cluster members" are members, "19 member vessels" are none.
    """
    second = _TOKEN.match(text, stop)
    head = second[1].strip(".") if second else ""
    if second and unit_of_word(head):
        return unit_of_word(head) or unit, second.start(1) + len(second[1].rstrip("."))
    is_plural = head.endswith("s") and not head.endswith("ss") and head[1:].islower()
    is_other = is_plural and not (is_function_word(head) or _STRUCTURE.fullmatch(head))
    return None if is_other and not word.endswith("s") else (unit, stop)


def is_stop(word: str) -> bool:
    """Whether a word, in lower case, is a function word or a verb: no unit stands behind it."""
    return word in _STOP or word in CONJUNCTIONS


def is_function_word(word: str) -> bool:
    """Whether a word, in lower case, is of a class that names nothing ("already", "utanfor")."""
    return word in _NO_NOUN or is_stop(word)


def is_adjective(word: str, language: str) -> bool:
    """Whether a word, in lower case, may stand between a number and its noun."""
    if word in CONJUNCTIONS or word in {"fler", "flera", "nye", "more", "additional"}:
        return True
    if word in _STOP or not word:
        return False
    if word.endswith("-"):
        return True
    if language == "en":
        return word in _ENGLISH_PLAIN or not _ENGLISH_NOUN.search(word)
    return bool(_NORDIC_ADJECTIVE.search(word))


def is_labelled(text: str, position: int) -> bool:
    """Whether the number at a place follows a label that opens the sentence ("Members: 96")."""
    match = _LABELLED.match(text)
    return match is not None and match.end() == position


def label_unit(text: str, position: int) -> tuple[str | None, str]:
    """Unit and words of the label before the number at a place; (None, "") where it has none."""
    if _ANSWERED.search(text[:position][-40:]):
        return "responses", "svar"
    match = _LABELLED.match(text)
    if not match:
        return None, ""
    return unit_of_head(match["noun"]), match["noun"]


@functools.lru_cache(maxsize=1024)  # each value of a table asks for all of its heads
def unit_of_head(label: str) -> str | None:
    """Unit of a label's head noun: "Ansatte i klyngebedriftene" are people, no companies."""
    head = head_of_label(label)
    listed = re.findall(r"[\w-]+", head), re.findall(r"[\w-]+", _BRACKETS.sub("", head))
    found = (unit for words in reversed(listed) for unit in map(unit_of_word, reversed(words)))
    return next(filter(None, found), None)


def head_of_label(label: str) -> str:
    """A label without "number of" before its noun and without what is added behind it."""
    head = _LABEL_START.sub("", IN_ALL.sub("", label))
    cut = _LABEL_PREPOSITION.search(head)
    return head[: cut.start()] if cut else head
