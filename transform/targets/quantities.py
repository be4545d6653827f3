"""Quantities: a number, or a range, with its unit, and how it is meant."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from transform.targets.comparators import HALVE, MULTIPLY, compare, strip_comparator
from transform.targets.exclusions import find_exclusions, overlaps
from transform.targets.numbers import Number, find_numbers
from transform.targets.units import (
    currency_after,
    currency_before,
    krone_of,
    percent_after,
    unit_of_two_words,
    unit_of_word,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts.

    Attributes:
        start: First character of the number (of its currency where that comes first).
        end: Character after the unit.
        value: Value, or the lower end of a range.
        value_max: Upper end of a range.
        unit: None where the text names none at the number.
        comparator: As ``warehouse.vocabulary.COMPARATORS``.
        qualifier: How exact, where it is not exactly.
        noun: Words of the unit as printed ("medlemsbedrifter").
        number_end: Character after the number itself.
        in_words: Whether the number is written in letters.
        is_year_like: Four bare digits that could be a year.
        scale: What the scale word and currency multiplied it by.
    """

    start: int
    end: int
    value: float
    value_max: float | None
    unit: str | None
    comparator: str
    qualifier: str | None
    noun: str = ""
    number_end: int = 0
    in_words: bool = False
    is_year_like: bool = False
    scale: float = 1


_RANGE_JOIN = re.compile(r"\s?[-–—]\s?|\s(?:til|till|to|à)\s")
_BETWEEN = re.compile(
    r"(?:mellem|mellan|mellom|between)\s+(?:EUR |SEK |NOK |DKK |€)?$", re.IGNORECASE
)
_AND = re.compile(r"\s(?:og|och|and)\s")
_TOKEN = re.compile(r"\s?([^\s\d,;:!?()\[\]\"“”»«]+)")
_OF = re.compile(
    r"\s(?:av|af|of)\s(?:(?:de|dei|the|våre|vore|våra|our|alle|alla|all|disse|dessa|these|"
    r"regionens|landets|klyngens|"
    r"klustrets|klyngenes|klyngernes)\s)?",
    re.IGNORECASE,
)
_MAX_ADJECTIVES = 4
_STOP = frozenset(
    ["i", "på", "med", "til", "till", "to", "for", "för", "fra", "från", "frå", "by", "at", "in", "on", "from", "with", "under", "over", "över", "inden", "innen", "innan", "senest", "senast", "som", "der", "som", "der", "that", "which", "who", "er", "är", "is", "are", "var", "was", "were", "har", "have", "had", "havde", "hade", "ha", "skal", "ska", "skall", "shall", "should", "will", "vil", "kan", "kunne", "kunna", "could", "may", "må", "must", "blev", "ble", "blir", "blive", "bli", "become", "være", "vara", "vere", "be", "få", "fick", "fik", "fikk", "get", "deltog", "deltok", "delta", "deltage", "deltager", "deltar", "per", "pr", "om", "year", "år", "mod", "mot", "hos", "ved", "vid", "end", "enn", "än", "than", "hvor", "hvorav", "varav", "whereof", "because", "fordi", "eftersom", "hvert", "varje", "kvart", "each", "every", "årligt", "årligen", "årlig", "årleg", "annually", "the", "a", "an", "de", "den", "det", "dei", "en", "et", "ett", "samlede", "brug", "bruge", "bruke", "använda", "ta", "tage", "gøre", "göra", "gjøre", "skabe", "skapa", "skape", "create", "støtte", "men", "but", "via", "gennom", "gjennom", "genom", "through", "nå", "uppnå", "opnå", "komme", "komma", "gå", "stå", "ville", "skulle", "siden", "sedan", "since", "mellem", "mellan", "mellom", "between", "udgjorde", "utgjorde", "utgör"]
)
_CONJUNCTIONS = frozenset({"og", "och", "and", "eller", "or", "samt", "&"})
_NORDIC_ADJECTIVE = re.compile(r"(?:[ea]|ende|ande|små|få|-|iv|ig|sk|nya?|ny)$")
_ENGLISH_NOUN = re.compile(r"(?:s|tion|ment|ness|ity)$")
_ENGLISH_PLAIN = frozenset(
    {"business", "previous", "various", "serious", "famous", "cross", "less"}
)
_KNOWN_SET = re.compile(
    r"(?<!\w)(?:de|dei|disse|desse|dessa|these|those|the|våre|vore|våra|our|samtliga|samtlige|"
    r"alle|alla|begge|båda|their|its|"
    r"de andre|de andra|dine|sine|sina|deres|deras|hennes|hans|regionens|landets|next|first|"
    r"last|de næste|de første|"
    r"de neste|de närmaste|de senaste|de siste|de seneste|alle de|alla de|all the)\s*$",
    re.IGNORECASE,
)
_KNOWN_SET_MAXIMUM = 25
_CLASS_BEFORE = re.compile(
    r"(?:\b(?:med|with|har|have|having|som har|who have|der har|that have|has)\s+(?:\w+\s){0,3}$)",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"sammanlagt|sammenlagt|tilsammen|til sammen|tillsammans|together|totalt|total|i alt|samlet",
    re.IGNORECASE,
)
_CLASS_NOUN = re.compile(
    r"(?:ansat\w*|anställda|ansatte|tilsette|employees|medarbejdere|medarbeidere|medarbetare|"
    r"beskæftigede|sysselsatte|anst\.)$",
    re.IGNORECASE,
)
_ANY_COMPANY = re.compile(
    r"(?:virksomhed|bedrift|företag|foretak|verksemd|compan|firm|bolag|selskab|selskap|smv|smb|"
    r"sme|procent|prosent|pct|%|per cent)\w*",
    re.IGNORECASE,
)
_ENDS_WITH_COMPANY = re.compile(
    r"(?:virksomhed|bedrift|företag|foretak|verksemd|compan|firm|bolag|selskab|selskap)\w*\s*$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^(?P<noun>(?:(?:antal(?:et)?|antall(?:et)?|tal(?:l)?et på|tal på|number of|no\. of|total|"
    r"totalt|samlet|nye|besvart|besvarat|"
    r"besvarede|answered|svar)\s+)*(?:[\w-]+\s){0,2}?[\w-]+)\s?(?:\([^)]*\)\s?)?[:=]\s*"
    r"(?P<comparator>(?:[^\W\d]+\.?\s+){0,2})(?=\d)",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"\b(?:besvart|besvarat|besvarede|answered|antall svar|antal svar|responses?)\s?:\s*$",
    re.IGNORECASE,
)


def find_quantities(text: str, language: str) -> list[Quantity]:
    """Quantities of a sentence in order, those without a unit included.

    Args:
        text: One sentence, spaces and hyphens normalised.
        language: For number words, decimals and the meaning of "kroner".
    """
    exclusions = find_exclusions(text)
    numbers = [
        number
        for number in find_numbers(text, language)
        if not overlaps(exclusions, number.start, number.end)
    ]
    quantities: list[Quantity] = []
    index = 0
    while index < len(numbers):
        first, second, used = _range(text, numbers, index, language)
        previous_end = quantities[-1].end if quantities else 0
        quantity = _build(text, first, second, previous_end, language)
        index += used
        if quantity is not None:
            quantities.append(quantity)
    return _share_units(text, quantities)


def _range(
    text: str, numbers: Sequence[Number], index: int, language: str
) -> tuple[Number, Number | None, int]:
    """The number at ``index``, the upper end if it begins a range, and how many are used."""
    first = numbers[index]
    if index + 1 >= len(numbers):
        return first, None, 1
    second = numbers[index + 1]
    after = first.end
    skipped = percent_after(text, after) or _currency_end(text, after, language)
    own, other = percent_after(text, after), percent_after(text, second.end)
    if own and (other is None or other[0] != own[0]):
        return first, None, 1  # "fell by 1.3 points to 6.2 percent"
    between = text[(skipped[1] if skipped else after) : second.start]
    is_range = bool(_RANGE_JOIN.fullmatch(between)) and not re.search(
        r"(?:fra|från|frå|from)\s*$", text[: first.start], re.IGNORECASE
    )
    if not is_range and _AND.fullmatch(between):
        is_range = bool(_BETWEEN.search(text[: first.start]))
    if not is_range or (second.is_year_like and not (first.is_year_like or "-" in between)):
        return first, None, 1
    if first.is_year_like and second.is_year_like:
        return first, None, 1
    low = first
    if first.scale == 1 and second.scale > 1 and not skipped:
        low = dataclasses.replace(first, value=first.value * second.scale)  # "2-3 mio."
    return (low, second, 2) if low.value < second.value else (first, None, 1)


def _currency_end(text: str, position: int, language: str) -> tuple[str, int] | None:
    found = currency_after(text, position, language)
    return ("", found[2]) if found else None


def _build(
    text: str, first: Number, second: Number | None, previous_end: int, language: str
) -> Quantity | None:
    last = second or first
    value, value_max = first.value, second.value if second else None
    start, end = first.start, last.end
    unit, noun, factor = None, "", 1.0
    percent = percent_after(text, last.end)
    after = currency_after(text, last.end, language)
    before = currency_before(text, first.start, language)
    if percent:
        unit, end = percent
    elif after:
        unit, factor, end = after
    elif before and (first.scale > 1 or not _noun_after(text, last.end, language)):
        unit, factor, start = before
    else:
        found = _noun_after(text, last.end, language)
        if found:
            unit, end, noun = found
    if before and unit == before[0] and first.scale == 1:
        factor *= _suffix_scale(text, last.end)
        end += factor > before[1]
    if unit is None and not (percent or after) and _is_amount(text, last):
        unit = krone_of(language)
    if unit is None and not after and _labelled(text, first.start):
        unit, noun = _label_unit(text, first.start)
    if factor != 1:
        value, value_max = value * factor, None if value_max is None else value_max * factor
    if unit in _DECIMAL_UNITS and first.alternative is not None:
        value = first.alternative
    stretch = text[previous_end:start]
    if _ONLY_TO.fullmatch(stretch):
        stretch = text[:start]  # "fell by 1.3 points to 6.2 percent": the verb stands further up
    comparator, qualifier = compare(stretch, text[end:], text[last.end :])
    if comparator == "exactly" and _BETWEEN.search(text[:start]):
        shorter = _BETWEEN.sub("", text[previous_end:start])
        comparator, qualifier = compare(shorter, text[end:])
    if comparator == "exactly" and first.is_round:
        comparator, qualifier = "about", "about"
    quantity = Quantity(
        start, end, round(value, 6), None if value_max is None else round(value_max, 6), unit,
        comparator, qualifier, noun, last.end, first.in_words, first.is_year_like,
        last.scale * factor,
    )  # fmt: skip
    return None if _is_no_quantity(text, quantity) else quantity


def _suffix_scale(text: str, position: int) -> float:
    """ "NOK 170m", "EUR 40k": a letter glued to an amount with its currency before."""
    match = re.match(r"([mk])(?!\w)", text[position:])
    return {"m": 1e6, "k": 1e3}[match[1]] if match else 1.0


def _is_amount(text: str, number: Number) -> bool:
    """ "Turnover passed 2 billion in 2020": millions of nothing, in a sentence about money."""
    return (
        number.scale >= 1e6
        and bool(_NOTHING_COUNTED.match(text[number.end :]))
        and bool(_ABOUT_MONEY.search(text))
    )


_ONLY_TO = re.compile(r"\s*(?:,\s*)?(?:til|till|to)\s*", re.IGNORECASE)
_NOTHING_COUNTED = re.compile(
    r"\s*(?:$|[,.;:()]|(?:i|in|år|til|till|to|innen|innan|inden|by|for|för|fra|från|from|per|"
    r"pr|over|under|på|mellem|mellan|mellom|og|och|and|"
    r"årlig\w*|via|gennem|genom|om|each|a)\b)",
    re.IGNORECASE,
)
_ABOUT_MONEY = re.compile(
    r"omsætning|omsetning|omsättning|turnover|revenue|eksport|export|budget|støtte|stöd|bevil|"
    r"midler|medel|financ|finans|invest|"
    r"kapital|capital|fund|tilskud|tilskudd|bidrag|ramme|pulje|satsa|satser|kr\b|kron",
    re.IGNORECASE,
)
_DECIMAL_UNITS = frozenset({"percent", "percentage_points"})


_TOTAL_OF = re.compile(r"\s?\d[\d., ]*(?=\s)")
_TOOK_PART = re.compile(
    r"\s(?:deltog|deltok|deltar|deltager|deltok|attended|took part|participated)\b", re.IGNORECASE
)
_OF_WHICH = re.compile(
    r"(?<!\w)(?:hvoraf|varav|herav|hvorav|deraf|därav|whereof|of which|of whom|"
    r"kvarav)\s(?:\w+\s){0,2}[\d., ]*$",
    re.IGNORECASE,
)
_COPULA = re.compile(r"\s(?:er|är|are|var|was|were|is)\b", re.IGNORECASE)
_POST = re.compile(r"\s?-?(?:stilling|tjänst|tjeneste|studietakt|position|post)\w*", re.IGNORECASE)
_DURATION = re.compile(
    r"\s?-?(?:år\b|års\b|årig|måned|månad|month|year|uge|uke|vecka|veckor|week|dag|day|time|"
    r"timer|timmar|hour|minut)(?:er|ar|or|e|a|s|en|et|erne|ene|ige|iga)?(?!\w)(?!\s(?:19|"
    r"20)\d\d)",
    re.IGNORECASE,
)


def _noun_after(text: str, position: int, language: str) -> tuple[str, int, str] | None:
    """Unit noun behind a number, over its adjectives: (unit, end, words)."""
    start = position
    if _OF_WHICH.search(text[:position]):
        copula = _COPULA.match(text, position)
        position = copula.end() if copula else position
    of = _OF.match(text, position)
    if of:
        position = of.end() - 1
        total = _TOTAL_OF.match(text, position)  # "120 of the 400 members"
        position = total.end() if total else position
    verb = _TOOK_PART.match(text, position)
    if verb:
        return "people", verb.end(), verb[0].strip()
    for _ in range(_MAX_ADJECTIVES + 1):
        while position < len(text) and text[position] == " ":
            position += 1
        two = unit_of_two_words(text, position)
        if two:
            return two[0], two[1], text[start : two[1]].strip()
        match = _TOKEN.match(text, position)
        if not match:
            return None
        raw = match[1]
        word = raw.strip(".")
        unit = unit_of_word(word)
        if unit:
            if (
                unit == "companies"
                and re.match(r"\s(?:og|och|and) ", text[match.end() :])
                and word.endswith("-")
            ):
                return None
            stop = match.start(1) + len(word)
            return unit, stop, text[start:stop].strip()
        if not _is_adjective(word.lower(), language) or raw.endswith("."):
            return None
        position = match.end()
    return None


def _is_adjective(word: str, language: str) -> bool:
    if word in _CONJUNCTIONS or word in {"fler", "flera", "nye", "more", "additional"}:
        return True
    if word in _STOP or not word:
        return False
    if word.endswith("-"):
        return True
    if language == "en":
        return word in _ENGLISH_PLAIN or not _ENGLISH_NOUN.search(word)
    return bool(_NORDIC_ADJECTIVE.search(word))


def _labelled(text: str, position: int) -> bool:
    match = _LABELLED.match(text)
    return bool(match) and match.end() == position if match else False


def _label_unit(text: str, position: int) -> tuple[str | None, str]:
    if _ANSWERED.search(text[:position]):
        return "responses", "svar"
    match = _LABELLED.match(text)
    if not match:
        return None, ""
    words = match["noun"].split()
    unit = next((u for u in map(unit_of_word, reversed(words)) if u), None)
    return unit, match["noun"]


def _is_no_quantity(text: str, quantity: Quantity) -> bool:
    before = text[: quantity.start]
    if _DURATION.match(text, quantity.number_end):
        return True
    if quantity.unit == "percent" and _POST.match(text, quantity.end):
        return True
    if quantity.is_year_like and quantity.comparator == "exactly":
        # "i 2018 bedrifter …" and a bare year: only a noun right behind makes it a count.
        bare_noun = quantity.unit and quantity.noun and " " not in quantity.noun.strip()
        if not bare_noun or re.search(
            r"\b(?:i|år|året|in|since|siden|sedan|fra|från|senest|senast|innen|inden|by|til|"
            r"till|mot|mod|the)\s*$",
            before, re.IGNORECASE,
        ):  # fmt: skip
            return True
    if quantity.unit is None or quantity.unit in _DECIMAL_UNITS:
        return False
    if _KNOWN_SET.search(before) and quantity.value < _KNOWN_SET_MAXIMUM and quantity.noun:
        return True
    if _CLASS_NOUN.search(quantity.noun):
        stripped = strip_comparator(before)[2]
        stripped = _BETWEEN.sub("", stripped)
        lead = _CLASS_BEFORE.search(stripped)
        bounds = quantity.comparator not in {"exactly", "about"} or quantity.value_max is not None
        if bounds and _ENDS_WITH_COMPANY.search(stripped):
            return True
        if lead and bounds and not _TOGETHER.search(lead[0]):
            return bool(_ANY_COMPANY.search(stripped[: lead.start()]))
    return False


def _share_units(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """ "10 Guld- og 10 Sølv-klynger": the truncated one takes the unit of the next.

    A later number with its own comparator ("and at least 8 …") takes the unit before it.
    """
    out = list(quantities)
    for i, quantity in enumerate(out):
        if quantity.unit is not None or quantity.is_year_like:
            continue
        following = out[i + 1] if i + 1 < len(out) else None
        gap = text[quantity.number_end : following.start] if following else ""
        truncated = re.fullmatch(r"\s?([\w]+)-\s?(?:,|og|och|and|eller|samt)\s+(?:\w+\s)?", gap)
        bare = re.fullmatch(r"\s(?:og|och|and|eller|or)\s(?:\w+\s)?", gap)
        if following and following.unit and following.noun and (truncated or bare):
            head = truncated[1] if truncated else ""
            out[i] = dataclasses.replace(
                quantity, unit=following.unit, noun=head or following.noun,
                end=quantity.number_end + len(head) + 1 if head else quantity.end,
            )  # fmt: skip
            if quantity.comparator != "exactly" and following.comparator == "exactly":
                out[i + 1] = dataclasses.replace(
                    following, comparator=quantity.comparator, qualifier=quantity.qualifier
                )
            continue
        previous = out[i - 1] if i else None
        if previous is None or not previous.unit:
            continue
        between = text[previous.end : quantity.start]
        if _OF_WHICH.search(text[: quantity.start]):
            out[i] = dataclasses.replace(quantity, unit=previous.unit, noun=previous.noun)
        elif quantity.comparator != "exactly" or re.match(
            r"\s(?:i|in|år|by|innen|inden|senest|senast)?\s?(?:19|20)\d\d\b",
            text[quantity.number_end :],
        ):
            if _COUNTED.search(between):
                continue
            if re.search(
                r"\b(?:og|och|and|samt|mens|medan|while)\b|,\s*$", between
            ) and not re.search(
                r"\b(?:fra|från|frå|from|status|til|till)\b", between, re.IGNORECASE
            ):
                out[i] = dataclasses.replace(quantity, unit=previous.unit, noun=previous.noun)
    return out


_COUNTED = re.compile(
    r"(?<!\w)(?:antal|antall|number|tal|tall)(?:et|let|let)?(?!\w)", re.IGNORECASE
)


def find_multiples(text: str) -> list[tuple[int, int, float, str, str]]:
    """Doubling, trebling and halving: (start, end, value, unit or "", comparator)."""
    found = []
    for factor, rule in MULTIPLY:
        for match in rule.finditer(text):
            found.append((match.start(), match.end(), float(factor), "", "multiply_by"))
    for match in HALVE.finditer(text):
        found.append((match.start(), match.end(), 50.0, "percent", "decrease_by"))
    return sorted(found)
