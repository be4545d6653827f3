"""The words of ``patterns.toml`` as compiled regular expressions and sets."""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_REFERENCE = re.compile(r"<<(\w+)>>")
#: A letter that stands for itself: no quantifier follows.
_PLAIN = re.compile(r"[a-zæøåäöé](?![?*+{])")
#: Bounds of a word, asked once for all alternatives behind them.
_BOUNDS = (r"\b", r"(?<!\w)", "")
_GROUP = re.compile(r"\((?!\?<[=!])(?:\?(?:P<\w+>|[:=!]|-?i:))?")

#: A step into an expression: what takes no character, a group, a set, a character.
_STEP = re.compile(
    r"(?P<look>\(\?<?[=!]|\\b|\^)|(?P<group>\((?:\?(?:P<\w+>|:|-i:))?)|"
    r"\[(?P<set>(?!\^)(?:\\[^wWDSu]|[^\]\\])+)\]|(?P<one>\\[ds\W]|[^\\.$|?*+()\[])"
)
_MAY_LACK = re.compile(r"(?:[?*]|\{0?,\d*\})[?+]?")


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


def words_of(name: str) -> frozenset[str]:
    """The words that ``patterns.toml`` lists under ``table.name``."""
    return words(_entry(name))


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """The expression that ``patterns.toml`` has under ``table.name``, whatever the case.

    Alternatives that begin alike are tried together, which makes a search over hundreds of
    words some three times as fast and changes nothing else.
    """
    return compiled(_text(name.partition(".")[0], _entry(name)))


@functools.cache
def folded(name: str) -> re.Pattern[str]:
    """As :func:`pattern`, for texts in lower case only: it takes some half of the time."""
    return compiled(_text(name.partition(".")[0], _entry(name)), 0)


def patterns_of(name: str) -> dict[str, str]:
    """The texts of a table of ``patterns.toml`` by their names, references put in."""
    return {
        key: _text(name.partition(".")[0], text)
        for key, text in _entry(name).items()
        if isinstance(text, str)
    }


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of an array of ``patterns.toml``, references put in."""
    table = name.partition(".")[0]
    return [{key: _text(table, text) for key, text in row.items()} for row in _entry(name)]


def compiled(text: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """A regular expression, with alternatives that begin alike tried together.

    Where case is ignored, their first letter is a set of two: the engine passes over an
    alternative at once where its first letter is in no such set, and enters it otherwise. Where
    all that a match can begin with is known, one look at it comes before the alternatives; signs
    or one class alone the engine looks for itself.
    """
    if "|" not in text:
        return re.compile(text, flags)
    grouped, begins = _grouped(text, bool(flags & re.IGNORECASE)), _begins(text)
    look = "".join(sorted(begins or ()))
    is_worth = look not in {r"\d", r"\s"} and re.search(r"\w", look) and grouped.startswith("(")
    return re.compile(f"(?=[{look}])(?:{grouped})" if is_worth else grouped, flags)


@functools.cache
def _tables() -> dict[str, Any]:
    path = Path(__file__).with_name("patterns.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _entry(name: str) -> Any:
    return functools.reduce(lambda table, key: table[key], name.split("."), _tables())


def _text(table: str, text: str) -> str:
    whole = text.replace("\n", "")
    return _REFERENCE.sub(lambda role: _text(table, _tables()[table][role[1]]), whole)


def _grouped(text: str, folds_case: bool) -> str:
    """The expression with the alternatives of each of its groups put together."""
    parts = ["".join(_parts(alternative, folds_case)) for alternative in _alternatives(text)]
    return _joined(parts, folds_case) if len(parts) > 1 else parts[0]


def _parts(text: str, folds_case: bool) -> Iterator[str]:
    """An expression without bars of its own, its groups rewritten."""
    start = 0
    for first, last, depth in _spans(text):
        opening = _GROUP.match(text, first)
        if depth == 0 and opening:
            inside = folds_case and "-i" not in opening[0]
            yield text[start : opening.end()] + _grouped(text[opening.end() : last], inside)
            start = last
    yield text[start:]


def _alternatives(text: str) -> Iterator[str]:
    inside = {at for first, last, _ in _spans(text) for at in range(first, last)}
    start = 0
    for at, character in enumerate(text):
        if character == "|" and at not in inside and text[at - 1 : at] != "\\":
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _begins(text: str) -> set[str] | None:
    """What a match can begin with, as parts of a set of characters; None where that is open."""
    begins: set[str] = set()
    for alternative in _alternatives(text):
        ends = {first: last + 1 for first, last, is_set in _spans(alternative) if not is_set}
        at, is_open = 0, True
        while is_open:
            step = _STEP.match(alternative, at)
            at = ends.get(at, step.end()) if step else at
            if step and step["look"]:
                continue
            inside = _begins(alternative[step.end() : at - 1]) if step and step["group"] else None
            part = (step["one"] or step["set"]) if step else None
            if part:
                inside = {re.sub(r"^[-\]]|-$", r"\\\g<0>", part)}
            if inside is None:
                return None
            begins |= inside
            lacks = _MAY_LACK.match(alternative, at)
            is_open, at = lacks is not None, lacks.end() if lacks else at
    return begins


def _spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Groups and sets of characters of the top level: start, end, 0 for groups and 1 for sets."""
    opened: list[int] = []
    for token in re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()]", text, re.DOTALL):
        if token[0] == "(":
            opened.append(token.start())
        elif token[0] == ")":
            first = opened.pop()
            if not opened:
                yield first, token.start(), 0
        elif token[0][0] == "[" and not opened:
            yield token.start(), token.end(), 1


def _joined(alternatives: list[str], folds_case: bool = False) -> str:
    """Alternatives in order, neighbours that begin with the same bound of a word in one group."""
    out: list[str] = []
    for bound, alike in itertools.groupby(
        alternatives, lambda one: next(filter(one.startswith, _BOUNDS))
    ):
        rest = _by_letter([one[len(bound) :] for one in alike], folds_case)
        out.append(f"{bound}(?:{rest})" if bound else rest)
    return "|".join(out)


def _by_letter(alternatives: list[str], folds_case: bool) -> str:
    """Alternatives in order, those with the same first letter in one group."""
    out: list[str] = []
    alike: dict[str, list[str]] = {}
    for alternative in [*alternatives, None]:
        letter = _PLAIN.match(alternative) if alternative is not None else None
        if letter and alternative is not None:
            alike.setdefault(letter[0], []).append(alternative[1:])
            continue
        for first, rest in alike.items():
            head = f"(?-i:[{first}{first.upper()}])" if folds_case else first
            out.append(head + (rest[0] if len(rest) == 1 else f"(?:{_joined(rest)})"))
        alike = {}
        if alternative is not None:
            out.append(alternative)
    return "|".join(out)
