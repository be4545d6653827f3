"""Eurostat's dissemination API: JSON-stat, split on 413, patient with queued answers.

Source: Eurostat's user guide of the API, https://wikis.ec.europa.eu/x/KgWyBQ
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from urllib.parse import quote, urlencode

import orjson
from lxml import etree

from extract.agencies.answers import Service, changed, is_later, read_problem
from extract.agencies.table_metadata import Dimension, TableMetadata
from extract.agencies.table_selection import Selection, expand, halve, split_until
from extract.http.client import Response
from warehouse.errors import FetchError, SourceChangedError, SourceRefusedError

EUROSTAT_URL = "https://ec.europa.eu/eurostat/api/dissemination"

_XML = ("application/xml", "text/xml", "application/vnd.sdmx.structure+xml")
_ACCEPT = ("application/json", *_XML)
_MAX_URL_CHARACTERS = 4_000
_MAX_BYTES = 300_000_000
_REFUSALS = (400, 404, 413)
_ID = re.compile(rb"<(?:\w+:)?(?:id|key)>\s*([A-Za-z0-9-]{1,128})\s*</")
_STATUS = re.compile(rb"<(?:\w+:)?status>\s*([A-Z_]+)\s*</")
_POLL_SECONDS = 15.0
_MAX_POLLS = 40


class EurostatClient(Service):
    """Eurostat's data sets, in English."""

    language = "EN"

    def is_changed(self, dataset: str, since: dt.datetime) -> bool:
        """Return whether a data set changed after an aware instant; one small request.

        Reads the annotation ``UPDATE_DATA`` of the data set's own description; a data set
        without it counts as changed.
        """
        response = self._get(f"/sdmx/2.1/dataflow/ESTAT/{quote(dataset.upper())}/1.0")
        if response.status >= 400:
            raise self._explain(response, dataset)
        for annotation in _read_xml(response).iter("{*}Annotation"):
            if annotation.findtext("{*}AnnotationType", "").strip() == "UPDATE_DATA":
                return is_later(annotation.findtext("{*}AnnotationTitle", "").strip(), since)
        return True

    def metadata(self, dataset: str) -> TableMetadata:
        """Return the dimensions of a data set with the codes that occur in it; a few kB.

        Labels are not in this answer; the codes stand for them.
        """
        response = self._get(f"/sdmx/2.1/contentconstraint/ESTAT/{quote(dataset.upper())}")
        if response.status >= 400:
            raise self._explain(response, dataset)
        dimensions = []
        for key in _read_xml(response).iter("{*}KeyValue"):
            name = key.get("id", "").lower()
            is_time = name == "time_period"
            code = "time" if is_time else name
            values = [(value.text or "").strip() for value in key.iter("{*}Value")]
            dimensions.append(Dimension(code, code, {v: v for v in values}, is_time=is_time))
        if not dimensions:
            raise changed(response, "CubeRegion", "KeyValue elements", "none")
        return TableMetadata(dataset, dataset, tuple(dimensions), url=response.url)

    def fetch(
        self,
        dataset: str,
        filters: Selection | None = None,
        *,
        metadata: TableMetadata | None = None,
        kept: Collection[str] = (),
    ) -> Iterator[Response]:
        """Yield a data set, or a part of it, split where it is too large for one answer.

        Args:
            dataset: Its code, for example ``nama_10r_3empers``.
            filters: Codes by dimension; a dimension not named is whole. One code that does
                not occur makes Eurostat refuse the whole question.
            metadata: As :meth:`metadata` returns them; with them, filters may hold value
                expressions (``NO*``), and a code that is gone is named before asking.
            kept: Dimensions that every piece should hold whole.

        Yields:
            JSON-stat 2 documents.

        Raises:
            SourceChangedError: The data set or a code is gone, or the answer holds nothing.
            SourceRefusedError: It is too large and cannot be split, or stays queued.
        """
        whole: Selection = dict(filters or {})
        if metadata is not None:
            whole = _expand_filters(whole, metadata)
        short = split_until(whole, lambda part: self._is_short(dataset, part), kept=kept)
        waiting = list(short)[::-1]
        while waiting:
            part = waiting.pop()
            response = self._settle(dataset, part)
            if response.status == 413:
                metadata = metadata or self.metadata(dataset)
                halves = halve(_widen(part, metadata, kept), kept)
                if halves is None:
                    raise self._explain(response, dataset)
                waiting.extend(reversed(halves))
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
            raise changed(response, "envelope", "the id of a queued extraction", "none")
        job = match[1].decode()
        status = _read_status(response)
        for _ in range(_MAX_POLLS):
            if status == "AVAILABLE":
                return self._get(f"/1.0/async/data/{job}")
            if status not in {"SUBMITTED", "PROCESSING", "DATA_NOT_YET_AVAILABLE"}:
                raise FetchError(
                    "Eurostat gave up a queued extraction",
                    url=response.requested_url,
                    expected="AVAILABLE",
                    found=status,
                    remedy="run again; the extraction has to be asked for anew",
                )
            self._client.pause(_POLL_SECONDS)
            status = _read_status(self._get(f"/1.0/async/status/{job}"))
        raise self._tired(job)

    def _ask(self, dataset: str, filters: Selection) -> Response:
        return self._get(self._build_path(dataset, filters))

    def _build_path(self, dataset: str, filters: Selection) -> str:
        pairs = [("format", "JSON"), ("lang", self.language)]
        pairs += [(name, value) for name, values in filters.items() for value in values]
        return f"/statistics/1.0/data/{quote(dataset)}?{urlencode(pairs)}"

    def _is_short(self, dataset: str, part: Selection) -> bool:
        return len(self.base_url + self._build_path(dataset, part)) <= _MAX_URL_CHARACTERS

    def _get(self, tail: str) -> Response:
        return self._client.get(
            f"{self.base_url}{tail}", accept=_ACCEPT, max_bytes=_MAX_BYTES, accept_status=_REFUSALS
        )

    def _check_filled(self, response: Response) -> None:
        """Raise if the answer holds no value: a code that went out of use gets that, with 200."""
        if b'"value":{}' in response.content or b'"value":[]' in response.content:
            raise SourceChangedError(
                "Eurostat's answer holds no value",
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
            url=response.requested_url,
            expected=f"data of {dataset}",
            found=f"HTTP {response.status}: {_read_notice(response) or read_problem(response)}",
            remedy="filter by more codes" if response.status == 413 else "check data set and codes",
        )

    def _tired(self, what: str) -> SourceRefusedError:
        return SourceRefusedError(
            "Eurostat has not prepared the answer in time",
            url=self.base_url,
            place=what,
            expected=f"an answer within {_POLL_SECONDS * _MAX_POLLS / 60:.0f} minutes",
            remedy="run again in an hour",
        )


def _read_xml(response: Response) -> etree._Element:
    """The answer as a tree, an empty one where it is no XML; no entity of it is resolved."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(response.content, parser) if response.content else None
    return etree.Element("none") if root is None else root


def _expand_filters(filters: Selection, metadata: TableMetadata) -> dict[str, tuple[str, ...]]:
    """Return filters of codes that occur; periods are relative names or codes, as given."""
    expanded = {}
    for name, values in filters.items():
        if name.endswith("TimePeriod"):  # sinceTimePeriod, lastTimePeriod: not a dimension
            expanded[name] = tuple(values)
            continue
        item = metadata.dimension(name)
        codes = tuple(item.values)
        expanded[name] = expand(values, codes, dimension=name, is_time=item.is_time)
    return expanded


def _widen(part: Selection, metadata: TableMetadata, kept: Collection[str]) -> Selection:
    """Return the part with something to halve: the largest dimension that is whole, named."""
    if any(len(codes) > 1 for name, codes in part.items() if name not in kept):
        return part
    whole = [item for item in metadata.dimensions if item.code not in part and not item.is_time]
    if not whole:
        return part
    largest = max(whole, key=lambda item: len(item.values))
    return {**part, largest.code: tuple(largest.values)}


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
