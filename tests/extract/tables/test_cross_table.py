"""PxWeb csv and xlsx, StatBank cross tables: one small table in every layout."""

from __future__ import annotations

import io
import itertools
import zipfile
from xml.sax.saxutils import escape

import pytest

from extract.tables import decode
from tests.extract.tables.test_delimited import cells
from warehouse.errors import FormatError

ROWS = [
    ("Nord", "Antal", "2023", 1.5, None),
    ("Nord", "Antal", "2024", 2.0, None),
    ("Nord", "Andel, %", "2023", None, ".."),
    ("Nord", "Andel, %", "2024", -3.0, None),
    ("Syd", "Antal", "2023", 4.0, None),
    ("Syd", "Antal", "2024", 5.0, None),
    ("Syd", "Andel, %", "2023", 6.0, None),
    ("Syd", "Andel, %", "2024", None, "-"),
]
HEADS = ["Antal 2023", "Antal 2024", "Andel, % 2023", "Andel, % 2024"]
FIGURES = {"Nord": ["1.5", "2", "..", "-3"], "Syd": ["4", "5", "6", "-"]}


def written(delimiter: str, *, title: bool = False, quoted_symbols: bool = False) -> bytes:
    """The table as PxWeb writes it, the contents and time in the heading."""
    lines = ['"Title by region"', ""] if title else []
    lines.append(delimiter.join(f'"{text}"' for text in ["region", *HEADS]))
    for key, figures in FIGURES.items():
        shown = [f'"{f}"' if quoted_symbols and f in ("..", "-") else f for f in figures]
        lines.append(delimiter.join([f'"{key}"', *shown]))
    return "\r\n".join(lines).encode("utf-8-sig")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", " "])
@pytest.mark.parametrize("title", [True, False])
@pytest.mark.parametrize("quoted_symbols", [True, False])
def test_pxweb_csv(delimiter: str, title: bool, quoted_symbols: bool) -> None:
    cube = decode(written(delimiter, title=title, quoted_symbols=quoted_symbols))
    assert cube.format == "pxweb-csv"
    assert cube.cells.column_names[:-2] == ["region", "heading", "time"]
    assert cells(cube) == ROWS
    assert cube.title == ("Title by region" if title else "")
    assert cube.roles == {"time": ("time",)}


def test_pxweb_csv_with_all_variables_in_rows() -> None:
    cube = decode(b'"region","tid","Antal"\n"01","2023",1\n"01","2024",..\n"02","2023",3\n')
    assert cube.cells.column_names[:-2] == ["region", "tid"]
    assert cells(cube)[1:] == [("01", "2024", None, ".."), ("02", "2023", 3.0, None)]
    assert (cube.title, cube.roles) == ("Antal", {"time": ("tid",)})


def test_pxweb_csv_with_codes_and_texts() -> None:
    cube = decode(
        b'"Region - region","2023 - 2023","2024 - 2024"\n"01 - Nord",1,2\n"02 - Syd - ost",3,4\n'
    )
    assert cube.dimensions["Region"] == {"01": "Nord", "02": "Syd - ost"}
    assert cube.dimension_labels["Region"] == "region"
    assert cells(cube)[0][0] == "01"


def test_pxweb_csv_without_rows_of_keys() -> None:
    assert cells(decode(b',"2023","2024"\n,1,2\n')) == [("2023", 1.0, None), ("2024", 2.0, None)]


def test_statbank_cross_table() -> None:
    cube = decode("OMRÅDE;KØN;2023K1;2023K2\n101;M;1,5;2\n101;K;..;4\n147;M;5;6\n".encode())
    assert cube.format == "statbank-cross"
    assert cells(cube)[2] == ("101", "K", "2023K1", None, "..")
    assert cells(cube)[0] == ("101", "M", "2023K1", 1.5, None)


def test_keys_of_digits_are_told_from_figures() -> None:
    cube = decode(b"KOM;ALDER;TID;2. kvartal\n101;1;2023;5\n101;2;2023;6\n147;1;2023;7\n")
    assert cube.cells.column_names[:-2] == ["KOM", "ALDER", "TID"]


def test_periods_head_figures_whatever_stands_below() -> None:
    cube = decode(b"unit,geo,2022,2023\nKM2,A,:,5\nKM2,B,:,6\nKM2,C,:,\n")
    assert cube.cells.column_names[:-2] == ["unit", "geo", "time"]
    assert cells(cube)[:2] == [("KM2", "A", "2022", None, ":"), ("KM2", "A", "2023", 5.0, None)]
    with pytest.raises(FormatError) as caught:
        decode(b"unit,geo,2022,2023\nKM2,A,1.5b,5\nKM2,B,2,6\n")
    assert caught.value.code == "CELL_INVALID"


def test_a_long_header_with_delimiters_in_its_texts() -> None:
    heads = [f"GRP, fasta priser, mnkr {year}" for year in range(1900, 2100)]
    text = ";".join(f'"{head}"' for head in ["region", *heads]).replace(";", ",")
    cube = decode(f'{text}\n"01 Nord",{",".join("7" for _ in heads)}\n'.encode())
    assert (cube.format, cube.cells.num_rows) == ("pxweb-csv", 200)
    assert cube.cells.column_names[:-2] == ["region", "heading", "time"]


def test_signs_that_only_unicode_calls_line_ends() -> None:
    cube = decode('"region","2023"\n"No\u0085r\u2028d",1\n'.encode())
    assert cells(cube) == [("No\u0085r\u2028d", "2023", 1.0, None)]


CROSS = [
    ("Nord", "M", "2023", 1.0, None),
    ("Nord", "M", "2024", 2.0, None),
    ("Nord", "K", "2023", 3.0, None),
    ("Nord", "K", "2024", None, ".."),
    ("Syd", "M", "2023", 5.0, None),
    ("Syd", "M", "2024", 6.0, None),
    ("Syd", "K", "2023", 7.0, None),
    ("Syd", "K", "2024", 8.0, None),
]


@pytest.mark.parametrize(
    "text",
    [
        "T\n\n;;2023;2024\nNord;M;1;2\n;K;3;..\nSyd;M;5;6\n;K;7;8\n\nSource: A; B\n",
        (
            '"T"\n" "\n"","","2023","2024"\n"Nord","M","1","2"\n"","K","3",".."\n'
            '"Syd","M","5","6"\n"","K","7","8"\n\n"Source: A; B"\n'
        ),
        (
            "T\n\nA;B;2023;2024;\nNord;M;1;2;\nNord;K;3;..;\nSyd;M;5;6;\nSyd;K;7;8;\n;;;;\n"
            "Source: A; B\n"
        ),
    ],
)
def test_keys_where_they_change_quoted_figures_ends_of_lines_and_footers(text: str) -> None:
    cube = decode(text.encode())
    assert cells(cube) == CROSS
    assert (cube.title, cube.notes) == ("T", ("Source: A; B",))


@pytest.mark.parametrize(
    "text",
    [
        '"","M","","K",""\n"","2023","2024","2023","2024"\n"Nord",1,2,3,..\n"Syd",5,6,7,8\n',
        ";M;;K;\nA;2023;2024;2023;2024\nNord;1;2;3;..\nSyd;5;6;7;8\n",
    ],
)
def test_two_heads(text: str) -> None:
    cube = decode(text.encode())
    assert cube.cells.column_names[1] == "heading_1"
    assert list(cube.roles) == ["time"]
    assert cells(cube) == CROSS


@pytest.mark.parametrize(
    "text",
    [
        (
            '"People by region,",,,\n"sex and year",,,\n,,,\n , ,2023,2024\n'
            "Nord,,,\n ,M,1,2\n ,K,3,..\nSyd,,,\n ,M,5,6\n ,K,7,8\n"
        ),
        (
            '"People by region,"\n"sex and year"\n""\n" "," ","2023","2024"\n"Nord"\n" ","M",1,2\n'
            '" ","K",3,..\n"Syd"\n" ","M",5,6\n" ","K",7,8\n'
        ),
    ],
)
def test_statbank_keys_in_rows_of_their_own(text: str) -> None:
    cube = decode(text.encode())
    assert cells(cube) == CROSS
    assert cube.title == "People by region, sex and year"
    assert cube.cells.column_names[:3] == ["region", "sex", "year"]
    for cut in (text[: text.rindex("Syd") + 4], text[: text.rindex("K") - 3]):
        with pytest.raises(FormatError):
            decode(cut.encode())


def test_rows_behind_an_empty_line_are_rows() -> None:
    cube = decode(b'"region","2023"\n"Nord",1\n\n"Syd",2\n')
    assert cells(cube)[1:] == [("Syd", "2023", 2.0, None)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('"region","sex","2023"\n"Nord","M",1\n"","K",2\n"Syd","M",3\n', "CSV_ROW_INVALID"),
        ('"region","2023"\n', "CSV_EMPTY"),
        ('"region","2023"\n"Nord",1\n"Syd"', "CSV_ROW_INVALID"),
        ('"region","2023"\n"Nord","1 234"\n', "CELL_INVALID"),
    ],
)
def test_refusals_of_files_that_are_recognised(text: str, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        decode(text.encode())
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "region,year,employed,share\nA,2022,5,0.5\nB,2022,6,0.5\n",  # what are the keys?
        "code,parent,level\nA,,1\nA1,A,2\n",
        '"a";"b"x\r;',
        "x;y\n;;\n",
        'nut,name,note,level\nNO01,Oslo,"a, b",2\nNO02,Viken,c,2\n',
        '"year","kommun","employed"\n2022,1480,5\n2023,1480,6\n',
        '"year","kommun","employed"\n2022,1480,".."\n2023,1480,"5,5"\n',
    ],
)
def test_tables_of_others_are_not_guessed_at(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        decode(text.encode())
    assert caught.value.code == "FORMAT_UNKNOWN"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('"a","2023"\n"x",1 234\n', "CELL_INVALID"),
        ('"a","2023"\n"x",1,2\n', "CSV_ROW_INVALID"),
        ('"a","2023"\n"x",1\n"x",2\n', "CELL_REPEATED"),
        ('"a","b"\n"x","words"\n"z",3\n', "CELL_INVALID"),
        ('"a","2023"\n"x","1,234"\n"z",3\n', "CELL_INVALID"),  # thousands or decimals?
    ],
)
def test_refusals(text: str, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        decode(text.encode(), format="pxweb-csv")
    assert caught.value.code == code


def test_a_statbank_title_may_have_delimiters_behind_it() -> None:
    cube = decode(b"T1: Figures;;\n;2023K1;2023K2\nNord;1;2\nSyd;..;4\n")
    assert (cube.format, cube.title) == ("statbank-cross", "T1: Figures")
    assert cells(cube)[2] == ("Syd", "2023K1", None, "..")


def workbook(rows: list[list[str | float | None]]) -> bytes:
    """The least xlsx that holds these cells."""
    lines = []
    for number, row in enumerate(rows, 1):
        written = []
        for column, cell in zip(itertools.count(), row, strict=False):
            place = f"{chr(65 + column)}{number}"
            if isinstance(cell, str):
                written.append(f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>')
            elif cell is not None:
                written.append(f'<c r="{place}"><v>{cell}</v></c>')
        lines.append(f'<row r="{number}">{"".join(written)}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="T1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}'
        "</sheetData></worksheet>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


SHEET: list[list[str | float | None]] = [
    ["Figures by region, contents and year"],
    [],
    [None, "Antal", None, "Andel, %"],
    [None, "2023", "2024", "2023", "2024"],
    ["Nord", 1.5, 2, "..", -3],
    ["Syd", 4, 5, 6, "-"],
    [],
    ["A remark."],
]


@pytest.mark.parametrize("above", [[], [[]], [["Figures by region, contents and year"], ["2"]]])
def test_pxweb_xlsx(above: list[list[str | float | None]]) -> None:
    sheet = [*above, *(SHEET[1:] if len(above) > 1 else SHEET)]
    cube = decode(workbook(sheet))
    assert cube.format == "pxweb-xlsx"
    assert cube.cells.column_names[:-2] == ["region", "contents", "year"]
    assert cells(cube) == ROWS
    assert cube.notes == ("A remark.",)
    assert cube.title == "Figures by region, contents and year"


def test_xlsx_keys_stand_where_they_change_and_have_codes_before_them() -> None:
    cube = decode(
        workbook(
            [["T"], [], [None, None, None, "2023"], ["01", "Nord", "M", 1], [None, None, "K", 2],
             ["02", "Syd", "M", 3], [None, None, "K", 4]]
        )
    )  # fmt: skip
    assert cells(cube)[1] == ("01", "K", "2023", 2.0, None)
    assert cube.dimensions["stub_1"] == {"01": "Nord", "02": "Syd"}


def test_xlsx_remarks_on_cells_stand_behind_them() -> None:
    cube = decode(
        workbook(
            [
                ["T"],
                [],
                [None, "2023", None, "2024"],
                ["a", 1, "p", 2, None],
                ["b", 3, None, "..", "x"],
            ]
        )
    )
    assert cells(cube) == [
        ("a", "2023", 1.0, "p"), ("a", "2024", 2.0, None),
        ("b", "2023", 3.0, None), ("b", "2024", None, ".."),
    ]  # fmt: skip


def test_a_column_called_year_holds_no_figures_though_it_is_not_quoted() -> None:
    cube = decode('"region","år","Antal"\n"01",2022,1\n"02",2022,2\n'.encode())
    assert cells(cube) == [("01", "2022", 1.0, None), ("02", "2022", 2.0, None)]


def test_figures_that_are_quoted_for_their_commas_are_no_keys() -> None:
    cube = decode(b'"a","Share","Count"\n"x","1,5",3\n"y","2,5",4\n')
    assert cells(cube)[:2] == [("x", "Share", 1.5, None), ("x", "Count", 3.0, None)]


def test_a_comma_before_three_digits_is_read_where_it_has_one_meaning() -> None:
    for text, options in (
        ('"a","2023","2024"\n"x","1,234","0,5"\n', {}),
        ('"a","2023","2024"\n"x","1,234",0\n', {"language": "da"}),
    ):
        assert cells(decode(text.encode(), **options))[0] == ("x", "2023", 1.234, None)
    assert cells(decode(b"A;2023K1\nx;1,234\n"))[0] == ("x", "2023K1", 1.234, None)  # StatBank


_HEADS: list[list[str | float | None]] = [["T"], [], [None, None, 2023, 2024]]


@pytest.mark.parametrize(
    "sheet",
    [
        [*_HEADS, ["Nord", "M", 1, 2], [None, "K", 3, ".."], ["Syd", "M", 5, 6], [None, "K", 7, 8]],
        [*_HEADS, ["Nord", "M", 1, 2], [None, "K", 3, ".."], [], ["Syd", "M", 5, 6],
         ["Syd", "K", 7, 8], [], ["Table", "T1", 12]],
        [*_HEADS, ["Nord"], [None, "M", "1", "2"], [None, "K", "3", ".."], ["Syd"],
         [None, "M", "5", "6"], [None, "K", "7", "8"], ["A remark."]],
        [[None, *row] for row in _HEADS] + [[None, "Nord", "M", 1, 2], [None, None, "K", 3, ".."],
         [None, "Syd", "M", 5, 6], [None, None, "K", 7, 8]],
    ],
)  # fmt: skip
def test_xlsx_rows_with_gaps_outer_keys_of_their_own_and_a_margin(
    sheet: list[list[str | float | None]],
) -> None:
    assert cells(decode(workbook(sheet))) == CROSS


@pytest.mark.parametrize(
    "below",
    [
        [["A remark."], ["Syd", 3, 4]],
        [[None, 2023, 2024], ["Syd", 3, 4]],
        [["T2"], [], [None, "2023", "2024"], ["Syd", 3, 4]],
    ],
)
def test_xlsx_figures_behind_the_table_are_never_left_out(
    below: list[list[str | float | None]],
) -> None:
    with pytest.raises(FormatError) as caught:
        decode(workbook([["T"], [], [None, "2023", "2024"], ["Nord", 1, 2], [], *below]))
    assert caught.value.code == "CSV_ROW_INVALID"


def test_xlsx_with_names_over_its_keys_is_refused() -> None:
    rows: list[list[str | float | None]] = [["T"], [], ["a", "b", "2023"], ["N", "M", 1]]
    with pytest.raises(FormatError):
        decode(workbook([*rows, [None, "K", 2], [None, "L", 3]]))


def test_an_xlsx_formula_that_was_never_counted_is_refused() -> None:
    data = io.BytesIO(workbook([["Antal"], [], [None, "2023", "2024"], ["Nord", 1, 77]]))
    with zipfile.ZipFile(data) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content.replace(b"<v>77</v>", b"<f>B4*77</f>"))
    with pytest.raises(FormatError) as caught:
        decode(changed.getvalue())
    assert caught.value.code == "CELL_INVALID"


@pytest.mark.parametrize("data", [b"PK\x03\x04xl/", workbook(SHEET)[:-30], workbook([["T"]])])
def test_xlsx_refusals(data: bytes) -> None:
    with pytest.raises(FormatError):
        decode(data, format="pxweb-xlsx")


@pytest.mark.parametrize("data", [b'"","";\n,,\n', b";;\n;;\n", b'"T"\n\n"",""\n'])
def test_a_table_of_empty_fields_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        decode(data)
