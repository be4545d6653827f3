"""Vinnova's open data: what changed since a date, asked for by calendar months.

The interface knows only "changed since"; it has no end date and no pages, and far dates
time out. So a poll begins at the first day of the month of the last one: the answers stay
small, overlap a little, and the same month has the same address.

Source: https://data.vinnova.se/api/
"""

import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from typing import Any

from extract.agencies.answers import Service, read_array, read_day, reading
from extract.http.client import Response, Timeouts
from warehouse.errors import FetchError
from warehouse.records import FundedProject

logger = logging.getLogger("nordic_clusters.protocols")

VINNOVA_URL = "https://data.vinnova.se/api"
_PATIENCE = Timeouts(connect=10.0, read=180.0, total=600.0)
_MAX_BYTES = 200_000_000
_MONTHS_BACK = (0, 1, 3, 6, 12, 24, 48, 96, 192)


class VinnovaClient(Service):
    """Vinnova's open data interface; no key."""

    def fetch_changed(self, since: dt.date) -> Response:
        """Return every project that changed since the month of a date began."""
        return self._client.get(
            f"{self.base_url}/projekt/{since.replace(day=1).isoformat()}",
            accept=("application/json",),
            max_bytes=_MAX_BYTES,
            timeouts=_PATIENCE,
        )

    def fetch_history(self, earliest: dt.date, today: dt.date) -> Iterator[Response]:
        """Yield answers that reach further and further back, as far as the service follows.

        Each holds all that the one before held. It ends at ``earliest``, or with a warning
        at the first date that the service does not answer.

        Raises:
            FetchError: It does not even answer for the present month.
        """
        asked: set[dt.date] = set()
        for months in _MONTHS_BACK:
            since = max(_months_before(today, months), earliest.replace(day=1))
            if since in asked:
                return
            asked.add(since)
            try:
                yield self.fetch_changed(since)
            except FetchError as error:
                if len(asked) == 1:
                    raise
                logger.warning("Vinnova's history ends here: %s", error)
                return


def read_projects(response: Response) -> list[FundedProject]:
    """Read an answer about projects; Vinnova gives no organisation numbers."""
    api = response.url.rpartition("/")[0]
    with reading(response, "projects", "projects as documented"):
        return [_read_project(item, api) for item in read_array(response)]


def _read_project(item: Mapping[str, Any], api: str) -> FundedProject:
    number, granted = item["Diarienummer"], item.get("BeviljatBidrag")
    return FundedProject(
        country_code="SE",
        reference_number=number,
        title=item["Ärenderubrik"],
        coordinator=item["KoordinatorOrg"],
        amount=None if granted is None else round(float(granted)),
        currency="SEK",
        locator=f"/Diarienummer={number}",
        start_on=read_day(item.get("ProjektStart")),
        end_on=read_day(item.get("ProjektSlut")),
        url=f"{api}/{number}",
    )


def _months_before(day: dt.date, months: int) -> dt.date:
    count = day.year * 12 + day.month - 1 - months
    return dt.date(count // 12, count % 12 + 1, 1)
