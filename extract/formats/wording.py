"""How many, and which: what a sentence or heading says about a list."""

from __future__ import annotations

import re

_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "en ei ett et én én one",
            "to två two",
            "tre three",
            "fire fyra four",
            "fem five",
            "seks sex six",
            "sju syv seven",
            "åtte åtta otte eight",
            "ni nio nine",
            "ti tio ten",
            "elleve elva eleven",
            "tolv twelve",
            "tretten tretton thirteen",
            "fjorten fjorton fourteen",
        ),
        start=1,
    )
    for word in words.split()
}
NUMBER_WORD = r"\d{1,2}|" + "|".join(_NUMBERS)
_PARTS = re.compile(
    r"\s*,\s*(?:(?:och|og|and|samt)\s+)?|\s+(?:och|og|and|samt|as well as)\s+", re.IGNORECASE
)
#: What opens a part that describes instead of naming: "ett besöksnäringskluster ...".
_UNNAMED = re.compile(r"(?:ett|en|et|a|an)\s+[a-zåäöæø]")


def read_count(text: str) -> int | None:
    """The number that a text opens with, in figures or in words, or None.

    "Fem nye Arena-klynger", "De fire vinnarna" and "14 clusters" give 5, 4 and 14.
    """
    first = re.match(rf"(?:de |the )?({NUMBER_WORD})\b", text, re.IGNORECASE)
    if first is None:
        return None
    word = first[1].lower()
    return int(word) if word.isdigit() else _NUMBERS[word]


def find_count(text: str, noun: str) -> int | None:
    """The number before a noun somewhere in a text: "14 etablerade klusterinitiativ"."""
    match = re.search(rf"\b({NUMBER_WORD})\s+(?:\w+\s+){{0,2}}(?:{noun})", text, re.IGNORECASE)
    return read_count(match[1]) if match else None


def split_names(sentence: str) -> tuple[str, ...]:
    """The names listed after a sentence's colon, parts that only describe left out."""
    _, _, listed = sentence.partition(":")
    parts = (part.strip(" .;") for part in _PARTS.split(listed.strip()))
    return tuple(part for part in parts if part and not _UNNAMED.match(part))
