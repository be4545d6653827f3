"""How a number is meant: at least, at most, about, an increase to or by."""

from __future__ import annotations

import re

from transform.strategies.reader.units import PERCENT

#: (comparator, qualifier, words that stand right before the number).
_BEFORE: tuple[tuple[str, str, str], ...] = (
    (
        "at_least",
        "at_least",
        (
            r"mindst|minst|minimum|minimalt|at least|a minimum of|i det mindste|åtminstone|lägst|"
            r"(?:ikke|ikkje|inte|ej|not?|aldrig|aldri)(?: \w+)? (?:under|lavere end|lavere enn|"
            r"lågare enn|lägre än|"
            r"færre end|færre enn|færrast|färre än|mindre end|mindre enn|mindre än|fewer than|"
            r"less than|below|lower than|"
            r"understige|understiga)|≥|>=|=>"
        ),
    ),
    (
        "at_most",
        "at_most",
        (
            r"højst|højest|høyst|høgst|högst|maksimalt|maksimum|maksimal|maks\.?|maximalt|maximum|"
            r"max\.?|(?<!skal )(?<!ska )(?<!skulle )(?<!vil )(?<!komme )(?<!kommet )(?<!nå )"
            r"(?<!nådd )(?<!gå )(?<!går )(?<!gikk )(?<!gik )(?<!gick )(?<!økt )(?<!øget )"
            r"(?<!ökat )(?<!vokst )(?<!steget )(?<!stige )(?<!stiga )(?<!rise )(?<!rose )"
            r"(?<!risen )(?<!went )(?<!gone )(?<!go )(?:op til|upp till|opp til|up to)|"
            r"opptil|inntil|≤|<=|=<|at most|a maximum of|som mest|"
            r"(?:ikke|ikkje|inte|ej|not?|aldrig|aldri)(?: \w+)? (?:over|över|mere end|mer enn|"
            r"meir enn|flere end|flere enn|"
            r"fleire enn|fler än|mer än|mera än|more than|above|exceed|overstige[rs]?|"
            r"overskride[rs]?|"
            r"overskrida|överstig(?:a|er)|overstiga|"
            r"höger än|högre än|høyere enn|højere end|higher than)|"
            r"(?:ingen|inga|intet|no|none)\s(?:[\w-]+\s){1,5}(?:mere end|mer enn|meir enn|mer än|"
            r"flere end|flere enn|fleire enn|fler än|more than)"
        ),
    ),
    (
        "more_than",
        "more_than",
        (
            r">|mere end|mer end|mer enn|meir enn|flere end|flere enn|fleire enn|fler än|flera än|"
            r"mer än|mera än|more than|"
            r"(?<!råder )(?<!råde )(?<!turn )(?<!turns )(?<!turned )"
            r"(?<!råda )(?<!disponerer )(?<!förfogar )(?<!disponerar )(?:over|"
            r""
            r"över)|godt|drygt|drøyt|drøye|gott och väl|vel|lidt over|litt over|strax över|"
            r"in excess of|upwards of|"
            r"exceed(?:s|ing|ed)?|i overkant av|above|højere end|høyere enn|högre än|higher than|"
            r"overstige[rs]?|överstiger?|"
            r"överstiga|oversteg|översteg|overskride[rs]?|larger than|større end|større enn|"
            r"större än|minst över"
        ),
    ),
    (
        "about",
        "nearly",
        (
            r"nærved|nær|nära|knap(?:t)?|knappe|knappt|nästan|næsten|nesten|nærmere|närmare|"
            r"bortimot|oppimot|"
            r"op mod|opp mot|opp imot|"
            r"upp emot|upp mot|uppemot|nearly|almost|close to|i underkant av|just under|"
            r"strax under|lige under|like under|"
            r"lidt under|litt under"
        ),
    ),
    (
        "less_than",
        "less_than",
        (
            r"<|under|mindre end|mindre enn|mindre än|færre end|færre enn|færre|färre än|"
            r"lavere end|"
            r"lavere enn|lågare enn|"
            r"lägre än|less than|fewer than|lower than|below"
        ),
    ),
    (
        "about",
        "about",
        (
            r"[~≈±]|c:a|omkring|omtrent|om lag|omlag|cirka|circa|ca\.?|rundt (?:regnet|rekna)|"
            r"rundt|rundt om|"
            r"kring|"
            r"runt|ungefär|ungefærligt?|omkr\.?|"
            r"about|around|approximately|approx\.?|roughly|some|i størrelsesordenen|"
            r"i storleksordningen|"
            r"anslagsvis|uppskattningsvis|skønsmæssigt"
        ),
    ),
    (
        "exactly",
        "average",
        (
            r"i gennemsnit|i snitt|i genomsnitt|gjennomsnittlig|gennemsnitligt?|genomsnittligt?|"
            r"on average|an average of"
        ),
    ),
    ("exactly", "exactly", r"præcis(?:t)?|exakt|nøyaktig|netop|exactly|precis|just"),
)
_FILLER = (
    r"(?:\s+(?:de|dei|en|ett|et|på|i|the|a|hele|hela|totalt|sammenlagt|tilsammen|i alt|"
    r"være|vara|vere|være der|be|ha|have|yderligere|ytterligere|ytterligare|nye?|kr\.?|sek|nok|"
    r"dkk|eur|usd|€|\$|£))*"
)
_BEFORE_RULES = tuple(
    (comparator, qualifier, re.compile(rf"(?<!\w)(?:{words}){_FILLER}\s*$", re.IGNORECASE))
    for comparator, qualifier, words in _BEFORE
)
#: Averages say how a number came about, not how exact it is.
_AFTER_RULES = (
    (
        "at_least",
        re.compile(
            r"\s*(?:,\s*)?(?:eller|or|og|och|and)\s+(?:flere|fler|fleire|mer|mere|meir|more|"
            r"højere|høyere|högre|above|"
            r"over|derover|opefter|oppover|uppåt)\b(?!\s(?:end|enn|än|than)\b)|\s*\+(?!\d)|"
            r"\s+som (?:minimum|minst)|"
            r"\s+som et minimum",
            re.IGNORECASE,
        ),
    ),
    (
        "at_most",
        re.compile(
            r"\s*(?:eller|or|og|och|and)\s+(?:færre|färre|mindre|less|fewer|lavere|lägre|below|"
            r"under|derunder)\b|"
            r"\s+som (?:maksimum|mest)",
            re.IGNORECASE,
        ),
    ),
)

_INCREASE = (
    r"øg(?:e|es|et|ede|er)|for(?:h)?øg(?:e|es|et)|forhøj\w*|øk(?:e|es|er|te|t|ende)|auk(?:a|e|"
    r"ast|ar|ande)|"
    r"stig(?:e|er|it|a)|steg|steget|voks(?:e|er|ede|et|te|t|ende)?|vokst|veks(?:e|er)?|hæv(?:e|es|"
    r"et|ede)|"
    r"høj(?:ne|nes)|höj(?:a|as|s|des|de|ts)|"
    r"hev(?:e|es|et|a)|väx(?:a|er|te|t)|vuxit|ök(?:a|as|ar|at|ade|ades|ats)|rise[sn]?|rose|rising|"
    r"increas(?:e|es|ed|ing)|"
    r"grow(?:s|n|ing)?|grew|rais(?:e|es|ed|ing)|løft(?:e|es|et|a)|lyft(?:a|as)|lift(?:ed)?|"
    r"forbedre[st]?|förbättra[st]?|"
    r"nå op på|når op på|nå opp i|nå opp til|op til fra|opp til fra|expand(?:ed)?|utvid(?:e|"
    r"es)|udvid(?:e|es)|styrkes|"
    r"går? op|går? opp|går? upp|gått opp|gått upp|gået op|"
    r"gikk opp|gick upp|gik op|gone up|went up|go(?:es)? up|"
    r"(?:skal?|vill?) (?:opp?|upp)|"
    r"trak op|trækker op|trukket op|drog upp|dro opp|"
    r"komme op på|kommet opp?|komma upp|(?:vekst|vækst|tillväxt|uppgång|oppgang|growth)"
    r"(?= (?:på|med|of|in)\b)|"
    r"komme opp i|upp från|"
    r"fordobl\w*|doble[rs]?|fördubbl\w*|doubl(?:e|es|ed|ing)|tredobl\w*|tredubbl\w*|tripl(?:e|"
    r"es|ed|ing)|fyrdubbl\w*|firedobl\w*|"
    r"økning(?:en)?|stigning(?:en)?|ökning(?:en)?|øgning|increase of|rise of|auke på|fremgang"
)
_DECREASE = (
    r"reducer(?:e|es|et|ede|a|as|at|ats|ade)|reduser(?:e|es|t|te|ast|as|a)|minsk(?:a|as|ar|ade|"
    r"at|ats|e|es|ning(?:en)?)|"
    r"mindsk(?:e|es|et)|sænk(?:e|es|et|ede)|senk(?:e|es|et|a)|sänk(?:a|as|t|tes|te)|"
    r"nedbring(?:e|es)|nedbragt|"
    r"fald(?:e|er|et)?|faldt|falt|fall(?:e|er|a|it|s|en|ing)?|fell|sjunk(?:a|er|it)|sjönk|"
    r"søkk(?:e)?|gå ned|går ned|"
    r"gikk ned|gick ned|gik ned|gått ned|gått ner|gick ner|gå ner|ned til|ner till|ned på|"
    r"ska ned|ska ner|skal ned|cut|skars|skåret|skore|skurits|skurna|backa(?:de|r|t)?|"
    r"g[åi]k? tilbage|går tilbage|gikk tilbake|gick tillbaka|gjekk tilbake|"
    r"reduc(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|lower(?:ed|s)?|declin(?:e|es|ed)|drop(?:ped|"
    r"s)?|shrink|shrank|skære(?:s)?|"
    r"kutt(?:e|es|et|a|ast|ar)|begrense(?:s)?|begrænse(?:s)?|begränsa(?:s)?|nedsætte(?:s)?|"
    r"reduktion|"
    r"reduksjon(?:en)?|minskningen|nedgang(?:en)?|nedgång(?:en)?"
)
_INCREASE_WORD = re.compile(rf"(?<!\w)(?:{_INCREASE})(?!\w)", re.IGNORECASE)
_DECREASE_WORD = re.compile(rf"(?<!\w)(?:{_DECREASE})(?!\w)", re.IGNORECASE)
_INCREASE_END = re.compile(rf"(?<!\w)(?:{_INCREASE})\s*$", re.IGNORECASE)
_DECREASE_END = re.compile(rf"(?<!\w)(?:{_DECREASE})\s*$", re.IGNORECASE)
#: "5 000 fler …": behind the number, before what is counted.
_MORE = re.compile(
    r"\s?(?:flere|fler|fleire|more|additional|ytterligare|yderligere|ytterligere) (?!end\b|"
    r"enn\b|än\b|than\b)",
    re.IGNORECASE,
)
_FEWER = re.compile(r"\s?(?:færre|färre|fewer) (?!end\b|enn\b|än\b|than\b)", re.IGNORECASE)
#: "20 percent reduction in …".
#: "20 percent more members than in 2020", "50 percent lower than in 1990".
_HIGHER = re.compile(
    r"\s(?:(?P<count>fler|flere|fleire|more)|mere|mera|mer|meir|above|over|över|højere|høyere|"
    r"högre|høgare|higher)\b",
    re.IGNORECASE,
)
_LOWER = re.compile(
    r"\s(?:(?P<count>færre|färre|fewer)|lavere|lägre|lågare|mindre|lower|less|below|under)\b",
    re.IGNORECASE,
)
_COMPARED_YEAR = re.compile(
    r"(?<!\w)(?:än|enn|end|than|sammenlignet med|samanlikna med|jämfört med|compared (?:with|to)|"
    r"i forhold til|above|below)\s+(?:i |år |in |nivået i |nivån |the )*(?:(?:19|20)\d\d|"
    r"året (?:før|innan|forut|inden)|year before|previous year|(?:a )?year earlier|"
    r"föregående år|fjoråret)",
    re.IGNORECASE,
)
_RISE_NOUN = re.compile(
    r"\s(?:økning|stigning|ökning|auke|increase|rise|growth|vekst|vækst|tillväxt)\b", re.IGNORECASE
)
_FALL_NOUN = re.compile(
    r"\s(?:reduktion|reduksjon|reduction|minskning|nedgang|decrease|cut in|drop in|fall in|"
    r"decline|fald i|fall i)\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"(?<!\w)(?:til|till|to|op på|opp i|opp på|upp i|ned på|ner på|below|ned under)(?!\w)\s*$",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"(?<!\w)(?:med|by|på|of|with|økning på|yderligere|ytterligere|ytterligare)(?!\w)\s*$",
    re.IGNORECASE,
)


_RESPECTIVELY = re.compile(
    r"(?<!\w)(?:henholdsvis|høvesvis|respektive|resp\.?|hhv\.?)\s*$", re.IGNORECASE
)
#: "Stigningen var i snit 3 pct.", "the decline was about 4 percent".
_RISE_WAS = re.compile(
    r"(?<!\w)(?:økning|stigning|ökning|øgning|uppgång|oppgang|opgang|vekst|vækst|tillväxt|"
    r"auke|auk|fremgang|framgång|fall|fald|nedgang|nedgång|minskning|reduksjon|reduktion|increase|"
    r"growth|rise|decline|drop|decrease)(?:en|et|n)?\s(?:\w+\s){0,3}?"
    r"(?:er|var|är|is|was|blev|ble|blir|bliver|vart)(?:\s\w+)?(?:\s(?:på|om))?\s*$",
    re.IGNORECASE,
)
_UP_END = re.compile(r"(?<!\w)(?:upp|opp|op|up|plus|trak op med|dro opp med)\s*$", re.IGNORECASE)
_DOWN_END = re.compile(r"(?<!\w)(?:ned|ner|down|minus)\s*$", re.IGNORECASE)
#: "…, ned 13 mill. fra 2018"; a particle of a verb ("startet opp 12 bedrifter") is none.
_DOWN_APART = re.compile(
    r"(?:[,(:;–-]\s?|\b(?:er|är|var|are|is|were|was)\s)(?:ned|ner|down)\s*$", re.IGNORECASE
)
_UP_APART = re.compile(
    r"(?:[,(:;–-]\s?|\b(?:er|är|var|are|is|were|was)\s)(?:upp|opp|op|up)\s*$", re.IGNORECASE
)
_ADDED = re.compile(
    r"(?<!\w)(?:lagt|lægge[sr]?|legge[sr]?|lägg[ae]r?s?|added|add)\s*$", re.IGNORECASE
)
_TO_IT = re.compile(r"\s(?:til|till|to)(?!\w)", re.IGNORECASE)


def direction_of(text: str) -> str | None:
    """``increase`` or ``decrease``: the last such word of a stretch of text, else None."""
    up = [m.end() for m in _INCREASE_WORD.finditer(text)]
    down = [m.end() for m in _DECREASE_WORD.finditer(text)]
    if not up and not down:
        return None
    return "increase" if max(up, default=-1) > max(down, default=-1) else "decrease"


def first_change(text: str) -> int | None:
    """Where the first word of rise or fall stands, None without one."""
    found = [m.start() for rule in (_INCREASE_WORD, _DECREASE_WORD) if (m := rule.search(text))]
    return min(found, default=None)


#: Comparators stand right before their number; looking further back only costs time.
_REACH = 80


def _tail(text: str) -> str:
    return text[-_REACH:]


def strip_comparator(before: str) -> tuple[str | None, str | None, str]:
    """Comparator and qualifier right before a number, and the text without those words."""
    for comparator, qualifier, rule in _BEFORE_RULES:
        match = rule.search(before, max(0, len(before) - _REACH))
        if match:
            return comparator, qualifier, before[: match.start()]
    return None, None, before


def comparator_cue(before: str, after: str) -> str:
    """The words around a number that say how it is meant; empty where it stands alone."""
    direct, _, rest = strip_comparator(_RESPECTIVELY.sub("", before))
    if direct is not None:
        return before[len(rest) :].strip()
    words = [m for rule in (_INCREASE_WORD, _DECREASE_WORD) for m in rule.finditer(_tail(rest))]
    if words:
        last = max(words, key=lambda match: match.end())
        return _tail(rest)[last.start() :].strip()
    behind = next((m for _, rule in _AFTER_RULES if (m := rule.match(after))), None)
    near = behind or _MORE.match(after) or _FEWER.match(after)
    return near[0].strip() if near else " ".join(before.split()[-1:])


def compare(before: str, after: str, behind: str = "") -> tuple[str, str | None]:
    """Comparator and qualifier of a number.

    Args:
        before: The sentence up to the number, or from the number before it.
        after: The sentence from the end of the number and its unit.
        behind: The sentence from the end of the number itself.

    Returns:
        A member of ``warehouse.vocabulary.COMPARATORS`` and, where the number is not meant
        exactly, a qualifier (``nearly`` is kept apart from ``about``).
    """
    before = _RESPECTIVELY.sub("", before)
    direct, qualifier, rest = strip_comparator(before)
    hedge = qualifier if direct not in {None, "exactly"} else None
    change = _change(rest, direct, after, behind)
    if change:
        return change, hedge
    if direct is None:
        direct = qualifier = next((c for c, rule in _AFTER_RULES if rule.match(after)), None)
    if direct and direct not in {"exactly", "about"}:
        return direct, qualifier
    direction = direction_of(rest)
    if direction and _LEVEL.search(_tail(rest)):
        return f"{direction}_to", hedge
    return direct or "exactly", None if qualifier == "exactly" else qualifier


#: "96 procent färre än tio": a bound of the ten.
_THAN_NUMBER = re.compile(
    r"\s(?:end|enn|än|than)\s(?:(?!(?:19|20)\d\d)\d|ti|tio|ten|fem|five|tjugo|tjue|tyve|twenty|"
    r"femti|femtio|fifty|"
    r"hundre|hundra|hundred)",
    re.IGNORECASE,
)


def _higher(word: re.Pattern[str], before: str, after: str) -> bool:
    """Whether "higher" or "lower" behind a percentage means over time, not between groups."""
    match = word.match(after)
    if not match or _THAN_NUMBER.match(after, match.end()):
        return False
    return match["count"] is not None or bool(_COMPARED_YEAR.search(f"{before} {after}"))


def _change(rest: str, direct: str | None, after: str, behind: str) -> str | None:
    """``increase_by`` or ``decrease_by`` where the number is a difference, else None."""
    tail = _tail(rest)
    rises = [_MORE.match(behind), _RISE_NOUN.match(after), _higher(_HIGHER, rest, after)]
    falls = [_FEWER.match(behind), _FALL_NOUN.match(after), _higher(_LOWER, rest, after)]
    if PERCENT.match(behind) and direct in {None, "about"}:
        rises += [_UP_END.search(tail), _ADDED.search(tail) and _TO_IT.match(after)]
        falls += [_DOWN_END.search(tail)]
    rises.append(_UP_APART.search(tail))
    falls.append(_DOWN_APART.search(tail))
    if any(rises) or any(falls):
        return "increase_by" if any(rises) else "decrease_by"
    direction = direction_of(rest)
    if direction is None or _LEVEL.search(tail):
        return None
    at_verb = _INCREASE_END.search(tail) or _DECREASE_END.search(tail)
    is_change = _CHANGE.search(tail) or _RISE_WAS.search(tail)
    if is_change or (at_verb and direct in {None, "about"}):
        return f"{direction}_by"
    return None
