"""Targets and figures in tables: a row's label, columns that say status, year or aim."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence

from transform.targets.comparators import compare
from transform.targets.cues import announces_aims
from transform.targets.indicators import name_indicator
from transform.targets.numbers import find_numbers
from transform.targets.quantities import find_quantities
from transform.targets.reading import Reading
from transform.targets.sentences import normalise
from transform.targets.units import krone_of, percent_after, unit_of_word
from transform.targets.years import year_of_heading
from warehouse.records import Block

_PLACE = re.compile(r"^(?P<table>.*table\[\d+\])/row\[(?P<row>\d+)\]/cell\[(?P<cell>\d+)\]$")
_BASELINE = re.compile(
    r"status|baseline|utgangspunkt|udgangspunkt|utgångs|nuläge|i dag|idag|today|basår|basisår|"
    r"start",
    re.IGNORECASE,
)
_ONLY_VALUE = re.compile(
    r"^\W*(?:[a-zæøåäö.]+\s+){0,2}[\d][\d .,'’]*\s*(?:[-–]\s?[\d.,]+\s*)?(?:%|"
    r"[a-zæøåäö.]+\s?){0,3}\W*$",
    re.IGNORECASE,
)
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
_MIN_ROWS = 2
_PAIR = 2
_PAIR_MAXIMUM = 80


@dataclasses.dataclass(frozen=True, slots=True)
class _Column:
    """What a column says about its values."""

    text: str
    year: int | None
    is_aim: bool
    is_baseline: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Value:
    """A number in a cell with its column."""

    number: float
    text: str
    unit: str | None
    comparator: str
    qualifier: str | None
    column: _Column


def read_table(
    cells: Sequence[Block], language: str, heading: str, last_year: int | None
) -> Iterator[Reading]:
    """Readings of one table, row by row.

    Args:
        cells: The table's cells in reading order.
        language: Of the document.
        heading: Heading above the table; may give unit and aim.
        last_year: Last year the document governs.
    """
    rows: dict[int, dict[int, str]] = {}
    table = ""
    for cell in cells:
        match = _PLACE.match(cell.locator)
        if match:
            table = match["table"]
            rows.setdefault(int(match["row"]), {})[int(match["cell"])] = normalise(cell.text)
    if len(rows) < _MIN_ROWS:
        return
    line = "row"
    if not _says_when(_columns(rows)):
        rows, line = _transpose(rows), "column"  # years down the side, units along the top
    columns = _columns(rows)
    if not _says_when(columns):
        return
    for number in sorted(rows)[1:]:
        place = f"{table}/{line}[{number}]"
        yield from _read_row(rows[number], columns, place, language, heading, last_year)


def _columns(rows: dict[int, dict[int, str]]) -> dict[int, _Column]:
    return {
        place: _Column(
            text, year_of_heading(text), announces_aims(text), bool(_BASELINE.search(text))
        )
        for place, text in rows[min(rows)].items()
    }


def _says_when(columns: dict[int, _Column]) -> bool:
    values = [column for place, column in columns.items() if place > 1]
    return any(column.year or column.is_aim or column.is_baseline for column in values)


def _transpose(rows: dict[int, dict[int, str]]) -> dict[int, dict[int, str]]:
    turned: dict[int, dict[int, str]] = {}
    for row, cells in rows.items():
        for column, text in cells.items():
            turned.setdefault(column, {})[row] = text
    return turned


def _read_row(
    row: dict[int, str],
    columns: dict[int, _Column],
    locator: str,
    language: str,
    heading: str,
    last_year: int | None,
) -> Iterator[Reading]:
    label = row.get(1, "")
    values = [
        value
        for place, text in sorted(row.items())
        if place > 1 and place in columns
        for value in _value(text, columns[place], language)
    ]
    head = columns[1].text if 1 in columns else ""
    money = next(filter(None, (money_of(text, language) for text in (label, head, heading))), None)
    unit = _unit_of_label(label) or _unit_of_label(head)
    baselines = [
        v for v in values if not v.column.is_aim and (v.column.is_baseline or v.column.year)
    ]
    aims = [v for v in values if v.column.is_aim]
    baseline = baselines[-1] if aims and baselines else None
    figures = [v for v in values if v.column.year and not v.column.is_aim] if not aims else []
    for value in itertools.chain(aims, figures):
        chosen, factor = value.unit or unit, 1.0
        if chosen is None and money is not None:
            chosen, factor = money
        if chosen is None or not label:
            continue
        is_target = value.column.is_aim
        sentence = f"{label} – {value.column.text}: {value.text}"
        yield Reading(
            kind="target" if is_target else "figure",
            value=round(value.number * factor, 6),
            value_max=None,
            unit=chosen,
            comparator=value.comparator,
            year=value.column.year or (last_year if is_target else None),
            baseline_value=(round(baseline.number * factor, 6) if baseline and is_target else None),
            baseline_year=baseline.column.year if baseline and is_target else None,
            indicator=name_indicator(label, chosen, "", heading, 0, 0),
            period=None,
            qualifier=value.qualifier,
            sentence=sentence,
            locator=locator,
            confidence=0.8 if value.unit else 0.7,
        )


def _value(text: str, column: _Column, language: str) -> Iterator[_Value]:
    if not _ONLY_VALUE.match(text):
        return
    found = [q for q in find_quantities(text, language) if q.unit]
    if found:
        q = found[0]
        yield _Value(q.value, text, q.unit, q.comparator, q.qualifier, column)
        return
    numbers = find_numbers(text, language)
    if len(numbers) == 1:
        number = numbers[0]
        percent = percent_after(text, number.end)
        comparator, qualifier = compare(text[: number.start], text[number.end :])
        yield _Value(
            number.value, text, percent[0] if percent else None, comparator, qualifier, column
        )


def _unit_of_label(label: str) -> str | None:
    if re.search(r"%|procent\b|prosent\b|pct|per cent|\bandel|\bshare", label, re.IGNORECASE):
        return "percent"
    if _CURRENCY.search(label):
        return None  # an amount, not a count of what it is spent on
    words = re.findall(r"[\w-]+", label)
    return next((unit for unit in map(unit_of_word, words) if unit), None)


def money_of(label: str, language: str) -> tuple[str, float] | None:
    """Currency and scale that a head or label gives to bare numbers; None where it names none.

    Args:
        label: For example ``Omsättning (mnkr)``, ``1000 kr`` or ``EUR thousand``.
        language: Decides what "kroner" are.
    """
    match = _CURRENCY.search(label)
    if not match:
        return None
    named = _CODE.search(match[0])
    code = {"€": "EUR"}.get(named[0], named[0].upper()) if named else krone_of(language)
    scale = match["packed"] or match["scale"] or match["behind"] or ""
    factor = next((f for rule, f in _FACTORS if rule.match(scale)), 1.0)
    return (code, factor) if code else None


def join_pairs(cells: Sequence[Block]) -> Iterator[Block]:
    """Cells of a table; a row of label and short value becomes one: "Members: 412"."""
    for _, group in itertools.groupby(cells, key=lambda c: c.locator.rpartition("/cell[")[0]):
        row = list(group)
        if len(row) == _PAIR and _is_pair(row[0].text, row[1].text):
            label = row[0].text.rstrip(" :")
            yield dataclasses.replace(row[1], text=f"{label}: {row[1].text}")
        else:
            yield from row


def _is_pair(label: str, value: str) -> bool:
    is_label = len(label) <= _PAIR_MAXIMUM and not any(c.isdigit() for c in label)
    return is_label and len(value) <= _PAIR_MAXIMUM and not value.endswith(".")
