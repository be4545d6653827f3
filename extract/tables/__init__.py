"""The agencies' statistical file formats to Arrow.

One function, :func:`decode`, reads them all; what is wrong with a file is a
:class:`warehouse.errors.FormatError` with a stable ``code`` and a ``place``.
The codes are explained in ``docs/decoder.md``.
"""

import contextlib
import functools
from pathlib import Path

from extract.tables import (
    cross_table,
    eurostat_tsv,
    jsonstat,
    px,
    pxweb_json,
    pxweb_xlsx,
    recognise,
    sdmx_csv,
    statbank_text,
)
from extract.tables.cells_parquet import write_parquet
from extract.tables.decoded import DecodedCube, concatenate
from extract.tables.file_bytes import Data, FileBytes, WholeNeededError, is_read_in_parts, whole
from warehouse.errors import FormatError

__all__ = [
    "FORMATS",
    "DecodedCube",
    "concatenate",
    "decode",
    "decode_all",
    "decode_file",
    "decode_metadata",
    "write_parquet",
]

FORMATS = recognise.FORMATS


def decode(
    data: Data,
    *,
    format: str | None = None,  # noqa: A002 - the word users know
    encoding: str | None = None,
    language: str | None = None,
    dataset: int | None = None,
    strict: bool = False,
) -> DecodedCube:
    """Read one statistical table from the bytes of a file.

    Args:
        data: The whole file, packed by gzip or not.
        format: One of :data:`FORMATS`; recognised from the bytes when None.
        encoding: Character set; recognised (byte order mark, the file's own word, valid
            UTF-8, Windows-1252) when None.
        language: For PX, the language of titles and labels (a code of ``LANGUAGES``),
            the file's main one when None. For StatBank CSV and BULK, ``da`` has a
            decimal comma and ``en`` a point; either is read when None.
        dataset: Which dataset of a JSON-stat bundle or collection, counted from 0;
            needed when there are several.
        strict: Refuse what is else read with a warning (``DecodedCube.warnings``).

    Returns:
        The cube, one row per cell.

    Raises:
        FormatError: The file is not valid, its format is unknown, or it holds several
            datasets and none was chosen (``SEVERAL_DATASETS``), not the one chosen
            (``DATASET_UNKNOWN``) or none at all (``NO_DATASET``).
    """
    cubes = decode_all(data, format=format, encoding=encoding, language=language, strict=strict)
    if dataset is None and len(cubes) == 1:
        return cubes[0]
    if dataset is not None and 0 <= dataset < len(cubes):
        return cubes[dataset]
    titles = "; ".join(f"{number}: {cube.title}" for number, cube in enumerate(cubes))
    code = "SEVERAL_DATASETS" if dataset is None else "DATASET_UNKNOWN"
    raise FormatError(
        code if cubes else "NO_DATASET",
        f"the file holds {len(cubes)} datasets",
        place="/",
        expected="one dataset" if dataset is None else f"a dataset number {dataset}",
        found=titles[:300] or "no dataset (a collection may only refer to others)",
        remedy="choose one by its number, or use decode_all",
    )


def decode_all(
    data: Data,
    *,
    format: str | None = None,  # noqa: A002
    encoding: str | None = None,
    language: str | None = None,
    strict: bool = False,
) -> list[DecodedCube]:
    """Read every table in a file: several only for JSON-stat bundles and collections.

    Arguments and errors are those of :func:`decode`. Items that a collection merely
    refers to by address are not fetched and not returned.
    """
    data = recognise.unpacked(data)
    cubes = _read(data, format or recognise.format_of(data), encoding, language)
    for cube in cubes:
        if strict and cube.warnings:
            raise cube.warnings[0]
    return cubes


def _read(data: Data, name: str, encoding: str | None, language: str | None) -> list[DecodedCube]:
    match name:
        case "json-stat":
            return jsonstat.decode_all(data, encoding=encoding)
        case "px":
            return [px.decode(data, encoding=encoding, language=language)]
    return [_read_whole(whole(data), name, encoding, language)]


def _read_whole(data: bytes, name: str, encoding: str | None, language: str | None) -> DecodedCube:
    match name:
        case "pxweb-json":
            return pxweb_json.decode(data, encoding=encoding)
        case "eurostat-tsv":
            return eurostat_tsv.decode(data, encoding=encoding)
        case "sdmx-csv":
            return sdmx_csv.decode(data, encoding=encoding)
        case "pxweb-xlsx":
            return pxweb_xlsx.decode(data)
        case "pxweb-csv" | "statbank-cross":
            return cross_table.decode_csv(data, format=name, encoding=encoding, language=language)
        case "statbank-csv" | "statbank-bulk":
            return statbank_text.decode(data, format=name, encoding=encoding, language=language)
        case _:
            raise FormatError("FORMAT_UNKNOWN", "no such format", place="format",
                              expected=", ".join(FORMATS), found=name)  # fmt: skip


def decode_file(
    path: Path | str,
    *,
    format: str | None = None,  # noqa: A002
    encoding: str | None = None,
    language: str | None = None,
    dataset: int | None = None,
    strict: bool = False,
) -> DecodedCube:
    """Read one statistical table from a file; see :func:`decode`.

    Raises:
        OSError: The file cannot be read.
        FormatError: As for :func:`decode`.
    """
    read = functools.partial(
        decode, format=format, encoding=encoding, language=language, dataset=dataset, strict=strict
    )
    path = Path(path)
    if is_read_in_parts(path, recognise.READ_IN_PARTS):
        with (
            contextlib.closing(FileBytes(path)) as data,
            contextlib.suppress(FormatError, WholeNeededError),
        ):
            return read(data)
    return read(path.read_bytes())


def decode_metadata(data: bytes, *, encoding: str | None = None) -> DecodedCube:
    """Read a JSON-stat metadata answer (PxWeb v2): dimensions and labels, no cells."""
    return jsonstat.decode_metadata(data, encoding=encoding)
