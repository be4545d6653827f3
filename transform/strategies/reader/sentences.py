"""Sentences of a block, with the abbreviations of the five languages kept whole."""

from __future__ import annotations

import re

from transform.strategies.reader.wordlists import words

_ABBREVIATIONS = words(
    "ca cirka mio mia mrd mdr mill milj pct pst bl f t dvs nr no kr kl tlf tel tfn st prop art "
    "stk mv osv jf jfr inkl ekskl exkl dr prof approx pp p s kap fig tab vol maks max min evt "
    "ev mht ift iht ex eks eg ie resp sk såk obs bla feks tex bilag p.g pga gns avg est div avd "
    "afd udg red a d m v jan feb mar apr jun jul aug sep sept okt oct nov dec des omkr ang tidl "
    "tus mkr mnkr"
)
_BREAK = re.compile(r"[.!?…]+[”\"»’')\]]*(?=\s+[^\sa-zæøåäöé])|[;](?=\s)")
_LAST_WORD = re.compile(r"([^\W_]+)\.$")
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000\t\r\n]")
_DASHES = str.maketrans({"‐": "-", "‑": "-", "−": "-", "’": "’"})


def normalise(text: str) -> str:
    """Plain spaces and hyphens, one for one: places in the text stay what they were."""
    return _SPACES.sub(" ", text).translate(_DASHES)


def split_sentences(text: str) -> list[str]:
    """Sentences in order; their texts are stretches of the given one."""
    sentences = []
    start = 0
    for match in _BREAK.finditer(text):
        if text[match.start()] == "." and _is_abbreviation(text[start : match.start() + 1]):
            continue
        piece = text[start : match.end()].strip()
        if piece:
            sentences.append(piece)
        start = match.end()
    rest = text[start:].strip()
    if rest:
        sentences.append(rest)
    return sentences


def _is_abbreviation(stretch: str) -> bool:
    match = _LAST_WORD.search(stretch)
    if not match:
        return False
    word = match[1].lower()
    if word.isdigit():
        # "1. Klynger" at the start numbers the sentence; "12. Marts" is a date.
        return match.start() == 0 or (len(word) <= 2 and not stretch[: match.start()].strip())
    return word in _ABBREVIATIONS and not (len(word) == 1 and stretch[-3:-2].isdigit())
