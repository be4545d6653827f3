"""Policy pages: prose that targets and figures are read from, and the lists it announces.

A source of policy pages declares them (:mod:`extract.declarations`); all else is the same.
"""

import dataclasses
import re
from urllib.parse import unquote, urlsplit

from extract.declarations import PolicyPage
from extract.pages.outline import (
    find_block,
    find_organisations,
    list_after,
    named_areas,
    open_document,
    search,
)
from extract.pages.select import changed
from extract.spec import SourceSpec
from warehouse.records import Area, Capture, Document, Records, StrategyRecord


def read_policy_page(capture: Capture, spec: SourceSpec, pages: tuple[PolicyPage, ...]) -> Records:
    """The page's document with its announced lists and the areas and bodies that its text names.

    Raises:
        SourceChangedError: It is none of the pages, or a list is gone.
    """
    page = _recognise(capture, spec, pages)
    document = open_document(capture, page.language or spec.language)
    find_block(document, page.subject, capture, what="its subject")
    listed = (
        Area(entry.number, entry.text.rstrip(" .,;"), wanted.area_type, entry.locator)
        for wanted in page.lists
        for entry in list_after(document, wanted.pattern, capture, what=wanted.what)
    )
    named = (area for passage in page.passages for area in named_areas(document, passage))
    publisher = search(document, page.publisher_pattern) if page.publisher_pattern else None
    strategy = StrategyRecord(
        strategy_id=page.strategy_id,
        country_code=spec.country_code,
        publisher=publisher["who"] if publisher else page.publisher or spec.publisher,
        document=_with_years(document, page),
        areas=(*listed, *named),
        data_year=_data_year(document, page),
        edition_year=page.edition_year,
        scope=page.scope,
        series=page.series,
    )
    organisations = find_organisations(document, page.organisations, spec.country_code)
    return Records(mentions=organisations, strategies=(strategy,))


def _data_year(document: Document, page: PolicyPage) -> int | None:
    """The declared year; None once the page has moved on to another year's figures."""
    is_named = any(str(page.data_year) in block.text for block in document.blocks)
    return page.data_year if is_named else None


def _with_years(document: Document, page: PolicyPage) -> Document:
    if page.valid_years is None:
        return document
    first, last = page.valid_years
    return dataclasses.replace(document, valid_from_year=first, valid_to_year=last)


def _recognise(capture: Capture, spec: SourceSpec, pages: tuple[PolicyPage, ...]) -> PolicyPage:
    """The page by its address; a copy under another address by its mark."""
    for page in pages:
        if _address(page.url) == _address(capture.url):
            return page
    if len(pages) == 1:
        return pages[0]
    document = open_document(capture, spec.language)
    for page in pages:
        mark = re.compile(page.mark or page.subject, re.IGNORECASE)
        if any(mark.search(block.text) for block in document.blocks):
            return page
    raise changed(
        capture,
        "The document is none of this source's pages",
        place="document",
        expected="one of " + ", ".join(page.url for page in pages),
        found=document.title,
    )


def _address(url: str) -> tuple[str, str, str]:
    """What tells pages apart: not the scheme, a leading www, case of the host, or a slash."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    return host, unquote(parts.path).rstrip("/"), unquote(parts.query)
