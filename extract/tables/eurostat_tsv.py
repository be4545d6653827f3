"""Eurostat's TSV downloads to a decoded cube.

Source: https://ec.europa.eu/eurostat/data/database/information (TSV format).
"""

import pyarrow as pa
import pyarrow.compute as pc

from extract.encoding import to_utf8
from extract.tables.cells import code_column, reserved_names_avoided, table_of_cells
from extract.tables.decoded import DecodedCube
from extract.tables.delimited import long_heading, long_keys, read_rows, row_major
from extract.tables.rows import check_no_repeats, plain_labels, read_text_values, told
from warehouse.errors import FormatError

FORMAT = "eurostat-tsv"
_TIME_NAMES = ("time", "time_period")


def decode(data: bytes, *, encoding: str | None = None) -> DecodedCube:
    r"""Read a TSV: keys in the first column (``freq,unit,geo\TIME_PERIOD``), then periods.

    Flags follow the figure after a blank (``12.3 bp``); ``:`` is no figure. The raw status
    is the flags as they stand, behind the ``:`` where there is one (``:c``), as in the same
    table's JSON-stat. Rows that Eurostat leaves out are not in the result.

    Raises:
        FormatError: ``CSV_HEADER_INVALID``, ``CSV_ROW_INVALID``, ``CSV_EMPTY``,
            ``CELL_INVALID``, ``CELL_REPEATED``.
    """
    text = to_utf8(data, encoding)
    end = text.find(b"\n") + 1 or len(text)
    heads = [head.strip() for head in text[:end].decode("utf-8", "replace").split("\t")]
    keys, _, across = heads[0].rpartition("\\")
    ids = [name.strip() for name in keys.split(",")] + [across.strip()]
    periods = heads[1:]
    if not periods or not all(ids) or len({*ids}) < len(ids) or len({*periods}) < len(periods):
        raise FormatError(
            "CSV_HEADER_INVALID",
            "not the header of a Eurostat TSV",
            place="line 1",
            expected="dimensions\\TIME_PERIOD, then one column per period, with tabs between",
            found=text[:80].decode("utf-8", "replace"),
        )
    first, *columns = read_rows(text, heads, end, "\t", 1)
    names = reserved_names_avoided(ids)
    codes = {
        names[name]: long_keys(code_column(column), len(periods))
        for name, column in zip(ids, _split_keys(first, len(ids) - 1), strict=False)
    }
    codes[names[ids[-1]]] = long_heading(periods, len(first))
    check_no_repeats(codes, "rows")
    roles = {
        role: (names[found[0]],)
        for role, wanted in (("time", _TIME_NAMES), ("geo", ("geo",)))
        if (found := [name for name in ids if name.lower() in wanted])
    }
    return DecodedCube(
        cells=table_of_cells(codes, *_read_cells(row_major(columns))),
        dimensions={name: plain_labels(column) for name, column in codes.items()},
        dimension_labels={name: name for name in codes},
        title="",
        format=FORMAT,
        source="Eurostat",
        roles=roles,
    )


def _split_keys(first: pa.ChunkedArray, count: int) -> list[pa.Array]:
    texts = first.combine_chunks().cast(pa.string())
    parts = pc.split_pattern(texts, ",")
    wrong = pc.indices_nonzero(pc.not_equal(pc.list_value_length(parts), count))
    if len(wrong):
        row = wrong[0].as_py()
        raise FormatError(
            "CSV_ROW_INVALID",
            "a row has another number of keys than the header",
            place=f"row {row + 1}",
            expected=f"{count} keys with commas between",
            found=texts[row].as_py()[:120],
        )
    return [pc.utf8_trim_whitespace(pc.list_element(parts, number)) for number in range(count)]


def _read_cells(texts: pa.Array) -> tuple[pa.Array, pa.DictionaryArray]:
    """Figures, and flags that stand behind them or behind the sign for none."""
    texts = pc.utf8_trim_whitespace(texts)
    # Flags may stand right behind the figure: 1.5b is one, but not 1.5e-05.
    number = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
    parts = pc.extract_regex(texts, rf"^(?P<figure>{number}|:?)\s*(?P<flags>[^\d.,+-]*)$")
    figures = pc.coalesce(pc.struct_field(parts, "figure"), texts)  # what does not fit is refused
    values, absent = read_text_values(figures, decimal=".", place="rows")
    flags = pc.coalesce(pc.struct_field(parts, "flags"), pa.scalar(""))
    signs = pc.coalesce(absent.cast(pa.string()), pa.scalar(""))
    return values, told(pc.binary_join_element_wise(signs, flags, ""))
