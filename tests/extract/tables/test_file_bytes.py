"""A large file that is read in parts gives what its bytes give, or the same refusal."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.tables import DecodedCube, decode, decode_file, file_bytes
from extract.tables.file_bytes import FileBytes, WholeNeededError, blocks, is_read_in_parts
from extract.tables.recognise import READ_IN_PARTS
from tests.extract.tables.writers import Cube, jsonstat, px
from warehouse.errors import FormatError

SIZES = {"a": 9, "b": 7, "c": 40}
CUBE = Cube(
    {name: {f"{name}{n}": f"{name} {n}" for n in range(size)} for name, size in SIZES.items()},
    [None if n % 13 == 0 else n / 4 for n in range(9 * 7 * 40)],
    [".." if n % 13 == 0 else None for n in range(9 * 7 * 40)],
)
FILES = {
    "status by position": jsonstat(CUBE, status="object"),
    "status for all": jsonstat(CUBE),
    "spaced": jsonstat(CUBE, status="object", spaced=True),
    "values as texts": jsonstat(CUBE, values_as_text=True),
    "bundle": jsonstat(CUBE, version="1.x"),
    "cut JSON": jsonstat(CUBE, status="object")[:-900],
    "a value too many": jsonstat(CUBE, status="object").replace(b'"value":[', b'"value":[1,'),
    "dense": px(CUBE, stub=2),
    "keyed": px(CUBE, stub=2, keys=True),
    "cut PX": px(CUBE, stub=2)[:-900],
    "a stray text": px(CUBE, stub=2).replace(b" 3.25 ", b' "a stray text" '),
    "no data": px(CUBE, stub=2).replace(b"DATA=", b"DATE="),
    "with a mark": b"\xef\xbb\xbf" + px(CUBE, stub=2),
    "a table of words": b"OMR;TID;INDHOLD\r\n" + b"A;2024;1\r\n",
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_in_parts_as_whole(data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table"
    path.write_bytes(data)
    monkeypatch.setattr(file_bytes, "MIN_LENGTH", 0)
    monkeypatch.setattr(file_bytes, "BLOCK", 512)
    assert outcome(lambda: decode_file(path)) == outcome(lambda: decode(data))


def outcome(read: Callable[[], DecodedCube]) -> object:
    try:
        cube = read()
    except FormatError as error:
        return str(error)
    return cube.cells.to_pydict(), cube.dimensions, cube.title


def test_large_tables_of_figures_are_never_whole_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_bytes, "MIN_LENGTH", 0)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read whole"))
    for number, data in enumerate((FILES["status by position"], FILES["dense"])):
        path = tmp_path / f"{number}"
        path.write_bytes(data)
        assert decode_file(path).cells.num_rows == len(CUBE.values)


def test_small_files_pipes_and_other_formats_are_read_whole(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    large.write_bytes(b"{" + b" " * file_bytes.MIN_LENGTH)
    assert is_read_in_parts(large, READ_IN_PARTS)
    for name, data in (("small", b"{}"), ("text", b"a;b\n" * file_bytes.MIN_LENGTH)):
        (tmp_path / name).write_bytes(data)
        assert not is_read_in_parts(tmp_path / name, READ_IN_PARTS)
    os.mkfifo(tmp_path / "pipe")
    assert not is_read_in_parts(tmp_path / "pipe", READ_IN_PARTS)


def test_a_file_that_shrinks_meanwhile_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "table"
    path.write_bytes(b"0123456789")
    with contextlib.closing(FileBytes(path)) as data:
        assert (len(data), data[2:5], data[8:20]) == (10, b"234", b"89")
        os.truncate(path, 4)
        assert data[:4] == b"0123"
        with pytest.raises(WholeNeededError):
            data[2:5]


def test_pieces_are_cut_behind_what_parts_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_bytes, "BLOCK", 8)
    assert list(blocks(b"xx[1,22,333,4]", 2, 14, b",", kept=1)) == [b"[1,22,", b",333,4]"]
    assert list(blocks(b"1 2\n3 44444444444444", 0, 20, b"\n", b" ")) == [b"1 2\n3 ", b"4" * 14]
