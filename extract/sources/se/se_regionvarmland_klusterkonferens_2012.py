"""Report of the national cluster conference in Gävle 2012, by three Swedish regions.

The page is a transcript: each paragraph is one page of the report and begins with its
number, and the site prints summaries of foreign documents after it. Some numbers were lost
in the transcript ("cirka anställda"); they stay unknown.
"""

import dataclasses
import re

from extract.declarations import Passage, declared
from extract.pages.outline import find_block, keep_blocks, named_areas, open_document, search
from warehouse.records import (
    Area,
    Block,
    Capture,
    Document,
    Mention,
    Records,
    StrategyRecord,
)

SPEC = declared("se_regionvarmland_klusterkonferens_2012").spec

_ORGANISATION = r"(?P<who>Region [A-ZÅÄÖ]\w+|[A-ZÅÄÖ]\w+ i [A-ZÅÄÖ]\w+|[A-ZÅÄÖ]\w+)"
_ROLE = re.compile(
    r"(?P<role>(?:\d:[ea] )?[Vv]ice ordförande|[Oo]rdförande|[Gg]eneraldirektör|[Ää]mnesråd"
    r"|[Aa]vdelningschef|[Pp]rofessor|(?:bitr\. )?[Rr]egiondirektör)(?:,| på| vid) " + _ORGANISATION
)
_GAPS = re.compile(r"\bgap\b[^.:]*: (?P<names>[^.:]+)")
_PAGE = re.compile(r"^(?P<number>\d{1,3})(?: |$)")
_READ_MORE = re.compile(r"Läs mer", re.IGNORECASE)
#: Where title and summary of a foreign document ran into the block before.
_TITLE_TWICE = re.compile(r"(?P<title>\S.{25,200}?)\s+(?P=title)")
_AWARD = Passage("award", (r"\bvann\b[^.]*?(?P<names>\w+ Award)\b",), is_list=False)


def parse(capture: Capture) -> Records:
    """The report's own pages, the organisations behind it, and the gaps it lists.

    Raises:
        SourceChangedError: The conference's own text is gone.
    """
    document = _own_pages(open_document(capture, SPEC.language))
    find_block(document, r"konferensen samlade|klusterkonferensen", capture, what="the report")
    roles = _roles(document)
    hosts = [name for name, found in roles.items() if any("rdförande" in role for role in found)]
    held = search(document, r"klusterkonferensen (?P<year>20\d\d)\b")
    strategy = StrategyRecord(
        strategy_id="se:klusterkonferensen-2012",
        country_code="SE",
        publisher=", ".join(hosts) or SPEC.publisher,
        document=dataclasses.replace(
            document, published=document.published or (held["year"] if held else None)
        ),
        areas=(*_gaps(document), *named_areas(document, _AWARD)),
    )
    organisations = (
        Mention("organisation", "SE", name, next(iter(found.values())))
        for name, found in roles.items()
    )
    return Records(mentions=tuple(organisations), strategies=(strategy,))


def _own_pages(document: Document) -> Document:
    """Only the report: page numbers off the paragraphs, foreign summaries off the end."""
    blocks: list[Block] = []
    page = 0
    for block in document.blocks:
        match = _PAGE.match(block.text)
        if match and int(match["number"]) == page + 1:
            page += 1
            blocks.append(
                dataclasses.replace(
                    block,
                    text=block.text[match.end() :].strip(),
                    locator=f"page[{page}]/{block.locator}",
                )
            )
        else:
            blocks.append(block)
    blocks = [_without_foreign_tail(block) for block in blocks]
    end = _foreign_start(blocks)
    return keep_blocks(
        dataclasses.replace(document, blocks=tuple(blocks)),
        lambda position, block: position < end and bool(block.text),
    )


def _without_foreign_tail(block: Block) -> Block:
    """A block that ends in the site's link to a foreign document, cut before its title."""
    if not block.text.endswith("Läs mer"):
        return block
    twice = _TITLE_TWICE.search(block.text)
    return dataclasses.replace(block, text=block.text[: twice.start()].strip() if twice else "")


def _foreign_start(blocks: list[Block]) -> int:
    """First summary of another document: a title that the next paragraph repeats."""
    for position in range(1, len(blocks) - 1):
        title, text = blocks[position].text, blocks[position + 1].text
        if len(title) > len("Läs mer") and text != title and text.startswith(title):
            return position
        if _READ_MORE.fullmatch(text):
            return position
    return len(blocks)


def _roles(document: Document) -> dict[str, dict[str, str]]:
    """By organisation: the roles its people have, and where each stands."""
    roles: dict[str, dict[str, str]] = {}
    for block in document.blocks:
        for match in _ROLE.finditer(block.text):
            role = match["role"][0].upper() + match["role"][1:]
            roles.setdefault(match["who"], {}).setdefault(role, block.locator)
    return roles


def _gaps(document: Document) -> tuple[Area, ...]:
    for block in document.blocks:
        match = _GAPS.search(block.text)
        if match:
            names = re.split(r", | och ", match["names"])
            return tuple(
                Area(position, name.strip(), "innovation_gap", block.locator)
                for position, name in enumerate(names, start=1)
            )
    return ()
