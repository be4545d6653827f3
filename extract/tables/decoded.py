"""A decoded cube: what every statistical format of the agencies is read into."""

import dataclasses
from collections.abc import Mapping, Sequence

import pyarrow as pa

from extract.tables.arrow_arrays import string_array
from extract.tables.cells import free_name, smallest_index_type
from warehouse.errors import ContractError, FormatError
from warehouse.records import Cube


@dataclasses.dataclass(frozen=True, slots=True)
class DecodedCube:
    """A statistical table read from a file, one row per cell.

    Attributes:
        cells: In the source's order of dimensions, one dictionary encoded column of codes
            per dimension, named by its id; then ``value`` (float64, null where the source
            gives none) and ``raw_status`` (dictionary encoded text: the source's own
            symbol or flag, null where none). Rows are row-major: the last dimension
            varies fastest. The width of the dictionary index is the smallest that fits,
            so pieces are joined by :func:`concatenate`, not by ``pyarrow`` alone.
        dimensions: Dimension id to (code to label), both in the source's order.
        dimension_labels: Dimension id to the dimension's own label.
        title: Title as published, empty when the file has none.
        format: The name of the format it was read from.
        units: Content code to unit as published; key ``*`` when one unit serves all.
        decimals: Content code to number of decimals published; key ``*`` as for units.
        updated: The source's own time of last change, ISO 8601, if given.
        source: Who published it, as the file says.
        notes: Notes the source marks as mandatory: they must travel with the figures.
        aggregation_allowed: False where the agency forbids summing.
        roles: ``time``, ``geo`` and ``metric`` to the dimensions of that role.
        status_labels: Raw status to the text the file itself explains it by.
        warnings: What is unsound in the file and was read all the same, as the errors that
            ``strict`` reading raises.
    """

    cells: pa.Table
    dimensions: Mapping[str, Mapping[str, str]]
    dimension_labels: Mapping[str, str]
    title: str
    format: str
    units: Mapping[str, str] = dataclasses.field(default_factory=dict)
    decimals: Mapping[str, int] = dataclasses.field(default_factory=dict)
    updated: str | None = None
    source: str | None = None
    notes: tuple[str, ...] = ()
    aggregation_allowed: bool = True
    roles: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    status_labels: Mapping[str, str] = dataclasses.field(default_factory=dict)
    warnings: tuple[FormatError, ...] = ()

    def to_cube(self, stat_table_id: str) -> Cube:
        """The record that a source's parser returns."""
        return Cube(
            stat_table_id=stat_table_id,
            cells=self.cells,
            dimensions=self.dimensions,
            title=self.title,
            units=self.units,
            updated=self.updated,
            notes=self.notes,
            aggregation_allowed=self.aggregation_allowed,
        )

    def with_labels(self) -> pa.Table:
        """The table for a reader: a code column and a label column per dimension.

        Returns:
            For each dimension ``<id>`` and ``<id>_label``, then ``value`` and
            ``raw_status``. A label column that would repeat another column's name
            gets underscores appended until it is unique.
        """
        columns: dict[str, pa.Array | pa.ChunkedArray] = {}
        taken = set(self.cells.column_names)
        for name, labels in self.dimensions.items():
            codes = self.cells.column(name)
            columns[name] = codes
            label_name = free_name(f"{name}_label", taken)
            taken.add(label_name)
            columns[label_name] = _relabelled(codes, labels)
        for name in self.cells.column_names[len(self.dimensions) :]:
            columns[name] = self.cells.column(name)
        return pa.table(columns)


def _relabelled(codes: pa.ChunkedArray, labels: Mapping[str, str]) -> pa.ChunkedArray:
    """The same column with every code's label in its place; the indices are shared."""
    chunks: list[pa.DictionaryArray] = []
    known = texts = None
    for chunk in codes.chunks:
        if known is None or not chunk.dictionary.equals(known):
            known = chunk.dictionary
            texts = string_array([labels[code] for code in known.to_pylist()])
        chunks.append(pa.DictionaryArray.from_arrays(chunk.indices, texts, safe=False))
    return pa.chunked_array(chunks, type=codes.type)


def concatenate(parts: Sequence[DecodedCube]) -> DecodedCube:
    """Join the pieces of one table that was asked for in several requests.

    Args:
        parts: Pieces with the same dimensions in the same order, in the order their
            cells shall have. They share no cell: that is the caller's promise.

    Returns:
        A cube whose ``cells`` has the pieces' rows one after the other and whose
        dimensions hold every category of every piece, in order of first appearance.
        Title, source, roles and permission are the first piece's; ``updated`` is the
        latest; notes are united. Summing is allowed only if every piece allows it.

    Raises:
        ContractError: There is no piece, or the dimensions differ.
    """
    if not parts:
        raise ContractError("nothing to concatenate", expected="at least one decoded piece")
    first = parts[0]
    for part in parts[1:]:
        if list(part.dimensions) != list(first.dimensions):
            raise ContractError(
                "pieces of one table have different dimensions",
                expected=", ".join(first.dimensions),
                found=", ".join(part.dimensions),
                remedy="request every piece with the same variables in the same order",
            )
    if len(parts) == 1:
        return first
    dimensions: dict[str, dict[str, str]] = {}
    for name in first.dimensions:
        merged: dict[str, str] = {}
        for part in parts:
            for code, label in part.dimensions[name].items():
                merged.setdefault(code, label)
        dimensions[name] = merged
    joined = pa.concat_tables([_reindexed(part.cells) for part in parts]).unify_dictionaries()
    return dataclasses.replace(
        first,
        cells=_reindexed(joined, narrow=True),
        dimensions=dimensions,
        units={code: unit for part in parts for code, unit in part.units.items()},
        decimals={code: count for part in parts for code, count in part.decimals.items()},
        updated=max((part.updated for part in parts if part.updated), default=None),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        aggregation_allowed=all(part.aggregation_allowed for part in parts),
        status_labels={key: text for part in parts for key, text in part.status_labels.items()},
        warnings=tuple(warning for part in parts for warning in part.warnings),
    )


def _reindexed(table: pa.Table, *, narrow: bool = False) -> pa.Table:
    """The table with 32-bit indices, so that it can be joined, or with the narrowest."""
    for number, column in enumerate(table.columns):
        if not pa.types.is_dictionary(column.type):
            continue
        size = max((len(chunk.dictionary) for chunk in column.chunks), default=0)
        index_type = smallest_index_type(size) if narrow else pa.int32()
        chunks = [
            pa.DictionaryArray.from_arrays(chunk.indices.cast(index_type), chunk.dictionary)
            for chunk in column.chunks
        ]
        recoded = pa.chunked_array(chunks, pa.dictionary(index_type, pa.string()))
        table = table.set_column(number, table.column_names[number], recoded)
    return table
