"""Prose documents: HTML, PDF and plain text become one :class:`warehouse.records.Document`."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence

from extract.phrases import patterns
from extract.prose.boilerplate import is_contact_line, set_apart
from extract.prose.html import read_html
from extract.prose.language import detect_document_language, detect_language, normalise_language
from extract.prose.layout import Layout
from extract.prose.text import read_text
from extract.prose.validity import find_validity
from extract.written_dates import find_date
from warehouse.errors import FormatError
from warehouse.records import Block, Document

#: No page that people read is longer; more would keep a reader busy for minutes.
MAX_TEXT = 1_000_000
_PDF_MARK = b"%PDF-"
_TAG = re.compile(
    rb"<!doctype\s+html|<(?:html|head|body|meta|title|div|p|h[1-6]|article|main|section|ul|table)\b[^<]{0,2000}>",
    re.IGNORECASE,
)
#: First bytes of formats that are often sent in place of a page.
_FOREIGN = (
    (b"PK\x03\x04", "a ZIP container (Word, Excel, PowerPoint, e-book)"),
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or PowerPoint file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "a rich text file"),
)
_SAYS = patterns("document")
_PUBLISHED_LABEL = _SAYS["published_label"]
_UPDATED_LABEL = _SAYS["updated_label"]
#: What sites that host others' documents add to their titles.
_HOST_SUFFIX = re.compile(r"\s+-\s+PDF(?:\s.{0,30})?$", re.IGNORECASE)
#: A cover's own line below the title: "2021-2030".
_LONE_SPAN = re.compile(r"(?:19|20)\d{2}\s?[-–—]\s?(?:19|20)\d{2}")
_LONE_DATE_MAXIMUM = 60
_HEAD_BLOCKS = 15
_TITLE_MAXIMUM = 200
_BLOCK_LANGUAGE_MINIMUM = 25


def read_document(
    content: bytes,
    *,
    media_type: str | None = None,
    encoding: str | None = None,
    language: str | None = None,
    url: str | None = None,
) -> Document:
    """Read a prose document and set its boilerplate apart.

    The bytes decide what the document is; ``media_type`` only breaks ties.

    Args:
        content: The document as it came.
        media_type: As declared, for example ``text/html; charset=utf-8``.
        encoding: Character set as declared by the transport.
        language: ``da``, ``sv``, ``nb``, ``nn`` or ``en`` where the caller knows it.
        url: Address, for messages.

    Returns:
        The document; its notes say what had to be decided or repaired.

    Raises:
        FormatError: ``document-empty``, ``document-unsupported``, ``document-no-text``,
            ``document-too-long``, ``html-too-deep``, ``language-unknown`` or a code of the format's
            reader (``pdf-damaged``, ``pdf-encrypted``, ``pdf-no-text``, ``encoding-…``).
    """
    if language is not None and normalise_language(language) is None:
        raise FormatError(
            "language-unknown",
            "this language is not read",
            url=url,
            expected="da, sv, nb, nn or en",
            found=language,
            remedy="leave the language out to have it recognised",
        )
    try:
        layout = _read_layout(content, media_type, encoding)
    except FormatError as error:
        error.url = error.url or url
        raise
    return _assemble(layout, normalise_language(language), url)


def recognise_format(content: bytes, media_type: str | None = None) -> str:
    """``pdf``, ``html`` or ``text``, from the bytes first.

    Raises:
        FormatError: ``document-empty`` or ``document-unsupported``.
    """
    head = content[:65_536]
    if not head.strip():
        raise FormatError(
            "document-empty",
            "the document is empty",
            expected="HTML, PDF or text",
            found=f"{len(content)} bytes of white space",
            remedy="fetch it again",
        )
    if _PDF_MARK in head[:1024]:
        return "pdf"
    for mark, name in _FOREIGN:
        if head.startswith(mark):
            raise FormatError(
                "document-unsupported",
                "this format is not read",
                expected="HTML, PDF or text",
                found=name,
                remedy="save the document as PDF or text",
            )
    if head.lstrip()[:1] in {b"{", b"["} and _is_json(content):
        raise FormatError(
            "document-unsupported",
            "this format is not read",
            expected="HTML, PDF or text",
            found="JSON",
            remedy="nordic-clusters decode reads a table of an agency; else save the text alone",
        )
    declared = (media_type or "").split(";")[0].strip().lower()
    if declared == "application/pdf" and b"\x00" in head:
        return "pdf"  # damaged at its head: the reader says so
    sample = head.replace(b"\x00", b"") if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else head
    return "html" if _TAG.search(sample) else "text"


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except RecursionError:  # no text has that many brackets
        return True
    except ValueError:
        return False
    return True


def _read_layout(content: bytes, media_type: str | None, encoding: str | None) -> Layout:
    form = recognise_format(content, media_type)
    if form == "pdf":
        from extract.prose.pdf import read_pdf  # noqa: PLC0415  # takes a while to load

        return read_pdf(content)
    if encoding is None and media_type:
        charset = re.search(r"charset=[\"']?([\w.:-]+)", media_type, re.IGNORECASE)
        encoding = charset[1] if charset else None
    layout = read_html(content, encoding) if form == "html" else read_text(content, encoding)
    return _bounded(layout)


def _bounded(layout: Layout) -> Layout:
    """The layout up to :data:`MAX_TEXT` characters; a note says what was left out.

    Raises:
        FormatError: ``document-too-long`` when the first block alone is longer.
    """
    size = 0
    for index, block in enumerate(layout.blocks):
        size += len(block.text)
        if size > MAX_TEXT:
            if not index:
                raise FormatError(
                    "document-too-long",
                    "the document is one paragraph that is longer than what is read",
                    place=block.locator,
                    expected=f"at most {MAX_TEXT:,} characters",
                    found=f"{size:,}",
                    remedy="divide it into paragraphs, or read its parts one by one",
                )
            left_out = len(layout.blocks) - index
            note = f"{left_out} blocks after the first {MAX_TEXT:,} characters are not read"
            return dataclasses.replace(
                layout, blocks=layout.blocks[:index], notes=(*layout.notes, note)
            )
    return layout


def _assemble(layout: Layout, language: str | None, url: str | None) -> Document:
    content, apart = set_apart(layout.blocks)
    if not content:
        raise FormatError(
            "document-no-text",
            "the document holds no text of its own",
            url=url,
            expected="at least one heading or paragraph",
            found=f"{len(layout.boilerplate) + len(apart)} blocks of menus, banners and footers",
            remedy="the page may be filled in by scripts; look for its print or PDF version",
        )
    chosen = language or detect_document_language(content, layout.language)
    title = _title(layout, content)
    published = layout.published or _published(content)
    valid_from, valid_to = _validity(layout, title, content)
    return Document(
        title=title,
        language=chosen,
        blocks=tuple(_with_language(block, chosen) for block in content),
        published=published,
        valid_from_year=valid_from,
        valid_to_year=valid_to,
        boilerplate=(*layout.boilerplate, *apart),
        notes=layout.notes,
    )


def _with_language(block: Block, document_language: str) -> Block:
    if len(block.text) < _BLOCK_LANGUAGE_MINIMUM or block.kind == "cell":
        return block
    found = detect_language(block.text, document_language)
    return block if found == document_language else dataclasses.replace(block, language=found)


def _title(layout: Layout, content: Sequence[Block]) -> str:
    own = {block.text for block in (*content, *layout.boilerplate)}
    candidates = [_HOST_SUFFIX.sub("", text) for text in layout.titles if not _is_no_title(text)]
    for text in candidates:
        if text in own:
            return text
    if candidates:
        return candidates[0]
    return content[0].text[:_TITLE_MAXIMUM]


def _is_no_title(text: str) -> bool:
    """Lone dates ("Stjørdal 20. april 2017"), contact lines and tool words are no titles."""
    return (
        (len(text) < _LONE_DATE_MAXIMUM and _day(text) is not None)
        or is_contact_line(text)
        or not any(c.isalpha() for c in text)
    )


def _day(text: str) -> str | None:
    """A date with at least its month; a bare year is no date of publication."""
    date = find_date(text)
    return date if date and len(date) > len("2014") else None


def _published(content: Sequence[Block]) -> str | None:
    """Date printed near the top: after a label, or alone on its line; an update comes last."""
    alone = updated = None
    for block in content[:_HEAD_BLOCKS]:
        label = _PUBLISHED_LABEL.search(block.text)
        if label:
            labelled = _day(block.text[label.end() : label.end() + 40])
            if labelled:
                return labelled
        date = _day(block.text)
        if date and _UPDATED_LABEL.search(block.text):
            updated = updated or date
        elif date and len(block.text) <= _LONE_DATE_MAXIMUM:
            alone = alone or date
    return alone or updated


def _validity(
    layout: Layout, title: str, content: Sequence[Block]
) -> tuple[int | None, int | None]:
    head = [
        block.text
        for block in content[:4]
        if block.kind in {"title", "heading"} or _LONE_SPAN.fullmatch(block.text)
    ]
    for text in (title, *layout.titles[:4], *head):
        found = find_validity(text)
        if found != (None, None):
            return found
    return None, None
