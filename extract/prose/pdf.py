"""Blocks of a PDF: structure by pypdf, lines by PDFium, ruled tables by pdfplumber.

pdfplumber sees tables but takes many times longer, so only pages whose drawing commands hold
ruled lines go through it, and only so many of them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import logging
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pypdf
import pypdf.errors
import pypdfium2

from extract.prose.layout import Layout, fold_space
from extract.prose.pdf_lines import Box, Glyph, lines_of, read_glyphs, without_marks
from extract.prose.text import blocks_of_lines, title_candidates
from extract.written_dates import find_date
from warehouse.errors import FormatError
from warehouse.records import Block

MAX_PAGES = 1500
MAX_TABLE_PAGES = 40
#: What pypdf and pdfminer let through from damaged files besides their own errors.
_DAMAGE = (
    pypdf.errors.PyPdfError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    EOFError,
    OSError,
    struct.error,
    zlib.error,
)
_END_MARK_REACH = 4096
_MIN_RULES = 6
_RULE_OPERATORS = re.compile(rb"\s(?:re|l)\s")
_EDGE_LINES = 2
_EDGE_WORDS = 10
_FEW_LINES = 5
_REPEAT_PAGES = 3
_REPEAT_SHARE = 0.5
_MIN_CELLS = 4
_MIN_FILLED = 0.5
_EDGE_TOLERANCE = 3.0
_DIGITS = re.compile(r"\d+")
#: A word too long for its cell goes on in the next line: "Resulta" over "t 2022". A syllable
#: without a vowel is no word of its own, but may be a unit.
_BROKEN_WORD = re.compile(
    r"(?<=[^\W\d_]{6})\n(?=(?!(?:kr|st|nr|pr|tr|mw|gw|kw|km|kg|mm|cm|t co)\b)"
    r"[bcdfghjklmnpqrstvwxz]{1,3}(?:\s|$))",
    re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True, slots=True)
class _Page:
    """One page: its lines outside of tables, and its tables as rows of cells.

    Pages with ruled lines keep their characters until their tables are read.
    """

    number: int
    lines: tuple[str, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()
    glyphs: tuple[Glyph, ...] = ()
    left: float = 0
    top: float = 0


def read_pdf(content: bytes) -> Layout:
    """Take a PDF apart.

    Args:
        content: The file as it came.

    Returns:
        Blocks with locators ``page[p]/line[n]`` and ``page[p]/table[t]/row[r]/cell[c]``;
        lines repeated at the edge of most pages are boilerplate.

    Raises:
        FormatError: ``pdf-damaged``, ``pdf-encrypted``, ``pdf-too-long`` or ``pdf-no-text``
            (scanned pages without a text layer).
    """
    with _quiet():
        return _read(content)


def _read(content: bytes) -> Layout:
    reader = _open(content)
    pages = _read_pages(reader, content)
    pages, table_notes = _with_tables(content, pages)
    repeated = _repeated_lines(pages)
    boilerplate: list[Block] = []
    blocks: list[Block] = []
    for page in pages:
        own, edge = _split_edges(page, repeated)
        boilerplate.extend(edge)
        _extend_over_page(blocks, blocks_of_lines(own, prefix=f"page[{page.number}]/"))
        blocks.extend(_table_blocks(page))
    blank = [page.number for page in pages if not any(line.strip() for line in page.lines)]
    if not blocks:
        raise _no_text(reader)
    notes = list(table_notes)
    if blank:
        notes.append(f"{len(blank)} of {len(pages)} pages hold no text (images or blank)")
    return Layout(
        blocks=tuple(blocks),
        boilerplate=tuple(boilerplate),
        titles=tuple(_titles(reader, pages[0], blocks)),
        published=_published(reader),
        language=_language(reader),
        notes=tuple(notes),
    )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Hold back what the PDF libraries log about each oddity; errors are raised, not logged."""
    loggers = [logging.getLogger(name) for name in ("pypdf", "pdfminer")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _open(content: bytes) -> pypdf.PdfReader:
    # pypdf mends files cut in the middle by searching for objects; half of a document would
    # then pass for the whole of it.
    if b"%%EOF" not in content[-_END_MARK_REACH:]:
        raise _damaged("the file is cut off", "no end mark %%EOF in its last 4 KiB")
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FormatError(
                "pdf-encrypted",
                "the PDF asks for a password",
                expected="a PDF that opens without one",
                found="an encrypted file",
                remedy="save an unprotected copy",
            )
        count = len(reader.pages)
    except FormatError:
        raise
    except pypdf.errors.DependencyError as error:
        raise FormatError(
            "pdf-encrypted",
            "the PDF is encrypted in a way that is not read here",
            expected="a PDF without protection",
            found=str(error),
            remedy="save an unprotected copy",
        ) from error
    except _DAMAGE as error:
        raise _damaged("the PDF cannot be opened", f"{type(error).__name__}: {error}") from error
    if not count:
        raise _damaged("the PDF has no pages", "an empty page tree")
    if count > MAX_PAGES:
        raise FormatError(
            "pdf-too-long",
            "the PDF has more pages than are read",
            expected=f"at most {MAX_PAGES} pages",
            found=f"{count} pages",
            remedy="split it",
        )
    return reader


def _damaged(message: str, found: str, place: str | None = None) -> FormatError:
    return FormatError(
        "pdf-damaged",
        message,
        place=place,
        expected="a complete PDF",
        found=found,
        remedy="fetch the file again; if it stays so, tell the publisher",
    )


def _no_text(reader: pypdf.PdfReader) -> FormatError:
    images = sum(1 for page in reader.pages if _holds_image(page))
    message = "the PDF has no text layer: its pages are scanned images"
    remedy = "run it through text recognition (OCR) first"
    if not images:
        message = "the PDF holds no text"
        remedy = "open it in a viewer: it is blank, drawn in outlines, or damaged"
    return FormatError(
        "pdf-no-text",
        message,
        expected="text on at least one page",
        found=f"{len(reader.pages)} page(s) without text, {images} with images",
        remedy=remedy,
    )


def _holds_image(page: pypdf.PageObject) -> bool:
    try:
        resources = page["/Resources"].get_object()
        objects = resources.get("/XObject", {}).get_object()  # type: ignore[union-attr]
        return any(item.get_object().get("/Subtype") == "/Image" for item in objects.values())
    except _DAMAGE:
        return False


def _read_pages(reader: pypdf.PdfReader, content: bytes) -> list[_Page]:
    pages: list[_Page] = []
    ruled = 0
    try:
        for number, (glyphs, box) in enumerate(read_glyphs(content), start=1):
            text = without_marks(glyphs)
            page = _Page(number, lines_of(text), left=box[0], top=box[3])
            if text and ruled < MAX_TABLE_PAGES and _is_ruled(reader, number):
                ruled += 1
                page = dataclasses.replace(page, glyphs=tuple(text))
            pages.append(page)
    except (*_DAMAGE, pypdfium2.PdfiumError) as error:
        place = f"page {len(pages) + 1}"
        raise _damaged(
            "a page cannot be read", f"{type(error).__name__}: {error}", place
        ) from error
    return pages


def _with_tables(content: bytes, pages: list[_Page]) -> tuple[list[_Page], tuple[str, ...]]:
    ruled = [page.number for page in pages if page.glyphs]
    if not ruled:
        return pages, ()
    # It takes a second to import, and most documents have no ruled page.
    import pdfplumber  # noqa: PLC0415
    from pdfminer.psexceptions import PSException  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    out = list(pages)
    try:
        with pdfplumber.open(io.BytesIO(content), pages=ruled) as opened:
            for drawn in opened.pages:
                number = drawn.page_number - 1
                out[number] = _with_own_tables(out[number], drawn)
                drawn.close()
    except (*_DAMAGE, PSException, PdfminerException) as error:
        # The text is complete without it: tables are then read as lines.
        return pages, (f"tables read as lines ({type(error).__name__})",)
    if len(ruled) == MAX_TABLE_PAGES:
        return out, (f"tables read on the first {MAX_TABLE_PAGES} ruled pages only",)
    return out, ()


def _is_ruled(reader: pypdf.PdfReader, number: int) -> bool:
    try:
        contents = reader.pages[number - 1].get_contents()
        data = contents.get_data() if contents is not None else b""
    except _DAMAGE:
        return False
    return len(_RULE_OPERATORS.findall(data, 0, 500_000)) >= _MIN_RULES


def _with_own_tables(page: _Page, drawn: Any) -> _Page:
    """The page with the tables that pdfplumber finds on it taken out of its lines."""
    kept = []
    boxes: list[Box] = []
    for table in drawn.find_tables():
        rows = tuple(_rows_of(table, page))
        cells = [cell for row in rows for cell in row]
        columns = max((len(row) for row in rows), default=0)
        filled = sum(1 for cell in cells if cell)
        if len(rows) > 1 and columns > 1 and filled >= max(_MIN_CELLS, _MIN_FILLED * len(cells)):
            kept.append(rows)
            boxes.append(table.bbox)
    if not kept:
        return dataclasses.replace(page, glyphs=())
    lines = lines_of([g for g in page.glyphs if not any(_holds(box, g, page) for box in boxes)])
    return _Page(page.number, lines, tuple(kept))


def _rows_of(table: Any, page: _Page) -> Iterator[tuple[str, ...]]:
    """Rows of a table; a cell that spans several stands in each of them."""
    columns: list[float] = []
    for start in sorted(cell[0] for cell in table.cells):
        if not columns or start - columns[-1] > _EDGE_TOLERANCE:
            columns.append(start)
    ends = [*columns[1:], table.bbox[2]]
    texts: dict[Box, str] = {}
    for row in table.rows:
        middle_y = (row.bbox[1] + row.bbox[3]) / 2
        cells = []
        for start, end in zip(columns, ends, strict=True):
            middle_x = (start + end) / 2
            box = next(
                (c for c in table.cells if c[0] <= middle_x <= c[2] and c[1] <= middle_y <= c[3]),
                None,
            )
            if box is not None and box not in texts:
                texts[box] = _text_in(box, page)
            cells.append(texts[box] if box is not None else "")
        yield tuple(cells)


def _text_in(box: Box, page: _Page) -> str:
    lines = lines_of([g for g in page.glyphs if _holds(box, g, page)])
    return fold_space(_BROKEN_WORD.sub("", "\n".join(lines)))


def _holds(box: Box, glyph: Glyph, page: _Page) -> bool:
    """Whether a box, measured from the page's upper left corner, holds a character."""
    x, y = glyph.middle
    x0, top, x1, bottom = box
    return x0 <= x - page.left <= x1 and top <= page.top - y <= bottom


def _edges(page: _Page) -> list[int]:
    """Places of lines that could be a running head or foot: few words, no sentence."""
    filled = [index for index, line in enumerate(page.lines) if line.strip()]
    if len(filled) < _FEW_LINES:
        return []
    outer = sorted({*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]})
    texts = {index: page.lines[index].strip() for index in outer}
    return [
        index
        for index, text in texts.items()
        if len(text.split()) <= _EDGE_WORDS and not text.endswith((".", "!", "?", ";", ":"))
    ]


def _edge_key(line: str) -> str:
    return _DIGITS.sub("#", fold_space(line).lower())


def _repeated_lines(pages: Sequence[_Page]) -> frozenset[str]:
    """Running heads and feet: lines at the edges of at least half of the pages."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_edge_key(page.lines[index]) for index in _edges(page)})
    needed = max(_REPEAT_PAGES, _REPEAT_SHARE * len(pages))
    return frozenset(key for key, count in counts.items() if count >= needed)


def _split_edges(page: _Page, repeated: frozenset[str]) -> tuple[list[str], list[Block]]:
    own = list(page.lines)
    apart = []
    for index in _edges(page):
        if _edge_key(page.lines[index]) in repeated:
            locator = f"page[{page.number}]/line[{index + 1}]"
            apart.append(Block("paragraph", fold_space(page.lines[index]), locator))
            own[index] = ""
    return own, apart


def _extend_over_page(blocks: list[Block], following: Iterator[Block]) -> None:
    """Append a page's blocks; a sentence that runs over the page break is made whole."""
    first = next(following, None)
    if first is None:
        return
    last = blocks[-1] if blocks else None
    if (
        last is not None
        and last.kind in {"paragraph", "item"}
        and first.kind != "item"
        and first.text[0].islower()
        and not last.text.endswith((".", "!", "?", ":"))
    ):
        blocks[-1] = dataclasses.replace(last, text=f"{last.text} {first.text}")
    else:
        blocks.append(first)
    blocks.extend(following)


def _table_blocks(page: _Page) -> Iterator[Block]:
    for t, rows in enumerate(page.tables, start=1):
        for r, row in enumerate(rows, start=1):
            for c, cell in enumerate(row, start=1):
                if cell:
                    locator = f"page[{page.number}]/table[{t}]/row[{r}]/cell[{c}]"
                    yield Block("cell", cell, locator, level=1 if r == 1 else 0)


def _titles(reader: pypdf.PdfReader, first: _Page, blocks: Sequence[Block]) -> Iterator[str]:
    # The running head often is the title; it has been taken out of the blocks.
    yield from title_candidates(list(blocks_of_lines(first.lines[:_FEW_LINES])))
    yield from title_candidates(blocks)
    try:
        title = fold_space((reader.metadata and reader.metadata.title) or "")
    except _DAMAGE:
        return
    # Word processors leave their file name there.
    if title and not re.search(r"\.(?:docx?|indd|pptx?|pdf)$|^microsoft ", title, re.IGNORECASE):
        yield title


def _published(reader: pypdf.PdfReader) -> str | None:
    try:
        created = reader.metadata.creation_date if reader.metadata else None
    except _DAMAGE:
        return None
    return find_date(created.date().isoformat()) if created else None


def _language(reader: pypdf.PdfReader) -> str | None:
    try:
        value = reader.trailer["/Root"].get("/Lang")  # type: ignore[attr-defined]
    except _DAMAGE:
        return None
    return str(value) if value else None
