"""``nordic-clusters decode``: a statistical file as a Parquet table."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

from flows.commands.options import file_to_read, file_to_write
from warehouse.errors import FormatError


def decode(
    file: Annotated[Path, "The file, in any format of docs/decoder.md.", file_to_read],
    *,
    out: Annotated[Path, "The Parquet file to write.", file_to_write],
    format: Annotated[  # noqa: A002 - the word users know
        str | None, "A name of docs/decoder.md, px say; recognised from the file when left out."
    ] = None,
    language: Annotated[
        str | None,
        "For PX, the language of labels (sv, say); for StatBank, da or en for the decimal mark.",
    ] = None,
    encoding: Annotated[str | None, "Character set; recognised when left out."] = None,
    dataset: Annotated[
        int | None, "Which dataset of a JSON-stat bundle or collection, from 0."
    ] = None,
    strict: Annotated[bool, "Refuse what is else read with a warning."] = False,
) -> None:
    """Read any agency's statistical file into one Parquet table.

    One row per cell: for every dimension a column of codes and one of labels
    (`<id>` and `<id>_label`), then `value` and `raw_status`, the source's own symbol.

    Exit code 2 with a stable error code and the place when the file is not valid.
    What is unsound but harmless is a warning on the error stream; --strict refuses it.
    The codes are listed in docs/decoder.md.

    Example:

      nordic-clusters decode 11713.json --out 11713.parquet
    """
    from extract.tables import decode_file, write_parquet

    if out.exists() and file.exists() and out.samefile(file):
        _refuse(f"{out}: the file to write is the file to read; next: give --out another name")
    try:
        cube = decode_file(
            file,
            format=format,
            language=language,
            encoding=encoding,
            dataset=dataset,
            strict=strict,
        )
    except FormatError as error:
        _refuse(f"{file}: {error}")
    except OSError as error:
        _refuse(f"{file}: cannot be read: {error.strerror or error}")
    for warning in cube.warnings:
        print(f"nordic-clusters: {file}: warning: {warning}", file=sys.stderr)
    try:
        write_parquet(cube, out)
    except OSError as error:
        _refuse(f"{out}: cannot be written: {error.strerror or error}")
    print(
        f"{cube.cells.num_rows} rows, {len(cube.dimensions)} dimensions "
        f"({', '.join(cube.dimensions)}), {cube.format}, {out}"
    )


def _refuse(message: str) -> NoReturn:
    print(f"nordic-clusters: {message}", file=sys.stderr)
    sys.exit(2)
