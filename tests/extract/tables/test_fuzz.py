"""Damaged files end in our error, never in another, and never hang."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_decoder import mutate_and_decode
from extract.tables import FORMATS, decode, decode_metadata, json_lift
from tests.extract.tables.test_cross_table import SHEET, workbook, written
from tests.extract.tables.test_delimited import SDMX, TSV
from tests.extract.tables.test_px import MULTILINGUAL, px_cubes
from tests.extract.tables.test_rows import CSV, pxweb
from tests.extract.tables.writers import Cube, cubes, jsonstat, px
from warehouse.errors import FormatError

_FILES = st.one_of(
    cubes().map(jsonstat),
    cubes().map(lambda cube: jsonstat(cube, value="object", status="object", version="1.x")),
    px_cubes().map(lambda cube: px(cube, stub=1)),
    px_cubes().map(lambda cube: px(cube, stub=1, keys=True)),
    st.just(MULTILINGUAL.encode("cp1252")),
    st.just(CSV.encode("utf-8-sig")),
    st.just(pxweb()),
    st.just(TSV.encode()),
    st.just(SDMX.encode()),
    st.just(written(";", title=True)),
    st.just(b"KOM;TID;2. kv\n101;2023;5\n101;2024;6\n"),
    st.just(workbook(SHEET)),
)
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


def _try(data: bytes, **options: str | None) -> None:
    with contextlib.suppress(FormatError):
        decode(data, **options)  # type: ignore[arg-type]


@settings(max_examples=80)
@given(data=_FILES, cut=st.floats(0, 1))
def test_truncated(data: bytes, cut: float) -> None:
    _try(data[: int(len(data) * cut)])


@settings(max_examples=120)
@given(
    data=_FILES,
    edits=st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=3)), min_size=1, max_size=4),
)
def test_overwritten(data: bytes, edits: list[tuple[float, bytes]]) -> None:
    damaged = bytearray(data)
    for place, piece in edits:
        at = int(len(damaged) * place)
        damaged[at : at + len(piece)] = piece
    _try(bytes(damaged))


def _outcome(data: bytes) -> object:
    try:
        cells = decode(data, format="json-stat").cells
    except FormatError as error:
        return error.code, error.place
    return cells.to_pylist()


@settings(max_examples=120)
@given(
    cube=cubes(),
    status=st.sampled_from(["array", "object"]),
    edits=st.lists(
        st.tuples(st.floats(0, 0.999), st.text('0123456789,.-[]{}":nul ', max_size=2)), max_size=2
    ),
)
def test_lifting_never_changes_the_outcome(
    cube: Cube, status: str, edits: list[tuple[float, str]]
) -> None:
    damaged = bytearray(jsonstat(cube, status=status))
    for place, piece in edits:
        at = int(len(damaged) * place)
        damaged[at : at + len(piece)] = piece.encode()
    data = bytes(damaged)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_lift, "MIN_LENGTH", 0)
        lifted = _outcome(data)
        patch.setattr(json_lift, "MIN_LENGTH", 10**9)
        assert lifted == _outcome(data)


@settings(max_examples=60)
@given(data=st.one_of(st.binary(max_size=60), _FILES), name=st.sampled_from(FORMATS))
def test_read_as_any_format(data: bytes, name: str) -> None:
    _try(data, format=name)


@settings(max_examples=80)
@given(
    part=_JSON,
    key=st.sampled_from(
        ["id", "size", "value", "status", "role", "dimension", "link", "class", "extension", "note"]
    ),
)
def test_any_json_in_any_place(part: object, key: str) -> None:
    document = json.loads(jsonstat_sample())
    document[key] = part
    data = json.dumps(document).encode()
    _try(data)
    with contextlib.suppress(FormatError):
        decode_metadata(data)


@settings(max_examples=60)
@given(part=_JSON, key=st.sampled_from(["index", "label", "unit", "note", "child", "coordinates"]))
def test_any_json_in_a_category(part: object, key: str) -> None:
    document = json.loads(jsonstat_sample())
    document["dimension"]["A"]["category"][key] = part
    _try(json.dumps(document).encode())


def jsonstat_sample() -> bytes:
    return (
        b'{"class":"dataset","id":["A"],"size":[2],"value":[1,2],"status":{"1":"p"},'
        b'"dimension":{"A":{"category":{"index":{"x":0,"y":1},"label":{"x":"X","y":"Y"}}}}}'
    )


def test_a_seeded_sample_of_the_campaign() -> None:
    """The first of the mutations of ``python -m benchmarks.fuzz_decoder``; see docs/decoder.md."""
    assert mutate_and_decode(seed=1, mutated_bytes=20_000) >= 20_000


def test_pathological_px_headers_take_no_time() -> None:
    _try(b'CHARSET="ANSI";NOTE=' + b'"a" ' * 50_000 + b"DATA=1;")
    _try(b'CHARSET="ANSI";' + b"DATA=" * 50_000)
    _try(b'CHARSET="ANSI";STUB(' + b"a" * 50_000 + b"DATA=1;")
    _try(b'CHARSET="ANSI";STUB="' + b'DATA=";' * 20_000)
