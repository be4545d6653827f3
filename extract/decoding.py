"""From bytes to text without mojibake: what a page declares is checked against its bytes."""

from __future__ import annotations

import codecs
import re

from warehouse.errors import FormatError

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: UTF-8 read as Windows-1252: what the Nordic letters and dashes turn into.
_MOJIBAKE = re.compile("Ã[¥¤¶¸¦…„–˜†©¼]|â€[“”˜™œ¦]|Â[\u00a0§°»«]")
#: So many whole characters beyond ASCII for each broken one make it UTF-8 all the same.
_WHOLE_PER_BROKEN = 10
_SINGLE_BYTE = frozenset({"cp1252", "iso8859-1", "iso8859-15", "ascii"})


def decode_text(content: bytes, encoding: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Decode a page.

    UTF-8 that is valid beats any single-byte declaration; bytes that are not the UTF-8 they
    claim to be are read as Windows-1252, and a note says so.

    Args:
        content: The bytes as they came.
        encoding: Character set from the transport, if any; the page's own declaration is
            looked up in the bytes.

    Returns:
        The text and notes on what was decided.

    Raises:
        FormatError: ``encoding-binary`` for bytes that are no text, ``encoding-unknown`` for a
            character set nobody knows, ``encoding-mixed`` where no reading avoids mojibake.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_strictly(content[len(mark) :], name), ()
    if b"\x00" in content[:65_536]:
        raise FormatError(
            "encoding-binary",
            "the file is not text",
            place="first 64 KiB",
            expected="text without NUL bytes",
            found="NUL bytes and no byte order mark",
            remedy="pass an HTML, PDF or plain text file",
        )
    declared = _canonical(encoding) or _canonical(_declared_in(content)) or "utf-8"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _recover(content, declared, error)
    repaired = _repair(text)
    if repaired is not None:
        return repaired, ("UTF-8 had been encoded twice; decoded twice",)
    if declared != "utf-8" and not content.isascii():
        return text, (f"declared {declared}, but the bytes are valid UTF-8; read as UTF-8",)
    return text, ()


def _declared_in(content: bytes) -> str | None:
    head = content[:4096]
    match = _XML_CHARSET.search(head) or _META_CHARSET.search(head)
    return match.group(1).decode("ascii", "replace") if match else None


def _canonical(name: str | None) -> str | None:
    if not name:
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise FormatError(
            "encoding-unknown",
            "the declared character set does not exist",
            expected="a registered character set",
            found=name,
            remedy="pass the right encoding explicitly",
        ) from None


def _recover(
    content: bytes, declared: str, error: UnicodeDecodeError
) -> tuple[str, tuple[str, ...]]:
    mended = _mend(content)
    if mended is not None:
        return mended
    chosen = "cp1252" if declared == "utf-8" or declared in _SINGLE_BYTE else declared
    try:
        text = content.decode(chosen)
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined that ISO 8859-1 maps to control characters.
        text = _decode_strictly(content, "iso8859-1" if chosen == "cp1252" else chosen)
    if _MOJIBAKE.search(text):
        raise FormatError(
            "encoding-mixed",
            "the text mixes UTF-8 with another character set",
            place=f"byte {error.start}",
            expected="one character set",
            found=f"byte 0x{content[error.start]:02x} between valid UTF-8 sequences",
            remedy="fetch the file again; it may be cut or joined from two",
        )
    if declared == "utf-8":
        return text, (f"not the UTF-8 it should be (byte {error.start}); read as {chosen}",)
    return text, ()


def _mend(content: bytes) -> tuple[str, tuple[str, ...]] | None:
    """UTF-8 with a few broken bytes: each becomes U+FFFD, and a note counts them."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - broken
    if broken * _WHOLE_PER_BROKEN > whole:
        return None
    return text, (f"{broken} byte sequence(s) are not valid UTF-8; replaced by U+FFFD",)


def _decode_strictly(content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except (UnicodeDecodeError, LookupError) as error:
        raise FormatError(
            "encoding-mixed",
            "the bytes are not in their character set",
            expected=name,
            found=str(error),
            remedy="fetch the file again or pass the right encoding",
        ) from error


def _repair(text: str) -> str | None:
    if len(_MOJIBAKE.findall(text[:200_000])) < 2:
        return None
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
