"""Units that a table's labels and heads give to its bare numbers."""

from __future__ import annotations

import re

from transform.strategies.reader.counted_nouns import counted_noun
from transform.strategies.reader.nouns import unit_of_head
from transform.strategies.reader.units import krone_of

#: An amount named in a table's head: "mnkr", "mio. kr.", "1000 kr", "EUR thousand", "MSEK".
_CURRENCY = re.compile(
    r"(?<![^\W\d_])(?:(?P<packed>mnkr|mkr|mdkr|tkr|[mt](?:dkk|sek|nok|eur))|"
    r"(?P<scale>mio|mia|mrd|mill|million\w*|miljon\w*|milliard\w*|miljard\w*|billion|tusind|"
    r"tusen|thousand|t|1[ .,]?000)?\.?\s?(?:danske |norske |svenska )?"
    r"(?P<code>kr|kroner|kronor|dkk|sek|nok|eur|euro|€)\s?"
    r"(?P<behind>thousand|million|billion|mio|mill|1[ .,]?000)?)(?![^\W\d_])",
    re.IGNORECASE,
)
_FACTORS = (
    (re.compile(r"mia|mrd|mdkr|milliard|miljard|billion", re.IGNORECASE), 1e9),
    (re.compile(r"m", re.IGNORECASE), 1e6),
    (re.compile(r"t|1\W?000", re.IGNORECASE), 1e3),
)
_CODE = re.compile(r"dkk|sek|nok|eur|€", re.IGNORECASE)
_AMOUNT_BEFORE = re.compile(r"\d\s?$")


def unit_of_label(label: str) -> str | None:
    """Unit that a label gives to the bare numbers beside it; None where it names none."""
    if re.search(r"%|procent\b|prosent\b|pct|per cent|\bandel|\bshare", label, re.IGNORECASE):
        return "percent"
    if _CURRENCY.search(label):
        return None  # an amount, not a count of what it is spent on
    return unit_of_head(label)


#: "Antal ansökningar", "Number of visits", "Forums held": labels that say that they count.
_COUNTS = re.compile(
    r"^\W*(?:(?:totalt|samlet|total)\s)?(?:antal(?:et|let)?|antall(?:et)?|tal(?:l)?(?:et)? på|"
    r"number of|no\.? of)\s+(?:(?:af|av|of)\s)?(?P<rest>.+)",
    re.IGNORECASE,
)


def noun_of_label(label: str, language: str) -> str | None:
    """``other:<noun>`` for a label that says it counts, or whose words open with a plural.

    "Andel", "Index" and other labels that count nothing have none.
    """
    counts = _COUNTS.match(label)
    if counts:
        found = counted_noun(f" {counts['rest']}", 0, language, 1000)
        return found[0] if found else None
    if language != "en":
        return None
    plain = label if label[:2].isupper() else label[:1].lower() + label[1:]
    found = counted_noun(f" {plain}", 0, language, 1000)
    return found[0] if found else None


def money_of(label: str, language: str, *, is_above: bool = False) -> tuple[str, float] | None:
    """Currency and scale that a head or label gives to bare numbers; None where it names none.

    Args:
        label: For example ``Omsättning (mnkr)``, ``1000 kr`` or ``EUR thousand``.
        language: Decides what "kroner" are.
        is_above: The text stands above the table, where it also may tell of an amount itself
            ("100 mio. kr. for clusters"): it must name a scale and no number.
    """
    match = _CURRENCY.search(label)
    if not match or (is_above and _AMOUNT_BEFORE.search(label[: match.start()])):
        return None
    named = _CODE.search(match[0])
    code = {"€": "EUR"}.get(named[0], named[0].upper()) if named else krone_of(language)
    scale = match["packed"] or match["scale"] or match["behind"] or ""
    factor = next((f for rule, f in _FACTORS if rule.match(scale)), 1.0)
    if code is None or (is_above and factor == 1):
        return None
    return code, factor
