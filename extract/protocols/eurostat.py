"""Eurostat's dissemination API: JSON-stat, split on 413, patient with queued answers.

Source: Eurostat's user guide of the API, https://wikis.ec.europa.eu/x/KgWyBQ
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, urlencode

import orjson

from extract.client import Client, Response
from extract.protocols.answers import changed, is_later, read_object, read_problem
from extract.protocols.selection import Selection, halve
from warehouse.errors import FetchError, SourceChangedError, SourceRefusedError

EUROSTAT_URL = "https://ec.europa.eu/eurostat/api/dissemination"

_ACCEPT = ("application/json", "application/xml", "text/xml")
_MAX_BYTES = 300_000_000
_REFUSALS = (400, 404, 413)
_ID = re.compile(rb"<(?:\w+:)?(?:id|key)>\s*([A-Za-z0-9-]{1,128})\s*</")
_STATUS = re.compile(rb"<(?:\w+:)?status>\s*([A-Z_]+)\s*</")
_POLL_SECONDS = 15.0
_MAX_POLLS = 40


class EurostatClient:
    """Eurostat's data sets.

    Args:
        client: The polite client.
        base_url: The service.
        language: ``EN``, ``DE`` or ``FR``.
        source_id: Source, for messages.
    """

    def __init__(
        self,
        client: Client,
        base_url: str = EUROSTAT_URL,
        *,
        language: str = "EN",
        source_id: str | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.language = language
        self._client = client
        self._source_id = source_id

    def is_changed(
        self, dataset: str, since: dt.datetime, probe: Mapping[str, Sequence[str]]
    ) -> bool:
        """Return whether a data set changed after an aware instant; one small request.

        Args:
            dataset: Its code.
            since: An aware instant.
            probe: Filters that leave little, for example one region; the latest period of
                them is asked for.
        """
        little = {name: values[:1] for name, values in probe.items()}
        response = self._ask(dataset, {**little, "lastTimePeriod": ("1",)})
        if response.status >= 400:
            raise self._explain(response, dataset)
        updated = read_object(response, source_id=self._source_id).get("updated")
        return not isinstance(updated, str) or is_later(updated, since)

    def fetch(self, dataset: str, filters: Selection | None = None) -> Iterator[Response]:
        """Yield a data set, or a part of it, split where it is too large for one answer.

        Args:
            dataset: Its code, for example ``nama_10r_3empers``.
            filters: Codes by dimension; a dimension not named is whole. Those with many
                codes make it possible to split.

        Yields:
            JSON-stat 2 documents.

        Raises:
            SourceChangedError: The data set or a code is gone, or the answer holds nothing.
            SourceRefusedError: It is too large and cannot be split, or stays queued.
        """
        waiting = [dict(filters or {})]
        while waiting:
            part = waiting.pop()
            response = self._settle(dataset, part)
            if response.status == 413:
                halves = halve(part) if part else None
                if halves is None:
                    raise self._explain(response, dataset)
                waiting.extend(dict(half) for half in reversed(halves))
                continue
            if response.status >= 400:
                raise self._explain(response, dataset)
            self._check_filled(response)
            yield response

    def _settle(self, dataset: str, part: Selection) -> Response:
        """Ask, and wait while the answer is being prepared."""
        for _ in range(_MAX_POLLS):
            response = self._ask(dataset, part)
            if _is_envelope(response):
                return self._await_extraction(response)
            if "ASYNCHRONOUS" not in _read_notice(response):
                return response
            self._client.pause(_POLL_SECONDS)
        raise self._tired(dataset)

    def _await_extraction(self, response: Response) -> Response:
        """Poll the status of a queued extraction and fetch it when it is there.

        Addresses are built here; none is taken from the answer.
        """
        match = _ID.search(response.content)
        if match is None:
            raise changed(response, "envelope", "the id of a queued extraction", "none",
                          self._source_id)  # fmt: skip
        job = match[1].decode()
        status = _read_status(response)
        for _ in range(_MAX_POLLS):
            if status == "AVAILABLE":
                return self._get(f"/1.0/async/data/{job}")
            if status not in {"SUBMITTED", "PROCESSING", "DATA_NOT_YET_AVAILABLE"}:
                raise FetchError(
                    "Eurostat gave up a queued extraction",
                    source_id=self._source_id,
                    url=response.requested_url,
                    expected="AVAILABLE",
                    found=status,
                    remedy="run again; the extraction has to be asked for anew",
                )
            self._client.pause(_POLL_SECONDS)
            status = _read_status(self._get(f"/1.0/async/status/{job}"))
        raise self._tired(job)

    def _ask(self, dataset: str, filters: Selection) -> Response:
        pairs = [("format", "JSON"), ("lang", self.language)]
        pairs += [(name, value) for name, values in filters.items() for value in values]
        return self._get(f"/statistics/1.0/data/{quote(dataset)}?{urlencode(pairs)}")

    def _get(self, tail: str) -> Response:
        return self._client.get(
            f"{self.base_url}{tail}",
            accept=_ACCEPT,
            max_bytes=_MAX_BYTES,
            source_id=self._source_id,
            accept_status=_REFUSALS,
        )

    def _check_filled(self, response: Response) -> None:
        """Raise if the answer holds no value: a code that went out of use gets that, with 200."""
        if b'"value":{}' in response.content or b'"value":[]' in response.content:
            raise SourceChangedError(
                "Eurostat's answer holds no value",
                source_id=self._source_id,
                url=response.url,
                place="value",
                expected="at least one value",
                found="none",
                remedy="look for codes that the data set no longer has",
            )

    def _explain(self, response: Response, dataset: str) -> Exception:
        kinds = {413: SourceRefusedError}
        return kinds.get(response.status, SourceChangedError)(
            "Eurostat does not answer this question",
            source_id=self._source_id,
            url=response.requested_url,
            expected=f"data of {dataset}",
            found=f"HTTP {response.status}: {_read_notice(response) or read_problem(response)}",
            remedy="filter by more codes" if response.status == 413 else "check data set and codes",
        )

    def _tired(self, what: str) -> SourceRefusedError:
        return SourceRefusedError(
            "Eurostat has not prepared the answer in time",
            source_id=self._source_id,
            url=self.base_url,
            place=what,
            expected=f"an answer within {_POLL_SECONDS * _MAX_POLLS / 60:.0f} minutes",
            remedy="run again in an hour",
        )


def _is_envelope(response: Response) -> bool:
    return response.status < 400 and response.media_type.endswith("xml")


def _read_status(response: Response) -> str:
    match = _STATUS.search(response.content)
    return match[1].decode() if match else "NO_STATUS"


def _read_notice(response: Response) -> str:
    """Return the label of Eurostat's warning or error, empty for data."""
    if response.status < 400 and len(response.content) > 5_000:
        return ""
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return ""
    notices = (body.get("warning") or body.get("error")) if isinstance(body, dict) else None
    items = notices if isinstance(notices, list) else [notices]
    return "; ".join(
        str(item["label"]) for item in items if isinstance(item, dict) and "label" in item
    )
