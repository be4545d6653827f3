"""Reading lists off pages by their words, so that new markup around old text changes nothing.

A page is first set out as lines, the way a reader sees it; lists are then found between the
sentences or headings that a person would look for.
"""

from __future__ import annotations

import collections
import dataclasses
import re
from collections.abc import Callable, Sequence

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from extract.pages.select import changed, fold, parse_html, shorten
from warehouse.records import Capture

#: The usual editorial mark for something left out. A transcription uses it where a list is
#: known to hold an entry that nobody could read; it counts as an entry and names nothing.
OMITTED = "[…]"

_SKIPPED = frozenset(
    {"script", "style", "template", "noscript", "nav", "footer", "aside", "form", "svg", "button"}
)
# fmt: off
_BLOCKS = frozenset({
    "address", "article", "blockquote", "caption", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li",
    "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
})
# fmt: on
_HEADING = re.compile(r"h([1-6])")


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line of a page as a reader sees it.

    Attributes:
        text: Its text, white space folded.
        locator: Innermost block element and its number on the page, for example ``p[7]``: what
            any reader of HTML finds as ``(//p)[7]``.
        level: Heading level 1 to 6, or 0.
        lead: The words set in bold or linked at the line's beginning, or empty.
        links: Addresses of its links, in order.
        container: Outermost list or table it stands in, for example ``ul[2]``, or empty.
    """

    text: str
    locator: str
    level: int = 0
    lead: str = ""
    links: tuple[str, ...] = ()
    container: str = ""

    @property
    def is_omitted(self) -> bool:
        """Whether the line is the mark of an entry left out."""
        return self.text.strip(" .*-•") in (OMITTED, "[...]")

    @property
    def is_prose(self) -> bool:
        """Whether the line reads as a sentence rather than as an entry of a list."""
        return self.text.endswith((".", "!", "?")) and len(self.text.split()) > 8


class _Lines:
    """Collects the lines of a tree in reading order."""

    def __init__(self, root: Tag, with_images: bool) -> None:
        self._with_images = with_images
        self.lines: list[Line] = []
        self._numbers = _numbered(root)
        self._parts: list[str] = []
        self._links: list[str] = []
        self._lead = ""
        self._place = "body"
        self._level = 0
        self._container = ""

    def flush(self) -> None:
        text = fold("".join(self._parts))
        if text:
            lead, links = fold(self._lead), tuple(self._links)
            self.lines.append(Line(text, self._place, self._level, lead, links, self._container))
        self._parts, self._links, self._lead = [], [], ""

    def walk(self, node: PageElement) -> None:
        if isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):  # comments, doctype, CDATA
                self._parts.append(str(node))
        elif isinstance(node, Tag) and node.name not in _SKIPPED:
            if node.name == "br":
                self.flush()
            elif node.name == "img" and self._with_images:
                self._parts.append(f" {node.get('alt') or ''} ")
            elif node.name in _BLOCKS:
                self._walk_block(node)
            else:
                self._walk_inline(node)

    def _walk_block(self, node: Tag) -> None:
        self.flush()
        outer = (self._place, self._level, self._container)
        heading = _HEADING.fullmatch(node.name)
        self._place = f"{node.name}[{self._numbers[id(node)]}]"
        self._level = int(heading[1]) if heading else self._level
        if node.name in ("ul", "ol", "table", "dl") and not self._container:
            self._container = self._place
        for child in node.children:
            self.walk(child)
        self.flush()
        self._place, self._level, self._container = outer

    def _walk_inline(self, node: Tag) -> None:
        if node.name in ("strong", "b", "a") and not fold("".join(self._parts)):
            self._lead = node.get_text()
        if node.name == "a" and isinstance(href := node.get("href"), str):
            self._links.append(href.strip())
        for child in node.children:
            self.walk(child)


def _numbered(root: Tag) -> dict[int, int]:
    """Number of every element among those of its name, menus and footers counted too."""
    counts: collections.Counter[str] = collections.Counter()
    numbers: dict[int, int] = {}
    for element in root.find_all(True):
        counts[element.name] += 1
        numbers[id(element)] = counts[element.name]
    return numbers


def read_lines(capture: Capture, *, with_images: bool = False) -> tuple[Line, ...]:
    """The page's lines in reading order; menus, footers, forms and scripts left out.

    With ``with_images`` the alternative text of pictures (a flag, say) counts as text.
    """
    soup = parse_html(capture)
    collector = _Lines(soup, with_images)
    for child in (soup.body or soup).children:
        collector.walk(child)
    collector.flush()
    return tuple(collector.lines)


def find_line(lines: Sequence[Line], pattern: str, capture: Capture, *, start: int = 0) -> int:
    """Position of the first line that the pattern is found in, case ignored.

    Raises:
        SourceChangedError: No line from ``start`` on matches.
    """
    regex = re.compile(pattern, re.IGNORECASE)
    for index in range(start, len(lines)):
        if regex.search(lines[index].text):
            return index
    raise changed(
        capture,
        "The words that the list is found by are gone",
        place=lines[start - 1].locator if 0 < start <= len(lines) else "page",
        expected=f"a line like /{pattern}/",
        found=f"{len(lines)} lines, the first: {shorten(lines[0].text) if lines else 'none'}",
    )


def lines_between(
    capture: Capture,
    start: str,
    end: str | None = None,
    *,
    lines: Sequence[Line] | None = None,
    is_end_needed: bool = True,
) -> tuple[Line, ...]:
    """The lines after the one like ``start`` and before the one like ``end``.

    Without ``end`` the list runs to the next heading of the same or a higher level, or to
    the end of the page where ``start`` is no heading. With ``is_end_needed`` off, a page
    without the end runs to its own.

    Raises:
        SourceChangedError: An anchor is missing, or nothing stands between them.
    """
    lines = read_lines(capture) if lines is None else lines
    first = find_line(lines, start, capture)
    if end is not None and not is_end_needed:
        regex = re.compile(end, re.IGNORECASE)
        last = next(
            (n for n in range(first + 1, len(lines)) if regex.search(lines[n].text)), len(lines)
        )
    elif end is not None:
        last = find_line(lines, end, capture, start=first + 1)
    else:
        level = lines[first].level
        last = next(
            (n for n in range(first + 1, len(lines)) if 0 < lines[n].level <= level), len(lines)
        )
    found = tuple(lines[first + 1 : last])
    if not found:
        raise changed(
            capture,
            "The list is empty",
            place=f"after {lines[first].locator} ({shorten(lines[first].text, 60)})",
            expected="one line per entry",
            found="nothing before the next anchor",
        )
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A heading and the lines below it."""

    heading: Line
    lines: tuple[Line, ...]


def read_sections(
    capture: Capture,
    opens: Callable[[Line], bool],
    *,
    expected: str,
    end: str | None = None,
    lines: Sequence[Line] | None = None,
    entry: Callable[[Line], bool] | None = None,
    is_needed: bool = True,
) -> tuple[Section, ...]:
    """Every line that ``opens`` takes for a heading, with the lines up to the next.

    A line may be a heading by its words alone, so a page that turns ``h3`` into bold text
    reads the same. A section also ends at a real heading that ``opens`` does not know, and
    at a line like ``end``.

    Args:
        capture: The page.
        opens: Whether a line is one of the headings.
        expected: What such a heading looks like, for the message.
        end: Pattern of a line that ends the last section.
        lines: The page's lines, where the caller has them already.
        entry: Whether a line is certainly an entry of such a list; one that stands below no
            heading tells that a heading was lost.
        is_needed: Whether a page without such a heading is an error.

    Raises:
        SourceChangedError: There is no such heading, nothing below one, two lists below one,
            or an entry below none.
    """
    lines = read_lines(capture) if lines is None else lines
    closes = re.compile(end, re.IGNORECASE) if end else None
    sections: list[tuple[Line, list[Line]]] = []
    is_open = False
    for line in lines:
        if opens(line):
            sections.append((line, []))
            is_open = True
        elif is_open and line.level and entry is not None and entry(line):
            sections[-1][1].append(line)  # entries may be headings themselves
        elif line.level or (closes and closes.search(line.text)):
            is_open = False
        elif is_open:
            sections[-1][1].append(line)
        elif entry is not None and entry(line):
            raise changed(
                capture,
                "An entry stands below no heading",
                place=line.locator,
                expected=f"one of the {expected} above it",
                found=shorten(line.text),
            )
    if not sections and is_needed:
        raise changed(
            capture,
            "The headings that the list is found by are gone",
            place="page",
            expected=expected,
            found=f"{len(lines)} lines, the first: {shorten(lines[0].text) if lines else 'none'}",
        )
    for opening, below in sections:
        if not below:
            raise changed(
                capture,
                "A heading stands without its list",
                place=f"{opening.locator} ({shorten(opening.text, 60)})",
                expected="one line per entry below it",
                found="the next heading",
            )
        containers = {line.container for line in below if line.container}
        if len(containers) > 1:
            raise changed(
                capture,
                "Two lists stand below one heading; one of them has lost its own",
                place=f"{opening.locator} ({shorten(opening.text, 60)})",
                expected="one list",
                found=", ".join(sorted(containers)),
            )
    return tuple(Section(opening, tuple(below)) for opening, below in sections)
