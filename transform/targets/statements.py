"""One sentence: its quantities joined with baselines, years and what they promise or report."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Sequence

from transform.targets.comparators import direction_of
from transform.targets.cues import period_of, promises
from transform.targets.indicators import name_indicator
from transform.targets.quantities import Quantity, find_multiples, find_quantities
from transform.targets.reading import Reading
from transform.targets.units import unit_of_word
from transform.targets.years import YearMention, find_years


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """What stands above a sentence.

    Attributes:
        language: Of the block.
        is_aim: Heading or lead-in announces aims.
        heading_year: The year the heading speaks of.
        last_year: Last year the document governs.
        locator: Of the sentence.
        is_heading: The sentence is a heading itself.
    """

    language: str
    is_aim: bool = False
    heading_year: int | None = None
    last_year: int | None = None
    locator: str = ""
    is_heading: bool = False


@dataclasses.dataclass(slots=True)
class _Draft:
    """A quantity on its way to a reading."""

    quantity: Quantity
    baseline_value: float | None = None
    baseline_year: int | None = None
    year: int | None = None
    has_deadline: bool = False
    unit_is_inferred: bool = False


_PARENTHESES = re.compile(r"\([^)]*\)")
_CLAUSE_BREAK = re.compile(
    r";|\s(?=\()|\s[–—-]\s|,\s+(?=(?:og|och|and|men|but|mens|medan|while|whereas|hvor|där|der|"
    r"som|which|hvilket|vilket|noe|resten|så|"
    r"at|att|when|når|när)\b)|\s(?=(?:mens|medan|while|whereas)\s)|\)\s|,\s+(?=i\s(?:19|"
    r"20)\d\d\b)|,\s+(?=(?:mål|target|goal)\b)|"
    r"\s(?=(?:og|och|and)\s+(?:aims?|målet|målsætningen|målsättningen|har som mål|skal|ska|"
    r"sikter|siktar|vil|vill|will)\b)",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?<!\w)(?:fra|från|frå|from)\s+(?:(?:dagens|today's|the current|nuvarande|nåværende|"
    r"cirka|ca\.?|omkring|om lag|about|kr\.?|"
    r"EUR|SEK|NOK|DKK|i dag|idag|et niveau på|en nivå på|en nivå på|a level of|knap|knappt|"
    r"over|över)\s+)*$",
    re.IGNORECASE,
)
_TO = re.compile(r"(?<!\w)(?:til|till|to)(?!\w)(?!\s+(?:og|och)\s+med)", re.IGNORECASE)
_UP_FROM = re.compile(
    r"(?<!\w)(?:(?:op|opp|upp|up|ned|ner|down|steget|risen|økt|ökat)\s+(?:fra|från|frå|from)|"
    r"mot|mod|against|compared with|compared to|"
    r"sammenlignet med|sammenliknet med|samanlikna med|jämfört med|i forhold til|jämfört mot|"
    r"versus|vs\.?|fra|från|frå|from)"
    r"\s+(?:(?:dagens|today's|nåværende|nuvarande|the current|just|only|bare|kun|endast|cirka|"
    r"ca\.?|omkring|om lag|about|EUR|SEK|NOK|DKK)\s+)*$",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"(?:status|baseline|utgangspunkt(?:et)?|udgangspunkt(?:et)?|utgångspunkt|utgångsläge|"
    r"nuläge|nuvarande|nåværende|nuværende|"
    r"nivå|niveau|level|resultat|værdi|verdi|värde|i dag|idag|today|currently|var|was|er|är|is|"
    r"mot|mod|fra|från|from|against|"
    r"basår|basisår|startverdi|startværdi|nulpunkt|nollpunkt|op fra|opp fra|upp från|up from|"
    r"down from|ned fra|i|år|in|of|på|den|"
    r"omkring|cirka|ca\.?|kr\.?|about|antal|antall|tallet|per|pr\.?|ved|vid|at|ultimo|primo|"
    r"udgangen|utgangen|slutet|slutten|end|av|af|the|for|som|dagens|"
    r"nå|nu|now|foreløpig|starten|start|målt|base)",
    re.IGNORECASE,
)
_AIM_IN_PAREN = re.compile(r"(?<!\w)(?:mål\w*|target|goal|aim)(?!\w)", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?<!\w)(?:antal(?:let|et)?|antall(?:et)?|tal(?:let|et)?|number)\s+(?:(?:af|av|på|of|på|"
    r"aktive|nye|nya|new|danske|norske|"
    r"svenske|svenska|deltagende|deltakende|deltagande|"
    r"medvirkende)\s+)*(?P<words>(?:[\w-]+\s){0,4}[\w-]+)",
    re.IGNORECASE,
)
_PREPOSITIONS = frozenset(
    ["i", "in", "blant", "bland", "blandt", "among", "med", "with", "for", "för", "hos", "der", "som", "that", "which", "fra", "från", "from", "til", "till", "to"]
)
_SUBJECT_COMPOUND = re.compile(
    r"(?<!\w)(?P<noun>medlem(?:s|mer)?|medarbejder|projekt|prosjekt|virksomheds|bedrifts|"
    r"företags)-?(?:tal|tallet|tall|antal|antall|antalet|"
    r"antallet)(?!\w)",
    re.IGNORECASE,
)
_UNIT_OF_COMPOUND = {"medl": "members", "meda": "people", "proj": "projects", "pros": "projects"}
_CHANGE_COMPARATORS = frozenset({"increase_by", "decrease_by"})
#: What may follow a number that takes its unit from the subject: no noun of its own.
_STANDS_ALONE = re.compile(
    r"\s*(?:$|[,.;:()%/]|(?:i|in|år|per|pr|årlig\w*|årleg\w*|til|till|to|innen|innan|inden|"
    r"senest|senast|by|frem|fram|ved|vid|mot|mod|og|och|and|"
    r"stk|om|under|eller|or|at|before|from|fra|från|på|each|every|hvert|varje|kvart|annually|a|"
    r"than|end|enn|än|after|efter|etter)\b|(?:19|20)\d\d)",
    re.IGNORECASE,
)
_BETWEEN_YEARS = re.compile(
    r"(?:mellem|mellan|mellom|between|fra|från|frå|from)\s+(?:årene |åren |åra |år |the years )?$",
    re.IGNORECASE,
)


def read_sentence(sentence: str, context: Context) -> list[Reading]:
    """Readings of one sentence, in its order.

    Args:
        sentence: Spaces and hyphens normalised.
        context: What stands above it.
    """
    years = find_years(sentence)
    quantities = [q for q in find_quantities(sentence, context.language) if not _is_year(q, years)]
    drafts = _join_baselines(sentence, quantities, years)
    drafts = [draft for draft in drafts if _settle_unit(sentence, draft)]
    drafts.extend(_multiples(sentence, drafts))
    drafts.sort(key=lambda draft: draft.quantity.start)
    used = _used_years(sentence, drafts, years)
    return [_finish(sentence, draft, drafts, used, context) for draft in drafts]


def _is_year(quantity: Quantity, years: Sequence[YearMention]) -> bool:
    if quantity.unit is not None and quantity.noun:
        return False
    return any(y.start <= quantity.start < y.end for y in years) and quantity.is_year_like


# baselines -----------------------------------------------------------------------------------


def _join_baselines(
    text: str, quantities: Sequence[Quantity], years: Sequence[YearMention]
) -> list[_Draft]:
    """Drafts of the quantities that stand for themselves; baselines are folded into theirs."""
    drafts: list[_Draft] = []
    index = 0
    while index < len(quantities):
        current = quantities[index]
        following = quantities[index + 1] if index + 1 < len(quantities) else None
        if following and _is_from_to(text, current, following):
            drafts.append(_from_to(text, current, following, years))
            index += 2
            continue
        if drafts and _is_baseline_of(text, drafts[-1].quantity, current):
            draft = drafts[-1]
            draft.baseline_value = _rescaled(current, draft.quantity)
            draft.baseline_year = _baseline_year(text, draft.quantity, current, quantities, years)
            if draft.quantity.unit is None and current.unit:
                draft.quantity = dataclasses.replace(
                    draft.quantity, unit=current.unit, noun=current.noun
                )
            index += 1
            continue
        drafts.append(_Draft(current))
        index += 1
    return drafts


def _is_from_to(text: str, first: Quantity, second: Quantity) -> bool:
    if not _FROM.search(text[: first.start]):
        return False
    between = text[first.end : second.start]
    return bool(_TO.search(between)) and ";" not in between and _agree(first, second)


def _rescaled(baseline: Quantity, target: Quantity) -> float:
    """ "From 14.2 to 12.9 million": the scale is said once."""
    if baseline.scale == 1 and target.scale > 1 and baseline.unit is None:
        return round(baseline.value * target.scale, 6)
    return baseline.value


def _agree(first: Quantity, second: Quantity) -> bool:
    return first.unit is None or second.unit is None or first.unit == second.unit


def _from_to(text: str, first: Quantity, second: Quantity, years: Sequence[YearMention]) -> _Draft:
    direction = direction_of(text[: second.start])
    rises = second.value >= first.value if direction is None else direction == "increase"
    if direction == "increase" and second.value < first.value:
        rises = False
    comparator = second.comparator
    if comparator in {"exactly", "about", "increase_to", "decrease_to"}:
        comparator = "increase_to" if rises else "decrease_to"
    unit, noun = (second.unit, second.noun) if second.unit else (first.unit, first.noun)
    between = [y for y in years if first.end <= y.start and y.end <= second.start]
    joined = dataclasses.replace(second, comparator=comparator, unit=unit, noun=noun)
    return _Draft(joined, _rescaled(first, second), between[0].first if between else None)


def _is_baseline_of(text: str, target: Quantity, candidate: Quantity) -> bool:
    inside = _parenthesis(text, candidate)
    is_change = target.comparator in _CHANGE_COMPARATORS | {"multiply_by"}
    if not _agree(target, candidate) and not (is_change and inside):
        return False  # "by 25 % (2020: 480 members)" may name the level that changes
    if inside is not None and inside[0] >= target.end:
        content = text[inside[0] : inside[1]]
        if _AIM_IN_PAREN.search(content):
            return False
        rest = content.replace(text[candidate.start : candidate.end], " ", 1)
        rest = re.sub(r"(?:19|20)\d{2}|[\s:,=.;()–-]", " ", rest)
        return not _STATUS.sub("", rest).strip()
    before = text[target.end : candidate.start]
    return bool(_UP_FROM.search(before)) and not _TO.search(
        text[candidate.end : candidate.end + 30]
    )


def _parenthesis(text: str, quantity: Quantity) -> tuple[int, int] | None:
    opening = text.rfind("(", 0, quantity.start)
    if opening < 0 or ")" in text[opening : quantity.start]:
        return None
    closing = text.find(")", quantity.start)
    return opening + 1, closing if closing >= 0 else len(text)


def _baseline_year(
    text: str,
    target: Quantity,
    baseline: Quantity,
    quantities: Sequence[Quantity],
    years: Sequence[YearMention],
) -> int | None:
    inside = _parenthesis(text, baseline)
    if inside:
        found = [y for y in years if inside[0] <= y.start < inside[1]]
        return found[0].first if found else None
    limit = min((q.start for q in quantities if q.start > baseline.start), default=len(text))
    behind = [y for y in years if baseline.end <= y.start < limit and y.role != "deadline"]
    if behind and not re.search(r"[,;]", text[baseline.end : behind[0].start]):
        return behind[0].first
    before = [y for y in years if target.end <= y.start < baseline.start and y.role == "compared"]
    return before[0].first if before else None


# units ---------------------------------------------------------------------------------------


def _settle_unit(text: str, draft: _Draft) -> bool:
    """Give a bare number the unit of its subject ("the number of members … to 120")."""
    quantity = draft.quantity
    if quantity.unit is not None:
        return True
    if quantity.is_year_like and draft.baseline_value is None:
        return False
    unit, noun = _subject_unit(text[: quantity.start])
    is_predicate = (
        draft.baseline_value is not None
        or quantity.comparator != "exactly"
        or bool(
            re.search(
                r"(?:\bpå|\btil|\btill|\bto|\bat|\bof|\ber|\bis|\bär|\bvar|\bwas|\buppgå till|"
                r":)\s*$",
                text[: quantity.start],
            )
        )
    )
    if unit is None or not is_predicate or not _STANDS_ALONE.match(text[quantity.number_end :]):
        return False
    draft.quantity = dataclasses.replace(quantity, unit=unit, noun=noun)
    draft.unit_is_inferred = True
    return True


def _subject_unit(text: str) -> tuple[str | None, str]:
    for match in reversed(list(_SUBJECT.finditer(text))):
        words = list(itertools.takewhile(lambda w: w not in _PREPOSITIONS, match["words"].split()))
        for position, word in enumerate(words):
            unit = unit_of_word(word)
            if unit:
                return unit, " ".join(words[: position + 1])
    compound = _SUBJECT_COMPOUND.search(text)
    if compound:
        noun = compound["noun"].lower()
        return _UNIT_OF_COMPOUND.get(noun[:4], "companies"), compound[0]
    return None, ""


def _multiples(text: str, drafts: Sequence[_Draft]) -> list[_Draft]:
    """Doubling and halving, unless the same clause gives the amount itself."""
    found = []
    for start, end, value, unit, comparator in find_multiples(text):
        amount_given = any(
            0 <= draft.quantity.start - end <= 60
            and re.search(
                r"\b(?:til|till|to|from|fra|från)\b", text[end : draft.quantity.start]
            )
            for draft in drafts
        )
        if amount_given:
            continue
        noun = ""
        if not unit:
            subject, noun = _subject_unit(text)
            unit = subject or "factor"
        quantity = Quantity(start, end, value, None, unit, comparator, None, noun, end)
        found.append(_Draft(quantity))
    return found


# years ---------------------------------------------------------------------------------------


def _used_years(
    text: str, drafts: Sequence[_Draft], years: Sequence[YearMention]
) -> list[YearMention]:
    """Years left once those of baselines are taken; "compared with 1990" goes to its change."""
    free = []
    for year in years:
        owner = _owner_of_baseline_year(text, year, drafts)
        if owner is None:
            free.append(year)
        elif owner.baseline_year is None:
            owner.baseline_year = year.first
            if year.role == "span":
                owner.year = year.last
    return free


def _owner_of_baseline_year(
    text: str, year: YearMention, drafts: Sequence[_Draft]
) -> _Draft | None:
    for draft in drafts:
        if draft.baseline_year == year.first and draft.baseline_value is not None:
            return draft
    changes = [d for d in drafts if _is_change(d.quantity) or d.baseline_value is not None]
    if not changes:
        return None
    nearest = min(changes, key=lambda d: abs(d.quantity.start - year.start))
    if year.role == "compared":
        return nearest
    if year.role == "span" and _BETWEEN_YEARS.search(text[: year.start]):
        return nearest if nearest.baseline_year is None else None
    if year.role == "since" and nearest.baseline_year is None:
        return nearest
    return None


def _is_change(quantity: Quantity) -> bool:
    return quantity.comparator in _CHANGE_COMPARATORS | {
        "increase_to",
        "decrease_to",
        "multiply_by",
    }


def _year_for(
    text: str,
    draft: _Draft,
    drafts: Sequence[_Draft],
    years: Sequence[YearMention],
    *,
    is_target: bool,
) -> YearMention | None:
    position = draft.quantity
    usable = [y for y in years if y.role not in {"since", "compared"}]
    if not usable and is_target:
        usable = [y for y in years if y.role == "since"]  # "no more than 15 after 2021"
    if not usable:
        return None
    first, last = _clause_bounds(text, position)
    if not is_target:
        # "… 3.4 % and aims for 4 % by 2025": the deadline of another clause is not ours.
        usable = [y for y in usable if y.role != "deadline" or first <= y.start < last]
        if not usable:
            return None

    def cost(year: YearMention) -> float:
        low, high = sorted((year.start, position.start))
        follows_other = any(
            0 <= year.start - d.quantity.end <= 12 and year.start < position.start
            for d in drafts
            if d is not draft
        )
        crossed = sum(1 for d in drafts if d is not draft and low < d.quantity.start < high)
        distance = abs(year.start - position.start)
        outside = not first <= year.start < last
        preferred = is_target and year.role == "deadline"
        return crossed * 40 + 60 * follows_other + distance + 200 * outside - 60 * preferred

    return min(usable, key=cost)


def _clause_bounds(text: str, quantity: Quantity) -> tuple[int, int]:
    first, last = 0, len(text)
    for match in _CLAUSE_BREAK.finditer(text):
        if match.end() <= quantity.start:
            first = match.end()
        elif match.start() >= quantity.end:
            last = match.start()
            break
    return first, last


# readings ------------------------------------------------------------------------------------


def _finish(
    text: str,
    draft: _Draft,
    drafts: Sequence[_Draft],
    years: Sequence[YearMention],
    context: Context,
) -> Reading:
    quantity = draft.quantity
    first, last = _clause_bounds(text, quantity)
    clause = text[first:last]
    whole = text if _parenthesis(text, quantity) else _PARENTHESES.sub(" ", text)
    is_target = promises(clause, whole, context_is_aim=context.is_aim)
    mention = _year_for(text, draft, drafts, years, is_target=is_target)
    year = draft.year or (mention.last if mention else None)
    from_context = False
    if year is None:
        year = context.heading_year or (context.last_year if is_target else None)
        from_context = year is not None
    unit = quantity.unit or "factor"
    has_deadline = mention is not None and not from_context
    return Reading(
        kind="target" if is_target else "figure",
        value=quantity.value,
        value_max=quantity.value_max,
        unit=unit,
        comparator=quantity.comparator,
        year=year,
        baseline_value=draft.baseline_value,
        baseline_year=draft.baseline_year,
        indicator=name_indicator(text, unit, quantity.noun, clause, quantity.start, quantity.end),
        period=period_of(
            clause,
            text,
            text[: quantity.start],
            unit,
            is_target=is_target,
            has_deadline=has_deadline,
        ),
        qualifier=quantity.qualifier,
        sentence=text,
        locator=context.locator,
        confidence=_confidence(draft, context, year_from_context=from_context),
    )


def _confidence(draft: _Draft, context: Context, *, year_from_context: bool) -> float:
    """Starts at 0.95 and falls with each thing that had to be inferred."""
    score = 0.95
    score -= 0.15 * draft.unit_is_inferred
    score -= 0.05 * year_from_context
    score -= 0.05 * draft.quantity.in_words
    score -= 0.10 * context.is_heading
    score -= 0.05 * (draft.quantity.unit == "factor")
    return round(score, 2)
