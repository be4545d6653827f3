"""What is not valid JSON-stat is refused with the validator's code and a place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extract.tables import decode, decode_all, decode_metadata
from warehouse.errors import FormatError


def dataset(**changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "id": ["A", "B"],
        "size": [2, 1],
        "value": [1, 2],
        "dimension": {
            "A": {"category": {"index": {"x": 0, "y": 1}, "label": {"x": "X", "y": "Y"}}},
            "B": {"category": {"label": {"z": "Z"}}},
        },
    }
    return {key: part for key, part in {**base, **changes}.items() if part is not ...}


def with_category(**category: Any) -> dict[str, Any]:
    return dataset(dimension={**dataset()["dimension"], "A": {"category": category}})


_INDEX = {"x": 0, "y": 1}


@pytest.mark.parametrize(
    ("document", "code", "place"),
    [
        (dataset(size=[2]), "ID_SIZE_LEN_MISMATCH", "/size"),
        (dataset(id=["A", "C"]), "DIM_KEY_ID_MISMATCH", "/dimension"),
        (dataset(value=[1]), "VALUE_LEN_MISMATCH", "/value"),
        (dataset(value=[]), "VALUE_LEN_MISMATCH", "/value"),
        (dataset(value={"2": 1}), "SPARSE_KEY_OUT_OF_RANGE", "/value/2"),
        (dataset(value={"-1": 1}), "SPARSE_KEY_OUT_OF_RANGE", "/value/-1"),
        (dataset(value={"x": 1}), "SPARSE_KEY_OUT_OF_RANGE", "/value/x"),
        (dataset(value={"1": 1, "01": 2}), "STRUCTURAL_VIOLATION", "/value"),
        (dataset(value=[1, True]), "STRUCTURAL_VIOLATION", "/value/1"),
        (dataset(value=[1, [2]]), "STRUCTURAL_VIOLATION", "/value/1"),
        (dataset(value=7), "STRUCTURAL_VIOLATION", "/value"),
        (dataset(value=...), "STRUCTURAL_VIOLATION", "/value"),
        (dataset(status=["a", "b", "c"]), "STATUS_LEN_MISMATCH", "/status"),
        (dataset(status=5), "STRUCTURAL_VIOLATION", "/status"),
        (dataset(value=["1,234", 2]), "CELL_INVALID", "/value/0"),
        (dataset(size=[3, 1]), "INDEX_COUNT_MISMATCH", "/dimension/A/category/index"),
        (dataset(size=[2, -1]), "STRUCTURAL_VIOLATION", "/size/1"),
        (dataset(size=[2, "1x"]), "STRUCTURAL_VIOLATION", "/size/1"),
        (dataset(id=["A", "A"]), "STRUCTURAL_VIOLATION", "/id"),
        (dataset(id=...), "STRUCTURAL_VIOLATION", "/id"),
        (dataset(dimension=[]), "STRUCTURAL_VIOLATION", "/dimension"),
        (dataset(**{"class": "dimension"}), "STRUCTURAL_VIOLATION", "/class"),
        (
            dataset(dimension={"A": {"href": "x"}, "B": dataset()["dimension"]["B"]}),
            "STRUCTURAL_VIOLATION",
            "/dimension/A/category",
        ),
        (
            with_category(index={"x": 0, "y": 2}),
            "INDEX_POSITIONS_INVALID",
            "/dimension/A/category/index/y",
        ),
        (
            with_category(index={"x": 0, "y": 0}),
            "INDEX_POSITIONS_INVALID",
            "/dimension/A/category/index/y",
        ),
        (with_category(index=["x", "x"]), "INDEX_POSITIONS_INVALID", "/dimension/A/category/index"),
        (
            with_category(label={"x": "X", "y": "Y"}),
            "STRUCTURAL_VIOLATION",
            "/dimension/A/category/index",
        ),
        (
            with_category(index=_INDEX, label={"q": "Q"}),
            "LABEL_KEY_UNKNOWN",
            "/dimension/A/category/label/q",
        ),
        (
            with_category(index=_INDEX, unit={"q": {}}),
            "UNIT_KEY_UNKNOWN",
            "/dimension/A/category/unit/q",
        ),
        (
            with_category(index=_INDEX, coordinates={"q": [1, 2]}),
            "COORD_KEY_UNKNOWN",
            "/dimension/A/category/coordinates/q",
        ),
        (
            with_category(index=_INDEX, note={"q": ["n"]}),
            "NOTE_KEY_UNKNOWN",
            "/dimension/A/category/note/q",
        ),
        (
            with_category(index=_INDEX, child={"x": ["q"]}),
            "CHILD_ID_UNKNOWN",
            "/dimension/A/category/child/x",
        ),
        (
            with_category(index=_INDEX, child={"x": ["y"], "y": ["x"]}),
            "CHILD_CYCLE",
            "/dimension/A/category/child/x",
        ),
        (
            {"errorTypeCode": "EXTRACT-NOTFOUND", "message": "Tabellen blev ikke fundet"},
            "ERROR_ANSWER",
            "/",
        ),
        ([], "STRUCTURAL_VIOLATION", "/"),
    ],
)
def test_code_and_place(document: Any, code: str, place: str) -> None:
    with pytest.raises(FormatError) as caught:
        decode(json.dumps(document).encode(), strict=True)
    assert (caught.value.code, caught.value.place) == (code, place)
    assert caught.value.expected
    assert caught.value.remedy
    assert code in str(caught.value)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (dataset(status={"2": "a"}), "STATUS_KEY_OUT_OF_RANGE"),
        (dataset(status={"value": {"0": "a"}}), "STRUCTURAL_VIOLATION"),
        (dataset(role={"time": ["C"]}), "ROLE_ID_UNKNOWN"),
        (dataset(role={"time": "A"}), "STRUCTURAL_VIOLATION"),
        (dataset(role=[]), "STRUCTURAL_VIOLATION"),
        (dataset(status=[]), "STRUCTURAL_VIOLATION"),
        (dataset(**{"class": "Dataset"}), "STRUCTURAL_VIOLATION"),
        (dataset(**{"class": "cube"}), "STRUCTURAL_VIOLATION"),
    ],
)
def test_what_harms_no_cell_is_a_warning(document: Any, code: str) -> None:
    data = json.dumps(document).encode()
    assert [warning.code for warning in decode(data).warnings] == [code]
    with pytest.raises(FormatError) as caught:
        decode(data, strict=True)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "body",
    [
        {"message": "Table is closed"},
        {"error": [{"status": 400, "label": "Table is closed"}]},
        {"type": "about:blank", "title": "Bad", "status": 400, "detail": "Table is closed"},
        {"errors": ["Table is closed"]},
    ],
)
def test_an_error_body_repeats_what_the_agency_says(body: Any) -> None:
    with pytest.raises(FormatError, match="Table is closed"):
        decode(json.dumps(body).encode())


def test_a_valid_hierarchy_is_no_cycle() -> None:
    document = with_category(index=_INDEX, child={"x": ["y"], "y": []})
    assert decode(json.dumps(document).encode()).cells.num_rows == 2


def test_a_sparse_file_may_not_claim_any_size() -> None:
    index = [str(number) for number in range(10_000)]
    document = dataset(
        size=[10_000, 10_000],
        dimension={key: {"category": {"index": index}} for key in "AB"},
        value={"0": 1},
    )
    with pytest.raises(FormatError) as caught:
        decode(json.dumps(document).encode())
    assert caught.value.code == "CUBE_SIZE_OVERFLOW"


@pytest.mark.parametrize(("one", "other"), [("2.500", "3,25"), ("-7.125", "2.000.000")])
def test_a_point_before_three_digits_beside_points_that_part_thousands(
    one: str, other: str
) -> None:
    with pytest.raises(FormatError, match=one):
        decode(json.dumps(dataset(value=[one, other])).encode())
    assert decode(json.dumps(dataset(value=[one, "3.25"])).encode()).cells["value"][1].as_py()


@pytest.mark.parametrize(
    ("once", "twice"),
    [('"value": [1, 2]', '"value": [8, 9], "value": [1, 2]'),
     ('"value": [1, 2]', '"value": {"0": 3, "1": 4, "0": 5}'),
     ('"y": 1}', '"y": 1, "x": 0}')],
)  # fmt: skip
def test_a_key_that_stands_twice_is_refused(once: str, twice: str) -> None:
    text = json.dumps(dataset(label='a ":" in a text'))
    assert decode(text.encode()).cells["value"].to_pylist() == [1, 2]
    with pytest.raises(FormatError, match="stands twice"):
        decode(text.replace(once, twice).encode())


def test_broken_json_names_line_and_column() -> None:
    with pytest.raises(FormatError) as caught:
        decode(b'{"class":"dataset",\n "id":[}')
    assert caught.value.code == "PARSE_ERROR"
    assert caught.value.place == "line 2 column 8"


@pytest.mark.parametrize(
    ("written", "value"),
    [("1,5", 1.5), ("1 234", 1234.0), ("-1\u00a0234,5", -1234.5), ("1.234,5", 1234.5),
     ("0,125", 0.125), ("1'234'567", 1234567.0), ("2.5", 2.5), ("1e3", 1000.0)],
)  # fmt: skip
def test_figures_written_for_people(written: str, value: float) -> None:
    assert (
        decode(json.dumps(dataset(value=[written, 1])).encode()).cells["value"][0].as_py() == value
    )


@pytest.mark.parametrize("written", ["1,234", "1 23", "12 %", "1,2,3", "1.2.3", "\uff15"])
def test_figures_with_two_meanings_are_refused(written: str) -> None:
    with pytest.raises(FormatError, match=r"CELL_INVALID.*/value/0"):
        decode(json.dumps(dataset(value=[written, 1])).encode())


@pytest.mark.parametrize(
    "body",
    [
        {"error": [{"status": 400, "id": 150, "label": "Too many categories"}]},
        {"type": "Parameter error", "title": "Too many categories", "status": 400},
        {"warning": {"status": 413, "label": "Too many categories"}},
        [{"error": "Too many categories"}],
        {"error": "Too many categories"},
    ],
)
def test_error_answers_of_the_agencies(body: Any) -> None:
    with pytest.raises(FormatError, match=r"ERROR_ANSWER.*Too many categories"):
        decode(json.dumps(body).encode())


def test_an_error_page_is_quoted() -> None:
    with pytest.raises(FormatError, match="an HTML page: 503 Closed for maintenance"):
        decode(b"<html><head><style>a{}</style></head><h1>503</h1>Closed for maintenance</html>")


def test_an_error_message_of_the_agency_is_passed_on() -> None:
    with pytest.raises(FormatError, match="Tabellen blev ikke fundet"):
        decode(b'{"message":"Tabellen blev ikke fundet"}')


def test_collections_nested_without_end_are_refused() -> None:
    document: dict[str, Any] = dataset()
    for _ in range(30):
        document = {"class": "collection", "link": {"item": [document]}}
    with pytest.raises(FormatError) as caught:
        decode(json.dumps(document).encode())
    assert caught.value.code == "RECURSION_LIMIT"


def test_several_datasets_are_chosen_by_number() -> None:
    bundle = json.dumps({"one": dataset(label="1"), "two": dataset(label="2")}).encode()
    assert [cube.title for cube in decode_all(bundle)] == ["1", "2"]
    assert decode(bundle, dataset=1).title == "2"
    with pytest.raises(FormatError) as caught:
        decode(bundle)
    assert caught.value.code == "SEVERAL_DATASETS"
    with pytest.raises(FormatError) as caught:
        decode(bundle, dataset=2)
    assert caught.value.code == "DATASET_UNKNOWN"


def test_a_collection_of_references_holds_no_dataset() -> None:
    items = [{"class": "dataset", "href": "https://example.org/a.json"}]
    document = json.dumps({"class": "collection", "link": {"item": items}}).encode()
    assert decode_all(document) == []
    with pytest.raises(FormatError) as caught:
        decode(document)
    assert caught.value.code == "NO_DATASET"


def test_metadata_answers_have_dimensions_and_no_cells() -> None:
    metadata = decode_metadata(json.dumps(dataset(value=[])).encode())
    assert metadata.cells.num_rows == 0
    assert metadata.cells.column_names == ["A", "B", "value", "raw_status"]
    assert metadata.dimensions == {"A": {"x": "X", "y": "Y"}, "B": {"z": "Z"}}
