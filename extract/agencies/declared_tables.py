"""Sources that are statistical tables: one declaration per table, one parser for all.

A source's declaration has ``[[tables]]``, each a :class:`~warehouse.statistics.StatisticalTable`;
the registry makes its ``parse`` of :func:`parse_statistics`. Adding a table is adding its
declaration.
"""

import datetime as dt
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from extract.agencies.kolada_cube import kolada_cube
from extract.tables import decode
from warehouse.errors import SourceChangedError
from warehouse.records import Capture, Cube, Records
from warehouse.reference import load_reference
from warehouse.statistics import Roles, StatisticalTable


def parse_statistics(capture: Capture, tables: Sequence[StatisticalTable]) -> Records:
    """The cube of a captured table, held against its declaration.

    Raises:
        SourceChangedError: The capture is of no declared table, or the table no longer has
            a dimension, content or code that its declaration names.
    """
    table = declared_table(capture, tables)
    try:
        cube = _read(capture, table)
        check_against_declaration(cube, table)
        check_words(cube, table)
        _require_content(cube)
    except SourceChangedError as error:
        # Decoder and declaration do not know whose answer they read.
        error.source_id, error.url = capture.source_id, capture.url
        error.expected = error.expected or f"the figures of table {table.stat_table_id}, whole"
        error.remedy = error.remedy or "compare the answer with the agency's documentation"
        raise
    return Records(cubes=(cube,) if cube.cells.num_rows else ())


def _read(capture: Capture, table: StatisticalTable) -> Cube:
    if table.agency == "kolada":
        return kolada_cube(capture, table)
    return decode(capture.content, encoding=capture.encoding).to_cube(table.stat_table_id)


def _require_content(cube: Cube) -> None:
    """Refuse an answer of empty cells, as agencies send when a selection went wrong.

    Raises:
        SourceChangedError: There are cells, but neither a value nor a reason in any.
    """
    cells = cube.cells
    is_hollow = all(cells[name].null_count == cells.num_rows for name in ("value", "raw_status"))
    if cells.num_rows and is_hollow:
        raise SourceChangedError(
            "the table came without any figure",
            place="/value",
            found=f"{cells.num_rows} cells, no value and no status in any",
            remedy="look at the table on the agency's site; an earlier good capture serves, if "
            "there is one",
        )


def declared_table(capture: Capture, tables: Sequence[StatisticalTable]) -> StatisticalTable:
    """The declaration whose table id the capture's address (or request) names.

    An older edition's captures say so behind the agency's address: ``#edition=2020``.

    Raises:
        SourceChangedError: None of them, or several.
    """
    asked = set(re.split(r"[^A-Za-z0-9_]+", f"{capture.url} {capture.request or ''}"))
    edition = urlsplit(capture.url).fragment.removeprefix("edition=") or None
    named = [
        table
        for table in tables
        if {table.code, _older_id(table)} & asked and table.edition == edition
    ]
    if len(named) != 1:
        raise SourceChangedError(
            "the capture's address names no single declared table",
            source_id=capture.source_id,
            url=capture.url,
            place="url",
            expected="one of " + ", ".join(table.stat_table_id for table in tables),
            found=", ".join(table.code for table in named) or "none of them",
            remedy="declare the table under [[tables]] of the source, or mend the capture's url",
        )
    return named[0]


def _older_id(table: StatisticalTable) -> str:
    """The table's id in the agency's older interface."""
    return (table.fallback or table.code).rpartition("/")[2]


def check_against_declaration(cube: Cube, table: StatisticalTable, url: str | None = None) -> None:
    """Refuse a table that lost a dimension, content or code that its declaration needs.

    Raises:
        SourceChangedError: It did; the message names what is missing and what is there.
    """
    roles = table.roles(cube.dimensions, url)
    table.contents_of(cube.dimensions, url)
    for dimension, code in table.only.items():
        _require(cube, table, dimension, code, url)
    for dimension in table.summed:
        if dimension not in roles.others:
            _require(cube, table, dimension, None, url)
    is_counted = any(one.measure == "population" for one in table.contents.values())
    if table.regions and (table.industry_scheme or is_counted):
        _check_codes(cube, table, roles, url)


def _check_codes(cube: Cube, table: StatisticalTable, roles: Roles, url: str | None) -> None:
    """Refuse region and industry codes that harmonised tables could not place."""
    reference, scheme = load_reference(), table.industry_scheme
    regions, industries = (
        cube.dimensions.get(one or "", {}) for one in (roles.region, roles.industry)
    )
    words = industries if table.industry_by == "label" else {code: code for code in industries}
    no_region = {one: one for one in regions if not reference.read_region(one, table.regions)}
    no_industry = {
        code: word.strip().casefold()
        for code, word in words.items()
        if scheme and not reference.read_industry(word, scheme)
    }
    for key, place, strange, file, known in (
        ("regions", roles.region, no_region, "region", reference.regions),
        (
            "industry_scheme",
            roles.industry,
            no_industry,
            "industry_crosswalk",
            reference.industries,
        ),
    ):
        if strange:
            fits = [name for name, codes in known.items() if {*strange.values()} <= codes.keys()]
            labels = cube.dimensions[place or ""]
            raise SourceChangedError(
                f"table {table.stat_table_id} has codes that no scheme of its {key} knows",
                url=url,
                place=f"dimension {place}",
                expected=", ".join(one.vintage for one in table.regions)
                if key == "regions"
                else scheme,
                found="; ".join(f"{code}: {labels[code]}" for code in strange)[:300],
                remedy=(f"name {', '.join(fits)} in {key}, or " if fits else "")
                + f"leave {key} out of the declaration: the table is then in observation only; "
                f"what a scheme knows stands in warehouse/reference/{file}.csv",
            )


def check_words(cube: Cube, table: StatisticalTable) -> None:
    """Refuse symbols and a time of change that ``observation`` could not hold.

    Here, so that one table is stale; in ``transform`` it would stop the release.

    Raises:
        SourceChangedError: A symbol without meaning, or a time that is none.
    """
    reference = load_reference()
    symbols = cube.cells["raw_status"].unique().drop_null().to_pylist()
    strange = sorted(one for one in symbols if reference.status_of(table.agency, one) is None)
    if strange:
        raise SourceChangedError(
            f"table {table.stat_table_id} has a symbol of unknown meaning",
            place="status",
            expected="one of " + " ".join(sorted(reference.statuses(table.agency))),
            found=" ".join(strange)[:300],
            remedy="look the symbol up at the agency, then add it to "
            "warehouse/reference/status_map.csv",
        )
    try:
        dt.datetime.fromisoformat(cube.updated or "2000-01-01")
    except ValueError:
        raise SourceChangedError(
            f"table {table.stat_table_id} does not say when it changed",
            place="updated",
            expected="a date and time by ISO 8601",
            found=str(cube.updated)[:100],
            remedy="compare the answer with the agency's documentation",
        ) from None


def _require(
    cube: Cube, table: StatisticalTable, dimension: str, code: str | None, url: str | None
) -> None:
    codes = cube.dimensions.get(dimension)
    if codes is None or (code is not None and code not in codes):
        raise SourceChangedError(
            f"table {table.stat_table_id} lacks what its declaration counts on",
            source_id=table.stat_table_id,
            url=url,
            place=f"dimension {dimension}",
            expected=code or dimension,
            found=", ".join(cube.dimensions if codes is None else codes)[:300],
            remedy="compare the table's metadata with its declaration in extract/sources",
        )
