"""Damage done to bundled list pages, for the tests that every list adapter gets for free.

``HARMLESS`` keeps what a reader sees: the same entries must come out. ``HARMFUL`` takes away
what the list is found by or holds: the same entries, or an error that says what is wrong,
never others.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from tests.extract.sources.strategy_pages import with_text
from warehouse.records import Capture, Mention

Damage = Callable[[Capture], Capture]

#: What the pages' fixed words are in the site's other language. Longer phrases first.
_TRANSLATIONS = (
    ("Dessa 22 ingår nu i S3-piloten", "These 22 are included in the S3 pilot"),
    ("Kluster i Norra Mellansverige", "Clusters in North Middle Sweden"),
    ("14 etablerade klusterinitiativ", "14 established clusters"),
    ("tio klusterinitiativ som Region Skåne är med i:", "ten clusters with Region Skåne:"),
    (", samt ett besöksnäringskluster som är under uppbyggnad", " and a tourism cluster"),
    ("I styrelsen sitter:", "On the board are:"),
    ("Fyra kluster från Värmland var med i Gävle:", "Four clusters from Värmland met in Gävle:"),
    ("Vilka kluster finns i Värmland?", "Clusters in Värmland"),
    (" startade ", " was founded in "),
    ("Det drejer sig om:", "They are:"),
    ("Se mere i pressemeddelelsen", "Read more in the release"),
    ("Yderligere spirende områder", "Further emerging areas"),
    ("Spirende områder", "Emerging areas"),
    ("Styrkepositioner", "Strongholds"),
    ("Bevillingsperiode: 1. januar 2021 til 31. d", "Grant period: 1 January 2021 to 31 D"),
    ("Tre vinnare i Vinnväxt", "Three winners of Vinnväxt"),
    ("Fyra vinnare i Vinnväxt", "Four winners of Vinnväxt"),
    ("finansierar tre nya initiativ", "funds three new initiatives"),
    ("Följande innovationsmiljöer får finansiering:", "The following get funding:"),
    ("alphabetically", "i bokstavsordning"),
    ("Om klyngeprogrammet", "About the programme"),
    ("Om Vinnväxt", "About Vinnväxt"),
    ("Fem nye Arena-klynger", "Five new Arena clusters"),
    ("Fire nye Arena Pro-klynger", "Four new Arena Pro clusters"),
    ("Fire klynger rykker opp til Arena Pro fra", "Four clusters promoted to Arena Pro from"),
    ("Fire klynger rykker opp til Arena Pro", "Four clusters promoted to Arena Pro"),
    ("To klynger oppgradert til NCE", "Two clusters promoted to NCE"),
    ("To Arena-klynger forlenget med to år", "Two Arena clusters extended by two years"),
    ("To klynger tatt opp som modne klynger", "Two admitted as mature clusters"),
    ("Publicerad", "Published"),
    ("Publisert", "Published"),
    ("Kontakt", "Contact"),
    ("Contact", "Kontakt"),
)


def said(mentions: tuple[Mention, ...]) -> list[tuple[object, ...]]:
    """What the mentions say, without their place and order on the page."""
    return sorted(
        (
            mention.name,
            tuple(
                (
                    claim.property,
                    claim.value,
                    str(claim.valid_from),
                    str(claim.valid_to),
                    str(claim.qualifier),
                    claim.is_inferred,
                    tuple(sorted(claim.detail.items())),
                )
                for claim in mention.claims
            ),
        )
        for mention in mentions
    )


def _soup(capture: Capture) -> BeautifulSoup:
    return BeautifulSoup(capture.content.decode(), "lxml")


def _texts(soup: BeautifulSoup) -> list[NavigableString]:
    body = soup.body
    assert body is not None
    return [node for node in body.find_all(string=True) if isinstance(node, NavigableString)]


def _rename(soup: BeautifulSoup, names: dict[str, str]) -> None:
    for node in soup.find_all(list(names)):
        node.name = names[node.name]


def doubled_space(capture: Capture) -> Capture:
    """Every blank doubled, with line breaks and tabs as editors leave them."""
    soup = _soup(capture)
    for node in _texts(soup):
        node.replace_with(NavigableString(node.replace(" ", " \n\t ")))
    return with_text(capture, str(soup))


def no_break_space(capture: Capture) -> Capture:
    """Blanks turned into no-break spaces, and a soft hyphen in long words."""
    soup = _soup(capture)
    for node in _texts(soup):
        softened = re.sub(r"(\w{9})(\w{4})", "\\1\u00ad\\2", node)
        node.replace_with(NavigableString(softened.replace(" ", "\u00a0")))
    return with_text(capture, str(soup))


def entities(capture: Capture) -> Capture:
    """Every letter beyond ASCII as a numeric character reference."""
    text = capture.content.decode()
    return with_text(capture, text.encode("ascii", "xmlcharrefreplace").decode())


def other_blocks(capture: Capture) -> Capture:
    """The same text in other elements: headings bold, paragraphs and items in divs."""
    soup = _soup(capture)
    for heading in soup.find_all(["h2", "h3"]):
        heading.name = "p"
        bold = soup.new_tag("strong")
        bold.string = heading.get_text()
        heading.clear()
        heading.append(bold)
    _rename(soup, {"ul": "div", "li": "div", "dl": "div", "dt": "div", "dd": "div"})
    return with_text(capture, str(soup))


def wrapped(capture: Capture) -> Capture:
    """Every text in a span of its own, the page in new layers, with classes and comments."""
    soup = _soup(capture)
    for node in _texts(soup):
        if node.strip():
            node.wrap(soup.new_tag("span", attrs={"class": "text-new"}))
    main = soup.find("main")
    assert isinstance(main, Tag)
    main.name = "div"
    main.wrap(soup.new_tag("section"))
    return with_text(capture, str(soup).replace("<h2", "<!-- block --><h2"))


def scripts_and_banner(capture: Capture) -> Capture:
    """A cookie form, a script and a sentence of news before the content."""
    extra = (
        "<script>var clusters = ['Falsk Kluster, Skåne'];</script><style>p {}</style>"
        "<form><p>Vi använder kakor, Skåne</p></form>"
        "<p>Denne siden er nylig oppdatert, og alle er velkomne til å skrive til oss.</p>"
    )
    return with_text(capture, capture.content.decode().replace("</h1>", f"</h1>{extra}"))


def shuffled_entries(capture: Capture) -> Capture:
    """The entries of each list in another order."""
    soup = _soup(capture)
    for box in soup.find_all(["ul", "tbody", "table"]):
        rows = box.find_all("li") or box.find_all("tr")[1:]
        if box.find_parent("nav") is None and len(rows) > 1:
            texts = [row.decode_contents() for row in rows]
            random.Random(7).shuffle(texts)
            for row, text in zip(rows, texts, strict=True):
                row.clear()
                row.append(BeautifulSoup(f"<body>{text}</body>", "html.parser").body or "")
                body = row.find("body")
                if isinstance(body, Tag):
                    body.unwrap()
    return with_text(capture, str(soup))


def _columns(soup: BeautifulSoup, change: Callable[[list[Tag], Tag], None]) -> None:
    for row in soup.find_all("tr"):
        change(row.find_all(["td", "th"]), row)


def reordered_columns(capture: Capture) -> Capture:
    """Tables with their columns in reverse."""
    soup = _soup(capture)

    def reverse(cells: list[Tag], row: Tag) -> None:
        for cell in cells:
            row.insert(0, cell.extract())

    _columns(soup, reverse)
    return with_text(capture, str(soup))


def added_column(capture: Capture) -> Capture:
    """Tables with a column nobody knows in front."""
    soup = _soup(capture)

    def add(cells: list[Tag], row: Tag) -> None:
        cell = soup.new_tag(cells[0].name)
        cell.string = "No." if cells[0].name == "th" else "7"
        row.insert(0, cell)

    _columns(soup, add)
    return with_text(capture, str(soup))


HARMLESS: dict[str, Damage] = {
    damage.__name__: damage
    for damage in (
        doubled_space,
        no_break_space,
        entities,
        other_blocks,
        wrapped,
        scripts_and_banner,
        shuffled_entries,
        reordered_columns,
        added_column,
    )
}


def without_headings(capture: Capture) -> Capture:
    """All headings below the title, and the heading row of tables, gone."""
    soup = _soup(capture)
    for node in soup.find_all(["h2", "h3"]):
        node.decompose()
    for table in soup.find_all("table"):
        first = table.find("tr")
        if isinstance(first, Tag):
            first.decompose()
    return with_text(capture, str(soup))


def without_heading(number: int) -> Damage:
    """The heading of that number below the title gone, or the last one."""

    def damage(capture: Capture) -> Capture:
        soup = _soup(capture)
        headings = soup.find_all(["h2", "h3"])
        if headings:
            headings[min(number, len(headings) - 1)].decompose()
        return with_text(capture, str(soup))

    return damage


def other_language(capture: Capture) -> Capture:
    """The page's own words in the site's other language, names as they are."""
    text = capture.content.decode()
    for ours, theirs in _TRANSLATIONS:
        if ours in text:
            text = text.replace(ours, f"\x00{_TRANSLATIONS.index((ours, theirs))}\x00")
    text = re.sub(r"\x00(\d+)\x00", lambda match: _TRANSLATIONS[int(match[1])][1], text)
    return with_text(capture, text)


HARMFUL: dict[str, Damage] = {
    "without_headings": without_headings,
    "without_first_heading": without_heading(0),
    "without_second_heading": without_heading(1),
    "without_third_heading": without_heading(2),
    "other_language": other_language,
}


def emptied(capture: Capture, names: list[str]) -> Capture:
    """Every smallest block, row or sentence that holds one of the names gone."""
    soup = _soup(capture)
    blocks = ["li", "p", "tr", "dd", "h1", "h2", "h3"]
    for node in soup.find_all(blocks):
        if node.decomposed or node.find(blocks) is not None:
            continue
        if any(name in node.get_text() for name in names):
            node.decompose()
    return with_text(capture, str(soup))


#: Whole documents that are not the page at all.
IMPOSTORS = {
    "empty": b"",
    "shell": b"<!DOCTYPE html><html><body><div id='app'></div>"
    b"<script src='a.js'></script></body></html>",
    "bot check": b"<html><head><title>Just a moment...</title></head>"
    b"<body><h1>Verify you are human</h1>"
    b"<p>This site needs to review the security of your connection.</p></body></html>",
    "not found": b"<html><body><main><h1>404</h1><p>Siden findes ikke. Sidan finns inte. Fant ikke "
    b"siden.</p></main></body></html>",
    "json": b'{"clusters": []}',
}
