"""How many, and which: what a sentence or heading says about a list."""

import re

from extract.phrases import phrases

_NUMBERS = {
    word: number
    for number, words in enumerate(phrases("counted")["numbers"], start=1)
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
    first = re.match(rf"(?:dei? |the )?({NUMBER_WORD})\b", text, re.IGNORECASE)
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


_SAID = phrases("names")
_VERB = re.compile("".join(_SAID["verb"].splitlines()))
_SMALL, _NO_NAMES = (frozenset(_SAID[key].split()) for key in ("small", "not_names"))


def lead_name(sentence: str, *, is_capitalised: bool = True) -> str | None:
    """The name that a sentence about a cluster begins with, up to its verb, or None.

    Args:
        sentence: For example ``Norwegian Wood Cluster består av bedrifter ...``.
        is_capitalised: Whether every word of a name begins with a capital; small words such
            as ``for`` and ``og`` aside.
    """
    match = _VERB.search(sentence)
    name = sentence[: match.start()].strip() if match else ""
    words = name.split()
    if not words or len(words) > 7 or (words[0].casefold() in _NO_NAMES and len(words) < 3):
        return None
    if not words[0][0].isupper():
        return None
    if is_capitalised and not all(
        word[0].isupper() or word[0].isdigit() or word in _SMALL for word in words
    ):
        return None
    return name
