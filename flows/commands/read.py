"""``nordic-clusters read``: targets and figures of any strategy document."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

from flows.commands.options import Json, file_to_read
from flows.commands.output import print_table
from warehouse.errors import FormatError
from warehouse.texts import show

if TYPE_CHECKING:
    from transform.strategies.reader import Reading

#: The order in which a row's keys are printed.
KEYS = (
    "kind", "value", "value_max", "unit", "comparator", "year", "baseline_value", "baseline_year",
    "indicator", "sentence", "confidence", "period", "qualifier", "locator",
    "is_doubtful", "cues",
)  # fmt: skip


def read(
    file: Annotated[Path, "An HTML, PDF or text file; - reads the input.", file_to_read],
    *,
    language: Annotated[
        str | None, "da, sv, nb, nn or en; recognised from the text when left out."
    ] = None,
    as_json: Json = False,
    encoding: Annotated[str | None, "Character set; recognised when left out."] = None,
) -> None:
    """Read quantified targets and figures out of a document.

    Exit code 2 when the file cannot be read (damaged, scanned without text, no document).

    Examples:

      nordic-clusters read strategy.pdf

      nordic-clusters read page.html --language nb --json
    """
    from extract.prose.document import read_document
    from transform.strategies.reader import read_targets

    content = _content(file)
    try:
        document = read_document(content, encoding=encoding, language=language)
    except FormatError as error:
        _stop(f"{file}: {error}")
    readings = read_targets(document)
    for note in document.notes:
        print(f"nordic-clusters: {file}: {note}", file=sys.stderr)
    if as_json:
        print(json.dumps([_row(reading) for reading in readings], ensure_ascii=False, indent=1))
    else:
        _show(document.title, document.language, readings)


def _content(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    return file.read_bytes()


def _stop(message: str) -> NoReturn:
    print(f"nordic-clusters: {message}", file=sys.stderr)
    sys.exit(2)


def _row(reading: Reading) -> dict[str, object]:
    """A reading as JSON: whole numbers without a decimal point."""
    values = dataclasses.asdict(reading)
    values |= {"is_doubtful": reading.is_doubtful, "cues": dict(reading.cues)}
    return {key: _plain(values[key]) for key in KEYS}


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _show(title: str, language: str, readings: list[Reading]) -> None:
    print(f"{show(title)} ({language}): {len(readings)} rows")
    if not readings:
        return
    names = ("kind", "comparator", "value", "unit", "year", "baseline", "indicator", "confidence")
    rows = (
        (
            reading.kind,
            reading.comparator,
            _range(reading),
            reading.unit,
            reading.year or "",
            _baseline(reading),
            reading.indicator,
            f"{reading.confidence:.2f}",
        )
        for reading in readings
    )
    print_table(names, rows, {2, 5})


def _range(reading: Reading) -> str:
    upper = "" if reading.value_max is None else f"–{reading.value_max:,.10g}"
    return f"{reading.value:,.10g}{upper}"


def _baseline(reading: Reading) -> str:
    value = "" if reading.baseline_value is None else f"{reading.baseline_value:,.10g}"
    year = "" if reading.baseline_year is None else f"({reading.baseline_year})"
    return f"{value} {year}".strip()
