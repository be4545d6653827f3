"""The controlled list of indicators, and how sentences name them.

An indicator is taken from the list where the unit fits and the words match; otherwise the words
of the document stand for themselves.
"""

from __future__ import annotations

import dataclasses
import re

from transform.strategies.reader.wordlists import words

_COMPANY = frozenset({"companies", "members", "percent", "organisations", "factor"})
_SHARE = frozenset({"percent", "percentage_points", "factor"})
_MONEY = frozenset(
    {"DKK", "SEK", "NOK", "EUR", "USD", "GBP", "percent", "percentage_points", "factor"}
)


@dataclasses.dataclass(frozen=True, slots=True)
class Indicator:
    """One entry of the controlled list.

    Attributes:
        code: The stable name.
        title: For people.
        units: Units it is measured in.
        words: Regular expression that a sentence of it matches.
    """

    code: str
    title: str
    units: frozenset[str]
    words: re.Pattern[str]


def _indicator(code: str, title: str, units: frozenset[str] | str, words: str) -> Indicator:
    fitting = frozenset(units.split()) if isinstance(units, str) else units
    return Indicator(code, title, fitting, re.compile(words, re.IGNORECASE))


#: In order: the first that fits is taken, so narrow ones stand before wide ones.
INDICATORS: tuple[Indicator, ...] = (
    _indicator(
        "gold_label_clusters",
        "Clusters with the gold label",
        "clusters labels organisations factor",
        r"\bgu?ll?d?(?:-|mær|mer|mär|label|klyng|kluster)|\bgold\b|\bguld\b|\bgull\b",
    ),
    _indicator(
        "silver_label_clusters",
        "Clusters with the silver label",
        "clusters labels organisations factor",
        r"\bsølv|\bsilver",
    ),
    _indicator(
        "bronze_label_clusters",
        "Clusters with the bronze label",
        "clusters labels organisations factor",
        r"\bbron[sz]e?",
    ),
    _indicator(
        "surveyed_companies",
        "Companies asked in a survey",
        "companies",
        r"\bspurgt\b|\bspurt\b|tillfråg|surveyed|were asked|\bsvarede\b|svarade",
    ),
    _indicator(
        "companies_with_new_innovations",
        "Companies that developed innovations through clusters",
        _COMPANY,
        r"(?:udvikl\w*|utvikl\w*|utveckl\w*|develop\w*|introdu\w*|lanser\w*|nye|nya|"
        r"new)[^.]{0,40}(?:innovation|innovasjon)",
    ),
    _indicator(
        "companies_with_new_products",
        "Companies with new products, services or processes",
        _COMPANY,
        r"\b(?:nye|nya|new) (?:produkt|product|tjenest|tjänst|service|proces)",
    ),
    _indicator(
        "companies_with_new_ideas",
        "Companies that got new ideas",
        _COMPANY,
        r"\b(?:nye|nya|new) (?:ide|idé)",
    ),
    _indicator(
        "companies_with_new_competences",
        "Companies that got new competences or tools",
        _COMPANY,
        r"\b(?:nye|nya|ny|new) (?:kompeten|competen|redskab|verktø|verktyg|værktø|skill)",
    ),
    _indicator(
        "companies_in_international_activities",
        "Companies in international cluster activities",
        _COMPANY,
        r"(?:delta\w*|delt\w*|medverka\w*|take part|taking part|participat\w*|"
        r"joined)[^.]{0,60}(?:internationa|internasjona|udenlandsk|utenlandsk|utländsk)",
    ),
    _indicator(
        "companies_in_collaboration_projects",
        "Companies in projects with knowledge institutions",
        _COMPANY,
        r"(?:samarbejdsprojekt|samarbeidsprosjekt|samverkansprojekt|"
        r"collaborati\w* project|joint project|videns ?institution|"
        r"kunnskapsinstitusjon|samarbejd\w* med|samarbeid\w* med|samverkar? med|"
        r"collaborat\w* with)",
    ),
    _indicator(
        "women_in_management_share",
        "Share of women in management",
        _SHARE,
        r"(?:kvin\w*|women|female)[^.]{0,60}(?:led(?:n|el|er|are)|leiar|manage|lead|"
        r"board|styr)",
    ),
    _indicator("exports", "Exports", _MONEY, r"e(?:ks|x)port"),
    _indicator(
        "private_cofinancing",
        "Private co-financing or investment",
        _MONEY,
        r"privat\w*\s?\w*\s?(?:medfinans|investering|kapital|finans|capital|invest|fund|"
        r"co-?financ)",
    ),
    _indicator(
        "cofinancing",
        "Money that partners add",
        _MONEY - _SHARE,
        r"medfinans(?!iär)|samfinans|egenfinans|co-?financ",
    ),
    _indicator(
        "funding_cut",
        "Money taken from a programme's budget",
        _MONEY,
        r"(?:budsjet|budget|bevillin|bevilgn|anslag)\w*[^.]{0,40}"
        r"(?:redus|reduc|mindsk|minsk|kutt|skåre)\w*(?: ned)? (?:med|by|with)",
    ),
    _indicator(
        "turnover", "Turnover", _MONEY, r"omsætning|omsetning|omsättning|turnover|revenue|sales"
    ),
    _indicator(
        "value_added",
        "Value added",
        _MONEY,
        r"verdiskap|værdiskab|förädlingsvärde|value added|value creation",
    ),
    _indicator("productivity", "Productivity", _MONEY, r"produktivit|productivity"),
    _indicator(
        "research_and_development",
        "Spending on research and development",
        _MONEY,
        r"\bfou\b|\bfoui\b|\bf&u\b|forskning(?!s-|s? og|sminist|sråd|sprop)|"
        r"forsking(?!s)|research(?! council)|\br&d\b",
    ),
    _indicator(
        "greenhouse_gas_emissions",
        "Emissions of greenhouse gases",
        "percent percentage_points tonnes factor",
        r"udled|utslipp|utsläpp|emission|co2|klimagas|drivhusgas|växthusgas",
    ),
    _indicator(
        "energy_use",
        "Use of energy",
        _SHARE,
        r"energi(?:forbruk|forbrug|användning|bruk)|energy (?:use|consumption)",
    ),
    _indicator(
        "recycling_share",
        "Share of material that is recycled",
        _SHARE,
        r"gjenvin|genanv|genbrug|gjenbruk|återvin|återanv|recycl|reuse|biobaser",
    ),
    _indicator(
        "unemployment_rate",
        "Unemployment",
        _SHARE,
        r"arbejdsløs|arbeidsløys|arbeidsledig|arbetslös|ledighed|unemploy",
    ),
    _indicator(
        "employment_rate",
        "Employment rate",
        _SHARE,
        r"beskæftigelse|sysselset|sysselsättning|employment rate",
    ),
    _indicator(
        "sick_leave",
        "Sick leave",
        _SHARE,
        r"sygefravær|sykefravær|sjukefråvær|sjukfrånvaro|sick leave",
    ),
    _indicator(
        "satisfaction",
        "Satisfaction of members or users",
        _SHARE,
        r"tilfreds|nöjd|satisf|fornøyd|tilfredse",
    ),
    _indicator("survey_responses", "Answers to a survey", "responses", r"."),
    _indicator(
        "surveyed_clusters",
        "Clusters asked in a survey",
        "clusters",
        r"kartleg|undersøge|undersøk|enkät|survey|spørgeskema|spørreundersøk",
    ),
    _indicator("new_members", "New members", "members", r"\b(?:nye|nya|new)\b"),
    _indicator("cluster_members", "Members of clusters", "members", r"."),
    _indicator(
        "jobs_created",
        "Jobs created",
        "jobs",
        r"\b(?:nye|nya|new|skab\w*|skap\w*|creat\w*|etabler\w*|vokse|øke|öka|increase)\b",
    ),
    _indicator("jobs", "Jobs", "jobs full_time_equivalents", r"."),
    _indicator(
        "member_companies",
        "Companies that are members",
        _COMPANY,
        r"medlem\w*(?:virksomhed|bedrift|företag|verksemd)|member (?:compan|firm)|"
        r"(?:virksomheder|bedrifter|företag|"
        r"companies|firms)[^.]{0,25}medlem",
    ),
    _indicator(
        "start_ups",
        "New companies",
        "companies factor",
        r"start-?up|iværksætter|oppstart|nystart|nyetabler|nyetabl|gründer|"
        r"nye virksomheder|entrepreneur",
    ),
    _indicator(
        "participating_companies",
        "Companies that take part",
        "companies",
        r"delta|delt|medverka|take part|participa|gennemfør|gjennomfør|genomför",
    ),
    _indicator(
        "companies_in_clusters",
        "Companies in clusters",
        "companies",
        r"klyng|kluster|cluster|netværk|nettverk|nätverk",
    ),
    _indicator(
        "employees",
        "Persons employed",
        "people",
        r"ansat|tilsat|tilset|tilsett|anställ|medarbe|employ|work in|sysselsat|beskæft",
    ),
    _indicator(
        "event_participants",
        "Participants of an event",
        "people",
        r"konferen|møde|møte|mässa|seminar|event|deltager|deltaker|deltagar|"
        r"representant|particip|utbildning|kurs",
    ),
    _indicator("patents", "Patents", "patents", r"."),
    _indicator("innovation_projects", "Innovation projects", "projects", r"innova"),
    _indicator("projects", "Projects", "projects", r"."),
    _indicator("nce_clusters", "Norwegian Centres of Expertise", "clusters", r"\bNCE\b"),
    _indicator(
        "gce_clusters",
        "Global Centres of Expertise",
        "clusters",
        r"\bGCE\b|Global Cent(?:er|re)s? of Expertise",
    ),
    _indicator(
        "selected_clusters",
        "Clusters chosen in a call or appointed",
        "clusters",
        r"(?:väl|vald)\w*[^.]{0,25} ut\b|utvald|udvalg|utvalg|udpeg|utpek|appoint|selected|chosen",
    ),
    _indicator("clusters", "Clusters", "clusters", r"."),
    _indicator(
        "programme_funding",
        "Money for a programme or its projects",
        _MONEY - _SHARE,
        r"program|strukturfond|bevil|bevilg|løyv|afsat|avsatt|avsätt|satsa|fordel|"
        r"fördel|tildel|støtte|stöd|fund|grant|invest|finans|"
        r"midler|medel|budget|kost",
    ),
)
_TRIM = re.compile(r"^[\s,.:;–-]+|[\s,.:;–-]+$")
_CUT = re.compile(r"[.;!?()]|,\s|\s[–-]\s")
#: Where words stop being about the number: another number, a time.
_STOP = re.compile(
    r"\s(?:og|och|and)\s(?=\d)|\d[\d.,]*|\b(?:inden|innen|innan|senest|senast|frem mod|"
    r"fram til|fram till|by|med|till|til)\s(?=(?:19|20)\d\d|udgangen|utgangen|slutet)",
    re.IGNORECASE,
)
_FUNCTION_WORDS = words(
    "og och and i in på til till to med with af av of for för fra från from om at att der som "
    "mellem mellan mellom between per pr mindst minst højst högst høyst ca cirka omkring about "
    "over över under mere mer meir more than end enn än runt rundt totalt mod mot er är is the "
    "den det de en et ett ei a skal ska shall vil"
)
_CONTENT_WORD = re.compile(r"[^\W\d_]{4,}")
_WORDS_MAXIMUM = 80


def name_indicator(sentence: str, unit: str, noun: str, near: str, start: int, end: int) -> str:
    """Code of the controlled list, or the document's own words.

    Args:
        sentence: The whole sentence.
        unit: Unit of the quantity.
        noun: Words of the unit as printed; "Guld-" stands for itself.
        near: The clause around the quantity.
        start: Where the quantity begins in the sentence.
        end: Where it ends.
    """
    for text in (noun, near, sentence):
        for indicator in INDICATORS:
            if unit not in indicator.units:
                continue
            is_general = indicator.words.pattern == "."
            if is_general and text is not sentence:
                continue
            if indicator.words.search(text):
                return indicator.code
    return own_words(sentence, noun, start, end)


def own_words(sentence: str, noun: str, start: int, end: int) -> str:
    """What the number is about, in the sentence's words: those behind it, else those before."""
    behind = _TRIM.sub("", f"{noun} {_STOP.split(_CUT.split(sentence[end:])[0])[0]}")
    before = _TRIM.sub("", _STOP.split(_CUT.split(sentence[:start])[-1])[-1])
    if len(_CONTENT_WORD.findall(_bare(behind))) > 1:
        before = ""
    around = " ".join(f"{_bare(before)} {_bare(behind)}".split())
    return _shorten(around or noun or sentence)


def _bare(words: str) -> str:
    """Without the prepositions and conjunctions at both ends."""
    listed = words.split()
    while listed and listed[-1].lower() in _FUNCTION_WORDS:
        listed.pop()
    while listed and listed[0].lower() in _FUNCTION_WORDS:
        listed.pop(0)
    return " ".join(listed)


def _shorten(text: str) -> str:
    if len(text) <= _WORDS_MAXIMUM:
        return text
    return text[:_WORDS_MAXIMUM].rsplit(" ", 1)[0]
