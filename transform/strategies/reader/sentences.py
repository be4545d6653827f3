"""Sentences of a block, with the abbreviations of the five languages kept whole."""

from __future__ import annotations

import functools
import re

from transform.strategies.reader.wordlists import pattern, words_of

#: Abbreviations that stand before what they belong to: no sentence ends with them.
_LEADING = words_of("sentences.leading")
#: Those that may also stand last: a sentence ends with them where a capital follows.
_CLOSING = words_of("sentences.closing")
_BREAK = re.compile(r"[.!?…]+[”\"»’')\]]*(?=\s+[^\sa-zæøåäöé])|[;](?=\s)")
_LAST_WORD = re.compile(r".*(?<![^\W_])([^\W_]+)\.$", re.DOTALL)
#: Characters looked at before a point: far more than any abbreviation or number of a sentence.
_LONGEST_WORD = 60
#: A capitalised word, no name of letters ("EU"), begins a sentence.
_OPENS_SENTENCE = re.compile(r"\s+[\"“”»«’'(–-]*\s?[A-ZÆØÅÄÖÉ](?:[a-zæøåäöé]|\s)")
_ENDS_IN_AMOUNT = pattern("sentences.ends_in_amount")
_OPENS_WITH_NUMBER = re.compile(r"\s+(?!(?:19|20)\d\d(?!\d))\d[\d.,]*\s[^\W\d]{2}")
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000\t\r\n]")
#: "52* medlemmer", "52 [3] medlemmer": the mark of a note between a number and what it counts.
_NOTE_MARK = re.compile(r"(?<=[\d%])\s?(?:\*+\)?|[†‡⁰¹²³⁴⁵⁶⁷⁸⁹]+|\[\d{1,2}\])(?=[\s.,;:)]|$)")
_DASHES = "‐‑−"
_MARKED = re.compile(r"[*†‡⁰¹²³⁴⁵⁶⁷⁸⁹\[]")


@functools.lru_cache(maxsize=64)  # a block is asked for as a line of values and as prose
def normalise(text: str) -> str:
    """Plain spaces and hyphens, one for one: places in the text stay what they were."""
    plain = _SPACES.sub(" ", text)
    for dash in _DASHES:
        plain = plain.replace(dash, "-")
    if not _MARKED.search(plain):
        return plain
    return _NOTE_MARK.sub(lambda mark: " " * len(mark[0]), plain)


def split_sentences(text: str) -> list[str]:
    """Sentences in order; their texts are stretches of the given one."""
    sentences = []
    start = 0
    for match in _BREAK.finditer(text):
        stretch, following = text[start : match.start() + 1], text[match.end() : match.end() + 24]
        if text[match.start()] == "." and _is_abbreviation(stretch, following):
            continue
        piece = text[start : match.end()].strip()
        if piece:
            sentences.append(piece)
        start = match.end()
    rest = text[start:].strip()
    if rest:
        sentences.append(rest)
    return sentences


def _is_abbreviation(stretch: str, following: str) -> bool:
    match = _LAST_WORD.match(stretch, max(0, len(stretch) - _LONGEST_WORD))
    if not match or stretch[match.start(1) - 1 : match.start(1)] in {"'", "’"}:
        return False  # "Denmark's."
    word = match[1].lower()
    if word.isdigit():
        # "1. Klynger" at the start numbers the sentence; "12. Marts" is a date.
        return match.start(1) == 0 or (len(word) <= 2 and not stretch[: match.start(1)].strip())
    if word in _CLOSING and _OPENS_SENTENCE.match(following):
        return False
    if _ENDS_IN_AMOUNT.search(stretch) and _OPENS_WITH_NUMBER.match(following):
        return False  # "… for 61 mio. kr. 34 af dem fik tilsagn"
    is_known = word in _LEADING or word in _CLOSING
    return is_known and not (len(word) == 1 and stretch[-3:-2].isdigit())
