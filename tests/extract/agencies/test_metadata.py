"""A table's own metadata against its declaration, before data are asked for."""

from __future__ import annotations

import dataclasses

import pytest

from extract.agencies.pxweb import PxWebClient
from extract.agencies.table_metadata import (
    Dimension,
    TableMetadata,
    check_metadata,
    complete_selection,
)
from tests.agencies.client import local_client
from tests.agencies.pxweb import PxWebServer
from warehouse.errors import SourceChangedError
from warehouse.statistics import Content, StatisticalTable

DECLARED = StatisticalTable(
    "ssb:99001",
    {"Bedrifter": Content("establishments", "establishments")},
    industry="NACE2007",
    select={"Region": ("4601", "11*"), "Tid": ("from(2016)",)},
)


@pytest.fixture(scope="module")
def actual() -> TableMetadata:
    with PxWebServer() as server:
        return PxWebClient(local_client(server), server.v2).metadata("99001")


def without(actual: TableMetadata, code: str) -> TableMetadata:
    kept = tuple(item for item in actual.dimensions if item.code != code)
    return dataclasses.replace(actual, dimensions=kept)


def with_dimension(actual: TableMetadata, *codes: str) -> TableMetadata:
    extra = Dimension("Sektor", "sektor", {code: code for code in codes})
    return dataclasses.replace(actual, dimensions=(*actual.dimensions, extra))


def test_as_declared(actual: TableMetadata) -> None:
    assert check_metadata(DECLARED, actual) == []


@pytest.mark.parametrize("code", ["Region", "NACE2007", "ContentsCode", "Tid"])
def test_missing_dimension_is_an_error(actual: TableMetadata, code: str) -> None:
    with pytest.raises(SourceChangedError, match=f"expected: {code}"):
        check_metadata(DECLARED, without(actual, code))


def test_missing_code_is_an_error(actual: TableMetadata) -> None:
    gone = actual.replace_values("Region", {"0": "Landet", "1103": "Stavanger"})
    with pytest.raises(SourceChangedError, match=r"place: dimension Region; expected: 4601"):
        check_metadata(DECLARED, gone)


def test_missing_content_is_an_error(actual: TableMetadata) -> None:
    gone = actual.replace_values("ContentsCode", {"Foretak": "Foretak"})
    with pytest.raises(SourceChangedError, match="content Bedrifter"):
        check_metadata(DECLARED, gone)


def test_new_dimension_and_content_are_warnings(actual: TableMetadata) -> None:
    more = actual.replace_values("ContentsCode", {"Bedrifter": "B", "Foretak": "F"})
    (first, second) = check_metadata(DECLARED, with_dimension(more, "1", "2"))
    assert "dimension its declaration does not know: Sektor (2 codes)" in first
    assert "content its declaration does not know: Foretak" in second


def test_new_dimension_of_one_code_changes_nothing(actual: TableMetadata) -> None:
    assert check_metadata(DECLARED, with_dimension(actual, "1")) == []


def test_new_periods_and_regions_are_no_news(actual: TableMetadata) -> None:
    more = actual.replace_values("Tid", {**actual.dimension("Tid").values, "2099": "2099"})
    assert check_metadata(DECLARED, more) == []


def test_selection_names_every_dimension(actual: TableMetadata) -> None:
    selection = complete_selection(actual, {"region": ("46*",)})
    assert list(selection) == ["Region", "NACE2007", "ContentsCode", "Tid"]
    assert selection["Region"] == ("4601",)
    assert len(selection["Tid"]) == 10
