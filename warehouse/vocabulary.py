"""Closed vocabularies that more than one package uses: the words of ``vocabulary.toml``."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

_HELD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

#: Words that a property's value, or a part of its detail, may be; others take any text.
WORDS: dict[str, tuple[str, ...]] = {name: tuple(one) for name, one in _HELD["claims"].items()}
#: List to (code to its meaning).
MEANINGS: dict[str, dict[str, str]] = {
    name: {
        code: re.sub(r"\{(.+?)\}", lambda named: ", ".join(WORDS[named[1]]), meaning)
        for code, meaning in meanings.items()
    }
    for name, meanings in _HELD["meanings"].items()
}
#: Every closed list by its name.
LISTS: dict[str, tuple[str, ...]] = (
    {name: tuple(words) for name, words in _HELD["lists"].items()}
    | WORDS
    | {name: tuple(meanings) for name, meanings in MEANINGS.items()}
)
COUNTRIES, QUALIFIERS, COMPARATORS = (
    LISTS[name] for name in ("country", "qualifier", "comparator")
)
CAPTURE_METHODS, COUNTINGS = LISTS["capture_method"], LISTS["counting"]
PROPERTIES, OBS_STATUS = MEANINGS["property"], MEANINGS["obs_status"]
SOURCE_STATES = MEANINGS["source_state"]


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """``did you mean place? ``: the words most like one that is not known; empty if none is."""
    known = tuple(known)
    ours = _HELD["other_words"].get(word.casefold())
    near = [ours] if ours in known else difflib.get_close_matches(word, known, 3, cutoff)
    return f"did you mean {', '.join(near)}? " if near else ""
