"""The clusters of Region Skåne's cluster programme 2017-2021, named in one sentence."""

import re

from extract.pages.claims import participation, region
from extract.pages.lists import read_lines
from extract.pages.select import changed
from extract.pages.wording import split_names
from warehouse.records import Capture, Mention, Records

PROGRAMME = "se:prog-skane-klusterprogram"


_LIST = re.compile(r"\b(kluster|cluster)\w*[^:.]*:\s*\S", re.IGNORECASE)
_FEWEST = 4


def parse(capture: Capture) -> Records:
    """One mention per name in the sentence on clusters that lists them after a colon.

    Raises:
        SourceChangedError: There is not exactly one such sentence.
    """
    lines = read_lines(capture)
    found = [
        (line, names)
        for line in lines
        if _LIST.search(line.text) and len(names := split_names(line.text)) >= _FEWEST
    ]
    if len(found) != 1:
        raise changed(
            capture,
            "The sentence that names the clusters is not there once",
            place="page",
            expected="one sentence '... kluster ...: A, B, C och D'",
            found=f"{len(found)} in {len(lines)} lines",
        )
    line, names = found[0]
    claims = (
        participation(
            PROGRAMME,
            line.locator,
            level="cluster_initiative",
            event="listed",
            valid_from="2017",
            valid_to="2021",
            is_inferred=True,
            note="The years of the programme, from the page's title",
        ),
        region("12", "SE-lan", line.locator),
    )
    return Records(
        mentions=tuple(Mention("cluster", "SE", name, line.locator, claims) for name in names)
    )
