"""A TOML table as a dataclass: each value is held to the annotation of its field."""

import dataclasses
import datetime as dt
import functools
import re
import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from warehouse.errors import ContractError
from warehouse.vocabulary import did_you_mean

_Made = TypeVar("_Made")
#: What a value is called that is not of its type.
_TYPES: Mapping[Any, str] = {
    str: "text, not empty",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dt.date: "a day, without quotes: 2026-11-29",
    Mapping: "a table, { ... }",
    tuple: "a list, [...]; of tables, each below its own [[...]]",
}


def made(
    kind: type[_Made], said: Any, key: str, beside: tuple[str, ...] = (), **given: object
) -> _Made:
    """One of ``kind`` of a TOML table, each value held to the annotation of its field.

    Args:
        kind: A dataclass.
        said: The table.
        key: Where it stands in the file; empty for the whole.
        beside: Keys that the file may have beside the class's, for messages.
        **given: Fields that the file does not say.

    Raises:
        ContractError: A key is unknown or left out, or its value is of another type.
    """
    if not isinstance(said, dict):
        raise wrong(key, _TYPES[Mapping], said)
    before = f"{key}." if key else ""
    hints, required = _fields(kind)  # type: ignore[arg-type]
    known = (*(name for name in hints if name not in given), *beside)
    for word in said:
        if word not in hints or word in given:
            raise wrong(before + word, known, word, "one of the keys ")
    for name in required:
        if name not in said and name not in given:
            raise wrong(before + name, "a value", "the key is left out")
    return kind(
        **{name: value(hints[name], one, before + name) for name, one in said.items()}, **given
    )


@functools.cache
def _fields(kind: type[Any]) -> tuple[dict[str, Any], list[str]]:
    """The fields of a dataclass with their annotations, and those without a default."""
    hints = get_type_hints(kind, include_extras=True)
    fields = [one for one in dataclasses.fields(kind) if one.init]
    required = [
        one.name
        for one in fields
        if one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
    ]
    return {one.name: hints[one.name] for one in fields}, required


def value(hint: Any, said: Any, key: str) -> Any:
    """A TOML value as its annotation has it; lists become tuples, an empty text None.

    Raises:
        ContractError: It is of another type; the message has its key.
    """
    origin, parts = get_origin(hint), get_args(hint)
    if dataclasses.is_dataclass(hint):
        return made(hint, said, key)  # type: ignore[arg-type]
    if isinstance(hint, types.UnionType) or type(None) in parts:
        return None if said == "" else value(parts[0], said, key)
    if (origin, type(said)) in {(tuple, list), (Mapping, dict)}:
        return _values(parts, said, key)
    expected = _TYPES.get(origin or hint, parts)
    if origin is Literal:
        is_fit = said in parts
    elif origin is Annotated and callable(parts[1]):
        try:
            return parts[1](said, *parts[3:])
        except (re.error, TypeError, ValueError) as error:
            raise wrong(key, parts[2], f"{said!r}: {error}") from error
    elif origin is Annotated:
        expected = "text that begins with " + " or ".join(parts[1])
        is_fit = isinstance(said, str) and said.startswith(parts[1])
    else:
        is_fit = said != "" and type(said) in ({int, float} if hint is float else {hint})
    if not is_fit:
        raise wrong(key, expected, said if origin is Literal else repr(said))
    return said


def _values(parts: tuple[Any, ...], said: Any, key: str) -> Any:
    if isinstance(said, dict):
        names = {name: name if re.fullmatch(r"[\w-]+", name) else f'"{name}"' for name in said}
        return {name: value(parts[1], said[name], f"{key}.{names[name]}") for name in said}
    wanted = parts[:1] * len(said) if parts[-1] is Ellipsis else parts
    if len(wanted) != len(said):
        raise wrong(key, f"a list of {len(wanted)}", said)
    pairs = enumerate(zip(wanted, said, strict=True), 1)
    return tuple(value(part, one, f"{key}[{number}]") for number, (part, one) in pairs)


def wrong(
    key: str,
    expected: str | tuple[str, ...],
    found: object,
    kind: str = "one of ",
    other: str = "",
) -> ContractError:
    """The error of one key; ``expected`` is a description, or the words that may stand there.

    ``other`` is what one may do instead of mending the declaration.
    """
    is_closed = isinstance(expected, tuple)
    return ContractError(
        "a source's declaration cannot be read",
        place=key,
        expected=kind + ", ".join(expected) if isinstance(expected, tuple) else expected,
        found=str(found),
        remedy=(did_you_mean(str(found), expected) if is_closed else "")
        + "mend the declaration"
        + other,
    )
