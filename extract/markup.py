"""One reading of HTML: a page as a tree, and one way through it in reading order.

Two views stand on it: :mod:`extract.pages.lists` gives the lines that parsers of sources speak
of, :mod:`extract.prose.html` the blocks of a document.
"""

import abc
import dataclasses
import re
from collections import Counter
from typing import ClassVar

import lxml.html
from lxml import etree

from extract.prose.layout import fold_space, words
from warehouse.errors import FormatError

#: Elements without text that counts: struck-out text (``del``, ``s``, ``strike``) is withdrawn.
NO_TEXT = words(
    "script style noscript template svg math iframe object canvas select option datalist head "
    "button input textarea audio video map del s strike"
)
_STRUCK_STYLE = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = words(
    "p li td th dt dd blockquote pre figcaption caption summary address div section article main "
    "header footer aside nav ul ol dl table thead tbody tfoot tr form fieldset legend details "
    "figure body html center hr"
) | frozenset(HEADINGS)
#: Deeper than pages are: what lies below is taken in one piece.
MAX_DEPTH = 250
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FOOTNOTE_MARK = re.compile(r"[\s\[(]*(?:\d{1,3}|[a-e*†‡])[\])\s]*")
#: "64%", "1,150+", "€4.2m" in an element of their own.
_AMOUNT_LAST = re.compile(r"^[^\w]?\s?\d[\d .,]*(?:[%+]|[mk]|bn|mio|mkr|kr)?$")

#: "Intäkter 2023" in an element of its own, "18,4 mkr" in the next.
_LABEL_LAST = re.compile(r"[^\W\d]{3}$|(?<!\d)(?:19|20)\d\d$")


class Markup:
    """A page as a tree.

    Attributes:
        root: Its outermost element.

    Raises:
        FormatError: ``html-empty`` when there is no element.
    """

    def __init__(self, text: str) -> None:
        parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
        try:
            self.root: lxml.html.HtmlElement = lxml.html.document_fromstring(
                _XML_DECLARATION.sub("", text).replace("\x00", ""), parser=parser
            )
        except (etree.ParserError, ValueError) as error:
            raise FormatError(
                "html-empty",
                "the page holds no HTML",
                expected="at least one element",
                found=str(error),
                remedy="open the address in a browser; the answer may have been empty",
            ) from error
        counts: Counter[str] = Counter()
        self._numbers: dict[lxml.html.HtmlElement, int] = {}
        self._wraps_blocks: set[lxml.html.HtmlElement] = set()
        for element in self.root.iter(etree.Element):
            counts[element.tag] += 1
            self._numbers[element] = counts[element.tag]
        for element in reversed(self._numbers):
            if any(child.tag in BLOCKS or child in self._wraps_blocks for child in element):
                self._wraps_blocks.add(element)

    @property
    def body(self) -> lxml.html.HtmlElement:
        """The element whose text a reader sees."""
        body = self.root.find("body")
        return self.root if body is None else body

    def locate(self, element: lxml.html.HtmlElement) -> str:
        """The element's place ``tag[n]``: ``(//tag)[n]`` finds it, menus and footers counted."""
        return f"{element.tag}[{self._numbers[element]}]"

    def is_block(self, element: lxml.html.HtmlElement) -> bool:
        """Block elements, and inline ones (links, spans) that wrap block elements."""
        return element.tag in BLOCKS or element in self._wraps_blocks

    def depth(self) -> int:
        """Most elements within each other."""
        depths = {self.root: 1}
        for element in self._numbers:  # parents come first
            for child in element:
                depths[child] = depths[element] + 1
        return max(depths.values())


@dataclasses.dataclass(slots=True)
class Run:
    """Text that no block element and no line break parts.

    Attributes:
        parts: Its pieces as the page has them.
        lead: The words set in bold or linked at its beginning.
        links: Addresses of its links, in order.
    """

    parts: list[str] = dataclasses.field(default_factory=list)
    lead: str = ""
    links: list[str] = dataclasses.field(default_factory=list)

    @property
    def text(self) -> str:
        """The text as the page has it, white space too."""
        return "".join(self.parts)


class Walk(abc.ABC):
    """Goes through a page in reading order; what becomes of its text is the view's."""

    skips_hidden: ClassVar[bool] = True
    reads_pictures = False

    def __init__(self, markup: Markup) -> None:
        self.markup = markup
        self._runs = [Run()]
        self._links_around: list[str] = []

    @abc.abstractmethod
    def take(self, element: lxml.html.HtmlElement, runs: list[Run]) -> None:
        """Text of a block element up to the next: a run per line, empty ones too."""

    @abc.abstractmethod
    def enter(self, element: lxml.html.HtmlElement) -> bool:
        """Come to a block element; whether to go into it."""

    @abc.abstractmethod
    def leave(self, element: lxml.html.HtmlElement) -> None:
        """Go on behind a block element."""

    def walk(self, element: lxml.html.HtmlElement) -> None:
        """Go through a block element, a frame of the stack for each that it lies in."""
        is_link = element.tag == "a" and element.get("href") is not None
        if self.enter(element):
            if is_link:  # around blocks, all of whose text leads there
                self._links_around.append(element.get("href").strip())
                self._runs = [self._new_run()]
            self._add(element.text)
            for child in element:
                if self.markup.is_block(child):
                    self._hand_on(element)
                    if not self.is_dropped(child):
                        self.walk(child)
                else:
                    self._read_word(child)
                self._add(child.tail)
            self._hand_on(element)
            if is_link:
                self._links_around.pop()
                self._runs = [self._new_run()]
        self.leave(element)

    def text(self, element: lxml.html.HtmlElement) -> str:
        """All text of an element on one line."""
        before, self._runs = self._runs, [Run()]
        self._read(element)
        runs, self._runs = self._runs, before
        return fold_space(" ".join(run.text for run in runs))

    def is_dropped(self, element: lxml.html.HtmlElement) -> bool:
        """Whether a reader does not see the element, or sees it struck out."""
        tag = element.tag
        if tag in NO_TEXT:
            return True
        style = element.get("style") or ""
        if style and _STRUCK_STYLE.search(style):
            return True
        return self.skips_hidden and (
            "hidden" in element.attrib
            or bool(style and _HIDDEN_STYLE.search(style))
            or (element.get("aria-hidden") == "true" and tag not in BLOCKS)
        )

    def _hand_on(self, element: lxml.html.HtmlElement) -> None:
        runs, self._runs = self._runs, [self._new_run()]
        if any(run.parts for run in runs):
            self.take(element, runs)

    def _new_run(self) -> Run:
        return Run(links=list(self._links_around))

    def _add(self, text: str | None) -> None:
        if text:
            self._runs[-1].parts.append(text)

    def _read_word(self, element: lxml.html.HtmlElement) -> None:
        """Read an inline element; "42" and "klynger" in two of them are two words."""
        run = self._runs[-1]
        before, at = run.parts[-1] if run.parts else "", len(run.parts)
        self._read(element)
        first = next(iter(run.parts[at:]), "")
        if first[:1].isdigit():
            is_apart = bool(_LABEL_LAST.search(before))
        else:
            is_number = before[-1:].isdigit() or bool(_AMOUNT_LAST.search(before))
            is_apart = is_number and first[:1].isalpha()
        if is_apart and element.tag not in {"sup", "sub"}:
            run.parts.insert(at, " ")

    def _read(self, element: lxml.html.HtmlElement, depth: int = 0) -> None:
        tag = element.tag
        if tag == "br":
            self._runs.append(self._new_run())
            return
        if self.is_dropped(element):
            self._add(" ")
            return
        if depth > MAX_DEPTH:
            self._add(element.text_content())
            return
        if tag == "sup" and _FOOTNOTE_MARK.fullmatch(element.text_content()):
            return  # it would melt into the number before it
        if tag == "img" and self.reads_pictures:
            self._add(f" {element.get('alt') or ''} ")
        run = self._runs[-1]
        if tag in {"strong", "b", "a"} and not fold_space(run.text):
            run.lead = element.text_content()
        if tag == "a" and element.get("href") is not None:
            run.links.append(element.get("href").strip())
        self._add(element.text)
        for child in element:
            if child.tag in BLOCKS:
                self._add(" ")  # "2022: 80" and "2023: 91" in a cell
            self._read(child, depth + 1)
            self._add(child.tail)
