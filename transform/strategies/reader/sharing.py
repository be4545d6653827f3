"""Units that several numbers of a sentence share."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from transform.strategies.reader.comparators import strip_comparator
from transform.strategies.reader.counted_nouns import OTHER, is_countable, orders_text
from transform.strategies.reader.cues import aim_held_against
from transform.strategies.reader.nouns import CONJUNCTIONS, OF_WHICH, TOOK_PART, is_stop
from transform.strategies.reader.quantity import CHANGES, SCALED_FROM, SHARES, Quantity
from transform.strategies.reader.units import CURRENCIES, unit_of_word
from transform.strategies.reader.wordlists import pattern

OF_THEM = pattern("sharing.of_them")
#: "Av de 21 klustren hade 13 vuxit", "Of 63 projects, 23 are done": counted as the whole is.
_OUT_OF = pattern("sharing.out_of")
#: "De øvrige 44", "the remaining 40": the rest of what was counted before.
_REST = pattern("sharing.rest")
#: "De øvrige fire statslige museer".
_HAS_NOUN = re.compile(r"\s[^\W\d]+(?:sk|ig)[ea]\s[^\W\d]{3,}")
_FURTHER = pattern("sharing.further")
_THEY = pattern("sharing.they")
#: "… against a goal of 50", "mot målsatte 40": the aim of what was counted.
_GOAL_OF = pattern("sharing.goal_of")
#: "… six centres in 2016, and today there are 15".
_THERE = pattern("sharing.there")
_WHO = pattern("sharing.who")
_ANAPHOR_TO = pattern("sharing.anaphor_to")
#: "400 personer pendler inn, mens 700 pendler ut": no part of the first.
_WHILE = pattern("sharing.while")
#: "On jobs, the goal was 50", "För antalet medlemmar är målet 120".
_TOPIC = pattern("sharing.topic")
#: "Flere ansøgninger, 184 styk, …": the noun stands before.
_COUNTED_PIECES = pattern("sharing.counted_pieces")
_APPOSED = pattern("sharing.apposed")
#: "62 procent (1.240)": the share that it is of the whole tells what it counts.
_SHARE_BEFORE = pattern("sharing.share_before")
#: "41 clusters with 2,600 members, and ten of them": of the clusters.
_WITH_THEM = pattern("sharing.with_them")
_OWN_LABEL = pattern("sharing.own_label")
_TOTAL_OF = pattern("sharing.total_of")
_OPENS_CLAUSE = pattern("sharing.opens_clause")
#: "The target of 5,000 jobs was exceeded: 7,850 were created".
_GOAL = pattern("sharing.goal")
#: A verb right behind a number: the number stands for what it counts.
_VERB = pattern("sharing.verb")
_IS_NAMED = pattern("sharing.is_named")
_A_YEAR = pattern("sharing.a_year")
_NO_NOUN_BEHIND = pattern("sharing.no_noun_behind")
_MORE_THAN_BEFORE = pattern("sharing.more_than_before")
#: "…, 12 innan reiseliv og 9 innan landbruk": parts of the count before.
_LISTED = pattern("sharing.listed")
_IN_FIELD = pattern("sharing.in_field")
#: "260 gruvföretag i Norrbotten, i Dalarna 75": the same of another place, named by a capital.
_NAME = r"[A-ZÆØÅÄÖ][\w-]+(?:\s[A-ZÆØÅÄÖ][\w-]+)?"
_NEXT_PLACE = re.compile(
    r"(?:,|\s(?:og|och|and|mens|medan|while))\s(?:[a-zæøåäö]+\s){0,2}"
    rf"(?:(?:i|in|på|fra|från|frå|from)\s{_NAME},?|{_NAME}\s(?:med|with|har|has|hade|hadde|had))\s$"
)
#: "Av disse fikk 31 tilskudd, 12 lån": what they got is not what they are.
_GOT = pattern("sharing.got")
#: "46 firms, and 31 have been paid": "hade 31 fått", "hadde ved årsskiftet 12 pågående".
_HAS = pattern("sharing.has")
_SUPINE = pattern("sharing.supine")
_ONGOING = pattern("sharing.ongoing")
_OF_THE_SAME = pattern("sharing.of_the_same")


def antecedent(
    text: str, start: int, end: int, value: float, earlier: Sequence[tuple[str, str, float]]
) -> tuple[str, str] | None:
    """Unit and noun of what was counted before, where a number leaves its noun out.

    Args:
        text: The sentence.
        start: Where the number begins.
        end: Where it ends.
        value: The number: a part is no larger than its whole.
        earlier: Unit, noun and value of the counts before it, in this sentence and its block.
    """
    before = strip_comparator(text[:start])[2]
    if _TOTAL_OF.search(before):
        return None  # "four of the 86"
    behind = text[end : end + 60]
    said = _named(before, behind) or _of_share(before, behind, value, earlier)
    if said or not earlier:
        return said
    if len(earlier) > 2 and earlier[-1][2] + earlier[-2][2] == earlier[-3][2]:
        earlier = earlier[:-2]  # "348 jobs, 203 for men and 145 for women, against a goal of 300"
    if len(earlier) > 1 and OF_THEM.match(behind) and earlier[-2][1] and earlier[-1][1]:
        between = before.rpartition(earlier[-1][1])[0].rpartition(earlier[-2][1])[2]
        is_theirs = value <= earlier[-2][2] and _WITH_THEM.match(between)
        earlier = earlier[:-1] if is_theirs else earlier
    same = (_THEY, _GOAL_OF, _THERE, _ANAPHOR_TO)
    is_same = any(rule.search(before) for rule in same) or bool(aim_held_against(before))
    is_more = is_same or bool(_MORE_THAN_BEFORE.match(behind) or _FURTHER.search(before))
    is_more = is_more or bool(before[-2:] == ": " and _GOAL.search(before))
    is_more = is_more or bool(_WHILE.search(before) or _ONGOING.match(behind))
    whole = next((one for one in reversed(earlier) if is_more or one[2] >= value), None)
    is_part = whole is not None and (
        _MORE_THAN_BEFORE.match(behind)
        or (_REST.search(before) and not _HAS_NOUN.match(behind))
        or OF_THEM.match(behind)
        or (
            OF_WHICH.search(before[-60:])
            and any(rule.match(behind) for rule in (_NO_NOUN_BEHIND, _VERB, TOOK_PART, _SUPINE))
        )
        or (
            _OF_THE_SAME.search(before[-60:])
            and any(rule.match(behind) for rule in (_VERB, _IN_FIELD))
        )
        or _GOT.search(before)
        or (_HAS.search(before) and _SUPINE.match(behind))
        or _ONGOING.match(behind)
        or (is_same and any(r.match(behind) for r in (_NO_NOUN_BEHIND, _ALONE, _A_YEAR)))
        or (_THERE.search(before) and _WHO.match(behind))
        or (_FURTHER.search(before) and (_VERB.match(behind) or _NO_NOUN_BEHIND.match(behind)))
        or (_OPENS_CLAUSE.search(before) and (_VERB.match(behind) or _A_YEAR.match(behind)))
        or (_LISTED.search(before) and _IN_FIELD.match(behind))
        or (_NEXT_PLACE.search(before) and _ALONE.match(behind))
    )
    if whole is None or not is_part:
        return None
    named = _IS_NAMED.match(behind)  # "55 var lärosäten": the noun says it better
    own = _first_counted(named["words"]) if named and not OF_THEM.match(behind) else None
    return own or whole[:2]


def _of_share(
    before: str, behind: str, value: float, earlier: Sequence[tuple[str, str, float]]
) -> tuple[str, str] | None:
    """What a number in brackets behind a share counts: that of which it is this share."""
    share = _SHARE_BEFORE.search(before) if before[-1:] == "(" and behind[:1] == ")" else None
    if share is None:
        return None
    part = float(share["share"].replace(",", "."))
    wholes = (one for one in reversed(earlier) if 0 < value <= one[2])
    return next((one[:2] for one in wholes if abs(_ALL * value / one[2] - part) <= _ROUNDED), None)


def _named(before: str, behind: str) -> tuple[str, str] | None:
    """What the words before a number say that it counts: "Of 63 projects, 23", "on jobs, 50"."""
    apposed = _APPOSED.search(before) if _COUNTED_PIECES.match(behind) else None
    if apposed and is_countable(apposed["noun"]):
        noun = apposed["noun"]
        return unit_of_word(noun) or f"{OTHER}{noun.lower()}", noun
    out_of = _OUT_OF.search(before[-90:])
    if out_of and (unit_of_word(out_of["noun"]) or is_countable(out_of["noun"])):
        noun = out_of["noun"]
        return unit_of_word(noun) or f"{OTHER}{noun.lower()}", noun
    topic = _TOPIC.search(before) if _NO_NOUN_BEHIND.match(behind) else None
    label = _OWN_LABEL.search(before)  # "Nye boliger og et indbyggertal på 77.000"
    words = [topic["noun"]] if topic else []
    words += [label["word"], label["noun"], f"{label['noun']}er"] if label else []
    return next(((unit, word) for word in words if (unit := unit_of_word(word))), None)


def _first_counted(words: str) -> tuple[str, str] | None:
    """Unit and noun of a predicate: "are small and medium-sized companies"."""
    for word in words.split():
        unit = unit_of_word(word)
        if unit:
            return unit, word
        if is_stop(word) and word not in CONJUNCTIONS:
            return None
    return None


_COUNTED = pattern("sharing.counted")


_ALONE = pattern("sharing.alone")
#: "150, 41 and 23 nights".
_LISTED_NUMBERS = pattern("sharing.listed_numbers")
#: "8 og 6 prosentpoeng", "12 respektive 9 procent".
_PAIR = pattern("sharing.pair")


_TRUNCATED = pattern("sharing.truncated")
_BARE = pattern("sharing.bare")
_YEAR_BEHIND = pattern("sharing.year_behind")
_JOINED = pattern("sharing.joined")
_TO = pattern("sharing.to")
#: "15 mio. i 2020 og 20 i 2021"; "EUR 50 million and a promoter score of 70" is no money.
_NEXT_AMOUNT = pattern("sharing.next_amount")
_LEADS_FROM = pattern("sharing.leads_from")


def _like(quantity: Quantity, previous: Quantity) -> Quantity:
    """The quantity in the unit of the one before, and in its scale ("15 million …, and 20 …")."""
    is_small = quantity.scale == 1 and quantity.value < SCALED_FROM
    scale = previous.scale if previous.unit in CURRENCIES and is_small else 1
    highest = quantity.value_max and quantity.value_max * scale
    return quantity._replace(
        unit=previous.unit,
        noun=previous.noun,
        value=round(quantity.value * scale, 6),
        value_max=highest,
    )


#: "handeln för 11 och vården för 17 procent": the same share of another thing.
_NEXT_SHARE = pattern("sharing.next_share")
_ALL = 100
_NEAR = 40
_ROUNDED = 1.5
#: "… på 8,7 prosentpoeng, og i produktivitet på 2,2".
_SAME_SHARE = pattern("sharing.same_share")
_SAME_SHARE_OF = pattern("sharing.same_share_of")


def share_units(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Give numbers without a unit that of a neighbour.

    The truncated one takes the unit of the next ("10 Guld- og 10 Sølv-klynger"), so does the
    first of a pair ("8 og 6 procent"); a later number takes the unit before it where the text
    says that it counts the same.
    """
    out = _parts_of_whole(quantities)
    for i in reversed(range(len(out) - 1)):  # "150, 41 and 23 nights": the last says it for all
        previous = out[i - 1] if i else None
        if out[i].unit is None and _lends_ahead(text, out[i], previous, out[i + 1]):
            out[i], out[i + 1] = _with_following(text, out[i], out[i + 1])
    for i, quantity in enumerate(out):
        previous = out[i - 1] if i else None
        if quantity.unit is not None or quantity.is_year_like:
            is_like = previous is not None and quantity.unit == previous.unit
            gap = text[previous.number_end : quantity.start] if previous and is_like else ""
            if previous and gap and not previous.is_borrowed and _LISTED_NUMBERS.fullmatch(gap):
                out[i] = _meant_as(quantity, previous)
        elif previous is not None and previous.unit and _continues(text, quantity, previous):
            out[i] = _like(quantity, previous)
    return out


def _parts_of_whole(quantities: Sequence[Quantity]) -> list[Quantity]:
    """Adjectives alone count what they add up to: "34 clusters: 15 young, 13 mature, 6 global"."""
    out = list(quantities)
    for place, after in itertools.product(range(len(out) - 2), (1, 2)):
        whole = out[place]
        parts = list(itertools.takewhile(_may_be_part, out[place + after :]))  # "… in two groups: "
        if len(parts) > 1 and sum(part.value for part in parts) == whole.value and whole.unit:
            out[place + after : place + after + len(parts)] = [
                p._replace(unit=whole.unit, is_borrowed=True) for p in parts
            ]
    return out


def _may_be_part(quantity: Quantity) -> bool:
    unit = quantity.unit
    return unit is None or (unit.startswith(OTHER) and quantity.noun[-1:] in {"e", "a"})


def _lends_ahead(
    text: str, quantity: Quantity, previous: Quantity | None, following: Quantity
) -> bool:
    """Whether the next number gives its unit to this one."""
    if following.unit is None or quantity.is_year_like:
        return False
    gap = text[quantity.number_end : following.start]
    if gap == ", " and _LISTED_NUMBERS.match(text, following.number_end):
        return True
    if _PAIR.fullmatch(gap) and following.unit in SHARES | CURRENCIES:
        return True
    if previous and previous.unit == following.unit == "percent" and _NEXT_SHARE.fullmatch(gap):
        return True
    bare = _BARE.fullmatch(gap)
    if bare and bare["word"] and not is_countable(bare["word"]):
        return False  # "udkom 22 gange og har 3.100 læsere"
    return bool(following.noun and (bare or _TRUNCATED.fullmatch(gap)))


def _with_following(
    text: str, quantity: Quantity, following: Quantity
) -> tuple[Quantity, Quantity]:
    """Both numbers, with unit, scale and direction that are said once."""
    is_short = quantity.scale == 1 and quantity.value < SCALED_FROM
    scale = following.scale if is_short and following.unit in CURRENCIES else 1
    head = _TRUNCATED.fullmatch(text[quantity.number_end : following.start])
    first = quantity._replace(
        unit=following.unit,
        scale=quantity.scale * scale,
        value=round(quantity.value * scale, 6),
        noun=head["head"] if head else following.noun,
        end=quantity.number_end + len(head["head"]) + 1 if head else quantity.end,
    )
    return first, _meant_as(following, quantity)


def _meant_as(quantity: Quantity, previous: Quantity) -> Quantity:
    """The quantity with what is said once, before the first number of a list."""
    if previous.comparator == "exactly" or quantity.comparator != "exactly":
        return quantity
    return quantity._replace(comparator=previous.comparator, qualifier=previous.qualifier)


def _orders(behind: str) -> bool:
    """Whether a noun of its own follows a number, and one that counts nothing."""
    return any(map(orders_text, re.findall(r"[^\W\d]+", behind[:_NEAR])[:2]))


def _continues(text: str, quantity: Quantity, previous: Quantity) -> bool:
    """Whether a bare number counts what the number before it counts, and the text says so."""
    between = text[previous.end : quantity.start]
    behind = text[quantity.number_end :]
    is_part = OF_WHICH.search(text[: quantity.start]) or OF_THEM.match(behind)
    if previous.unit in CURRENCIES and not is_part and not _NEXT_AMOUNT.search(between):
        return False
    if (
        previous.unit in CURRENCIES
        and previous.scale > quantity.scale
        and quantity.value >= SCALED_FROM
    ):
        return False  # "omsetter for 44,3 milliarder og sysselsetter om lag 14 500"
    is_alone = bool(_ALONE.match(behind))
    is_of = previous.unit in SHARES and is_alone and _SAME_SHARE_OF.search(between)
    if previous.unit in SHARES and is_alone and (is_of or _SAME_SHARE.fullmatch(between)):
        counts = _COUNTED.search(between) or any(map(unit_of_word, between.split()))
        return bool(is_of or not counts) and quantity.value <= _ALL
    is_change = quantity.comparator in CHANGES or bool(_TO.fullmatch(between))
    is_change = is_change and previous.unit not in SHARES
    if _orders(behind):
        return False  # "of which 10 clusters and 2 new areas"
    if is_part or (is_alone and is_change and not _COUNTED.search(between)):
        return True
    is_said = quantity.comparator != "exactly" or _YEAR_BEHIND.match(behind)
    is_joined = _JOINED.search(between) and not _LEADS_FROM.search(between)
    return bool(is_said and is_joined and not _COUNTED.search(between))
