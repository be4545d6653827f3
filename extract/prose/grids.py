"""Tables that a page lays out without table elements: boxes in rows of equal shape."""

from __future__ import annotations

import re
from collections.abc import Sequence

import lxml.html

from extract.markup import BLOCKS, NO_TEXT
from extract.prose.cards import is_number
from extract.prose.layout import words
from extract.prose.text_tables import is_table

_NO_BOX = NO_TEXT | words("br hr img table")
_CELL_MAXIMUM = 80
_MOST_COLUMNS = 12
_FRAMES = 2
_PAIR = 2
#: "2023", "Utfall 2023", "Mål 2027" heads a single column.
_DATED = re.compile(r"(?:[A-ZÆØÅÄÖ]\w*\s){0,2}(?:19|20)\d\d")

Cells = list[lxml.html.HtmlElement]


def find_rows(element: lxml.html.HtmlElement) -> list[Cells]:
    """Rows of boxes that an element consists of, each with as many boxes; none in others."""
    if len(element) < _PAIR:
        return []
    rows = _rows(element, _FRAMES) if not _cells(element) else []
    is_even = len(rows) >= _PAIR and len({len(row) for row in rows}) == 1
    return rows if is_even else []


def find_run(element: lxml.html.HtmlElement) -> tuple[list[Cells], Cells]:
    """Rows of an element and of its next siblings of the same shape, and those siblings."""
    rows = _rows(element, 1)
    siblings: Cells = []
    for sibling in element.itersiblings() if rows else ():
        more = _rows(sibling, 1)
        if not more or {len(row) for row in more} != {len(rows[0])} or sibling.tag != element.tag:
            break
        rows += more
        siblings.append(sibling)
    is_even = bool(siblings) and len({len(row) for row in rows}) == 1
    return (rows, siblings) if is_even else ([], [])


def is_headed(rows: Sequence[Sequence[str]]) -> bool:
    """Whether texts of rows are a table: numbers below a first row that has none but years."""
    head = rows[0]
    may_head = not any(map(is_number, head)) and (len(head) > _PAIR or _DATED.fullmatch(head[1]))
    return bool(may_head) and is_table(rows)


def _rows(element: lxml.html.HtmlElement, frames: int) -> list[Cells]:
    cells = _cells(element)
    if cells or not frames or _has_own_text(element):
        return [cells] if cells else []
    rows: list[Cells] = []
    for child in element:
        below = _rows(child, frames - 1)
        if not below:
            return []
        rows += below
    return rows


def _cells(element: lxml.html.HtmlElement) -> Cells:
    """The children of an element where each is a box of a few words."""
    is_row = _PAIR <= len(element) <= _MOST_COLUMNS and not _has_own_text(element)
    return list(element) if is_row and all(map(_is_box, element)) else []


def _is_box(element: lxml.html.HtmlElement) -> bool:
    """Whether an element holds a few words in one line, and no boxes itself."""
    while len(element) == 1 and element.tag not in _NO_BOX and not _has_own_text(element):
        element = element[0]
    if element.tag in _NO_BOX or (len(element) > 1 and not _has_own_text(element)):
        return False
    is_line = not any(e.tag in BLOCKS or e.tag == "br" for e in element.iterdescendants())
    return is_line and len(element.text_content()) <= _CELL_MAXIMUM


def _has_own_text(element: lxml.html.HtmlElement) -> bool:
    """Whether words stand in an element itself, beside its children."""
    own = [element.text, *(child.tail for child in element)]
    return any(text and text.strip() for text in own)
