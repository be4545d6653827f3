"""What a table says about itself, in one shape for all agencies."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from extract.agencies.table_selection import Selection, expand, is_expression
from warehouse.errors import SourceChangedError
from warehouse.statistics import StatisticalTable

_REMEDY = "compare the table's metadata with its declaration in extract/sources"


@dataclasses.dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of a table.

    Attributes:
        code: Its id.
        label: Its name for people.
        values: Code to label, in the table's order.
        is_time: Whether it is the time dimension.
        is_eliminable: Whether it may be left out of a selection.
    """

    code: str
    label: str
    values: Mapping[str, str]
    is_time: bool = False
    is_eliminable: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class TableMetadata:
    """A table's metadata.

    Attributes:
        table_id: The agency's id.
        title: For people.
        dimensions: In the table's order.
        updated: When it last changed, as the agency writes it.
        url: Where they were read.
    """

    table_id: str
    title: str
    dimensions: tuple[Dimension, ...]
    updated: str | None = None
    url: str | None = None

    def dimension(self, code: str) -> Dimension:
        """Return a dimension by id, whatever its case.

        Raises:
            SourceChangedError: There is none.
        """
        for dimension in self.dimensions:
            if dimension.code.casefold() == code.casefold():
                return dimension
        raise SourceChangedError(
            f"Table {self.table_id} has no such dimension",
            url=self.url,
            place="dimension ids",
            expected=code,
            found=", ".join(dimension.code for dimension in self.dimensions),
            remedy=_REMEDY,
        )

    def replace_values(self, code: str, values: Mapping[str, str]) -> TableMetadata:
        """Return the metadata as seen through a code list for one dimension."""
        target = self.dimension(code)
        return dataclasses.replace(
            self,
            dimensions=tuple(
                dataclasses.replace(item, values=values) if item is target else item
                for item in self.dimensions
            ),
        )


def complete_selection(metadata: TableMetadata, wanted: Selection) -> dict[str, tuple[str, ...]]:
    """Return explicit codes for every dimension of a table.

    A dimension that is not named is taken whole: what is left to the agency is a silent
    "default selection". An empty sequence leaves a dimension out, which the agency then
    eliminates.

    Args:
        metadata: The table's metadata, as seen through the code lists asked for.
        wanted: Codes or expressions by dimension.

    Raises:
        SourceChangedError: A dimension or code is not there, or must not be left out.
    """
    named = {metadata.dimension(code).code: values for code, values in wanted.items()}
    selection: dict[str, tuple[str, ...]] = {}
    for dimension in metadata.dimensions:
        values = named.get(dimension.code, ("*",))
        if values:
            selection[dimension.code] = expand(
                values, tuple(dimension.values), dimension=dimension.code, is_time=dimension.is_time
            )
        elif not dimension.is_eliminable:
            raise SourceChangedError(
                f"Table {metadata.table_id} needs a value for every call",
                url=metadata.url,
                place=f"dimension {dimension.code}",
                expected="at least one code",
                found="none asked for",
                remedy="name its codes in the declaration",
            )
    return selection


def check_metadata(declared: StatisticalTable, actual: TableMetadata) -> list[str]:
    """Hold a table's own metadata against its declaration, before data are asked for.

    Returns:
        Warnings: a dimension or content that the declaration does not know.

    Raises:
        SourceChangedError: A dimension, content or code that it counts on is missing.
    """
    dimensions = {item.code: item.values for item in actual.dimensions}
    roles = declared.roles(dimensions, actual.url)
    contents = declared.contents_of(dimensions, actual.url)
    for code, values in {**declared.select, **_as_tuples(declared.only)}.items():
        dimension = actual.dimension(code)
        for value in values:
            if not is_expression(value):
                _check_code(declared, actual, dimension, value)
    for code in (*declared.summed, *declared.codelists):
        actual.dimension(code)
    known = {*declared.select, *declared.only, *declared.summed}
    warnings = [
        f"table {declared.stat_table_id} has a dimension its declaration does not know: {name} "
        f"({len(dimensions[name])} codes)"
        for name in roles.others
        if name not in known and len(dimensions[name]) > 1  # a single code changes no figure
    ]
    warnings += [
        f"table {declared.stat_table_id} has a content its declaration does not know: {code}"
        for code, content in contents.items()
        if declared.content is not None and content not in declared.contents.values()
    ]
    return warnings


def _as_tuples(only: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {dimension: (code,) for dimension, code in only.items()}


def _check_code(
    declared: StatisticalTable, actual: TableMetadata, dimension: Dimension, code: str
) -> None:
    if code.casefold() not in {known.casefold() for known in dimension.values}:
        raise SourceChangedError(
            f"Table {declared.stat_table_id} lacks a code that its declaration counts on",
            url=actual.url,
            place=f"dimension {dimension.code}",
            expected=code,
            found=", ".join(dimension.values)[:300],
            remedy=_REMEDY,
        )
