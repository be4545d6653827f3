"""Marks that a PX file puts on single cells (``DATANOTECELL``)."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from extract.tables.cells import dense_status
from extract.tables.px_header import Header
from extract.tables.px_variables import Variable
from warehouse.errors import FormatError

_ALL = "*"


def with_data_notes(
    statuses: pa.DictionaryArray, header: Header, variables: Sequence[Variable]
) -> pa.DictionaryArray:
    """Statuses, with the data notes of cells that have no symbol.

    PxWeb sends such a note as the cell's status beside its value; so do we.

    Raises:
        FormatError: ``PX_KEY_UNKNOWN`` when a note names a cell that does not exist.
    """
    notes = header.all_of("DATANOTECELL", None)
    if not notes:
        return statuses
    sizes = [len(variable.codes) for variable in variables]
    numbers = np.arange(len(statuses)).reshape(sizes)
    texts = statuses.cast(pa.string()).to_pylist()
    for keys, entry in notes:
        for cell in numbers[_selection(keys, variables)].ravel():
            if texts[cell] is None and entry.values:
                texts[cell] = entry.values[0]
    return dense_status(texts)


def _selection(keys: tuple[str, ...], variables: Sequence[Variable]) -> tuple[int | slice, ...]:
    if len(keys) != len(variables):
        raise _unknown(keys, f"{len(variables)} keys, one per variable", f"{len(keys)} keys")
    selection: list[int | slice] = []
    for key, variable in zip(keys, variables, strict=True):
        if key == _ALL:
            selection.append(slice(None))
        elif key in variable.codes:
            selection.append(variable.codes.index(key))
        elif key in variable.main_values:
            selection.append(variable.main_values.index(key))
        else:
            raise _unknown(keys, f"a code or value of {variable.name}, or *", key)
    return tuple(selection)


def _unknown(keys: tuple[str, ...], expected: str, found: str) -> FormatError:
    return FormatError(
        "PX_KEY_UNKNOWN",
        "a data note is given to a cell that does not exist",
        place=f"DATANOTECELL({','.join(keys)})",
        expected=expected,
        found=found,
    )
