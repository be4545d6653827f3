"""Selecting in HTML so that a changed page is noticed, not half read.

Every selector says how many nodes it expects and fails with the page's address and what
was there instead.
"""

import unicodedata

from extract.encoding import decode_or_refuse
from extract.markup import MAX_DEPTH, Markup
from extract.prose.layout import fold_space
from extract.spec import module_path
from warehouse.errors import FormatError, SourceChangedError
from warehouse.records import Capture

_EXCERPT = 120


def shorten(text: str, length: int = _EXCERPT) -> str:
    """First ``length`` characters of a text, for a message."""
    folded = fold_space(text)
    return folded if len(folded) <= length else folded[: length - 1] + "…"


def changed(
    capture: Capture, message: str, *, place: str, expected: str, found: str
) -> SourceChangedError:
    """The error for a page that is not what its parser understands."""
    return SourceChangedError(
        message,
        source_id=capture.source_id,
        url=capture.url,
        place=place,
        expected=expected,
        found=found,
        remedy=f"read the page beside {module_path(capture.source_id)}; "
        "an earlier good capture serves, if there is one",
    )


def decode(capture: Capture) -> str:
    """The capture's bytes as text, in the character set that it or the page declares, else UTF-8.

    Raises:
        SourceChangedError: The bytes are not valid in that character set.
    """
    try:
        text = decode_or_refuse(capture.content, capture.encoding, in_markup=True)
        return unicodedata.normalize("NFC", text)  # one form for every name and id
    except FormatError as error:
        raise changed(
            capture,
            "The document is not in the character set it declares",
            place=error.place or "bytes",
            expected=error.expected or "a known character set",
            found=error.found or "",
        ) from error


def parse_html(capture: Capture) -> Markup:
    """The capture as a tree.

    Raises:
        SourceChangedError: It is not HTML, not in its declared character set, or so deep that
            no parser could walk it.
    """
    text = decode(capture)
    if capture.media_type not in ("text/html", "application/xhtml+xml") or "<" not in text:
        raise changed(
            capture,
            "The document is not an HTML page",
            place="document",
            expected="text/html with elements",
            found=f"{capture.media_type}: {shorten(text) or 'nothing'}",
        )
    markup = Markup(text)
    if (depth := markup.depth()) > MAX_DEPTH:
        raise changed(
            capture,
            "The page is nested deeper than pages are",
            place="document",
            expected=f"at most {MAX_DEPTH} elements within each other",
            found=str(depth),
        )
    return markup
