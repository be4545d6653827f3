"""The docs of the repository as pages of the site, and what their search looks through."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

DOCS = Path(__file__).resolve().parents[2] / "docs"
#: Pages that the site has of its own: the dictionary of the contract.
_OWN = ("dictionary.md", "tables.md")
#: In the order in which people need them; others follow by name.
_ORDER = (
    "quickstart-analyst",
    "quickstart-dashboard",
    "quickstart-engineer",
    "questions",
    "faq",
    "method",
    "sources",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading.

    Attributes:
        anchor: Id of the heading.
        level: 1 for the page's title.
        heading: Its text.
        text: All words below it, for the search.
    """

    anchor: str
    level: int
    heading: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Doc:
    """A page of the docs.

    Attributes:
        page: Its address in the site.
        title: Its first heading.
        summary: Its first paragraph.
        html: All of it.
        sections: In order.
    """

    page: str
    title: str
    summary: str
    html: Markup
    sections: tuple[Section, ...]


def doc_pages(folder: Path = DOCS) -> list[Doc]:
    """Every page of the docs, what readers need first first."""
    found = [_doc(path) for path in sorted(folder.glob("*.md")) if path.name not in _OWN]

    def place(doc: Doc) -> tuple[int, str]:
        name = Path(doc.page).stem
        return _ORDER.index(name) if name in _ORDER else len(_ORDER), name

    return sorted(found, key=place)


def attached(folder: Path = DOCS) -> list[Path]:
    """Files that the docs lead to and that go with them."""
    return sorted(path for path in (folder / "examples").glob("*") if path.is_file())


def _doc(path: Path) -> Doc:
    text = re.sub(r"<!--.*?-->\n?", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(text)
    sections = tuple(_sections(tokens))
    for token in tokens:
        _lead(token.children or [])
    html = str(parser.renderer.render(tokens, parser.options, {}))
    # What may be wider than a phone is moved sideways on its own, by keyboard too.
    html = html.replace(
        "<table>", '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>'
    ).replace("</table>", "</table></div>")
    html = html.replace("<th></th>", "<td></td>")
    html = html.replace("<pre>", '<pre tabindex="0">').replace("<th>", '<th scope="col">')
    summary = next(
        (tokens[at + 1].content for at, one in enumerate(tokens) if one.type == "paragraph_open"),
        "",
    )
    return Doc(
        page=f"docs/{path.stem}.html",
        title=sections[0].heading,
        summary=re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", summary).replace("\n", " "),
        html=Markup(html),  # noqa: S704 (Markdown of our own, in which HTML is not let through)
        sections=sections,
    )


def _sections(tokens: Sequence[Token]) -> Iterator[Section]:
    """Sections of a page; gives its headings their ids, as GitHub does."""
    seen: dict[str, int] = {}
    heads = [at for at, token in enumerate(tokens) if token.type == "heading_open"]
    for at, following in zip(heads, [*heads[1:], len(tokens)], strict=True):
        heading = _plain(tokens[at + 1])
        plain = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        count = seen.get(plain, 0)
        seen[plain] = count + 1
        anchor = f"{plain}-{count}" if count else plain
        tokens[at].attrs["id"] = anchor
        words = [_plain(token) for token in tokens[at + 3 : following]]
        text = re.sub(r"\s+", " ", " ".join(filter(None, words)))
        yield Section(anchor, int(tokens[at].tag[1]), heading, text)


def _plain(token: Token) -> str:
    if token.children is None:
        return token.content
    return "".join(child.content or " " for child in token.children)


def _lead(tokens: Sequence[Token]) -> None:
    """Let the links of a text lead to pages of the site; those to code become plain text."""
    is_plain = False
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrs["href"])
            is_plain = token.hidden = address.startswith("../")
            token.attrs = _link(address)
        elif token.type == "link_close":
            token.hidden = is_plain


def _link(address: str) -> dict[str, str | int | float]:
    """Where a link of the docs leads in the site."""
    if re.match(r"https?://", address):
        return {"href": address, "rel": "noreferrer"}
    name, _, anchor = address.partition("#")
    if name in _OWN:
        return {"href": f"../dictionary/{anchor}.html" if anchor else "../dictionary.html"}
    page = re.sub(r"\.md$", ".html", name)
    return {"href": f"{page}#{anchor}" if anchor else page}


def search_entries(docs: Sequence[Doc]) -> list[tuple[str, str, str, str]]:
    """Address, page, heading and text of every section, for the script that searches."""
    return [
        (
            doc.page if section.level == 1 else f"{doc.page}#{section.anchor}",
            doc.title,
            section.heading,
            section.text,
        )
        for doc in docs
        for section in doc.sections
    ]
