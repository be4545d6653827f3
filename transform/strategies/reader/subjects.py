"""The subject of a sentence as unit of its bare numbers ("the number of members … to 120")."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator

from transform.strategies.reader.baselines import Draft
from transform.strategies.reader.comparators import first_change, strip_comparator
from transform.strategies.reader.counted_nouns import OTHER, is_countable
from transform.strategies.reader.multiples import find_multiples
from transform.strategies.reader.quantity import Quantity
from transform.strategies.reader.units import unit_of_word
from transform.strategies.reader.wordlists import pattern, words_of

_SUBJECT = pattern("subjects.subject")
_PREPOSITIONS = words_of("subjects.prepositions")
_SUBJECT_COMPOUND = pattern("subjects.subject_compound")
#: Subjects whose numbers are persons or percent: "Beskæftigelsen", "Tilsagnsprocenten".
_PERSONS = pattern("subjects.persons")
_EMPLOYS = pattern("subjects.employs")
_RATE = pattern("subjects.rate")
_RATE_LAST = pattern("subjects.rate_last")
#: "Besøkstallet", "intagningsantalet": of what the word before counts.
_COMPOUND_NUMBER = pattern("subjects.compound_number")
#: "… var antallet drepte på vegene 88".
_WAS_THE_NUMBER = pattern("subjects.was_the_number")
#: "Ett nöjd-kund-index på 74", "the index shall reach 78".
_INDEX = pattern("subjects.index")
_UNIT_OF_COMPOUND = {
    "memb": "members",
    "medl": "members",
    "meda": "people",
    "proj": "projects",
    "pros": "projects",
}
#: What may follow a number that takes its unit from the subject: no noun of its own.
_STANDS_ALONE = pattern("subjects.stands_alone")


#: A subject that opens the sentence: "Medlemmene er blitt flere: fra sju til elleve".
_OPENING = pattern("subjects.opening")


#: "Antalet anställda ökade från i medeltal 22,4 till 27,1".
_ON_AVERAGE = pattern("subjects.on_average")
_PREDICATE = pattern("subjects.predicate")
#: "Cruiseanløpene er redusert …": things of which there were some before.
_THINGS = pattern("subjects.things")
#: "The large ones are only 140 in number".
_IN_NUMBER = pattern("subjects.in_number")
#: "… 230 firms, and those who work here are now 16,800".
_THOSE_WHO = pattern("subjects.those_who")
_SUBJECT_WORDS = 5
_AUXILIARIES = words_of("subjects.auxiliaries")


def opening_unit(text: str) -> tuple[str | None, str]:
    """Unit and word of the noun that opens a sentence as its subject."""
    changed = first_change(text)
    lead = text if changed is None else text[:changed]
    listed = re.findall(r"[\w-]+", lead)
    match = _OPENING.match(text)
    names = [match["noun"]] if match else []
    if changed is not None and len(listed) <= _SUBJECT_WORDS:
        names.extend(word for word in reversed(listed) if word.lower() not in _AUXILIARIES)
    for name in names[:2]:
        unit = unit_of_word(name)
        if unit:
            return unit, name
    things = _THINGS.match(text.rpartition(": ")[2])
    if things and changed is not None and is_countable(things["noun"]):
        return f"{OTHER}{things['noun'].lower()}", things["noun"]
    return None, ""


def settle_unit(text: str, draft: Draft) -> bool:
    """Give a bare number the unit of its subject ("the number of members … to 120")."""
    quantity = draft.quantity
    if quantity.unit is not None:
        return True
    if quantity.is_year_like and draft.baseline_value is None:
        return False
    before = text[: quantity.start]
    index = _INDEX.search(before)
    employs = _EMPLOYS.search(strip_comparator(before)[2])
    is_whole = quantity.scale > 1 or float(quantity.value).is_integer()
    is_rate = _RATE_LAST.search(before)
    if not (index or is_whole or is_rate or _ON_AVERAGE.search(before)):
        return False  # "1.2": no count
    unit, noun = (f"{OTHER}index", index["noun"]) if index else subject_unit(before)
    changes = draft.baseline_value is not None or first_change(before) is not None
    if unit is None and changes and not _SUBJECT.search(before):
        unit, noun = opening_unit(before)
    is_predicate = (
        index is not None
        or draft.baseline_value is not None
        or quantity.comparator != "exactly"
        or bool(_PREDICATE.search(before) or _WAS_THE_NUMBER.search(before))
    )
    if employs and not quantity.is_year_like:
        unit, noun, is_predicate = "people", employs[0].strip(), True
    if _IN_NUMBER.match(text, quantity.number_end):
        words = re.findall(r"[^\W\d][\w-]+", before)
        noun = next(filter(unit_of_word, words), "")
        unit, is_predicate = unit_of_word(noun), True
    if unit is None or not is_predicate or not _STANDS_ALONE.match(text[quantity.number_end :]):
        return False
    draft.quantity = quantity._replace(unit=unit, noun=noun)
    draft.unit_is_inferred = True
    return True


def topic_of(text: str) -> Iterator[tuple[str, str, float]]:
    """The one thing of the list that a sentence without numbers speaks of, as if all were told."""
    found = () if re.search(r"\d", text) else re.finditer(r"[^\W\d][\w-]{3,}", text)
    listed = [(unit, word[0]) for word in found if (unit := unit_of_word(word[0]))]
    if len({unit for unit, _ in listed}) == 1:
        yield *listed[-1], math.inf


def subject_unit(text: str) -> tuple[str | None, str]:
    """Unit and words of what the text says it counts ("antallet af medlemmer")."""
    if _THOSE_WHO.search(text):
        return "people", "people"
    for match in reversed(list(_SUBJECT.finditer(text))):
        listed = list(itertools.takewhile(lambda w: w not in _PREPOSITIONS, match["words"].split()))
        for position, word in enumerate(listed):
            unit = unit_of_word(word) or unit_of_word(" ".join(listed[position : position + 2]))
            is_compound = position + 1 < len(listed) and unit_of_word(listed[position + 1])
            if unit and not is_compound:
                return unit, " ".join(listed[: position + 1])
    compound = _SUBJECT_COMPOUND.search(text)
    if compound:
        noun = compound["noun"].lower()
        return _UNIT_OF_COMPOUND.get(noun[:4], "companies"), compound[0]
    persons, rate = _PERSONS.search(text), _RATE.search(text)
    if persons:
        return "people", persons[0]
    if rate:
        return "percent", rate[0]
    counted = _SUBJECT.search(text)
    compound = None if counted else _COMPOUND_NUMBER.search(text)
    noun = counted["words"].split()[0] if counted else compound["noun"] if compound else ""
    return (f"{OTHER}{noun.lower()}", noun) if noun and is_countable(noun) else (None, "")


#: "Doubled to 80", "twice the present 39": the number says what came or comes of it.
_AMOUNT_OF_MULTIPLE = pattern("subjects.amount_of_multiple")


def multiples(text: str) -> list[Quantity]:
    """Doubling and halving, unless the same clause gives the amount itself."""
    found = []
    for start, end, value, unit, comparator in find_multiples(text):
        if not _AMOUNT_OF_MULTIPLE.match(text, end):
            of, noun = (unit, "") if unit else subject_unit(text)
            found.append(
                Quantity(start, end, value, None, of or "factor", comparator, None, noun, end)
            )
    return found
