"""The contract's bounds, held against records before they become rows.

Every record of every source passes :func:`sift`, once, right after its parser. A part that
breaks a bound is set aside alone: a claim leaves its mention, a block its document; what can
not stand without the broken part goes with it. What was set aside is told, never mended by
guessing. A word that the vocabulary does not know is no part of a document but a fault of its
parser: it is refused.
"""

import dataclasses
import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args

import pyarrow as pa
import pyarrow.compute

from warehouse.errors import SourceChangedError
from warehouse.records import (
    Boundary,
    Claim,
    Confidence,
    Cube,
    EntityType,
    Mention,
    Records,
    SetAside,
)
from warehouse.schema import Field
from warehouse.tables import FIELDS
from warehouse.texts import normal, show, stated_date
from warehouse.vocabulary import COUNTRIES, PROPERTIES, QUALIFIERS, WORDS, did_you_mean

#: Share of a document's parts that may be set aside before its last good capture serves.
MOST_SET_ASIDE = 0.1
#: Attributes of records whose bounds are those of a field of another name.
_FIELDS = {
    "text": FIELDS["sentence"],
    "geometry": FIELDS["geometry_geojson"],
    "coordinator": FIELDS["name"],
    "cluster_name": FIELDS["name"],
    "purpose": FIELDS["sentence"],
    "request": FIELDS["sentence"],
}
_LINE = Field("line", "string", "A text of one line.")
_MONEY = Field("amount", "float64", "Money.", minimum=0, maximum=1e15)
#: Properties whose value is bounded by a field of another name.
_PROPERTIES = {
    "start_year": FIELDS["start_year"],
    "end_year": FIELDS["end_year"],
    "members": FIELDS["member_count"],
    "grant_amount": _MONEY,
    "project_cost": _MONEY,
    "website": FIELDS["website"],
    "host_organisation": FIELDS["name"],
    "programme_name": FIELDS["name"],
    "operator": FIELDS["name"],
    "name": FIELDS["name"],
    "description": FIELDS["sentence"],
}
_NUMBER = re.compile(r"[0-9]{1,18}(\.[0-9]{1,9})?")
_WHOLE = re.compile(r"[0-9]{1,18}")
_DATED = ("valid_from", "valid_to", "as_of", "published")
#: Attributes of claims and mentions that hold one of a few words.
_CLOSED: dict[str, tuple[str | None, ...]] = {
    "entity_type": get_args(EntityType),
    "country_code": COUNTRIES,
    "property": tuple(PROPERTIES),
    "qualifier": (None, *QUALIFIERS),
    "confidence": get_args(Confidence),
}


class _BrokenError(Exception):
    """A part that cannot stand; its place may be that of a part around it."""


def sift(records: Records) -> Records:
    """The records that keep the contract's bounds, in normal form, and what was set aside.

    Args:
        records: As a parser made them; ``set_aside`` may hold rows that it could not read.

    Returns:
        Records whose texts are normal and bounded, whose addresses have a scheme that may be
        followed, whose numbers are finite, and whose dates exist.

    Raises:
        SourceChangedError: A claim or mention holds a word that the vocabulary does not know,
            or something else than text.
    """
    for mention in records.mentions:
        _check_words(mention, f"mention {show(mention.name)[:80]}")
        for claim in mention.claims:
            name = show(claim.property)[:80]
            _check_words(claim, f"claim {name} of {show(mention.name)[:80]}")
    lost: list[SetAside] = list(records.set_aside)
    kept = {
        field.name: tuple(_sift_each(getattr(records, field.name), lost))
        for field in dataclasses.fields(records)
        if field.name != "set_aside"
    }
    return Records(**kept, set_aside=tuple(lost))


def check_loss(records: Records) -> None:
    """Raise if so much was set aside that the rest is no fair picture of the document.

    Raises:
        SourceChangedError: More than :data:`MOST_SET_ASIDE` of its parts.
    """
    broken = [part for part in records.set_aside if not part.is_unread]
    lost = len(broken)
    kept = sum(len(mention.claims) for mention in records.mentions)
    kept += sum(len(one.areas) + len(one.document.blocks) for one in records.strategies)
    whole = len(records) + kept + lost
    if lost > max(1, MOST_SET_ASIDE * whole):
        first = broken[0]
        raise SourceChangedError(
            "too much of the document cannot be used",
            place=first.place,
            expected=f"at most {MOST_SET_ASIDE:.0%} of its parts set aside",
            found=f"{lost} of {whole}; the first: {first.reason}",
            remedy="look at the document; an earlier good capture serves, if there is one",
        )


class WrongWord(NamedTuple):
    """A word that is none of those allowed: where it is held, and what may be held there."""

    name: str
    word: str
    allowed: tuple[str, ...]


def find_wrong_word(part: Claim | Mention) -> WrongWord | None:
    """The first word of a claim or mention (its claims apart) that the vocabulary lacks."""
    for name, words in _CLOSED.items():
        word = getattr(part, name, None)
        if hasattr(part, name) and word not in words:
            return WrongWord(name, str(word), tuple(filter(None, words)))
    if not isinstance(part, Claim):
        return None
    for name, allowed in WORDS.items():
        owner, _, key = name.partition(".")
        if owner == part.property and (not key or key in part.detail):
            held = part.detail[key] if key else part.value
            if held not in allowed:
                return WrongWord(name, str(held), allowed)
    return None


def _check_words(part: Claim | Mention, what: str) -> None:
    """Raise if the part holds another word than its list has, or no text where text belongs."""
    wrong = find_wrong_word(part)
    if wrong is not None:
        raise SourceChangedError(
            f"{what} holds a word that is not known",
            place=f"{wrong.name} at {show(part.locator)[:200]}",
            expected=", ".join(wrong.allowed),
            found=wrong.word,
            remedy=did_you_mean(wrong.word, wrong.allowed)
            + "the words are those of warehouse/vocabulary.toml",
        )
    for field in dataclasses.fields(part):
        value = getattr(part, field.name)
        if isinstance(value, int | float | dt.date) and not isinstance(value, bool):
            raise SourceChangedError(
                f"{what} holds something else than text",
                place=f"{field.name} at {show(part.locator)[:200]}",
                expected="text: numbers without grouping, dates as 2014, 2014-06 or 2014-06-18",
                found=f"{value!r} ({type(value).__name__})",
                remedy=f"write {str(value)!r}",
            )


def _sift_each(parts: tuple[Any, ...], lost: list[SetAside]) -> Iterator[Any]:
    for part in parts:
        try:
            yield _sift(part, lost)
        except _BrokenError as error:
            place = show(getattr(part, "locator", None) or type(part).__name__.lower())[:200]
            lost.append(SetAside(place, f"{type(part).__name__.lower()}: {error}"))


def _sift(part: Any, lost: list[SetAside]) -> Any:
    """One dataclass in normal form.

    Raises:
        _BrokenError: It breaks a bound itself; parts of it that do are only left out.
    """
    if isinstance(part, Cube):
        return _sift_cube(part, lost)
    found: dict[str, Any] = {}
    for field in dataclasses.fields(part):
        name, value = field.name, getattr(part, field.name)
        if isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
            found[name] = tuple(_sift_each(value, lost))
        elif dataclasses.is_dataclass(value):
            found[name] = _sift(value, lost)
        else:
            found[name] = _bounded(name, value)
    for name in ("value", "name"):
        if isinstance(part, Claim | Mention) and found.get(name) == "":
            raise _BrokenError(f"{getattr(part, 'property', name)} is empty")
    if isinstance(part, Claim):
        _check_claim(part.property, found["value"])
    elif isinstance(part, Boundary):
        found["geometry"] = part.geometry
    return type(part)(**found)


def _bounded(name: str, value: Any) -> Any:
    """A value in normal form, if its field may hold it."""
    if isinstance(value, str):
        value = normal(value)
        if name in _DATED:
            try:
                stated_date(value)
            except ValueError as error:
                raise _BrokenError(f"{name} holds no date ({error}): {show(value)[:80]}") from None
    elif isinstance(value, tuple):
        return tuple(_bounded(name, item) for item in value)
    elif isinstance(value, Mapping):
        return {_bounded("line", key): _bounded("line", item) for key, item in value.items()}
    field = _FIELDS.get(name) or FIELDS.get(name, _LINE)
    fault = field.find_fault(value)
    if fault:
        raise _BrokenError(f"{name} holds {fault}: {show(value)[:80]}")
    return value


def _check_claim(name: str, value: str) -> None:
    field = _PROPERTIES.get(name)
    if field is None:
        return
    fault = field.find_fault(value)
    if fault is None and field.type != "string":
        shape = _NUMBER if field.type == "float64" else _WHOLE
        low, high = field.minimum or 0, field.maximum or math.inf
        if not shape.fullmatch(value) or not low <= float(value) <= high:
            fault = f"no number from {low:g} to {high:g}"
    if fault:
        raise _BrokenError(f"{name} holds {fault}: {show(value)[:80]}")


def _sift_cube(cube: Cube, lost: list[SetAside]) -> Cube:
    """A cube without the cells whose number is none; its texts break it as a whole."""
    for value in (cube.title, cube.stat_table_id, *cube.notes, *cube.units.values()):
        _bounded("sentence", value)
    for codes in cube.dimensions.values():
        for code, label in codes.items():
            _bounded("code", code), _bounded("code_name", label)
    finite = pa.compute.is_finite(cube.cells["value"])
    good = pa.compute.fill_null(finite, fill_value=True)
    count = cube.cells.num_rows - int(pa.compute.sum(good).as_py() or 0)
    if not count:
        return cube
    lost.extend([SetAside(f"table {cube.stat_table_id}", "cell: value holds no number")] * count)
    return dataclasses.replace(cube, cells=cube.cells.filter(good))
