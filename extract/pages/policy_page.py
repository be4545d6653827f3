"""Policy pages: prose that targets and figures are read from, and the lists it announces.

A source of policy pages declares its pages; everything else about them is the same.
"""

import dataclasses
import datetime as dt
import re
from urllib.parse import unquote, urlsplit

from extract.pages.outline import find_block, list_after, open_document
from extract.pages.select import changed
from extract.spec import Bounds, Licence, Request, SourceSpec
from warehouse.records import Area, Capture, Document, Records, StrategyRecord
from warehouse.statistics import Cadence


@dataclasses.dataclass(frozen=True, slots=True)
class AnnouncedList:
    """A list of areas and the words that announce it.

    Attributes:
        area_type: What its entries are.
        pattern: Regular expression for the announcement; case is ignored.
        what: What the list holds, for messages.
    """

    area_type: str
    pattern: str
    what: str


@dataclasses.dataclass(frozen=True, slots=True)
class PolicyPage:
    """One page and the document it carries.

    Attributes:
        name: Short name; names the bundled file.
        url: Address.
        strategy_id: Id of the document.
        subject: Regular expression that a healthy page's text matches; case is ignored.
        mark: Regular expression that tells a copy of it from the source's other pages, where
            the subject does not; case is ignored.
        lists: Lists of areas on the page.
        language: Its language, where it is not the source's.
        publisher: Who stands behind it, where it is not the source's publisher.
        valid_years: First and last year it governs, where the page's title does not say it,
            or says a session of parliament.
        is_fetched: False for copies on document-sharing sites, which are transcribed only.
        data_year: Year its figures are of, where it has one for all; kept only while the
            page still names that year.
        edition_year: Year in its title, where that differs from the data year.
        scope: Whom its figures cover.
        series: Reporting series it belongs to.
    """

    name: str
    url: str
    strategy_id: str
    subject: str
    lists: tuple[AnnouncedList, ...] = ()
    mark: str | None = None
    language: str | None = None
    publisher: str | None = None
    valid_years: tuple[int | None, int | None] | None = None
    is_fetched: bool = True
    data_year: int | None = None
    edition_year: int | None = None
    scope: str | None = None
    series: str | None = None


def policy_source(
    source_id: str,
    title: str,
    pages: tuple[PolicyPage, ...],
    *,
    publisher: str,
    attribution: str,
    cadence: Cadence,
    language: str,
    reviewed_on: dt.date,
    landing_url: str | None = None,
    is_live: bool = True,
    remark: str = "",
) -> SourceSpec:
    """The declaration of a source of policy pages; further arguments as for ``SourceSpec``.

    Args:
        source_id: Its id, the module's name.
        title: For people.
        pages: Its pages. Each gives one document; as many again and once more are healthy.
        publisher: Who publishes them.
        attribution: Text to print beside the data; no page states terms.
        cadence: How often they change.
        language: Language of most.
        reviewed_on: Day a person last read them.
        landing_url: Page for people; the first page when None.
        is_live: Whether they may be fetched.
        remark: What a maintainer should know.
    """
    return SourceSpec(
        source_id=source_id,
        title=title,
        publisher=publisher,
        kind="strategy",
        licence=Licence("not stated", attribution),
        landing_url=landing_url or pages[0].url,
        requests=tuple(Request(page.url, page.name) for page in pages if page.is_fetched),
        cadence=cadence,
        language=language,
        bounds=Bounds(len(pages), 3 * len(pages), len(pages), reviewed_on),
        reviewed_on=reviewed_on,
        is_live=is_live,
        remark=remark,
    )


def read_policy_page(capture: Capture, spec: SourceSpec, pages: tuple[PolicyPage, ...]) -> Records:
    """The page's document with its announced lists.

    Args:
        capture: One of the source's pages; a copy under another address is recognised by
            its subject.
        spec: The source.
        pages: The source's pages.

    Raises:
        SourceChangedError: It is none of the pages, or a list is gone.
    """
    page = _recognise(capture, spec, pages)
    document = open_document(capture, page.language or spec.language)
    find_block(document, page.subject, capture, what="its subject")
    strategy = StrategyRecord(
        strategy_id=page.strategy_id,
        country_code=spec.country_code,
        publisher=page.publisher or spec.publisher,
        document=_with_years(document, page),
        areas=tuple(
            Area(entry.number, entry.text.rstrip(" .,;"), wanted.area_type, entry.locator)
            for wanted in page.lists
            for entry in list_after(document, wanted.pattern, capture, what=wanted.what)
        ),
        data_year=_data_year(document, page),
        edition_year=page.edition_year,
        scope=page.scope,
        series=page.series,
    )
    return Records(strategies=(strategy,))


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
