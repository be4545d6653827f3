"""What a JSON-stat dataset says beside its cells: units, decimals, notes, permissions."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from extract.tables.jsonstat_dimensions import Shape, whole_number


@dataclasses.dataclass(frozen=True, slots=True)
class Remarks:
    """See the attributes of the same names of ``DecodedCube``."""

    units: dict[str, str]
    decimals: dict[str, int]
    notes: tuple[str, ...]
    aggregation_allowed: bool
    status_labels: dict[str, str]


def read_remarks(dataset: Mapping[str, Any], shape: Shape) -> Remarks:
    """Read everything that must travel with the cells.

    Nothing here is a reason to refuse a file: ``extension`` is free in form.
    """
    units: dict[str, str] = {}
    decimals: dict[str, int] = {}
    extension = _mapping(dataset.get("extension"))
    px = _mapping(extension.get("px"))
    if (count := whole_number(px.get("decimals"))) is not None:
        decimals["*"] = count
    for dimension in shape.raw.values():
        category = _mapping(dimension.get("category"))
        for code, unit in _mapping(category.get("unit")).items():
            _read_unit(code, unit, units, decimals)
    allowed = px.get("aggregallowed")
    return Remarks(
        units=units,
        decimals=decimals,
        notes=tuple(dict.fromkeys(_mandatory_notes(dataset, shape))),
        aggregation_allowed=allowed is not False and str(allowed).lower() not in ("no", "false"),
        status_labels=_status_labels(extension),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _read_unit(code: str, unit: object, units: dict[str, str], decimals: dict[str, int]) -> None:
    parts = _mapping(unit)
    # PxWeb writes `base`; the specification's own keys are `label` and `symbol`.
    for key in ("base", "label", "symbol", "type"):
        if isinstance(name := parts.get(key), str) and name:
            units[code] = name
            break
    if (count := whole_number(parts.get("decimals"))) is not None:
        decimals[code] = count


def _mandatory_notes(dataset: Mapping[str, Any], shape: Shape) -> Iterator[str]:
    """Notes of the dataset, its dimensions and categories that PxWeb marks mandatory."""
    extension = _mapping(dataset.get("extension"))
    yield from _marked(dataset.get("note"), extension.get("noteMandatory"))
    for dimension in shape.raw.values():
        extension = _mapping(dimension.get("extension"))
        yield from _marked(dimension.get("note"), extension.get("noteMandatory"))
        marks = _mapping(extension.get("categoryNoteMandatory"))
        notes = _mapping(_mapping(dimension.get("category")).get("note"))
        for code, category_notes in notes.items():
            yield from _marked(category_notes, marks.get(code))


def _marked(notes: object, marks: object) -> Iterator[str]:
    if not isinstance(notes, list):
        return
    marked = _mapping(marks)
    for number, note in enumerate(notes):
        if isinstance(note, str) and marked.get(str(number)) is True:
            yield note


def _status_labels(extension: Mapping[str, Any]) -> dict[str, str]:
    """Eurostat explains its flags in ``extension.status.label``."""
    labels = _mapping(_mapping(extension.get("status")).get("label"))
    return {flag: text for flag, text in labels.items() if isinstance(text, str)}
