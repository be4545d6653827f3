"""Records as Arrow: how what a source gave travels between processes and machines.

The Arrow types follow from the dataclasses of :mod:`warehouse.records`, so that there is no
second description of them. Nothing is ever executed when records are read back.
"""

import dataclasses
import datetime as dt
import functools
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from warehouse.records import Capture, Records

Parsed = tuple[Capture, Records]

_PLAIN: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.large_binary(),
    dt.date: pa.date32(),
    dt.datetime: pa.timestamp("us", tz="UTC"),
    pa.Table: pa.large_binary(),  # as an Arrow stream of its own: every table has other columns
}


def to_arrow(serving: Iterable[Parsed], earlier: Iterable[Parsed] = ()) -> pa.Table:
    """Captures and their records, one row each.

    Returns:
        Columns ``is_serving``, ``capture``, ``records``, in the order given.
    """
    rows = [(True, *one) for one in serving] + [(False, *one) for one in earlier]
    return pa.table(
        {
            "is_serving": pa.array([row[0] for row in rows], pa.bool_()),
            "capture": pa.array([_plain(row[1]) for row in rows], _type(Capture)),
            "records": pa.array([_plain(row[2]) for row in rows], _type(Records)),
        }
    )


def from_arrow(table: pa.Table) -> tuple[list[Parsed], list[Parsed]]:
    """What :func:`to_arrow` was given: those that serve, and earlier ones."""
    serving: list[Parsed] = []
    earlier: list[Parsed] = []
    for row in table.to_pylist():
        parsed = (_read(row["capture"], Capture), _read(row["records"], Records))
        (serving if row["is_serving"] else earlier).append(parsed)
    return serving, earlier


def _type(hint: Any) -> pa.DataType:
    """The Arrow type of a type hint."""
    hint = _known(hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = _hints(hint)
        return pa.struct([pa.field(one.name, _type(hints[one.name])) for one in _fields(hint)])
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return pa.string()
    if origin is tuple:
        return pa.list_(_type(arguments[0]))
    if origin is Mapping:
        return pa.map_(*map(_type, arguments))
    raise TypeError(f"records hold nothing of type {hint}")


def _plain(value: Any) -> Any:
    """A value as Arrow's constructors take it."""
    if isinstance(value, pa.Table):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, value.schema) as writer:
            writer.write_table(value)
        return sink.getvalue().to_pybytes()
    if dataclasses.is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in _fields(value)}
    if isinstance(value, Mapping):
        return [(key, _plain(item)) for key, item in value.items()]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _read(value: Any, hint: Any) -> Any:
    """The value of a type hint that Arrow gave back as plain Python."""
    if value is None:
        return None
    hint = _known(hint)
    if hint is pa.Table:
        return pa.ipc.open_stream(value).read_all()
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{name: _read(item, hints[name]) for name, item in value.items()})
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return tuple(_read(item, arguments[0]) for item in value)
    if typing.get_origin(hint) is Mapping:
        return {key: _read(item, arguments[1]) for key, item in value}
    return value


def _known(hint: Any) -> Any:
    """A hint without ``| None``: every Arrow value may be null."""
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        (hint,) = [one for one in typing.get_args(hint) if one is not type(None)]
    return hint


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    """The type of each field; worked out once, as there are thousands of records."""
    return typing.get_type_hints(kind)


def _fields(kind: Any) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(kind)
