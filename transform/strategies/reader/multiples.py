"""Doubling, trebling, halving."""

from __future__ import annotations

import re

_MULTIPLY: tuple[tuple[float, str], ...] = (
    (2.0, (r"det dobbelte|det doble|det dubbla|dobbelt så|"
    r"dubbelt så|twice (?:that|the|as)|fordobl\w*|doble|doblas?t?|dobles|dobling|dobla|"
    r"fördubbl\w*|dubbler\w*|doubl(?:e|"
    r"es|ed|ing)|twofold|dobbelt så mange|"
        r"dobbelt så (?:mykje|mye|meget|stor|høy|høj)|dubbelt så (?:mycket|stor|hög)|"
        r"dubbelt så många|twice as many|tvåfaldig\w*")),
    (3.0, (r"det tredobbelte|det tredubbla|det tredoble|three times as|"
    r"tredobl\w*|tredubbl\w*|trefaldig\w*|tripl(?:e|es|ed|ing)|trebl(?:e|es|ed|ing)|"
    r"threefold|tre gange så mange")),
    (4.0, r"firedobl\w*|fyrdubbl\w*|fyrfaldig\w*|quadrupl\w*|fourfold"),
    (5.0, r"femdobl\w*|femdubbl\w*|femfaldig\w*|fivefold"),
    (6.0, r"seksdobl\w*|sexdubbl\w*"),
    (10.0, r"tidobl\w*|tiodubbl\w*|tiofaldig\w*|tenfold"),
)  # fmt: skip
MULTIPLY = tuple(
    (factor, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for factor, words in _MULTIPLY
)
HALVE = re.compile(
    r"(?<!\w)(?:halver(?:e|es|et|a|as|ast|ing|ede|ades|ats|ar|er)|halv(?:e|es|ed|"
    r"ing)(?= (?!mio|million|milliard))|"
    r"(?:cut|reduce|reduced) (?:by|in) half|(?:minsk\w*|reducer\w*|reduser\w*|sänk\w*) med hälften|"
    r"(?:reduser\w*|reducer\w*|mindsk\w*|kutt\w*|senk\w*|sænk\w*|nedbring\w*) "
    r"(?:med|til) (?:halvparten|det halve|halvdelen|"
    r"hälften))(?!\w)",
    re.IGNORECASE,
)


#: "20 ganger så stort", "2,5 gånger tillbaka", "six times larger"; "three times a year" is none.
_TIMES = re.compile(
    r"\s(?:ganger|gange|gonger|gånger|times)\s(?:så|so|as|større|højere|høyere|høgare|högre|"
    r"mere?|mera|meir|flere|fleire|fler|more|bigger|larger|higher|over|tillbaka|tilbake|tilbage|"
    r"attende|back|igjen|igen|dagens|the|sin|sitt|sit|penge\w*|pengar\w*|investering\w*|"
    r"beløb\w*|beløp\w*|belopp\w*)(?!\w)",
    re.IGNORECASE,
)


def is_multiple(text: str, position: int) -> bool:
    """Whether the number that ends at a place says how many times as much."""
    return bool(_TIMES.match(text, position))


#: English adjectives: "triple helix", "double degree"; the verb has a subject or object near.
_ADJECTIVE = re.compile(r"(?:double|triple|treble|quadruple)", re.IGNORECASE)
_VERB_BEFORE = re.compile(
    r"(?<!\w)(?:to|will|shall|should|must|can|could|would|and|or|than|nearly|almost|least)\s+$",
    re.IGNORECASE,
)
_OBJECT_AFTER = re.compile(
    r"\s+(?:the|our|its|their|this|that|in|by|from|to|as (?:many|much)|over|since)\b|\s*[.,;]",
    re.IGNORECASE,
)


def _is_adjective(text: str, match: re.Match[str]) -> bool:
    if not _ADJECTIVE.fullmatch(match[0]):
        return False
    verb = _VERB_BEFORE.search(text[: match.start()][-12:])
    return not verb and not _OBJECT_AFTER.match(text, match.end())


def find_multiples(text: str) -> list[tuple[int, int, float, str, str]]:
    """Doubling, trebling and halving: (start, end, value, unit or "", comparator)."""
    found = [
        (match.start(), match.end(), factor, "", "multiply_by")
        for factor, rule in MULTIPLY
        for match in rule.finditer(text)
        if not _is_adjective(text, match)
    ]
    halves = [(m.start(), m.end(), 50.0, "percent", "decrease_by") for m in HALVE.finditer(text)]
    return sorted([*found, *halves])
