"""JSON-stat 1.x and 2.0 to a decoded cube.

Source: the JSON-stat full specification, https://json-stat.org/full/ ; error codes from
the JSON-stat validator, https://github.com/jsonstat/validator (ruleset 1.0.0).
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from extract.encoding import to_utf8, without_mark
from extract.tables import jsonstat_cells, jsonstat_dimensions, jsonstat_notes
from extract.tables.arrow_arrays import number_array
from extract.tables.cells import (
    cell_count,
    check_sparse_size,
    code_columns,
    constant_status,
    reserved_names_avoided,
    table_of_cells,
)
from extract.tables.decoded import DecodedCube
from extract.tables.file_bytes import Data, whole
from extract.tables.json_lift import Lifted, lift
from extract.tables.jsonstat_dimensions import violation
from warehouse.errors import FormatError

FORMAT = "json-stat"
MAX_DEPTH = 16
MAX_WARNINGS = 100


def decode_all(data: Data, *, encoding: str | None = None) -> list[DecodedCube]:
    """Read every dataset that the file itself holds.

    Args:
        data: A dataset, a bundle (JSON-stat 1.x) or a collection. Items that a
            collection only refers to by ``href`` are not fetched and not returned.
        encoding: Character set, when it is neither UTF-8 nor recognisable.

    Raises:
        FormatError: The file is not JSON-stat, or one of its datasets is not valid.
    """
    data = without_mark(data) if isinstance(data, bytes) else data
    short, lifted = lift(data)
    if lifted:
        try:
            cubes = _Reader(lifted).read_all(parse_json(to_utf8(short, encoding)))
            if not lifted:
                return cubes
        except FormatError:
            # The same error, or none, comes from the whole text, at its true position.
            pass
    return _Reader({}).read_all(parse_json(to_utf8(whole(data), encoding)))


def decode_metadata(data: bytes, *, encoding: str | None = None) -> DecodedCube:
    """Read the dimensions of a metadata answer (PxWeb v2), whose ``value`` is empty.

    Returns:
        As for a dataset, with ``cells`` of no rows.
    """
    datasets = list(_datasets(parse_json(to_utf8(data, encoding)), "", 0))
    if len(datasets) != 1:
        raise violation("", "a metadata answer holds one dataset", f"{len(datasets)} datasets")
    place, dataset = datasets[0]
    return _Reader({}).read(place, dataset, with_cells=False)


def parse_json(data: bytes) -> Any:
    """Parse JSON.

    Raises:
        FormatError: ``PARSE_ERROR`` with its place; ``STRUCTURAL_VIOLATION``: a key stands twice.
    """
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise FormatError(
            "PARSE_ERROR",
            f"not valid JSON: {error.msg}",
            place=f"line {error.lineno} column {error.colno}",
            found=data[max(0, error.pos - 20) : error.pos + 20].decode("utf-8", "replace"),
            remedy="check that the file was downloaded whole",
        ) from None
    with contextlib.suppress(orjson.JSONEncodeError):  # nested too deeply, and refused later
        # Of a key that stands twice only the last is read, so fewer would be written again.
        if data.count(b'":') > orjson.dumps(document).count(b'":'):
            raise violation("/", "every key of an object once", "a key that stands twice")
    return document


class _Reader:
    """Reads the datasets of one parsed document, taking the parts that were lifted."""

    def __init__(self, lifted: dict[str, Lifted]) -> None:
        self.lifted = lifted

    def read_all(self, document: Any) -> list[DecodedCube]:
        return [self.read(place, dataset) for place, dataset in _datasets(document, "", 0)]

    def _part(self, dataset: Mapping[str, Any], key: str) -> Any:
        part = dataset.get(key)
        return self.lifted.pop(part, part) if isinstance(part, str) else part

    def _cells(
        self,
        dataset: Mapping[str, Any],
        place: str,
        categories: Mapping[str, list[str]],
        warn: Callable[[FormatError], object],
    ) -> pa.Table:
        sizes = [len(codes) for codes in categories.values()]
        value = self._part(dataset, "value")
        sparse = isinstance(value, Mapping)
        total = check_sparse_size(sizes, f"{place}/size") if sparse else cell_count(sizes)
        values, texts = jsonstat_cells.read_values(value, total, f"{place}/value", warn)
        statuses = jsonstat_cells.read_statuses(
            self._part(dataset, "status"), total, f"{place}/status", warn
        )
        statuses = jsonstat_cells.with_value_texts(statuses, texts, f"{place}/value")
        return table_of_cells(code_columns(categories), values, statuses)

    def read(
        self, place: str, dataset: Mapping[str, Any], *, with_cells: bool = True
    ) -> DecodedCube:
        warnings: list[FormatError] = []

        def warn(error: FormatError) -> None:
            if len(warnings) < MAX_WARNINGS:
                warnings.append(error)

        if (kind := dataset.get("class")) not in (None, "dataset"):
            warn(violation(f"{place}/class", "class dataset", kind))
        shape = jsonstat_dimensions.read_shape(dataset, place, warn)
        names = reserved_names_avoided(list(shape.dimensions))
        categories = {names[key]: list(codes) for key, codes in shape.dimensions.items()}
        cells = (
            self._cells(dataset, place, categories, warn) if with_cells else _no_cells(categories)
        )
        remarks = jsonstat_notes.read_remarks(dataset, shape)
        return DecodedCube(
            cells=cells,
            dimensions={names[key]: codes for key, codes in shape.dimensions.items()},
            dimension_labels={names[key]: label for key, label in shape.labels.items()},
            title=_text(dataset.get("label")) or "",
            format=FORMAT,
            units=remarks.units,
            decimals=remarks.decimals,
            updated=_text(dataset.get("updated")),
            source=_text(dataset.get("source")),
            notes=remarks.notes,
            aggregation_allowed=remarks.aggregation_allowed,
            roles={
                role: tuple(names[member] for member in members)
                for role, members in shape.roles.items()
            },
            status_labels=remarks.status_labels,
            warnings=tuple(warnings),
        )


def _no_cells(categories: Mapping[str, list[str]]) -> pa.Table:
    return table_of_cells(
        code_columns({name: [] for name in categories}),
        number_array(np.empty(0)),
        constant_status(None, 0),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _datasets(node: Any, place: str, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every dataset in a document, with its JSON pointer."""
    if depth > MAX_DEPTH:
        raise FormatError(
            "RECURSION_LIMIT",
            "collections are nested too deeply",
            place=place,
            expected=f"at most {MAX_DEPTH} levels",
        )
    if isinstance(node, list) and not place and _message_in(node):
        node = {"errors": node}
    if not isinstance(node, Mapping):
        raise violation(place, "a JSON object", type(node).__name__)
    kind = node.get("class")
    kind = kind.lower() if isinstance(kind, str) else kind
    if kind == "collection":
        yield from _collection_items(node, place, depth)
    elif kind == "dataset" or ("value" in node and "dimension" in node):
        yield place, node
    elif kind is not None:
        raise violation(f"{place}/class", "class dataset or collection", repr(kind)[:80])
    else:
        yield from _bundle_members(node, place)


_MESSAGE_KEYS = ("message", "error", "errors", "errorMessage", "title", "detail", "label",
                 "warning", "Message", "fault", "faultstring", "description", "text")  # fmt: skip


def _message_in(node: Any, depth: int = 0) -> str:
    """What an agency's error answer says, wherever it stands in it."""
    if isinstance(node, str):
        return node.strip()
    if depth > 4:
        return ""
    parts = node if isinstance(node, list) else []
    if isinstance(node, Mapping):
        parts = [node[key] for key in _MESSAGE_KEYS if key in node]
    told = (_message_in(part, depth + 1) for part in parts[:8])
    return "; ".join(dict.fromkeys(text for text in told if text))[:300]


def _collection_items(
    node: Mapping[str, Any], place: str, depth: int
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    link = node.get("link")
    items = link.get("item") if isinstance(link, Mapping) else None
    if not isinstance(items, list):
        raise violation(f"{place}/link/item", "an array of items", type(items).__name__)
    for number, item in enumerate(items):
        where = f"{place}/link/item/{number}"
        if not isinstance(item, Mapping):
            raise violation(where, "a JSON object", type(item).__name__)
        embedded = "dimension" in item or "link" in item
        if embedded and item.get("class") in ("dataset", "collection", None):
            yield from _datasets(item, where, depth + 1)


def _bundle_members(node: Mapping[str, Any], place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    members = {
        key: member
        for key, member in node.items()
        if isinstance(member, Mapping) and "dimension" in member
    }
    if not members:
        found = f"keys {', '.join(list(node)[:8]) or 'none'}"
        # Metadata have a title and a label too, but neither a status nor a message.
        is_error = "status" in node or set(node) & (set(_MESSAGE_KEYS) - {"title", "label", "text"})
        if "variables" not in node and is_error and (message := _message_in(node)):
            raise FormatError(
                "ERROR_ANSWER",
                "the agency answered with an error, not with data",
                place=place or "/",
                expected="a dataset, a collection or a bundle of datasets",
                found=message,
                remedy="ask anew, as the message says",
            )
        raise violation(place, "a dataset, a collection or a bundle of datasets", found)
    for key, member in members.items():
        yield f"{place}/{key}", member
