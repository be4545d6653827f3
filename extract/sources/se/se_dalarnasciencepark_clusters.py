"""Clusters in Dalarna, from Dalarna Science Park's page."""

import re

from extract.pages.claims import participation, region
from extract.pages.counties import counties
from extract.pages.lists import Line, lines_between
from extract.pages.select import changed, shorten
from extract.pages.wording import lead_name
from warehouse.records import Capture, Mention, Records

PROGRAMME = "se:prog-dalarna-kluster"
_DALARNA = "20"
_COUNTED = "The page counts it among the clusters of the region"


def parse(capture: Capture) -> Records:
    """One mention per paragraph below the line that says the list is alphabetical.

    The name is the short line above a paragraph, or what the paragraph begins with. Where the
    paragraph names another county, the heading "in Dalarna" does not place the cluster.

    Raises:
        SourceChangedError: That line is gone, or a paragraph has no name.
    """
    lines = lines_between(
        capture, r"\balphabetical|\bbokstavsordning", r"^(contact|kontakt)\b", is_end_needed=False
    )
    mentions = []
    above: Line | None = None
    for line in lines:
        if line.is_prose:
            name = above.text if above else lead_name(line.text)
            if name is None:
                raise changed(
                    capture,
                    "A paragraph does not say which cluster it is about",
                    place=line.locator,
                    expected="a heading above it, or a name at its beginning",
                    found=shorten(line.text),
                )
            mentions.append(_mention(name, above or line, line.text))
            above = None
        else:
            above = line
    if not mentions:
        raise changed(
            capture,
            "The list describes no cluster",
            place="below the line on alphabetical order",
            expected="a paragraph per cluster",
            found=shorten(" / ".join(line.text for line in lines), 200),
        )
    return Records(mentions=tuple(mentions))


def _mention(name: str, line: Line, told: str) -> Mention:
    taking_part = participation(
        PROGRAMME,
        line.locator,
        level="cluster_initiative",
        event="listed",
        is_inferred=True,
        note="The page names the region's clusters, and neither programme nor level",
    )
    claims = [taking_part]
    if not _is_elsewhere(told):
        claims.append(region(_DALARNA, "SE-lan", line.locator).concluded(_COUNTED))
    return Mention("cluster", "SE", name, line.locator, tuple(claims))


def _is_elsewhere(text: str) -> bool:
    others = (name for name, code in counties("SE-lan").items() if code != _DALARNA)
    return any(re.search(rf"\b{name}", text) for name in others)
