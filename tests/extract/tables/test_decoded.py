"""The decoded cube: labels, joining of pieces, Parquet, recognition, lightness."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from extract.tables import concatenate, decode, decode_all, decode_file, write_parquet
from tests.extract.tables.test_rows import CSV, pxweb
from tests.extract.tables.writers import Cube, cubes, jsonstat, px
from tests.patience import PATIENCE_SECONDS
from warehouse.errors import ContractError, FormatError

PAYLOADS = Path(__file__).parents[4] / "shared" / "data" / "payloads"
CUBE = Cube(
    {"Region": {"01": "Øst", "02": "Vest"}, "Tid": {"2025": "2025"}}, [1.0, None], [None, ":"]
)


def test_labels_stand_beside_codes() -> None:
    table = decode(jsonstat(CUBE)).with_labels()
    assert table.to_pylist() == [
        {"Region": "01", "Region_label": "Øst", "Tid": "2025", "Tid_label": "2025",
         "value": 1.0, "raw_status": None},
        {"Region": "02", "Region_label": "Vest", "Tid": "2025", "Tid_label": "2025",
         "value": None, "raw_status": ":"},
    ]  # fmt: skip


def test_a_label_column_never_takes_a_name_that_is_taken() -> None:
    cube = Cube({"a": {"x": "X"}, "a_label": {"y": "Y"}}, [1.0], [None])
    assert decode(jsonstat(cube)).with_labels().column_names == [
        "a", "a_label_", "a_label", "a_label_label", "value", "raw_status",
    ]  # fmt: skip


def test_to_cube_keeps_the_record_s_part() -> None:
    decoded = decode(jsonstat(CUBE))
    record = decoded.to_cube("ssb:00000")
    assert record.stat_table_id == "ssb:00000"
    assert record.cells is decoded.cells
    assert record.dimensions == decoded.dimensions


@settings(max_examples=50)
@given(cube=cubes())
def test_pieces_cut_along_the_first_dimension_join_to_the_whole(cube: Cube) -> None:
    whole = decode(jsonstat(cube))
    first, codes = next(iter(cube.dimensions.items()))
    width = len(cube.values) // len(codes)
    pieces = [
        Cube(
            {**cube.dimensions, first: {code: label}},
            cube.values[at * width : (at + 1) * width],
            cube.statuses[at * width : (at + 1) * width],
        )
        for at, (code, label) in enumerate(codes.items())
    ]
    joined = concatenate([decode(jsonstat(piece)) for piece in pieces])
    assert joined.cells.to_pylist() == whole.cells.to_pylist()
    assert joined.dimensions == whole.dimensions
    assert joined.with_labels().to_pylist() == whole.with_labels().to_pylist()


def test_pieces_of_different_tables_do_not_join() -> None:
    other = Cube({"Area": {"01": "x"}}, [1.0], [None])
    with pytest.raises(ContractError):
        concatenate([decode(jsonstat(CUBE)), decode(jsonstat(other))])
    with pytest.raises(ContractError):
        concatenate([])


def test_the_index_grows_when_pieces_join() -> None:
    pieces = [
        decode(jsonstat(Cube({"A": {f"{n}": "x" for n in range(at, at + 100)}}, [1.0] * 100,
                             [None] * 100)))
        for at in (0, 100)
    ]  # fmt: skip
    joined = concatenate(pieces)
    assert joined.cells.schema.field("A").type == pa.dictionary(pa.int16(), pa.string())
    assert joined.cells.column("A").to_pylist() == [f"{n}" for n in range(200)]


def test_parquet_holds_the_table_with_labels(tmp_path: Path) -> None:
    decoded = decode(jsonstat(CUBE))
    write_parquet(decoded, tmp_path / "table.parquet")
    assert (
        pq.read_table(tmp_path / "table.parquet").to_pylist() == decoded.with_labels().to_pylist()
    )
    assert [path.name for path in tmp_path.iterdir()] == ["table.parquet"]


def test_a_pipe_or_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_parquet(decode(jsonstat(CUBE)), pipe)
    reader.join(PATIENCE_SECONDS)
    assert pipe.is_fifo()
    assert pq.read_table(io.BytesIO(received[0])).num_rows == len(CUBE.values)


def test_a_link_is_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target.parquet", tmp_path / "link.parquet"
    target.touch()
    link.symlink_to(target)
    write_parquet(decode(jsonstat(CUBE)), link)
    assert link.is_symlink()
    assert pq.read_table(target).num_rows == len(CUBE.values)


@pytest.mark.parametrize(
    ("data", "found"),
    [(gzip.compress(b"\x00\x01", mtime=0), "bytes 00 01"), (b"\x00\x1b[2J\x07", "bytes 00 1b 5b")],
)
def test_bytes_that_are_no_text_are_not_printed(data: bytes, found: str) -> None:
    with pytest.raises(FormatError) as refused:
        decode(data)
    assert refused.value.code == "FORMAT_UNKNOWN"
    assert found in str(refused.value)
    assert str(refused.value).isprintable()


def test_a_packed_file_is_unpacked_and_a_damaged_one_refused() -> None:
    packed = gzip.compress(jsonstat(CUBE))
    assert decode(packed).cells.equals(decode(jsonstat(CUBE)).cells)
    for damaged in (packed[:-20], packed[:2], packed[:12] + b"\0" + packed[13:]):
        with pytest.raises(FormatError, match="unpacked"):
            decode(damaged)


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - which one depends on the system
        write_parquet(decode(jsonstat(CUBE)), tmp_path / "missing" / "table.parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (jsonstat(CUBE), "json-stat"),
        (b"\xef\xbb\xbf  " + jsonstat(CUBE), "json-stat"),
        (px(CUBE, stub=1), "px"),
        (CSV.encode("utf-8-sig"), "statbank-csv"),
        (CSV.encode("cp1252"), "statbank-csv"),
        (pxweb(), "pxweb-json"),
    ],
)
def test_formats_are_recognised(data: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    assert decode_file(path).format == name
    assert decode(data, format=name).cells.equals(decode(data).cells)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "the file is empty"),
        (b"<!DOCTYPE html><html>down</html>", "an HTML page"),
        (b"a,b,c\n1,2,3\n", "a,b,c"),
    ],
)
def test_other_files_are_refused(data: bytes, found: str) -> None:
    with pytest.raises(FormatError, match=found) as caught:
        decode(data)
    assert caught.value.code == "FORMAT_UNKNOWN"


def test_decoding_loads_no_pandas(tmp_path: Path) -> None:
    """It would cost every command a second and fifty megabytes."""
    (tmp_path / "a.json").write_bytes(jsonstat(CUBE))
    (tmp_path / "b.px").write_bytes(px(CUBE, stub=1))
    (tmp_path / "c.csv").write_bytes(CSV.encode())
    (tmp_path / "d.json").write_bytes(pxweb())
    script = (
        "import sys, pathlib\n"
        "from extract.tables import decode_file, write_parquet\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    write_parquet(decode_file(path), path.with_suffix('.parquet'))\n"
        "print('pandas' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.stdout.strip() == "False"


needs_payloads = pytest.mark.skipif(not PAYLOADS.exists(), reason="../shared is not here")


@needs_payloads
@pytest.mark.parametrize(
    ("name", "rows", "statuses"),
    [
        ("ssb/05300_data_jsonstat2.json", 432, {".", ".."}),
        ("jsonstat_org/v2/canada.json", 120, set()),
        ("jsonstat_org/v2/galicia.json", 3960, set()),
        ("jsonstat_org/v2/oecd.json", 432, set()),
        ("jsonstat_org/v2/us-unr.json", 3220, set()),
        ("px_suite/pxweb/Month__PR0101D8.px", 58, set()),
        ("px_suite/pxweb/AttributesCellnotes__BE0101F1langensvfiolikacelln.px", 48, set()),
    ],
)
def test_real_answers(name: str, rows: int, statuses: set[str]) -> None:
    (cube,) = decode_all((PAYLOADS / name).read_bytes())
    assert cube.cells.num_rows == rows
    size = 1
    for codes in cube.dimensions.values():
        size *= len(codes)
    assert size == rows
    assert statuses <= set(cube.cells.column("raw_status").to_pylist())


@needs_payloads
def test_the_order_sample_is_read_in_its_order() -> None:
    cells = decode((PAYLOADS / "jsonstat_org/v2/order.json").read_bytes()).cells
    # Each cell holds its own coordinates as text; the published sample errs in one of them.
    wrong = [
        row["raw_status"]
        for row in cells.to_pylist()
        if row["raw_status"] != f"A{row['A']}B{row['B']}C{row['C']}"
    ]
    assert wrong == ["A1B1C4"]


@needs_payloads
def test_all_symbols_of_px() -> None:
    cube = decode((PAYLOADS / "px_suite/pxweb/NPM__BE0101F1datasymbols.px").read_bytes())
    statuses = cube.cells.column("raw_status").to_pylist()
    assert [text for text in statuses if text] == ["." * n for n in range(1, 7)]
    assert cube.status_labels["..."] == "three"
