"""PX (PC-Axis) files, ``.pxk`` included, to a decoded cube.

Source: PX file format 2013, https://www.pxtools.net/px-file-format/px-2013 .
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from extract.encoding import decode_or_refuse, without_mark
from extract.tables import px_data
from extract.tables.cells import cell_count, check_sparse_size, code_columns, table_of_cells
from extract.tables.decoded import DecodedCube
from extract.tables.file_bytes import Data
from extract.tables.px_cellnotes import with_data_notes
from extract.tables.px_header import Header, header_encoding, read_header, split_at_data
from extract.tables.px_variables import Variable, read_variables
from warehouse.errors import FormatError

FORMAT = "px"
_SYMBOLS = {
    **{"." * number: f"DATASYMBOL{number}" for number in range(1, 7)},
    "-": "DATASYMBOLNIL",
    "." * 7: "DATASYMBOLSUM",
}
_UPDATED = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\s+(\d\d):(\d\d))?")


def decode(data: Data, *, encoding: str | None = None, language: str | None = None) -> DecodedCube:
    """Read a PX file.

    Dimensions are named by ``VARIABLECODE``, else by the variable's name in the file's
    main language: ids and codes do not change with ``language``, labels do. Codes are
    ``CODES``, else the values' own texts, else (texts repeat) positions from 1. Raw
    statuses are the symbols as they stand (``..``, ``-``); what ``DATASYMBOL1`` and so
    on say of them is in ``status_labels``.

    Args:
        data: The whole file.
        encoding: Character set; see :func:`px_header.header_encoding` when None.
        language: A code of ``LANGUAGES``; the main language when None.

    Raises:
        FormatError: With a code listed in ``docs/decoder.md``.
    """
    data = without_mark(data) if isinstance(data, bytes) else data
    head, start = split_at_data(data)
    encoding = header_encoding(head, encoding)
    header = read_header(decode_or_refuse(head, encoding), language)
    try:
        return _decode(data, start, encoding, header)
    except FormatError as error:
        if header.warnings and error.code in ("VALUE_LEN_MISMATCH", "INDEX_COUNT_MISMATCH"):
            first = header.warnings[0]
            error.remedy = f"look at {first.place} first: {first.message}"
        raise


def _decode(data: Data, start: int, encoding: str, header: Header) -> DecodedCube:
    variables = read_variables(header)
    columns = {variable.dimension_id: list(variable.codes) for variable in variables}
    end, unfinished = px_data.data_end(data, start)
    try:
        values, statuses = _read_cells(data, start, end, encoding, header, variables)
    except FormatError as error:
        raise unfinished or error from None
    left_out = px_data.LEFT_OUT in statuses.dictionary.to_pylist()
    if unfinished and left_out:
        raise unfinished  # whether rows were left out or cut off, nobody can tell
    statuses = with_data_notes(statuses, header, variables)
    metric = next((variable for variable in variables if variable.is_metric), None)
    return DecodedCube(
        cells=table_of_cells(code_columns(columns), values, statuses),
        dimensions={variable.dimension_id: variable.labelled() for variable in variables},
        dimension_labels={variable.dimension_id: variable.label for variable in variables},
        title=header.first("TITLE") or header.first("DESCRIPTION") or "",
        format=FORMAT,
        units=_by_content(header, "UNITS", metric),
        decimals=_decimals(header, metric),
        updated=_updated(header),
        source=header.first("SOURCE"),
        notes=tuple(dict.fromkeys(_mandatory_notes(header))),
        aggregation_allowed=(header.first("AGGREGALLOWED") or "YES").upper() != "NO",
        roles=_roles(variables),
        status_labels=_status_labels(header, left_out=left_out),
        warnings=(*header.warnings, *([unfinished] if unfinished else [])),
    )


def _read_cells(
    data: Data, start: int, end: int, encoding: str, header: Header, variables: Sequence[Variable]
) -> px_data.Cells:
    sizes = [len(variable.codes) for variable in variables]
    if not any(keyword == "KEYS" for keyword, _, _ in header.entries):
        return px_data.read_dense(data, start, end, cell_count(sizes))
    check_sparse_size(sizes, "DATA")
    stub = [variable for variable in variables if variable.in_stub]
    row_width = cell_count([len(variable.codes) for variable in variables if not variable.in_stub])
    return px_data.read_keyed(
        decode_or_refuse(data[start:end], encoding),
        [_key_positions(header, each) for each in stub],
        row_width,
    )


def _key_positions(header: Header, variable: Variable) -> Mapping[str, int]:
    """What a keyed row may say for a variable: its codes or its values, as KEYS tells."""
    kind = (header.values("KEYS", variable.name) or ("VALUES",))[0].upper()
    texts = variable.codes if kind == "CODES" else variable.main_values
    return {text: position for position, text in enumerate(texts)}


def _status_labels(header: Header, *, left_out: bool) -> dict[str, str]:
    found = {
        symbol: text
        for symbol, keyword in _SYMBOLS.items()
        if (text := header.first(keyword)) is not None
    }
    if left_out:
        found[px_data.LEFT_OUT] = "no such row in the file; PX files may leave out rows of zeros"
    return found


def _by_content(header: Header, keyword: str, metric: Variable | None) -> dict[str, str]:
    """A keyword that may be given once for all (key ``*``) or per content."""
    found: dict[str, str] = {}
    if (text := header.first(keyword)) is not None:
        found["*"] = text
    if metric is None:
        return found
    for code, label, value in zip(metric.codes, metric.labels, metric.main_values, strict=True):
        for name in dict.fromkeys((label, value, code)):
            if (text := header.first(keyword, name)) is not None:
                found[code] = text
                break
    return found


def _decimals(header: Header, metric: Variable | None) -> dict[str, int]:
    shown = header.first("SHOWDECIMALS") or header.first("DECIMALS")
    found = {"*": int(shown)} if shown and shown.isascii() and shown.isdigit() else {}
    if metric is None:
        return found
    for code, value in zip(metric.codes, metric.main_values, strict=True):
        text = header.first("PRECISION", metric.name, value)
        if text and text.isascii() and text.isdigit():
            found[code] = int(text)
    return found


def _updated(header: Header) -> str | None:
    """The latest LAST-UPDATED (it may be given per content), in ISO 8601."""
    times = []
    for _, entry in header.all_of("LAST-UPDATED", None):
        match = _UPDATED.fullmatch(entry.values[0].strip()) if entry.values else None
        if match:
            day = f"{match[1]}-{match[2]}-{match[3]}"
            times.append(f"{day}T{match[4]}:{match[5]}:00" if match[4] else day)
    return max(times, default=None)


def _mandatory_notes(header: Header) -> Iterator[str]:
    """Notes of table, variables, values and cells that PX marks by an X."""
    for keyword in ("NOTEX", "VALUENOTEX", "CELLNOTEX"):
        entries = header.all_of(keyword, header.language) if header.language else []
        for _, entry in entries or header.all_of(keyword, None):
            # A number sign is a line break in PX texts.
            yield "\n".join(entry.values).replace("#", "\n")


def _roles(variables: Sequence[Variable]) -> dict[str, tuple[str, ...]]:
    roles = {
        "time": tuple(each.dimension_id for each in variables if each.is_time),
        "geo": tuple(each.dimension_id for each in variables if each.is_geo),
        "metric": tuple(each.dimension_id for each in variables if each.is_metric),
    }
    return {role: members for role, members in roles.items() if members}
