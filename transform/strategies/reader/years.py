"""When: years in a sentence and what they stand for."""

from __future__ import annotations

import functools
import re
from typing import Literal, NamedTuple

from transform.strategies.reader.nouns import is_function_word
from transform.strategies.reader.wordlists import folded, pattern

Role = Literal["deadline", "point", "span", "since", "compared"]

_YEAR = r"(?:19|20)\d{2}"
_BARE = re.compile(
    rf"(?=[12])(?<![\d.,/:#§])(?:(?<![^\W\d_]-)|(?<=mid-))(?<!\d-)({_YEAR})(?![\d/]|[.,:]\d|-\d{{2}}-|-(?:kr|pri)|\s(?:års\s)?pris|s\b|-?(?:tal|årene))"
)
_SPAN = pattern("years.span")
_BETWEEN = pattern("years.between")
_DEADLINE = pattern("years.deadline")
_FOUNDED = pattern("years.founded")
#: "En undersøgelse fra 2023 viser": what it shows is of its year.
_SURVEY = folded("years.survey")
#: "Klustret grundades 2006 och har …": when it began is not when it was counted.
_BEGAN = pattern("years.began")
_GOES_ON = pattern("years.goes_on")
#: "…, twice what was spent in 2020-2023": the years of the other amount.
_TWICE = pattern("years.twice")
_SINCE = pattern("years.since")
#: "…, which runs until 2027, …": when that ends is not when something was counted.
_RUNS = pattern("years.runs")
#: "After the mergers of 2020-2021 two clusters …".
_AFTER = pattern("years.after")
#: "A 2021 mapping", "2022 års undersökning".
_DATED_STUDY = pattern("years.dated_study")
_COMPARED_STRONG = pattern("years.compared_strong")
_THAN = pattern("years.than")
_CUE = pattern("years.cue")
_MODAL_AFTER = pattern("years.modal_after")
_LEVEL_AFTER = pattern("years.level_after")
#: "1. januar 2024 til 31. december 2026".
_DATES = pattern("years.dates")
_LABEL_AFTER = re.compile(r"\s?:\s")  # "Budget 2023: …"
_COMPOUND_AFTER = pattern("years.compound_after")
_WHEN_AFTER = pattern("years.when_after")
_VERB_AFTER = pattern("years.verb_after")
_OPENS_DEFINITE = pattern("years.opens_definite")
#: "i Sverige 2016" says where and when; "Danmark 2030" is a plan.
_IN_COUNTRY = pattern("years.in_country")
_IN_PLACE = pattern("years.in_place")
_KNOWN_NAME = pattern("years.known_name")
#: Programmes that carry their years in their name: "Interreg 5A 2014-2020", "(ESF 2014-2020)".
_PROGRAMME = pattern("years.programme")
#: "31.12.2027", "31/12-2023", "2027-12-31".
_NUMERIC_DATE = re.compile(
    rf"(?=\d)(?<![\d.,/-])(?:\d{{1,2}}[./-]\s?\d{{1,2}}[./-]\s?(?P<last>{_YEAR})|"
    rf"(?P<first>{_YEAR})-\d{{2}}-\d{{2}})"
    r"(?![\d/-])"
)
_PART_OF_YEAR = pattern("years.part_of_year")
_LONGEST_PART = 24
_NEAR = 60
#: "… and so back on a level with 1990": of what it is like, no year of ours.
_ON_LEVEL = pattern("years.on_level")
#: The day and month before a year: what stands before them says what the date is for.
_DAY_AND_MONTH = pattern("years.day_and_month")
#: "… to reach 1900 in 2028": what has a year behind it is none.
DATED_BEHIND = pattern("years.dated_behind")
#: "Fra 1. juli 2024 stiger …": from that day on, not compared with it.
_FROM_DAY = pattern("years.from_day")
_MEASURED = pattern("years.measured")
_NAMED = re.compile(r"(?:^|[\s(\"“”])(?P<word>[A-ZÆØÅÄÖ][\w&-]+)\s+$")


class YearMention(NamedTuple):
    """A year or a span of years at a place in the sentence.

    Attributes:
        start: First character.
        end: Character after the last one.
        first: First year.
        last: Last year (the same for a single year).
        role: ``deadline`` (by 2027), ``point`` (in 2019), ``span`` (2014-2018), ``since``
            (from 2015) or ``compared`` (compared with 1990).
    """

    start: int
    end: int
    first: int
    last: int
    role: Role


def find_years(text: str) -> list[YearMention]:
    """Years of a sentence in order; names such as "Horisont 2020" or "Danmark 2030" are none."""
    mentions: list[YearMention] = []
    if "19" not in text and "20" not in text:
        return mentions
    taken: list[tuple[int, int]] = []
    for match in _SPAN.finditer(text):
        first, last = int(match[1]), _complete(match[1], match[2])
        joined_by_word = re.search(r"\w", text[match.end(1) : match.start(2)])
        before = _before_part(text[: match.start()])[-40:]
        between = _BETWEEN.search(before) or _SINCE.search(before)
        if not first < last <= first + 60 or (joined_by_word and not between):
            continue
        taken.append(match.span())
        if not (_is_document_number(text, match) or _PROGRAMME.search(text[: match.start()])):
            compared = _TWICE.search(text[: match.start()][-100:])
            since = _AFTER.search(text[: match.start()])
            role: Role = "compared" if compared else "since" if since else "span"
            mentions.append(YearMention(match.start(), match.end(), first, last, role))
    for match in _DATES.finditer(text):
        taken.append(match.span())
        mentions.append(YearMention(*match.span(), int(match[1]), int(match[2]), "span"))
    for match in _NUMERIC_DATE.finditer(text):
        taken.append(match.span())
        year = int(match["last"] or match["first"])
        mentions.append(YearMention(*match.span(), year, year, _role(text, match) or "point"))
    for match in _BARE.finditer(text):
        if DATED_BEHIND.match(text, match.end()) or any(
            start <= match.start() < end for start, end in taken
        ):
            continue
        is_like = _ON_LEVEL.search(text, max(0, match.start() - _NEAR), match.start())
        said = None if is_like else _role(text, match)
        if said:
            year = int(match[1])
            mentions.append(YearMention(match.start(), match.end(), year, year, said))
    return sorted(mentions, key=lambda mention: mention.start)


def _complete(first: str, last: str) -> int:
    return int(last) if len(last) == len(first) else int(first[:2] + last)


def _is_document_number(text: str, match: re.Match[str]) -> bool:
    """Whether the years number a paper ("Meld. St. 27 (2016-2017)") rather than say when."""
    before = text[: match.start()]
    return bool(
        re.search(
            r"(?:st\.|prop\.|innst\.|nou|meld\.?|\bS)\s?\d*\s?[A-Z]?\s?\($", before, re.IGNORECASE
        )
    )


def _before_part(before: str) -> str:
    """What stands before a year and the part of it ("compared with the 1. half of 2013")."""
    part = _PART_OF_YEAR.search(before, max(0, len(before) - _LONGEST_PART))
    return before[: part.start()] if part else before


def _role(text: str, match: re.Match[str]) -> Role | None:
    whole, after = text[: match.start()], text[match.end() :]
    before = _before_part(_DAY_AND_MONTH.sub("", whole))
    if _SURVEY.search(before[-60:].lower()) or (
        _DAY_AND_MONTH.search(whole[-_NEAR:]) and _FROM_DAY.search(before[-10:])
    ):
        return "point"
    opens = _WHEN_AFTER.match(after) and not re.search(r"\d", before)
    began = _BEGAN.search(before) and _GOES_ON.match(after)
    if not opens and (began or _LEVEL_AFTER.match(after) or _is_compared(before)):
        return "compared"  # but "lower than in 2023, when it rose by 4 percent" tells of 2023
    since = _SINCE.search(before[-30:])
    if (_WHEN_AFTER.match(after) and not since) or _DATED_STUDY.match(after):
        return "point"
    if _DEADLINE.search(before[-40:]) and not _RUNS.search(before[-60:]):
        return "deadline"
    if _is_since(before):
        return "since"
    return "point" if _is_point(whole, after) else None


def _is_compared(before: str) -> bool:
    return bool(
        _COMPARED_STRONG.search(before[-60:])
        or _THAN.search(before[-40:])
        or _TWICE.search(before[-100:])
    )


def _is_since(before: str) -> bool:
    rules = ((_SINCE, 30), (_FOUNDED, 50), (_RUNS, 60))
    return any(rule.search(before[-reach:]) for rule, reach in rules)


def _is_point(before: str, after: str) -> bool:
    """Whether a year without a deadline says when; in a name ("Danmark 2030") it does not."""
    if _IN_COUNTRY.search(before[-20:]):
        return True
    if _KNOWN_NAME.search(before[-20:]):
        return False
    if _IN_PLACE.search(before[-30:]) and _VERB_AFTER.match(after):
        return True
    if any(rule.match(after) for rule in (_MODAL_AFTER, _LABEL_AFTER, _COMPOUND_AFTER)):
        return True
    named = _NAMED.search(before[-60:])
    is_named = named and not is_function_word(named["word"].lower())  # "Redan 2025 …"
    # "Elproduktionen 2016 var": what a sentence opens with in its definite form is no name.
    is_named = is_named and not (_OPENS_DEFINITE.fullmatch(before) and _VERB_AFTER.match(after))
    if is_named and not _MEASURED.search(before[-20:]) and not _CUE.search(before):
        return False
    return bool(
        _CUE.search(before[-30:])
        or _MEASURED.search(before[-20:])
        or _COMPOUND_AFTER.match(after)
        or before.rstrip()[-1:].islower()
        or _VERB_AFTER.match(after)
    )


#: "2019 i parentes": the year of what stands in brackets behind each figure.
_IN_BRACKETS = re.compile(
    rf"(?<!\d){_YEAR}\s(?:står\s|stands?\s)?(?:i|in|inom)\s(?:parentes|parenthes|brackets|"
    rf"klamme)\w*",
    re.IGNORECASE,
)


#: "Förändring 2020/2019": a change of the year named first.
_NEW_AND_OLD = re.compile(rf"(?<!\d)({_YEAR})\s?[/–-]\s?({_YEAR})(?!\d)")


#: "Exports 2022 and change from 2021": the year of the other amount.
_CHANGE_SINCE = re.compile(
    rf"(?:change|growth|ndring(?:en)?|utvikling|udvikling|utveckling|v[eæ]kst|tillväxt|auke|økning|ökning|"
    rf"stigning)\s(?:(?:i|in)\s(?:[^\W\d]+\.?|%)\s)?(?:fra|från|frå|from|mot|mod|siden|sedan|sidan|"
    rf"since)\s{_YEAR}",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=256)  # asked again for every block below
def year_of_heading(text: str) -> int | None:
    """The year a heading speaks of: its only one, or the last of its span; None where unclear."""
    text = _IN_BRACKETS.sub("", text)
    without = _CHANGE_SINCE.sub("", text)
    text = without if _BARE.search(without) else text
    backwards = _NEW_AND_OLD.search(text)
    if backwards and backwards[1] > backwards[2]:
        return int(backwards[1])
    mentions = find_years(text)
    compared = {mention.first for mention in mentions if mention.role == "compared"}
    bare = sorted(
        {int(year) for year in _BARE.findall(text)} - (compared if mentions[1:] else set())
    )
    if len(mentions) == 1 and mentions[0].role == "span":
        return mentions[0].last
    return bare[0] if len(bare) == 1 else None
