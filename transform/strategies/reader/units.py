"""Units: the one list, and how texts in five languages write them.

The last part of a compound decides ("medlemsvirksomheder" are companies,
"virksomhedsmedlemmer" are members).
"""

from __future__ import annotations

import functools
import re

from transform.strategies.reader.wordlists import words

#: Unit -> endings of the words that mean it (regular expressions, matched at the word's end).
COUNT_UNITS: dict[str, str] = {
    "projects": r"projekt(?:er|erne|en|et|ene|a)?|prosjekt(?:er|ene|a|et)?|projects?|"
    r"pilots?|piloter|pilotar|"
    r"forstudier|forstudi(?:e|ar|ene)|"
    r"förstudier|forprosjekter",
    "clusters": r"klynge(?:r|rne|ne|ane)?|klyngje(?:r)?|klyngar|kluster|klustren|klustret|"
    r"clusters?|"
    r"klyngeorganisation(?:er|erne)?|klyngeorganisasjon(?:er|ene|ar)?|klusterorganisation(?:er|"
    r"erna)?|"
    r"cluster organi[sz]ations?|nce-?er|gce-?er|arena-?er|nce|gce|arena|klusterinitiativ(?:en)?|"
    r"klyngeinitiativ(?:er)?|cluster initiatives?|"
    r"vinnväxtmilj(?:ö|ø)(?:er|ene|erna)?|"
    r"innovationsnetværk(?:ene)?|innovation networks?|klyngemiljøer|klyngeprosjekt(?:er|ene)?",
    "members": r"medlem(?:mer|er|ene|merne|mene|mar|mane|mar|s)?|medlemmar(?:na)?|members?",
    "jobs": r"arbejdsplads(?:er|erne)?|arbeidsplass(?:er|ene|ar|ane)?|arbetsplatser|"
    r"arbetstillfällen(?:a)?|årsarbeten|jobb(?:en|ene|er|ar|arna)?|"
    r"jobs?|job|jobbene|stillinger|stillingar|positions",
    "full_time_equivalents": r"årsværk|årsverk|årsarbetskrafter|heltidstjänster|"
    r"heltidsstillinger|heltidsstillingar|"
    r"fuldtidsstillinger|fuldtidsansatte|årsarbejdere|full-time equivalents?|ftes?",
    "people": r"mennesker|menneske|menneskje|människor|personer|personar|people|persons?|"
    r"ansatte|ansat|tilsatte|tilsette|"
    r"anställda|medarbejdere|medarbeidere|medarbetare|employees|workers|sysselsatte|sysselsette|"
    r"sysselsatta|beskæftigede|deltagere|"
    r"deltager|deltakere|deltakarar|deltagare|participants|attendees|representanter|"
    r"representantar|representatives|"
    r"delegates|påmeldte|påmelde|tilmeldte|anmälda|respondenter|respondentar|respondents|"
    r"staff|doktorander|doktorandar|studenter|studerende|studentar|students|elever|elevar|"
    r"lærlinger|forskere|"
    r"forskare|forskarar|"
    r"researchers|turister|turistar|tourists|\w{3,}(?:arbeidere|arbetare|arbejdere|arbeidarar)|"
    r"förvärvsarbetande|yrkesaktive|beskjeftigede|iværksættere|gründer[ea]r?|"
    r"entreprenører|entreprenörer|entrepreneurs|invånare|indbyggere|"
    r"innbyggere|innbyggjarar|inhabitants|ledere|ledare|leiarar|kvinder|kvinner|kvinnor|women|"
    r"unge|ungdomar|"
    r"ph\.?d\.?-studerende|borgere|medborgare|gæster|besökare|visitors|specialister|ingeniører|"
    r"ingenjörer",
    "organisations": r"organisation(?:er|erne|erna|s)?|organisasjon(?:er|ene|ar|ane)?|"
    r"organi[sz]ations?|"
    r"partner(?:e|ne|s|en|na|ar|ane)?|partnara(?:r|ne)|parter|samarbeidspartnere|institution(?:er|"
    r"erne|s)?|"
    r"institusjon(?:er|ene|ar)?|"
    r"universitet(?:er|erne|eter|en|et)?|universities|højskoler|högskolor|høgskoler|høyskoler|"
    r"forskningsinstitut(?:ter)?|forskningsmiljøer|forskningsmiljö(?:er)?|aktører|aktörer|"
    r"aktørar|actors|"
    r"(?:fou-?|kunnskaps|videns|kompetanse)milj(?:ø|ö)(?:er|ene)?|foreninger|föreningar|"
    r"foreiningar|associations|lærosäten|lärosäten|institutt(?:er)?|"
    r"institutes?",
    "companies": r"(?:virksomheds|bedrifts|företags|foretaks)(?:deltagere|deltakere|"
    r"deltagare)|virksomhed(?:er|erne|ers)?|virksomhet(?:er|ene)?|verksemd(?:er|ene)?|"
    r"bedrift(?:er|ene|ar|ane)?|"
    r"føretak|foretak(?:ene)?|företag(?:en|s)?|bolag(?:en)?|selskab(?:er|erne)?|selskap(?:er|"
    r"ene|a)?|firma(?:er|ene|erne)?|"
    r"firmor|companies|company|firms?|enterprises|businesses|smv(?:[’']?er|erne)?|smb(?:-?er|"
    r"[’']?er)?|smes?|"
    r"start-?ups?|scale-?ups?|startupper|oppstart(?:er|sbedrifter)|foretagender|virksomhetar|"
    r"industrier|\w*leverandør(?:er|ar)|\w*leverantörer|suppliers",
    "municipalities": r"kommune(?:r|rne|ne)?|kommunar|kommuner(?:na)?|municipalities",
    "innovations": r"innovation(?:er|erne|erna|s)|innovasjon(?:er|ene|ar)",
    "products": r"produkt(?:er|erne|ene|erna)|products|løsninger|lösningar|løsningar|"
    r"løsningene|solutions",
    "services": r"tjenester|tjenestene|tjenester|tjänster(?:na)?|services|ydelser",
    "patents": r"patent(?:er|ene|s)?|patentansøgninger|patentsøknader|patentansökningar|"
    r"patent applications",
    "applications": r"ansøgninger|ansökningar|søknader|søknadar|applications",
    "events": r"arrangement(?:er|erne|ene)?|evenemang|events|workshops?|seminarer|"
    r"seminarier|seminars|konferencer|"
    r"konferanser|konferenser|conferences|aktiviteter|activities",
    "courses": r"forløb(?:ene)?|kurs(?:er|ene)?|kurser|courses|utbildningar|uddannelser|"
    r"utdanninger",
    "labels": r"labels?|mærker|guldmærker|sølvmærker|gullmerker|guldmärken|certificeringer|"
    r"sertifiseringer|"
    r"certifieringar|certificates",
    "partnerships": r"partnerskab(?:er|erne)?|partnerskap(?:er|en|ene)?|partnerships?",
    "agreements": r"(?:partnerskabs|samarbejds|intentions)aftaler|"
    r"(?:samarbeids|samarbets|partnerskaps|intensjons|avsikts)avtal(?:er|ar|en)?|aftaler|"
    r"avtal(?:er|ar|en)?|agreements",
    "networks": r"netværk(?:ene)?|nettverk(?:ene|a)?|nätverk(?:en)?|networks?",
    "test_facilities": r"testbäddar|testbeds?|testfaciliteter|testsentre|"
    r"demonstrationsanläggningar|katapulter|"
    r"katapultsentre|test facilities",
    "investments": r"investeringer|investeringar|investments",
    "contracts": r"kontrakt(?:er|ene)?|contracts|ordrer|orders",
    "responses": r"svar|besvarelser|responses|answers",
    "households": r"husstande|husstander|hushåll|hushald|households|boliger|boligar|"
    r"bostäder|homes|dwellings",
    "vehicles": r"biler|bilar|elbiler|elbilar|cars|vehicles|køretøjer|fordon",
    "tonnes": r"tons?|tonnes?|tonn",
    "kilowatt_hours": r"kwh",
    "megawatt_hours": r"mwh",
    "gigawatt_hours": r"gwh",
    "terawatt_hours": r"twh",
    "megawatts": r"mw|megawatt",
    "gigawatts": r"gw|gigawatt",
    "hectares": r"hektar|hectares?",
    "square_metres": r"m2|m²|kvm|kvadratmeter|kvadratmetre|square metres|sqm",
    "kilometres": r"km|kilometer|kilometers|kilometres",
    "overnight_stays": r"overnatninger|overnattinger|overnattingar|övernattningar|"
    r"gästnätter|gjestedøgn|overnight stays",
}  # fmt: skip
_COUNT = re.compile(
    "(?:" + "|".join(f"(?P<{unit}>{words})" for unit, words in COUNT_UNITS.items()) + r")$",
    re.IGNORECASE,
)
#: Short words that would match as the tail of an unrelated longer one.
_WHOLE_WORDS = words(
    "staff pilot pilots nce gce arena "
    "job jobs svar parter kurs km mw gw kwh mwh gwh twh ton tons tonn unge ansat labels label "
    "avtal aftaler patent patents persons person order ordrer orders industrier biler bilar "
    "cars homes women ftes fte sme smes smv smb tjenester tjänster m2 kvm sqm m² events firm "
    "firms gæster investments contracts activities"
)
_TWO_WORDS = re.compile(
    r"(?:cluster organi[sz]ations?|cluster initiatives?|innovation networks?|"
    r"full-time equivalents?|"
    r"patent applications|square metres|test facilities|overnight stays)",
    re.IGNORECASE,
)

PERCENT = re.compile(
    r"\s?(?P<points>(?:procent|prosent|percentage|percent|pct\.?|%)(?:-|\s)?(?:point\w*|"
    r"poeng\w*|enhet\w*|poäng)|"
    r"\s?(?:pp|p\.p\.)(?!\w))|\s?(?P<percent>%|procents?\b|prosents?\b|per\s?cent\b|percent\b|"
    r"pct\b\.?|pst\b\.?|pro cent\b)",
    re.IGNORECASE,
)

#: Letters before a currency: "kSEK", "MNOK", "BNOK", "mdkr", "mnkr", "mio.kr".
_PREFIXES = {"k": 1e3, "t": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "mill": 1e6, "b": 1e9, "bn": 1e9,
             "md": 1e9, "mdr": 1e9, "mia": 1e9, "mrd": 1e9}  # fmt: skip
_PREFIX = r"(?P<prefix>(?:mio|mill|mdr|mia|mrd)\.?\s?|t\.|mn|md|bn|[ktmb])"
_DOLLAR = (
    r"(?:(?:us|amerikanske?|amerikanska|american)[- ]?)?dollars?|(?:us-)?dollar(?:ar|s)?|"
    r"us\$|\$|usd"
)
_MONEY = (
    r"(?P<code>dkk|sek|nok|eur|gbp)|"
    r"(?P<name>norske|danske|svenske|svenska|norska|danska|norwegian|danish|swedish)\s(?P<named>"
    r"kroner|kronor|kronar|kr\b\.?)|"
    r"(?P<krone>kroner|kronor|kronar|kronors|krone|kr\b\.?)|(?P<euro>euros?|€)|"
    rf"(?P<dollar>{_DOLLAR})|(?P<pound>pund|pounds?|£)"
)
_AFTER = re.compile(
    rf"\s?(?:{_PREFIX})?(?:{_MONEY})(?![^\W\d_])|(?P<dash>\s?(?::-|,-|:–|,–)(?!\d))",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<![^\W\d_])(?:{_PREFIX})?(?:{_MONEY})\s?(?P<sign>[-–]\s?)?$", re.IGNORECASE
)
_BEFORE_REACH = 24
_KRONE_OF_LANGUAGE = {"da": "DKK", "sv": "SEK", "nb": "NOK", "nn": "NOK"}
_KRONE_OF_NAME = {"nor": "NOK", "dan": "DKK", "sve": "SEK", "swe": "SEK"}
CURRENCIES = frozenset({"DKK", "SEK", "NOK", "EUR", "USD", "GBP"})


@functools.lru_cache(maxsize=20_000)
def unit_of_word(word: str) -> str | None:
    """Unit that a word stands for, by its last part; None where it is no unit.

    Args:
        word: One word, in any inflection (``medlemsbedriftene``, ``Sølv-klynger``).
    """
    stem = word.strip(".,;:!?()[]\"”“»«'’").lower()
    stem = stem[:-1] if stem.endswith("s") and stem[:-1].endswith(("erne", "ene", "ers")) else stem
    match = _COUNT.search(stem)
    if not match:
        return None
    if match.start() > 0 and match[0] in _WHOLE_WORDS and stem[match.start() - 1] != "-":
        return None
    return match.lastgroup


def unit_of_two_words(text: str, position: int) -> tuple[str, int] | None:
    """Unit written in two words at a place of the text, with the place where it ends."""
    match = _TWO_WORDS.match(text, position)
    if not match:
        return None
    unit = unit_of_word(match[0]) or unit_of_word(match[0].split()[-1])
    return (unit, match.end()) if unit else None


def percent_after(text: str, position: int) -> tuple[str, int] | None:
    """``percent`` or ``percentage_points`` written at a place, with the place where it ends."""
    match = PERCENT.match(text, position)
    if not match:
        return None
    return ("percentage_points" if match["points"] else "percent"), match.end()


def currency_after(text: str, position: int, language: str) -> tuple[str | None, float, int] | None:
    """Currency written at a place: its ISO code, a factor ("Mkr" is a million), where it ends.

    "Kroner" without a country is the currency of the language; in English text it is None.
    """
    match = _AFTER.match(text, position)
    return (*_code_and_factor(match, language), match.end()) if match else None


def currency_before(
    text: str, position: int, language: str
) -> tuple[str | None, float, int] | None:
    """Currency written before a place ("EUR 25 million", "MNOK 10"): code, factor, its start."""
    match = _BEFORE.search(text, max(0, position - _BEFORE_REACH), position)
    if not match or match["name"]:
        return None
    return (*_code_and_factor(match, language), match.start())


def _code_and_factor(match: re.Match[str], language: str) -> tuple[str | None, float]:
    prefix = (match["prefix"] or "").lower().strip(" .")
    return _code(match, language), _PREFIXES.get(prefix, 1.0)


def krone_of(language: str) -> str | None:
    """The currency that "kroner" means in a language; None in English."""
    return _KRONE_OF_LANGUAGE.get(language)


def _code(match: re.Match[str], language: str) -> str | None:
    groups = match.groupdict()
    if groups.get("code"):
        return groups["code"].upper()
    for name, code in (("euro", "EUR"), ("dollar", "USD"), ("pound", "GBP")):
        if groups.get(name):
            return code
    if groups.get("name"):
        return _KRONE_OF_NAME[groups["name"][:3].lower()]
    return _KRONE_OF_LANGUAGE.get(language)
