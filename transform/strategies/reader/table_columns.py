"""What the columns of a table say: aim, start, result, unit or year, and what they measure."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from transform.strategies.reader.cues import announces_aims
from transform.strategies.reader.nouns import unit_of_head
from transform.strategies.reader.quantity import SHARES
from transform.strategies.reader.table_measures import (
    Measure,
    counts_money,
    explicit_measure,
    money_of,
    needs_unit,
    said_count,
    scaled,
    share_of,
)
from transform.strategies.reader.units import unit_of_word
from transform.strategies.reader.wordlists import pattern
from transform.strategies.reader.years import find_years, year_of_heading
from warehouse.records import Block

Role = Literal["aim", "start", "result", "unit", "value", "change", "aside", ""]
Row = dict[int, str]
#: Roles that say what a value is of the thing that a label or heading names.
TELLING: frozenset[Role] = frozenset({"aim", "start", "result"})

_PLACE = pattern("tables.place")
#: Words of a head, by what they make of the column; the first that is found decides.
_ORDER: tuple[Role, ...] = ("unit", "change", "aside", "result", "start", "aim")
_ROLES = {role: pattern(f"tables.roles.{role}") for role in _ORDER}
#: A head that only says that numbers stand below it.
_PLAIN_HEAD = pattern("tables.plain_head")
_YEAR_HEAD = pattern("tables.year_head")
BARE_YEAR = re.compile(r"\s*(?:19|20)\d{2}\s*")
#: Years below such a head tell of the things in the rows, not when they were counted.
_TODAY = pattern("tables.today")
_FOUNDED = pattern("tables.founded")
_TOTAL_HEAD = pattern("tables.total_head")
_UNIT_HEAD = pattern("tables.unit_head")
_AMOUNT_HEAD = pattern("tables.amount_head")
#: Cells that say themselves what they are in: "2,5 mill. kr", "40 %", "EUR 3m".
_IN_UNITS = pattern("tables.in_units")
_YEARS_HEAD = re.compile(r"(?:19|20)\d{2}\s?[-–/]\s?(?:(?:19|20)\d{2}|\d{2})")
_OF_WHICH = pattern("tables.of_which")
_HEAD_ROWS = 4
_MIN_ROWS = 2
_PAIR = 2

_SIGNS = r"[-–+~≈±≥≤<>=]{0,2}"
_ONLY_VALUE = re.compile(
    rf"^(?:\(\s?\d[\d .,]*\)|[^\w½¼¾(+<>≥≤~≈±–-]*(?:[a-zæøåäö.]+\s+){{0,2}}{_SIGNS}\s?[\d½¼¾]"
    r"[\d .,'’½¼¾]*\s*(?:[-–]\s?[\d.,]+\s*)?(?:%|\+|[a-zæøåäö.]+\s?){0,3}\W*)$",
    re.IGNORECASE,
)
#: "120 (2021)", "450 (status 2021)": a value with its own year.
OWN_YEAR = re.compile(r"\s?[(\[](?:[^\W\d_]+\.?\s)?(?P<year>(?:19|20)\d{2})[)\]]\s*$")
_FOOTNOTE_MARK = re.compile(r"(?<=[\d%\w])(?:\s?(?:\*+|[†‡]|\[\d{1,2}\])|\s\d{1,2}\))\s*$")
#: "58 → 65", "from 58 to 65".
_FROM_TO = pattern("tables.from_to")


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """What a column says about its values: the words of its head, their year, role and measure."""

    text: str
    year: int | None = None
    role: Role = ""
    measure: Measure | None = None
    place: int = 0
    start_year: int | None = None

    @property
    def is_dated(self) -> bool:
        """Whether the head says when or what for, so that no label stands below it."""
        return bool(self.year) or self.role in {"start", "result"} or self.is_late_aim

    @property
    def is_late_aim(self) -> bool:
        """Whether it holds aims; a first or second column "Mål" holds their names."""
        return self.role == "aim" and self.place > _PAIR


@dataclasses.dataclass(slots=True)
class Grid:
    """Rows of a table, turned so that each is one indicator.

    Attributes:
        table: Locator of the table.
        line: ``row``, or ``column`` where the table was turned.
        rows: Rows below the head, by number.
        columns: What each column says.
        title: A first row over the whole width.
    """

    table: str
    line: str
    rows: dict[int, Row]
    columns: dict[int, Column]
    title: str = ""


def read_grid(
    cells: Iterable[Block], language: str, heading: str, first_year: int | None, caption: str = ""
) -> Grid | None:
    """The table with the meaning of its columns; None where its head does not say what they are.

    Args:
        cells: Cells with their locators.
        language: Decides what "kroner" are.
        heading: Above the table; below "Targets" the later of two years is the aim.
        first_year: First year of the plan.
        caption: The line above, which may say that all numbers are shares.
    """
    rows: dict[int, Row] = {}
    table = ""
    for cell in cells:
        match = _PLACE.match(cell.locator)
        if match:
            table = match["table"]
            rows.setdefault(int(match["row"]), {})[int(match["cell"])] = cell.text
    title = ""
    if len(rows) > _MIN_ROWS and len(rows[min(rows)]) == 1:
        title = next(iter(rows.pop(min(rows)).values()))
    if len(rows) < _MIN_ROWS:
        return None
    opening = rows[min(rows)]
    if len(opening) == _PAIR and _FOUNDED.search(opening[min(opening)]):
        return None  # "Founded | 1998" is the first of a box of facts
    line = "row"
    columns = _columns(rows, 1, language)
    if not _says_when(columns) and not year_place([rows[n] for n in sorted(rows)[1:]]):
        turned = _transpose(rows)
        if len(turned) >= _MIN_ROWS and _says_when(_columns(turned, 1, language)):
            rows, line = turned, "column"  # years down the side, units along the top
    heads = _head_count(rows)
    columns = _columns(rows, heads, language)
    body = {number: rows[number] for number in sorted(rows)[heads:]}
    above = (share_of(caption), *(money_of(t, language, is_above=True) for t in (caption, heading)))
    columns = _with_values(columns, body, is_measured=any(above))
    columns = {p: _with_ends(c, body, heading) for p, c in columns.items()}
    if not any(column.year or column.role for place, column in columns.items() if place > 1):
        return None
    columns = _with_last_year(_with_aim(columns, heading, first_year))
    return Grid(table, line, body, columns, title)


def value_and_year(text: str) -> tuple[str, int | None]:
    """A cell without its footnote mark, and the year it gives itself."""
    text = _FOOTNOTE_MARK.sub("", text)
    own = OWN_YEAR.search(text)
    return (text[: own.start()], int(own["year"])) if own else (text, None)


def from_to(text: str) -> tuple[str, str] | None:
    """The two values of a cell such as "58 → 65" or "58 (2020) → 65 (2025)"; None for others."""
    match = _FROM_TO.fullmatch(text)
    parts = (match["start"], match["aim"]) if match else ("", "")
    return parts if all(is_only_value(value_and_year(part)[0]) for part in parts) else None


def is_only_value(text: str) -> bool:
    """Whether a text is a number with its unit, sign and bounds and no more."""
    return bool(_ONLY_VALUE.match(text))


def names(text: str) -> bool:
    """Whether a cell holds words rather than a number."""
    bare = value_and_year(text)[0]
    return bool(re.search(r"[^\W\d_]{2}", text)) and not (is_only_value(bare) or from_to(bare))


def tells(row: Row, place: int) -> bool:
    """Whether a cell says in words what its number counts ("5 TWh of new power")."""
    return bool(re.search(r"\d", row.get(place, ""))) and names(row[place])


def _columns(rows: dict[int, Row], heads: int, language: str) -> dict[int, Column]:
    head = [rows[number] for number in sorted(rows)[:heads]]
    columns = {}
    corner = min(place for row in rows.values() for place in row)
    for place in sorted({corner}.union(*head)):
        texts = list(dict.fromkeys(row[place] for row in head if row.get(place)))
        columns[place] = Column(
            " ".join(texts),
            next((year for year in map(year_of_heading, reversed(texts)) if year), None),
            role_of(texts),
            next(filter(None, (explicit_measure(text, language) for text in texts)), None),
            place,
        )
    return columns


def role_of(texts: Sequence[str]) -> Role:
    """What the words of a head make of the values below it."""
    if any(map(announces_aims, texts)):
        return "aim"
    found = (role for role, rule in _ROLES.items() if any(map(rule.search, texts)))
    role: Role = next(found, "")
    is_dated = role in {"aside", "change"} and any(map(BARE_YEAR.fullmatch, texts))
    return "" if is_dated else role  # "Udvikling" over "2022"


def _says_when(columns: dict[int, Column]) -> bool:
    values = [column for place, column in columns.items() if place > 1]
    return any(c.year or c.role in {"aim", "start", "result"} for c in values)


def year_place(body: Sequence[Row], columns: dict[int, Column] | None = None) -> int | None:
    """The column that dates each row, where another column names what the row counts."""
    for place in sorted(body[0]):
        if not all(BARE_YEAR.fullmatch(row.get(place, "")) for row in body):
            continue
        if columns and place in columns and _FOUNDED.search(columns[place].text):
            continue
        others = [p for p in body[0] if p != place]
        named = any(all(names(row.get(p, "")) for row in body) for p in others)
        told = columns and all(p in columns and columns[p].role in TELLING for p in others)
        return place if named or told else None
    return None


def _transpose(rows: dict[int, Row]) -> dict[int, Row]:
    turned: dict[int, Row] = {}
    for row, cells in rows.items():
        for column, text in cells.items():
            turned.setdefault(column, {})[row] = text
    return turned


def _head_count(rows: dict[int, Row]) -> int:
    """How many rows make the head: those below the first say when or what for, and no value."""
    count = 1
    numbers = sorted(rows)
    first = min(place for row in rows.values() for place in row)
    for above, number in itertools.pairwise(numbers[:_HEAD_ROWS]):
        texts = [t for p, t in rows[number].items() if p > first]
        new = [t for p, t in rows[number].items() if t and t != rows[above].get(p)]
        label, over = rows[number].get(1, ""), rows[above].get(1, "")
        is_spanned = label == over and not any(
            names_only_value(text) and not year_of_heading(text) for text in new
        )
        if not texts or not new or not (is_spanned or all(_heads(t) for t in new if t in texts)):
            break
        if label not in {"", over} and over and any(map(year_of_heading, rows[above].values())):
            break  # "Members | 2010 | 2050" counts below a head that has its years
        count += 1
    return count if count < len(rows) else 1


def _heads(text: str) -> bool:
    is_role = role_of([text]) not in {"", "aside"} and not re.search(r"\w{2}\W+\w+\W+\w+", text)
    is_plain = _PLAIN_HEAD.fullmatch(text) or _YEAR_HEAD.fullmatch(text)  # "År", "Värde"
    is_plain = (
        is_plain
        or _UNIT_HEAD.fullmatch(text)
        or _AMOUNT_HEAD.fullmatch(text)
        or _YEARS_HEAD.fullmatch(text)
    )
    return bool(is_plain or BARE_YEAR.fullmatch(text) or is_role)


def _with_aim(
    columns: dict[int, Column], heading: str, first_year: int | None
) -> dict[int, Column]:
    """Which columns of bare years are aims, where the head does not say so.

    Those after a status of today; below "Targets" the second of two, or all of the plan's years.
    """
    dated = [place for place, column in columns.items() if BARE_YEAR.fullmatch(column.text)]
    if any(c.role == "aim" and (c.year or c.is_late_aim) for c in columns.values()):
        return columns
    is_plan = (
        bool(first_year) or announces_aims(heading) or announces_aims(columns[min(columns)].text)
    )
    now = max((p for p, c in columns.items() if p > 1 and _sets_out(c, is_plan)), default=0)
    ahead = [place for place in dated if now and place > now]
    if announces_aims(heading) and not ahead:
        planned = [p for p in dated if first_year and (columns[p].year or 0) >= first_year]
        ahead = dated[1:] if len(dated) == _PAIR else planned
    return {
        place: dataclasses.replace(column, role="aim") if place in ahead else column
        for place, column in columns.items()
    }


def _sets_out(column: Column, is_plan: bool) -> bool:
    """Whether a column is the state that the years after it shall change."""
    return says_today(column.text) or (is_plan and column.role == "start")


def says_today(head: str) -> bool:
    """Whether a column holds how things are, rather than where they set out from."""
    return bool(_TODAY.search(head))


def _with_last_year(columns: dict[int, Column]) -> dict[int, Column]:
    """The columns; changes and totals beside several years are of the last one."""
    years = {c.year for c in columns.values() if c.year}
    if len(years) < _PAIR:
        return columns
    marked = dict(columns)
    for place, column in columns.items():
        is_total = place > 1 and not column.role and _TOTAL_HEAD.fullmatch(column.text)
        if not column.year and (is_total or column.role == "change"):
            role: Role = "value" if is_total else column.role
            marked[place] = dataclasses.replace(column, role=role, year=max(years))
    return marked


def _with_values(
    columns: dict[int, Column], body: dict[int, Row], *, is_measured: bool
) -> dict[int, Column]:
    """Columns of numbers whose head says what they count, or only that they are numbers.

    Beside columns of years or aims, only those that name a unit; ``is_measured``: the caption
    says what all of them are.
    """
    marked = dict(columns)
    says_when = _says_when(columns)
    for place, column in columns.items():
        texts = [row[place] for row in body.values() if row.get(place)]
        is_years = all(map(BARE_YEAR.fullmatch, texts))
        is_said = says_when and bool(column.year or column.role)
        if place < _PAIR or is_said or is_years or any(map(names, texts)):
            continue
        if names_only_value(column.text):
            continue
        whole = marked.get(place - 1)
        measure = column.measure
        if whole and not measure and _OF_WHICH.match(column.text):  # "of which with 50 or more"
            measure = whole.measure or _plain(unit_of_head(whole.text))
        is_plain = is_measured or bool(_PLAIN_HEAD.fullmatch(column.text))
        is_plain = is_plain or (bool(texts) and all(map(_IN_UNITS.search, texts)))
        is_plain = (is_plain or needs_unit(column.text)) and not says_when
        is_plain = is_plain or (is_measured and counts_money(column.text))
        if measure or unit_of_head(column.text) or is_plain:
            role: Role = "value" if column.text.strip() else ""
            marked[place] = dataclasses.replace(column, role=role, measure=measure)
    return marked


def _with_ends(column: Column, body: dict[int, Row], heading: str) -> Column:
    """A column of values such as "58 → 65": its head may give the years of both."""
    if column.place < _PAIR or not any(from_to(row.get(column.place, "")) for row in body.values()):
        return column
    years = sorted({mention.last for mention in find_years(column.text)})
    role: Role = "aim" if column.role == "aim" or announces_aims(heading) else "result"
    first, last = (years[0], years[-1]) if len(years) > 1 else (None, column.year)
    return dataclasses.replace(column, role=role, year=last, start_year=first)


def names_only_value(text: str) -> bool:
    """Whether a text in the place of a head is a value itself: the table has no head."""
    return is_only_value(text) and not BARE_YEAR.fullmatch(text)


def is_plain_head(text: str) -> bool:
    """Whether a head says no more than that numbers stand below it."""
    return bool(_PLAIN_HEAD.fullmatch(text))


def is_role(label: str) -> bool:
    """Whether a label only says what its values are ("Mål", "Utfall 2022"), not of what."""
    words = re.findall(r"[^\W\d_]+", label)
    return len(words) == 1 and role_of(words) in TELLING


def measures(
    row: Row, labels: Sequence[str], column: Column, grid: dict[int, Column], language: str
) -> Iterator[Measure | None]:
    """Unit and scale of a row's bare numbers in a column, from the surest place on."""
    units = next((p for p, c in grid.items() if c.role == "unit"), None)
    told = row.get(units, "") if units else ""
    if told:
        yield explicit_measure(told, language)
        yield _plain(unit_of_head(told))
        yield scaled(told, labels[-1]) if labels else None
    corner = grid[min(grid)].text if grid else ""
    share = next(filter(None, (column.measure, explicit_measure(corner, language))), None)
    if column.measure and column.measure[0] in SHARES:
        yield column.measure  # "Export, mdr SEK" below "Change (%)"
    for label in reversed(labels):
        yield explicit_measure(label, language)
        yield share if share and share[0] in SHARES else said_count(label, language)
    yield column.measure
    if column.role == "aim":
        yield _plain(unit_of_word(column.text.strip(" 0123456789").rpartition(" ")[2]))
    if column.role in {"value", ""}:
        yield said_count(column.text, language) or _plain(unit_of_head(column.text))
    yield money_of(corner, language)
    counted = {unit_of_head(c.text) for p, c in grid.items() if p > 1 and (c.year or c.role)}
    yield _plain(next(iter(counted - {None}))) if len(counted - {None}) == 1 else None
    for label in reversed(labels):
        yield None if label[:1].isdigit() else _plain(unit_of_head(label))
    yield explicit_measure(corner, language)
    yield said_count(corner, language) or _plain(unit_of_head(corner))


def _plain(unit: str | None) -> Measure | None:
    return (unit, 1.0) if unit else None
