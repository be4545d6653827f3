"""Units: the one list, and how texts in five languages write them.

The last part of a compound decides ("medlemsvirksomheder" are companies,
"virksomhedsmedlemmer" are members).
"""

from __future__ import annotations

import functools
import re

from transform.strategies.reader.wordlists import compiled, pattern, patterns_of, words_of

#: Unit -> endings of the words that mean it (regular expressions, matched at the word's end).
COUNT_UNITS: dict[str, str] = patterns_of("units.counted")
_COUNT = compiled(
    "(?:" + "|".join(f"(?P<{unit}>{words})" for unit, words in COUNT_UNITS.items()) + ")$"
)
#: Short words that would match as the tail of an unrelated longer one.
_WHOLE_WORDS = words_of("units.whole_words")
_TWO_WORDS = pattern("units.two_words")

_DEFINITE_MINIMUM = 7
_PERCENT_BEGINS = frozenset("%pPv ")
PERCENT = pattern("units.percent")

#: Letters before a currency: "kSEK", "MNOK", "BNOK", "mdkr", "mnkr", "mio.kr".
_PREFIXES = {"k": 1e3, "t": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "mill": 1e6, "b": 1e9, "bn": 1e9,
             "md": 1e9, "mdr": 1e9, "mia": 1e9, "mrd": 1e9}  # fmt: skip
_AFTER = pattern("units.after")
_BEFORE = pattern("units.before")
_BEFORE_REACH = 24
_KRONE_OF_LANGUAGE = {"da": "DKK", "sv": "SEK", "nb": "NOK", "nn": "NOK"}
_KRONE_OF_NAME = {"nor": "NOK", "dan": "DKK", "sve": "SEK", "swe": "SEK",
                  "isl": "ISK", "isä": "ISK", "ice": "ISK"}  # fmt: skip
CURRENCIES = words_of("indicators.amount")


@functools.lru_cache(maxsize=20_000)
def unit_of_word(word: str) -> str | None:
    """Unit that a word stands for, by its last part; None where it is no unit.

    Args:
        word: One word, in any inflection (``medlemsbedriftene``, ``Sølv-klynger``).
    """
    stem = word.strip(".,;:!?()[]\"”“»«'’").lower()
    stem = stem[:-1] if stem.endswith("s") and stem[:-1].endswith(("erne", "ene", "ers")) else stem
    match = _COUNT.search(stem) or _indefinite(stem)
    if not match:
        return None
    if match.start() > 0 and match[0] in _WHOLE_WORDS and stem[match.start() - 1] != "-":
        return None
    return match.lastgroup


def _indefinite(stem: str) -> re.Match[str] | None:
    """The unit of a definite plural ("leserne") or genitive ("klyngers") of what the list has."""
    if not stem.endswith(("ne", "na", "ers", "ars")) or len(stem) < _DEFINITE_MINIMUM:
        return None
    forms = (f"{stem[:-2]}r", stem[:-2], f"{stem[:-2]}e")
    return next(filter(None, map(_COUNT.search, forms)), None)


def unit_of_two_words(text: str, position: int) -> tuple[str, int] | None:
    """Unit written in two words at a place of the text, with the place where it ends."""
    match = _TWO_WORDS.match(text, position)
    if not match:
        return None
    unit = unit_of_word(match[0]) or unit_of_word(match[0].split()[-1])
    return (unit, match.end()) if unit else None


def percent_after(text: str, position: int) -> tuple[str, int] | None:
    """``percent`` or ``percentage_points`` written at a place, with the place where it ends."""
    following = text[position : position + 2].lstrip()[:1]
    match = PERCENT.match(text, position) if following in _PERCENT_BEGINS else None
    if not match:
        return None
    return ("percentage_points" if match["points"] else "percent"), match.end()


def currency_after(text: str, position: int, language: str) -> tuple[str | None, float, int] | None:
    """Currency written at a place: its ISO code, a factor ("Mkr" is a million), where it ends.

    "Kroner" without a country is the currency of the language; in English text it is None.
    """
    match = _AFTER.match(text, position)
    return (*_code_and_factor(match, language), match.end()) if match else None


def currency_before(
    text: str, position: int, language: str
) -> tuple[str | None, float, int] | None:
    """Currency written before a place ("EUR 25 million", "MNOK 10"): code, factor, its start."""
    match = _BEFORE.search(text, max(0, position - _BEFORE_REACH), position)
    if not match or match["name"]:
        return None
    return (*_code_and_factor(match, language), match.start())


def _code_and_factor(match: re.Match[str], language: str) -> tuple[str | None, float]:
    prefix = (match["prefix"] or "").lower().strip(" .")
    return _code(match, language), _PREFIXES.get(prefix, 1.0)


def krone_of(language: str) -> str | None:
    """The currency that "kroner" means in a language; None in English."""
    return _KRONE_OF_LANGUAGE.get(language)


def _code(match: re.Match[str], language: str) -> str | None:
    groups = match.groupdict()
    if groups.get("code"):
        return groups["code"].upper()
    for name, code in (("euro", "EUR"), ("dollar", "USD"), ("pound", "GBP")):
        if groups.get(name):
            return code
    if groups.get("name"):
        return _KRONE_OF_NAME[groups["name"][:3].lower()]
    return _KRONE_OF_LANGUAGE.get(language)
