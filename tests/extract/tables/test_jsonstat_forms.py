"""Any cube, written in any JSON-stat form, reads back the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.tables import decode, json_lift
from extract.tables.decoded import DecodedCube
from tests.extract.tables.writers import Cube, cubes, expected_codes, jsonstat
from warehouse.errors import FormatError


@pytest.fixture(params=[0, 10**9], ids=["everything lifted", "nothing lifted"])
def lifting(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lift, "MIN_LENGTH", request.param)


def assert_same(decoded: DecodedCube, cube: Cube) -> None:
    names = decoded.cells.column_names
    assert names[-2:] == ["value", "raw_status"]
    assert [dict(codes) for codes in decoded.dimensions.values()] == [
        dict(codes) for codes in cube.dimensions.values()
    ]
    for name, codes in zip(names, expected_codes(cube).values(), strict=False):
        assert decoded.cells.column(name).to_pylist() == codes
    assert decoded.cells.column("value").to_pylist() == list(cube.values)
    assert decoded.cells.column("raw_status").to_pylist() == list(cube.statuses)


_FORMS = st.fixed_dictionaries(
    {
        "version": st.sampled_from(["2.0", "1.x", "collection"]),
        "value": st.sampled_from(["array", "object"]),
        "status": st.sampled_from(["array", "object"]),
        "index": st.sampled_from(["object", "reversed", "array", "absent"]),
        "sizes_as_text": st.booleans(),
        "values_as_text": st.booleans(),
        "spaced": st.booleans(),
    }
)


def without_reserved_ids(cube: Cube, version: str) -> bool:
    # In 1.x these keys of `dimension` are not dimensions.
    return version != "1.x" or not {"id", "size", "role"} & set(cube.dimensions)


@pytest.mark.usefixtures("lifting")
@settings(max_examples=80)
@given(cube=cubes(), form=_FORMS)
def test_any_form_reads_back_the_same(cube: Cube, form: dict[str, object]) -> None:
    if without_reserved_ids(cube, str(form["version"])):
        assert_same(decode(jsonstat(cube, **form)), cube)  # type: ignore[arg-type]


@pytest.mark.usefixtures("lifting")
@settings(max_examples=25)
@given(cube=cubes(), mark=st.sampled_from(["utf-8-sig", "utf-16"]))
def test_byte_order_marks_are_understood(cube: Cube, mark: str) -> None:
    assert_same(decode(jsonstat(cube).decode().encode(mark)), cube)


_LATIN = st.text(st.characters(codec="latin-1", exclude_categories=("Cc",)), min_size=1, max_size=5)


@pytest.mark.usefixtures("lifting")
@settings(max_examples=25)
@given(cube=cubes(names=_LATIN, symbols=_LATIN))
def test_latin_1_when_it_is_named(cube: Cube) -> None:
    data = jsonstat(cube).decode().encode("latin-1")
    assert_same(decode(data, encoding="latin-1"), cube)


def test_windows_1252_is_recognised() -> None:
    cube = Cube({"Område": {"1": "Ærø", "2": "Ålborg"}}, [1.0, None], [None, "…"])
    assert_same(decode(jsonstat(cube).decode().encode("cp1252")), cube)


@pytest.mark.usefixtures("lifting")
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ('"p"', ["p", "p", "p"]),
        ('["p"]', ["p", "p", "p"]),
        ('{"": ""}', [None, None, None]),
        ('{"2":""}', [None, None, None]),
        ("{}", [None, None, None]),
        ("null", [None, None, None]),
        ('["a","","b"]', ["a", None, "b"]),
        ('[null,null,"a,b"]', [None, None, "a,b"]),
        ('{"2":"a","0":"b"}', ["b", None, "a"]),
        ('{"0":","}', [",", None, None]),
        ('[1,null,"x"]', ["1", None, "x"]),
    ],
)
def test_forms_of_status(status: str, expected: list[str | None]) -> None:
    data = (
        '{"class":"dataset","id":["A"],"size":[3],"value":[1,2,3],'
        '"dimension":{"A":{"category":{"index":["x","y","z"]}}},"status":' + status + "}"
    )
    assert decode(data.encode()).cells.column("raw_status").to_pylist() == expected


def test_a_text_that_is_no_number_is_kept_as_raw_status() -> None:
    data = (
        b'{"class":"dataset","id":["A"],"size":[3],"value":["A1B1","2.5","x"],"status":{"2":"p"},'
        b'"dimension":{"A":{"category":{"index":["x","y","z"]}}}}'
    )
    cells = decode(data).cells
    assert cells.column("value").to_pylist() == [None, 2.5, None]
    assert cells.column("raw_status").to_pylist() == ["A1B1", None, "p x"]


_ONE = (
    '{"class":"dataset","id":["A"],"size":[2],"value":["%s",1],%s'
    '"dimension":{"A":{"category":{"index":["x","y"]}}}}'
)


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-inf", "1e400", "<5", "(5)", "5*", "1,5 p", "1_000", "0x1F", "5-"]
)
def test_a_figure_that_is_none_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        decode((_ONE % (text, "")).encode())
    assert (caught.value.code, caught.value.place) == ("CELL_INVALID", "/value/0")


def test_a_status_says_why_a_cell_is_not_a_number() -> None:
    cells = decode((_ONE % ("NaN", '"status":{"0":":"},')).encode()).cells
    assert cells.select(["value", "raw_status"]).to_pylist()[0] == {
        "value": None,
        "raw_status": ":",
    }


def test_categories_without_label_are_labelled_by_their_code() -> None:
    data = (
        b'{"class":"dataset","id":["A"],"size":[2],"value":[1,2],'
        b'"dimension":{"A":{"category":{"index":["x","y"],"label":{"x":"X"}}}}}'
    )
    assert decode(data).dimensions == {"A": {"x": "X", "y": "y"}}


def test_dimensions_named_like_our_columns_are_renamed() -> None:
    cube = Cube({"value": {"x": "X"}, "raw_status": {"y": "Y"}}, [1.0], ["p"])
    decoded = decode(jsonstat(cube))
    assert decoded.cells.column_names == [
        "value_dimension",
        "raw_status_dimension",
        "value",
        "raw_status",
    ]
    assert_same(decoded, cube)


def test_internal_symbols_of_pxweb_are_no_figures() -> None:
    cube = Cube({"A": {"x": "X", "y": "Y"}}, [-1e21, 5.0], [None, None])
    cells = decode(jsonstat(cube)).cells
    assert cells.column("value").to_pylist() == [None, 5.0]
    assert cells.column("raw_status").to_pylist()[0] is not None


def test_a_value_array_elsewhere_in_the_file_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_lift, "MIN_LENGTH", 0)
    data = (
        b'{"class":"dataset","extension":{"value":[7,8,9],"status":{"0":"q"}},'
        b'"label":"\\"value\\":[1,2]","id":["A"],"size":[2],"value":[1,2],'
        b'"dimension":{"A":{"category":{"index":["x","y"]}}}}'
    )
    decoded = decode(data)
    assert decoded.cells.column("value").to_pylist() == [1.0, 2.0]
    assert decoded.cells.column("raw_status").null_count == 2
    assert decoded.title == '"value":[1,2]'


def test_what_travels_with_the_cells() -> None:
    data = """{"class":"dataset","label":"Ansatte","source":"SSB","updated":"2026-01-01T07:00:00Z",
      "note":["free","must"],"role":{"time":["Tid"],"metric":["C"]},"id":["C","Tid"],"size":[1,1],
      "value":[1],"extension":{"noteMandatory":{"1":true},"px":{"aggregallowed":false,"decimals":1},
      "status":{"label":{"p":"provisional"}}},"dimension":{
      "C":{"label":"innhold","category":{"index":{"N":0},"label":{"N":"Ansatte"},
        "unit":{"N":{"base":"personer","decimals":0}},"note":{"N":["about N"]}},
        "extension":{"categoryNoteMandatory":{"N":{"0":true}}}},
      "Tid":{"label":"år","category":{"index":["2026"]}}}}"""
    decoded = decode(data.encode())
    assert decoded.units == {"N": "personer"}
    assert decoded.decimals == {"*": 1, "N": 0}
    assert decoded.notes == ("must", "about N")
    assert decoded.aggregation_allowed is False
    assert decoded.roles == {"time": ("Tid",), "metric": ("C",)}
    assert (decoded.title, decoded.source) == ("Ansatte", "SSB")
    assert decoded.updated == "2026-01-01T07:00:00Z"
    assert decoded.dimension_labels == {"C": "innhold", "Tid": "år"}
    assert decoded.status_labels == {"p": "provisional"}
