"""Klustermodellen: how Business Region Göteborg works with clusters. The page has no figures."""

import re

from extract.declarations import declared
from extract.pages.outline import find_block, named_areas, open_document
from warehouse.records import Area, Capture, Document, Records, StrategyRecord

SPEC = declared("se_brg_klustermodellen").spec

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
