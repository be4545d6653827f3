"""Kolada (RKA): key figures of Swedish municipalities and regions, version 3.

Source: https://api.kolada.se/v3/docs
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode, urljoin, urlsplit

from extract.agencies.answers import Service, changed, read_object, reading
from extract.http.client import Response
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


class KoladaClient(Service):
    """Kolada's key figures."""

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

    def _pages(self, path: str) -> Iterator[Response]:
        """Yield one answer after the other, following ``next_url`` on this service only."""
        url: str | None = f"{self.base_url}{path}?{urlencode({'per_page': MAX_PAGE})}"
        seen: set[str] = set()
        # One question has no more rows than this; a chain of pages that goes on has no end.
        most = -(-_IDS_PER_CALL * _IDS_PER_CALL * MAX_YEARS // MAX_PAGE) + 1
        while url:
            seen.add(url)
            if len(seen) > most:
                raise SourceChangedError(
                    "Kolada's pages have no end",
                    url=url[:500],
                    place="next_url",
                    expected=f"at most {most} pages of {MAX_PAGE} rows",
                    found="one more",
                    remedy="look at the service; its paging has changed",
                )
            response = self._client.get(url, accept=("application/json",), max_bytes=_MAX_BYTES)
            body = read_object(response)
            if not isinstance(body.get("values"), list):
                raise changed(response, "values", "an array", "none")
            yield response
            url = self._find_next(response, body.get("next_url"), seen)

    def _find_next(self, response: Response, next_url: str | None, seen: set[str]) -> str | None:
        if not next_url:
            return None
        with reading(response, "next_url", "an address"):
            url = urljoin(response.url, next_url)
        is_ours = urlsplit(url).netloc == urlsplit(self.base_url).netloc
        if not is_ours or url in seen or len(url) > _MAX_ADDRESS:
            raise SourceChangedError(
                "Kolada's next page leads away or in circles",
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
