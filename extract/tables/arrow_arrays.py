"""Arrow arrays made from their buffers.

``pyarrow.array`` would do, but loads pandas to see whether it was given a Series: a
second of time and some fifty megabytes that decoding a file does not need.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_PIECE = 1 << 16  # a multiple of eight that stays in the processor's cache


def string_array(texts: Sequence[str | None]) -> pa.StringArray:
    """A string array; None becomes null."""
    encoded = [b"" if text is None else text.encode("utf-8", "replace") for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum([len(text) for text in encoded], out=offsets[1:])
    is_null = np.fromiter((text is None for text in texts), np.bool_, len(texts))
    return texts_at(b"".join(encoded), offsets, is_null)


def texts_at(
    body: bytes, offsets: npt.NDArray[np.int32], is_null: npt.NDArray[np.bool_]
) -> pa.StringArray:
    """The texts that stand end to end in ``body``, each beginning at its offset."""
    return pa.StringArray.from_buffers(
        len(is_null),
        pa.py_buffer(offsets),
        pa.py_buffer(body),
        _validity(is_null, lambda piece: piece) if is_null.any() else None,
    )


def room(count: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """An array for at most so many numbers: memory that is not written to costs nothing.

    NumPy's own asks for pages of 2 MiB, which cost as a whole.
    """
    dtype = np.dtype(dtype)
    return np.frombuffer(pa.allocate_buffer(count * dtype.itemsize), dtype)


def number_array(values: npt.NDArray[np.generic], validity: pa.Buffer | None = None) -> pa.Array:
    """An array over the memory of a NumPy array; nothing is copied."""
    values = np.ascontiguousarray(values)
    return pa.Array.from_buffers(
        pa.from_numpy_dtype(values.dtype), len(values), [validity, pa.py_buffer(values)]
    )


def figure_array(values: npt.NDArray[np.float64]) -> pa.Array:
    """An array over the memory of figures; NaN, which no source has, becomes null over 0."""

    def nulls_taken_out(piece: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        is_null = np.isnan(piece)
        piece[np.flatnonzero(is_null)] = 0.0
        return is_null

    return number_array(values, _validity(values, nulls_taken_out))


def dictionary_array(codes: npt.NDArray[Any], texts: Sequence[str]) -> pa.DictionaryArray:
    """Texts by number; a negative number is null."""
    has_null = codes.min(initial=0) < 0
    indices = number_array(codes, _validity(codes, lambda piece: piece < 0) if has_null else None)
    return pa.DictionaryArray.from_arrays(indices, string_array(texts), safe=False)


def numbered(texts: Sequence[str | None]) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Number texts in order of first appearance; None and empty texts are -1."""
    known: dict[str, int] = {}
    codes = np.fromiter(
        (known.setdefault(text, len(known)) if text else -1 for text in texts), np.int64, len(texts)
    )
    return codes, list(known)


def numbers_of(values: pa.Array) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    """A number array as NumPy arrays: the numbers (0 where null) and which are null."""
    validity, buffer = values.buffers()
    start, stop = values.offset, values.offset + len(values)
    numbers = np.frombuffer(buffer, values.type.to_pandas_dtype(), stop)[start:]
    if validity is None:
        return numbers, np.zeros(len(values), np.bool_)
    bits = np.unpackbits(np.frombuffer(validity, np.uint8), count=stop, bitorder="little")
    is_null = bits[start:] == 0
    return np.where(is_null, numbers.dtype.type(0), numbers), is_null


def codes_of(column: pa.DictionaryArray) -> npt.NDArray[np.int64]:
    """The indices of a dictionary array, -1 where null."""
    numbers, is_null = numbers_of(column.indices)
    return np.where(is_null, -1, numbers.astype(np.int64))


def _validity(
    values: npt.NDArray[Any], is_null: Callable[[npt.NDArray[Any]], npt.NDArray[np.bool_]]
) -> pa.Buffer:
    """A bit per value, made piece by piece so that no mask of all is ever held."""
    validity = np.empty(-(-len(values) // 8), np.uint8)
    for start in range(0, len(values), _PIECE):
        bits = ~np.packbits(is_null(values[start : start + _PIECE]), bitorder="little")
        validity[start // 8 : start // 8 + len(bits)] = bits
    return pa.py_buffer(validity)
