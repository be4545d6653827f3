"""Tell a statistical format from the first bytes of a file."""

import codecs
import re
import zlib

from extract.encoding import without_mark
from extract.tables import cross_table
from extract.tables.file_bytes import Data, search, whole
from warehouse.errors import FormatError

FORMATS = ("json-stat", "px", "statbank-csv", "statbank-bulk", "pxweb-json", "eurostat-tsv",
           "sdmx-csv", "pxweb-csv", "statbank-cross", "pxweb-xlsx")  # fmt: skip
_PX_START = re.compile(rb'(?:[A-Z]|charset)[A-Z0-9-]*\s*(\[[^\]\r\n]*\])?\s*(\("[^\r\n]*?"\))?\s*=')
#: How files begin whose readers need not hold them whole.
READ_IN_PARTS = re.compile(rb"\s*(?:[{\[]|%b)" % _PX_START.pattern)
_COLUMNS = re.compile(rb'"columns"\s*:\s*\[')
_DATA = re.compile(rb'"data"\s*:\s*\[')
_JSONSTAT_SIGN = re.compile(rb'"(dimension|class|size)"\s*:')
_TSV_START = re.compile(rb"[\w,. -]+\\\w+ *\t")
_SDMX_VALUE = re.compile(rb'(^|[,;\t])"?OBS_VALUE\b')
_STATBANK_END = re.compile(rb';"?INDHOLD"?$', re.IGNORECASE)
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_HEAD = 4096
#: A packed file of more bytes than this, unpacked, is no table for a person.
MAX_UNPACKED = 500_000_000


def unpacked(data: Data) -> Data:
    """What a gzip file holds (Eurostat's downloads are packed); other bytes as they are.

    Raises:
        FormatError: ``STRUCTURAL_VIOLATION`` for one that is damaged, cut off or too large.
    """
    if data[: len(_GZIP)] != _GZIP:
        return data
    reader = zlib.decompressobj(wbits=31)
    try:
        content = reader.decompress(whole(data), MAX_UNPACKED)
    except zlib.error:
        content = b""
    if content and reader.eof:
        return content
    raise FormatError("STRUCTURAL_VIOLATION", "the gzip file cannot be unpacked", place="file",
                      expected=f"a whole gzip file of at most {MAX_UNPACKED:,} bytes",
                      remedy="check that the file was downloaded whole")  # fmt: skip


def format_of(data: Data) -> str:
    """Name the format of a file.

    StatBank's CSV and BULK look alike; both are named ``statbank-csv``.

    Raises:
        FormatError: ``FORMAT_UNKNOWN`` when it is none of ours.
    """
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        data = without_mark(whole(data))
    head = data[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip()
    if head.startswith((b"{", b"[")):
        return "pxweb-json" if _is_pxweb_json(data, head) else "json-stat"
    if _PX_START.match(head):
        return "px"
    first_line = head.split(b"\n", 1)[0].strip()
    if (name := _by_lines(whole(data), head, first_line)) is not None:
        return name
    raise FormatError(
        "FORMAT_UNKNOWN",
        "the file is in none of the formats we read",
        place="line 1",
        expected=", ".join(FORMATS),
        found=_described(head, first_line),
        remedy="look at the file, which may be an error page; name its format if it is a table",
    )


def _by_lines(data: bytes, head: bytes, first_line: bytes) -> str | None:
    if data.startswith(_ZIP):
        return "pxweb-xlsx" if b"xl/" in data else None
    if _STATBANK_END.search(first_line):
        return "statbank-csv"
    if _TSV_START.match(first_line):
        return "eurostat-tsv"
    if _SDMX_VALUE.search(first_line):
        return "sdmx-csv"
    if head.startswith(b"<") or any(byte < 32 and byte not in b"\t\r\n" for byte in head):
        return None
    return cross_table.kind_of(data)


def _is_pxweb_json(data: Data, head: bytes) -> bool:
    if not _COLUMNS.search(head):
        return False
    # Long lists of columns or comments may push `data` out of the head.
    return search(data, _DATA, 0, _HEAD) >= 0 and not _JSONSTAT_SIGN.search(head)


def _described(head: bytes, first_line: bytes) -> str:
    if not head:
        return "nothing: the file is empty"
    if head.startswith(b"<"):
        words = re.sub(
            r"(?s)<(script|style)\b.*?</\1>|<[^>]*>", " ", head.decode("utf-8", "replace")
        )
        kind = "an HTML page" if b"<html" in head[:1000].lower() else "XML"
        return f"{kind}: {' '.join(words.split())[:200]}"
    text = first_line[:80].decode("utf-8", "replace").replace("\t", " ")
    # Control characters would end up in somebody's terminal.
    return text if text.isprintable() else f"no text; bytes {head[:16].hex(' ')}"
