"""PX files: forms, encodings, languages, symbols, keys, and refusals."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.tables import decode, px_data
from tests.extract.tables.test_jsonstat_forms import assert_same
from tests.extract.tables.writers import Cube, cubes, px, total
from warehouse.errors import FormatError

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z"), exclude_characters='"М'),
    min_size=1,
    max_size=6,
)
_PX_SYMBOLS = st.sampled_from([".", "..", "...", "....", ".....", "......", "-"])


@st.composite
def px_cubes(draw: st.DrawFn) -> Cube:
    """Cubes whose missing cells have a symbol, and only those, as PX knows it."""
    cube = draw(cubes(names=_TEXT, symbols=_PX_SYMBOLS))
    symbols = draw(st.lists(_PX_SYMBOLS, min_size=total(cube), max_size=total(cube)))
    values = cube.values
    statuses = [s if v is None else None for v, s in zip(values, symbols, strict=True)]
    return Cube(cube.dimensions, values, statuses)


@settings(max_examples=80)
@given(
    cube=px_cubes(),
    stub=st.integers(0, 4),
    newline=st.sampled_from(["\n", "\r\n"]),
    separator=st.sampled_from([" ", "\t", ",", ":", ";", " \r\n", "  "]),
)
def test_any_cube_reads_back_the_same(cube: Cube, stub: int, newline: str, separator: str) -> None:
    data = px(cube, stub=stub, newline=newline, separator=separator)
    assert_same(decode(data), cube)


@settings(max_examples=60)
@given(cube=px_cubes(), stub=st.integers(1, 4))
def test_keyed_files_read_back_the_same(cube: Cube, stub: int) -> None:
    width = math.prod(cube.sizes[stub:])
    values, statuses = list(cube.values), list(cube.statuses)
    for row in range(0, len(values), width):
        if values[row : row + width] == [0.0] * width:  # such rows are not written
            values[row : row + width] = [None] * width
            statuses[row : row + width] = [px_data.LEFT_OUT] * width
    told_apart = dataclasses.replace(cube, values=values, statuses=statuses)
    assert_same(decode(px(cube, stub=stub, keys=True)), told_apart)


@settings(max_examples=50)
@given(cube=px_cubes())
def test_quick_and_slow_way_agree(cube: Cube) -> None:
    data = px(cube, stub=1)
    start = data.rindex(b"DATA=") + 5
    end, _ = px_data.data_end(data, start)
    quick = px_data._read_blocks(data, start, end)
    slow = px_data._read_tokens(px_data._tokens(data[start:end].decode()))
    assert quick is None or [part.to_pylist() for part in quick] == [
        part.to_pylist() for part in slow
    ]


def test_the_quick_way_is_taken_and_crosses_blocks() -> None:
    cells = [f'"{"." * (n % 6 + 1)}"' if n % 7 == 0 else str(n / 10) for n in range(60_000)]
    cells[5] = "123456789.25"  # longer than a word
    block = " ".join(cells).encode()
    found = px_data._read_blocks(block, 0, len(block))
    assert found is not None
    values, statuses = found
    assert values.to_pylist() == [None if c[0] == '"' else float(c) for c in cells]
    assert statuses.to_pylist() == [c.strip('"') if c[0] == '"' else None for c in cells]


MULTILINGUAL = """CHARSET="ANSI";
LANGUAGE="en";
LANGUAGES="en","sv";
DECIMALS=2;
SHOWDECIMALS=1;
AGGREGALLOWED=NO;
TITLE="Migration; with DATA=1; inside";
TITLE[sv]="Flyttningar";
UNITS="number";
UNITS[sv]="antal";
STUB="region";
STUB[sv]="region";
HEADING="type","period";
HEADING[sv]="typ","tid";
CONTVARIABLE="type";
VALUES("region")="Sweden","Västra
 Götaland";
VALUES[sv]("region")="Riket","Västra Göta"
"land";
CODES("region")="00","14";
VALUES("type")="In","Out";
VALUES[sv]("typ")="In","Ut";
CODES("type")="I","U";
UNITS("In")="persons in";
PRECISION("type","Out")=3;
TIMEVAL("period")=TLIST(A1,"2003"-"2004");
VALUES("period")="2003","2004";
VALUES[sv]("tid")="2003","2004";
MAP("region")="Sweden";
LAST-UPDATED("In")="20040212 16:28";
LAST-UPDATED("Out")="20040312 09:00";
SOURCE="Statistics Sweden";
SOURCE[sv]="SCB";
NOTEX="Must be read.#Second line";
NOTEX[sv]="Måste läsas.";
NOTE="free"; "still free";
VALUENOTEX("type","In")="about In";
DATASYMBOL2="not available";
DATASYMBOL2[sv]="saknas";
DATANOTECELL("14","*","2004")="r";
DATA=
1 ".." 3 4
5 6 "-" .;
"""


def test_everything_of_the_main_language() -> None:
    cube = decode(MULTILINGUAL.encode("cp1252"))
    assert cube.title == "Migration; with DATA=1; inside"
    assert cube.dimensions["region"] == {"00": "Sweden", "14": "Västra\n Götaland"}
    assert cube.dimensions["period"] == {"2003": "2003", "2004": "2004"}
    assert cube.units == {"*": "number", "I": "persons in"}
    assert cube.decimals == {"*": 1, "U": 3}
    assert cube.roles == {"time": ("period",), "geo": ("region",), "metric": ("type",)}
    assert cube.updated == "2004-03-12T09:00:00"
    assert cube.notes == ("Must be read.\nSecond line", "about In")
    assert cube.aggregation_allowed is False
    assert cube.status_labels == {"..": "not available"}
    assert cube.cells.column("value").to_pylist() == [1, None, 3, 4, 5, 6, None, None]
    assert cube.cells.column("raw_status").to_pylist() == [
        None,
        "..",
        None,
        None,
        None,
        "r",
        "-",
        ".",
    ]


def test_another_language_changes_labels_and_nothing_else() -> None:
    cube = decode(MULTILINGUAL.encode("cp1252"), language="sv")
    assert cube.title == "Flyttningar"
    assert cube.cells.column_names == ["region", "type", "period", "value", "raw_status"]
    assert cube.dimensions["region"] == {"00": "Riket", "14": "Västra Götaland"}
    assert cube.dimension_labels == {"region": "region", "type": "typ", "period": "tid"}
    assert cube.source == "SCB"
    assert cube.units["*"] == "antal"
    assert cube.status_labels == {"..": "saknas"}
    assert cube.notes[0] == "Måste läsas."


def test_a_language_the_file_does_not_have() -> None:
    with pytest.raises(FormatError) as caught:
        decode(MULTILINGUAL.encode("cp1252"), language="fi")
    assert caught.value.code == "LANGUAGE_UNKNOWN"
    assert caught.value.expected == "en, sv"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('CHARSET="ANSI";', "cp1252"),
        ('CHARSET="ANSI";CODEPAGE="utf-8";', "utf-8"),
        ('CHARSET="ANSI";CODEPAGE="utf-8";', "cp1252"),  # says one thing, is another
        ('CHARSET="ANSI";CODEPAGE="iso-8859-15";', "iso-8859-15"),
        ('CHARSET="ANSI";', "utf-8-sig"),
        ('CHARSET="ANSI";', "utf-16"),
        ('AXIS-VERSION="1995";', "cp850"),
        ('CHARSET="DOS";', "cp850"),
        ('charset="ANSI";codepage="mac-roman";', "mac-roman"),
    ],
)
def test_encodings(head: str, encoding: str) -> None:
    text = head + 'STUB="län";VALUES("län")="Örebro","Åland";DATA=1 2;'
    assert decode(text.encode(encoding)).dimensions == {
        "län": {"Örebro": "Örebro", "Åland": "Åland"}
    }


def test_a_dash_of_windows_does_not_make_a_file_one_of_dos() -> None:
    text = 'AXIS-VERSION="1995";STUB="size";VALUES("size")="5–9","50+";DATA=1 2;'
    for head in ("", 'CODEPAGE="iso-8859-1";'):
        cube = decode((head + text).encode("cp1252"))
        assert list(cube.dimensions["size"]) == ["5–9", "50+"]


@pytest.mark.parametrize("name", ["no-such", "utf\x00", "undefined", "hex", "idna", ""])
def test_a_codepage_that_is_none_is_passed_over(name: str) -> None:
    text = f'CODEPAGE="{name}";CHARSET="ANSI";STUB="län";VALUES("län")="Örebro";DATA=1;'
    assert "Örebro" in decode(text.encode("cp1252")).dimensions["län"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("no-such", "ENCODING_UNKNOWN"), ("u\x00", "ENCODING_UNKNOWN"), ("ascii", "ENCODING_MISMATCH"),
     ("hex", "ENCODING_UNKNOWN"), ("undefined", "ENCODING_MISMATCH")],
)  # fmt: skip
def test_an_encoding_that_is_given_wrong(name: str, code: str) -> None:
    text = 'CHARSET="ANSI";STUB="län";VALUES("län")="Örebro";DATA=1;'
    with pytest.raises(FormatError) as caught:
        decode(text.encode("cp1252"), encoding=name)
    assert caught.value.code == code


def test_an_encoding_that_is_given_counts() -> None:
    text = 'CHARSET="ANSI";STUB="län";VALUES("län")="Škoda";DATA=1;'
    assert list(decode(text.encode("iso-8859-2"), encoding="iso-8859-2").dimensions["län"]) == [
        "Škoda"
    ]


@pytest.mark.parametrize(
    ("timeval", "expected"),
    [
        ('TLIST(A1,"2003"-"2006")', ["2003", "2004", "2005", "2006"]),
        ('TLIST(A1),"2003","2004","2005","2007"', ["2003", "2004", "2005", "2007"]),
        ('TLIST(Q1,"20033"-"20042")', ["20033", "20034", "20041", "20042"]),
        ('TLIST(M1,"200311"-"200402")', ["200311", "200312", "200401", "200402"]),
        ('TLIST(H1,"20031"-"20042")', ["20031", "20032", "20041", "20042"]),
    ],
)
def test_time_points_when_values_are_left_out(timeval: str, expected: list[str]) -> None:
    data = f'CHARSET="ANSI";STUB="t";TIMEVAL("t")={timeval};DATA=1 2 3 4;'
    assert list(decode(data.encode()).dimensions["t"]) == expected


def test_a_cyrillic_month_is_made_a_month() -> None:
    data = 'CHARSET="ANSI";STUB="t";TIMEVAL("t")=TLIST(M1),"200201";VALUES("t")="2002М01";DATA=1;'
    assert list(decode(data.encode()).dimensions["t"]) == ["2002M01"]


def test_values_that_repeat_are_told_apart_by_position() -> None:
    data = b'CHARSET="ANSI";HEADING="a";VALUES("a")="x","x";DATA=1 2;'
    assert decode(data).dimensions == {"a": {"1": "x", "2": "x"}}


def test_variable_codes_name_the_columns() -> None:
    data = b'CHARSET="ANSI";HEADING="area";VARIABLECODE("area")="Region";VALUES("area")="x";DATA=1;'
    assert decode(data).cells.column_names[0] == "Region"


_SHORT = {
    "ONE;": 'STUB="a";VALUES("a")="x";',
    "TWO;": 'STUB="a";VALUES("a")="x","y";',
}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TWO;", "PX_DATA_MISSING"),
        ("TWO;DATA=1 2", "PX_DATA_UNTERMINATED"),
        ("TWO;DATA=1;", "VALUE_LEN_MISMATCH"),
        ("TWO;DATA=1 abc;", "PX_CELL_INVALID"),
        ("TWO;DATA=1 nan;", "PX_CELL_INVALID"),
        ('TWO;DATA=1 "2";', "PX_CELL_INVALID"),
        ("TWO;DATA=1 1e999;", "PX_CELL_INVALID"),
        ('TWO;DATA=1 ".;', "PX_SYNTAX"),
        ('ONE;CODES("a")="1","2";DATA=1;', "INDEX_COUNT_MISMATCH"),
        ('TWO;CODES("a")="1","1";DATA=1 2;', "INDEX_POSITIONS_INVALID"),
        ('STUB="a";DATA=1;', "PX_KEYWORD_MISSING"),
        ("DATA=1;", "PX_KEYWORD_MISSING"),
        ('STUB="a","a";VALUES("a")="x";DATA=1;', "DIM_KEY_ID_MISMATCH"),
        ('what is this;STUB="a";DATA=1;', "PX_SYNTAX"),
        ('ONE;KEYS("a")=CODES;DATA="q",1;', "PX_KEY_UNKNOWN"),
        ('ONE;KEYS("a")=VALUES;DATA="x",1 "x",2;', "PX_KEY_REPEATED"),
        ('ONE;KEYS("a")=VALUES;DATA="x",1 "x";', "VALUE_LEN_MISMATCH"),
        ('ONE;DATANOTECELL("q")="r";DATA=1;', "PX_KEY_UNKNOWN"),
    ],
)  # fmt: skip
def test_refusals(text: str, code: str) -> None:
    data = f'CHARSET="ANSI";{text}'
    for short, full in _SHORT.items():
        data = data.replace(short, full)
    with pytest.raises(FormatError) as caught:
        decode(data.encode())
    assert caught.value.code == code
    assert caught.value.place


def test_complete_data_need_no_last_semicolon_but_an_end() -> None:
    whole = b'CHARSET="ANSI";STUB="a";VALUES("a")="x","y";DATA=\n12\n7\n'
    cube = decode(whole)
    assert cube.cells["value"].to_pylist() == [12.0, 7.0]
    assert [warning.code for warning in cube.warnings] == ["PX_DATA_UNTERMINATED"]
    # "7" may be the beginning of "70"; one cell may be missing.
    for cut in (whole.rstrip(), whole.replace(b"7", b"")):
        with pytest.raises(FormatError) as caught:
            decode(cut)
        assert caught.value.code == "PX_DATA_UNTERMINATED"
    with pytest.raises(FormatError):
        decode(whole, strict=True)


def test_rows_left_out_of_a_file_that_may_be_cut_off_refuse_it() -> None:
    keyed = b'CHARSET="ANSI";STUB="a";VALUES("a")="x","y";KEYS("a")=VALUES;DATA="x",5\n'
    with pytest.raises(FormatError, match="PX_DATA_UNTERMINATED"):
        decode(keyed)
    cube = decode(keyed + b";")
    assert cube.cells["value"].to_pylist() == [5.0, None]
    assert cube.cells["raw_status"].to_pylist() == [None, px_data.LEFT_OUT]
    assert "zeros" in cube.status_labels[px_data.LEFT_OUT]


@pytest.mark.parametrize(
    "line", ['CREATION.TIME="1";', 'Ææ-Ø="x";', 'MY KEY="x";', '2ND="x";', "A=;"]
)
def test_a_keyword_that_nothing_needs_may_be_odd(line: str) -> None:
    cube = decode(f'CHARSET="ANSI";\n{line}\nSTUB="a";VALUES("a")="x";DATA=1;'.encode())
    assert cube.cells["value"].to_pylist() == [1.0]
    expected = [] if line == "A=;" else ["line 2"]
    assert [warning.place for warning in cube.warnings] == expected


@pytest.mark.parametrize("line", ['SOURCE="Agency;', 'SOURCE=Agency";', 'SOURCE="A"gency";'])
def test_a_quote_that_is_not_closed_is_named(line: str) -> None:
    with pytest.raises(FormatError) as caught:
        decode(f'CHARSET="ANSI";\nSTUB="a";\n{line}\nVALUES("a")="x";\nDATA=1;'.encode())
    assert (caught.value.code, caught.value.place) == ("PX_SYNTAX", "line 3 (SOURCE)")


@pytest.mark.parametrize("keyword", ["STUB", "HEADING"])
@pytest.mark.parametrize("empty", ['""', ""])
def test_one_of_stub_and_heading_may_be_empty(keyword: str, empty: str) -> None:
    other = {"STUB": "HEADING", "HEADING": "STUB"}[keyword]
    data = f'CHARSET="ANSI";{keyword}={empty};{other}="a";VALUES("a")="x";DATA=1;'
    assert list(decode(data.encode()).dimensions) == ["a"]


def test_the_main_language_may_stand_in_brackets() -> None:
    data = (
        'CHARSET="ANSI";LANGUAGE="nb";LANGUAGES="nb","en";STUB[nb]="sted";STUB[en]="place";'
        'VALUES[nb]("sted")="øst";VALUES[en]("place")="east";CODES[nb]("sted")="1";DATA=3;'
    ).encode()
    assert decode(data).dimensions == {"sted": {"1": "øst"}}
    assert decode(data, language="en").dimensions == {"sted": {"1": "east"}}


_SMALL = (
    'CHARSET="ANSI";\nLANGUAGE="no";\nSTUB="a";\n{}HEADING="b";\nVALUES("a")="x","y";\n'
    'VALUES("b")="1","2";\nDATA=\n1 2\n3 4{}'
)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("  oops;\n", "line 4"),
        ('"stray";\n', "line 4"),
        ('"stray"\n', "line 4"),
        ('CREATION.DATE="2011";\n', "line 4"),
        ('LAST UPDATED!="2011";\n', "line 4"),
        ('UNITS="a";UNITS="b";\n', "line 4"),
        ('UNITS="a"\n', "line 4"),
    ],
)
def test_what_nothing_needs_may_be_malformed(line: str, place: str) -> None:
    data = _SMALL.format(line, ";").encode()
    cube = decode(data)
    assert cube.cells["value"].to_pylist() == [1, 2, 3, 4]
    assert list(cube.dimensions) == ["a", "b"]
    assert [warning.place for warning in cube.warnings] == [place]
    with pytest.raises(FormatError):
        decode(data, strict=True)


@pytest.mark.parametrize("end", ["", ";\n// a remark", ";\nsome words"])
def test_data_begin_with_their_line_whatever_is_wrong_above(end: str) -> None:
    whole = _SMALL.format("", ";")
    text = whole.replace(";\nDATA=", f"{end}\nDATA=")
    assert text != whole
    for newline in ("\n", "\r", "\r\n"):
        cube = decode(text.replace("\n", newline).encode())
        assert cube.cells.equals(decode(whole.encode()).cells)
        assert [warning.code for warning in cube.warnings].count("PX_SYNTAX") >= 1


def test_a_stray_text_behind_values_is_no_value_and_its_line_is_named() -> None:
    stray = _SMALL.format("", ";").replace('"x","y";', '"x","y"; "z";')
    cube = decode(stray.encode())
    assert list(cube.dimensions["a"]) == ["x", "y"]
    assert [warning.place for warning in cube.warnings] == ["line 5"]
    with pytest.raises(FormatError, match="look at line 5 first"):
        decode(stray.replace('"x","y";', '"x";').encode())


@pytest.mark.parametrize("bracket", ['["no"]', "[ no ]", "[NO]"])
@pytest.mark.parametrize("declared", ['LANGUAGE="no";\n', ""])
def test_a_main_language_in_brackets_however_it_is_written(bracket: str, declared: str) -> None:
    text = _SMALL.format("", ";").replace('LANGUAGE="no";\n', declared)
    for keyword in ("STUB", "HEADING", "VALUES"):
        text = text.replace(keyword, keyword + bracket)
    assert list(decode(text.encode()).dimensions["a"]) == ["x", "y"]


def test_a_stray_text_in_the_data_is_named_with_its_line() -> None:
    with pytest.raises(FormatError, match="cell 2, line 9"):
        decode(_SMALL.format("", ";").replace("3 4", '"n3" 4').encode())
