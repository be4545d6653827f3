"""Units that several numbers of a sentence share."""

from __future__ import annotations

import dataclasses
import re

from transform.strategies.reader.nouns import OF_WHICH
from transform.strategies.reader.quantity import CHANGES, SHARES, Quantity
from transform.strategies.reader.units import CURRENCIES

_OF_THEM = re.compile(r"\s(?:av|af|of)\s(?:dem|dei|disse|desse|dessa|them|these)\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?<!\w)(?:antal|antall|number|tal|tall)(?:et|let|let)?(?!\w)", re.IGNORECASE
)


#: "…; by 2022 the figure had risen to 4,050".
_ANAPHOR = re.compile(
    r"(?<!\w)(?:the (?:figure|number)|tallet|talet|siffran|antallet|antalet)"
    r"(?!\s(?:af|av|of|på|for|för))(?!\w)",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\s*(?:$|[,.;:)]|(?:i|in|år|fra|från|frå|from|til|till|to|på|siden|sedan|sidan|since|"
    r"og|och|and)\b|(?:flere|fler|fleire|more|færre|färre|fewer)\s(?:end|enn|än|than)\b)",
    re.IGNORECASE,
)
#: "1.213 (2021), 1.405 (2022)".
_SERIES = re.compile(r"\s?\((?:19|20)\d{2}\)\s?(?:,|;|og|och|and)\s")


def _refers_back(text: str, quantity: Quantity, previous: Quantity) -> bool:
    """Whether a bare number counts what the number before it counts."""
    if previous.unit in SHARES or not _ALONE.match(text[quantity.number_end :]):
        return False
    between = text[previous.end : quantity.start]
    return quantity.comparator in CHANGES or bool(_ANAPHOR.search(between))


#: "8 og 6 prosentpoeng", "12 respektive 9 procent".
_PAIR = re.compile(r"\s(?:og|och|and|respektive|resp\.?|hhv\.?)\s", re.IGNORECASE)


def _paired(first: Quantity, second: Quantity) -> tuple[Quantity, Quantity]:
    """Two amounts that say their unit, scale and direction once."""
    scale = second.scale if first.scale == 1 and second.unit in CURRENCIES else 1
    first = dataclasses.replace(first, unit=second.unit, value=round(first.value * scale, 6))
    if second.comparator == "exactly" and first.comparator != "exactly":
        second = dataclasses.replace(second, comparator=first.comparator, qualifier=first.qualifier)
    return first, second


def share_units(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Give numbers without a unit that of a neighbour.

    The truncated one takes the unit of the next ("10 Guld- og 10 Sølv-klynger").

    A later number with its own comparator ("and at least 8 …") takes the unit before it.
    """
    out = list(quantities)
    for i, quantity in enumerate(out):
        if quantity.unit is not None or quantity.is_year_like:
            continue
        following = out[i + 1] if i + 1 < len(out) else None
        gap = text[quantity.number_end : following.start] if following else ""
        truncated = re.fullmatch(r"\s?([\w]+)-\s?(?:,|og|och|and|eller|samt)\s+(?:\w+\s)?", gap)
        bare = re.fullmatch(r"\s(?:og|och|and|eller|or|respektive|resp\.?|hhv\.?)\s(?:\w+\s)?", gap)
        pair = _PAIR.fullmatch(gap) and following and following.unit in SHARES | CURRENCIES
        if pair and following:
            out[i], out[i + 1] = _paired(quantity, following)
            continue
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
        is_series = _SERIES.fullmatch(between) and text[quantity.number_end :].startswith(" (")
        if is_series or _refers_back(text, quantity, previous):
            out[i] = dataclasses.replace(quantity, unit=previous.unit, noun=previous.noun)
            continue
        if OF_WHICH.search(text[: quantity.start]) or _OF_THEM.match(text[quantity.number_end :]):
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
