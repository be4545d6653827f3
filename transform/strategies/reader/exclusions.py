"""Numbers that are no figures: where they stand in a sentence.

Each rule names one kind. A number that overlaps one of the returned spans is never read as a
value; years in them can still tell when something is.
"""

from __future__ import annotations

import functools
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
#: What a sentence must hold for a rule to be worth its time: how a word begins, marks, or a
#: pattern. Rules are many, most sentences hold none of it.
_BEGINS = {
    "date": words("jan feb mar apr maj mai may jun jul aug sep okt oct nov dec des"),
    "time": words("kl klo åpe ope öpp åbe"),
    "phone": words("tel tlf tfn mob pho cal rin fax väx sen"),
    "registration": words(
        "cvr org plu ban ean se vat reg isb iss doi dnr dia j jn sak sag ref art kon p"
    ),
    "law": words("sou ds pro bet skr dir nou mel inn kap"),
    "duration": words("år års åri mån mon yea uge uke vec wee dag day min sek sec gra deg"),
    "hours": words("tim hou"),
    "scale": words("ska sca ran"),
    "rounding": words("avr rou"),
    "score": words("mul möj poi poä poe"),
}
_MARKS = {
    "time": (":",),
    "number_of_a_thing": (":",),
    "law": ("§", "/", "("),
    "dot_leader": ("...", "…"),
    "ratio": ("/",),
    "times": ("x", "×"),
    "unit_of_amounts": ("000",),
    "per_so_many": ("00", "tus", "hund", "thous"),
}
_HINTS = {
    kind: re.compile(hint)
    for kind, hint in {
        "numeric_date": r"\d[./-]\s?\d",
        "phone": r"\d{2}[ \d()/–-]{4}|\+\d",
        "registration": r"\d{6}-\d{4}|97[89]|\d{4}-\d{4}",
        "outline": r"\d\.\d{1,2}\.\d|^\s*\(?[\dIVX]",
        "product": r"[A-ZÆØÅa-z]-?\d|\d\.0\b",
        "named": r"[A-Z]{2}[-/ ]?\d|[A-Z]{2}[-/ ][A-Z]|[Tt]op|TOP|Fort|Forb",
        "ordinal": r"\d\.\s|\d(?:st|nd|rd|th|'e|:)",
        "decade": r"\d[-–]?[tåä0]",
        "address": r"(?i:ga[dt][ean]|ve[jig]|vägen|allé|pla[ds]|torg)\w*\s\d|\d \d\d |[A-Z]-\d",
    }.items()
}
_ANY_HINT = re.compile("|".join(f"(?:{hint.pattern})" for hint in _HINTS.values()))
TIME_NOUN = pattern("exclusions.time_noun")
_OF_TIME = words("tid time afgør avgj avgör besvar handl decided answered settled processed")
_MEASURED_TIME = pattern("exclusions.measured_time")
_GOES_ON = re.compile(
    r"(?<!\w)(?:den|det|it|they|de|dei|målet|målsætningen|målsettingen|målsättningen|goal|target|aim|"
    r"ambi(?:tion|sjon)(?:en)?|kravet|takes?|tar|tage[rn]?)(?!\w)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")


def find_exclusions(text: str, *, is_timed: bool) -> list[tuple[int, int]]:
    """Spans of a sentence whose numbers are dates, labels, codes, addresses, names, and so on.

    Args:
        text: The sentence.
        is_timed: It is about how long something takes.
    """
    if not _DIGIT.search(text):
        return []
    spans = [
        match.span()
        for match in _WORD_AND_NUMBER.finditer(text)
        if _LABEL.fullmatch(match["word"], 0) or _SHORT_YEAR.match(text, match.start())
    ]
    begins = {word[:3] for word in _LETTERS.findall(text.lower())}
    has_hint = _ANY_HINT.search(text) is not None
    for kind, rule in _COMPILED.items():
        if is_timed and kind in {"duration", "hours"}:
            continue
        if (
            (kind in _BEGINS and not begins.isdisjoint(_BEGINS[kind]))
            or (kind in _MARKS and any(mark in text for mark in _MARKS[kind]))
            or (has_hint and kind in _HINTS and _HINTS[kind].search(text))
        ):
            spans.extend(match.span() for match in rule.finditer(text))
    return spans


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
