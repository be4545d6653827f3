"""Which character set a file is in, and the file as UTF-8 or as text."""

from __future__ import annotations

import codecs

from warehouse.errors import FormatError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def ascii_compatible(data: bytes) -> bytes:
    """The bytes without byte order mark, and in UTF-8 if it announced UTF-16 or UTF-32."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            return rest if name == "utf-8" else decoded(rest, name).encode()
    return data


def utf8_bytes(data: bytes, encoding: str | None = None) -> bytes:
    """The same text in UTF-8, without byte order mark.

    A mark at the beginning decides; else ``encoding``; else UTF-8 when the bytes are
    valid in it; else Windows-1252, what the agencies use besides.

    Raises:
        FormatError: ``ENCODING_UNKNOWN`` for a name Python does not know,
            ``ENCODING_MISMATCH`` when the bytes are not in the encoding given.
    """
    unmarked = ascii_compatible(data)
    if unmarked is not data:
        return unmarked
    if encoding is not None:
        if _is_utf8_name(encoding):
            return data
        return decoded(data, encoding).encode()
    if data.isascii() or _is_utf8(data):
        return data
    return legacy_text(data).encode()


def legacy_text(data: bytes) -> str:
    """Text in Windows-1252, or in Latin-1 where a byte has no meaning there."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _is_utf8_name(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except (LookupError, ValueError):
        raise _unknown(encoding) from None


def _unknown(encoding: str) -> FormatError:
    return FormatError(
        "ENCODING_UNKNOWN",
        "no such character set",
        place="encoding",
        expected="a name like utf-8, iso-8859-1 or windows-1252",
        found=repr(encoding),
    )


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decoded(data: bytes, encoding: str) -> str:
    """The text, in a character set that was named.

    Raises:
        FormatError: ``ENCODING_UNKNOWN``, ``ENCODING_MISMATCH``.
    """
    try:
        return data.decode(encoding)
    except LookupError:
        raise _unknown(encoding) from None
    except UnicodeDecodeError as error:
        place, found = f"byte {error.start}", data[error.start : error.start + 8].hex(" ")
    except ValueError as error:  # codecs that are none, names with a zero byte
        place, found = "encoding", str(error)
    raise FormatError(
        "ENCODING_MISMATCH",
        f"the bytes are not {encoding!r}",
        place=place,
        found=found,
        remedy="leave the encoding out, or give the right one",
    )
