"""Experience of the most successful clusters: slides of a talk in Stjørdal, 2017-04-20.

They carry the levels of the Norwegian programme, the list of the European quality
indicators (number, section, title, page) and a survey among leaders of Norwegian clusters.

Source: slides by OR Consulting (address not confirmed).
"""

import dataclasses
import re
from collections.abc import Iterator, Sequence

from extract.declarations import Passage, declared
from extract.pages.outline import (
    find_block,
    is_entry,
    list_after,
    named_areas,
    number_entries,
    open_document,
    search,
)
from extract.pages.select import changed, shorten
from warehouse.records import (
    Area,
    Block,
    Capture,
    Document,
    Finding,
    Indicator,
    Mention,
    Records,
    StrategyRecord,
)

SPEC = declared("no_orconsulting_klyngeerfaringer_2017").spec

_SURVEY_ID = "no:klyngeledere-2017"
_LEVELS = r"klynger på \w+ nivåer"
_OFFER = re.compile(r"\btilbud til\b.+?(?=[.;]|\s+tilbud til\b|$)", re.IGNORECASE)
_START = re.compile(
    r"^(?:Indicator\s+(?P<number>\d(?:\.\d{1,2}){1,2})\s*:"
    r"|(?P<section>[IVX]+)\.?\s+(?=[A-ZÆØÅ]{3}))\s*"
)
#: Between two entries that a line break no longer parts: behind the page number of the first.
_BETWEEN = re.compile(
    r"(?<=\d)\s+(?=Indicator\s+\d(?:\.\d{1,2}){1,2}\s*:|[IVX]+\.?\s+[A-ZÆØÅ]{3,})"
)
_TITLE_AND_PAGE = re.compile(r"^(?P<title>.*?[^\s.…])(?:\s|[.…]{2,})[\s.…]*(?P<page>\d{1,3})$")
_SERVICES = Passage(
    "programme_service", (r"^\W*(?:Programmet gir )?(?P<names>[Ff]inansiering\b[^.]+)",)
)
_CHART = re.compile(r"^Q\d+\b")
_CLUSTER_NAME = re.compile(r"(?:[A-ZÆØÅ][a-zæøå]+ ){1,3}Cluster")
_ARENA = re.compile(r"\b(?P<brand>ARENA|Arena|NCE|GCE) (?P<rest>[A-ZÆØÅ]\w+)")


def parse(capture: Capture) -> Records:
    """Programme levels, quality indicators, survey findings and the clusters named.

    Raises:
        SourceChangedError: The list of indicators, the levels or a list of answers is gone.
    """
    document = open_document(capture, SPEC.language)
    strategy = StrategyRecord(
        strategy_id="no:klyngeerfaringer-2017",
        country_code="NO",
        publisher=SPEC.publisher,
        document=document,
        areas=(
            *_levels(document, capture),
            *_effects(document, capture),
            *named_areas(document, _SERVICES),
        ),
    )
    return Records(
        mentions=_clusters(document),
        strategies=(strategy,),
        indicators=_indicators(document, capture),
        findings=_findings(document, capture),
    )


def _effects(document: Document, capture: Capture) -> tuple[Area, ...]:
    """What successful clusters lead to; a slide sets the word apart from its explanation."""
    entries = list_after(document, r"klynger bidrar til$", capture, what="effects of clusters")
    heads = [entry for entry in entries if entry.text.endswith(":") or entry.text.isupper()]
    named = heads or list(entries)
    return tuple(
        Area(position, entry.text.strip("*: "), "cluster_effect", entry.locator)
        for position, entry in enumerate(named, start=1)
    )


def _levels(document: Document, capture: Capture) -> tuple[Area, ...]:
    start = find_block(document, _LEVELS, capture, what="the programme's levels")
    offers = [
        (match[0], block)
        for block in document.blocks[start:]
        for match in _OFFER.finditer(block.text)
    ]
    if not offers:
        raise changed(
            capture,
            "The list of programme levels has vanished",
            place=f"after {document.blocks[start].locator}",
            expected="a line 'tilbud til …' per level",
            found=shorten(document.blocks[start].text),
        )
    return tuple(
        Area(position, offer, "programme_level", block.locator)
        for position, (offer, block) in enumerate(offers, start=1)
    )


def _indicators(document: Document, capture: Capture) -> tuple[Indicator, ...]:
    found: list[Indicator] = []
    section = ""
    for match, lines in _entries(_one_per_line(document.blocks)):
        title, page = _title_and_page(match, lines)
        if match["section"]:
            section = f"{match['section']} {title}"
        else:
            found.append(Indicator(match["number"], title, section, lines[0].locator, page))
    if not found:
        raise changed(
            capture,
            "The list of quality indicators has vanished",
            place="document",
            expected="lines 'Indicator 1.1.0: title … page' below numbered sections",
            found=f"{len(document.blocks)} blocks without one",
        )
    return tuple(found)


def _one_per_line(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those that hold several entries of the list taken apart."""
    return [
        dataclasses.replace(block, text=text)
        for block in blocks
        for text in _BETWEEN.split(block.text)
        if text
    ]


def _entries(blocks: Sequence[Block]) -> Iterator[tuple[re.Match[str], Sequence[Block]]]:
    """Each section or indicator with the lines up to the next one."""
    starts = [
        (position, match)
        for position, block in enumerate(blocks)
        if (match := _START.match(block.text))
    ]
    ends = [position for position, _ in starts[1:]] + [len(blocks)]
    for (position, match), end in zip(starts, ends, strict=True):
        yield match, blocks[position : min(end, position + 3)]


def _title_and_page(match: re.Match[str], lines: Sequence[Block]) -> tuple[str, int | None]:
    """Title and page of an entry; a wrapped title runs on until a line ends in the page."""
    text = ""
    for line in lines:
        text = f"{text} {line.text}".strip()
        whole = _TITLE_AND_PAGE.match(text[match.end() :])
        if whole:
            return whole["title"], int(whole["page"])
    return lines[0].text[match.end() :].strip(" .…"), None


def _findings(document: Document, capture: Capture) -> tuple[Finding, ...]:
    invited = search(document, r"(?:[Kk]artlegging|[Uu]ndersøkelse) blant (?P<count>\d+)")
    answered = search(document, r"[Bb]esvart: ?(?P<count>\d+)")
    found: list[Finding] = []
    for position, block in enumerate(document.blocks):
        if not block.text.endswith("?") or is_entry(block) or _CHART.match(block.text):
            continue
        run: list[Block] = []
        for following in document.blocks[position + 1 :]:
            if not is_entry(following):
                break
            run.append(following)
        if not run:
            raise changed(
                capture,
                "The answers to a question have vanished",
                place=block.locator,
                expected=f"a ranked list after: {shorten(block.text)}",
                found=shorten(document.blocks[position + 1].text)
                if position + 1 < len(document.blocks)
                else "end of document",
            )
        found.extend(
            Finding(
                survey_id=_SURVEY_ID,
                question=block.text,
                rank=entry.number,
                answer=entry.text,
                locator=entry.locator,
                respondent_count=int(answered["count"]) if answered else None,
                invited_count=int(invited["count"]) if invited else None,
            )
            for entry in number_entries(run)
        )
    if not found:
        raise changed(
            capture,
            "The survey has vanished",
            place="document",
            expected="questions, each with a ranked list of answers",
            found="none",
        )
    return tuple(found)


def _clusters(document: Document) -> tuple[Mention, ...]:
    """Clusters whose names stand alone on a slide or in its logo."""
    found: dict[str, str] = {}
    for block in document.blocks:
        if _CLUSTER_NAME.fullmatch(block.text):
            found.setdefault(block.text, block.locator)
        for match in _ARENA.finditer(block.text):
            brand, rest = match["brand"], match["rest"]
            if brand == "ARENA" and rest.isupper():
                brand, rest = brand.title(), rest.title()
            found.setdefault(f"{brand} {rest}", block.locator)
    return tuple(Mention("cluster", "NO", name, locator) for name, locator in found.items())
