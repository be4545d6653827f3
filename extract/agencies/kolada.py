"""Kolada (RKA): key figures of Swedish municipalities and regions, version 3.

Source: https://api.kolada.se/v3/docs
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from extract.agencies.answers import changed, read_object, reading
from extract.http.client import Client, Response
from warehouse.errors import SourceChangedError

KOLADA_URL = "https://api.kolada.se/v3"
#: Years that one request may ask for.
MAX_YEARS = 25
#: Rows on a page, at most.
MAX_PAGE = 5_000
#: Ids of one kind in one address, so that it stays short.
_IDS_PER_CALL = 50
_MAX_BYTES = 30_000_000
#: Characters of an address; the longest that we make have a third of it.
_MAX_ADDRESS = 4_000


class KoladaClient:
    """Kolada's key figures.

    Args:
        client: The polite client.
        base_url: The service.
        page_size: Rows on a page.
        source_id: Source, for messages.
    """

    def __init__(
        self,
        client: Client,
        base_url: str = KOLADA_URL,
        *,
        page_size: int = MAX_PAGE,
        source_id: str | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._client = client
        self._page_size = min(page_size, MAX_PAGE)
        self._source_id = source_id

    def key_figures(self, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield the descriptions of key figures by id."""
        for some in _chunks(ids, _IDS_PER_CALL):
            yield from self._read(self._pages(f"/kpi/{quote(','.join(some), safe=',')}"))

    def fetch(
        self, key_figures: Sequence[str], areas: Sequence[str], years: Sequence[int]
    ) -> Iterator[Response]:
        """Yield the raw pages of key figures, for areas and years.

        Args:
            key_figures: Ids such as ``N00999``.
            areas: Four-digit ids: municipalities, ``00`` and the county code, ``0000``.
            years: Asked for by at most 25 at a time.
        """
        for some_figures in _chunks(list(dict.fromkeys(key_figures)), _IDS_PER_CALL):
            for some_areas in _chunks(list(dict.fromkeys(areas)), _IDS_PER_CALL):
                for some_years in _chunks(sorted({str(year) for year in years}), MAX_YEARS):
                    yield from self._pages(
                        f"/data/kpi/{','.join(some_figures)}"
                        f"/municipality/{','.join(some_areas)}/year/{','.join(some_years)}"
                    )

    def _read(self, pages: Iterator[Response]) -> Iterator[dict[str, Any]]:
        for page in pages:
            yield from read_object(page, source_id=self._source_id)["values"]

    def _pages(self, path: str) -> Iterator[Response]:
        """Yield one answer after the other, following ``next_url`` on this service only."""
        url: str | None = f"{self.base_url}{path}?{urlencode({'per_page': self._page_size})}"
        seen: set[str] = set()
        # One question has no more rows than this; a chain of pages that goes on has no end.
        most = -(-_IDS_PER_CALL * _IDS_PER_CALL * MAX_YEARS // self._page_size) + 1
        while url:
            seen.add(url)
            if len(seen) > most:
                raise SourceChangedError(
                    "Kolada's pages have no end",
                    source_id=self._source_id,
                    url=url[:500],
                    place="next_url",
                    expected=f"at most {most} pages of {self._page_size} rows",
                    found="one more",
                    remedy="look at the service; its paging has changed",
                )
            response = self._client.get(
                url,
                accept=("application/json",),
                max_bytes=_MAX_BYTES,
                source_id=self._source_id,
            )
            body = read_object(response, source_id=self._source_id)
            if not isinstance(body.get("values"), list):
                raise changed(response, "values", "an array", "none", self._source_id)
            yield response
            url = self._find_next(response, body.get("next_url"), seen)

    def _find_next(self, response: Response, next_url: str | None, seen: set[str]) -> str | None:
        if not next_url:
            return None
        with reading(response, "next_url", "an address", self._source_id):
            url = urljoin(response.url, next_url)
        is_ours = urlsplit(url).netloc == urlsplit(self.base_url).netloc
        if not is_ours or url in seen or len(url) > _MAX_ADDRESS:
            raise SourceChangedError(
                "Kolada's next page leads away or in circles",
                source_id=self._source_id,
                url=response.url,
                place="next_url",
                expected=f"a new page of {self.base_url}",
                found=url[:500],
                remedy="look at the service; its paging has changed",
            )
        return url


def _chunks(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
