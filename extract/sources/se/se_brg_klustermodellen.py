"""Klustermodellen: how Business Region Göteborg works with clusters. The page has no figures."""

import datetime as dt
import re

from extract.pages.outline import find_block, named_areas, open_document
from extract.spec import Bounds, Licence, Request, SourceSpec
from warehouse.records import Area, Capture, Document, Records, StrategyRecord

_URL = (
    "https://www.businessregiongoteborg.com/innovation-samverkan/"
    "klustermodellen-sa-jobbar-vi-regionens-klusterutveckling"
)

SPEC = SourceSpec(
    source_id="se_brg_klustermodellen",
    title="Klustermodellen, Business Region Göteborg",
    publisher="Business Region Göteborg",
    kind="strategy",
    licence=Licence("not stated", "Business Region Göteborg"),
    landing_url=_URL,
    requests=(Request(_URL, "page"),),
    cadence="yearly",
    language="sv",
    bounds=Bounds(minimum=1, maximum=5, seen=1, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    remark="A model and its terms; a reader must find no figures.",
)

_TERM = re.compile(r"\bkallas (?:för )?(?P<name>\w+)")
_ACTORS = r"(?P<names>näringsliv, akademi och (?:den )?offentliga? sektor(?:n)?)\b"
_ACTIVITIES = (
    r"kan till exempel vara (?P<names>[^.]+)",
    r"något konkret ihop: (?P<names>[^.]+)",
)


def parse(capture: Capture) -> Records:
    """The page's prose and the terms it defines.

    Raises:
        SourceChangedError: The passage on cluster initiatives is gone.
    """
    document = open_document(capture, SPEC.language)
    find_block(document, "klustermodell", capture, what="the cluster model")
    find_block(document, "klusterinitiativ", capture, what="the cluster initiatives")
    strategy = StrategyRecord(
        strategy_id="se:brg-klustermodellen",
        country_code="SE",
        publisher=SPEC.publisher,
        document=document,
        areas=(
            *_terms(document),
            *named_areas(document, "actor", _ACTORS),
            *named_areas(document, "activity", *_ACTIVITIES),
        ),
    )
    return Records(strategies=(strategy,))


def _terms(document: Document) -> tuple[Area, ...]:
    found = {
        match["name"]: block.locator
        for block in document.blocks
        for match in _TERM.finditer(block.text)
    }
    return tuple(
        Area(position, name, "term", locator)
        for position, (name, locator) in enumerate(found.items(), start=1)
    )
