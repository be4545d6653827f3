"""Eurostat TSV, SDMX-CSV and StatBank presentations."""

from __future__ import annotations

import pytest

from extract.tables import decode
from extract.tables.decoded import DecodedCube
from warehouse.errors import FormatError

TSV = (
    "freq,unit,geo\\TIME_PERIOD\t2021 \t2022 \n"
    "A,THS,DK01\t1.5 \t7 bp\n"
    "A,THS,SE11\t: \t: c\n"
    "A,THS,NO08\t-3e2 e\t:\n"
)
SDMX = (
    "DATAFLOW,LAST UPDATE,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
    "X:T(1.0),05/03/26 11:00:00,A,DK01,2021,1.5,,\n"
    "X:T(1.0),05/03/26 11:00:00,A,DK01,2022,7,p,F\n"
    "X:T(1.0),05/03/26 11:00:00,A,SE11,2021,,:,\n"
)


def cells(cube: DecodedCube) -> list[tuple[object, ...]]:
    """Every row as a tuple: codes, value, raw status."""
    return [tuple(row.values()) for row in cube.cells.to_pylist()]


def test_eurostat_tsv() -> None:
    cube = decode(TSV.encode())
    assert cube.format == "eurostat-tsv"
    assert cube.cells.column_names[:-2] == ["freq", "unit", "geo", "TIME_PERIOD"]
    assert cells(cube) == [
        ("A", "THS", "DK01", "2021", 1.5, None),
        ("A", "THS", "DK01", "2022", 7.0, "bp"),
        ("A", "THS", "SE11", "2021", None, ":"),
        ("A", "THS", "SE11", "2022", None, ":c"),
        ("A", "THS", "NO08", "2021", -300.0, "e"),
        ("A", "THS", "NO08", "2022", None, ":"),
    ]
    assert cube.roles == {"time": ("TIME_PERIOD",), "geo": ("geo",)}


@pytest.mark.parametrize(
    ("cell", "value", "status"),
    [("1.5b", 1.5, "b"), ("3bp", 3.0, "bp"), ("2e", 2.0, "e"), ("1.5e-05", 1.5e-05, None),
     ("1E+06 e", 1e6, "e"), (": c", None, ":c"), (":cd", None, ":cd"), ("-0.1 p", -0.1, "p")],
)  # fmt: skip
def test_eurostat_flags_may_stand_right_behind(cell: str, value: float, status: str) -> None:
    cube = decode(f"unit,geo\\time\t2021 \nPC,DK\t{cell} \n".encode())
    assert cells(cube) == [("PC", "DK", "2021", value, status)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("A,THS,SE11\t", "A,SE11\t", "CSV_ROW_INVALID"),
        ("A,THS,SE11\t", "A,THS,DK01\t", "CELL_REPEATED"),
        ("\t7 bp", "", "CSV_ROW_INVALID"),
        ("7 bp", "7 8", "CELL_INVALID"),
        ("7 bp", "7,5", "CELL_INVALID"),
        ("2022 \n", "2021 \n", "CSV_HEADER_INVALID"),
    ],
)
def test_eurostat_tsv_refusals(old: str, new: str, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        decode(TSV.replace(old, new, 1).encode())
    assert caught.value.code == code


def test_sdmx_csv_with_ids() -> None:
    cube = decode(SDMX.encode())
    assert cube.format == "sdmx-csv"
    assert cells(cube) == [
        ("A", "DK01", "2021", 1.5, None),
        ("A", "DK01", "2022", 7.0, "pF"),
        ("A", "SE11", "2021", None, ":"),
    ]
    assert (cube.updated, cube.source) == ("2026-03-05T11:00:00", "X:T(1.0)")


def test_sdmx_csv_with_ids_and_names_in_one_field() -> None:
    cube = decode(
        b"STRUCTURE[;],STRUCTURE_ID,ACTION,FREQ: Frequency,REF_AREA: Area,TIME_PERIOD: Time,"
        b"OBS_VALUE: Value,UNIT_MULT: Multiplier,OBS_STATUS: Status\n"
        b'dataflow,X:T(1.0),I,A: Annual,"NO: Norway, all",2020,NaN,3: Thousands,O: Missing\n'
    )
    assert cells(cube) == [("A", "NO", "2020", None, "O")]
    assert cube.dimensions["REF_AREA"] == {"NO": "Norway, all"}
    assert cube.dimension_labels["FREQ"] == "Frequency"
    assert cube.notes


def test_sdmx_csv_with_names_in_columns_of_their_own() -> None:
    cube = decode(
        b"FREQ;Frequency;BASE_CUR;Base Currency;TIME_PERIOD;OBS_VALUE;UNIT_MULT\n"
        b"B;Business;EUR;Euro;2026-01-02;11,25;0\nB;Business;USD;US dollar;2026-01-02;9,5;0\n"
    )
    assert cells(cube)[1] == ("B", "USD", "2026-01-02", 9.5, None)
    assert cube.dimensions["BASE_CUR"] == {"EUR": "Euro", "USD": "US dollar"}
    assert cube.notes == ()


@pytest.mark.parametrize(
    ("head", "first", "second", "expected"),
    [("GEO,TIME_PERIOD,OBS_VALUE,UNIT_MULT", "NO,2020,4,6", "SE,2020,5,0",
      [("NO", "2020", "6", 4.0, None), ("SE", "2020", "0", 5.0, None)]),
     ("GEO,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE", "NO,2020,4,NOK", "SE,2020,5,NOK",
      [("NO", "2020", 4.0, None), ("SE", "2020", 5.0, None)]),
     ("OBS_VALUE,GEO,TIME_PERIOD,DECIMALS", "4,NO,2020,0", "5,SE,2020,0",
      [("NO", "2020", 4.0, None), ("SE", "2020", 5.0, None)]),
     ("Area,Size,TIME_PERIOD,OBS_VALUE", "NO,ALL,2020,4", "SE,ALL,2020,5",
      [("NO", "ALL", "2020", 4.0, None), ("SE", "ALL", "2020", 5.0, None)])],
)  # fmt: skip
def test_sdmx_columns_that_tell_figures_apart_are_dimensions(
    head: str, first: str, second: str, expected: list[object]
) -> None:
    cube = decode(f"{head}\n{first}\n{second}\n".encode(), format="sdmx-csv")
    assert cells(cube) == expected
    assert cube.notes == ()


@pytest.mark.parametrize(
    ("head", "row"),
    [("KOM;TID;INDHOLD", "101;2024;5"), ("unit,geo\\time\t2024 ", "NR,SE\t5 "),
     ("GEO,TIME_PERIOD,OBS_VALUE", "SE,2024,5"), ('"kommun","2024"', '"Luleå",5'),
     ("Kommun;2023;2024", "Luleå;4;5")],
)  # fmt: skip
def test_files_that_were_joined_are_refused(head: str, row: str) -> None:
    assert decode(f"{head}\n{row}\n".encode()).cells["value"].to_pylist()[-1] == 5
    with pytest.raises(FormatError) as caught:
        decode(f"{head}\n{row}\n{head}\n{row.replace('5', '6')}\n".encode())
    assert caught.value.code == "CSV_ROW_INVALID"


def test_sdmx_csv_with_tabs_and_signs_for_none() -> None:
    text = "FREQ,GEO,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nA,NO,2020,:,c\nA,NO,2021,NaN,M\n"
    assert [row[-1] for row in cells(decode(text.replace(",", "\t").encode()))] == [":c", "M"]


def test_sdmx_status_before_the_value_is_neither_a_dimension_nor_a_name() -> None:
    cube = decode(b"GEO,TIME_PERIOD,OBS_STATUS,OBS_VALUE\nDK,2020,A,1\nSE,2020,M,\n")
    assert cells(cube) == [("DK", "2020", 1.0, "A"), ("SE", "2020", None, "M")]
    assert cube.dimensions["TIME_PERIOD"] == {"2020": "2020"}


def test_sdmx_orders_to_delete_are_no_table() -> None:
    with pytest.raises(FormatError) as caught:
        decode(b"STRUCTURE,STRUCTURE_ID,ACTION,GEO,OBS_VALUE\ndataflow,X,D,NO,\n")
    assert caught.value.code == "STRUCTURAL_VIOLATION"


@pytest.mark.parametrize(
    "text",
    [
        "KOM;TID;INDHOLD\n101 Stor by;2024K1 2024K1;5\nTOT I alt;2024K1 2024K1;7\n",
        "KOM;TID;INDHOLD\nStor by 101;2024K1 2024K1;5\nI alt TOT;2024K1 2024K1;7\n",
    ],
)
def test_statbank_codes_beside_values(text: str) -> None:
    cube = decode(text.encode())
    assert cells(cube) == [("101", "2024K1", 5.0, None), ("TOT", "2024K1", 7.0, None)]
    assert cube.dimensions["KOM"] == {"101": "Stor by", "TOT": "I alt"}


def test_a_presentation_that_cannot_be_told_stays_whole() -> None:
    cube = decode(b"KOM;TID;INDHOLD\nA 1;2024 2024;5\nB 2;2024 2024;7\n")
    assert cube.dimensions["KOM"] == {"A 1": "A 1", "B 2": "B 2"}
