"""Erhvervsfremme i Danmark 2020-2023, as the news page of a cluster adviser tells it.

The page names the kinds of area (strongholds and emerging areas) but, save for tourism, not
the areas; these are in ``dk_deb_styrkepositioner``.

Source: navigators.dk, news of 2020-03-05 (address of the page not confirmed).
"""

from extract.declarations import declared
from extract.pages.outline import find_block, find_organisations, named_areas, open_document, search
from warehouse.records import Capture, Records, StrategyRecord

SPEC = declared("dk_deb_erhvervsfremme_2020").spec

_PUBLISHER = r"(?P<who>[A-ZÆØÅ]\w+ [A-ZÆØÅ]\w+) har (?:i dag )?offentliggjort"
_MINISTRY = r"\bat (?P<who>[A-ZÆØÅ]\w+-? og [A-ZÆØÅ]\w+ministeriet)\b"
_WITHOUT_CLUSTER = r"styrkepositionen (?P<names>[\w ,]+?),? (?:at den|som|der)\b[^.]*\bikke udpeges"
_AGENDAS = r"(?:^|[.!?] )(?P<names>[^.!?]+?) er vigtige dagsordener"
_CROSS_CUTTING = r"tværgående områder nævnes (?P<names>[^.]+)"
_RULE = r"(?P<names>[^.]*\bkun være én\b[^.]*)"
_TARGET_GROUPS = (
    r"særligt fokus på (?P<names>[^.,]+)",
    r"^(?P<names>[^.,]+?) er i centrum",
)
_LAUNCH = r"(?P<names>uge \d+(?:-\d+)?)\b"


def parse(capture: Capture) -> Records:
    """The strategy with the areas and the rule that the page spells out.

    Raises:
        SourceChangedError: The passage on strongholds and cluster efforts is gone.
    """
    document = open_document(capture, SPEC.language)
    find_block(document, r"styrkeposition.*klyngeindsats", capture, what="the strongholds")
    publisher = search(document, _PUBLISHER)
    strategy = StrategyRecord(
        strategy_id="dk:erhvervsfremme-2020-2023",
        country_code="DK",
        publisher=publisher["who"] if publisher else SPEC.publisher,
        document=document,
        areas=(
            *named_areas(document, "stronghold", _WITHOUT_CLUSTER, has_cluster_effort=False),
            *named_areas(document, "cross_cutting", _AGENDAS, _CROSS_CUTTING),
            *named_areas(document, "rule", _RULE, is_list=False),
            *named_areas(document, "target_group", *_TARGET_GROUPS, is_list=False),
            *named_areas(document, "launch", _LAUNCH, is_list=False),
        ),
    )
    return Records(
        mentions=find_organisations(document, (_PUBLISHER, _MINISTRY), "DK"),
        strategies=(strategy,),
    )
