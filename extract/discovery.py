"""Finding new documents of a source by the links of the pages that list them."""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup

from extract.agencies.answers import capture_of
from extract.encoding import decode_or_repair
from extract.http.response import Response
from extract.prose.layout import fold_space
from extract.spec import Request, SourceSpec
from warehouse.errors import SourceChangedError, SourceError
from warehouse.records import Capture, Records

_LOGGER = logging.getLogger("nordic_clusters.sources")
#: Links followed per listing and run, so that a changed listing cannot start a crawl.
MOST_LINKS = 10


class Getter(Protocol):
    """The part of ``extract.http.client.Client`` that is needed here."""

    def get(self, url: str, *, accept: tuple[str, ...] = (), max_bytes: int = ...) -> Response:
        """Get one document."""
        ...


def fetch_with_discovery(
    client: Getter,
    spec: SourceSpec,
    *,
    listings: Sequence[str],
    is_wanted: Callable[[str, str], bool],
    parse: Callable[[Capture], Records],
) -> Iterator[Request | Capture]:
    """The source's declared documents, to be asked for, then those its listings link to.

    A listing that fails is logged and passed over; so is a linked page that the parser does
    not understand or finds nothing in, for a listing links to many things.

    Args:
        client: The polite client.
        spec: The source's declaration.
        listings: Pages whose links are looked through.
        is_wanted: Whether a link is worth following, from its text and its address.
        parse: The source's parser.
    """
    yield from spec.requests
    known = {request.url for request in spec.requests}
    for listing in listings:
        try:
            links = _links(_capture(client, spec, listing), is_wanted)
        except SourceError as error:
            _LOGGER.warning("%s: the listing is passed over: %s", spec.source_id, error)
            continue
        for url in [link for link in links if link not in known][:MOST_LINKS]:
            known.add(url)
            try:
                capture = _capture(client, spec, url)
                if len(parse(capture)):
                    yield capture
            except SourceChangedError as error:
                _LOGGER.info("%s: %s is no document of the source: %s", spec.source_id, url, error)
            except SourceError as error:
                _LOGGER.warning("%s", error)


def _capture(client: Getter, spec: SourceSpec, url: str) -> Capture:
    accept = ("text/html",)
    response = client.get(url, accept=accept, max_bytes=spec.bounds.max_bytes)
    return capture_of(response, spec.source_id, url=url, kind=accept[0])


def _links(listing: Capture, is_wanted: Callable[[str, str], bool]) -> list[str]:
    """Wanted links on the listing's own host, in the page's order, each once."""
    found: dict[str, None] = {}
    page = BeautifulSoup(decode_or_repair(listing.content, listing.encoding)[0], "lxml")
    for anchor in page.select("a[href]"):
        url = urldefrag(urljoin(listing.url, str(anchor["href"]).strip())).url
        is_own = urlsplit(url).netloc == urlsplit(listing.url).netloc
        if is_own and url != listing.url and is_wanted(fold_space(anchor.get_text(" ")), url):
            found[url] = None
    return list(found)
