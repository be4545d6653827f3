"""Region Skåne's cluster programme 2017-2021: the clusters that one sentence names."""

import datetime as dt
import re

from extract.pages.outline import find_block, open_document
from extract.spec import Bounds, Licence, Request, SourceSpec
from warehouse.records import Area, Capture, Records, StrategyRecord

_URL = (
    "https://utveckling.skane.se/publikationer/strategier-och-planer/"
    "regionalt-klusterutvecklingsprogram-20172021/"
)

SPEC = SourceSpec(
    source_id="se_regionskane_klusterprogram_2017",
    title="Regionalt klusterutvecklingsprogram 2017-2021, Region Skåne",
    publisher="Region Skåne",
    kind="strategy",
    licence=Licence("not stated", "Source: Region Skåne"),
    landing_url=_URL,
    requests=(Request(_URL, "program"),),
    cadence="yearly",
    language="sv",
    bounds=Bounds(minimum=1, maximum=2, seen=1, seen_on=dt.date(2026, 11, 22)),
    reviewed_on=dt.date(2026, 11, 22),
    remark="Nine clusters by name and one planned; se_regionskane_clusters has them as clusters.",
)

_SENTENCE = r"\bingår (?P<names>[^.]+)"
_UNDER_CONSTRUCTION = re.compile(r"(?:ett|en) (?P<name>[^,]*kluster[^,]*) under uppbyggnad")


def parse(capture: Capture) -> Records:
    """The programme, the clusters it names, and the one it is building.

    Raises:
        SourceChangedError: The sentence that names the clusters is gone.
    """
    document = open_document(capture, SPEC.language)
    block = document.blocks[
        find_block(document, _SENTENCE, capture, what="the sentence that names the clusters")
    ]
    match = re.search(_SENTENCE, block.text)
    names = re.split(r", | och | samt ", match["names"]) if match else []
    planned = [found["name"] for name in names if (found := _UNDER_CONSTRUCTION.search(name))]
    clusters = [name.strip() for name in names if not _UNDER_CONSTRUCTION.search(name)]
    strategy = StrategyRecord(
        strategy_id="se:skane-klusterprogram-2017-2021",
        country_code="SE",
        publisher=SPEC.publisher,
        document=document,
        areas=(
            *(
                Area(place, name, "programme_cluster", block.locator, cluster_name=name)
                for place, name in enumerate(clusters, start=1)
            ),
            *(
                Area(place, name, "planned_cluster", block.locator)
                for place, name in enumerate(planned, start=1)
            ),
        ),
    )
    return Records(strategies=(strategy,))
