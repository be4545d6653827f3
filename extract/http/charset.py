"""Bytes to text without ever mangling a letter."""

from __future__ import annotations

import codecs
import re

from warehouse.errors import SourceChangedError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE
)
# What the label iso-8859-1 means on the web, by the WHATWG Encoding Standard.
_WEB_LABELS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "utf-8"}


def find_encoding(content: bytes, declared: str | None = None) -> str:
    """Return the character set: byte order mark, then header, then markup, then UTF-8."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    if declared:
        return declared.strip().lower()
    meta = _META.search(content[:2048])
    return meta[1].decode("ascii").lower() if meta else "utf-8"


def decode_text(
    content: bytes,
    declared: str | None = None,
    *,
    source_id: str | None = None,
    url: str | None = None,
) -> str:
    """Decode a document strictly.

    Args:
        content: The bytes as they came.
        declared: Character set of the ``Content-Type`` header, if it named one.
        source_id: Source, for the message.
        url: Address, for the message.

    Returns:
        The text, without a byte order mark.

    Raises:
        SourceChangedError: The bytes are not in the character set they claim, or the claim
            is no known character set. Guessing would turn ``ø`` into nonsense silently.
    """
    name = find_encoding(content, declared)
    try:
        return content.decode(_WEB_LABELS.get(name, name))
    except LookupError:
        raise SourceChangedError(
            "The document claims a character set that does not exist",
            source_id=source_id,
            url=url,
            place="Content-Type or markup",
            expected="a registered character set",
            found=name[:40],
            remedy="look at the page; declare its encoding in the source if it is known",
        ) from None
    except UnicodeDecodeError as error:
        raise SourceChangedError(
            "The document is not in the character set it claims",
            source_id=source_id,
            url=url,
            place=f"byte {error.start}",
            expected=name,
            found=f"bytes {content[error.start : error.start + 4].hex(' ')}",
            remedy="look at the page; the last good capture serves until it is mended",
        ) from None
