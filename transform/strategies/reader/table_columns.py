"""What the columns of a table say: aim, start, result, unit or year, and what they measure."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from transform.strategies.reader.counted_nouns import counted_noun, is_countable
from transform.strategies.reader.cues import announces_aims
from transform.strategies.reader.nouns import head_of_label, unit_of_head
from transform.strategies.reader.units import krone_of, unit_of_word
from transform.strategies.reader.years import find_years, year_of_heading
from warehouse.records import Block

Role = Literal["aim", "start", "result", "unit", "value", "aside", ""]
Row = dict[int, str]
#: Roles that say what a value is of the thing that a label or heading names.
TELLING: frozenset[Role] = frozenset({"aim", "start", "result"})
#: Unit and the factor of bare numbers.
Measure = tuple[str, float]

_PLACE = re.compile(r"^(?P<table>.*table\[\d+\])/row\[(?P<row>\d+)\]/cell\[(?P<cell>\d+)\]$")
#: Words of a head, by what they make of the column; the first that is found decides.
_ROLES: dict[Role, str] = {
    "unit": r"^\W*(?:måle)?(?:enhed|enhet|eining)\W*$|^\W*unit(?: of measure(?:ment)?)?\W*$",
    "aside": r"(?:opp|upp|op)fyll|(?:opp|upp)nåelse|differ|(?:^|\W)diff|a[fv]vi[kg]|deviation|"
    r"trend|(?:^|\W)(?:ä|æ|e)ndring|förändring|utvikling|udvikling|utveckling|(?:^|\W)change|"
    r"kommentar|comment|merknad|bemærkning|anmärkning|(?:^|\W)(?:kilde|källa|source)",
    "result": r"(?<!\w)(?:utfall\w*|resultat(?:et|er)?|faktisk\w*|realiser\w*|opnået|oppnådd|"
    r"uppnått|actual|outcomes?|results?|achieved)(?!\w)",
    "start": r"status|baseline|baslinje|basislinje|nuværende|nåværende|noverande|nuvarande|current|"
    r"utgangs|udgangs|utgångs|nuläge|nulæge|nåsituasjon|nulpunkt|nollpunkt|nullpunkt|i dag|idag|"
    r"today|(?<!\w)(?:now|nå|nu|no)(?!\w)|basår|basisår|basvärde|basisverdi|basisværdi|"
    r"(?<!\w)start(?:værdi|verdi|värde)?(?![\w-])|referens|referanse|reference",
    "aim": r"(?<!\w)(?:milestone|milepæl|milepel|milstolpe|delmål|etappmål)\w*",
}
_ROLE_RULES = {role: re.compile(words, re.IGNORECASE) for role, words in _ROLES.items()}
#: A head that only says that numbers stand below it.
_PLAIN_HEAD = re.compile(
    r"\W*(?:verdi|værdi|värde|value|antal|antall|number|tal|tall|beløb|beløp|belopp|amount)?\W*",
    re.IGNORECASE,
)
BARE_YEAR = re.compile(r"\s*(?:19|20)\d{2}\s*")
#: Years below such a head tell of the things in the rows, not when they were counted.
_TODAY = re.compile(
    r"status|nuværende|nåværende|noverande|nuvarande|current|nuläge|nulæge|nåsituasjon|i dag|idag|"
    r"today|(?<!\w)(?:now|nå|nu|no)(?!\w)",
    re.IGNORECASE,
)
_FOUNDED = re.compile(
    r"etable|stift|grundl|grunnl|grundad|bilda|start|oprett|oppret|inrätt|found|establ|launch|since",
    re.IGNORECASE,
)
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
_FROM_TO = re.compile(
    r"\s*(?:(?:fra|från|frå|from)\s)?(?P<start>[^→]*\d[^→]*?)\s?(?:→|->|–>|=>|(?:til|till|to)\s)\s?"
    r"(?P<aim>\d[^→]*)",
    re.IGNORECASE,
)


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
    cells: Iterable[Block], language: str, heading: str, first_year: int | None
) -> Grid | None:
    """The table with the meaning of its columns; None where its head does not say what they are.

    Args:
        cells: Cells with their locators.
        language: Decides what "kroner" are.
        heading: Above the table; below "Targets" the later of two years is the aim.
        first_year: First year of the plan.
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
    line = "row"
    columns = _columns(rows, 1, language)
    if not _says_when(columns) and not year_place([rows[n] for n in sorted(rows)[1:]]):
        turned = _transpose(rows)
        if len(turned) >= _MIN_ROWS and _says_when(_columns(turned, 1, language)):
            rows, line = turned, "column"  # years down the side, units along the top
    heads = _head_count(rows)
    columns = _columns(rows, heads, language)
    body = {number: rows[number] for number in sorted(rows)[heads:]}
    if not _says_when(columns):
        columns = _with_values(columns, body)
    columns = {p: _with_ends(c, body, heading) for p, c in columns.items()}
    if not any(column.year or column.role for place, column in columns.items() if place > 1):
        return None
    return Grid(table, line, body, _with_aim(columns, heading, first_year), title)


def value_and_year(text: str) -> tuple[str, int | None]:
    """A cell without its footnote mark, and the year it gives itself."""
    text = _FOOTNOTE_MARK.sub("", text)
    own = OWN_YEAR.search(text)
    return (text[: own.start()], int(own["year"])) if own else (text, None)


def from_to(text: str) -> tuple[str, str] | None:
    """The two values of a cell such as "58 → 65"; None for any other."""
    match = _FROM_TO.fullmatch(text)
    parts = (match["start"], match["aim"]) if match else ("", "")
    return parts if all(is_only_value(part) for part in parts) else None


def is_only_value(text: str) -> bool:
    """Whether a text is a number with its unit, sign and bounds and no more."""
    return bool(_ONLY_VALUE.match(text))


def names(text: str) -> bool:
    """Whether a cell holds words rather than a number."""
    bare = value_and_year(text)[0]
    return bool(re.search(r"[^\W\d_]{2}", text)) and not (is_only_value(bare) or from_to(bare))


def _columns(rows: dict[int, Row], heads: int, language: str) -> dict[int, Column]:
    head = [rows[number] for number in sorted(rows)[:heads]]
    columns = {}
    for place in sorted({place for row in head for place in row}):
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
    found = (role for role, rule in _ROLE_RULES.items() if any(map(rule.search, texts)))
    return next(found, "")


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
    for above, number in itertools.pairwise(numbers[:_HEAD_ROWS]):
        texts = [t for p, t in rows[number].items() if p > min(rows[number])]
        new = [t for p, t in rows[number].items() if t and t != rows[above].get(p)]
        if not texts or not new or not all(_heads(t) for t in new if t in texts):
            break
        label, over = rows[number].get(1, ""), rows[above].get(1, "")
        if label not in {"", over} and over and any(map(year_of_heading, rows[above].values())):
            break  # "Members | 2010 | 2050" counts below a head that has its years
        count += 1
    return count if count < len(rows) else 1


def _heads(text: str) -> bool:
    is_role = role_of([text]) not in {"", "aside"} and not re.search(r"\w{2}\W+\w+\W+\w+", text)
    return not text or bool(BARE_YEAR.fullmatch(text) or is_role)


def _with_aim(
    columns: dict[int, Column], heading: str, first_year: int | None
) -> dict[int, Column]:
    """Which columns of bare years are aims, where the head does not say so.

    Those after a status of today; below "Targets" the second of two, or all of the plan's years.
    """
    dated = [place for place, column in columns.items() if BARE_YEAR.fullmatch(column.text)]
    if any(c.role == "aim" and (c.year or c.is_late_aim) for c in columns.values()):
        return columns
    now = max((p for p, c in columns.items() if p > 1 and _TODAY.search(c.text)), default=0)
    ahead = [place for place in dated if now and place > now]
    if announces_aims(heading) and not ahead:
        planned = [p for p in dated if first_year and (columns[p].year or 0) >= first_year]
        ahead = dated[1:] if len(dated) == _PAIR else planned
    return {
        place: dataclasses.replace(column, role="aim") if place in ahead else column
        for place, column in columns.items()
    }


def _with_values(columns: dict[int, Column], body: dict[int, Row]) -> dict[int, Column]:
    """Columns of numbers whose head says what they count, or only that they are numbers."""
    marked = dict(columns)
    for place, column in columns.items():
        texts = [row[place] for row in body.values() if row.get(place)]
        is_years = all(map(BARE_YEAR.fullmatch, texts))
        if place < _PAIR or is_years or any(map(names, texts)) or names_only_value(column.text):
            continue
        is_money = counts_money(column.text) or bool(_MEASURED.search(column.text))
        is_plain = bool(_PLAIN_HEAD.fullmatch(column.text))
        if column.measure or unit_of_head(column.text) or is_plain or is_money:
            role: Role = "value" if column.text.strip() else ""
            marked[place] = dataclasses.replace(column, role=role)
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


# What labels and heads measure.

#: An amount named in a table's head: "mnkr", "mio. kr.", "1000 kr", "EUR thousand", "DKK m".
_CURRENCY = re.compile(
    r"(?<![^\W\d_])(?:(?P<packed>mnkr|mkr|mdkr|tkr|[mtkb](?:dkk|sek|nok|eur))|"
    r"(?P<scale>mio|mia|mrd|mdr|mill|million\w*|miljon\w*|milliard\w*|miljard\w*|billion|tusinde?|"
    r"tusen|thousand|t|1[ .,]?000)?\.?\s?(?:danske |norske |svenska )?"
    r"(?P<code>kr|kroner|kronor|dkk|sek|nok|eur|euro|€)\.?\s?"
    r"(?P<behind>thousand|million|billion|mio|mill|mn|bn|[mk]|1[ .,]?000|000)?)(?![^\W\d_])",
    re.IGNORECASE,
)
_FACTORS = (
    (re.compile(r"mia|mrd|mdr|mdkr|milliard|miljard|b", re.IGNORECASE), 1e9),
    (re.compile(r"m", re.IGNORECASE), 1e6),
    (re.compile(r"[tk]|1\W?000|000", re.IGNORECASE), 1e3),
)
_CODE = re.compile(r"dkk|sek|nok|eur|€", re.IGNORECASE)
_AMOUNT_BEFORE = re.compile(r"\d\s?$")
_SHARE = re.compile(
    r"%|procent\b|prosent\b|(?<!\w)pct|per cent|\bpercent|\bandel|\bshare", re.IGNORECASE
)
_ARE_SHARES = re.compile(
    r"^\W*(?:procent|prosent|per ?cent|pct|andel|share)|\((?:i\s|in\s)?(?:%|procent|prosent|"
    r"per ?cent|pct)\.?\)|(?:,|\bi|\bin)\s(?:%|procent|prosent|per ?cent|pct)\W*$",
    re.IGNORECASE,
)
#: "(1 000 tonn CO2-ekv.)", ", mill. tonn", "(tusinde)": what a label scales its numbers by.
_SCALED = re.compile(
    r"(?:^|[(,:/–-]|\bi)\s*(?P<scale>mio|mia|mrd|mill|millioner|million|miljoner|tusind[e]?|tusen|"
    r"tusental|thousands?|1[ .,]?000)(?:-tal)?\b\.?\s*(?P<noun>[^\W\d][\w-]*)?",
    re.IGNORECASE,
)
#: "Energibruk i bygg (GWh)", "Utslipp, tonn": the unit behind what is measured.
_UNIT_BEHIND = re.compile(r"(?:\(|,\s|\si\s(?=[^\s]{1,4}$))(?P<unit>[^\s(),]+)\)?\s*$")
_SYMBOL = re.compile(r"(?:[a-zµ°]{1,2}[A-Z]?[a-z]?[\d²³]?|[\wµ°²³-]{1,8}/[\w.²³-]{1,10})")
#: "Antal ansökningar", "Number of visits", "…, tal på verksemder": labels that say they count.
_COUNTS = re.compile(
    r"(?:^|[\s,(–-])(?:antal(?:et|let)?|antall(?:et)?|tal(?:l)?(?:et)? på|number of|no\.? of)\s+"
    r"(?:(?:af|av|of)\s)?(?P<rest>[^()]+)",
    re.IGNORECASE,
)
#: Last words of what is measured or is money: without its unit a number beside it says nothing.
_TOTAL = r"(?<!\w)(?:sum|i alt|ialt|total(?:t|sum)?|samlet|sammanlagt|til sammen|alt)"
_MONEY = re.compile(
    r"(?:tilskud|tilskudd|bidrag|stöd|støtte|medel|midler|lån|bevilling|bevilgning|anslag|ramme|"
    rf"budget|budsjett|grants?|funding|loans?|utgifter|udgifter|{_TOTAL})(?:et|en|ene)?$",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    rf"(?:{_TOTAL}|"
    r"index|indeks|grad|kvote?|score|betyg|rate|ratio|margin|vekst|vækst|tillväxt|growth|"
    r"oms[æeä]t\w+|revenues?|turnover|sales|salg|intäkt|inntekt|indtægt|income|kostnad|omkostning|"
    r"udgift|utgift|costs?|budget|budsjett|bnp|brp|gdp|[ek][ks]sport|exports?|investering|"
    r"investments?|finansiering|financing|funding|stöd|støtte|tilskud|tilskudd|bidrag|resultat|"
    r"results?|overskudd?|överskott|værdi|verdi|värde|value|pris|price|løn|lønn|lön|areal|energi|"
    r"energy|bruk|brug|förbrukning|fravær|frånvaro|utslipp|utslepp|udledning|utsläpp|emissions?|soliditet|"
    r"likviditet|kapital|capital|gebyr|avgift|temperatur|effekt|produktivitet|productivity|balance|"
    r"balans|lån|midler|medel|tilfredshed|tilfredshet|nöjdhet|satisfaction|år|year|mål|target|goal)"
    r"(?:e|en|a|et|er|ar|erne|ene|s)?$",
    re.IGNORECASE,
)
#: Labels of what only tells things apart: no number beside them is a figure.
_IDENTIFIES = re.compile(
    r"(?:num[mb]er|(?<!\w)(?:[\w-]*nr|no|id|kode?|code|tlf|telefon|phone|mobil|dato|datum|date|side|"
    r"sida|page|post|kapitt?el|chapter|version|versjon|cvr|issn|isbn|ean|vat|§))\.?\s*$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s?\([^)]*\)")
_LABEL_MAXIMUM = 60


def explicit_measure(label: str, language: str) -> Measure | None:
    """Money, share or scaled unit that a head or label names; None where it names none."""
    money = money_of(label, language)
    if money:
        return money
    if _SHARE.search(label):
        return "percent", 1.0
    behind = _UNIT_BEHIND.search(label)
    unit = behind and (unit_of_word(behind["unit"]) or _symbol(behind["unit"]))
    if unit:
        return unit, 1.0
    match = _SCALED.search(label)
    unit = match and match["noun"] and (unit_of_word(match["noun"]) or _other(match["noun"]))
    if not match or not (unit or (unit := unit_of_head(label))):
        return None
    return unit, _factor(match["scale"])


def _symbol(text: str) -> str | None:
    """``other:<sign>`` for the sign of a unit that the list does not know ("kg/ha", "dB")."""
    return f"other:{text}" if _SYMBOL.fullmatch(text) else None


def is_role(label: str) -> bool:
    """Whether a label only says what its values are ("Mål", "Utfall 2022"), not of what."""
    words = re.findall(r"[^\W\d_]+", label)
    return len(words) == 1 and role_of(words) in TELLING


def identifies(label: str) -> bool:
    """Whether a label only tells things apart ("Project number", "Tlf.")."""
    return bool(_IDENTIFIES.search(label))


def share_of(text: str) -> Measure | None:
    """``percent`` where a caption says that the numbers below it are shares."""
    return ("percent", 1.0) if _ARE_SHARES.search(text) else None


def counts_money(label: str) -> bool:
    """Whether a bare number beside a label can only be money ("Post 50 Tilskudd", "Sum")."""
    return bool(_MONEY.search(head_of_label(label).strip()))


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
    if not match or (is_above and _AMOUNT_BEFORE.search(label[: match.start()])):
        return None
    named = _CODE.search(match[0])
    code = {"€": "EUR", "EURO": "EUR"}.get(named[0].upper(), named[0].upper()) if named else None
    code = code or krone_of(language)
    factor = _factor(match["packed"] or match["scale"] or match["behind"] or "")
    return None if code is None or (is_above and factor == 1) else (code, factor)


def said_count(label: str, language: str) -> Measure | None:
    """What a label says it counts ("Antal ansökningar", "number of visits")."""
    match = _COUNTS.search(label)
    if not match:
        return None
    found = counted_noun(f" {match['rest']}", 0, language, 1000)
    unit = unit_of_head(match["rest"]) or (found[0] if found else None)
    return (unit, 1.0) if unit else None


def noun_of_label(label: str, language: str) -> Measure | None:
    """``other:<label>`` for a label of things; None for one that is measured or is money."""
    plain = head_of_label(_BRACKETS.sub("", label)).strip(" :–-,")
    if not plain or len(plain) > _LABEL_MAXIMUM or _MEASURED.search(plain):
        return None
    text = plain if plain[:2].isupper() else plain[:1].lower() + plain[1:]
    found = counted_noun(f" {text}", 0, language, 1000)
    if found:
        return found[0], 1.0
    last = re.findall(r"[^\W\d_][\w-]*", plain)[-1:]
    is_thing = language != "en" and bool(last) and all(map(is_countable, last))
    return (f"other:{plain.lower()}", 1.0) if is_thing else None


def measures(
    row: Row, labels: Sequence[str], column: Column, grid: dict[int, Column], language: str
) -> Iterator[Measure | None]:
    """Unit and scale of a row's bare numbers in a column, from the surest place on."""
    units = next((p for p, c in grid.items() if c.role == "unit"), None)
    told = row.get(units, "") if units else ""
    if told:
        yield explicit_measure(told, language)
        yield _plain(unit_of_head(told))
    for label in reversed(labels):
        yield explicit_measure(label, language)
        yield said_count(label, language)
    yield column.measure
    corner = grid[min(grid)].text if grid else ""
    if column.role == "value":
        yield said_count(column.text, language) or _plain(unit_of_head(column.text))
    for label in reversed(labels):
        yield _plain(unit_of_head(label))
    yield explicit_measure(corner, language)
    yield said_count(corner, language) or _plain(unit_of_head(corner))


def _plain(unit: str | None) -> Measure | None:
    return (unit, 1.0) if unit else None
