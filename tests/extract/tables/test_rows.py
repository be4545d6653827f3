"""StatBank CSV and BULK, and PxWeb json: one written row per cell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.tables import decode
from warehouse.errors import FormatError

CSV = "OMRÅDE;BRANCHE07;TID;INDHOLD\r\n000;A;2023;1234,5\r\n000;B;2023;..\r\n084;A;2023;-7\r\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_csv(encoding: str, newline: str) -> None:
    cube = decode(CSV.replace("\r\n", newline).encode(encoding))
    assert cube.format == "statbank-csv"
    assert cube.cells.to_pylist() == [
        {"OMRÅDE": "000", "BRANCHE07": "A", "TID": "2023", "value": 1234.5, "raw_status": None},
        {"OMRÅDE": "000", "BRANCHE07": "B", "TID": "2023", "value": None, "raw_status": ".."},
        {"OMRÅDE": "084", "BRANCHE07": "A", "TID": "2023", "value": -7.0, "raw_status": None},
    ]
    assert cube.dimensions["OMRÅDE"] == {"000": "000", "084": "084"}
    assert cube.roles == {"time": ("TID",)}


def test_bulk_may_be_empty_and_csv_may_not() -> None:
    head = b"A;TID;INDHOLD\r\n"
    assert decode(head, format="statbank-bulk").cells.num_rows == 0
    with pytest.raises(FormatError) as caught:
        decode(head)
    assert caught.value.code == "CSV_EMPTY"


def test_quoted_fields_and_empty_cells() -> None:
    cube = decode(b'A;TID;INDHOLD\n"x; ""y""";2023;\nz;2023;5\n')
    assert cube.cells.to_pylist()[0] == {
        "A": 'x; "y"', "TID": "2023", "value": None, "raw_status": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("A;TID;INDHOLD\nx;2023;1,5\ny;2023;1.5\n", {}, "DECIMAL_MARK_MIXED"),
        ("A;TID;INDHOLD\nx;2023;1.5\n", {"language": "da"}, "CELL_INVALID"),
        ("A;TID;INDHOLD\nx;2023;1,5\n", {"language": "en"}, "CELL_INVALID"),
        ("A;TID;INDHOLD\nx;2023;1 234\n", {}, "CELL_INVALID"),
        ("A;TID;INDHOLD\nx;2023;1.234.567\n", {}, "CELL_INVALID"),
        ("A;TID;INDHOLD\nx;2023;1\nx;2023;2\n", {}, "CELL_REPEATED"),
        ("A;TID;INDHOLD\nx;2023\n", {}, "CSV_ROW_INVALID"),
        ("A;TID;INDHOLD\nx;2023;1;2\n", {}, "CSV_ROW_INVALID"),
        ("A;A;INDHOLD\nx;y;1\n", {}, "CSV_HEADER_INVALID"),
        ("A;TID;VALUE\nx;2023;1\n", {"format": "statbank-bulk"}, "CSV_HEADER_INVALID"),
        ("A;TID;INDHOLD\nx;2023;1\n", {"language": "sv"}, "LANGUAGE_UNKNOWN"),
    ],
)
def test_csv_refusals(text: str, options: dict[str, Any], code: str) -> None:
    with pytest.raises(FormatError) as caught:
        decode(text.encode(), **options)
    assert caught.value.code == code
    assert caught.value.place


_CODES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=5)


@settings(max_examples=60)
@given(
    cells=st.dictionaries(
        st.tuples(_CODES, _CODES),
        st.one_of(st.sampled_from(["..", "-", "."]), st.decimals(-999, 9999, places=2)),
        min_size=1,
        max_size=20,
    )
)
def test_any_rows_read_back_the_same(cells: dict[tuple[str, str], Any]) -> None:
    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    lines = ["A;TID;INDHOLD"]
    lines += [
        f"{quoted(a)};{quoted(b)};{cell if isinstance(cell, str) else str(cell).replace('.', ',')}"
        for (a, b), cell in cells.items()
    ]
    rows = decode(("\r\n".join(lines) + "\r\n").encode("utf-8-sig"), language="da").cells
    assert list(zip(rows["A"].to_pylist(), rows["TID"].to_pylist(), strict=True)) == list(cells)
    for value, status, cell in zip(
        rows["value"].to_pylist(), rows["raw_status"].to_pylist(), cells.values(), strict=True
    ):
        assert (value, status) == ((None, cell) if isinstance(cell, str) else (float(cell), None))


PXWEB: dict[str, Any] = {
    "columns": [
        {"code": "Region", "text": "region", "type": "d"},
        {"code": "Tid", "text": "år", "type": "t"},
        {"code": "N1", "text": "BRP", "type": "c", "unit": "mnkr"},
        {"code": "N2", "text": "Anställda", "type": "c"},
    ],
    "comments": [{"variable": "Tid", "value": "2022", "comment": "preliminary"}],
    "data": [
        {"key": ["17", "2021"], "values": ["1.5", ".."]},
        {"key": ["17", "2022"], "values": ["-", "7"]},
    ],
    "metadata": [{"label": "BRP", "source": "SCB", "updated": "2026-01-01T07:00:00Z"}],
}


def pxweb(**changes: Any) -> bytes:
    return json.dumps({**PXWEB, **changes}).encode()


def test_pxweb_json() -> None:
    cube = decode(pxweb())
    assert cube.format == "pxweb-json"
    assert cube.cells.column_names == ["Region", "Tid", "ContentsCode", "value", "raw_status"]
    assert cube.cells.column("ContentsCode").to_pylist() == ["N1", "N2", "N1", "N2"]
    assert cube.cells.column("value").to_pylist() == [1.5, None, None, 7.0]
    assert cube.cells.column("raw_status").to_pylist() == [None, "..", "-", None]
    assert cube.dimensions["ContentsCode"] == {"N1": "BRP", "N2": "Anställda"}
    assert cube.units == {"N1": "mnkr"}
    assert cube.notes == ("preliminary",)
    assert cube.roles == {"time": ("Tid",), "metric": ("ContentsCode",)}
    assert (cube.title, cube.source) == ("BRP", "SCB")


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"data": [{"key": ["17"], "values": ["1", "2"]}]}, "KEY_LEN_MISMATCH", "/data/0/key"),
        ({"data": [{"key": ["17", "1"], "values": ["1"]}]}, "VALUE_LEN_MISMATCH", "/data/0/values"),
        ({"data": [{"key": ["17", "1"], "values": ["1", "2x"]}]}, "CELL_INVALID", "/data, row 2"),
        ({"data": [{"key": ["1", "1"], "values": ["1", "2"]}] * 2}, "CELL_REPEATED", "/data"),
        ({"data": [7]}, "STRUCTURAL_VIOLATION", "/data/0"),
        ({"columns": []}, "STRUCTURAL_VIOLATION", "/columns"),
        ({"columns": [{"text": "x"}]}, "STRUCTURAL_VIOLATION", "/columns/0"),
    ],
)
def test_pxweb_json_refusals(changes: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(FormatError) as caught:
        decode(pxweb(**changes))
    assert (caught.value.code, caught.value.place) == (code, place)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A;TID;INDHOLD\nx;2023;1\ny;2023\n", "line 3"),
        ('A;TID;INDHOLD\n"x\nz";2023;1\n\ny;2023;1;2\n', "line 5"),
    ],
)
def test_a_row_that_does_not_fit_is_named_by_its_line(text: str, place: str) -> None:
    with pytest.raises(FormatError) as refused:
        decode(text.encode())
    assert refused.value.code == "CSV_ROW_INVALID"
    assert refused.value.place == place
