"""Finding the parts of a prose document by its words: lists, passages, statements.

Works on :class:`~warehouse.records.Document`, whatever the file was (HTML, PDF, slides as
text), so that a list is the same list as ``<ol>`` or as lines that begin with a number.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable, Sequence

from extract.declarations import Passage
from extract.pages.select import changed, shorten
from extract.prose.document import read_document
from warehouse.errors import SourceError
from warehouse.records import Area, Block, Capture, Document, Mention

_NUMBERED = re.compile(r"^\(?(\d{1,2})[.):]\s+(?=\S)")
_BULLET = re.compile(r"^[-*•·▪–]\s+")
#: Blocks between the words that announce a list and its first entry (a lead-in sentence).
_LEAD_IN = 4

#: Characters of a block that turns of phrase are looked for in.
_LONGEST_BLOCK = 2_000
#: Between the names of a list in running text.
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|\s[–-]|\b(?:og|och|eller|and)\b)\s+")


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list.

    Attributes:
        number: As printed where the whole list is numbered 1 to n, else its place in order.
        text: Without its number or bullet.
        locator: Place in the capture.
    """

    number: int
    text: str
    locator: str


def open_document(capture: Capture, language: str | None = None) -> Document:
    """The capture's prose, set apart from menus and banners.

    Raises:
        SourceChangedError: Nothing readable is left, or the file is not valid in its format;
            the error names source and address.
    """
    try:
        document = read_document(
            capture.content,
            media_type=capture.media_type,
            encoding=capture.encoding,
            language=language,
            url=capture.url,
        )
    except SourceError as error:
        # The reader of formats knows no sources.
        error.source_id = error.source_id or capture.source_id
        error.url = error.url or capture.url
        raise
    if not document.blocks:
        raise changed(
            capture,
            "The document holds no content",
            place="document",
            expected="headings and paragraphs",
            found=f"{len(document.boilerplate)} blocks of menus and banners only",
        )
    return document


#: Entries of a healthy list, at least.
_FEWEST = 2


def find_block(document: Document, pattern: str, capture: Capture, *, what: str) -> int:
    """Position of the first block that the pattern is found in, case ignored.

    Raises:
        SourceChangedError: There is none.
    """
    regex = re.compile(pattern, re.IGNORECASE)
    for position, block in enumerate(document.blocks):
        if regex.search(block.text):
            return position
    raise changed(
        capture,
        f"The document no longer holds {what}",
        place="document",
        expected=f"a passage like /{pattern}/",
        found=f"{len(document.blocks)} blocks, the first: {shorten(document.blocks[0].text)}",
    )


def list_after(
    document: Document, pattern: str, capture: Capture, *, what: str
) -> tuple[Entry, ...]:
    """The list that the words like ``pattern`` announce.

    Entries are blocks of their own, or stand in the announcing sentence behind a colon.

    Args:
        document: Where to look.
        pattern: Regular expression for the heading or lead-in; case is ignored.
        capture: For the message.
        what: What the list holds, for the message.

    Returns:
        Entries by number.

    Raises:
        SourceChangedError: The words are gone, or no list of two follows them.
    """
    first = find_block(document, pattern, capture, what=f"the announcement of {what}")
    regex = re.compile(pattern, re.IGNORECASE)
    best: tuple[Entry, ...] = ()
    for position in range(first, len(document.blocks)):
        block = document.blocks[position]
        if not regex.search(block.text) or is_entry(block):
            continue
        found = _collect(document.blocks, position + 1)
        if len(found) >= _FEWEST:
            return found
        best = max(best, found, key=len)
    for position in range(first, len(document.blocks)):
        found = _inline(document.blocks[position], regex)
        if len(found) >= _FEWEST:
            return found
    raise changed(
        capture,
        f"The list of {what} has vanished",
        place=f"after {document.blocks[first].locator} "
        f"({shorten(document.blocks[first].text, 60)})",
        expected=f"a list of at least {_FEWEST} entries",
        found=f"{len(best)} entries; next: "
        + (
            shorten(document.blocks[first + 1].text, 80)
            if first + 1 < len(document.blocks)
            else "end of document"
        ),
    )


def _inline(block: Block, announcement: re.Pattern[str]) -> tuple[Entry, ...]:
    """Entries of a sentence that lists them behind a colon (``Tre områden: a, b och c``)."""
    match = announcement.search(block.text)
    sentence = (
        re.match(r"[^.:]*:\s*(?P<names>[^.:]+)", block.text[match.end() :]) if match else None
    )
    if sentence is None:
        return ()
    # Entries that hold commas themselves are parted by semicolons.
    parting = r"\s*;\s*(?:(?:och|og|and|samt)\s+)?"
    if ";" not in sentence["names"]:
        parting = r"\s*,\s*|\s+(?:och|og|and|samt)\s+"
    names = [name.strip() for name in re.split(parting, sentence["names"]) if name.strip()]
    return tuple(Entry(number, name, block.locator) for number, name in enumerate(names, start=1))


def is_entry(block: Block) -> bool:
    """Whether the block is an entry of a list, by its kind or by its number or bullet."""
    return block.kind == "item" or bool(_NUMBERED.match(block.text) or _BULLET.match(block.text))


def _collect(blocks: Sequence[Block], start: int) -> tuple[Entry, ...]:
    position = start
    for block in blocks[start : start + _LEAD_IN]:
        is_heading = block.kind in ("heading", "title") and not block.text.endswith(":")
        if is_entry(block) or is_heading:
            break
        position += 1
    run: list[Block] = []
    while position < len(blocks) and is_entry(blocks[position]):
        run.append(blocks[position])
        position += 1
    top = min((block.level for block in run), default=0)
    return number_entries([block for block in run if block.level == top])


def number_entries(blocks: Sequence[Block]) -> tuple[Entry, ...]:
    """Blocks of one list as entries, by their printed numbers where these are 1 to n."""
    matches = [_NUMBERED.match(block.text) for block in blocks]
    printed = [int(match[1]) if match else 0 for match in matches]
    is_numbered = sorted(printed) == list(range(1, len(blocks) + 1))
    entries = [
        Entry(
            number=printed[index] if is_numbered else index + 1,
            text=_BULLET.sub("", _NUMBERED.sub("", block.text)).strip(),
            locator=block.locator,
        )
        for index, block in enumerate(blocks)
    ]
    return tuple(sorted(entries, key=lambda entry: entry.number))


def keep_blocks(document: Document, keep: Callable[[int, Block], bool]) -> Document:
    """The document with the other blocks moved to its boilerplate."""
    kept: list[Block] = []
    left: list[Block] = []
    for position, block in enumerate(document.blocks):
        (kept if keep(position, block) else left).append(block)
    return dataclasses.replace(
        document, blocks=tuple(kept), boilerplate=(*document.boilerplate, *left)
    )


def search(document: Document, pattern: str) -> re.Match[str] | None:
    """The pattern's first match in any block, or None."""
    return next(
        (found for block in document.blocks if (found := re.search(pattern, block.text))), None
    )


def find_organisations(
    document: Document, patterns: Iterable[str], country_code: str
) -> tuple[Mention, ...]:
    """Organisations that the text names in a known turn of phrase, each once.

    Args:
        document: Where to look.
        patterns: Regular expressions with a group ``who``.
        country_code: ``DK``, ``SE`` or ``NO``.
    """
    found: dict[str, Mention] = {}
    for block in document.blocks:
        for pattern in patterns:
            for match in re.finditer(pattern, block.text[:_LONGEST_BLOCK]):
                name = match["who"]
                found.setdefault(name, Mention("organisation", country_code, name, block.locator))
    return tuple(found.values())


def named_areas(document: Document, passage: Passage) -> tuple[Area, ...]:
    """What the text names in a known turn of phrase, in its order."""
    named = [
        (name.strip(" .;-–"), block)
        for block in document.blocks
        for pattern in passage.patterns
        for match in re.finditer(pattern, block.text[:_LONGEST_BLOCK])
        for name in (_BETWEEN_NAMES.split(match["names"]) if passage.is_list else (match["names"],))
    ]
    return tuple(
        Area(
            position,
            name,
            passage.area_type,
            block.locator,
            cluster_name=name if passage.is_cluster else None,
            has_cluster_effort=passage.has_cluster_effort,
        )
        for position, (name, block) in enumerate(named, start=1)
        if name
    )
