"""Reading a table off a page by its column headings, whatever their order."""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml.html import HtmlElement

from extract.pages.select import changed, parse_html, shorten
from extract.prose.layout import fold_space
from warehouse.records import Capture, SetAside, unread


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, its cells by the column keys asked for."""

    cells: Mapping[str, str]
    links: Mapping[str, str]
    locator: str


def read_table(
    capture: Capture,
    columns: Mapping[str, str],
    *,
    optional: Sequence[str] = (),
    ignored: Sequence[str] = (),
) -> tuple[tuple[Row, ...], tuple[SetAside, ...]]:
    """The one table whose headings match, its columns in any order.

    Args:
        capture: The page.
        columns: Column key to the pattern its heading must match in full, case ignored.
        optional: Keys that may be missing; their cells are then empty.
        ignored: Patterns of headings that are known and not kept.

    Returns:
        The rows, and the columns whose heading nobody has declared.

    Raises:
        SourceChangedError: No table, or more than one, has all the headings; or no rows.
    """
    matches = []
    seen = []
    for number, table in enumerate(parse_html(capture).root.iter("table"), start=1):
        for position, row in enumerate(table.iter("tr")):
            heads = [_text(cell) for cell in row.iter("th", "td")]
            if position == 0:
                seen.append(" | ".join(heads))
            places = {
                key: index
                for key, pattern in columns.items()
                for index, head in enumerate(heads)
                if re.fullmatch(pattern, head.rstrip(":"), re.IGNORECASE)
            }
            if set(columns) - set(optional) <= set(places):
                matches.append((number, position, table, places, heads))
                break
    if len(matches) != 1:
        raise changed(
            capture,
            "The table is not there once",
            place="table",
            expected="one table with the headings " + ", ".join(columns.values()),
            found=f"{len(matches)} of {len(seen)} tables; headings: "
            f"{shorten(' // '.join(seen), 300)}",
        )
    number, header, table, places, heads = matches[0]
    rows = tuple(_read_rows(table, number, header, places, len(heads), capture))
    if not rows:
        raise changed(
            capture,
            "The table is empty",
            place=f"table[{number}]",
            expected="at least one row",
            found="the heading row only",
        )
    known = re.compile("|".join([*columns.values(), *ignored, ""]), re.IGNORECASE)
    left = [head for head in heads if not known.fullmatch(head.rstrip(":"))]
    return rows, tuple(unread(f"table[{number}]", "column", head) for head in left)


def _read_rows(
    table: HtmlElement,
    number: int,
    header: int,
    places: Mapping[str, int],
    width: int,
    capture: Capture,
) -> Iterator[Row]:
    for position, row in enumerate([*table.iter("tr")][header + 1 :], start=header + 2):
        cells = list(row.iter("th", "td"))
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if len(cells) != width:
            raise changed(
                capture,
                "A row has another number of cells than the heading",
                place=f"table[{number}]/row[{position}]",
                expected=f"{width} cells",
                found=f"{len(cells)}: {shorten(' | '.join(texts))}",
            )
        links = {
            key: anchor.get("href").strip()
            for key, index in places.items()
            if (anchor := cells[index].find(".//a[@href]")) is not None
        }
        yield Row(
            {key: texts[index] for key, index in places.items()},
            links,
            f"table[{number}]/row[{position}]",
        )


def _text(cell: HtmlElement) -> str:
    return fold_space(" ".join(cell.itertext()))
