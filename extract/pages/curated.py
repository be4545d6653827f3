"""Our own files of single facts: one row per fact, each with the page that says it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from extract.pages.select import changed, decode, shorten
from warehouse.errors import SourceChangedError
from warehouse.records import Capture, Claim, Mention, Records
from warehouse.vocabulary import PROPERTIES

COLUMNS: tuple[str, ...] = (
    *("key", "name", "property", "value", "valid_from", "valid_to", "as_of"),
    *("qualifier", "detail", "url", "confidence", "note"),
)
_KEY = re.compile(r"(?P<country>dk|se|no):(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_URL = re.compile(r"https?://[^\s/]+\.[a-z]{2,}(/\S*)?", re.IGNORECASE)
_QUALIFIERS = ("", "more_than", "about", "nearly", "at_least", "inferred")
_CONFIDENCES = ("high", "medium", "low")


def parse_curated(capture: Capture, country_code: str) -> Records:
    """One mention per key, in the file's order, with a claim per row.

    Args:
        capture: A CSV file in UTF-8 with :data:`COLUMNS`, in any order; a cell of ``detail``
            reads ``kind=former; scheme=...``, and ``note`` becomes its part ``note``.
        country_code: Country whose file it is; every key must begin with it.

    Raises:
        SourceChangedError: A column is missing or unknown, or a cell breaks its rule.
    """
    reader = csv.DictReader(io.StringIO(decode(capture)), strict=True)
    columns = sorted(reader.fieldnames or ())
    if columns != sorted(COLUMNS):
        raise changed(
            capture,
            "The file of single facts has other columns",
            place="line 1",
            expected=", ".join(COLUMNS),
            found=shorten(", ".join(columns), 200) or "nothing",
        )
    names: dict[str, str] = {}
    claims: dict[str, list[Claim]] = {}
    places: dict[str, str] = {}
    for row in reader:
        line = f"line[{reader.line_num}]"
        if None in row or None in row.values():
            raise _broken(capture, line, f"{len(COLUMNS)} cells", "another number")
        key, name = row["key"], row["name"]
        match = _KEY.fullmatch(key)
        if match is None or match["country"] != country_code.lower():
            raise _broken(capture, line, f"a key like {country_code.lower()}:slug", key)
        if names.setdefault(key, name) != name or not name:
            raise _broken(capture, line, f"the name {names[key]!r} for {key}", name)
        places.setdefault(key, line)
        claims.setdefault(key, []).append(_read_claim(row, line, capture))
    if not names:
        raise _broken(capture, "line 2", "one row per fact", "no rows")
    return Records(
        mentions=tuple(
            Mention(
                "programme" if ":prog-" in key else "cluster",
                country_code,
                name,
                places[key],
                tuple(claims[key]),
                key=key,
            )
            for key, name in names.items()
        )
    )


def _read_claim(row: Mapping[str, str], line: str, capture: Capture) -> Claim:
    if row["property"] not in PROPERTIES:
        raise _broken(capture, line, "a property of warehouse.vocabulary", row["property"])
    if not row["value"]:
        raise _broken(capture, line, "a value", "an empty cell")
    for column in ("valid_from", "valid_to", "as_of"):
        if row[column] and not _DATE.fullmatch(row[column]):
            raise _broken(capture, line, f"{column} as 2014, 2014-06 or 2014-06-18", row[column])
    if row["qualifier"] not in _QUALIFIERS:
        raise _broken(capture, line, "a qualifier: " + ", ".join(_QUALIFIERS[1:]), row["qualifier"])
    if not _URL.fullmatch(row["url"]):
        raise _broken(capture, line, "the address of the page that says it", row["url"])
    confidence = row["confidence"]
    if confidence not in _CONFIDENCES:
        raise _broken(capture, line, "a confidence: " + ", ".join(_CONFIDENCES), confidence)
    return Claim(
        row["property"],
        row["value"],
        line,
        valid_from=row["valid_from"] or None,
        valid_to=row["valid_to"] or None,
        as_of=row["as_of"] or None,
        qualifier=row["qualifier"] or None,
        detail=_read_detail(row, line, capture),
        confidence=confidence,  # type: ignore[arg-type]
        url=row["url"],
    )


def _read_detail(row: Mapping[str, str], line: str, capture: Capture) -> dict[str, str]:
    detail = {}
    for part in filter(None, re.split(r";\s*", row["detail"])):
        key, equals, value = part.partition("=")
        if not equals or not re.fullmatch(r"[a-z_]+", key) or not value:
            raise _broken(capture, line, "detail as key=value; key=value", row["detail"])
        detail[key] = value
    if row["note"]:
        detail["note"] = row["note"]
    return detail


def _broken(capture: Capture, line: str, expected: str, found: str) -> SourceChangedError:
    return changed(
        capture, "A row breaks the rules of the file", place=line, expected=expected, found=found
    )
