"""Blocks of plain text: transcripts, slide decks and pages saved as text."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from extract.encoding import decode_or_repair
from extract.phrases import patterns
from extract.prose.cards import join_cards
from extract.prose.layout import Layout, compose, fold_space
from extract.prose.text_tables import find_tables, has_values, is_row, is_rule
from warehouse.records import Block, BlockKind

_BULLET = re.compile(r"^\s*(?:[-–—•*·▪■►▸o○●✓]|\uf0b7)\s+(?=\S)")
_NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
#: "26. april" opens a date, not a list.
_DAY = re.compile(
    r"^\s*\d{1,2}\.\s+(?:jan|feb|mar|apr|ma[ji]|jun|jul|aug|sep|o[kc]t|nov|de[cs])", re.IGNORECASE
)
_SEPARATOR = re.compile(r"[\s=_\-–—*.·#~]{3,}")
_DOT_LEADER = re.compile(r"(?:\.{3,}|…|\t)\s*\d{1,4}\s*$")
_SAYS = patterns("text")
_TRANSCRIPT = _SAYS["transcript"]
_READ_MORE_LINE = _SAYS["read_more_line"]
_PAGE_LABEL = _SAYS["page_label"]
_PAGE_LEAD = re.compile(r"^(\d{1,4})(?:\s+(?=\S)|\s*$)")
_PAGE_FOOT = _SAYS["page_foot"]
#: What the number of a card counts: "medlemsföretag", "Nye projekter".
_CARD_LABEL = re.compile(r"[^\W\d_][^\d.:;!?]{2,40}")
_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_MARKDOWN_MARKS = re.compile(r"\*\*|__|`")
_ENDS_SENTENCE = re.compile(r"[.!?:;][\"”»')]*$")
_HANGING_HYPHEN = re.compile(r"(?P<before>\w)(?P<hyphen>[-\u2010\u2011\u00ad])$")
_SERIES_WORD = re.compile(r"^(?:og|och|eller|and|or|samt|resp)\b")
#: "2 Mål mot 2030", "3.1 Resultat": a section's number and title, with years at most.
_SECTION = re.compile(
    r"\s*\d{1,2}(?:\.\d{1,2}){0,2}\.?\s+(?=[A-ZÆØÅÄÖ])(?:[^\d.,;:!?]|(?:19|20)\d{2}){3,60}\s*"
)
_LABELLED = re.compile(r"^\s*[A-ZÆØÅÄÖ][^.:!?]{1,40}:\s+\S")
#: "Mål 2   …", "1:6  Turism   124 600": a row with its number and a gap behind it.
_ROW_START = re.compile(r"\s*(?:[^\W\d]{1,8}[ .]?)?\d[\d.:]{0,4}(?: {2,}|\t)\s*[^\W\d]")
_ENDS_IN_AMOUNT = re.compile(r"[^\W\d_]\s+\d{1,3}(?:[ .\u00a0]\d{3})+\s*$")
_CLOSED = re.compile(r"[.!?][\"”»')]*\s*$")
_TITLE_MAXIMUM = 110
_TWO_SENTENCES = re.compile(r"[^\W\d_]{3}\.\s+[A-ZÆØÅÄÖ]")
_PAIR = 2
_HEAD_LINES = 2
_HEADING_OVER_TEXT = 60
_WRAPPED_LINE = 58
_NARROWEST = 30
_ENOUGH_LINES = 8


def read_text(content: bytes, encoding: str | None = None) -> Layout:
    """Take plain text apart.

    Args:
        content: The text as it came.
        encoding: Character set from the transport, if any.

    Returns:
        Blocks with locators ``line[n]``, the first line of the block in the file; in
        transcripts with page numbers ``page[p]/line[n]``.

    Raises:
        FormatError: As :func:`extract.encoding.decode_or_repair` does.
    """
    text, notes = decode_or_repair(content, encoding)
    blocks = tuple(join_cards(list(blocks_of_lines(compose(text).splitlines()))))
    return Layout(blocks=blocks, titles=tuple(title_candidates(blocks)), notes=notes)


def blocks_of_lines(lines: Sequence[str], prefix: str = "") -> Iterator[Block]:
    """Join wrapped lines and tell headings, items and paragraphs apart.

    Args:
        lines: Lines of the text, without line ends.
        prefix: Put before each locator, for example ``page[3]/``.
    """
    pages = _TranscriptPages(lines)
    wrapped = _wrap_width(lines)
    last = max((n for n, line in enumerate(lines, start=1) if line.strip()), default=0)
    paragraphs = list(_paragraphs(lines))
    for place, paragraph in enumerate(paragraphs):
        if not pages.is_transcript and _is_page_foot(paragraphs, place):
            continue
        closes = not prefix and paragraph[-1][0] == last
        for drawn, rows in find_tables(paragraph):
            if rows:
                yield from _cells(drawn[0][0], rows, prefix)
            else:
                yield from _blocks_of_lines(drawn, prefix, pages, wrapped, closes=closes)


def _paragraphs(lines: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    """Lines with their numbers, apart at empty ones, rules and labels of pages."""
    paragraph: list[tuple[int, str]] = []
    for number, line in enumerate([*lines, ""], start=1):
        is_mark = _SEPARATOR.fullmatch(line) or _PAGE_LABEL.match(line)
        if line.strip() and not is_mark:
            paragraph.append((number, line))
            continue
        if line.strip() and paragraph and is_row(paragraph[-1][1]) and is_rule(line):
            continue
        if not line.strip() and _is_head_of(paragraph, lines[number : number + 1]):
            continue
        if paragraph:
            yield paragraph
        paragraph = []


def _is_head_of(head: Sequence[tuple[int, str]], below: Sequence[str]) -> bool:
    """Whether an empty line only sets the head of a drawn table apart from its rows."""
    is_short = 0 < len(head) <= _HEAD_LINES and all(is_row(text) for _, text in head)
    return is_short and any(map(has_values, below))


def _is_page_foot(paragraphs: Sequence[list[tuple[int, str]]], place: int) -> bool:
    """Whether a paragraph is the number of a page, and none of a card with its label by it."""
    if not _is_foot(paragraphs[place]):
        return False
    above, below, beyond = (
        paragraphs[at] if 0 <= at < len(paragraphs) else []
        for at in (place - 1, place + 1, place + 2)
    )
    if _is_label(below) and below[0][1].strip()[0].islower():
        return False  # "320" above "medlemsföretag"
    before = paragraphs[place - 2] if place > 1 else []
    return not (_is_label(above) and ((_is_label(below) and _is_foot(beyond)) or _is_foot(before)))


def _is_foot(paragraph: Sequence[tuple[int, str]]) -> bool:
    return len(paragraph) == 1 and bool(_PAGE_FOOT.match(paragraph[0][1]))


def _is_label(paragraph: Sequence[tuple[int, str]]) -> bool:
    text = paragraph[0][1].strip() if len(paragraph) == 1 else ""
    return bool(_CARD_LABEL.fullmatch(text))


def strip_page_numbers(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks of a transcript with the number each page opens with moved into their locators.

    Other documents are returned unchanged.
    """
    pages = _TranscriptPages([block.text for block in blocks])
    if not pages.is_transcript:
        return tuple(blocks)
    stripped = []
    for block in blocks:
        text = pages.strip(block.text)
        place = f"page[{pages.page}]/{block.locator}" if pages.page else block.locator
        if text:
            stripped.append(dataclasses.replace(block, text=text, locator=place))
    return tuple(stripped)


class _TranscriptPages:
    """Page numbers that a transcript puts before the text of each page ("4 Sven …")."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.is_transcript = any(_TRANSCRIPT.match(line) for line in lines)
        self.page = 0

    def strip(self, text: str) -> str:
        """The text without the page's number, when that number is the next page's."""
        if not self.is_transcript:
            return text
        match = _PAGE_LEAD.match(text)
        if match and self.page < int(match[1]) <= self.page + 3:
            self.page = int(match[1])
            return text[match.end() :]
        return text


def _cells(first: int, rows: Sequence[Sequence[str]], prefix: str) -> Iterator[Block]:
    """Cells of a drawn table; of one with two columns its lines of label and value."""
    for r, row in enumerate(rows, start=1):
        if len(row) == _PAIR:
            yield Block("paragraph", f"{row[0]}: {row[1]}", f"{prefix}line[{first + r - 1}]")
            continue
        for c, text in enumerate(row, start=1):
            if text:
                yield Block("cell", text, f"{prefix}line[{first}]/table[1]/row[{r}]/cell[{c}]")


def _blocks_of_lines(
    lines: Sequence[tuple[int, str]],
    prefix: str,
    pages: _TranscriptPages,
    wrapped: int,
    *,
    closes: bool,
) -> Iterator[Block]:
    """Blocks of lines that follow each other; ``closes``: none comes after, so no heading."""
    groups = list(_join_wrapped(lines, wrapped))
    for index, (number, raw) in enumerate(groups):
        level = 0
        kind: BlockKind = "paragraph"
        text = raw
        markdown = _MARKDOWN_HEADING.match(text)
        if markdown:
            kind, level, text = "heading", len(markdown[1]), markdown[2]
        elif len(groups) == 1 and not closes and _SECTION.fullmatch(raw):
            kind, level, text = "heading", _depth(raw), _NUMBERED.sub("", raw, count=1)
        elif _is_item(raw):
            kind, level = "item", 1
            text = _NUMBERED.sub("", _BULLET.sub("", raw, count=1), count=1)
        elif _heads(groups, index):
            kind, level = "heading", _depth(raw)
        text = fold_space(_MARKDOWN_MARKS.sub("", pages.strip(text.strip())))
        if text:
            page = f"page[{pages.page}]/" if pages.page else prefix
            yield Block(kind=kind, text=text, locator=f"{page}line[{number}]", level=level)


def _heads(groups: Sequence[tuple[int, str]], index: int) -> bool:
    """Whether a line is a heading: alone, or the first above a list or a long paragraph."""
    text = groups[index][1]
    if not _is_heading_like(text):
        return False
    if len(groups) == 1:
        return True
    below = groups[index + 1][1] if index + 1 < len(groups) else ""
    if _SECTION.fullmatch(text) and _follows_close(groups, index):
        return bool(below)  # the text layer of a PDF shows no empty lines
    if index or len(text) > _HEADING_OVER_TEXT or text.rstrip().endswith(":"):
        return False
    return _is_item(below) or len(below) > 2 * _HEADING_OVER_TEXT


def _follows_close(groups: Sequence[tuple[int, str]], index: int) -> bool:
    """Whether a line follows a finished sentence or a heading with a number, or comes first."""
    above = groups[index - 1][1] if index else "."
    return bool(_CLOSED.search(above) or _SECTION.fullmatch(above))


def _depth(line: str) -> int:
    """Level of a numbered heading: 2 for "3 Mål", 3 for "3.1 Export"; 0 without a number."""
    if not _SECTION.fullmatch(line):
        return 0
    return 2 + line.split(maxsplit=1)[0].rstrip(".").count(".")


def _is_item(line: str) -> bool:
    if _DOT_LEADER.search(line) or _DAY.match(line):
        return False
    return bool(_BULLET.match(line) or _NUMBERED.match(line))


def _is_heading_like(line: str) -> bool:
    text = line.strip()
    return (
        len(text) <= _TITLE_MAXIMUM
        and not text.endswith((".", ",", ";"))
        and any(c.isalpha() for c in text)
        and not text[0].islower()
        and not _TWO_SENTENCES.search(text)
    )


def _wrap_width(lines: Sequence[str]) -> int:
    """Length from which a line is taken to go on in the next: narrow columns wrap sooner."""
    lengths = sorted(len(fold_space(line)) for line in lines if line.strip())
    if len(lengths) < _ENOUGH_LINES:
        return _WRAPPED_LINE
    usual = lengths[int(len(lengths) * 0.85)]
    return max(_NARROWEST, min(_WRAPPED_LINE, int(usual * 0.8)))


def _join_wrapped(paragraph: Sequence[tuple[int, str]], wrapped: int) -> Iterator[tuple[int, str]]:
    """Yield (number of the first line, joined text) for each logical line."""
    start, current = paragraph[0]
    last = current
    for number, line in paragraph[1:]:
        if _continues(last, line, wrapped):
            current = glue(current, line.strip())
        else:
            yield start, current
            start, current = number, line
        last = line
    yield start, current


def _continues(previous: str, line: str, wrapped: int) -> bool:
    if _READ_MORE_LINE.match(line) or _READ_MORE_LINE.match(previous):
        return False
    if (
        _is_item(line)
        or _ROW_START.match(line)
        or _MARKDOWN_HEADING.match(line)
        or _DOT_LEADER.search(previous)
    ):
        return False
    if _SECTION.fullmatch(previous) or (_CLOSED.search(previous) and _SECTION.fullmatch(line)):
        return False
    if any(rule.search(line) and rule.search(previous) for rule in (_ENDS_IN_AMOUNT, _LABELLED)):
        return False  # lines of a budget; "Baseline (2022): 35" above "Mål (2026): 150"
    if len(fold_space(previous)) >= wrapped:
        return True
    return line.strip()[0].islower() and not _ENDS_SENTENCE.search(previous.strip())


def glue(first: str, second: str) -> str:
    """Two lines as one: the word that a hyphen breaks at the line's end is made whole."""
    first = first.rstrip()
    hyphen = _HANGING_HYPHEN.search(first)
    if hyphen is None or (hyphen["hyphen"] != "\u00ad" and _SERIES_WORD.match(second)):
        return f"{first} {second}"
    is_kept = hyphen["before"].isupper() or hyphen["before"].isdigit()  # "FoU-", "2020-"
    if hyphen["hyphen"] == "\u00ad" or (second[:1].islower() and not is_kept):
        return first[:-1] + second
    return f"{first[:-1]}-{second}"


def title_candidates(blocks: Sequence[Block]) -> Iterator[str]:
    """Texts near the top that may be the title, best first."""
    for block in blocks:
        if block.kind == "heading" and block.level == 1:
            yield block.text
    for block in blocks[:12]:
        if block.kind != "item" and _is_heading_like(block.text):
            yield block.text
