"""The plain ``json`` answer of PxWeb version 1 to a decoded cube.

Source: https://github.com/rOpenGov/pxweb (R/pxweb_data.R), which reads the same answer.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from extract.encoding import to_utf8
from extract.tables.arrow_arrays import string_array
from extract.tables.cells import code_column, free_name, reserved_names_avoided, table_of_cells
from extract.tables.decoded import DecodedCube
from extract.tables.jsonstat import parse_json
from extract.tables.jsonstat_dimensions import violation
from extract.tables.rows import check_no_repeats, plain_labels, read_text_values
from warehouse.errors import FormatError

FORMAT = "pxweb-json"
CONTENTS = "ContentsCode"


def decode(data: bytes, *, encoding: str | None = None) -> DecodedCube:
    """Read a PxWeb ``json`` answer.

    The contents (columns of type ``c``) become a last dimension ``ContentsCode``, as in
    the same table's JSON-stat. Rows stay in the order they came in. The answer holds no
    labels of values, so codes stand for them; comments are kept as notes, since the
    format does not say which are mandatory.

    Raises:
        FormatError: ``PARSE_ERROR``, ``STRUCTURAL_VIOLATION``, ``KEY_LEN_MISMATCH``,
            ``VALUE_LEN_MISMATCH``, ``CELL_INVALID``, ``CELL_REPEATED``.
    """
    document = parse_json(to_utf8(data, encoding))
    if not isinstance(document, Mapping):
        raise violation("/", "a JSON object", document)
    columns = _columns(document.get("columns"))
    keyed = [column for column in columns if column["type"] != "c"]
    contents = [column for column in columns if column["type"] == "c"]
    ids = [column["code"] for column in keyed]
    contents_id = free_name(CONTENTS, ids)
    names = reserved_names_avoided([*ids, contents_id])
    keys, figures = _rows(document.get("data"), len(keyed), len(contents))
    codes = {
        names[column["code"]]: code_column(
            string_array([key[number] for key in keys for _ in contents])
        )
        for number, column in enumerate(keyed)
    }
    codes[names[contents_id]] = code_column(
        string_array([column["code"] for column in contents] * len(keys))
    )
    check_no_repeats(codes, "/data")
    values, statuses = read_text_values(string_array(figures), decimal=".", place="/data")
    dimensions = {name: plain_labels(column) for name, column in codes.items()}
    dimensions[names[contents_id]] = {column["code"]: column["text"] for column in contents}
    about = _metadata(document)
    return DecodedCube(
        cells=table_of_cells(codes, values, statuses),
        dimensions=dimensions,
        dimension_labels={
            **{names[column["code"]]: column["text"] for column in keyed},
            names[contents_id]: contents_id,
        },
        title=about.get("label") or "",
        format=FORMAT,
        units={column["code"]: column["unit"] for column in contents if column["unit"]},
        updated=about.get("updated"),
        source=about.get("source"),
        notes=tuple(dict.fromkeys(_comments(document.get("comments")))),
        roles=_roles(keyed, names, contents_id),
    )


def _columns(value: object) -> list[dict[str, str]]:
    if not isinstance(value, list):
        raise violation("/columns", "an array of columns", value)
    columns: list[dict[str, str]] = []
    for number, item in enumerate(value):
        code = item.get("code") if isinstance(item, Mapping) else None
        if not isinstance(code, str):
            raise violation(f"/columns/{number}", "a column with a code", item)
        columns.append(
            {
                "code": code,
                "text": _text(item.get("text")) or code,
                "type": _text(item.get("type")) or "d",
                "unit": _text(item.get("unit")) or "",
            }
        )
    kinds = {
        kind: [each["code"] for each in columns if (each["type"] == "c") is kind]
        for kind in (True, False)
    }
    for codes in kinds.values():
        if len(set(codes)) != len(codes):
            raise violation("/columns", "every code once", codes)
    if not kinds[True]:
        raise violation("/columns", "at least one column of type c", list(kinds[False]))
    return columns


def _rows(value: object, key_count: int, content_count: int) -> tuple[list[list[str]], list[Any]]:
    if not isinstance(value, list):
        raise violation("/data", "an array of rows", value)
    keys: list[list[str]] = []
    figures: list[Any] = []
    for number, row in enumerate(value):
        key = row.get("key") if isinstance(row, Mapping) else None
        cells = row.get("values") if isinstance(row, Mapping) else None
        if not isinstance(key, list) or not isinstance(cells, list):
            raise violation(f"/data/{number}", "a row with key and values", row)
        _check_width(key, key_count, "KEY_LEN_MISMATCH", f"/data/{number}/key")
        _check_width(cells, content_count, "VALUE_LEN_MISMATCH", f"/data/{number}/values")
        keys.append(key)
        figures.extend(_figure(cell, f"/data/{number}/values") for cell in cells)
    return keys, figures


def _check_width(entries: Sequence[object], expected: int, code: str, place: str) -> None:
    if len(entries) != expected:
        raise FormatError(
            code,
            "a row does not fit the columns",
            place=place,
            expected=f"{expected} entries",
            found=f"{len(entries)} entries",
        )
    if code == "KEY_LEN_MISMATCH" and not all(isinstance(entry, str) for entry in entries):
        raise violation(place, "codes as texts", entries)


def _figure(cell: object, place: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return repr(cell)
    raise violation(place, "a figure as text", cell)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _metadata(document: Mapping[str, Any]) -> dict[str, str | None]:
    """Later versions add one entry with label, source and time of update."""
    entries = document.get("metadata")
    entry = entries[0] if isinstance(entries, list) and entries else None
    if not isinstance(entry, Mapping):
        return {}
    return {key: _text(entry.get(key)) for key in ("label", "updated", "source")}


def _comments(value: object) -> list[str]:
    comments = value if isinstance(value, list) else []
    texts = [_text(each.get("comment")) for each in comments if isinstance(each, Mapping)]
    return [text for text in texts if text]


def _roles(
    keyed: Sequence[Mapping[str, str]], names: Mapping[str, str], contents_id: str
) -> dict[str, tuple[str, ...]]:
    roles: dict[str, tuple[str, ...]] = {"metric": (names[contents_id],)}
    time = tuple(names[column["code"]] for column in keyed if column["type"] == "t")
    return {"time": time, **roles} if time else roles
