"""Numbers that are no figures: where they stand in a sentence.

Each rule names one kind. A number that overlaps one of the returned spans is never read as a
value; years in them can still tell when something is.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable

from transform.strategies.reader.wordlists import compiled, pattern, patterns_of, words

_CASED = frozenset({"product", "address", "named"})
_COMPILED = {
    kind: compiled(text, 0 if kind in _CASED else re.IGNORECASE)
    for kind, text in patterns_of("exclusions.rules").items()
}


#: A word with a number behind it; whether the word is a label is asked of few candidates only.
_WORD_AND_NUMBER = pattern("exclusions.word_and_number")
#: "Year 10", a class at school.
_SHORT_YEAR = re.compile(r"year\s\d{1,2}\b", re.IGNORECASE)
#: Words that number a part of a document, a place, a stage or a rule.
_LABEL = pattern("exclusions.label")
#: What a sentence must hold for a rule to be worth its time: a word, how one begins, or what
#: stands at a run of digits. Rules are many, most sentences hold none of it.
_WORDS = {
    "date": words(
        "jan januar januari january feb februar februari february mar marts mars march apr april "
        "maj mai may jun juni june jul juli july aug august augusti sep sept september okt oct "
        "oktober october nov november dec des december desember"
    ),
    "registration": words(
        "cvr org organisationsnummer organisationnummer organisasjonsnummer orgnr plusgiro "
        "bankgiro ean se vat reg isbn issn doi dnr diarienummer diarienr j jnr saksnummer saksnr "
        "sagsnr sagsnummer ref artikelnummer artikelnr kontonr kontonummer konto p"
    ),
    "law": words("sou ds prop bet skr dir nou meld innst kap eu"),
    "scale": words("skala skalaen skalan scale range"),
    "time": words("kl"),
}
_BEGINS = {
    "time": words("klo åpe ope öpp åbe"),
    "phone": words("tel tlf tfn mob pho cal rin fax väx sen"),
    "rounding": words("avr rou"),
    "score": words("mul möj poi poä poe"),
    "per_so_many": words("hun tus tho"),
}
_AT_DIGITS = {
    "numeric_date": r"\d{1,2}[./-]\d{1,2}[./-]|\d{4}-\d\d",
    "time": r"\d+:\d",
    "number_of_a_thing": r"(?<=[rRdDeE.\s]:)\d|(?<=[rRdDeE.\s]:\s)\d|(?<=\s\s)\d",
    "phone": r"\d\d \d\d \d\d|(?<=\+)\d|0\d+\s?[-–/]",
    "registration": r"\d{4,6}-\d{4}|97[89]",
    "law": r"\d+/\d|\d+\s?§|(?<=§)\d|(?<=§\s)\d|(?<=\()\d{4}:",
    "outline": r"\d+\.\d{1,2}\.\d",
    "product": r"(?<=[A-ZÆØÅa-z])\d|(?<=[A-ZÆØÅa-z]-)\d|\d\.0",
    "named": r"(?<=[A-Z]{2}[- ])\d|(?<=(?:[Tt]op|opp|une|bes)[- ])\d",
    "ordinal": r"\d+(?:\.\s|st|nd|rd|th|'e|:[ea])",
    "decade": r"\d+(?:[-–]?(?:ta|år|er)|s)",
    "ratio": r"\d\s?/",
    "address": r"(?i:(?<=[a-z]-)\d|\d+ \d\d |(?<=(?:vej|vei)\s)\d|"
    r"(?<=(?:ga[dt]e|gata|allé|torg)\s)\d|(?<=(?:gatan|vägen|ve[ig]en|pla[ds]s)\s)\d)",
    "duration": r"\d+\s?(?i:år|m[åoi]n|ye|u[gk]e|ve[ck]|we|da[gy]|se[ck]|gra|deg)",
    "hours": r"\d+\s?(?i:tim|hou)",
    "times": r"\d+\s?[x×]",
    "dot_leader": r"(?<=\.\.\.)\d|(?<=\.\.\.\s)\d|(?<=…)\d|(?<=…\s)\d",
    "unit_of_amounts": r"1[ .,]?000",
    "per_so_many": r"(?<=\s)1[ .,]?0",
}
_HINTS = tuple((kind, re.compile(hint)) for kind, hint in _AT_DIGITS.items())
_HINTED = re.compile("|".join(_AT_DIGITS.values()))
_OPENS_OUTLINE = re.compile(r"\s*(?:\(?\d{1,3}[.)]|\d+\s?\(|[IVX]+\s?[.)])")


_KIND_OF = {
    hint: kind for table in (_WORDS, _BEGINS) for kind, hints in table.items() for hint in hints
}
_NAMED = compiled(
    r"(?<![^\W\d_])(?:"
    rf"(?:{'|'.join(itertools.chain(*_WORDS.values()))})(?![^\W\d_])|"
    rf"{'|'.join(itertools.chain(*_BEGINS.values()))})",
    0,
)
TIME_NOUN = pattern("exclusions.time_noun")
_TIMES = frozenset({"duration", "hours"})
_OF_TIME = words(
    "tog tok took takes tar tid time afgør avgj avgör besvar handl decided answered settled "
    "processed"
)
_MEASURED_TIME = pattern("exclusions.measured_time")
_GOES_ON = re.compile(
    r"(?<!\w)(?:den|det|it|they|de|dei|målet|målsætningen|målsettingen|målsättningen|goal|target|aim|"
    r"ambi(?:tion|sjon)(?:en)?|kravet|takes?|tar|tage[rn]?)(?!\w)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


def find_exclusions(text: str, *, is_timed: bool) -> list[tuple[int, int]]:
    """Spans of a sentence whose numbers are dates, labels, codes, addresses, names, and so on.

    Args:
        text: The sentence.
        is_timed: It is about how long something takes.
    """
    if not _DIGITS.search(text):
        return []
    spans = [
        match.span()
        for match in _WORD_AND_NUMBER.finditer(text)
        if _is_label(match["word"]) or _SHORT_YEAR.match(text, match.start())
    ]
    kinds = {"outline"} if _OPENS_OUTLINE.match(text) else set()
    for at in _DIGITS.finditer(text):
        if _HINTED.match(text, at.start()):
            kinds.update(kind for kind, hint in _HINTS if hint.match(text, at.start()))
    kinds.update(_KIND_OF[hint] for hint in _NAMED.findall(text.lower()))
    for kind in kinds.difference(_TIMES) if is_timed else kinds:
        spans.extend(match.span() for match in _COMPILED[kind].finditer(text))
    return spans


@functools.lru_cache(maxsize=1024)
def _is_label(word: str) -> bool:
    return _LABEL.fullmatch(word) is not None


@functools.lru_cache(maxsize=64)
def measures_time(text: str) -> bool:
    """Whether a sentence is about how long something takes ("saksbehandlingstiden")."""
    measured = _MEASURED_TIME.search(text) if any(map(text.__contains__, _OF_TIME)) else None
    return measured is not None and text[measured.end() : measured.end() + 1] != ":"


def goes_on_about_time(text: str, told: Iterable[str]) -> bool:
    """Whether a sentence speaks on of the time told before ("The goal is 20 days")."""
    return any(TIME_NOUN.fullmatch(f" {noun}") for noun in told) and bool(_GOES_ON.search(text))


def overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch of text touches one of the spans."""
    return any(first < end and start < last for first, last in spans)
