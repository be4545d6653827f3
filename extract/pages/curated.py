"""Our own files of single facts: one row per fact, each with the page that says it."""

import csv
import io
import re
from collections.abc import Iterator, Mapping

from extract.pages.select import changed, decode, shorten
from warehouse.bounds import find_wrong_word
from warehouse.records import Capture, Claim, EntityType, Mention, Records, SetAside
from warehouse.texts import show

COLUMNS: tuple[str, ...] = (
    *("key", "name", "property", "value", "valid_from", "valid_to", "as_of"),
    *("qualifier", "detail", "url", "confidence", "note"),
)
_KEY = re.compile(r"(?P<country>dk|se|no):(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_URL = re.compile(r"https?://[^\s/]+\.[a-z]{2,}(/\S*)?", re.IGNORECASE)
#: What a key speaks of by the beginning of its slug; all others are clusters.
_TYPES: tuple[tuple[str, EntityType], ...] = (("prog-", "programme"), ("org-", "organisation"))


def parse_curated(capture: Capture, country_code: str) -> Records:
    """One mention per key, in the file's order, with a claim per row.

    A row that breaks its rules is set aside alone.

    Args:
        capture: A CSV file in UTF-8 with :data:`COLUMNS`, in any order; a cell of ``detail``
            reads ``kind=former; scheme=...``, and ``note`` becomes its part ``note``; a cell of
            ``qualifier`` may begin with ``inferred``, alone or before how exact a number is.
        country_code: Country whose file it is; every key must begin with it.

    Raises:
        SourceChangedError: A column is missing or unknown, or there is no good row.
    """
    # A lone carriage return ends no line of ours, and Python's reader refuses it.
    lines = io.StringIO(decode(capture).replace("\r\n", "\n").replace("\r", " "), newline="\n")
    reader = csv.reader(lines)
    header = next(reader, [])
    if sorted(header) != sorted(COLUMNS):
        raise changed(
            capture,
            "The file of single facts has other columns",
            place="line 1",
            expected=", ".join(COLUMNS),
            found=shorten(", ".join(header), 200) or "nothing",
        )
    names: dict[str, str] = {}
    claims: dict[str, list[Claim]] = {}
    places: dict[str, str] = {}
    lost: list[SetAside] = []
    for cells in _rows(reader, lost):
        line = f"line[{reader.line_num}]"
        row = dict(zip(header, cells, strict=False))
        try:
            _check_row(row, len(cells), country_code, names)
            claim = _read_claim(row, line)
        except _BrokenRowError as error:
            lost.append(SetAside(line, str(error)))
            continue
        key = row["key"]
        names.setdefault(key, row["name"])
        places.setdefault(key, line)
        claims.setdefault(key, []).append(claim)
    if not names:
        raise changed(
            capture,
            "The file of single facts has no good row",
            place=lost[0].place if lost else "line 2",
            expected="one row per fact",
            found=lost[0].reason if lost else "no rows",
        )
    return Records(
        mentions=tuple(
            Mention(_entity_type(key), country_code, name, places[key], tuple(claims[key]), key=key)
            for key, name in names.items()
        ),
        set_aside=tuple(lost),
    )


def _entity_type(key: str) -> EntityType:
    slug = key.partition(":")[2]
    return next((one for begins, one in _TYPES if slug.startswith(begins)), "cluster")


class _BrokenRowError(Exception):
    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}; found {shorten(show(found)) or 'nothing'}")


def _rows(reader: Iterator[list[str]], lost: list[SetAside]) -> Iterator[list[str]]:
    """The rows that the CSV reader can split, without empty ones."""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:  # a cell beyond the reader's own limit
            lost.append(SetAside("a line of the file", f"no CSV: {error}"))
            continue
        if cells:
            yield cells


def _check_row(
    row: Mapping[str, str], cell_count: int, country_code: str, names: Mapping[str, str]
) -> None:
    if cell_count != len(COLUMNS):
        raise _BrokenRowError(f"{len(COLUMNS)} cells", f"{cell_count}")
    key, name = row["key"], row["name"]
    match = _KEY.fullmatch(key)
    if match is None or match["country"] != country_code.lower():
        raise _BrokenRowError(f"a key like {country_code.lower()}:slug", key)
    if not name or names.get(key, name) != name:
        raise _BrokenRowError(f"the name {names.get(key, 'of the entity')!r} for {key}", name)


def _read_claim(row: Mapping[str, str], line: str) -> Claim:
    if not row["value"]:
        raise _BrokenRowError("a value", "an empty cell")
    for column in ("valid_from", "valid_to", "as_of"):
        if row[column] and not _DATE.fullmatch(row[column]):
            raise _BrokenRowError(f"{column} as 2014, 2014-06 or 2014-06-18", row[column])
    if not _URL.fullmatch(row["url"]):
        raise _BrokenRowError("the address of the page that says it", row["url"])
    mark, _, exactness = row["qualifier"].partition(" ")
    is_inferred = mark == "inferred"
    claim = Claim(
        row["property"],
        row["value"],
        line,
        valid_from=row["valid_from"] or None,
        valid_to=row["valid_to"] or None,
        as_of=row["as_of"] or None,
        qualifier=(exactness if is_inferred else row["qualifier"]) or None,
        is_inferred=is_inferred,
        detail=_read_detail(row),
        confidence=row["confidence"],  # type: ignore[arg-type]
        url=row["url"],
    )
    if wrong := find_wrong_word(claim):
        raise _BrokenRowError(f"a {wrong.name}: {', '.join(wrong.allowed)}", wrong.word)
    return claim


def _read_detail(row: Mapping[str, str]) -> dict[str, str]:
    detail = {}
    for part in filter(None, re.split(r";\s*", row["detail"])):
        key, equals, value = part.partition("=")
        if not equals or not re.fullmatch(r"[a-z_]+", key) or not value:
            raise _BrokenRowError("detail as key=value; key=value", row["detail"])
        detail[key] = value
    if row["note"]:
        detail["note"] = row["note"]
    return detail
