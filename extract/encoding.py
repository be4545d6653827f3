"""From bytes to text, by one of two policies.

:func:`decode_or_refuse` is for sources and tables, whose parsers know what they expect: bytes
that are not what they claim to be are an error. :func:`decode_or_repair` is for documents of
strangers: what is claimed is checked against the bytes, and notes say what was mended.
"""

import codecs
import re

from warehouse.errors import FormatError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
#: What the labels mean on the web, by the WHATWG Encoding Standard.
_WEB_LABELS = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_HEAD = 4096
_NUL_REACH = 65_536
#: UTF-8 read as Windows-1252: what the Nordic letters and dashes turn into.
_MOJIBAKE = re.compile("Ã[¥¤¶¸¦…„–˜†©¼]|â€[“”˜™œ¦]|Â[\u00a0§°»«]")
_MOJIBAKE_REACH = 200_000
#: Letters and signs in UTF-8 that no single-byte text of our languages holds.
_UTF8_LETTERS = re.compile("|".join("åäöæøÅÄÖÆØéü–—’”").encode())
#: So many whole characters beyond ASCII for each broken one make it UTF-8 all the same.
_WHOLE_PER_BROKEN = 10
_SINGLE_BYTE = frozenset({"cp1252", "iso8859-1", "iso8859-15", "ascii"})


def decode_or_refuse(
    content: bytes, declared: str | None = None, *, in_markup: bool = False
) -> str:
    """Decode strictly; guessing would turn ``ø`` into nonsense silently.

    Args:
        content: The bytes as they came.
        declared: Character set as the transport or the caller names it.
        in_markup: The content is a page: its own declaration counts next, then UTF-8. Else,
            where nothing is declared, UTF-8 when the bytes are valid in it, else Windows-1252,
            what the agencies use besides. ISO 8859-1 means that too, as in every browser.

    Returns:
        The text, without a byte order mark; a mark decides before all declarations.

    Raises:
        FormatError: ``ENCODING_UNKNOWN`` for a name Python does not know,
            ``ENCODING_MISMATCH`` when the bytes are not in the character set they claim, or
            hold UTF-8 where they should not.
    """
    marked = _split_mark(content)
    if marked is not None:
        return _decode(*marked)
    if in_markup:
        declared = declared or _declared_in(content) or "utf-8"
    name = _canonical(declared, "ENCODING_UNKNOWN") if declared is not None else None
    if in_markup or name == "iso8859-1":  # whose signs beyond Latin-1 no text means
        name = _WEB_LABELS.get(name or "", name)
    try:
        text = content.decode("utf-8") if name is None else _decode(content, name)
    except UnicodeDecodeError:
        name, text = "cp1252", _decode_single_byte(content)
    if name in _SINGLE_BYTE and (found := _UTF8_LETTERS.search(content)):
        raise _mismatch(f"byte {found.start()}", name, f"{found[0].hex(' ')}, which is UTF-8")
    return text


def to_utf8(content: bytes, declared: str | None = None) -> bytes:
    """As :func:`decode_or_refuse`, in UTF-8 for readers of bytes; large files are not copied."""
    if _split_mark(content) is None:
        if declared is not None and _canonical(declared, "ENCODING_UNKNOWN") == "utf-8":
            return content
        if declared is None and content.isascii():
            return content
    return decode_or_refuse(content, declared).encode()


def without_mark(content: bytes) -> bytes:
    """The bytes without byte order mark, and in UTF-8 if it announced UTF-16 or UTF-32.

    Raises:
        FormatError: ``ENCODING_MISMATCH`` when the mark is wrong.
    """
    marked = _split_mark(content)
    if marked is None:
        return content
    rest, name = marked
    return rest if name == "utf-8" else _decode(rest, name).encode()


def decode_or_repair(content: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Decode a stranger's page; what is wrong with its character set is mended with a note.

    UTF-8 that is valid beats any single-byte declaration; bytes that are not the UTF-8 they
    claim to be are read as Windows-1252.

    Args:
        content: The bytes as they came.
        declared: Character set from the transport, if any; the page's own declaration is
            looked up in the bytes.

    Returns:
        The text and notes on what was decided.

    Raises:
        FormatError: ``encoding-binary`` for bytes that are no text, ``encoding-unknown`` for a
            character set nobody knows, ``encoding-mixed`` where no reading avoids mojibake.
    """
    marked = _split_mark(content)
    if marked is not None:
        return _decode(*marked, code="encoding-mixed"), ()
    if b"\x00" in content[:_NUL_REACH]:
        raise FormatError(
            "encoding-binary",
            "the file is not text",
            place="first 64 KiB",
            expected="text without NUL bytes",
            found="NUL bytes and no byte order mark",
            remedy="pass an HTML, PDF or plain text file",
        )
    name = _canonical(declared or _declared_in(content) or "utf-8", "encoding-unknown")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _replace_few(content) or _decode_as_declared(content, name, error)
    repaired = _undo_double_encoding(text)
    if repaired is not None:
        return repaired, ("UTF-8 had been encoded twice; decoded twice",)
    if name != "utf-8" and not content.isascii():
        return text, (f"declared {name}, but the bytes are valid UTF-8; read as UTF-8",)
    return text, ()


def _split_mark(content: bytes) -> tuple[bytes, str] | None:
    for mark, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :], name
    return None


def _declared_in(content: bytes) -> str | None:
    match = _DECLARATION.search(content[:_HEAD])
    return match[1].decode("ascii", "replace") if match else None


def _canonical(name: str, code: str) -> str:
    try:
        return codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        raise _unknown(name, code) from None


def _unknown(name: str, code: str) -> FormatError:
    return FormatError(
        code,
        "the character set that is named does not exist",
        place="declaration",
        expected="a name like utf-8, iso-8859-1 or windows-1252",
        found=repr(name[:40]),
        remedy="look at the file; pass the right encoding explicitly",
    )


def _decode(content: bytes, name: str, *, code: str = "ENCODING_MISMATCH") -> str:
    try:
        return content.decode(name)
    except LookupError:  # codecs that are no character sets ("hex")
        raise _unknown(name, "ENCODING_UNKNOWN") from None
    except UnicodeDecodeError as error:
        place, found = f"byte {error.start}", content[error.start : error.start + 8].hex(" ")
    except ValueError as error:
        place, found = "declaration", str(error)
    raise _mismatch(place, name, found, code)


def _mismatch(place: str, name: str, found: str, code: str = "ENCODING_MISMATCH") -> FormatError:
    return FormatError(
        code,
        "the bytes are not in the character set they claim",
        place=place,
        expected=name,
        found=found,
        remedy="leave the encoding out or give the right one; the file may be cut or joined",
    )


def _decode_single_byte(content: bytes) -> str:
    """Windows-1252, or Latin-1 where a byte has no meaning there."""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _decode_as_declared(
    content: bytes, declared: str, error: UnicodeDecodeError
) -> tuple[str, tuple[str, ...]]:
    if declared == "utf-8" or declared in _SINGLE_BYTE:
        chosen, text = "cp1252", _decode_single_byte(content)
    else:
        chosen, text = declared, _decode(content, declared, code="encoding-mixed")
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


def _replace_few(content: bytes) -> tuple[str, tuple[str, ...]] | None:
    """UTF-8 with a few broken bytes: each becomes U+FFFD, and a note counts them."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - broken
    if broken * _WHOLE_PER_BROKEN > whole:
        return None
    return text, (f"{broken} byte sequence(s) are not valid UTF-8; replaced by U+FFFD",)


def _undo_double_encoding(text: str) -> str | None:
    if len(_MOJIBAKE.findall(text[:_MOJIBAKE_REACH])) < 2:
        return None
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
