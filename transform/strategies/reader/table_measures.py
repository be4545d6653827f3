"""What labels, heads and captions of tables measure: unit and scale of bare numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transform.strategies.reader.counted_nouns import counted_noun, is_countable
from transform.strategies.reader.nouns import IN_ALL, head_of_label, unit_of_head
from transform.strategies.reader.units import krone_of, unit_of_word
from transform.strategies.reader.wordlists import pattern

#: Unit and the factor of bare numbers.
Measure = tuple[str, float]


#: An amount named in a table's head: "mnkr", "mio. kr.", "1000 kr", "EUR thousand", "DKK m".
_CURRENCY = pattern("tables.currency")
_FACTORS = (
    (re.compile(r"mia|mrd|mdr|mdkr|milliard|miljard|b", re.IGNORECASE), 1e9),
    (re.compile(r"m", re.IGNORECASE), 1e6),
    (re.compile(r"[tk]|1\W?000|000", re.IGNORECASE), 1e3),
)
_CODE = pattern("tables.code")
_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD"}
_AMOUNT_BEFORE = re.compile(r"\d\s?$")
_SHARE = pattern("tables.share")
_POINTS = pattern("tables.points")
_ARE_SHARES = pattern("tables.are_shares")
#: "(1 000 tonn CO2-ekv.)", ", mill. tonn", "(tusinde)": what a label scales its numbers by.
_SCALED = pattern("tables.scaled")
#: "Energibruk i bygg (GWh)", "Utslipp, tonn": the unit behind what is measured.
_UNIT_BEHIND = pattern("tables.unit_behind")
#: "Kundnöjdhet (NKI)", "Tilfredshet (skala 1-6)".
_INDEX = pattern("tables.index")
_SYMBOL = re.compile(r"(?:[a-zµ°]{1,2}(?:[A-Z][a-z]?)?[\d²³]?|[\wµ°²³-]{1,8}/[\w.²³-]{1,10})")
#: "Antal ansökningar", "Number of visits", "…, tal på verksemder": labels that say they count.
_COUNTS = pattern("tables.counts")
_COUNTED_BEHIND = pattern("tables.counted_behind")
#: "Value in EUR million, volume in 1,000 tonnes": what each of two rows is in.
_PART_OF_CAPTION = pattern("tables.part_of_caption")
_ROW_IN = pattern("tables.row_in")
#: Last words of what is measured or is money: without its unit a number beside it says nothing.
_MONEY = pattern("tables.money")
_MEASURED = pattern("tables.measured")
#: "Forskning", "Utgiftsprognos", "Beräknat": nothing of which there are six.
_MASS = pattern("tables.mass")
#: Labels of what only tells things apart: no number beside them is a figure.
_IDENTIFIES = pattern("tables.identifies")
#: Heads of a first column whose rows are places or industries, of which nothing is counted.
_OF_PLACES = pattern("tables.of_places")
#: "per kommun", "etter næring": how what is counted above such a table is parted.
_BY_WHAT = pattern("tables.by_what")
_PARTAKERS = pattern("tables.partakers")
_TABLE_NUMBER = pattern("tables.table_number")
_INCOME = pattern("tables.income")
_BRACKETS = re.compile(r"\s?\([^)]*\)")
_LABEL_MAXIMUM = 60
#: "Belopp angivna i tkr", "(i 1 000 kroner)": what the bare amounts beside it are in.
_AMOUNTS_IN = pattern("outline.amounts_in")
#: "Anslag (tkr)", "Table 2 Expenditure (EUR thousand)", "… vedtatt (i 1 000 kroner):".
_UNIT_IN_BRACKETS = pattern("tables.unit_in_brackets")
_UNIT_MAXIMUM = 24


def explicit_measure(label: str, language: str) -> Measure | None:
    """Money, share or scaled unit that a head or label names; None where it names none."""
    label = IN_ALL.sub("", label)
    money = money_of(label, language)
    if money:
        return money
    share = _SHARE.search(label) or _POINTS.search(label)
    if share and not _AMOUNT_BEFORE.search(label[: share.start()]):
        return "percentage_points" if _POINTS.search(label) else "percent", 1.0
    if _INDEX.search(label):
        return "other:index", 1.0
    says_own = _COUNTS.search(label) and unit_of_head(label)  # "Antal jobb (dagbefolkning)"
    behind = None if says_own else _UNIT_BEHIND.search(label)
    unit = behind and (unit_of_word(behind["unit"]) or _symbol(behind["unit"]))
    if unit:
        return unit, 1.0
    match = _SCALED.search(label)
    unit = match and match["noun"] and (unit_of_word(match["noun"]) or _other(match["noun"]))
    said = said_count(label, language) if match and not unit else None
    unit = unit or (match and unit_of_head(label)) or (said and said[0])
    return (unit, _factor(match["scale"])) if match and unit else None


def scaled(scale: str, label: str) -> Measure | None:
    """What a label counts, in a scale that stands alone beside it ("mio.")."""
    match = _SCALED.fullmatch(scale)
    unit = unit_of_head(label) if match else None
    return (unit, _factor(scale)) if unit else None


def _symbol(text: str) -> str | None:
    """``other:<sign>`` for the sign of a unit that the list does not know ("kg/ha", "dB")."""
    return f"other:{text}" if _SYMBOL.fullmatch(text) else None


def identifies(label: str) -> bool:
    """Whether a label only tells things apart ("Project number", "Tlf.")."""
    return bool(_IDENTIFIES.search(label))


def are_parts(head: str, above: Sequence[str]) -> bool:
    """Whether the rows below a head are parts of what caption or heading ``above`` count.

    They are places or industries; or "Members by region" stands above a column without a head,
    or "Number of jobs" above any.
    """
    is_parted = not head.strip() and any(map(_BY_WHAT.search, above))
    counts = _COUNTS.match(_TABLE_NUMBER.sub("", above[0]))
    return bool(is_parted or counts or _OF_PLACES.search(head.strip(" :")))


def names_partakers(caption: str) -> bool:
    """Whether a caption counts who takes part: the rows say what they are ("Companies")."""
    return bool(_PARTAKERS.search(caption))


def counted_above(text: str, language: str) -> Measure | None:
    """What a caption or heading says that the table counts ("Gästnätter per kommun, tusental")."""
    text = _BY_WHAT.sub("", _TABLE_NUMBER.sub("", text))
    unit = unit_of_head(text)
    found = explicit_measure(text, language) or ((unit, 1.0) if unit else None)
    found = found or said_count(text, language)
    head = head_of_label(text).partition(",")[0]
    noun = noun_of_label(head, language) if head != text and not found else None
    scale = _SCALED.search(text)
    return (noun[0], _factor(scale["scale"])) if noun and scale else found or noun


def share_of(text: str) -> Measure | None:
    """``percent`` where a caption says that the numbers below it are shares."""
    return ("percent", 1.0) if _ARE_SHARES.search(text) else None


def counts_money(label: str) -> bool:
    """Whether a bare number beside a label can only be money ("Post 50 Tilskudd", "Sum")."""
    return bool(_MONEY.search(head_of_label(label).strip()))


def needs_unit(label: str) -> bool:
    """Whether a label names money or what is measured: a bare number beside it says nothing."""
    return counts_money(label) or bool(_MEASURED.search(head_of_label(label).strip()))


def names_income(label: str) -> bool:
    """Whether a label of something else is one of money after all ("Project income")."""
    return bool(_INCOME.search(head_of_label(label).strip()))


def _other(noun: str) -> str | None:
    return f"other:{noun.lower()}" if is_countable(noun) else None


def _factor(scale: str) -> float:
    return next((factor for rule, factor in _FACTORS if rule.match(scale)), 1.0)


def money_of(label: str, language: str, *, is_above: bool = False) -> Measure | None:
    """Currency and scale that a head or label gives to bare numbers; None where it names none.

    Args:
        label: For example ``Omsättning (mnkr)``, ``1000 kr`` or ``EUR thousand``.
        language: Decides what "kroner" are.
        is_above: The text stands above the table, where it also may tell of an amount itself
            ("100 mio. kr. for clusters"): it must name a scale and no number.
    """
    match = _CURRENCY.search(label)
    if not match or _AMOUNT_BEFORE.search(label[: match.start()]):
        return None
    named = _CODE.search(match[0])
    code = _SIGNS.get(named[0], named[0].upper()) if named else None
    code = code or krone_of(language)
    factor = _factor((match["packed"] or match["scale"] or match["behind"] or "").lstrip("’'"))
    is_said = match["whole"] or not is_above or factor != 1  # "(hele kroner)", "(in euros)"
    is_said = is_said or label[: match.start()].endswith(("(i ", "(in "))
    return (code, factor) if code and is_said else None


def said_count(label: str, language: str) -> Measure | None:
    """What a label says it counts ("Antal ansökningar", "number of visits")."""
    behind = _COUNTED_BEHIND.search(label)
    if behind:
        head = label[: behind.start()]
        unit = unit_of_head(head)
        return (unit, 1.0) if unit else noun_of_label(head, language)
    match = _COUNTS.search(IN_ALL.sub("", label))
    if not match:
        return None
    found = counted_noun(f" {head_of_label(match['rest'])}", 0, language, 1000)
    unit = unit_of_head(match["rest"]) or (found[0] if found else None)
    return (unit, 1.0) if unit else None


def noun_of_label(label: str, language: str) -> Measure | None:
    """``other:<label>`` for a label of things; None for one that is measured or is money."""
    plain = head_of_label(_BRACKETS.sub("", label)).strip(" :–-,")
    if not plain or len(plain) > _LABEL_MAXIMUM or _MEASURED.search(plain) or _MASS.search(plain):
        return None
    text = plain if plain[:2].isupper() else plain[:1].lower() + plain[1:]
    found = counted_noun(f" {text}", 0, language, 1000)
    if found:
        return found[0], 1.0
    last = re.findall(r"[^\W\d_][\w-]*", plain)[-1:]
    is_thing = language != "en" and bool(last) and all(map(is_countable, last))
    return (f"other:{plain.lower()}", 1.0) if is_thing else None


def measure_of_row(caption: str, label: str, language: str) -> Measure | None:
    """What a caption that names several rows says of one of them."""
    row = f"{label.lower()} "
    for part in _PART_OF_CAPTION.split(caption):
        before, named, unit = part.lower().rpartition(row)
        if named and _ROW_IN.match(unit) and not before.strip(" ,"):
            return explicit_measure(part, language)
    return None


def gives_unit(text: str) -> bool:
    """Whether a line says what the bare amounts by it are in, and no more."""
    bracketed = _UNIT_IN_BRACKETS.search(text)
    lead = bracketed or _AMOUNTS_IN.match(text)
    unit = bracketed["unit"] if bracketed else text[lead.end() :] if lead else ""
    return len(unit) <= _UNIT_MAXIMUM and bool(money_of(unit.rstrip("."), "sv", is_above=True))
