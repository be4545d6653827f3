"""Targets and figures of tables and of lines that hold a label with its values."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transform.strategies.reader.comparators import compare
from transform.strategies.reader.counted_nouns import OTHER
from transform.strategies.reader.cues import announces_aims
from transform.strategies.reader.exclusions import TIME_NOUN
from transform.strategies.reader.indicators import name_indicator
from transform.strategies.reader.nouns import unit_of_head
from transform.strategies.reader.numbers import find_numbers
from transform.strategies.reader.quantities import find_quantities
from transform.strategies.reader.quantity import SHARES
from transform.strategies.reader.reading import Reading
from transform.strategies.reader.rejections import DURATION, is_price
from transform.strategies.reader.sentence import Context, read_sentence
from transform.strategies.reader.sentences import normalise
from transform.strategies.reader.table_columns import (
    BARE_YEAR,
    TELLING,
    Column,
    Role,
    Row,
    from_to,
    is_only_value,
    is_plain_head,
    is_role,
    measures,
    names,
    read_grid,
    role_of,
    says_today,
    tells,
    value_and_year,
    year_place,
)
from transform.strategies.reader.table_measures import (
    Measure,
    are_parts,
    counted_above,
    counts_money,
    gives_unit,
    identifies,
    measure_of_row,
    money_of,
    names_income,
    names_partakers,
    noun_of_label,
    share_of,
)
from transform.strategies.reader.units import CURRENCIES, currency_before, percent_after
from transform.strategies.reader.wordlists import pattern
from transform.strategies.reader.years import year_of_heading
from warehouse.records import Block

_IN_BRACKETS = re.compile(r"^\(\s?(?P<value>\d[\d .,]*)\)$")
#: What may stand behind the number of a cell besides its unit: "17 st", "40 per år", "12 i alt".
_TAIL = pattern("tables.tail")
_WORD = re.compile(r"[^\W\d_]{3}")
#: "10-49", "250+" and "10-49 anställda" name rows.
_CLASS = re.compile(r"\d[\d .]*\s?(?:[-–]\s?\d[\d .]*|\+)|[<>≥≤]\s?\d[\d .]*")
#: "3. Nye foretak", "1.2 Members": the row's own number.
_ROW_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*[.)]?\s(?=[A-ZÆØÅÄÖ][a-zæøåäö])")
_MONEY_MINIMUM = 10_000
_SHORTEST_HEAD = 3
_SURE, _MEASURED, _NAMED = 0.8, 0.7, 0.6


class Above(NamedTuple):
    """What stands above a table or line.

    Attributes:
        heading: The nearest heading.
        caption: The line right above, or the table's own title.
        last_year: Last year the document governs: that of undated aims.
        report_year: The year the document reports: that of undated figures.
        currency: What the text above counts money in.
        first_year: First year the document governs.
    """

    heading: str = ""
    caption: str = ""
    last_year: int | None = None
    report_year: int | None = None
    currency: str | None = None
    first_year: int | None = None

    def year(self, *, is_target: bool, is_start: bool) -> int | None:
        """The year of a value that says none itself; that of a start is no plan's."""
        if is_start:
            return self.report_year
        found = (year_of_heading(text) for text in (self.caption, self.heading))
        return next(filter(None, found), self.last_year if is_target else self.report_year)


@dataclasses.dataclass(frozen=True, slots=True)
class _Value:
    """A number in a cell with its column."""

    number: float
    text: str
    column: Column
    year: int | None
    unit: str | None = None
    comparator: str = "exactly"
    qualifier: str | None = None
    most: float | None = None
    is_bracketed: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class _Line:
    """What the values of one row or line share: its labels, their place, what stands above."""

    labels: tuple[str, ...]
    locator: str
    language: str
    above: Above
    row: Row = dataclasses.field(default_factory=dict)
    columns: dict[int, Column] = dataclasses.field(default_factory=dict)
    year: int | None = None

    def measure(self, value: _Value) -> tuple[Measure | None, float]:
        """Unit and scale of a value, and how sure they are."""
        texts = (self.above.caption, self.above.heading)
        of_row = (measure_of_row(text, self.labels[-1], self.language) for text in texts)
        told = (value.unit, 1.0) if value.unit else next(filter(None, of_row), None)
        if told:
            return told, _SURE
        money = [money_of(text, self.language, is_above=True) for text in texts]
        column = value.column  # a caption counts money in its unit, whatever the row is called
        says_money = any(map(counts_money, (column.text.rstrip(" 0123456789"), texts[0])))
        is_money = any(map(gives_unit, texts)) and not unit_of_head(column.text)
        money[0] = money[0] or (money[1] if gives_unit(texts[1]) else None)
        if money[0] and (says_money or is_money):
            column = dataclasses.replace(column, measure=column.measure or money[0])
        elif not (column.measure or money[0]):  # so does one that says "per cent"
            column = dataclasses.replace(column, measure=share_of(texts[0]))
        found = measures(self.row, self.labels, column, self.columns, self.language)
        said = next(filter(None, itertools.chain(found, money, map(share_of, texts))), None)
        is_count = said and not (said[0].isupper() or said[0] in SHARES)
        if is_count and names_income(self.labels[-1]):
            return None, _MEASURED  # "Project income: 1,870" counts no projects
        named = [p for p, text in self.row.items() if text == self.labels[-1] and p in self.columns]
        rows = self.columns[min(named or self.columns)].text if self.columns else None
        is_of = rows is not None and are_parts(rows, texts)
        own = unit_of_head(self.labels[-1])
        is_own = said == (own, 1.0) and not unit_of_head(value.column.text)
        is_of = is_of and not (is_own and own and names_partakers(texts[0]))
        head = value.column.text.rstrip(" 0123456789")
        if said is None and len(head) > _SHORTEST_HEAD and head.lower() in texts[0].lower():
            said = noun_of_label(head, self.language)  # one of several that the caption lists
        if is_of and (is_own or said in (None, (unit_of_head(rows or ""), 1.0))):
            above = filter(None, (counted_above(text, self.language) for text in texts))
            said = next(above, said if is_own else None)
        if said or is_of or value.number < 0 or not float(value.number).is_integer():
            return said, _MEASURED  # what is unnamed must at least be countable
        if is_plain_head(value.column.text) and value.column.text:
            counted = next(filter(None, map(unit_of_head, texts)), None)
            if counted:
                return (counted, 1.0), _NAMED
        is_large = not self.row and value.number >= _MONEY_MINIMUM
        if self.above.currency and is_large and counts_money(self.labels[-1]):
            return (self.above.currency, 1.0), _NAMED
        return noun_of_label(self.names(value)[-1], self.language), _NAMED

    def names(self, value: _Value) -> tuple[str, ...]:
        """What names a value: the labels, and a head that says more than "number"."""
        says = value.column.role == "value" and not is_plain_head(value.column.text)
        return (*self.labels, value.column.text) if says else self.labels


def read_table(cells: Sequence[Block], language: str, above: Above) -> Iterator[Reading]:
    """Readings of one table, row by row.

    Args:
        cells: The table's cells in reading order.
        language: Of the document.
        above: What stands above the table.
    """
    plain = [dataclasses.replace(cell, text=normalise(cell.text)) for cell in cells]
    grid = read_grid(plain, language, above.heading, above.first_year, above.caption)
    if grid is None:
        return
    above = above._replace(caption=grid.title or above.caption)
    body = list(grid.rows.values())
    dated = year_place(body, grid.columns) if body else None
    group, group_year = "", None
    firsts = [row[min(row)] for row in body if row]
    has_roles = any(is_role(text) and role_of([text]) == "aim" for text in firsts)
    for number, row in grid.rows.items():
        first_cell = min(row)
        row[first_cell] = _ROW_NUMBER.sub("", row[first_cell])
        texts = [text for text in row.values() if text]
        if len(texts) == 1 and len(grid.columns) > 1:
            group_year = year_of_heading(texts[0])  # a row over the whole width
            group = "" if BARE_YEAR.fullmatch(texts[0]) else texts[0]
            continue
        if dated is None:
            labels, first = _labels(row, grid.columns)
        else:
            labels, first = [t for p, t in sorted(row.items()) if p != dated and names(t)], 1
        columns = grid.columns
        if has_roles and labels and is_role(labels[-1]):
            role = role_of([labels.pop()])  # "Mål | 120 | 150" above "Utfall | 98 | 161"
            columns = {p: dataclasses.replace(c, role=role) for p, c in columns.items()}
        year = int(row[dated]) if dated else group_year
        if dated and dated in columns and columns[dated].role == "start":  # "Base value: year"
            columns = {
                p: dataclasses.replace(c, year=c.year or year) if c.role == "start" else c
                for p, c in columns.items()
            }
            year = None
        place = f"{grid.table}/{grid.line}[{number}]"
        first_place = min(grid.columns)
        told = [p for p, c in grid.columns.items() if p > first_place and c.role and tells(row, p)]
        aims = [p for p in told if grid.columns[p].role == "aim"]
        head = grid.columns[aims[0] if aims else first_place]
        context = Context(language, is_aim=True, heading_year=head.year, locator=place)
        goals = _goals([row[aims[0]]] if aims else labels, head, context)
        yield from goals
        for p in told:
            if grid.columns[p].role in {"start", "result"}:  # "1.9 TWh since 2008"
                context = Context(language, heading_year=grid.columns[p].year, locator=place)
                yield from read_sentence(row[p], context)
        if len(goals) == 1:
            measure = goals[0].unit, 1.0
            columns = {
                p: dataclasses.replace(
                    c, measure=measure, year=c.year if c.role == "start" else c.year or head.year
                )
                for p, c in columns.items()
            }
        values = list(_values(row, columns, first, dated, language))
        if not (labels or group) and (dated or columns is not grid.columns):
            text = above.caption or above.heading
            labels = [text] if any(measures({}, [text], Column(""), {}, language)) else []
        line = _Line(
            tuple(filter(None, (group, *labels))),
            place,
            language,
            above,
            row,
            columns,
            year,
        )
        if line.labels:
            yield from _read_row(values, line)


def _goals(labels: Sequence[str], head: Column, context: Context) -> list[Reading]:
    """The aims that a row's label states itself ("100 new jobs" below "Goals of the plan")."""
    if head.role != "aim" or len(labels) != 1 or not re.search(r"\d", labels[0]):
        return []
    return [r for r in read_sentence(labels[0], context) if r.kind == "target"]


def read_values(
    pairs: Sequence[tuple[Column, str]], label: str, language: str, locator: str, above: Above
) -> Iterator[Reading]:
    """Readings of values below or behind one label, each with the column it would stand in."""
    line = _Line((label,), locator, language, above)
    is_aim = announces_aims(label)
    values: list[_Value] = []
    for column, text in pairs:
        role: Role = column.role or ("aim" if is_aim else "")
        values += _value(text, dataclasses.replace(column, role=role), language)
    yield from _read_row(values, line, is_bare=True)


def _values(
    row: Row, columns: dict[int, Column], first: int, dated: int | None, language: str
) -> Iterator[_Value]:
    for place, text in sorted(row.items()):
        column = columns.get(place)
        if column is None or place < first or place == dated or column.role in {"unit", "aside"}:
            continue
        found = _value(text, column, language)
        yield from found if column.role != "change" else filter(None, map(_change, found))


def _change(value: _Value) -> _Value | None:
    """A value of a column of changes as a rise or fall; None where it may be anything."""
    measured = value.unit or (value.column.measure[0] if value.column.measure else "")
    if measured not in SHARES and value.text[:1] not in "+-–":
        return None
    comparator = "decrease_by" if value.number < 0 else "increase_by"
    return dataclasses.replace(value, number=abs(value.number), comparator=comparator)


def _read_row(values: Sequence[_Value], line: _Line, *, is_bare: bool = False) -> Iterator[Reading]:
    """Aims with where they set out from, then what is reported; ``is_bare``: without a head."""
    aims = [value for value in values if value.column.role == "aim"]
    others = [value for value in values if value.column.role != "aim"]
    base = _baseline(aims, others, list(line.columns.values()) or [v.column for v in values])
    dated = {c.year for c in line.columns.values() if c.role == "start" and c.year}
    of_years = len(dated) > 1  # "Status 2021 | 2023 | Aim 2027": each year is reported
    for aim in aims:
        start = base if base and _precedes(base, aim) else None
        yield from _reading(aim, line, start)
    for value in others:
        is_base = value is base and value.column.role != "result" and not of_years
        if not is_base and (value.year or line.year or value.column.role or is_bare):
            yield from _reading(value, line)


def _baseline(
    aims: Sequence[_Value], others: Sequence[_Value], columns: Sequence[Column]
) -> _Value | None:
    """Where the aims of a row set out from.

    A column of status or start says so; else it is the only earlier year, or the only result
    before the only aim. Of several years none is said to be the start, and the results of a
    follow-up stand beside its aims.
    """
    if not aims:
        return None
    roles = [column.role for column in columns]
    named = [value for value in others if value.column.role == "start"]
    if named or "start" in roles:
        named = [value for value in named if not says_today(value.column.text)] or named
        return named[-1] if named else None
    years = [c for c in columns if c.year and c.role in {"", "result"}]
    is_pair = roles.count("result") == 0 or roles.count("aim") == 1
    dated = (v for v in others if v.year and v.column.role != "change" and _precedes(v, aims[-1]))
    return next(dated, None) if len(years) == 1 and is_pair else None


def _precedes(start: _Value, aim: _Value) -> bool:
    return not (start.year and aim.year) or start.year < aim.year


def _reading(value: _Value, line: _Line, start: _Value | None = None) -> Iterator[Reading]:
    """The reading of a value; none where nothing says what it counts."""
    labels = line.names(value)
    label = " – ".join(labels)
    measure, sureness = line.measure(value)
    if measure is None or identifies(labels[-1]):
        return
    unit, scale = measure
    if unit in CURRENCIES and is_price(value.number * scale, f"{label} {value.column.text}"):
        return
    if value.is_bracketed and not unit.isupper():
        return  # "(12)" is a loss in an account and anything at all beside a count
    is_target = value.column.role == "aim"
    corner = line.columns[min(line.columns)] if line.columns else value.column
    of_rows = corner.year if (corner.role == "aim") == is_target else None  # "Outcome in 2018"
    said = value.year or line.year or year_of_heading(label) or of_rows
    year = said or line.above.year(is_target=is_target, is_start=value.column.role == "start")
    number, comparator = value.number, value.comparator
    if is_target and unit in SHARES and number < 0:
        number, comparator = -number, "decrease_by"  # an aim of "-50 %" is a cut
    told = value.unit is not None
    yield Reading(
        kind="target" if is_target else "figure",
        value=round(number * scale, 6),
        value_max=None if value.most is None else round(value.most * scale, 6),
        unit=unit,
        comparator=comparator,
        year=year,
        baseline_value=round(start.number * scale, 6) if start else None,
        baseline_year=start.year if start else None,
        indicator=name_indicator(" – ".join(labels[::-1]), unit, "", line.above.heading, 0, 0),
        period=None,
        qualifier=value.qualifier,
        sentence=f"{' – '.join((*line.labels, value.column.text)).strip(' –')}: {value.text}",
        locator=line.locator,
        confidence=round(sureness - (0.1 if value.is_bracketed else 0), 2),
        cues=(
            ("value", value.text),
            ("unit", value.text if told else label),
            ("year", value.column.text if value.column.year else "label or heading"),
            ("kind", value.column.text or label),
        ),
    )


def _labels(row: Row, columns: dict[int, Column]) -> tuple[list[str], int]:
    """Words that name a row, and the first column of values.

    The first column may only number the rows; several may name aim, measure and indicator.
    """
    labels: list[str] = []
    units = {p for p, column in columns.items() if p > 1 and column.role in {"unit", "aside"}}
    for place, text in sorted(row.items()):
        if place in units or not text:
            continue
        if labels and place > 1 and not names(text):
            break  # "Overnatninger | 3,9 | 4,2 | green"
        column = columns.get(place)
        if labels and (not names(text) or (column and column.is_dated)):
            break
        is_class = place == min(row) and bool(_WORD.search(text) or _CLASS.fullmatch(text))
        is_class = is_class and not (column and column.role in TELLING - {"aim"})
        if (names(text) or is_class) and text not in labels:
            labels.append(text)
    first = next(
        (p for p in sorted(row) if p not in units and p > 1 and not names(row[p])), max(row) + 1
    )
    dated = [place for place in row if place > 1 and place in columns and columns[place].is_dated]
    return labels, min([first, *dated]) if labels else max(row) + 1


def _value(text: str, column: Column, language: str) -> Iterator[_Value]:
    """The number of a cell; of "58 → 65" both."""
    text, own = value_and_year(text)
    ends = from_to(text)
    if ends:
        start = dataclasses.replace(column, role="start", year=column.start_year)
        yield from _value(ends[0], start, language)
        yield from _value(ends[1], column, language)
        return
    if not is_only_value(text):
        return
    year = own or column.year
    bracketed = _IN_BRACKETS.match(text)
    if bracketed:
        numbers = find_numbers(bracketed["value"], language)
        if len(numbers) == 1:
            yield _Value(-numbers[0].value, text, column, year, is_bracketed=True)
        return
    said = f": {text}"  # a sign at the cell's start is a sign, no bullet
    found = find_quantities(said, language)
    if found and (found[0].unit or found[0].value_max is not None):
        q = found[0]
        yield _Value(q.value, text, column, year, q.unit, q.comparator, q.qualifier, q.value_max)
        return
    numbers = find_numbers(said, language)
    if len(numbers) != 1:
        return
    number = numbers[0]
    # "Sick leave | at most 7 days | 6.4 days"
    time = TIME_NOUN.match(said, number.end) if column.role in TELLING else None
    end = time.end() if time else number.end
    if DURATION.match(said, end) or not _TAIL.fullmatch(said, end):
        return
    percent = percent_after(said, number.end)
    before = currency_before(said, number.start, language)
    comparator, qualifier = compare(said[: number.start], said[end:])
    if number.sign == "+" and comparator == "exactly":
        comparator = "increase_by"
    unit = percent[0] if percent else before[0] if before and before[1] == 1 else None
    unit = f"{OTHER}{time[1].lower()}" if time else unit
    yield _Value(number.value, text, column, year, unit, comparator, qualifier)
