"""Nouns outside of the list of units: whatever is counted is a unit, in the document's words."""

from __future__ import annotations

import functools
import re

from transform.strategies.reader.nouns import CONJUNCTIONS, is_function_word, is_stop, skip_links
from transform.strategies.reader.units import unit_of_word
from transform.strategies.reader.wordlists import pattern, words_of

#: Unit of what the list does not know: ``other:`` and the noun as the document writes it.
OTHER = "other:"
_TOKEN = re.compile(r"\s*(?P<word>[^\s\d,;:!?()\[\]\"“”»«/%]+)")
#: "45 st bolag", "120 stk. maskiner": words that only say that something is counted.
_COUNTING_WORD = pattern("counted_nouns.counting_word")
#: "34 flere kunder".
_MORE = pattern("counted_nouns.more")
#: Parts of a text, a plan or a whole, and points of time: they order and count nothing.
_STRUCTURE = pattern("counted_nouns.structure")
#: By the hundred hours are a resource and measures are counted; below, they say how long something
#: takes and how a plan is ordered.
_IN_HUNDREDS = pattern("counted_nouns.in_hundreds")
_HUNDRED = 100
_PAGES = 2000
#: Endings of adjectives that no noun's plural has; shorter ones ("-e", "-a") many nouns share.
_ADJECTIVE = pattern("counted_nouns.adjective")
_ADJECTIVE_ALONE = pattern("counted_nouns.adjective_alone")
_ADJECTIVES = words_of("counted_nouns.adjectives")
#: English verbs in the form of plurals: "where 5 means", "the 12 gets".
_ENGLISH_VERBS = words_of("counted_nouns.english_verbs")
#: A number right behind a name or a heading word numbers it: "Delprojekt 3", "Scope 3".
_NAMED_BEFORE = re.compile(r"(?:^|(?<=\s))(?P<word>[A-ZÆØÅÄÖ][\w-]*)\s$")
_LOWER_NAME_MAXIMUM = 100
#: "13 vuxit", "elva avslutats": Swedish supines stand where a noun could.
_SUPINE = pattern("counted_nouns.supine")
_PAST = pattern("counted_nouns.past")
_OPENERS = words_of("counted_nouns.openers")
_PLURAL = pattern("counted_nouns.plural")
#: "889 gennemførte hele forløbet": what was counted did something.
_VERB = pattern("sharing.does")
_GENITIVE = pattern("counted_nouns.genitive")
#: "Sju pappers- och massabruk": the second word holds the noun of both.
_FIRST_HALF = pattern("counted_nouns.first_half")
_MAX_WORDS = 4
_SHORTEST = 3


def counted_noun(
    text: str, position: int, language: str, value: float
) -> tuple[str, int, str] | None:
    """Unit of a number from the noun behind it, where that noun is in no list.

    Args:
        text: The sentence.
        position: Where the number ends.
        language: Tells nouns from adjectives.
        value: The number; hours count from a hundred on.

    Returns:
        ``other:<noun>``, where the noun ends, and the words between; None where no noun follows
        or the noun only orders a text ("areas", "steps").
    """
    if _is_numbered(text, position, value) or _VERB.match(text, position):
        return None
    counting = _COUNTING_WORD.match(text, position)
    start = counting.end() if counting else skip_links(text, position)
    more = _MORE.match(text, start)
    start = more.end() if more else start
    half = _FIRST_HALF.match(text, start)
    start = half.end() if half else start
    listed = _words_behind(text, start)
    if start > position and len(listed) > 1 and _GENITIVE.fullmatch(listed[0][0]):
        listed = listed[1:]  # "two of the parliament's parties"
    found = _english_noun(listed) if language == "en" else _nordic_noun(listed)
    if found is None:
        return None
    word, end = found
    if value < _PAGES and word.isupper() and text.isupper() and unit_of_word(word) is None:
        return None  # "26 REGIONAL UTVECKLING", the head of a page
    if not is_countable(word) and not (_IN_HUNDREDS.fullmatch(word) and value >= _HUNDRED):
        return None
    unit = unit_of_word(word) or f"{OTHER}{word.lower()}"
    return unit, end, text[start:end].strip()


@functools.lru_cache(maxsize=20_000)
def is_countable(word: str) -> bool:
    """Whether a noun can be what a figure counts."""
    lowered = word.lower()
    if len(word) < _SHORTEST or is_function_word(lowered):
        return False
    return not orders_text(lowered)


def orders_text(word: str) -> bool:
    """Whether a noun only orders a text or a plan ("areas", "delmål")."""
    last = word.lower().rpartition("-")[2]
    return bool(_STRUCTURE.fullmatch(last) or _ENDS_IN_STRUCTURE.search(last))


#: Compounds of the same: "innsatsområder", "hovedmål", "focus areas".
_ENDS_IN_STRUCTURE = pattern("counted_nouns.ends_in_structure")


def _words_behind(text: str, position: int) -> list[tuple[str, int]]:
    listed: list[tuple[str, int]] = []
    while len(listed) < _MAX_WORDS:
        match = _TOKEN.match(text, position)
        if not match or (not listed and match.start("word") == position):
            break
        word = match["word"].rstrip(".'’")
        if not any(c.isalpha() for c in word):
            break
        listed.append((word, match.start("word") + len(word)))
        if len(word) < len(match["word"]):
            break  # the sentence or an abbreviation ends here
        position = match.end()
    return listed


def _nordic_noun(listed: list[tuple[str, int]]) -> tuple[str, int] | None:
    """The first word that is no adjective."""
    substantive: tuple[str, int] | None = None
    for place, (word, end) in enumerate(listed):
        lowered = word.lower()
        following = listed[place + 1][0] if place + 1 < len(listed) else ""
        orders = following.islower() and orders_text(following)
        if lowered[-1:] in "ea" and orders and not _IN_HUNDREDS.fullmatch(following):
            return None  # "tre klare mål"
        is_adjective = _ADJECTIVE.search(lowered) and len(listed) > 1 and not is_stop(lowered)
        if lowered in _ADJECTIVES or is_adjective:
            # "1,2 mio. besøgende siden 2015": an adjective without a noun stands for people;
            # "512 svarede" and "24 mandlige og 30 kvindelige" do not.
            is_bare = lowered in _ADJECTIVES or _PAST.search(lowered) or following in CONJUNCTIONS
            substantive = None if is_bare else (word, end)
            continue
        if is_function_word(lowered):
            return substantive
        if len(listed) == 1 and _ADJECTIVE_ALONE.search(lowered):
            return None  # "4 nødvendige, 11 statistiske"
        if _is_name(word) or word.endswith("-"):
            return None
        return None if _SUPINE.search(lowered) else (word, end)
    return substantive


def is_misplaced_name(text: str, start: int, noun_start: int, language: str) -> bool:
    """Whether a capital where a noun has none shows a heading behind a page number."""
    if language == "en" or not text[:start].strip(" \"'«»“”(–-"):
        return False
    first = _TOKEN.match(text, noun_start)
    return first is not None and _is_name(first["word"])


def _english_noun(listed: list[tuple[str, int]]) -> tuple[str, int] | None:
    """The last plural of the words before a function word."""
    last: tuple[str, int] | None = None
    for word, end in listed:
        if is_stop(word.lower()) or word.lower() in _ENGLISH_VERBS:
            break
        if _PLURAL.search(word) and (not word[0].isupper() or word[:-1].isupper()):
            last = word, end
        elif last is not None:
            break
    return last


def _is_numbered(text: str, position: int, value: float) -> bool:
    number = re.search(r"\S+$", text[:position])
    before = _NAMED_BEFORE.search(text[: number.start()]) if number else None
    if before is None or value >= _LOWER_NAME_MAXIMUM:
        return False
    word = before["word"]
    opens = before.start("word") == 0
    return not (opens and (is_stop(word.lower()) or word.lower() in _OPENERS))


def _is_name(word: str) -> bool:
    """Whether a word is written as a name; "GW" and "EU-projekter" are none."""
    return word[0].isupper() and word[1:].islower() and "-" not in word
