"""Numbers that are no figures: where they stand in a sentence.

Each rule names one kind. A number that overlaps one of the returned spans is never read as a
value; years in them can still tell when something is.
"""

from __future__ import annotations

import re

_MONTHS = (
    r"(?:jan(?:uar[iy]?)?|feb(?:ruar[iy]?)?|mar(?:ts|s|ch)?|apr(?:il)?|ma[jiy]|jun[ei]?|jul[iy]?|"
    r"aug(?:ust[i]?)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[cs](?:ember)?)\b\.?"
)
#: Words that number a part of a document, a place, a stage or a rule.
_LABELS = (
    r"s(?:ide(?:n|r)?|ida(?:n|or)?)|pages?|pp?\.|s\.|kapit(?:el|let|tel|tlet)|kap\.|chapters?|"
    r"bilag(?:a|an|or)?|vedlegg|annex|appendix|fig(?:ur(?:en)?|ure|\.)|tab(?:ell(?:en)?|le|el|\.)|"
    r"diagram|box|boks|ruta|faktaboks|punkt(?:et)?|pkt\.|afsnit|avsnitt|section|sec\.|del|part|"
    r"fase|fas|phase|trinn|trin|step|nivå|niveau|level|version(?:en)?|versjon|ver\.|v\.|"
    r"indi[kc]ators?|indikatoren|spor|linje|linie|line|vol\.|bind|no\.|nr\.?|number|nummer|hefte|"
    r"rapport|report|upplaga|oplag|opplag|utgåva|lokale|lokal|rom|rum|sal|room|building|bygning|"
    r"postbo(?:ks|x)|po box|uge|uke|vecka|v\.|week|gruppe|grupp|group|wp|arbejdspakke|trl|q|"
    r"kvartal|quarter|fodnote|fotnot|fotnote|footnote|note|noter|lysbilde|slide|bild|dias|"
    r"artikel(?:en)?|artikkel|articles?|art\.|paragraf|stk\.|nummerert|punkterne|modul|module|"
    r"scenari[oe]|eksempel|exempel|example|case|spørgsmål|spørsmål|fråga|question|vers|goal|"
    r"bærekraftsmål|verdensmål|delmål|etape|etapp|runde|omgang|round|sone|zone|klasse|klass|"
    r"grade|årskurs|årstrinn|"
    r"gate|anneks|tema|theme|pilar|pelare|søyle|pillar|aktivitet|activity|mål|zon|bus|buss|spår|"
    r"post(?:en)?|kapittel|e|rv|riksvei|väg|rute|route|grad|type|typ|kategori|category|formel|"
    r"ligning|equation"
)
_RULES: dict[str, str] = {
    "date": rf"\b(?:den\s+)?\d{{1,2}}\s?[.:]?(?:e|st|nd|rd|"
    rf"th)?(?:\s?[-–]\s?\d{{1,2}}\.?)?\s+(?:of\s+)?{_MONTHS}"
    rf"(?:\s+(?:19|20)\d{{2}})?|\b{_MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?:19|"
    rf"20)\d{{2}})?",
    "numeric_date": r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}(?!\d)|(?<!\d)(?:19|"
    r"20)\d{2}-\d{2}(?:-\d{2})?(?![\d])"
    r"|(?<!\d)\d{1,2}\.\d{1,2}\.(?!\d|\s*$)",
    "time": r"\bkl(?:okk[ae]n?)?\.?\s?\d{1,2}(?:[.:]\d{2})?(?:\s?[-–]\s?\d{1,2}(?:[.:]\d{2})?)?|"
    r"(?<![\d.,])\d{1,2}:\d{2}(?!\d)(?:\s?[-–]\s?\d{1,2}[.:]\d{2})?|\b(?:open|åpent|opent|"
    r"öppet|åbent)\s+\d[\d .:–-]*",
    "phone": r"\b(?:tele?fon\w*|tel|tlf|tfn|mobil\w*|phone|call|ring|fax|växel|"
    r"sentralbord)\b[.: ]*(?:på\s+)?[+(]?\d[\d ()/–-]{4,}\d"
    r"|\+\d{2}[\d ()-]{6,}\d|(?<!\d)\d{2}(?: \d{2}){3}(?!\d)|"
    r"(?<!\d)0\d{1,3}\s?[-–/]\s?\d[\d ]{4,}\d",
    "registration": r"\b(?:cvr|org|organisations?nummer|organisasjonsnummer|orgnr|plusgiro|"
    r"bankgiro|ean|se-nr|vat|"
    r"reg|isbn|issn|doi|dnr|diarienummer|diarienr|j\.?\s?nr|saks(?:nummer|nr)|sag(?:snr|"
    r"snummer)|ref|"
    r"artikelnummer|artikelnr|kontonr|kontonummer|konto|p-nummer)\b[^\d\s]*\.?\s?(?:no|"
    r"nr)?[.:-]*\s?[\dX][\dX /.–-]*\d"
    r"|(?<!\d)\d{6}-\d{4}(?!\d)|(?<!\d)97[89][- ]?\d[\d -]{8,}\d|\b(?:19|20)\d{2}-\d{4,6}\b",
    "number_of_a_thing": r"\b[\w-]*(?:number|nummer|nr|nbr|id|code|kode|kod)\.?\s?:\s*\d[\d -]*",
    "law": r"§+\s?\d+(?:[-–]\d+)?\w?|(?<!\d)\d+\s?(?:kap\.|§)|\(\d{4}:\d+\)|\b(?:sou|ds|"
    r"prop|bet|skr|dir|nou|"
    r"meld|"
    r"innst)\b\.?\s?(?:st\.?\s?)?(?:nr\.?\s?)?\(?\d[\d/:]*(?:\s?[A-Z]\b)?(?:\s?\(\d{4}\s?[-–]\s?\d{4}\))?"
    r"|\b\d{1,4}/\d{2,4}(?:[:/]\d+)?\b|\(eu\)\s+(?:no|nr)\.?\s+\d+/\d+",
    "outline": r"(?<![\d.,])\d{1,2}\.\d{1,2}\.\d{1,2}(?:\.\d+)*(?!\d)|"
    r"^\d{1,2}\.\d{1,2}\.?\s(?=(?-i:[A-ZÆØÅÄÖ][a-zæøåäö]{2}))(?!mi|bill|tus)|^\s*\(?\d{1,3}[.)]\s|"
    r"^\s*\d+\s?\(\d+\)|^\s*[IVX]+\s?[.)]\s",
    "dot_leader": r"(?:\.{3,}|…)\s?\d{1,4}\s*$",
    "product": r"\b[A-ZÆØÅÄÖ][\w-]*\s\d\.0\b|\b(?!(?:M?(?:DKK|SEK|NOK|EUR|USD|"
    r"GBP))\d)[A-ZÆØÅ]{1,5}-?\d+\w*\b|\b(?:covid|co|h|u|g|eu)-?\d+\b",
    "named": r"\b(?:ISO|IEC|EN|DIN|CEN|NS|DS|SS)(?:[-/ ](?:ISO|IEC|EN))?[- ]\d{2,5}(?:[:-]\d+)*\b|"
    r"\b(?:[Tt]opp?|TOPP?|Fortune|Forbes)[- ]\d+\b",
    "ordinal": r"(?<![\d.,])\d{1,3}\.\s(?=(?:gang|møde|møte|plads|plass|års|runde|del|"
    r"generation|generasjon|år|"
    r"kvartal|halv|århundre|december|sal|etage|udgave|utgave|oplag)\w*)|(?<!\d)\d{1,4}(?:st|nd|"
    r"rd|th|:e|:a|:an|'e)\b",
    "decade": r"\b(?<!\bet )(?<!\bett )(?<!\beit )\d{2,4}[-–]?(?:tal|tals|tall)\b|"
    r"\b\d{2,4}[-–]?(?:talet|tallet|årene|erne|åra|åring\w*)\b|\b(?:19|20)\d0s\b",
    "ratio": r"(?<!\d)(?<!\d\s)[1-9]\s?/\s?[2-9](?!\d)",
    "address": r"\b[A-ZÆØÅÄÖ]?[\wæøåäö]*(?:gade|vej|gata|gatan|gate|vägen|veien|vegen|vei|"
    r"allé|plads|plass|torg)\s\d+\w?\b"
    r"|(?<!\d)\d{3}\s\d{2}\s(?=[A-ZÆØÅÄÖ][a-zæøåäö])|\b(?:DK|SE|NO|N|S)-\d{3}\s?\d{1,2}\b",
    "duration": r"(?<![\d.,])\d+(?:[.,]\d+)?(?:\s?[-–]\s?\d+)?\s?(?:år\b(?!\s(?:19|"
    r"20)\d\d)|års\b|årig\w*|måned\w*|månad\w*|"
    r"months?|years?|uger|uker|veckor|weeks?|dage?\b|dager\b|dagar\b|days?|"
    r"minut\w*|min\b|sekund\w*|seconds?|grader?\b|degrees?)",
    "hours": r"(?<![\d.,])\d{1,2}(?:[.,]\d)?\s?(?:timer?\b|timmar|timar\b|hours?)",
    "times": r"(?<![\d.,])\d+\s?[x×]\s?\d[\d.,]*",
    "scale": r"\b(?:skala(?:en|n)?|scale|range)\b[^\d.]{0,20}\d+\s?(?:[-–]|til|till|to)\s?\d+",
    "unit_of_amounts": r"\((?:i |in )?1[ .,]?000\s?(?:kr\w*\.?|dkk|sek|nok|eur|euro)?\)|"
    r"\b(?:tall?|beløb|beløp|belopp|amounts?|figures)\s(?:i|in)\s1[ .,]?000\b",
    "rounding": r"\b(?:avrund|rounding|rounded)\w*.*\b100\s?(?:%|pct|pro[cs]ent|per cent)|"
    r"\b100\s?(?:%|pct\.?|pro[cs]ent|per cent)\b.*\b(?:avrund|rounding|rounded)\w*",
    "score": r"\b\d+(?:[.,]\d+)?\s?(?:ud af|ut av|av|out of)\s\d+\s(?:mulige|möjliga|"
    r"points?|poäng|poeng)",
}
_CASED = frozenset({"product", "address", "named"})
_COMPILED = {
    kind: re.compile(pattern, 0 if kind in _CASED else re.IGNORECASE)
    for kind, pattern in _RULES.items()
}


#: A word with a number behind it; whether the word is a label is asked of few candidates only.
_WORD_AND_NUMBER = re.compile(
    r"(?<![^\W_])(?P<word>[^\W\d_]+\.?)[\s\u00a0]?#?\d+(?:\.\d+)*"
    r"(?:\s?(?:[-–,/]|og|och|and|til|till|to|av|af|of)\s?\d+(?:\.\d+)*)*(?![\d%])",
    re.IGNORECASE,
)
#: "Year 10", a class at school.
_SHORT_YEAR = re.compile(r"year\s\d{1,2}\b", re.IGNORECASE)
_LABEL = re.compile(_LABELS, re.IGNORECASE)
#: What a sentence must hold for a rule to be worth its time.
_NEEDS = {
    "ratio": re.compile("/"),
    "times": re.compile(r"[x×]"),
    "number_of_a_thing": re.compile(r":\s*\d"),
    "numeric_date": re.compile(r"\d[./-]\s?\d"),
    "named": re.compile(r"[A-Z]{2}[-/ ]?\d|[A-Z]{2}[-/ ][A-Z]|[Tt]op|TOP|Fort|Forb"),
    "phone": re.compile(r"\d{2}[ \d()/–-]{3}|\+\d"),
}


def find_exclusions(text: str) -> list[tuple[int, int]]:
    """Spans of a sentence whose numbers are dates, labels, codes, addresses, names, and so on."""
    spans = [
        match.span()
        for match in _WORD_AND_NUMBER.finditer(text)
        if _LABEL.fullmatch(match["word"], 0) or _SHORT_YEAR.match(text, match.start())
    ]
    for kind, rule in _COMPILED.items():
        needed = _NEEDS.get(kind)
        if needed is None or needed.search(text):
            spans.extend(match.span() for match in rule.finditer(text))
    return spans


def overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch of text touches one of the spans."""
    return any(first < end and start < last for first, last in spans)
