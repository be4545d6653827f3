"""Whether a clause promises or reports, and for what stretch of time it counts."""

from __future__ import annotations

import functools
import re

_AIM = re.compile(
    r"(?<!\w)(?:mål (?:om|at|att|å|for)|(?:del|hoved|resultat|effekt)?mål(?:et)?\s?(?:\d\s?)?[:–]|"
    r"(?:target|goal)s?:|mål(?:et)? (?:for |för )?20\d\d|"
    r"(?:vårt|vort|vores) mål|vil|vill|skal|ska|skall|skulle|shall|"
    r"should|must|will|aims?|aiming|aimed|goals?|targets?|ambition\w*|ambisjon\w*|"
    r"målverdi\w*|målværdi\w*|målvärde\w*|måltal(?:l|let|lene)?|target value|"
    r"målet|målene|målen|målsætning\w*|målsetning\w*|målsetting\w*|målsättning\w*|"
    r"mål(?:et)? er|mål(?:et)? är|tilstræb\w*|"
    r"tilstreb\w*|eftersträv\w*|sigter? (?:mod|på|efter)|siktar? (?:på|mot)|sikter (?:på|mot)|"
    r"tar sikte på|har som mål|"
    r"vi vil|vi vill|vil vi|må ikke|"
    r"må ikkje|får inte|får högst|får användas|kan gå til|må gå til|bør|bör|is to|are to|"
    r"intends? to|plans? to|forventes|väntas|vänts|ventes|ventast|"
    r"åtar sig|åtager sig|forpligter sig|forplikter seg|forpliktar seg|pledge[sd]?|commits? to|"
    r"lovar|lover at|lover å|"
    r"forventer|förväntas|forventningen|expected to|hope to|håber at|vision\w*(?= er| är| is)|"
    r"pejlemærke\w*|kpi|succeskriteri\w*|suksesskriteri\w*|"
    r"resultatmål|effektmål|delmål|hovedmål|overordnet mål|senest|senast|seinast|ønsker (?:at|å)|"
    r"ønskjer å|önskar|vil ha|vil have|"
    r"vill ha|need to|skal nå|objective|to be reached|maksimalt|maximalt)(?!\w)",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"(?<!\w)(?:by|innen|innan|inden|before the end of|frem mod|fram mot|frem mot|fram till|"
    r"fram til|frem til)\s+(?:\w+\s){0,3}20\d{2}",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"(?<!\w)(?:within|inom|innen|inden for|innan|i løbet af|"
    r"i løpet av)\s+(?:de\s)?(?:\w+\s){0,2}(?:år\w*|years?|perioden)",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"(?<!\w)(?:var|havde|hadde|hade|blev|ble|blei|vart|fik|fekk|fick|fikk|gav|ga|deltog|"
    r"deltok|steg|faldt|falt|fell|sjönk|økte|"
    r"øgede|ökade|auka|minskade|gikk|gick|gik|uppgick|udgjorde|utgjorde|modtog|mottok|mottog|"
    r"bevilgede|bevilget|bevilgede|beviljade|løyvde|afsat|"
    r"avsatte|samlede|samlade|investerade|investerede|investerte|investerades|was|were|had|"
    r"received|granted|grew|fell|rose|"
    r"increased|decreased|joined|attended|amounted|approved|participated|answered|remained|"
    r"reached|nåede|nådde|skabte|skapte|"
    r"skapade|created|mødte|møtte|kom|came|ställde|har (?:fået|fått|gett|givet|gitt|skabt|"
    r"skapt|skapat|haft|deltaget|deltatt|deltagit|"
    r"ligget|øget|økt|ökat|auka|investeret|investert|investerat|kostet|kostat|været|vært|varit|"
    r"bevilget|bevilgat|sett av|satt av|avsatt|afsat|løyvd|beviljat|satset|satsat)|"
    r"har (?:\w+ ){1,4}(?:økt|ökat|øget|steget|vokst|vokset|vuxit|auka|gått|minsket|minskat|sunket|"
    r"faldet|falt|sjunkit)|"
    r"have (?:been|joined|received|created|participated)|has (?:been|received|created|grown)|"
    r"lå på|låg på|startede|startet|startade)(?!\w)",
    re.IGNORECASE,
)
#: Verbs that report how things are, in a clause of their own.
_PRESENT = re.compile(
    r"(?<![\w'’])(?:har|er|är|has|have|is|are|består|omfatter|omfattar|samler|samlar|investerer|"
    r"investerar|invests?|modtager|mottar|"
    r"mottager|udgør|utgör|utgjør|deltar|deltager|giver|gir|ger|gives?|bevilger|bevilgar|beviljar|"
    r"tildeler|omsætter|omsätter|omsetter|tæller|teller|räknar|står för|står for|ligger|"
    r"ligg|finns|finnes|finst|findes|"
    r"beskæftiger|tilbyder|tilbyr|erbjuder|offers?|accounts? for|kommer fra|kommer från|arbejder|"
    r"arbetar|work|employs?|sysselsätter|"
    r"sysselsetter|beskæftiger|includes?|comprises?|"
    r"i dag|idag|i nuläget|today|currently)(?!\w)",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"(?<!\w)(?:mindst|minst|at least|højst|høyst|høgst|högst|at most|maks\w*|max\w*|"
    r"no more than)(?!\w)",
    re.IGNORECASE,
)
_HEADING_AIM = re.compile(
    r"(?<!\w)(?:\w*mål(?:et|ene|en|sætning\w*|setning\w*|setting\w*|sättning\w*|tal|tall|"
    r"värde\w*|verdi\w*|værdi\w*|nivå\w*|niveau\w*|bild)?|"
    r"pejlemærke\w*|ambition\w*|ambisjon\w*|targets?|"
    r"goals?|objectives?|aims?|kpi\w*|succeskriteri\w*|suksesskriteri\w*|vision\w*|"
    r"visjon\w*)(?!\w)",
    re.IGNORECASE,
)
#: Results that are still to come, and what "we want".
_EXPECTED = re.compile(
    r"(?<!\w)(?:(?:expected|planned|intended|forventede?|förväntade|forventa|planlagte?|ønskede|"
    r"önskade|ønskte)\s(?:\w+\s)?(?:result|effe[ck]t|utfall|outcome|impact|virkning)\w*|"
    r"(?:vi|we)\s(?:vill?|want|skal|skall|ska|will)|vill?\svi|skal\svi|ska\svi)(?!\w)",
    re.IGNORECASE,
)
_HEADING_NOT_AIM = re.compile(
    r"(?<!\w)(?:formål\w*|resultat\w*|status|fakta|nøgletal|nøkkeltall|nyckeltal|key figures|"
    r"results|facts|måloppn\w*|"
    r"opnåede|uppnådda|oppnådde|verdensmål\w*|bærekraftsmål\w*|evaluering\w*|utvärdering\w*|"
    r"i tal|i tall|i siffror)(?!\w)",
    re.IGNORECASE,
)
_YEARLY = re.compile(
    r"(?<!\w)(?:årlig(?:e|t|en|a)?|årleg(?:e)?|hvert (?:eneste )?år|hvart år|kvart år|varje år|"
    r"vart år|per år|pr\.? år|om året|om åren|"
    r"i året(?! \d)|per annum|p\.a\.|a year|per year|annual(?:ly)?|each year|every year|yearly|"
    r"årsbud\w*|år for år)(?!\w)",
    re.IGNORECASE,
)
_CUMULATIVE = re.compile(
    r"(?<!\w)(?:(?:i|under|over|for|i løbet af|i løpet av|gennem|genom|gjennom)\s(?:strategi|"
    r"program|projekt|hele |hela )?perioden|"
    r"(?:i|under|over)\s\w*perioden|over the (?:period|years)|during the (?:period|years)|"
    r"in total over|i årene|under åren|"
    r"i åra|mellem årene|mellan åren|kumulativt|cumulative\w*|akkumuleret|sammenlagt over|"
    r"totalt over|projekttiden)(?!\w)",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?<!\w)(?:totalt|total|i alt|sammanlagt|sammenlagt|tilsammen|til sammen)(?!\w)", re.IGNORECASE
)
_MONEY = frozenset({"DKK", "SEK", "NOK", "EUR", "USD", "GBP"})


#: "Twelve clusters reached their targets": a result, whatever it calls itself.
_REACHED = re.compile(
    r"(?<!\w)(?:nåede|nådde|nått|nådd|opnåede|oppnådde|uppnådde|uppnått|indfriede|innfridde|"
    r"opfyldte|oppfylte|uppfyllde|reached|met|achieved|exceeded)\s(?:\w+\s){0,2}"
    r"(?:mål(?:et|ene|en|sætning\w*|setting\w*|sättning\w*)?|targets?|goals?)(?!\w)",
    re.IGNORECASE,
)


#: "Det vill säga": no will of anybody's.
_THAT_IS = re.compile(
    r"(?<!\w)(?:det vill säga|det vil si(?:ge|er|a)?|som vil si|that is to say)(?!\w)",
    re.IGNORECASE,
)


def promises(
    clause: str, sentence: str, *, context_is_aim: bool, is_told: bool = False
) -> tuple[bool, str]:
    """Whether a quantity is promised (a target) rather than reported (a figure), and by what cue.

    Args:
        clause: The clause the quantity stands in.
        sentence: The whole sentence, for clauses without a verb of their own.
        context_is_aim: The heading or lead-in above announces aims.
        is_told: The sentence stands in running text below that heading, not in a list: it
            needs a cue of its own.
    """
    reached = _REACHED.search(clause)
    if reached:
        return False, reached[0]
    context_is_aim = context_is_aim and not is_told
    clause, sentence = _THAT_IS.sub(" ", clause), _THAT_IS.sub(" ", sentence)
    for text in (clause, sentence):
        past = _PAST.search(text)
        soon = None if past else _WITHIN.search(text) or _DEADLINE.search(text)
        aim = _AIM.search(text) or soon
        if aim:
            return True, aim[0]
        reports_now = text != sentence and not context_is_aim
        told = past or (_PRESENT.search(text) if reports_now else None)
        if told:
            return False, told[0]
    if context_is_aim:
        return True, "heading"
    bound = _AT_LEAST.search(clause)
    return bound is not None, bound[0] if bound else ""


@functools.lru_cache(maxsize=256)  # asked again for every block below
def announces_aims(heading: str) -> bool:
    """Whether a heading or lead-in line announces aims ("Pejlemærkerne for 2018")."""
    if _EXPECTED.search(heading):
        return True
    return bool(_HEADING_AIM.search(heading)) and not _HEADING_NOT_AIM.search(heading)


@functools.lru_cache(maxsize=256)
def leads_to_aims(lead_in: str) -> bool:
    """Whether a line announces a list of aims ("By 2029 the programme shall have led to")."""
    if announces_aims(lead_in):
        return True
    return bool(_AIM.search(lead_in)) and not _HEADING_NOT_AIM.search(lead_in)


def period_of(
    clause: str, sentence: str, before: str, unit: str, *, is_target: bool, has_deadline: bool
) -> str | None:
    """``yearly``, ``cumulative``, ``by_date`` (targets with a year of their own), or None."""
    if _YEARLY.search(clause):
        return "yearly"
    if _CUMULATIVE.search(sentence) or (unit in _MONEY and _TOTAL.search(before[-40:])):
        return "cumulative"
    if _YEARLY.search(sentence) and is_target:
        return "yearly"
    return "by_date" if is_target and has_deadline else None
