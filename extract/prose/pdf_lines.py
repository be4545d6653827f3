"""Lines of a PDF page from the places of its characters.

A text layer alone does not say that a small raised 3 is a footnote mark, nor that two columns
were drawn across the page; places and sizes do. Characters come from PDFium.
"""

from __future__ import annotations

import ctypes
import dataclasses
import itertools
import re
import statistics
import threading
import unicodedata
from collections.abc import Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

#: PDFium keeps global state: one thread at a time.
_LOCK = threading.Lock()
#: What PDFium gives for a hyphen that it takes for one of the line's end.
_HYPHEN_CODES = dict.fromkeys((0x02, 0xAD, 0xFFFE, 0xFFFF), "\u00ad")
_LIGATURES = {0xFB00 + n: text for n, text in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st"))}
_ACCENT = re.compile(r"([\u00a8\u00b4\u02ca\u0060\u02c6\u02dc\u02da\u00b0])\s?([aouAOUeEnN])")
_COMBINING = {
    "\u00a8": "\u0308", "\u00b4": "\u0301", "\u02ca": "\u0301", "`": "\u0300",
    "\u02c6": "\u0302", "\u02dc": "\u0303", "\u02da": "\u030a", "\u00b0": "\u030a",
}  # fmt: skip
_MARK = re.compile(r"[\d*†‡§,\s()\[\]]+")
_MARK_MAXIMUM = 5
_RAISED_FIGURE = {"2": "²", "3": "³"}
_NOTE_LINE = re.compile(r"^\s*\d{1,3}[.)]?\s+(?=\S)")
#: "m²", "km³": a raised figure that belongs to its unit.
_MEASURE = re.compile(r"(?<![^\W\d_])[kcm]?m$")
_SMALL = 0.82
_RAISED = (0.12, 0.9)
_SAME_LINE = 0.35
_WORD_GAP = 0.17
_GUTTER = 1.2
_COLUMN_LINES = 3
_COLUMN_LETTERS = 12
_NOTE_SIZE = 0.88
_LETTER = 0.45
_NUMERIC = re.compile(r"[-–+−≥≤<>~(]{0,2}\s?\d[\d .,]*\s?(?:%|\)|\*)?")
_NO_SPACE_BEFORE = frozenset(" .,;:!?)]%")

Box = tuple[float, float, float, float]


@dataclasses.dataclass(slots=True)
class Glyph:
    """A character with its place, in points from the page's lower left corner."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float

    @property
    def middle(self) -> tuple[float, float]:
        """A point inside of it."""
        return (self.x0 + self.x1) / 2, self.baseline + self.size / 4


@dataclasses.dataclass(slots=True)
class _Piece:
    """Characters that follow each other on one line without a wide gap."""

    glyphs: list[Glyph]

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1

    @property
    def baseline(self) -> float:
        return self.glyphs[0].baseline

    @property
    def size(self) -> float:
        return self.glyphs[0].size

    @property
    def text(self) -> str:
        parts: list[str] = []
        end: float | None = None
        for glyph in self.glyphs:
            is_apart = end is not None and glyph.x0 - end > _WORD_GAP * glyph.size
            if is_apart and parts[-1] != " " and glyph.text not in _NO_SPACE_BEFORE:
                parts.append(" ")
            parts.append(glyph.text)
            end = glyph.x1
        return "".join(parts)


_Line = list[_Piece]


def read_glyphs(content: bytes) -> Iterator[tuple[list[Glyph], Box]]:
    """Characters and box of each page, in the order they are drawn.

    Raises:
        pypdfium2.PdfiumError: The file or a page cannot be read.
    """
    with _LOCK:
        opened = pypdfium2.PdfDocument(content)
        try:
            for number in range(len(opened)):
                page = opened[number]
                text = page.get_textpage()
                try:
                    yield list(_glyphs(text)), page.get_mediabox()
                finally:
                    text.close()
                    page.close()
        finally:
            opened.close()


def _glyphs(page: pypdfium2.PdfTextPage) -> Iterator[Glyph]:
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    for index in range(page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(page.raw, index)
        if code in {0x0A, 0x0D, 0}:
            continue
        text = _HYPHEN_CODES.get(code) or _LIGATURES.get(code) or chr(code)
        if pdfium.FPDFText_IsGenerated(page.raw, index) == 1:
            continue  # spaces are told from the gaps
        pdfium.FPDFText_GetCharOrigin(page.raw, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(page.raw, index, box)
        size = abs(box.top - box.bottom)
        yield Glyph(text, min(x.value, box.left), box.right, y.value, size or 1.0)


def without_marks(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The characters without footnote marks, small and raised beside a word or number."""
    text: list[Glyph] = []
    largest = max((g.size for g in glyphs), default=0)
    for run in _runs(glyphs):
        host = _host(run, glyphs) if run[0].size <= _SMALL * largest else None
        if host is None:
            text.extend(run)
        elif text and host is text[-1] and _MEASURE.search("".join(g.text for g in text[-4:])):
            text.extend(
                dataclasses.replace(g, text=_RAISED_FIGURE.get(g.text, g.text)) for g in run
            )
    return text


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Characters of one size on one height that follow each other."""
    run: list[Glyph] = []
    for glyph in glyphs:
        last = run[-1] if run else None
        if last is not None and (
            abs(glyph.baseline - last.baseline) > 0.1 * last.size
            or abs(glyph.size - last.size) > 0.1 * last.size
            or not -last.size < glyph.x0 - last.x1 < _GUTTER * last.size
        ):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _host(run: Sequence[Glyph], glyphs: Sequence[Glyph]) -> Glyph | None:
    """The larger character that a run of small raised figures hangs on; None for text."""
    text = "".join(g.text for g in run).strip()
    if not _MARK.fullmatch(text) or sum(c.isdigit() for c in text) > _MARK_MAXIMUM:
        return None
    first = next(g for g in run if g.text.strip())
    return next((other for other in glyphs if other.text != " " and _hangs_on(first, other)), None)


def _hangs_on(glyph: Glyph, other: Glyph) -> bool:
    rise = (glyph.baseline - other.baseline) / other.size
    is_near = -other.size / 2 < glyph.x0 - other.x1 < other.size / 2
    is_small = glyph.size <= _SMALL * other.size
    return is_small and _RAISED[0] < rise < _RAISED[1] and is_near


def lines_of(glyphs: Sequence[Glyph]) -> tuple[str, ...]:
    """Lines of characters (of a page without footnote marks), columns one after the other."""
    if not glyphs:
        return ()
    usual = statistics.median(g.size for g in glyphs)
    return tuple(_text_of(line, usual) for line in _unfold_columns(_lines(_pieces(glyphs))))


def _pieces(glyphs: Sequence[Glyph]) -> Iterator[_Piece]:
    current: list[Glyph] = []
    for glyph in glyphs:
        if current:
            last = current[-1]
            reach = max(glyph.size, last.size)
            same_line = abs(glyph.baseline - last.baseline) <= _SAME_LINE * reach
            gap = glyph.x0 - last.x1
            if not same_line or gap > _GUTTER * reach or gap < -reach:
                yield _Piece(current)
                current = []
        if not current and glyph.text == " ":
            continue
        current.append(glyph)
    if current:
        yield _Piece(current)


def _lines(pieces: Iterator[_Piece]) -> list[_Line]:
    lines: list[_Line] = []
    for piece in pieces:
        last = lines[-1][-1] if lines else None
        if (
            last is not None
            and abs(piece.baseline - last.baseline) <= _SAME_LINE * max(piece.size, last.size)
            and piece.x0 > last.x0
        ):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _unfold_columns(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Read columns that were drawn line by line one after the other."""
    index = 0
    while index < len(lines):
        stop, gutter = _column_run(lines, index)
        if gutter is None:
            yield lines[index]
            index += 1
            continue
        left, right = [], []
        for line in lines[index:stop]:
            left.append([piece for piece in line if piece.x1 <= gutter])
            right.append([piece for piece in line if piece.x1 > gutter])
        yield from (line for line in left if line)
        yield from _unfold_columns([line for line in right if line])
        index = stop


def _column_run(lines: Sequence[_Line], start: int) -> tuple[int, float | None]:
    """Where a run of two-column lines that begins here ends, and a place in its gutter."""
    low, high = float("-inf"), float("inf")
    stop, both = start, 0
    for line in lines[start:]:
        narrowed = _narrow(line, low, high)
        if narrowed is None or (len(line) < 2 and stop == start):
            break
        both += len(line) > 1
        low, high = narrowed
        stop += 1
    if both < _COLUMN_LINES or high - low < 1:
        return start, None
    gutter = (low + high) / 2
    run = lines[start:stop]
    for side in (
        [p for line in run for p in line if p.x1 <= gutter],
        [p for line in run for p in line if p.x1 > gutter],
    ):
        letters = [sum(c.isalpha() for c in p.text) for p in side]
        if not letters or statistics.median(letters) < _COLUMN_LETTERS:
            return start, None  # cells of a table, not lines of a column
    return stop, gutter


def _narrow(line: _Line, low: float, high: float) -> tuple[float, float] | None:
    """The gutter that is left once this line is taken into account; None where it crosses."""
    if len(line) == 1:
        piece = line[0]
        if piece.x1 <= low or piece.x0 >= high:
            return low, high
        if piece.x0 > low > float("-inf") and piece.x1 > high:
            return low, min(high, piece.x0)
        return (max(low, piece.x1), high) if piece.x1 < high else None
    for first, second in itertools.pairwise(line):
        narrower = max(low, first.x1), min(high, second.x0)
        if narrower[0] < narrower[1]:
            return narrower
    return None


def _text_of(line: _Line, usual: float) -> str:
    text = line[0].text
    is_row = any(_NUMERIC.fullmatch(piece.text) for piece in line[1:])
    for piece in line[1:]:
        # Cells keep their places, so that those of a column are known by them.
        column = int(piece.x0 / (_LETTER * usual)) if is_row else 0
        text = f"{text}{'  ' if is_row else ' '}".ljust(column) + piece.text
    text = _ACCENT.sub(lambda m: m[2] + _COMBINING[m[1]], text)
    if line[0].size <= _NOTE_SIZE * usual:
        text = _NOTE_LINE.sub("", text)
    return unicodedata.normalize("NFC", text)
