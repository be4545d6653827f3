"""SDMX-CSV 1.0 and 2.0, as Eurostat, OECD, Norges Bank and others send it, to a decoded cube.

Source: https://github.com/sdmx-twg/sdmx-csv (field guides of both versions).
"""

import re
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from extract.encoding import to_utf8
from extract.tables.cells import code_column, reserved_names_avoided, table_of_cells
from extract.tables.decoded import DecodedCube
from extract.tables.delimited import read_rows, split_line
from extract.tables.rows import check_no_repeats, read_text_values, told
from warehouse.errors import FormatError

FORMAT = "sdmx-csv"
_VALUE, _TIME = "OBS_VALUE", "TIME_PERIOD"
#: What a figure means hangs on these, so that columns of several are dimensions.
_SCALES = ("UNIT_MULT", "UNIT_MEASURE")
_FLAGS = ("OBS_STATUS", "OBS_FLAG", "CONF_STATUS")
#: What is said of the file as a whole, not of a cell.
_ABOUT = ("DATAFLOW", "LAST UPDATE", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION")
_ID_AND_NAME = re.compile(r"(?P<code>[^\s:]+): ?(?P<name>.*)", re.DOTALL)
_UPDATED = re.compile(r"(\d\d)/(\d\d)/(\d\d) (\d\d:\d\d:\d\d)")


def decode(data: bytes, *, encoding: str | None = None) -> DecodedCube:
    """Read SDMX-CSV with ids, with names beside them, or with both in one field.

    Columns before ``OBS_VALUE`` or ``TIME_PERIOD``, whichever is later, are dimensions; those
    after both are attributes. The status is the observation's (``OBS_STATUS``, Eurostat's
    ``OBS_FLAG``) and behind it its confidentiality. A ``UNIT_MULT`` is not multiplied in: it
    is the table's first note, or, like a ``UNIT_MEASURE``, a dimension where rows differ.
    Rows stay in the order they came in.

    Raises:
        FormatError: ``CSV_HEADER_INVALID``, ``CSV_ROW_INVALID``, ``CSV_EMPTY``,
            ``CELL_INVALID``, ``CELL_REPEATED``, ``STRUCTURAL_VIOLATION``.
    """
    text = to_utf8(data, encoding)
    first_line = text[: text.find(b"\n")].decode("latin-1")
    delimiter = max(",;\t", key=first_line.count)
    header, start = split_line(text, delimiter)
    heads = [_ID_AND_NAME.fullmatch(head) for head in header]
    ids = [re.sub(r"\[.*\]$", "", head["code"] if head else name)
           for head, name in zip(heads, header, strict=True)]  # fmt: skip
    if ids.count(_VALUE) != 1 or len(ids) < 2:
        raise FormatError(
            "CSV_HEADER_INVALID",
            "not the header of an SDMX-CSV file",
            place="line 1",
            expected="dimensions, OBS_VALUE, attributes",
            found=", ".join(header)[:120],
        )
    columns = dict(zip(range(len(ids)), read_rows(text, ids, start, delimiter, 0), strict=True))
    _check_actions(ids, columns)
    end = max(ids.index(_VALUE), ids.index(_TIME) if _TIME in ids else 0)
    named = _name_columns(ids, columns)
    keys = [number for number, name in enumerate(ids)
            if name not in (*_ABOUT, *_FLAGS, _VALUE) and number not in named.values()
            and (number <= end or (
                name in _SCALES and len(pc.unique(columns[number])) > 1))]  # fmt: skip
    names = reserved_names_avoided([ids[number] for number in keys])
    codes: dict[str, pa.DictionaryArray] = {}
    dimensions: dict[str, Mapping[str, str]] = {}
    for number in keys:
        name = names[ids[number]]
        texts = columns[number].combine_chunks()
        labels = columns[named[number]].combine_chunks() if number in named else None
        codes[name], dimensions[name] = _coded(texts, labels, both=heads[number] is not None)
    check_no_repeats(codes, "rows")
    values, statuses = _cells(ids, columns)
    return DecodedCube(
        cells=table_of_cells(codes, values, statuses),
        dimensions=dimensions,
        dimension_labels={
            names[ids[n]]: (
                head["name"] if (head := heads[n]) else header[named[n]] if n in named else ids[n]
            )
            or ids[n]
            for n in keys
        },
        title=_single(ids, columns, "STRUCTURE_NAME") or "",
        format=FORMAT,
        units={"*": unit} if (unit := _single(ids, columns, "UNIT_MEASURE")) else {},
        updated=_updated(_single(ids, columns, "LAST UPDATE")),
        source=_single(ids, columns, "DATAFLOW") or _single(ids, columns, "STRUCTURE_ID"),
        notes=(f"UNIT_MULT: the figures are in units times 10 to the power of {power}",)
        if (power := _single(ids, columns, "UNIT_MULT") or "0") != "0"
        else (),
        roles={
            role: (names[found[0]],)
            for role, wanted in (("time", _TIME), ("geo", "GEO"))
            if (found := [ids[n] for n in keys if ids[n].upper() == wanted])
        },
    )


Columns = Mapping[int, pa.ChunkedArray]


def _check_actions(ids: Sequence[str], columns: Columns) -> None:
    """A message of version 2.0 may take cells away; such a file is no table."""
    if "ACTION" not in ids:
        return
    actions = set(pc.unique(columns[ids.index("ACTION")]).to_pylist())
    if strange := sorted(actions - {"", "I", "A", "R", "M"}):
        raise FormatError(
            "STRUCTURAL_VIOLATION",
            "the file is an order to delete cells, not a table",
            place="ACTION",
            expected="I, A, R or M",
            found=", ".join(strange)[:60],
        )


def _name_columns(ids: Sequence[str], columns: Columns) -> dict[int, int]:
    """Columns with their names in the next one (Eurostat's ``labels=name``), each with that one.

    Such a follower's head is no id (``Geopolitical entity (reporting)``, ``Time``), and every
    code has one name in it.
    """
    found: dict[int, int] = {}
    number = next((n for n, name in enumerate(ids) if name not in _ABOUT), len(ids))
    while number + 1 < ids.index(_VALUE):
        pair = pa.table({"code": columns[number], "name": columns[number + 1]})
        counts = pair.group_by("code").aggregate([("name", "count_distinct")])
        is_id = re.fullmatch(r"[A-Z][A-Z0-9_]*|[a-z][a-z0-9_]*", ids[number + 1])
        # Several codes of one name throughout are no names of theirs.
        is_alike = len(counts) > 1 and len(pc.unique(pair["name"])) == 1
        is_pair = not is_id and not is_alike and pc.max(counts["name_count_distinct"]).as_py() == 1
        if is_pair or (ids[number] == _TIME and not is_id):
            found[number] = number + 1
        number += 2 if number in found else 1
    return found


def _coded(
    texts: pa.Array, labels: pa.Array | None, *, both: bool
) -> tuple[pa.DictionaryArray, dict[str, str]]:
    """A column of codes and what they are called."""
    column = code_column(texts)
    entries = column.dictionary.to_pylist()
    if labels is not None:
        pairs = dict(zip(texts.to_pylist(), labels.to_pylist(), strict=True))
        return column, {code: pairs[code] or code for code in entries}
    matches = [_ID_AND_NAME.fullmatch(entry) for entry in entries]
    split = {match["code"]: match["name"] for match in matches if match} if both else {}
    if len(split) != len(entries):
        return column, {code: code for code in entries}
    codes = pa.array(list(split), pa.string())
    return pa.DictionaryArray.from_arrays(column.indices, codes), split


def _cells(ids: Sequence[str], columns: Columns) -> tuple[pa.Array, pa.DictionaryArray]:
    texts = columns[ids.index(_VALUE)].combine_chunks()
    values, written = read_text_values(texts, decimal=None, place=_VALUE, may_be_grouped=True)
    flags = [
        pc.replace_substring_regex(
            columns[ids.index(name)].combine_chunks(), r"^([^:]+):.*$", r"\1"
        )
        for name in _FLAGS
        if name in ids
    ]
    empty = pa.scalar("")
    # "NaN" is the standard's word for a missing figure; a status says more.
    signs = pc.coalesce(written.cast(pa.string()), empty)
    flagged = pc.binary_join_element_wise(*flags, "") if flags else empty
    bare = pc.if_else(pc.and_(pc.equal(signs, "NaN"), pc.not_equal(flagged, empty)), empty, signs)
    return values, told(pc.binary_join_element_wise(bare, flagged, ""))


def _single(ids: Sequence[str], columns: Columns, name: str) -> str | None:
    """The one text of a column that says the same of every row."""
    if name not in ids:
        return None
    texts = pc.unique(columns[ids.index(name)]).to_pylist()
    return texts[0] or None if len(texts) == 1 else None


def _updated(text: str | None) -> str | None:
    """Eurostat's ``23/11/26 11:00:00``, in ISO 8601."""
    match = _UPDATED.fullmatch(text or "")
    return f"20{match[3]}-{match[2]}-{match[1]}T{match[4]}" if match else text
