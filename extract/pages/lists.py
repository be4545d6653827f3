"""Reading lists off pages by their words, so that new markup around old text changes nothing.

A page is first set out as lines, the way a reader sees it; lists are then found between the
sentences or headings that a person would look for.
"""

import dataclasses
import re
from collections.abc import Callable, Sequence

from lxml.html import HtmlElement

from extract.markup import HEADINGS, Markup, Run, Walk
from extract.pages.select import changed, parse_html, shorten
from extract.prose.layout import fold_space, words
from warehouse.records import Capture

#: The usual editorial mark for something left out. A transcription uses it where a list is
#: known to hold an entry that nobody could read; it counts as an entry and names nothing.
OMITTED = "[…]"

#: Around a page's content.
_APART = words("nav footer aside form")
_LISTS = words("ul ol table dl")


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


class _Lines(Walk):
    """Collects the lines of a page; what is shown only on a click counts too."""

    skips_hidden = False

    def __init__(self, markup: Markup, *, with_images: bool) -> None:
        super().__init__(markup)
        self.reads_pictures = with_images
        self.lines: list[Line] = []
        self._around: list[tuple[int, str]] = []
        self._level, self._container = 0, ""

    def enter(self, element: HtmlElement) -> bool:
        """Menus, footers and forms are left out."""
        self._around.append((self._level, self._container))
        self._level = HEADINGS.get(element.tag, self._level)
        if element.tag in _LISTS and not self._container:
            self._container = self.markup.locate(element)
        return element.tag not in _APART

    def leave(self, _: HtmlElement) -> None:
        """Level and list are those around the element again."""
        self._level, self._container = self._around.pop()

    def take(self, element: HtmlElement, runs: list[Run]) -> None:
        """One line per run."""
        place = "body" if element is self.markup.body else self.markup.locate(element)
        self.lines += [
            Line(text, place, self._level, fold_space(run.lead), tuple(run.links), self._container)
            for run in runs
            if (text := fold_space(run.text))
        ]


def read_lines(capture: Capture, *, with_images: bool = False) -> tuple[Line, ...]:
    """The page's lines in reading order; menus, footers, forms and scripts left out.

    With ``with_images`` the alternative text of pictures (a flag, say) counts as text.
    """
    lines = _Lines(parse_html(capture), with_images=with_images)
    lines.walk(lines.markup.body)
    return tuple(lines.lines)


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
