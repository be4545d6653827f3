"""What an HTML page says of itself: titles and date of publication."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import lxml.html

from extract.prose.layout import fold_space
from extract.written_dates import find_date

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


def find_titles(root: lxml.html.HtmlElement, heading: str | None) -> Iterator[str]:
    """Title candidates, best first: the heading, the metadata, the title of the window."""
    if heading:
        yield heading
    for node in root.xpath("//meta[@property='og:title' or @name='DC.title' or @name='title']"):
        yield fold_space(node.get("content") or "")
    for node in root.xpath("//head/title"):
        # "Title – Site | Publisher": the part before the site's own name.
        yield re.split(r"\s+[|»]\s+", fold_space(node.text_content()))[0]


def find_published(root: lxml.html.HtmlElement) -> str | None:
    """ISO date of publication from the page's metadata or its first time element."""
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
