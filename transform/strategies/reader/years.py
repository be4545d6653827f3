"""When: years in a sentence and what they stand for."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import Literal

Role = Literal["deadline", "point", "span", "since", "compared"]

_YEAR = r"(?:19|20)\d{2}"
_BARE = re.compile(rf"(?<![\d.,/:#§])(?<![^\W\d_]-)(?<!\d-)({_YEAR})(?![\d/]|[.,:]\d|-\d{{2}}-)")
_SPAN = re.compile(
    rf"(?<![\d.,/])({_YEAR})\s?(?:[-–—/]|til og med|till och med|to|til|till|og|och|and|"
    rf"t\.o\.m\.?)\s?"
    rf"({_YEAR}|\d{{2}})(?![\d.,]\d|\d|-\d)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:mellem|mellan|mellom|between)\s+(?:årene |åren |åra |the years )?$", re.IGNORECASE
)
_DEADLINE = re.compile(
    r"(?:senest|senast|seinast|innen|innan|inden|by|before|before the end of|until|till|til|"
    r"fram till|fram til|frem til|frem mod|"
    r"fram mot|frem mot|mot|mod|towards?|i mål|ikke senere end|no later than|not later than|"
    r"ikke senere enn)\s+(?:i |ved |vid |at |den |"
    r"the )?(?:slutten av |slutet av |utgangen av |udgangen af |"
    r"utgången av |slutningen af |end of |the end of |utløpet av |udløbet af |ultimo |primo |"
    r"medio |ult\.? |innan utgången av |löpet av |slutten på )?(?:år |året )?$",
    re.IGNORECASE,
)
_FOUNDED = re.compile(
    r"(?:^|\b(?:der|som|which|that)|[(,])\s?(?:blev |ble |blei |vart |was |were |is |er |är )?"
    r"(?:stiftet|stifta|grundlagt|grunnlagt|grundad|grundades|bildad|bildades|etablert|etableret|"
    r"etablerad|skipa|startet|startad|founded|established|est\.|oprettet|opprettet|inrättad|"
    r"lansert|lanseret|lanserad|created|"
    r"launched|set up)\s(?:i |in |år )?$",
    re.IGNORECASE,
)
#: "En undersøgelse fra 2023 viser": what it shows is of its year.
_SURVEY = re.compile(
    r"(?:undersøgelsen?|undersøkelsen?|undersøkinga?|undersökning(?:en)?|survey|report|"
    r"rapport(?:en)?|"
    r"måling(?:en)?|mätning(?:en)?|enkät(?:en)?|(?:midtvejs)?evaluering(?:en)?|utvärdering(?:en)?|"
    r"evaluation|analysen?|study|studien?|tall?|siffror|figures|data)\s(?:fra|från|frå|from|of)\s"
    r"(?:år\s)?$",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"(?:(?:siden|sedan|sidan|since)\s+(?:[a-zæøåäö]+\s){1,2}|siden|sedan|sidan|since|"
    r"fra og med|från och med|f\.o\.m\.|from|fra|från|frå|etter|efter|after)\s*(?:år |i )?$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"(?:sammenlignet med|sammenliknet med|samanlikna med|jämfört med|jämfört mot|"
    r"compared (?:with|to)|i forhold til|i förhållande till|"
    r"relative to|målt mot|set i forhold til|from|mot|mod|against|with|med|än|enn|end|"
    r"than|(?:så|lika|like) \w+ som|as \w+ as)\s+(?:niveauet i |nivået i |nivån |nivån år |"
    r"(?:the )?levels? (?:in|of) |(?:the )?baseline (?:in|of) |utsläppen |utslippene i |"
    r"basåret |basisåret |base year |året |år |i |in )*$",
    re.IGNORECASE,
)
_COMPARED_STRONG = re.compile(
    r"(?:sammenlignet|sammenliknet|samanlikna|jämfört|compared|forhold til|förhållande|"
    r"relative to|målt mot|basår|basisår|baseline|"
    r"utgangspunkt|udgangspunkt|utgångspunkt)[^.;()]{0,40}$",
    re.IGNORECASE,
)
_THAN = re.compile(
    r"(?<!\w)(?<!later )(?<!senere )(?<!seinare )(?<!senare )(?:än|enn|end|than|"
    r"(?:så|lika|like) \w+ som|as \w+ as)\s+(?:i |år |in )*$",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"(?:\bi|\bår|\båret|\bin|\bper|\bpr\.?|\bfor|\bför|\bav|\baf|\bof|\bden|\bthe|\bunder|"
    r"\bduring|\bslutet av|\bstatus|\bbaseline|"
    r"\bmål|\bambisjon|\bambition|\btarget|\bgoal|\bved utgangen av|\bvid|\bved|\bom|"
    r"\bsommeren|\bsommaren|\bforåret|"
    r"\befteråret|\bhøsten|\bhösten|\bvåren|"
    r"\btil|\btill|\bto|\bog|\boch|\band|\bend of|\bafter|\bfrom|\bmid|\bsince|\blate|\bearly|"
    r"\bresultater|\bresultat|\bhele|\bhela|"
    rf"\bseneste|\b(?:jan|feb|mar|apr|ma[jiy]|jun|jul|aug|sep|okt|oct|nov|dec|des)\w*\.?|"
    rf"[(,:;%]|^|\d|{_YEAR}-)\s*$",
    re.IGNORECASE,
)
_MODAL_AFTER = re.compile(r"\s(?:har|ska|skall|skal|has|shall)\b")
_LEVEL_AFTER = re.compile(r"[\s-](?:baseline|levels?|nivået?|nivån|niveauet?)\b", re.IGNORECASE)
#: "1. januar 2024 til 31. december 2026".
_DATES = re.compile(
    rf"(?<![\d.,/])({_YEAR})\s?(?:[-–—]|til(?: og med)?|till(?: och med)?|to|until)\s?"
    rf"(?:den\s|the\s)?\d{{1,2}}\.?\s"
    rf"(?:jan|feb|mar|apr|ma[ijy]|jun|jul|aug|sep|o[kc]t|nov|de[cs])[^\W\d_]*\.?\s({_YEAR})(?!\d)",
    re.IGNORECASE,
)
_LABEL_AFTER = re.compile(r"\s?:\s")  # "Budget 2023: …"
_COMPOUND_AFTER = re.compile(r"[-–\s]?(?:mål|target|nivå|undersøgelse|undersøkels)")
_WHEN_AFTER = re.compile(r",?\s(?:då|da|when|när|når|hvor|där)\s", re.IGNORECASE)
_VERB_AFTER = re.compile(
    r"\s*[)\],.:;]|\s+(?:deltog|deltok|var|havde|hadde|hade|skal|ska|skall|shall|had)\b|$"
)
#: "i Sverige 2016" says where and when; "Danmark 2030" is a plan.
_IN_COUNTRY = re.compile(
    r"\b(?:i|in)\s(?:Danmark|Sverige|Norge|Noreg|Denmark|Sweden|Norway)\s$", re.IGNORECASE
)
_KNOWN_NAME = re.compile(
    r"(?<!\w)(?:horisont|horizon|agenda|vision|europa|europe|danmark|region|sverige|norge|"
    r"(?<!\d )(?:program|project|projekt))\s+$",
    re.IGNORECASE,
)
#: Programmes that carry their years in their name: "Interreg 5A 2014-2020", "(ESF 2014-2020)".
_PROGRAMME = re.compile(
    r"(?<!\w)(?:(?i:interreg|erasmus|horizon|horisont|life|socialfond\w*|sosialfond\w*|"
    r"regionalfond\w*|strukturfond\w*)\b[^.,;()\d]{0,40}|(?:ESF|ERUF|ERDF|EFRU|EU)\+?\s+)\(?$"
)
#: "31.12.2027", "31/12-2023", "2027-12-31".
_NUMERIC_DATE = re.compile(
    rf"(?<![\d.,/-])(?:\d{{1,2}}[./-]\s?\d{{1,2}}[./-]\s?(?P<last>{_YEAR})|"
    rf"(?P<first>{_YEAR})-\d{{2}}-\d{{2}})"
    r"(?![\d/-])"
)
#: The day and month before a year: what stands before them says what the date is for.
_DAY_AND_MONTH = re.compile(
    r"(?:(?:den|the)\s)?\d{1,2}\.?(?:e|st|nd|rd|th)?\s(?:of\s)?"
    r"(?:jan|feb|mar|apr|ma[ijy]|jun|jul|aug|sep|o[kc]t|nov|de[cs])[^\W\d_]*\.?,?\s$",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"(?:kr|sek|nok|dkk|eur|usd|euro|€|kroner|kronor|kronar|mw|gw|kwh|twh|gwh|mwh|km|ha|ton|"
    r"tonn|%|pct|procent|prosent)\.?\s+$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:^|[\s(\"“”])[A-ZÆØÅÄÖ][\w&-]+\s+$")


@dataclasses.dataclass(frozen=True, slots=True)
class YearMention:
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
    taken: list[tuple[int, int]] = []
    for match in _SPAN.finditer(text):
        first, last = int(match[1]), _complete(match[1], match[2])
        joined_by_word = re.search(r"\w", text[match.end(1) : match.start(2)])
        between = _BETWEEN.search(text[: match.start()][-40:]) or _SINCE.search(
            text[: match.start()][-40:]
        )
        if not first < last <= first + 60 or (joined_by_word and not between):
            continue
        taken.append(match.span())
        if not (_is_document_number(text, match) or _PROGRAMME.search(text[: match.start()])):
            mentions.append(YearMention(match.start(), match.end(), first, last, "span"))
    for match in _DATES.finditer(text):
        taken.append(match.span())
        mentions.append(YearMention(*match.span(), int(match[1]), int(match[2]), "span"))
    for match in _NUMERIC_DATE.finditer(text):
        taken.append(match.span())
        year = int(match["last"] or match["first"])
        mentions.append(YearMention(*match.span(), year, year, _role(text, match) or "point"))
    for match in _BARE.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        role = _role(text, match)
        if role:
            year = int(match[1])
            mentions.append(YearMention(match.start(), match.end(), year, year, role))
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


def _role(text: str, match: re.Match[str]) -> Role | None:
    whole, after = text[: match.start()], text[match.end() :]
    before = _DAY_AND_MONTH.sub("", whole)
    roles: tuple[tuple[Role, bool], ...] = (
        ("point", bool(_SURVEY.search(before[-60:]))),
        ("compared", bool(_LEVEL_AFTER.match(after))),
        ("compared", bool(_COMPARED_STRONG.search(before[-60:]) or _THAN.search(before[-40:]))),
        ("point", bool(_WHEN_AFTER.match(after))),
        ("deadline", bool(_DEADLINE.search(before[-40:]))),
        ("since", bool(_SINCE.search(before[-20:]) or _FOUNDED.search(before[-50:]))),
        ("point", _is_point(whole, after)),
    )
    return next((role for role, holds in roles if holds), None)


def _is_point(before: str, after: str) -> bool:
    """Whether a year without a deadline says when; in a name ("Danmark 2030") it does not."""
    if _IN_COUNTRY.search(before[-20:]):
        return True
    if _KNOWN_NAME.search(before[-20:]):
        return False
    if any(rule.match(after) for rule in (_MODAL_AFTER, _LABEL_AFTER, _COMPOUND_AFTER)):
        return True
    is_named = _NAMED.search(before[-60:]) and not _MEASURED.search(before[-20:])
    if is_named and not _CUE.search(before):
        return False
    return bool(
        _CUE.search(before[-30:])
        or _MEASURED.search(before[-20:])
        or _COMPOUND_AFTER.match(after)
        or before.rstrip()[-1:].islower()
        or _VERB_AFTER.match(after)
    )


@functools.lru_cache(maxsize=256)  # asked again for every block below
def year_of_heading(text: str) -> int | None:
    """The year a heading speaks of: its only one, or the last of its span; None where unclear."""
    mentions = find_years(text)
    bare = sorted({int(year) for year in _BARE.findall(text)})
    if len(mentions) == 1 and mentions[0].role == "span":
        return mentions[0].last
    return bare[0] if len(bare) == 1 else None
