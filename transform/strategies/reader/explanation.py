"""Which words of the page gave each field of a reading."""

from __future__ import annotations

from transform.strategies.reader.baselines import Draft
from transform.strategies.reader.comparators import comparator_cue
from transform.strategies.reader.quantity import Quantity
from transform.strategies.reader.years import YearMention

Cues = tuple[tuple[str, str], ...]


def explain(text: str, draft: Draft, kind: str, year: YearMention | None, year_source: str) -> Cues:
    """Pairs of field and cue, in the page's words; fields without a cue are left out.

    Args:
        text: The sentence.
        draft: The quantity with its baseline.
        kind: The words that make it a target or figure, or where they stand.
        year: The mention in the sentence, if one gave the year.
        year_source: Where else the year comes from (``heading``, ``document``, …).
    """
    quantity = draft.quantity
    unit = text[quantity.number_end : quantity.end].strip() or quantity.noun
    if not unit:
        unit = text[quantity.start : quantity.number_end]
    cues = {
        "value": text[quantity.start : quantity.number_end].strip(),
        "unit": f"subject: {unit}" if draft.unit_is_inferred else unit,
        "comparator": _comparator_cue(text, quantity),
        "year": text[year.start : year.end] if year else year_source,
        "kind": kind,
    }
    return tuple((field, cue) for field, cue in cues.items() if cue)


def _comparator_cue(text: str, quantity: Quantity) -> str:
    if quantity.comparator == "exactly":
        return ""
    if quantity.comparator == "multiply_by":
        return text[quantity.start : quantity.end]
    return comparator_cue(text[: quantity.start], text[quantity.end :])
