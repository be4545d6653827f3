"""Targets and figures in tables: a row's label, columns that say status, year or aim."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence

from transform.strategies.reader.comparators import compare
from transform.strategies.reader.cues import announces_aims
from transform.strategies.reader.indicators import name_indicator
from transform.strategies.reader.numbers import find_numbers
from transform.strategies.reader.quantities import find_quantities
from transform.strategies.reader.reading import Reading
from transform.strategies.reader.sentences import normalise
from transform.strategies.reader.table_units import money_of, unit_of_label
from transform.strategies.reader.units import percent_after
from transform.strategies.reader.years import year_of_heading
from warehouse.records import Block

_PLACE = re.compile(r"^(?P<table>.*table\[\d+\])/row\[(?P<row>\d+)\]/cell\[(?P<cell>\d+)\]$")
_BASELINE = re.compile(
    r"status|baseline|nuværende|nåværende|noverande|nuvarande|current|utgangspunkt|"
    r"udgangspunkt|utgångs|nuläge|i dag|idag|today|basår|basisår|"
    r"start",
    re.IGNORECASE,
)
_ONLY_VALUE = re.compile(
    r"^\W*(?:[a-zæøåäö.]+\s+){0,2}[\d][\d .,'’]*\s*(?:[-–]\s?[\d.,]+\s*)?(?:%|"
    r"[a-zæøåäö.]+\s?){0,3}\W*$",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"\s*[-–]\s?\d")
_MILESTONE = re.compile(
    r"(?<!\w)(?:milestone|milepæl|milepel|milstolpe|delmål|etappmål)\w*", re.IGNORECASE
)
_UNIT_HEAD = re.compile(
    r"(?:måle)?(?:enhed|enhet|eining)|unit(?: of measure(?:ment)?)?", re.IGNORECASE
)
_MIN_ROWS = 2
_PAIR = 2
_BARE_YEAR = re.compile(r"\s*(?:19|20)\d{2}\s*")
_PAIR_MAXIMUM = 80


@dataclasses.dataclass(frozen=True, slots=True)
class _Column:
    """What a column says about its values."""

    text: str
    year: int | None
    is_aim: bool
    is_baseline: bool
    place: int


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
    cells: Sequence[Block],
    language: str,
    heading: str,
    last_year: int | None,
    *,
    caption: str = "",
) -> Iterator[Reading]:
    """Readings of one table, row by row.

    Args:
        cells: The table's cells in reading order.
        language: Of the document.
        heading: Heading above the table; may give unit and aim.
        last_year: Last year the document governs.
        caption: Line right above the table; may give the unit ("amounts in tkr").
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
    columns = _with_aim(columns, heading)
    for number in sorted(rows)[1:]:
        place = f"{table}/{line}[{number}]"
        yield from _read_row(rows[number], columns, place, language, (caption, heading), last_year)


def _columns(rows: dict[int, dict[int, str]]) -> dict[int, _Column]:
    return {
        place: _Column(
            text,
            year_of_heading(text),
            announces_aims(text) or bool(_MILESTONE.search(text)),
            bool(_BASELINE.search(text)),
            place,
        )
        for place, text in rows[min(rows)].items()
    }


def _with_aim(columns: dict[int, _Column], heading: str) -> dict[int, _Column]:
    """Below "Targets", columns "2022" and "2025" are where we stand and where we go."""
    dated = [place for place, column in columns.items() if _BARE_YEAR.fullmatch(column.text)]
    says = any(c.is_aim and (c.year or place > 2) for place, c in columns.items())
    if says or len(dated) != _PAIR or not announces_aims(heading):
        return columns
    return {**columns, dated[1]: dataclasses.replace(columns[dated[1]], is_aim=True)}


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
    above: tuple[str, str],
    last_year: int | None,
) -> Iterator[Reading]:
    units = next((p for p, c in columns.items() if _UNIT_HEAD.fullmatch(c.text.strip())), None)
    labels, first = _labels(row, columns, units)
    label = " – ".join(labels)
    values = [
        value
        for place, text in sorted(row.items())
        if place >= first and place in columns and place != units
        for value in _value(text, columns[place], language)
    ]
    unit, factor = _unit_of_row(row, labels, columns, units, language, above)
    baselines = [
        v for v in values if not v.column.is_aim and (v.column.is_baseline or v.column.year)
    ]
    aims = [v for v in values if v.column.is_aim]
    aimed = max((v.column.year for v in aims if v.column.year), default=None)
    # A year that is no earlier than the aim's gives the result, not where it set out from.
    results = [v for v in baselines if aimed and v.column.year and v.column.year >= aimed]
    baselines = [v for v in baselines if v not in results]
    named = [v for v in baselines if v.column.is_baseline]
    baseline = (named or baselines)[-1] if aims and baselines else None
    figures = [v for v in values if v.column.year and not v.column.is_aim] if not aims else results
    for value in itertools.chain(aims, figures):
        chosen = value.unit or unit
        scale = 1.0 if value.unit else factor
        if chosen is None or not label:
            continue
        is_target = value.column.is_aim
        sentence = f"{label} – {value.column.text}: {value.text}"
        yield Reading(
            kind="target" if is_target else "figure",
            value=round(value.number * scale, 6),
            value_max=None,
            unit=chosen,
            comparator=value.comparator,
            year=value.column.year or (last_year if is_target else None),
            baseline_value=(round(baseline.number * scale, 6) if baseline and is_target else None),
            baseline_year=baseline.column.year if baseline and is_target else None,
            indicator=name_indicator(label, chosen, "", above[1], 0, 0),
            period=None,
            qualifier=value.qualifier,
            sentence=sentence,
            locator=locator,
            confidence=0.8 if value.unit else 0.7,
        )


def _unit_of_row(
    row: dict[int, str],
    labels: Sequence[str],
    columns: dict[int, _Column],
    units: int | None,
    language: str,
    above: tuple[str, str],
) -> tuple[str | None, float]:
    """Unit and scale of a row's bare numbers: its unit column, its labels, the texts above."""
    said = [row.get(units, "") if units else "", *reversed(labels), columns[min(columns)].text]
    for text in said:
        money = money_of(text, language)
        if money:
            return money
        unit = unit_of_label(text)
        if unit:
            return unit, 1.0
    found = (money_of(text, language, is_above=True) for text in above)
    return next(filter(None, found), (None, 1.0))


def _labels(
    row: dict[int, str], columns: dict[int, _Column], units: int | None
) -> tuple[list[str], int]:
    """Words that name a row, and the first column of values.

    The first column may only number the rows; several may name aim, measure and indicator.
    """
    labels: list[str] = []
    for place, text in sorted(row.items()):
        if place == units or not (_names(text) or not labels):
            continue
        if labels and (not _names(text) or _is_dated(columns.get(place))):
            break
        if _names(text):
            labels.append(text)
    first = next(
        (p for p in sorted(row) if p != units and p > 1 and not _names(row[p])), max(row) + 1
    )
    dated = [place for place in row if place > 1 and _is_dated(columns.get(place))]
    return labels, min([first, *dated]) if labels else max(row) + 1


def _is_dated(column: _Column | None) -> bool:
    return column is not None and bool(
        column.year or column.is_baseline or (column.is_aim and column.place > 2)
    )


def _names(text: str) -> bool:
    """Whether a cell holds words rather than a number."""
    return bool(re.search(r"[^\W\d_]{2}", text)) and not _ONLY_VALUE.match(text)


def _value(text: str, column: _Column, language: str) -> Iterator[_Value]:
    if not _ONLY_VALUE.match(text) or _NEGATIVE.match(text):
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
