"""Numbers in running text, in figures and in words.

Grouping by point, comma, apostrophe or any space; decimals by comma (Nordic) or point; words up
to the thousands; a fraction behind either ("2½", "tre og en halv"); then a scale from "tusind"
to "billion". A sign that touches the figures belongs to them.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from transform.strategies.reader.wordlists import compiled, pattern
from transform.strategies.reader.years import DATED_BEHIND

_UNITS = {
    "da": "nul en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten "
    "sytten atten nitten",
    "sv": "noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton "
    "sjutton arton nitton",
    "nb": "null en to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten "
    "sytten atten nitten",
    "nn": "null ein to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten "
    "sytten atten nitten",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen",
}
_TENS = {
    "da": {"tyve": 20, "tredive": 30, "fyrre": 40, "fyrretyve": 40, "halvtreds": 50, "tres": 60,
           "halvfjerds": 70, "firs": 80, "halvfems": 90},
    "sv": {"tjugo": 20, "trettio": 30, "fyrtio": 40, "femtio": 50, "sextio": 60, "sjuttio": 70,
           "åttio": 80, "nittio": 90},
    "nb": {"tjue": 20, "tyve": 20, "tretti": 30, "tredve": 30, "førti": 40, "femti": 50,
           "seksti": 60, "sytti": 70, "åtti": 80, "nitti": 90},
    "en": {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
           "eighty": 80, "ninety": 90},
}  # fmt: skip
_TENS["nn"] = _TENS["nb"]
_MULTIPLIERS = {
    "hundred": 100, "hundrede": 100, "hundreder": 100, "hundra": 100, "hundre": 100,
    "tusind": 1000, "tusinde": 1000, "tusen": 1000, "thousand": 1000,
    "dusin": 12, "dussin": 12, "dozen": 12, "snes": 20, "tjog": 20,
}  # fmt: skip
_ONES = frozenset({"en", "et", "én", "ét", "ett", "ein", "eit", "ei", "one", "a"})
_FIXED = {
    "halvannen": 1.5, "halvanden": 1.5, "halvandet": 1.5, "halvannet": 1.5, "halvtannan": 1.5,
    "halvannan": 1.5,
}  # fmt: skip
#: Factors of the scale words, as ``numbers.scale`` groups them; 0 where the language decides: a
#: billion is a thousand millions in English only.
_SCALES = (1e18, 0, 1e12, 0, 1e9, 1e6, 1e3)
_ENGLISH_SCALES = {"t": 1e12, "b": 1e9}
_NORDIC_SCALES = {"t": 1e18, "b": 1e12}
SCALE = pattern("numbers.scale")
_SCALED_NEXT = pattern("numbers.scaled_next")
#: Characters of a figure; longer runs of digits are codes, and past any number of a computer.
_LONGEST_FIGURE = 40
_FIGURES = pattern("numbers.figures")
#: "0115 OSLO": no count begins with a nought.
_CODE = re.compile(r"0\d")
_SIGN = re.compile(r"(?:^|[\s(:;=])(?P<sign>[-–+±])\s?$")
#: Behind a number that stands alone: a sign before it is one, even at the start of a line.
_ONLY_UNIT = pattern("numbers.only_unit")
#: What a number and a fraction of one make together.
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
_FRACTION_MARK = re.compile(r"\s?(?P<mark>[½¼¾])|\s(?P<slash>1/2|1/4|3/4)(?![\d/])")
_FRACTION_WORDS = pattern("numbers.fraction_words")
#: "Flera tusen", "mange hundre", "titalls tusen": nobody says how many.
_VAGUE = pattern("numbers.vague")
#: "Ett 20-tal", "et 30-talls": about that many.
_ABOUT_FIGURE = pattern("numbers.about_figure")
#: "Minst ett prosjekt": a number, no article.
_AT_LEAST_ONE = pattern("numbers.at_least_one")
_AT_LEAST = pattern("numbers.at_least")
_WORD = re.compile(r"[^\W\d_]+")
_NEXT_WORD = re.compile(r"[ -]+[^\W\d_]+")
_HALF = pattern("numbers.half")
#: "(3,4) mio. kr.": how accounts write a loss.
_AMOUNT_IN_BRACKETS = pattern("numbers.amount_in_brackets")
_CURRENCY_BEFORE = pattern("numbers.currency_before")
_POINT = pattern("numbers.point")
_PERCENT_NEXT = pattern("numbers.percent_next")
_TEENS = {word: n for words in _UNITS.values() for n, word in enumerate(words.split()) if n > 9}
_WHOLES = (*_TENS.values(), _MULTIPLIERS, _TEENS)
_ROUND = {
    word: value
    for value, forms in (
        (50.0, "halvt hundre|halvt hundrede"),
        (200.0, "par hundre|par hundrede|par hundra"),
        (2000.0, "par tusen|par tusind"),
        *((float(n), f"{word}tal|{word}tall") for known in _WHOLES for word, n in known.items()),
    )
    for word in forms.split("|")
}
#: Of "titalls tusen" nobody says how many.
_ROUND_WORD = re.compile(
    rf"\b(?:ett|et|eit)\s(?P<word>{'|'.join(_ROUND)})(?:s(?!\s(?:hund|tus|mil)))?\b", re.IGNORECASE
)


class Number(NamedTuple):  # made for every figure: a dataclass costs twice as much
    """A number at a place in the text.

    Attributes:
        start: First character.
        end: Character after the last one, scale word included.
        value: Its value, scale applied.
        in_words: Whether it is written in letters.
        scale: 1, or the factor its scale word stands for.
        is_year_like: Four bare digits between 1900 and 2099.
        alternative: Value under the other reading of "1,800", if there are two.
        is_part: A share in words, in percent ("hver tredje").
        sign: ``-`` or ``(`` where it is negative, ``+`` where it says that it is a change.
        is_round: "Ett hundratal", "et par hundre": said to be about that.
    """

    start: int
    end: int
    value: float
    in_words: bool = False
    scale: float = 1
    is_year_like: bool = False
    alternative: float | None = None
    is_round: bool = False
    sign: str = ""
    is_part: bool = False


def find_numbers(text: str, language: str) -> list[Number]:
    """All numbers of a text in order.

    Args:
        text: One sentence; every kind of space already folded to a plain one.
        language: Decides the reading of "1,800" and which words are numbers.
    """
    lowered = text.lower()
    found = [
        *(_figures(text, language) if _DIGIT.search(text) else ()),
        *(_halves(text, language) if any(map(lowered.__contains__, _OF_HALVES)) else ()),
        *(_rounds(text, language) if any(map(lowered.__contains__, _OF_ROUNDS)) else ()),
        *_words(text, language),
    ]
    found.sort(key=lambda number: (number.start, -number.end))
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


_DIGIT = re.compile(r"\d")
_BRACKETED = re.compile(
    r"\s?\((?:[-–+]\s?)?\d[\d .,]*\)(?=\s?(?:%|[^\W\d]))|\s20\d\d-(?=kr)"  # "700 000 2020-kroner"
)
#: What each word for a half or quarter, and each for a round number, holds.
_OF_HALVES = ("hal", "½", "¼", "¾", "kvart", "quarter", "fjärdedel")
_OF_ROUNDS = ("tal", "titall", "hundre", "par ")
_NUMBER_PARTS = pattern("numbers.number_parts")


@functools.cache
def _number_words(language: str) -> frozenset[str]:
    rounds = (part for word in _ROUND for part in (*word.split(), f"{word}s"))
    return frozenset([*_vocabulary(language), *_MULTIPLIERS, *_FIXED, *rounds, "mdkr", "mkr"])


def may_hold_number(text: str, language: str) -> bool:
    """Whether a sentence needs reading at all: most hold no digit and no number word."""
    if _DIGIT.search(text):
        return True
    lowered = text.lower()
    known = _number_words(language if language in _UNITS else "en")
    words = _WORD.findall(lowered)
    return not known.isdisjoint(words) or any(
        rule.search(lowered) for rule in (_NUMBER_PARTS, _AT_LEAST_ONE)
    )


def _with_scale(text: str, number: Number, language: str) -> Number:
    """The number with the fraction and the scale word behind it."""
    number = _with_fraction(text, number)
    match = SCALE.match(text, number.end)
    if not match:
        return number
    factor = next(factor for i, factor in enumerate(_SCALES) if match[f"s{i}"])
    if not factor:
        scales = _ENGLISH_SCALES if language == "en" else _NORDIC_SCALES
        factor = scales[match[0].strip(" -")[0].lower()]
    told = number.value if number.alternative is None else number.alternative  # "3,135 mia."
    value = round(told * factor, 4)
    return number._replace(end=match.end(), value=value, scale=factor, is_year_like=False)


def _with_fraction(text: str, number: Number) -> Number:
    if number.value != int(number.value) or number.is_year_like:
        return number
    mark = _FRACTION_MARK.match(text, number.end)
    if mark:
        part = _FRACTIONS[mark["mark"] or mark["slash"]]
        return number._replace(end=mark.end(), value=number.value + part)
    words = _FRACTION_WORDS.match(text, number.end)
    if not words or not (SCALE.match(text, words.end()) or _PERCENT_NEXT.match(text, words.end())):
        return number
    part = 0.5 if words["half"] else 0.75 if words["most"] else 0.25
    return number._replace(end=words.end(), value=number.value + part)


def _figures(text: str, language: str) -> list[Number]:
    return [
        _with_scale(text, _before_unit(text, _signed(text, _figure(match, language))), language)
        for match in _FIGURES.finditer(text)
        if len(match[0]) <= _LONGEST_FIGURE
        and not _CODE.match(match[0])
        and not _sticks_to_letters(text, match.end())
    ]


def _signed(text: str, number: Number) -> Number:
    """The number with the sign that stands before it; a bullet or a dash is none."""
    in_brackets = text[number.start - 1 : number.start] == "(" and _AMOUNT_IN_BRACKETS.match(
        text, number.end
    )
    if in_brackets and not number.is_year_like:
        return number._replace(
            start=number.start - 1, end=number.end + 1, value=-number.value, sign="("
        )
    match = _SIGN.search(text[: number.start][-3:])
    if not match or number.is_year_like:
        return number
    touches = text[number.start - 1] == match["sign"]
    sign = match["sign"]
    if sign == "±" or not touches:
        return number
    start = number.start - 1
    before = text[:start].rstrip()
    is_bullet = not before and not _ONLY_UNIT.fullmatch(text, number.end)
    if sign in "-–" and (is_bullet or before[-1:].isdigit()):
        return number  # a bullet, or a range
    value = -number.value if sign in "-–" else number.value
    other = -number.alternative if number.alternative and value < 0 else number.alternative
    kind = "+" if sign == "+" else "-"
    return number._replace(start=start, value=value, alternative=other, sign=kind)


def _before_unit(text: str, number: Number) -> Number:
    """The number with what stands between it and its unit ("58 (55) %", "90 2020-kroner")."""
    other = None if number.is_year_like else _BRACKETED.match(text, number.end)
    return number._replace(end=other.end()) if other else number


def _sticks_to_letters(text: str, end: int) -> bool:
    """Digits in front of letters ("5G", "3D") are part of a name; "25m", "10kr" are not."""
    rest = text[end:]
    return rest[:1].isalpha() and not re.match(
        r"(?:mio|mia|mrd|mdr|mill|milj|mnkr|bn|pct|pst|procent|prosent|[kmtb]|"
        r"(?:[kmtb]|mn|md)?(?:kr|sek|nok|dkk|eur|usd))(?![^\W\d_])",
        rest,
        re.IGNORECASE,
    )


def _figure(match: re.Match[str], language: str) -> Number:
    raw = match[0]
    if raw.isdigit():
        is_year = len(raw) == len("2024") and raw[:2] in {"19", "20"}
        is_year = is_year and not DATED_BEHIND.match(match.string, match.end())
        return Number(match.start(), match.end(), float(raw), is_year_like=is_year)
    compact = re.sub(r"[ '’]", "", raw)
    alternative = None
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", compact):
        value = float(compact.replace(".", "").replace(",", "."))
        if language == "en" and compact.count(".") == 1 and "," not in compact:
            alternative = float(compact)
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", compact):
        value = float(compact.replace(",", ""))
        if language != "en" and compact.count(",") == 1 and "." not in compact:
            alternative = float(compact.replace(",", "."))
    else:
        value = float(compact.replace(",", "."))
    return Number(match.start(), match.end(), value, alternative=alternative)


def _halves(text: str, language: str) -> list[Number]:
    numbers = []
    for match in _HALF.finditer(text):
        value = _FRACTIONS.get(match["mark"] or "", 0.5)
        value = 1.5 if match["one"] else 0.75 if match["most"] else value
        value = 0.25 if match["quarter"] else value
        number = Number(match.start(), match.end(), value, in_words=True)
        scaled = _with_scale(text, number, language)
        if scaled.scale > 1 or _PERCENT_NEXT.match(text, match.end()):
            numbers.append(scaled)  # "en halv dag" is no figure
    return numbers


def _rounds(text: str, language: str) -> list[Number]:
    words = [
        _with_scale(
            text,
            Number(match.start(), match.end(), _ROUND[match["word"].lower()], True, is_round=True),
            language,
        )
        for match in _ROUND_WORD.finditer(text)
    ]
    figures = [
        Number(match.start(), match.end(), float(match["figure"]), is_round=True)
        for match in _ABOUT_FIGURE.finditer(text)
    ]
    return words + figures


@functools.cache
def _vocabulary(language: str) -> dict[str, int]:
    words = {word: value for value, word in enumerate(_UNITS[language].split()) if value > 1}
    if language in {"nb", "nn"}:
        words["syv"] = 7  # beside "sju"
    tens = _TENS[language]
    words |= tens
    for unit, value in list(zip(_UNITS[language].split(), range(20), strict=True))[1:10]:
        for ten, base in tens.items():
            words[f"{ten}{unit}"] = base + value  # tjugofem, tjuefem
            words[f"{unit}og{ten}"] = base + value  # femogtyve
    hundreds = {"da": "hundrede", "sv": "hundra", "nb": "hundre", "nn": "hundre"}.get(language)
    if hundreds:
        for unit, value in zip(_UNITS[language].split()[1:10], range(1, 10), strict=True):
            words[f"{unit}{hundreds}"] = 100 * value  # tvåhundra
    return words


@functools.cache
def _opening_word(language: str) -> re.Pattern[str]:
    """What a number in words begins with."""
    listed = "|".join([*_vocabulary(language), *_MULTIPLIERS, *_ONES])
    return compiled(rf"(?<![^\W\d_])(?:{listed})(?![^\W\d_])")


def _words(text: str, language: str) -> list[Number]:
    """Runs of number words: "to hundrede og tyve", "twenty-five", "et dusin"."""
    known = language if language in _UNITS else "en"
    numbers: list[Number] = []
    after = 0
    for first in _opening_word(known).finditer(text):
        end, value = _read_words(text, first, _vocabulary(known))
        if value is None or first.start() < after:
            continue
        after = end
        if not _is_vague(text, first):
            number = Number(first.start(), end, value, in_words=True)
            numbers.append(_with_scale(text, number, language))
    return numbers


def _is_vague(text: str, first: re.Match[str]) -> bool:
    """Whether a bare "thousand" follows "several", or is the scale of a currency."""
    if first[0].lower() not in _MULTIPLIERS:
        return False
    before = text[: first.start()][-20:]
    return bool(_VAGUE.search(before) or _CURRENCY_BEFORE.search(before))


def _read_words(
    text: str, first: re.Match[str], vocabulary: dict[str, int]
) -> tuple[int, float | None]:
    """Where the run of number words that begins with the first one ends, and its value."""
    total = 0.0
    current: float | None = None
    end = first.start()
    is_joined = False
    match: re.Match[str] | None = first
    while match:
        word = match[0].strip(" -").lower()
        if word in vocabulary and (current is None or _can_add(current, vocabulary[word])):
            current = (current or 0) + vocabulary[word]
        elif is_joined:
            break
        elif word in _ONES and match is first:
            current = 1
        elif word == "one" and current is not None and _can_add(current, 1):
            current += 1  # "sixty-one"
        elif word in _MULTIPLIERS:
            factor = _MULTIPLIERS[word]
            current = (current or 1) * factor
            if factor >= 1000:
                total, current = total + current, 0
        elif word in {"og", "och", "and"} and (current or total) >= 100:
            is_joined = True
            match = _NEXT_WORD.match(text, match.end())
            continue
        else:
            break
        end, is_joined = match.end(), False
        match = _NEXT_WORD.match(text, end)
    if current is None and not total:
        return end, None
    if end == first.end() and first[0].lower() in _ONES:
        is_bound = _AT_LEAST.search(text[: first.start()][-12:])
        if not (is_bound or _SCALED_NEXT.match(text, end) or _POINT.match(text, end)):
            return end, None  # an article, not a number
    return end, total + (current or 0)


def _can_add(current: float, word: int) -> bool:
    if current and current % 100 == 0:
        return True
    return current >= 20 and current % 10 == 0 and word < 10
