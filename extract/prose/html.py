"""Blocks of an HTML page, with what its markup says is not content set apart.

Works from roles that content management systems share (landmarks, telling class names, the
density of links), not from one site's selectors.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import lxml.html
from lxml import etree

from extract.encoding import decode_or_repair
from extract.prose.cards import join_cards
from extract.prose.layout import Layout, compose, fold_space
from extract.prose.text import strip_page_numbers
from extract.written_dates import find_date
from warehouse.errors import FormatError
from warehouse.records import Block, BlockKind

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "canvas",
        "select",
        "option",
        "datalist",
        "head",
        "button",
        "input",
        "textarea",
        "audio",
        "video",
        "map",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    [
        "p",
        "li",
        "td",
        "th",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "figcaption",
        "caption",
        "summary",
        "address",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "nav",
        "ul",
        "ol",
        "dl",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "form",
        "fieldset",
        "legend",
        "details",
        "figure",
        "body",
        "html",
        "center",
        "hr",
    ]
) | frozenset(_HEADINGS)
_APART_TAGS = frozenset({"nav", "footer", "aside", "dialog", "menu"})
_APART_ROLES = frozenset(
    [
        "navigation",
        "banner",
        "contentinfo",
        "complementary",
        "search",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "toolbar",
    ]
)
_APART_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookie\w*|consent|gdpr|breadcrumb\w*|brodkrumme\w*|brodsmule\w*|nav|navbar|"
    r"navigation\w*|\w*menu|\w*meny|skip-?link\w*|footer|sidfot|bunnmeny|"
    r"sidebar|"
    r"side-?column|related\w*|relaterte?|relaterade?|relaterede?|recommend\w*|share|sharing|social|"
    r"addtoany|contact\w*|kontakt\w*|newsletter\w*|nyhedsbrev|nyhetsbrev|subscribe|pagination|"
    r"pager|"
    r"comments?|tags|tag-?list|widget|banner|popup|modal|portlet-(?:navigation|news|events|"
    r"calendar|collection|review)\w*|document-?actions|"
    r"portal-(?:column-(?:one|two)|footer|top|header|globalnav|sitemap|personaltools)|"
    r"globalnav|searchbox|sitemap|language-?selector|author-?box|byline|toc|teaser-?list|"
    r"read-?more)"
    r"(?=$|[\s_-])|(?:^|\s)portlet(?=$|\s)",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAIN = (
    "//main | //*[@role='main']",
    (
        "//*[@id='main-content' or @id='maincontent' or @id='content-core' or "
        "@id='portal-column-content']"
    ),
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' entry-content ')]/ancestor::article",
    "//article[.//h1]",
)
_PUBLISHED_META = (
    "article:published_time",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "date",
    "datepublished",
    "publication_date",
    "dc.date.created",
)
#: Stands for ``<br>``; line ends of the source itself mean nothing. Two breaks, or one before a
#: bullet or number, are how editors without styles make paragraphs and lists.
_BREAK = "\x1f"
_PARAGRAPH_BREAK = re.compile(r"\x1f\s*(?=\x1f|[-•–*]\s|\d{1,2}[.)]\s)")
#: "Budget: 40 mio. kr.<br>Period: 2019-2022": each line of a fact box stands alone.
_LABELLED_LINE = re.compile(r"\s*[^\W\d_][^.:!?]{1,40}:\s+\S")
_FACT_SHARE = 0.6
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MAIN_SHARE = 0.25
_LINK_SHARE = 0.8
_LINK_LIST_MINIMUM = 3
_MAX_DEPTH = 250
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
        FormatError: ``html-empty`` when there is no element; codes of
            :func:`extract.encoding.decode_or_repair`.
    """
    text, notes = decode_or_repair(content, encoding)
    root = _parse(compose(text))
    collector = _Collector(root)
    collector.walk()
    titles = tuple(dict.fromkeys(t for t in _titles(root, collector.first_heading) if t))
    return Layout(
        blocks=strip_page_numbers(join_cards(_join_terms(collector.content))),
        boilerplate=tuple(collector.boilerplate),
        titles=titles,
        published=_published(root),
        language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        notes=notes,
    )


def _parse(text: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root: lxml.html.HtmlElement = lxml.html.document_fromstring(
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
    return root


def _titles(root: lxml.html.HtmlElement, heading: str | None) -> Iterator[str]:
    if heading:
        yield heading
    for node in root.xpath("//meta[@property='og:title' or @name='DC.title' or @name='title']"):
        yield fold_space(node.get("content") or "")
    for node in root.xpath("//head/title"):
        # "Title – Site | Publisher": the part before the site's own name.
        yield re.split(r"\s+[|»]\s+", fold_space(node.text_content()))[0]


def _published(root: lxml.html.HtmlElement) -> str | None:
    values = {
        (node.get("property") or node.get("name") or node.get("itemprop") or "").lower(): node.get(
            "content"
        )
        for node in root.xpath("//meta[@content]")
    }
    for name in _PUBLISHED_META:
        date = find_date((values.get(name) or "").split("T")[0])
        if date:
            return date
    for node in root.xpath("//script[@type='application/ld+json']"):
        date = _json_ld_date(node.text or "")
        if date:
            return date
    for node in root.xpath("//*[self::main or self::article or self::header]//time[@datetime]"):
        date = find_date(node.get("datetime")[:10])
        if date:
            return date
    return None


def _json_ld_date(text: str) -> str | None:
    try:
        data = json.loads(text)
    except ValueError:
        return None
    queue = [data]
    while queue:
        node = queue.pop(0)
        if isinstance(node, list):
            queue.extend(node)
        elif isinstance(node, dict):
            if isinstance(node.get("datePublished"), str):
                return find_date(node["datePublished"][:10])
            queue.extend(value for value in node.values() if isinstance(value, list | dict))
    return None


class _Collector:
    """One walk over the tree: collects blocks into content or boilerplate."""

    def __init__(self, root: lxml.html.HtmlElement) -> None:
        self.root = root
        self.content: list[Block] = []
        self.boilerplate: list[Block] = []
        self.first_heading: str | None = None
        self._counts: Counter[str] = Counter()
        self._numbers: dict[lxml.html.HtmlElement, int] = {}
        for element in root.iter(etree.Element):
            self._counts[element.tag] += 1
            self._numbers[element] = self._counts[element.tag]
        self._main = self._find_main()
        self._around_main = {a for m in self._main for a in m.iterancestors()}
        self._sizes: dict[lxml.html.HtmlElement, tuple[int, int]] = {}
        self._wraps_blocks: set[lxml.html.HtmlElement] = set()
        self._measure()
        self._total = max(1, self._sizes.get(root, (0, 0))[0])

    def _find_main(self) -> frozenset[lxml.html.HtmlElement]:
        body = self.root.find("body")
        whole = self.root if body is None else body
        size = len(whole.text_content())
        for path in _MAIN:
            found = [node for node in whole.xpath(path) if node is not whole]
            outer = [n for n in found if not any(a in found for a in n.iterancestors())]
            if outer and sum(len(n.text_content()) for n in outer) > _MAIN_SHARE * size * 0.4:
                return frozenset(outer)
        return frozenset()

    def _measure(self) -> None:
        """Length of visible text, and of text in links, for every element, bottom up."""
        order = list(self.root.iter(etree.Element))
        for element in reversed(order):
            own = len((element.text or "").strip())
            links = 0
            for child in element:
                size, linked = self._sizes.get(child, (0, 0))
                own += size + len((child.tail or "").strip())
                links += linked
                if child.tag in _BLOCKS or child in self._wraps_blocks:
                    self._wraps_blocks.add(element)
            if element.tag in _DROPPED:
                own = links = 0
            if element.tag == "a":
                links = own
            self._sizes[element] = (own, links)

    def walk(self) -> None:
        """Walk the page; deep nesting is followed without recursion limits of Python."""
        body = self.root.find("body")
        start = self.root if body is None else body
        self._visit(start, inside=not self._main, apart=False, depth=0)

    def _visit(
        self, element: lxml.html.HtmlElement, *, inside: bool, apart: bool, depth: int
    ) -> None:
        tag = element.tag
        if tag in _DROPPED or self._is_hidden(element):
            return
        inside = inside or element in self._main
        if depth > _MAX_DEPTH:
            self._emit(
                element, fold_space(element.text_content()), "paragraph", inside and not apart
            )
            return
        apart = apart or self._is_apart(element, inside=inside)
        keep = inside and not apart
        if tag == "table" and not _is_layout_table(element):
            self._emit_table(element, keep=keep)
            return
        parts: list[str] = [element.text or ""]
        for child in element:
            if self._is_block(child):
                self._flush(element, parts, keep=keep)
                self._visit(child, inside=inside, apart=apart, depth=depth + 1)
                parts = [child.tail or ""]
            elif child.tag == "br":
                parts.append(_BREAK + (child.tail or ""))
            else:
                before = next((part for part in reversed(parts) if part), "")
                parts.append(_apart(before, self._inline_text(child), child.tag))
                parts.append(child.tail or "")
        self._flush(element, parts, keep=keep)

    def _is_block(self, element: lxml.html.HtmlElement) -> bool:
        """Block elements, and inline ones (links, spans) that wrap block elements."""
        return element.tag in _BLOCKS or element in self._wraps_blocks

    def _inline_text(self, element: lxml.html.HtmlElement, depth: int = 0) -> str:
        if element.tag in _DROPPED or self._is_hidden(element):
            return " "
        if depth > _MAX_DEPTH:
            return str(element.text_content())
        if element.tag == "sup" and re.fullmatch(
            r"[\s\[(]*\d{1,3}[\])\s]*", element.text_content()
        ):
            return ""  # a footnote mark would melt into the number before it
        parts = [element.text or ""]
        for child in element:
            parts.append(_BREAK if child.tag == "br" else self._inline_text(child, depth + 1))
            parts.append(child.tail or "")
        return "".join(parts)

    @staticmethod
    def _is_hidden(element: lxml.html.HtmlElement) -> bool:
        return (
            "hidden" in element.attrib
            or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
            or (element.get("aria-hidden") == "true" and element.tag not in _BLOCKS)
        )

    def _is_apart(self, element: lxml.html.HtmlElement, *, inside: bool) -> bool:
        if element.tag in {"html", "body", "main", "article"} or element in self._main:
            return False
        if element in self._around_main:
            return False
        if element.tag in _APART_TAGS or element.get("role") in _APART_ROLES:
            return True
        if element.tag == "header" and not (self._main and inside):
            has_article = any(a.tag == "article" for a in element.iterancestors())
            return not has_article and element.find(".//h1") is None
        names = _CAMEL.sub("-", f"{element.get('id') or ''} {element.get('class') or ''}")
        if element.tag in _BLOCKS and _APART_NAMES.search(names):
            return self._sizes[element][0] < self._total / 2 and element.find(".//h1") is None
        return (
            element.tag in {"ul", "ol"} and not (self._main and inside) and self._is_menu(element)
        )

    def _is_menu(self, element: lxml.html.HtmlElement) -> bool:
        size, linked = self._sizes[element]
        return len(element) >= _LINK_LIST_MINIMUM and size > 0 and linked / size >= _LINK_SHARE

    def _flush(self, element: lxml.html.HtmlElement, parts: list[str], *, keep: bool) -> None:
        raw = "".join(parts)
        tag = element.tag
        level = _HEADINGS.get(tag, 0)
        kind: BlockKind = "paragraph"
        if level:
            kind = "heading"
            if level == 1 and keep and self.first_heading is None:
                kind = "title"
        elif tag in {"li", "dt", "dd"}:
            kind = "item"
            level = sum(1 for a in element.iterancestors() if a.tag in {"ul", "ol", "dl"})
        pieces = [raw] if kind in {"heading", "title"} else _split_breaks(raw)
        for piece in pieces:
            text = fold_space(piece.replace(_BREAK, " "))
            if not text:
                continue
            if kind == "title":
                self.first_heading = text
            self._emit(element, text, kind, keep, level=level)

    def _emit(
        self,
        element: lxml.html.HtmlElement,
        text: str,
        kind: BlockKind,
        keep: bool,
        *,
        level: int = 0,
        locator: str | None = None,
    ) -> None:
        if not text:
            return
        where = locator or f"{element.tag}[{self._numbers[element]}]"
        block = Block(kind=kind, text=text, locator=where, level=level)
        (self.content if keep else self.boilerplate).append(block)

    def _line(self, element: lxml.html.HtmlElement) -> str:
        return fold_space(self._inline_text(element).replace(_BREAK, " "))

    def _emit_table(self, table: lxml.html.HtmlElement, *, keep: bool) -> None:
        place = f"table[{self._numbers[table]}]"
        for caption in table.iter("caption"):
            self._emit(caption, self._line(caption), "paragraph", keep)
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        for number, row in enumerate(rows, start=1):
            column = 0
            for cell in row:
                if cell.tag not in {"td", "th"}:
                    continue
                column += 1
                self._emit(
                    cell,
                    self._line(cell),
                    "cell",
                    keep,
                    level=1 if cell.tag == "th" else 0,
                    locator=f"{place}/row[{number}]/cell[{column}]",
                )
                span = cell.get("colspan") or "1"
                column += int(span) - 1 if span.isdigit() and 0 < int(span) < 100 else 0


def _apart(before: str, text: str, tag: str) -> str:
    """The text of an inline element; "42" and "klynger" in two spans are two words."""
    if tag in {"sup", "sub"} or not (before[-1:].isdigit() and text[:1].isalpha()):
        return text
    return f" {text}"


def _split_breaks(raw: str) -> list[str]:
    """Paragraphs of an element: at empty lines and bullets, or at each line of a fact box."""
    lines = [line for line in raw.split(_BREAK) if line.strip()]
    labelled = sum(1 for line in lines if _LABELLED_LINE.match(line))
    if len(lines) > 1 and labelled >= max(2, _FACT_SHARE * len(lines)):
        return lines
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
            and not block.text.endswith((".", "!", "?"))
        ):
            text = f"{term.text.rstrip(' :')}: {block.text}"
            joined[-1] = dataclasses.replace(block, text=text)
        else:
            joined.append(block)
    return joined


def _is_layout_table(table: lxml.html.HtmlElement) -> bool:
    """Tables that hold a page's layout: nested tables, headings or long paragraphs in cells."""
    return any(
        node.tag in {"table", "h1", "h2", "form", "article"} for node in table.iterdescendants()
    )
