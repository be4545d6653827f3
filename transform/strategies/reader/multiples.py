"""Doubling, trebling, halving, and parts in words: "hver tredje", "two thirds of", "en av ti"."""

from __future__ import annotations

import re

from transform.strategies.reader.wordlists import pattern

_MULTIPLY = (
    (2.0, (r"det (?:dobbelte|doble|dubbla)|dobbelt så|dubbelt så|twice (?:that|the|as)|fordobl\w*|"
        r"dobl(?:e|es|et|a|as|ast|ing)|fördubbl\w*|dubbler\w*|doubl(?:e|es|ed|ing)(?!.count)|twofold|"
        r"tvåfaldig\w*")),
    (3.0, (r"det tre(?:dobbelte|dubbla|doble)|tre(?:dobl|dubbl|faldig)\w*|threefold|"
        r"tr(?:ip|eb)l(?:e|es|ed|ing)")),
    (4.0, r"(?:fire|fyr)(?:dobl|dubbl|faldig)\w*|quadrupl\w*|fourfold"),
    (5.0, r"fem(?:dobl|dubbl|faldig)\w*|fivefold"),
    (10.0, r"tio?(?:dobl|dubbl|faldig)\w*|tenfold"),
)  # fmt: skip
MULTIPLY = tuple(
    (factor, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for factor, words in _MULTIPLY
)
#: What each word of doubling or halving holds.
_PARTS_OF_MULTIPLES = (
    *("dobb", "dobl", "dubb", "doub", "twice", "fold", "fald", "tripl", "trebl", "quadr"),
    *("half", "hal", "hälf"),
)
HALVE = pattern("multiples.halve")


#: "20 ganger så stort", "2,5 gånger tillbaka", "six times larger"; "three times a year" is none.
_TIMES = pattern("multiples.times")
#: "Went up 2.5 times".
_GREW_TIMES = pattern("multiples.grew_times")
_PLAIN = pattern("multiples.plain")


def is_multiple(text: str, position: int) -> bool:
    """Whether the number that ends at a place says how many times as much."""
    if _PLAIN.match(text, position) and _GREW_TIMES.search(text[:position].rstrip("0123456789.,")):
        return True
    return bool(_TIMES.match(text, position))


#: English adjectives: "triple helix", "double degree"; the verb has a subject or object near.
_ADJECTIVE = pattern("multiples.adjective")
_VERB_BEFORE = pattern("multiples.verb_before")
_OBJECT_AFTER = pattern("multiples.object_after")


def _is_adjective(text: str, match: re.Match[str]) -> bool:
    if not _ADJECTIVE.fullmatch(match[0]):
        return False
    verb = _VERB_BEFORE.search(text[: match.start()][-12:])
    return not verb and not _OBJECT_AFTER.match(text, match.end())


def find_multiples(text: str) -> list[tuple[int, int, float, str, str]]:
    """Doubling, trebling and halving: (start, end, value, unit or "", comparator)."""
    lowered = text.lower()
    if not any(part in lowered for part in _PARTS_OF_MULTIPLES):
        return []
    found = [
        (match.start(), match.end(), factor, "", "multiply_by")
        for factor, rule in MULTIPLY
        for match in rule.finditer(text)
        if not _is_adjective(text, match)
    ]
    halves = [(m.start(), m.end(), 50.0, "percent", "decrease_by") for m in HALVE.finditer(text)]
    return sorted([*found, *halves])


_COUNTS = (
    *("en|én|ein|ett|et|eit|ét|a|one|1", "to|två|two|2", "tre|three|3", "fire|fyra|four|4"),
    *("fem|five|5", "seks|sex|six|6", "syv|sju|seven|7", "otte|åtte|åtta|eight|8"),
    *("ni|nio|nine|9", "ti|tio|ten|10"),
)
_COUNT = {word: n for n, forms in enumerate(_COUNTS, start=1) for word in forms.split("|")}
_COUNT["20"] = 20
_ORDINALS = {
    word: n
    for n, forms in (
        (2, "anden andet andre annan annat annen anna second"),
        *((3, "tredje third"), (4, "fjerde fjärde fourth"), (5, "femte fifth")),
        *((6, "sjette sjätte sixth"), (10, "tiende tiande tionde tenth")),
    )
    for word in forms.split()
}
#: How the words for parts begin: "tredjedelar", "tredel", "thirds".
_DIVISORS = dict.fromkeys(("tre", "tri", "thi"), 3) | dict.fromkeys(("fje", "fjä", "fir", "qua"), 4)
_DIVISORS |= dict.fromkeys(("fem", "fif"), 5) | dict.fromkeys(("tie", "tio", "tid", "ten"), 10)
_COUNTED = "|".join(sorted(_COUNT, key=len, reverse=True))
_TIME = (
    r"(?!\s(?:år|måned|månad|month|year|uge|uke|vecka|veke|week|dag|day|time|timme|hour|gang|gång|"
    r"gong|minut|kvart|quarter|helg|\w+(?:dag|day))\w{0,2}(?!\w))"
)
_NTH = (
    r"(?!hverandre|kvarandre|varandra)(?:hver|hvert|kvar|kvart|vart?|every)\s?"
    rf"(?P<nth>{'|'.join(_ORDINALS)})(?=\s[^\W\d])"
)
_OTHER_EVERY = r"(?P<nth>annen|annan|anna)(?:hver|hvert|kvar|kvart)(?=\s[^\W\d])"
_OF_TEN = (
    rf"(?P<of>{_COUNTED})\s(?:(?:fall|tilfeller|tilfelle|tilfælde|cases)\s)?(?:(?:ud\s|ut\s)?a[fv]|out\sof|in(?:\severy)?)\s"
    r"(?P<whole>(?<=in )(?:two|2)|(?<=ud af )20|(?<=ut av )20|(?<=in )20|"
    r"tre|three|3|fire|fyra|four|4|fem|five|5|ti|tio|ten|10)"
    r"(?=\s[^\W\d]|(?:(?<=\bti)|(?<=\btio)|(?<=\bten))\W*$)"
)
_SLASH = r"(?P<of>[1-9])/(?P<whole>[2-9]|10)(?=\s(?:a[fv]|of)\s)"
_FRACTION = (
    rf"(?:(?P<count>{_COUNTED})\s|(?<=med\s)|(?<=by\s))(?P<part>tredjedel|tr[ei]del|"
    r"third(?!\s[^\W\d](?![fo]\s|ompared|n\s20))|fjerdedel|fjärdedel|firedel|quarter|fifth|femt?e?del|"
    r"tiendedel|tiondel|tidel|tenth)(?:s|ar|er|e)?(?!\w)(?!\s(?:of|av|af)\s(?:19|20)\d\d)"
)
_HALF = (
    r"(?:halvdelen|halvparten|hälften)(?!\w)(?!\s(?:av|af)\s(?:året|(?:19|20)\d\d))|"
    r"(?<!first )(?<!second )(?<!other )(?<!latter )half(?=\s(?:of\s(?!20|19)|the\s|our\s|its\s|"
    r"all\s))"
)
_PARTS = tuple(
    re.compile(rf"(?<![\w-])(?<!\d[.,])(?:{pattern})", re.IGNORECASE)
    for pattern in (_NTH + _TIME, _OTHER_EVERY + _TIME, _OF_TEN + _TIME, _SLASH, _FRACTION, _HALF)
)


#: What a sentence must hold to speak of a part: cheap, and asked of all.
_MAYBE_PART = pattern("multiples.maybe_part")


def find_parts(text: str) -> list[tuple[int, int, float]]:
    """Parts in words as (start, end, percent): "every third", "two in five", "a quarter of"."""
    found: list[tuple[int, int, float]] = []
    if not _MAYBE_PART.search(text.lower()):
        return found
    for match in (match for rule in _PARTS for match in rule.finditer(text)):
        said = {name: (word or "").lower() for name, word in match.groupdict().items()}
        count = _COUNT.get(said.get("of") or said.get("count") or "", 1)
        whole = _ORDINALS.get(said.get("nth", "")) or _COUNT.get(said.get("whole", ""))
        whole = whole or _DIVISORS.get(said.get("part", "")[:3], 2)
        if count < whole:
            found.append((match.start(), match.end(), round(100 * count / whole, 1)))
    return found
