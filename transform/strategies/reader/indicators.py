"""The controlled list of indicators, and how sentences name them.

An indicator is taken from the list where the unit fits and the words match; otherwise the words
of the document stand for themselves.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import string

from transform.strategies.reader.wordlists import compiled, pattern, rows_of, words, words_of


@dataclasses.dataclass(frozen=True, slots=True)
class Indicator:
    """One entry of the controlled list.

    Attributes:
        code: The stable name.
        title: For people.
        units: Units it is measured in.
        words: Regular expression that a sentence of it matches.
    """

    code: str
    title: str
    units: frozenset[str]
    words: re.Pattern[str]


#: In order: the first that fits is taken, so narrow ones stand before wide ones.
INDICATORS = tuple(
    Indicator(row["code"], row["title"], words(row["units"]), compiled(row["words"]))
    for row in rows_of("indicators.listed")
)
_EDGE = string.whitespace + ",.:;–-"
_CUT = re.compile(r"[.;!?()]|,\s|\s[–-]\s")
#: Where words stop being about the number: another number, a time.
_STOP = pattern("indicators.stop")
_DOES = pattern("indicators.does")
_FUNCTION_WORDS = words_of("indicators.function_words")
_CONTENT_WORD = re.compile(r"[^\W\d_]{4,}")
_WORDS_MAXIMUM = 80


def name_indicator(sentence: str, unit: str, noun: str, near: str, start: int, end: int) -> str:
    """Code of the controlled list, or the document's own words.

    Args:
        sentence: The whole sentence.
        unit: Unit of the quantity.
        noun: Words of the unit as printed; "Guld-" stands for itself.
        near: The clause around the quantity.
        start: Where the quantity begins in the sentence.
        end: Where it ends.
    """
    found = _listed(noun, unit) or _listed(near, unit) or _listed(sentence, unit, is_whole=True)
    return found or own_words(sentence, noun, start, end)


@functools.lru_cache(maxsize=1024)  # the numbers of a sentence ask the same
def _listed(text: str, unit: str, *, is_whole: bool = False) -> str | None:
    """Code of the first indicator of a unit that a text names; general ones name sentences."""
    for indicator in _of_unit(unit):
        is_general = indicator.words.pattern == "."
        if (is_whole or not is_general) and indicator.words.search(text):
            return indicator.code
    return None


@functools.lru_cache(maxsize=64)
def _of_unit(unit: str) -> tuple[Indicator, ...]:
    return tuple(indicator for indicator in INDICATORS if unit in indicator.units)


def own_words(sentence: str, noun: str, start: int, end: int) -> str:
    """What the number is about, in the sentence's words: those behind it, else those before."""
    behind = f"{noun} {_STOP.split(_CUT.split(sentence[end:], 1)[0], 1)[0]}".strip(_EDGE)
    before = _STOP.split(_CUT.split(sentence[:start])[-1])[-1].strip(_EDGE)
    if noun and _DOES.search(before):
        before = ""  # "the call shall give winners" counts winners
    if len(_CONTENT_WORD.findall(_bare(behind))) > 1:
        before = ""
    around = " ".join(f"{_bare(before)} {_bare(behind)}".split())
    return _shorten(around or noun or sentence)


def _bare(words: str) -> str:
    """Without the prepositions and conjunctions at both ends."""
    listed = words.split()
    while listed and listed[-1].lower() in _FUNCTION_WORDS:
        listed.pop()
    while listed and listed[0].lower() in _FUNCTION_WORDS:
        listed.pop(0)
    return " ".join(listed)


def _shorten(text: str) -> str:
    if len(text) <= _WORDS_MAXIMUM:
        return text
    return text[:_WORDS_MAXIMUM].rsplit(" ", 1)[0]
