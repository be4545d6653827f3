"""Klyngestrategi 2.0: the Danish cluster and network strategy for 2016-2018."""

from extract.declarations import declared
from extract.pages.outline import find_organisations, list_after, named_areas, open_document, search
from warehouse.records import Area, Capture, Records, StrategyRecord

SPEC = declared("dk_klyngeforum_klyngestrategi_2016").spec

_BEHIND = r"\b(?P<who>[A-ZÆØÅ]\w+)\*?,? (?:som|der) står bag"
_SUPPORT = r"supportfunktionen for [^;,:.]+[;,:] ?(?P<who>[A-ZÆØÅ]\w+(?: [A-ZÆØÅ]\w+)*)"
_BEFORE = r"Klyngestrategi 2\.0 (?:bygger|fører)[^.]*?(?P<names>Danmarks første klyngestrategi)"
_AUTHORS_BEFORE = (
    r"lanceret i 2013 af (?P<names>[^.]+)",
    r"kom i 2013 fra (?P<names>[^.]+?) og skulle",
)
_LISTS = (
    ("focus_area", r"\b(?:\d+|fem) (?:fokus|indsats)?områder\b", "focus areas"),
    ("guide_mark", r"\bpejlemærke|\b(?:følgende|disse) mål\b", "guide marks"),
)


def parse(capture: Capture) -> Records:
    """The strategy with its focus areas and its numbered guide marks.

    Raises:
        SourceChangedError: One of the two lists is gone.
    """
    document = open_document(capture, SPEC.language)
    areas = tuple(
        Area(entry.number, entry.text.rstrip(" .,;"), area_type, entry.locator)
        for area_type, pattern, what in _LISTS
        for entry in list_after(document, pattern, capture, what=what)
    )
    publisher = search(document, _BEHIND)
    strategy = StrategyRecord(
        strategy_id="dk:klyngestrategi-2.0",
        country_code="DK",
        publisher=publisher["who"] if publisher else SPEC.publisher,
        document=document,
        areas=(
            *areas,
            *named_areas(document, "strategy_before", _BEFORE, is_list=False),
            *named_areas(document, "author_of_strategy_before", *_AUTHORS_BEFORE),
        ),
    )
    return Records(
        mentions=find_organisations(document, (_BEHIND, _SUPPORT), "DK"), strategies=(strategy,)
    )
