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
from transform.strategies.reader.table_units import money_of, noun_of_label, unit_of_label
from transform.strategies.reader.units import percent_after
from transform.strategies.reader.years import year_of_heading
from warehouse.records import Block

_PLACE = re.compile(r"^(?P<table>.*table\[\d+\])/row\[(?P<row>\d+)\]/cell\[(?P<cell>\d+)\]$")
_BASELINE = re.compile(
    r"status|baseline|baslinje|basislinje|nuværende|nåværende|noverande|nuvarande|current|"
    r"utgangs|udgangs|utgångs|nuläge|nåsituasjon|nulpunkt|nollpunkt|nullpunkt|i dag|idag|today|"
    r"basår|basisår|basvärde|basisverdi|basisværdi|startvärde|startverdi|startværdi|start\b|"
    r"referens|referanse|reference",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"(?<!\w)(?:utfall\w*|resultat(?:et)?|faktisk\w*|realiser\w*|opnået|oppnådd|uppnått|"
    r"actual|outcome|result|achieved)(?!\w)",
    re.IGNORECASE,
)
_SIGNS = r"[-–+~≈±≥≤<>=]{0,2}"
_ONLY_VALUE = re.compile(
    rf"^(?:\(\s?\d[\d .,]*\)|[^\w½¼¾(+<>≥≤~≈±–-]*(?:[a-zæøåäö.]+\s+){{0,2}}{_SIGNS}\s?[\d½¼¾]"
    r"[\d .,'’½¼¾]*\s*(?:[-–]\s?[\d.,]+\s*)?(?:%|\+|[a-zæøåäö.]+\s?){0,3}\W*)$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"^\(\s?(?P<value>\d[\d .,]*)\)$")
_FOOTNOTE_MARK = re.compile(r"(?<=[\d%\w])(?:\s?(?:\*+|[†‡]|\[\d{1,2}\])|\s\d{1,2}\))\s*$")
_MILESTONE = re.compile(
    r"(?<!\w)(?:milestone|milepæl|milepel|milstolpe|delmål|etappmål)\w*", re.IGNORECASE
)
_UNIT_HEAD = re.compile(
    r"(?:måle)?(?:enhed|enhet|eining)|unit(?: of measure(?:ment)?)?", re.IGNORECASE
)
_MIN_ROWS = 2
_PAIR = 2
_BARE_YEAR = re.compile(r"\s*(?:19|20)\d{2}\s*")
_PLAIN_HEAD = re.compile(
    r"(?:verdi|værdi|värde|value|antal|antall|number|tal|tall)?", re.IGNORECASE
)
_HEAD_ROWS = 3
_PAIR_MAXIMUM = 80


@dataclasses.dataclass(frozen=True, slots=True)
class _Column:
    """What a column says about its values."""

    text: str
    year: int | None
    is_aim: bool
    is_baseline: bool
    is_result: bool
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
    is_bracketed: bool = False


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
    above = (caption, heading)
    dated = _year_place(rows)
    if dated is not None:
        yield from _read_dated_rows(rows, dated, table, language, above)
        return
    line = "row"
    if not _says_when(_columns(rows, 1)):
        rows, line = _transpose(rows), "column"  # years down the side, units along the top
    heads = _head_count(rows)
    columns = _columns(rows, heads)
    if not _says_when(columns):
        return
    columns = _with_aim(columns, heading)
    for number in sorted(rows)[heads:]:
        place = f"{table}/{line}[{number}]"
        yield from _read_row(rows[number], columns, place, language, above, last_year)


def _year_place(rows: dict[int, dict[int, str]]) -> int | None:
    """The column that dates each row, where another column names what the row counts."""
    body = [rows[number] for number in sorted(rows)[1:]]
    for place in sorted(rows[min(rows)]):
        if not all(_BARE_YEAR.fullmatch(row.get(place, "")) for row in body):
            continue
        named = [p for p in body[0] if p != place and all(_names(row.get(p, "")) for row in body)]
        return place if named else None
    return None


def _read_dated_rows(
    rows: dict[int, dict[int, str]],
    dated: int,
    table: str,
    language: str,
    above: tuple[str, str],
) -> Iterator[Reading]:
    """Rows of "year, indicator, value": each says its own year."""
    heads = rows[min(rows)]
    for number in sorted(rows)[1:]:
        row = rows[number]
        names = [text for place, text in sorted(row.items()) if place != dated and _names(text)]
        columns = {
            place: _Column(text, int(row[dated]), False, False, False, place)
            for place, text in heads.items()
        }
        for place, text in sorted(row.items()):
            if place == dated or _names(text) or place not in columns:
                continue
            head = heads.get(place, "")
            labels = [*names, *([] if _PLAIN_HEAD.fullmatch(head.strip()) else [head])]
            unit, factor = _unit_of_row({}, labels, columns, None, language, above)
            for value in _value(text, columns[place], language):
                yield from _reading(value, labels, (unit, factor), f"{table}/row[{number}]", above)


def read_dated_values(
    pairs: Sequence[tuple[int, str]], label: str, language: str, locator: str, heading: str
) -> Iterator[Reading]:
    """Readings of values that each stand with their year, below one label."""
    unit, factor = _unit_of_row({}, [label], {}, None, language, ("", heading))
    for year, text in pairs:
        column = _Column(str(year), year, announces_aims(label), False, False, 2)
        for value in _value(text, column, language):
            yield from _reading(value, [label], (unit, factor), locator, ("", heading))


def is_only_value(text: str) -> bool:
    """Whether a text is a number with its unit, sign and bounds and no more."""
    return bool(_ONLY_VALUE.match(text))


def _head_count(rows: dict[int, dict[int, str]]) -> int:
    """How many rows make the head: those below the first say when or what for, and no value."""
    count = 1
    for number in sorted(rows)[1:_HEAD_ROWS]:
        texts = [text for place, text in rows[number].items() if place > min(rows[number])]
        if not texts or not all(_heads(text) for text in texts):
            break
        count += 1
    return count if count < len(rows) else 1


def _heads(text: str) -> bool:
    says = _BARE_YEAR.fullmatch(text) or announces_aims(text) or _BASELINE.search(text)
    return not text or bool(says or _RESULT.search(text))


def _columns(rows: dict[int, dict[int, str]], heads: int) -> dict[int, _Column]:
    columns = {}
    head = [rows[number] for number in sorted(rows)[:heads]]
    for place in sorted({place for row in head for place in row}):
        texts = list(dict.fromkeys(row[place] for row in head if row.get(place)))
        text = " ".join(texts)
        columns[place] = _Column(
            text,
            next((year for year in map(year_of_heading, reversed(texts)) if year), None),
            announces_aims(text) or bool(_MILESTONE.search(text)) or _names_aim(texts),
            bool(_BASELINE.search(text)),
            bool(_RESULT.search(text)),
            place,
        )
    return columns


def _names_aim(texts: Sequence[str]) -> bool:
    return any(announces_aims(text) for text in texts)


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
    values = [
        value
        for place, text in sorted(row.items())
        if place >= first and place in columns and place != units
        for value in _value(text, columns[place], language)
    ]
    measure = _unit_of_row(row, labels, columns, units, language, above)
    aims = [v for v in values if v.column.is_aim]
    others = [v for v in values if not v.column.is_aim]
    aimed = max((v.column.year for v in aims if v.column.year), default=None)
    # A year that is no earlier than the aim's gives the result, not where it set out from.
    results = [v for v in others if _is_outcome(v.column, aimed)]
    baselines = [v for v in others if v not in results and (v.column.is_baseline or v.column.year)]
    named = [v for v in baselines if v.column.is_baseline]
    baseline = (named or baselines)[-1] if aims and baselines else None
    figures = results if aims else [v for v in others if v.column.year]
    for value in itertools.chain(aims, figures):
        start = baseline if value.column.is_aim else None
        yield from _reading(value, labels, measure, locator, above, start, last_year)


def _is_outcome(column: _Column, aimed: int | None) -> bool:
    if column.year and aimed:
        return column.year >= aimed
    return column.is_result and not column.year


def _reading(
    value: _Value,
    labels: Sequence[str],
    measure: tuple[str | None, float],
    locator: str,
    above: tuple[str, str],
    baseline: _Value | None = None,
    last_year: int | None = None,
) -> Iterator[Reading]:
    """The reading of a value; none where nothing says what it counts."""
    unit, scale = (value.unit, 1.0) if value.unit else measure
    label = " – ".join(labels)
    if unit is None or not label:
        return
    if value.is_bracketed and not unit.isupper():
        return  # "(12)" is a loss in an account and anything at all beside a count
    is_target = value.column.is_aim
    said = value.column.year or year_of_heading(label)
    year = said or next((y for y in map(year_of_heading, above) if y), None)
    yield Reading(
        kind="target" if is_target else "figure",
        value=round(value.number * scale, 6),
        value_max=None,
        unit=unit,
        comparator=value.comparator,
        year=year or (last_year if is_target else None),
        baseline_value=round(baseline.number * scale, 6) if baseline else None,
        baseline_year=baseline.column.year if baseline else None,
        indicator=name_indicator(label, unit, "", above[1], 0, 0),
        period=None,
        qualifier=value.qualifier,
        sentence=f"{label} – {value.column.text}: {value.text}",
        locator=locator,
        confidence=(0.8 if value.unit else 0.7) - (0.1 if value.is_bracketed else 0),
        cues=(
            ("value", value.text),
            ("unit", value.text if value.unit else label),
            ("year", value.column.text if value.column.year else "label or heading"),
            ("kind", value.column.text),
        ),
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
    head = columns[min(columns)].text if columns else ""
    said = [row.get(units, "") if units else "", *reversed(labels), head]
    for text in said:
        money = money_of(text, language)
        if money:
            return money
        unit = unit_of_label(text)
        if unit:
            return unit, 1.0
    found = (money_of(text, language, is_above=True) for text in above)
    money = next(filter(None, found), None)
    if money or not labels:
        return money or (None, 1.0)
    return noun_of_label(labels[-1], language), 1.0


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
    text = _FOOTNOTE_MARK.sub("", text)
    if not _ONLY_VALUE.match(text):
        return
    bracketed = _IN_BRACKETS.match(text)
    if bracketed:
        numbers = find_numbers(bracketed["value"], language)
        if len(numbers) == 1:
            yield _Value(-numbers[0].value, text, None, "exactly", None, column, is_bracketed=True)
        return
    said = f": {text}"  # a sign at the cell's start is a sign, no bullet
    found = [q for q in find_quantities(said, language) if q.unit]
    if found:
        q = found[0]
        yield _Value(q.value, text, q.unit, q.comparator, q.qualifier, column)
        return
    numbers = find_numbers(said, language)
    if len(numbers) != 1:
        return
    number = numbers[0]
    percent = percent_after(said, number.end)
    comparator, qualifier = compare(said[: number.start], said[number.end :])
    if number.sign == "+" and comparator == "exactly":
        comparator = "increase_by"
    unit = percent[0] if percent else None
    yield _Value(number.value, text, unit, comparator, qualifier, column)


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
