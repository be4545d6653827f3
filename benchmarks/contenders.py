"""The readers that are compared, each as one function of a file.

Each imports its own library inside, so that a measuring process holds only that one.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

Prepared = Callable[[], object]


def ours_to_arrow(path: Path) -> Prepared:
    """Our decoder to an Arrow table of codes, values and statuses."""
    from extract.tables import decode_file

    return lambda: decode_file(path).cells


def ours_to_parquet(path: Path) -> Prepared:
    """Our decoder and our Parquet writer, with code and label columns."""
    from extract.tables import decode_file, write_parquet

    out = path.with_suffix(".ours.parquet")
    return lambda: write_parquet(decode_file(path), out)


def floor_to_python(path: Path) -> Prepared:
    """Parsing the JSON with orjson, and nothing else."""
    import orjson

    return lambda: orjson.loads(path.read_bytes())


def floor_to_parquet(path: Path) -> Prepared:
    """Parsing with orjson, then writing the finished table with pyarrow's defaults.

    The table is made beforehand: what lies between parsing and writing is not counted.
    """
    import orjson
    import pyarrow.parquet as pq

    from extract.tables import decode_file

    table = decode_file(path).with_labels()
    out = path.with_suffix(".floor.parquet")

    def run() -> object:
        document = orjson.loads(path.read_bytes())
        pq.write_table(table, out)
        return document

    return run


def pyjstat(path: Path) -> Prepared:
    """The library pyjstat, to a pandas DataFrame; it does not read statuses."""
    from pyjstat import pyjstat as library

    return lambda: library.Dataset.read(path.read_text("utf-8")).write("dataframe")


def pxwebpy(path: Path) -> Prepared:
    """The parser of pxwebpy, to a list of dicts; it does not read statuses."""
    import json

    from pxweb._internal.functions import unpack_table_data

    return lambda: unpack_table_data(json.loads(path.read_bytes()))


def pyaxis(path: Path) -> Prepared:
    """The library pyaxis, to a pandas DataFrame of texts."""
    import contextlib

    from pyaxis import pyaxis as library

    def run() -> Any:
        with contextlib.redirect_stdout(io.StringIO()):
            return library.parse(str(path), encoding="cp1252")

    return run


CONTENDERS: dict[str, Callable[[Path], Prepared]] = {
    contender.__name__: contender
    for contender in (
        ours_to_arrow,
        ours_to_parquet,
        floor_to_python,
        floor_to_parquet,
        pyjstat,
        pxwebpy,
        pyaxis,
    )
}
