"""The shape of a JSON-stat dataset: its dimensions, their categories and roles."""

import dataclasses
import graphlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from warehouse.errors import FormatError


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """The dimensions of a dataset.

    Attributes:
        dimensions: Dimension id to (code to label), both in the order of the cells.
        labels: Dimension id to its own label (the id where it has none).
        roles: Role to the dimensions that have it.
        raw: Dimension id to the dimension as it stands in the file.
        root: JSON pointer to the object that holds the dimensions.
    """

    dimensions: dict[str, dict[str, str]]
    labels: dict[str, str]
    roles: dict[str, tuple[str, ...]]
    raw: dict[str, Mapping[str, Any]]
    root: str


def read_shape(
    dataset: Mapping[str, Any], place: str, warn: Callable[[FormatError], object]
) -> Shape:
    """Read ``id``, ``size``, ``dimension`` and ``role``.

    Args:
        dataset: A dataset; ``id``, ``size`` and ``role`` may stand under ``dimension``
            as they did before version 2.0.
        place: JSON pointer to the dataset.
        warn: Takes what is unsound but leaves the cells as they are: roles of dimensions,
            and labels, units or notes of categories, that are not there.

    Raises:
        FormatError: With the code of the rule that is broken.
    """
    holder = _mapping(dataset.get("dimension"), f"{place}/dimension")
    where = f"{place}/dimension"
    old = "id" not in dataset and "id" in holder
    head, head_place = (holder, where) if old else (dataset, place)
    ids = _ids(head.get("id"), f"{head_place}/id")
    sizes = _sizes(head.get("size"), f"{head_place}/size")
    if len(ids) != len(sizes):
        raise FormatError(
            "ID_SIZE_LEN_MISMATCH",
            "there is not one size per dimension",
            place=f"{head_place}/size",
            expected=f"{len(ids)} sizes",
            found=f"{len(sizes)} sizes",
        )
    keys = [key for key in holder if not (old and key in ("id", "size", "role"))]
    if set(keys) != set(ids):
        error = FormatError(
            "DIM_KEY_ID_MISMATCH",
            "the dimensions listed and the dimensions described differ",
            place=where,
            expected=", ".join(ids),
            found=", ".join(keys),
        )
        if not set(ids) <= set(keys):
            raise error
        warn(error)
    raw = {key: _mapping(holder[key], f"{where}/{key}") for key in ids}
    dimensions = {
        key: _categories(raw[key], size, f"{where}/{key}/category", warn)
        for key, size in zip(ids, sizes, strict=True)
    }
    labels = {
        key: label if isinstance(label := dimension.get("label"), str) else key
        for key, dimension in raw.items()
    }
    roles = _roles(head.get("role"), ids, f"{head_place}/role", warn)
    return Shape(dimensions, labels, roles, raw, where)


def whole_number(value: object) -> int | None:
    """An integer, also when written as text (``"3"``, as CSO Ireland did) or as 3.0."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and len(value) <= 18 and value.isascii() and value.isdigit():
        return int(value)
    return None


def violation(place: str, expected: str, found: object) -> FormatError:
    """A refusal because something is not of the kind the specification asks for."""
    text = found if isinstance(found, str) else repr(found)
    return FormatError(
        "STRUCTURAL_VIOLATION",
        "not of the shape the format asks for",
        place=place or "/",
        expected=expected,
        found=text[:120],
    )


def _mapping(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise violation(place, "a JSON object", type(value).__name__)
    return value


def _ids(value: object, place: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise violation(place, "an array of dimension ids", value)
    if len(set(value)) != len(value):
        raise violation(place, "every dimension once", value)
    return value


def _sizes(value: object, place: str) -> list[int]:
    if not isinstance(value, list):
        raise violation(place, "an array of sizes", value)
    sizes = []
    for number, item in enumerate(value):
        size = whole_number(item)
        if size is None or size < 0:
            raise violation(f"{place}/{number}", "a whole number, zero or more", item)
        sizes.append(size)
    return sizes


def _categories(
    dimension: Mapping[str, Any], size: int, place: str, warn: Callable[[FormatError], object]
) -> dict[str, str]:
    category = _mapping(dimension.get("category"), place)
    labels = category.get("label")
    if labels is not None:
        labels = _mapping(labels, f"{place}/label")
    codes = _codes(category.get("index"), labels, f"{place}/index")
    if len(codes) != size:
        raise FormatError(
            "INDEX_COUNT_MISMATCH",
            "the dimension has another number of categories than its size",
            place=f"{place}/index",
            expected=f"{size} categories",
            found=f"{len(codes)} categories",
        )
    known = set(codes)
    for key in ("label", "unit", "coordinates", "note", "child"):
        _check_keys(category, key, known, place, warn)
    try:
        _check_children(category.get("child"), known, f"{place}/child")
    except FormatError as error:
        warn(error)
    if labels is None:
        return {code: code for code in codes}
    return {code: _label(labels.get(code), code, f"{place}/label/{code}") for code in codes}


def _label(value: object, code: str, place: str) -> str:
    if value is None:
        return code
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise violation(place, "a text", value)


def _codes(index: object, labels: Mapping[str, Any] | None, place: str) -> list[str]:
    if isinstance(index, list):
        return _listed_codes(index, place)
    if isinstance(index, Mapping):
        return _positioned_codes(index, place)
    if index is not None:
        raise violation(place, "an array, an object, or nothing", index)
    if labels is None or len(labels) != 1:
        raise violation(
            place,
            "an index; only a dimension with one labelled category may do without",
            "no label" if labels is None else f"{len(labels)} labels",
        )
    return list(labels)


def _listed_codes(index: list[Any], place: str) -> list[str]:
    codes: list[str] = []
    for number, code in enumerate(index):
        if isinstance(code, str):
            codes.append(code)
        elif isinstance(code, int) and not isinstance(code, bool):
            codes.append(str(code))
        else:
            raise violation(f"{place}/{number}", "a category id", code)
    if len(set(codes)) != len(codes):
        repeated = next(code for number, code in enumerate(codes) if code in codes[:number])
        raise FormatError(
            "INDEX_POSITIONS_INVALID",
            "a category is listed twice",
            place=place,
            expected="every category once",
            found=repeated,
        )
    return codes


def _positioned_codes(index: Mapping[str, Any], place: str) -> list[str]:
    positions = [whole_number(position) for position in index.values()]
    codes: list[str | None] = [None] * len(index)
    for code, position in zip(index, positions, strict=True):
        if position is None or not 0 <= position < len(codes) or codes[position] is not None:
            raise FormatError(
                "INDEX_POSITIONS_INVALID",
                "positions of categories are not 0, 1, 2 and so on, each once",
                place=f"{place}/{code}",
                expected=f"a free position from 0 to {len(codes) - 1}",
                found=repr(index[code])[:60],
            )
        codes[position] = code
    return [code for code in codes if code is not None]


_KEY_CODES = {
    "label": "LABEL_KEY_UNKNOWN",
    "unit": "UNIT_KEY_UNKNOWN",
    "coordinates": "COORD_KEY_UNKNOWN",
    "note": "NOTE_KEY_UNKNOWN",
    "child": "CHILD_ID_UNKNOWN",
}


def _check_keys(
    category: Mapping[str, Any],
    key: str,
    known: set[str],
    place: str,
    warn: Callable[[FormatError], object],
) -> None:
    """What is said about categories is said about those of the index."""
    about = category.get(key)
    if about is None:
        return
    for code in _mapping(about, f"{place}/{key}"):
        if code not in known:
            warn(
                FormatError(
                    _KEY_CODES[key],
                    f"a {key} is given for a category that is not in the index",
                    place=f"{place}/{key}/{code}",
                    expected="an id of the index",
                    found=code,
                )
            )


def _check_children(children: object, known: set[str], place: str) -> None:
    """Every child is a category, and no category is its own descendant."""
    if not isinstance(children, Mapping):
        return
    tree: dict[str, Sequence[str]] = {}
    for parent, members in children.items():
        if not isinstance(members, list):
            raise violation(f"{place}/{parent}", "an array of category ids", members)
        for member in members:
            if not isinstance(member, str) or member not in known:
                raise FormatError(
                    "CHILD_ID_UNKNOWN",
                    "a child is not a category of its dimension",
                    place=f"{place}/{parent}",
                    expected="an id of the index",
                    found=repr(member)[:60],
                )
        tree[parent] = members
    _check_no_cycle(tree, place)


def _check_no_cycle(tree: Mapping[str, Sequence[str]], place: str) -> None:
    try:
        graphlib.TopologicalSorter(tree).prepare()
    except graphlib.CycleError as error:
        circle = error.args[1]
        raise FormatError(
            "CHILD_CYCLE",
            "a category is its own descendant",
            place=f"{place}/{circle[0]}",
            expected="a hierarchy without cycles",
            found=", ".join(circle[:5]),
        ) from None


def _roles(
    value: object, ids: Sequence[str], place: str, warn: Callable[[FormatError], object]
) -> dict[str, tuple[str, ...]]:
    if value is None:
        return {}
    roles: dict[str, tuple[str, ...]] = {}
    if not isinstance(value, Mapping):  # PHP writes an empty object as an array
        warn(violation(place, "a JSON object", type(value).__name__))
        return {}
    for role, members in value.items():
        if not isinstance(members, list):
            warn(violation(f"{place}/{role}", "an array of dimension ids", members))
            members = [members]  # noqa: PLW2901
        known = tuple(member for member in members if member in ids)
        if len(known) < len(members):
            warn(
                FormatError(
                    "ROLE_ID_UNKNOWN",
                    "a role is given to a dimension that does not exist",
                    place=f"{place}/{role}",
                    expected=", ".join(ids),
                    found=repr(members)[:60],
                )
            )
        if known:
            roles[role] = known
    return roles
