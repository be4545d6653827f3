"""From codes, values and statuses to the columns of a table of cells."""

import itertools
import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from extract.tables.arrow_arrays import dictionary_array, numbered
from warehouse.errors import FormatError

#: More cells than this are refused when the file does not itself hold one entry per cell
#: (sparse files): 50 million cells are some 900 MB of table, while the file that claims
#: them may be a hundred bytes.
MAX_SPARSE_CELLS = 50_000_000
_CHUNK = 1 << 14
_RUN = 1 << 11

Indices = npt.NDArray[np.int64]

VALUE = "value"
RAW_STATUS = "raw_status"

#: PxWeb keeps symbols as numbers from -1e19 to -1e25; no statistic reaches there.
#: Source: PxTools/PCAxis.Core, PCAxis.Core/PaxiOM/Misc/PXConstant.vb.
_INTERNAL_SYMBOL_LIMIT = -1e19


def smallest_index_type(size: int) -> pa.DataType:
    """The narrowest signed integer that numbers ``size`` categories."""
    for dtype in (np.int8, np.int16, np.int32):
        if size <= np.iinfo(dtype).max + 1:
            return pa.from_numpy_dtype(dtype)
    return pa.int64()


def free_name(name: str, taken: Collection[str]) -> str:
    """``name``, with underscores appended until no column has it."""
    while name in taken:
        name += "_"
    return name


def cell_count(sizes: Sequence[int]) -> int:
    """Number of cells of a cube: the product of its sizes (1 without dimensions)."""
    return math.prod(sizes)


def code_columns(categories: Mapping[str, Sequence[str]]) -> dict[str, pa.ChunkedArray]:
    """The code column of every dimension of a complete cube, row-major.

    A column repeats a pattern, or codes in long runs, so its chunks share memory.

    Args:
        categories: Dimension id to its codes, in order; the last varies fastest.

    Returns:
        One dictionary encoded column per dimension, each as long as the cube has cells.
    """
    total = inner = cell_count([len(codes) for codes in categories.values()])
    columns: dict[str, pa.ChunkedArray] = {}
    for name, codes in categories.items():
        size = len(codes)
        inner = inner // size if size else 0
        numbers = np.arange(size, dtype=_index_dtype(size))
        if inner > _RUN:
            runs = dictionary_array(np.repeat(numbers, _RUN), codes)
            once = [_repeated(runs.slice(n * _RUN, _RUN), inner) for n in range(size)]
            chunks = list(itertools.chain(*once)) * (total // (inner * size))
        else:
            pattern = np.repeat(numbers, inner)
            if 0 < len(pattern) < _CHUNK:
                pattern = np.tile(pattern, -(-min(_CHUNK, total) // len(pattern)))
            chunks = _repeated(dictionary_array(pattern, codes), total)
        columns[name] = pa.chunked_array(chunks)
    return columns


def _repeated(chunk: pa.DictionaryArray, total: int) -> list[pa.DictionaryArray]:
    """So many rows of one chunk over and over."""
    whole, rest = divmod(total, len(chunk)) if total else (1, 0)
    return [chunk] * whole + [chunk.slice(0, rest)] * bool(rest)


def code_column(texts: pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    """Texts in order of first appearance, with the narrowest index; nulls stay."""
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    encoded = texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()
    index_type = smallest_index_type(len(encoded.dictionary))
    return pa.DictionaryArray.from_arrays(
        encoded.indices.cast(index_type), encoded.dictionary.cast(pa.string())
    )


def dense_status(texts: Sequence[str | None]) -> pa.DictionaryArray:
    """A status (or None) for every cell; an empty text is no status."""
    codes, distinct = numbered(texts)
    return dictionary_array(codes.astype(_index_dtype(len(distinct))), distinct)


def constant_status(text: str | None, total: int) -> pa.DictionaryArray:
    """One status for every cell, or none."""
    if not text:
        return dictionary_array(np.full(total, -1, np.int8), [])
    return dictionary_array(np.zeros(total, np.int8), [text])


def scattered_status(
    positions: Indices, codes: Indices, texts: Sequence[str], total: int
) -> pa.DictionaryArray:
    """Statuses given for some cells only.

    Args:
        positions: Row of each status, within the cube.
        codes: Index into ``texts`` for each of them.
        texts: The distinct statuses; empty texts count as none.
        total: Number of cells.
    """
    used = [text for text in texts if text]
    renumbered = np.array(
        [used.index(text) if text else -1 for text in texts], _index_dtype(len(used))
    )
    indices = np.full(total, -1, renumbered.dtype)
    indices[positions] = renumbered[codes]
    return dictionary_array(indices, used)


def _index_dtype(size: int) -> npt.DTypeLike:
    dtype: npt.DTypeLike = smallest_index_type(size).to_pandas_dtype()
    return dtype


def table_of_cells(
    columns: Mapping[str, pa.Array | pa.ChunkedArray],
    values: pa.Array,
    statuses: pa.DictionaryArray,
) -> pa.Table:
    """Put the columns of a cube together.

    A number that PxWeb uses internally for a symbol (-1e19 and below) is a leak of that
    symbol, never a figure: it becomes null with the number as its raw status.
    """
    # What lies under a null is any number, so this may be true for no cell at all.
    if len(values) and _numbers_under(values).min() <= _INTERNAL_SYMBOL_LIMIT:
        values, statuses = _internal_symbols_removed(values, statuses)
    return pa.table({**columns, VALUE: values, RAW_STATUS: statuses})


def _numbers_under(values: pa.Array) -> npt.NDArray[np.float64]:
    buffer = values.buffers()[1]
    return np.frombuffer(buffer, np.float64, values.offset + len(values))[values.offset :]


def _internal_symbols_removed(
    values: pa.Array, statuses: pa.DictionaryArray
) -> tuple[pa.Array, pa.DictionaryArray]:
    leaked = pc.fill_null(pc.less_equal(values, _INTERNAL_SYMBOL_LIMIT), False)
    texts = statuses.cast(pa.string())
    numbers = pc.if_else(leaked, values, pa.scalar(None, pa.float64())).cast(pa.string())
    texts = pc.coalesce(texts, numbers)
    return pc.if_else(leaked, pa.scalar(None, pa.float64()), values), code_column(texts)


def check_sparse_size(sizes: Sequence[int], place: str) -> int:
    """The number of cells of a sparse cube, refused when out of proportion.

    Raises:
        FormatError: ``CUBE_SIZE_OVERFLOW``.
    """
    total = cell_count(sizes)
    if total > MAX_SPARSE_CELLS:
        raise FormatError(
            "CUBE_SIZE_OVERFLOW",
            "the cube claims more cells than a sparse file may",
            place=place,
            expected=f"at most {MAX_SPARSE_CELLS:,} cells",
            found=f"{total:,} cells" if total < 10**30 else "more than 10^30 cells",
            remedy="ask for a smaller selection",
        )
    return total


def reserved_names_avoided(ids: Sequence[str]) -> dict[str, str]:
    """Dimension ids as column names: those of our own two columns are renamed."""
    own = (VALUE, RAW_STATUS)
    return {
        each: free_name(f"{each}_dimension", {*own, *ids}) if each in own else each for each in ids
    }
