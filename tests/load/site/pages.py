"""Pages of a site as parsed documents, and where their links go."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

_SUBRESOURCES = (("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"))


@cache
def parsed(path: Path) -> BeautifulSoup:
    """A page as a document."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def pages(site: Path) -> list[Path]:
    """Every page of a site."""
    return sorted(site.rglob("*.html"))


def links(path: Path) -> Iterator[str]:
    """Targets of a page's links."""
    for anchor in parsed(path).find_all("a", href=True):
        yield str(anchor["href"])


def subresources(path: Path) -> Iterator[str]:
    """What a page loads."""
    for tag, attribute in _SUBRESOURCES:
        for element in parsed(path).find_all(tag):
            if element.get(attribute):
                yield str(element[attribute])


def is_outside(url: str) -> bool:
    """Whether an address leaves the release."""
    return bool(urlsplit(url).scheme or urlsplit(url).netloc)


def broken(site: Path) -> list[str]:
    """Links and subresources inside the release that lead nowhere, with their pages."""
    return [
        f"{path.relative_to(site)} -> {url}"
        for path in pages(site)
        for url in (*links(path), *subresources(path))
        if not is_outside(url) and not _resolves(path, url)
    ]


def _resolves(page: Path, url: str) -> bool:
    parts = urlsplit(url)
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file():
        return False
    # Fragments with "=" or of the map are read by scripts.
    if not parts.fragment or "=" in parts.fragment or target.name == "map.html":
        return True
    return target.suffix != ".html" or parsed(target).find(id=parts.fragment) is not None
