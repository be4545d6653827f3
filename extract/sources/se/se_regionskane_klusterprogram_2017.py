"""Region Skåne's cluster programme 2017-2021: the clusters that one sentence names."""

import re

from extract.declarations import declared
from extract.pages.outline import find_block, open_document
from warehouse.records import Area, Capture, Records, StrategyRecord

SPEC = declared("se_regionskane_klusterprogram_2017").spec

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
