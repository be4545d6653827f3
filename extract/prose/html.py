"""Blocks of an HTML page, with what its markup says is not content set apart.

Works from roles that content management systems share (landmarks, telling class names, the
density of links), not from one site's selectors.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Sequence

import lxml.html
from lxml import etree

from extract.encoding import decode_or_repair
from extract.markup import BLOCKS, HEADINGS, MAX_DEPTH, NO_TEXT, Markup, Run, Walk
from extract.phrases import patterns
from extract.prose.boilerplate import is_contact_line, speaks_of_cookies
from extract.prose.cards import is_number, join_card, join_cards
from extract.prose.grids import find_rows, find_run, is_headed
from extract.prose.layout import Layout, compose, fold_space, words
from extract.prose.page_metadata import find_published, find_titles
from extract.prose.text import blocks_of_lines, glue, strip_page_numbers
from warehouse.errors import FormatError
from warehouse.records import Block, BlockKind

_LISTS = words("ul ol dl")
_CARDS = words("div li section article figure a")
_CARD_SIZE = 240
#: What rows of boxes stand in.
_GRIDS = words("div section article ul ol")
_ROWS = words("div section p li")
_ITEMS = words("li dt dd")
_APART_TAGS = words("nav footer aside dialog menu")
_APART_ROLES = words(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar"
)
#: Tables that hold a page's layout hold one of these.
#: A form with less text is a search box.
_SEARCH_BOX = 60
_LAYOUT_PARTS = words("table h1 h2 form article")
_SAYS = patterns("page")
_CONSENT_NAMES = _SAYS["consent_names"]
_APART_NAMES = _SAYS["apart_names"]
_FACTS = _SAYS["facts"]
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MAIN = (
    "//main | //*[@role='main']",
    (
        "//*[@id='main-content' or @id='maincontent' or @id='content-core' or "
        "@id='portal-column-content']"
    ),
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' entry-content ')]/ancestor::article",
    "//article[.//h1]",
)
#: Stands for ``<br>``; line ends of the source itself mean nothing. Two breaks, or one before a
#: bullet or number, are how editors without styles make paragraphs and lists.
_BREAK = "\x1f"
_PARAGRAPH_BREAK = re.compile(r"\x1f\s*(?=\x1f|[-•–*]\s|\d{1,2}[.)]\s)")
#: "Budget: 40 mio. kr.<br>Period: 2019-2022", "2019: 120<br>2022: 171": each line stands alone.
_LABELLED_LINE = re.compile(r"\s*(?:[^\W\d_][^.:!?]{1,40}|(?:19|20)\d\d):\s+\S")
#: "Antal företag<br>61".
_LABEL_ABOVE = re.compile(r"\s*[^\W\d_][^\d.:!?]{2,60}")
_OF_PAIR = 2
_FACT_SHARE = 0.6
_MAIN_SHARE = 0.25
_LINK_SHARE = 0.8
_LINK_LIST_MINIMUM = 3
_MAX_SPAN = 100
_DESCRIPTION_MAXIMUM = 80


def read_html(content: bytes, encoding: str | None = None) -> Layout:
    """Take an HTML page apart.

    Args:
        content: The page as it came.
        encoding: Character set from the transport, if any.

    Returns:
        Blocks with locators ``tag[n]``: the n-th element of that name in the page, so that
        ``(//tag)[n]`` finds it again. Cells: ``table[t]/row[r]/cell[c]``.

    Raises:
        FormatError: ``html-empty`` when there is no element, ``html-too-deep``; codes of
            :func:`extract.encoding.decode_or_repair`.
    """
    text, notes = decode_or_repair(content, encoding)
    markup = Markup(compose(text))
    root = markup.root
    collector = _Collector(markup)
    collector.walk(markup.body)
    if not (collector.content or collector.boilerplate) and markup.depth() > MAX_DEPTH:
        raise FormatError(
            "html-too-deep",
            "the page's elements lie too deep within each other for a parser to keep its text",
            expected=f"at most {MAX_DEPTH} elements within each other",
            found=f"{markup.depth()} of them",
            remedy="open the page in a browser, and save its text or print it to PDF",
        )
    titles = tuple(dict.fromkeys(t for t in find_titles(root, collector.first_heading) if t))
    return Layout(
        blocks=strip_page_numbers(join_cards(_join_terms(collector.content))),
        boilerplate=tuple(collector.boilerplate),
        titles=titles,
        published=find_published(root),
        language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        notes=notes,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Inside:
    """What the elements around an element make of it."""

    is_main: bool
    is_apart: bool = False
    lists: int = 0
    has_article: bool = False

    @property
    def is_content(self) -> bool:
        return self.is_main and not self.is_apart


class _Collector(Walk):
    """Collects the blocks of a page into content or boilerplate."""

    def __init__(self, markup: Markup) -> None:
        super().__init__(markup)
        self.content: list[Block] = []
        self.boilerplate: list[Block] = []
        self.first_heading: str | None = None
        self._cards: set[str] = set()
        self._taken: set[lxml.html.HtmlElement] = set()
        self._sizes: dict[lxml.html.HtmlElement, tuple[int, int]] = {}
        self._holds_title: set[lxml.html.HtmlElement] = set()
        self._holds_layout: set[lxml.html.HtmlElement] = set()
        self._measure()
        self._total = max(1, self._sizes.get(markup.root, (0, 0))[0])
        self._main = self._find_main()
        self._around_main = {a for m in self._main for a in m.iterancestors()}
        self._inside = _Inside(is_main=not self._main)
        self._around: list[tuple[_Inside, int]] = []

    def _find_main(self) -> frozenset[lxml.html.HtmlElement]:
        whole = self.markup.body
        size = self._sizes[whole][0]
        for path in _MAIN:
            found = {node for node in whole.xpath(path) if node is not whole}
            outer = [n for n in found if not any(a in found for a in n.iterancestors())]
            if outer and sum(self._sizes[n][0] for n in outer) > _MAIN_SHARE * size * 0.4:
                return frozenset(outer)
        return frozenset()

    def _measure(self) -> None:
        """Length of visible text, and of text in links, for every element, bottom up."""
        order = list(self.markup.root.iter(etree.Element))
        for element in reversed(order):
            own = len((element.text or "").strip())
            links = 0
            for child in element:
                size, linked = self._sizes.get(child, (0, 0))
                own += size + len((child.tail or "").strip())
                links += linked
                if child.tag == "h1" or child in self._holds_title:
                    self._holds_title.add(element)
                if child.tag in _LAYOUT_PARTS or child in self._holds_layout:
                    self._holds_layout.add(element)
            if element.tag in NO_TEXT:
                own = links = 0
            if element.tag == "a":
                links = own
            self._sizes[element] = (own, links)

    def enter(self, element: lxml.html.HtmlElement) -> bool:
        """Tables of figures, and what lies too deep, are taken whole."""
        tag, around = element.tag, self._inside
        self._around.append((around, len(self.content)))
        is_main = around.is_main or element in self._main
        is_main = is_main or (tag in {"aside", "section"} and _holds_facts(element))
        self._inside = _Inside(
            is_main,
            around.is_apart or self._is_apart(element, around, is_main=is_main),
            around.lists + (tag in _LISTS),
            around.has_article or tag == "article",
        )
        if len(self._around) > MAX_DEPTH:
            self._emit(element, fold_space(element.text_content()), "paragraph")
            return False
        if tag == "table" and element not in self._holds_layout:
            self._emit_table(element)
            return False
        if tag == "pre":
            return not self._emit_drawn(element)
        return element not in self._taken and not self._emit_grid(element)

    def leave(self, element: lxml.html.HtmlElement) -> None:
        """Join the number of a small element with its label."""
        self._inside, first = self._around.pop()
        if element.tag in _CARDS and self._sizes[element][0] <= _CARD_SIZE:
            self._join_card(first)

    def _join_card(self, first: int) -> None:
        """Join the blocks of a card, but not those of which one is a card already."""
        blocks = self.content[first:]
        joined = join_card(blocks)
        if len(joined) < len(blocks) and not self._cards & {b.locator for b in blocks}:
            self.content[first:] = joined
            self._cards |= {block.locator for block in joined}

    def _is_apart(self, element: lxml.html.HtmlElement, around: _Inside, *, is_main: bool) -> bool:
        is_frame = element.tag in {"html", "body", "main", "article"} or element in self._main
        if is_frame or element in self._around_main:
            return False
        is_modal = element.get("aria-modal") == "true"
        if is_modal or element.tag in _APART_TAGS or element.get("role") in _APART_ROLES:
            return element.tag != "aside" or not _holds_facts(element)
        if element.tag == "header" and not (self._main and is_main):
            return not around.has_article and element not in self._holds_title
        if element.tag in BLOCKS and self._is_named_apart(element):
            return True
        if element.tag == "form" and self._sizes[element][0] < _SEARCH_BOX:
            return True
        return (
            element.tag in {"ul", "ol"} and not (self._main and is_main) and self._is_menu(element)
        )

    def _is_named_apart(self, element: lxml.html.HtmlElement) -> bool:
        """Whether id or class (of a consent dialogue, its text too) say that it is no content."""
        if element in self._holds_title:
            return False
        names = _CAMEL.sub("-", f"{element.get('id') or ''} {element.get('class') or ''}")
        if _CONSENT_NAMES.search(names) and speaks_of_cookies(element.text_content()):
            return True
        return bool(_APART_NAMES.search(names)) and self._sizes[element][0] < self._total / 2

    def _is_menu(self, element: lxml.html.HtmlElement) -> bool:
        size, linked = self._sizes[element]
        return len(element) >= _LINK_LIST_MINIMUM and size > 0 and linked / size >= _LINK_SHARE

    def take(self, element: lxml.html.HtmlElement, runs: list[Run]) -> None:
        """Emit an element's text as one block, or as one for each of its paragraphs."""
        raw = _BREAK.join(run.text for run in runs)
        if not raw.strip():
            return
        tag = element.tag
        level = HEADINGS.get(tag, 0)
        kind: BlockKind = "paragraph"
        if level:
            is_title = level == 1 and self._inside.is_content and self.first_heading is None
            kind = "title" if is_title else "heading"
        elif tag in _ITEMS:
            kind, level = "item", self._inside.lists
        for piece in [raw] if tag in HEADINGS else _split_breaks(raw):
            text = fold_space(functools.reduce(glue, piece.split(_BREAK)))
            if kind == "title" and text:
                self.first_heading = text
            self._emit(element, text, kind, level=level)

    def _emit(
        self,
        element: lxml.html.HtmlElement,
        text: str,
        kind: BlockKind,
        *,
        level: int = 0,
        locator: str | None = None,
    ) -> None:
        if text:
            place = locator or self.markup.locate(element)
            block = Block(kind, text, place, level=level)
            (self.content if self._inside.is_content else self.boilerplate).append(block)

    def _emit_drawn(self, element: lxml.html.HtmlElement) -> bool:
        """Emit preformatted text in which a table is drawn; False where there is none."""
        lines = element.text_content().splitlines()
        blocks = list(blocks_of_lines(lines, f"{self.markup.locate(element)}/"))
        is_drawn = any(block.kind == "cell" for block in blocks)
        for block in blocks if is_drawn else ():
            self._emit(element, block.text, block.kind, level=block.level, locator=block.locator)
        return is_drawn

    def _emit_grid(self, element: lxml.html.HtmlElement) -> bool:
        """Emit rows of boxes as those of a table, or as cards; False where there are none."""
        rows = find_rows(element) if element.tag in _GRIDS else []
        siblings: Sequence[lxml.html.HtmlElement] = ()
        if not rows and element.tag in _ROWS:
            rows, siblings = find_run(element)
        texts = [[self.text(cell) for cell in row] for row in rows]
        place = self.markup.locate(element)
        blocks: list[Block] = []
        if rows and is_headed(texts):
            blocks = [
                Block("cell", text, f"{place}/row[{r}]/cell[{c}]", level=1 if r == 1 else 0)
                for r, row in enumerate(texts, start=1)
                for c, text in enumerate(row, start=1)
            ]
        elif rows and not any(cell.tag in BLOCKS for row in rows for cell in row):
            cards = [
                join_card([Block("paragraph", self.text(c), self.markup.locate(c)) for c in row])
                for row in rows
            ]
            blocks = [card[0] for card in cards if len(card) == 1]
            blocks = blocks if len(blocks) == len(rows) else []
        for block in blocks:
            self._emit(element, block.text, block.kind, level=block.level, locator=block.locator)
        self._cards |= {block.locator for block in blocks}
        self._taken.update(siblings if blocks else ())
        return bool(blocks)

    def _emit_table(self, table: lxml.html.HtmlElement) -> None:
        for caption in table.iter("caption"):
            self._emit(caption, self.text(caption), "paragraph")
        for (number, column), cell in _grid(table).items():
            place = f"{self.markup.locate(table)}/row[{number}]/cell[{column}]"
            level = 1 if cell.tag == "th" else 0
            self._emit(cell, self.text(cell), "cell", level=level, locator=place)


def _holds_facts(aside: lxml.html.HtmlElement) -> bool:
    """Whether a box beside the text holds terms with values, a table or a sentence of figures."""
    headings = (node.text_content() for node in aside.iter(*HEADINGS))
    if any(map(_FACTS.match, headings)):
        return True
    texts = (fold_space(paragraph.text_content()) for paragraph in aside.iter("p"))
    return next(aside.iter("dl", "table"), None) is not None or any(
        text.endswith(".") and re.search(r"\d", text) and not is_contact_line(text)
        for text in texts
    )


def _grid(table: lxml.html.HtmlElement) -> dict[tuple[int, int], lxml.html.HtmlElement]:
    """Cells by row and column; one that spans several stands in each of them.

    A cell over the whole width of the table is a line of its own and stands once.
    """
    grid: dict[tuple[int, int], lxml.html.HtmlElement] = {}
    for number, row in enumerate(table.iter("tr"), start=1):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        column = 1
        for cell in cells:
            while (number, column) in grid:
                column += 1
            is_line = len(cells) == 1 and (number, 1) not in grid
            width = 1 if is_line else _span(cell, "colspan")
            for down in range(_span(cell, "rowspan")):
                for along in range(width):
                    grid.setdefault((number + down, column + along), cell)
            column += width
    return dict(sorted(grid.items()))


def _span(cell: lxml.html.HtmlElement, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(int(value), _MAX_SPAN) if value.isdecimal() and int(value) > 0 else 1


def _split_breaks(raw: str) -> list[str]:
    """Paragraphs of an element: at empty lines and bullets, or at each line of a fact box."""
    lines = [line for line in raw.split(_BREAK) if line.strip()]
    labelled = sum(1 for line in lines if _LABELLED_LINE.match(line))
    if len(lines) > 1 and labelled >= max(2, _FACT_SHARE * len(lines)):
        return lines
    if len(lines) == _OF_PAIR and _LABEL_ABOVE.fullmatch(lines[0]) and is_number(lines[1].strip()):
        return [f"{lines[0].rstrip()}: {lines[1]}"]
    return _PARAGRAPH_BREAK.split(raw)


def _join_terms(blocks: Sequence[Block]) -> list[Block]:
    """Terms with their short descriptions: "Partners" and "6" become "Partners: 6"."""
    joined: list[Block] = []
    for block in blocks:
        term = joined[-1] if joined else None
        if (
            term is not None
            and term.locator.startswith("dt[")
            and block.locator.startswith("dd[")
            and len(block.text) <= _DESCRIPTION_MAXIMUM
            and (is_number(block.text) or not block.text.endswith((".", "!", "?")))
        ):
            text = f"{term.text.rstrip(' :')}: {block.text}"
            joined[-1] = dataclasses.replace(block, text=text)
        else:
            joined.append(block)
    return joined
