"""The keywords of a PX file: found, decoded, and looked up by language.

Source: PX file format 2013, https://www.pxtools.net/px-file-format/px-2013 .
"""

import dataclasses
import re

from extract.encoding import to_utf8
from extract.tables.file_bytes import BLOCK, Data, whole
from warehouse.errors import FormatError

_DATA = re.compile(rb"DATA\s*=", re.IGNORECASE)
_ENTRY = re.compile(
    r"\s*+(?P<keyword>[A-Za-z][A-Za-z0-9_-]*+)\s*+"
    r"(?:\[(?P<language>[^\]\"]*+|\s*+\"[^\]\"]*+\"\s*+)\]\s*+)?"
    r"(?:\((?P<keys>(?:[^\")]++|\"[^\"]*+\")*+)\)\s*+)?"
    r"=(?P<value>(?:[^\";]++|\"[^\"]*+\")*+);"
)
# A further text of the entry before: NOTE="first"; "second"; (seen at Statistics Finland).
_CONTINUATION = re.compile(r"\s*+(?P<value>(?:\"[^\"]*+\"[^\";=]*+)++);")
# A keyword that is none: signs the format does not know, in a name or behind it.
_ODD_ENTRY = re.compile(
    r"\s*+(?P<keyword>[^\s\"=;\[(]++)[^\"=;\n]*+=(?P<value>(?:[^\";]++|\"[^\"]*+\")*+);"
)
# A line with a text or words that belong to no keyword.
_STRAY = re.compile(r"\s*+(?P<text>(?:\"[^\"\n]*+\"[ \t,]*+)++;?|[^\"=;\n]++;?|;)[ \t\r]*+(?=\n|$)")
_NEXT_ENTRY = re.compile(
    r"\n[ \t]*[A-Z][A-Z0-9-]+[ \t]*(?:\[[^\]\n]*\])?[ \t]*(?:\([^)\n]*\))?[ \t]*=(?=[^=])"
)
_ENTRY_LINE = re.compile(
    rb"^[ \t]*([A-Z][A-Z0-9-]+)[ \t]*(?:\[[^\]\n]*\])?[ \t]*(?:\([^)\n]*\))?[ \t]*=", re.MULTILINE
)
#: Keywords that may stand several times, one time per text.
_REPEATABLE = frozenset({"NOTE", "NOTEX", "VALUENOTE", "VALUENOTEX", "CELLNOTE", "CELLNOTEX",
                         "LAST-UPDATED", "INFO", "CONTACT", "DATANOTECELL"})  # fmt: skip
#: The letters of our languages in code page 850. Windows-1252 has dashes and quotes near them.
_DOS_LETTERS = frozenset("åäöæøÅÄÖÆØéüÉÜèàê".encode("cp850"))
_CODEPAGE = re.compile(rb'CODEPAGE\s*=\s*"([^"]*)"', re.IGNORECASE)
_TIME_LIST = re.compile(r"TLIST\(\s*([A-Za-z]\d*)\s*(?:,([^)]*))?\)")
_BLANK = " \t\r\n\x00\x1a\ufeff"

Key = tuple[str, str | None, tuple[str, ...]]


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One keyword with its values; ``raw`` is what stood after the equals sign."""

    values: tuple[str, ...]
    raw: str


@dataclasses.dataclass(frozen=True, slots=True)
class Header:
    """All keywords of a file.

    Attributes:
        entries: (keyword, language or None for the main one, sub-keys) to its entries,
            several when a keyword is repeated.
        main_language: ``LANGUAGE``, or None.
        language: The language to look up first; None is the main one.
        warnings: Lines that were passed over or mended, as the errors that strict reading raises.
    """

    entries: dict[Key, list[Entry]]
    main_language: str | None
    language: str | None
    warnings: tuple[FormatError, ...] = ()

    def values(
        self, keyword: str, *keys: str, language: str | None = None
    ) -> tuple[str, ...] | None:
        """Values of a keyword in one language, or None when it is not there."""
        found = self.entries.get((keyword, language, keys))
        return found[-1].values if found else None

    def first(self, keyword: str, *keys: str) -> str | None:
        """First value of a keyword, in the chosen language or else the main one."""
        for language in dict.fromkeys((self.language, None)):
            values = self.values(keyword, *keys, language=language)
            if values and values[0]:
                return values[0]
        return None

    def all_of(self, keyword: str, language: str | None) -> list[tuple[tuple[str, ...], Entry]]:
        """Every entry of a keyword in one language, with its sub-keys."""
        return [
            (keys, entry)
            for (name, spoken, keys), entries in self.entries.items()
            if name == keyword and spoken == language
            for entry in entries
        ]


def split_at_data(data: Data) -> tuple[bytes, int]:
    """The bytes before ``DATA=``, and where the data begin.

    The word may also stand inside a quoted text; PX has no escapes, so the quotes before
    the true one are an even number.

    Raises:
        FormatError: ``PX_DATA_MISSING``.
    """
    reach = BLOCK
    while (found := _data_in(data[:reach])) is None and reach < len(data):
        reach *= 8
    if found is not None:
        return data[: found[0]], found[1]
    _check_quotes(whole(data))
    raise FormatError(
        "PX_DATA_MISSING",
        "the PX file has no data",
        place="end of file",
        expected="the keyword DATA after all others",
        found=f"{len(data)} bytes without it",
        remedy="check that the file was downloaded whole",
    )


def _data_in(head: bytes) -> tuple[int, int] | None:
    quotes = counted = 0
    for match in _DATA.finditer(head):
        quotes += head.count(b'"', counted, match.start())
        counted = match.start()
        if quotes % 2:
            continue
        before = head[:counted].rstrip()
        # A line that begins so begins the data, whatever is wrong above.
        if not before or before.endswith(b";") or head[len(before) : counted].strip(b" \t"):
            return match.span()
    return None


def _check_quotes(data: bytes) -> None:
    """Name the keyword whose quote swallows the data, if that is why there are none."""
    found = re.search(rb"^[ \t]*DATA[ \t]*=", data, re.MULTILINE)
    starts = [*_ENTRY_LINE.finditer(data, 0, found.start())] if found else []
    for match, following in zip(starts, [*starts[1:], found], strict=False):
        entry = data[match.start() : following.start()] if following else b""
        if entry.count(b'"') % 2:
            line = data.count(b"\n", 0, match.start()) + 1
            raise FormatError(
                "PX_SYNTAX",
                "a quote is not closed",
                place=f"line {line} ({match[1].decode()})",
                expected="quotes in pairs; PX has no sign for a quote inside a text",
                found=entry.split(b"\n")[0].strip()[:80].decode("latin-1"),
            )


def header_encoding(head: bytes, encoding: str | None) -> str:
    """Which character set the keywords are in.

    What is valid UTF-8 beyond ASCII is UTF-8, whatever ``CODEPAGE`` says; then
    ``CODEPAGE`` counts, then Windows-1252. Files whose ``CHARSET`` is not ANSI may be from DOS:
    they are read as code page 850 when their bytes make sense in no other way.

    Args:
        head: The file up to ``DATA=``, without byte order mark.
        encoding: What the caller says; it decides.

    Raises:
        FormatError: ``ENCODING_UNKNOWN``, ``ENCODING_MISMATCH``.
    """
    if encoding is not None:
        to_utf8(head, encoding)
        return encoding
    candidates = ["utf-8"]
    if (named := _CODEPAGE.search(head)) is not None:
        # It may be wrong: CODEPAGE="utf-8" stands in files that are not.
        candidates.append(named[1].decode("ascii", "replace"))
    elif not re.search(rb'(?i)CHARSET\s*=\s*"ANSI"', head) and _is_dos(head):
        candidates.append("cp850")
    for candidate in [*candidates, "cp1252"]:
        try:
            head.decode(candidate)
        except (LookupError, ValueError):
            continue
        return candidate
    return "latin-1"


def _is_dos(head: bytes) -> bool:
    """Whether nothing beyond ASCII is there but letters of code page 850."""
    return {byte for byte in head if byte >= 0x80} <= _DOS_LETTERS


def read_header(text: str, language: str | None) -> Header:
    """Read the keywords.

    What is no keyword and is needed for nothing is left out, with a warning.

    Args:
        text: The file up to ``DATA=``.
        language: Language wanted; None for the main one.

    Raises:
        FormatError: ``PX_SYNTAX`` with the line, ``LANGUAGE_UNKNOWN``.
    """
    entries: dict[Key, list[Entry]] = {}
    warnings: list[FormatError] = []
    text = text.rstrip(_BLANK)
    if text and not text.endswith(";"):
        line = max(text.rfind("\n"), text.rfind("\r")) + 1
        warnings.append(_syntax_error(text, line, "no semicolon before DATA"))
        text += ";"
    last: list[Entry] | None = None
    is_text = False
    position = 0
    while position < len(text):
        stop = None
        if match := _ENTRY.match(text, position):
            tongue = match["language"] and match["language"].strip(' \t"')
            key = (match["keyword"].upper(), tongue, _texts(match["keys"] or ""))
            raw = match["value"]
            if (cut := _unquoted_entry(raw)) is not None:
                warnings.append(_syntax_error(text, position, f"{key[0]} has no semicolon"))
                raw, stop = raw[:cut], match.start("value") + cut
            last, is_text = entries.setdefault(key, []), key[0] in _REPEATABLE
            entry = Entry(_texts(raw), raw.strip())
            if last and entry != last[-1] and not is_text:
                warnings.append(
                    _syntax_error(text, position, f"{key[0]} stands twice; the last one counts")
                )
            last.append(entry)
        elif last and is_text and (match := _CONTINUATION.match(text, position)):
            before = last[-1]
            last[-1] = Entry(before.values + _texts(match["value"]), before.raw)
        elif match := _ODD_ENTRY.match(text, position):
            warnings.append(_syntax_error(text, position, "not a PX keyword; left out"))
            if (cut := _unquoted_entry(match["value"])) is not None:
                stop = match.start("value") + cut
        elif match := _STRAY.match(text, position):
            warnings.append(_syntax_error(text, position, "a text without keyword; left out"))
        else:
            raise _syntax_error(text, position, "not a PX keyword")
        position = match.end() if stop is None else stop
    return dataclasses.replace(_with_language(entries, language), warnings=tuple(warnings))


def _unquoted_entry(raw: str) -> int | None:
    """Where another entry begins outside of quotes."""
    if "=" not in raw:
        return None
    return next(
        (match.start() for match in _NEXT_ENTRY.finditer(raw)
         if raw.count('"', 0, match.start()) % 2 == 0),
        None,
    )  # fmt: skip


def _syntax_error(text: str, position: int, message: str) -> FormatError:
    rest = text[position:]
    start = position + len(rest) - len(rest.lstrip(_BLANK))
    line = text.count("\n", 0, start) + 1
    return FormatError(
        "PX_SYNTAX",
        message,
        place=f"line {line}",
        expected='KEYWORD[language]("variable")="value";',
        found=text[start : start + 60].splitlines()[0] if start < len(text) else "nothing",
        remedy="look for a missing quote or semicolon there or above",
    )


def _with_language(entries: dict[Key, list[Entry]], language: str | None) -> Header:
    main = entries.get(("LANGUAGE", None, ())) or entries.get(("LANGUAGES", None, ()))
    main_language = main[-1].values[0] if main and main[-1].values else None
    spoken = list(dict.fromkeys(name for _, name, _ in entries if name))
    if main_language is None and len(spoken) == 1:
        main_language = spoken[0]
    for (keyword, tongue, keys), given in list(entries.items()):
        # PxBuild writes the main language's keywords with its name as well.
        if tongue and main_language and tongue.casefold() == main_language.casefold():
            entries.setdefault((keyword, None, keys), given)
    if language is None or language == main_language:
        return Header(entries, main_language, None)
    if language not in spoken:
        known = sorted({*spoken, *([main_language] if main_language else [])})
        raise FormatError(
            "LANGUAGE_UNKNOWN",
            "the PX file does not have that language",
            place="LANGUAGES",
            expected=", ".join(known) or "no language: the file names none",
            found=language,
        )
    return Header(entries, main_language, language)


def _texts(raw: str) -> tuple[str, ...]:
    """The values in a list; texts with nothing but blanks between them are one text."""
    if '"' not in raw:
        bare = raw.strip()
        return (bare,) if bare else ()
    pieces = raw.split('"')
    values: list[str] = []
    joined = False
    for text, gap in zip(pieces[1::2], pieces[2::2], strict=True):
        if joined:
            values[-1] += text
        else:
            values.append(text)
        joined = not gap.strip()
    return tuple(values)


def time_values(entry: Entry) -> tuple[str | None, tuple[str, ...]]:
    """Scale and time points of ``TIMEVAL``.

    Both forms are read: ``TLIST(A1),"2003","2004"`` and ``TLIST(A1,"2003"-"2009")``.

    Returns:
        The scale (``A1``, ``H1``, ``Q1``, ``M1``, ``W1``, ``D1``) or None, and the points;
        no point for a range in a scale whose points cannot be counted up.
    """
    match = _TIME_LIST.search(entry.raw)
    if match is None:
        return None, entry.values
    scale, inner = match[1].upper(), match[2] or ""
    rest = _texts(entry.raw[match.end() :].lstrip(" ,"))
    if rest:
        return scale, rest
    limits = _texts(inner)
    if len(limits) == 2 and re.search(r'"\s*-\s*"', inner):
        return scale, _counted_up(scale, *limits)
    return scale, limits


_PARTS_OF_YEAR = {"A": 0, "H": 2, "T": 3, "Q": 4, "M": 12}


def _counted_up(scale: str, first: str, last: str) -> tuple[str, ...]:
    parts = _PARTS_OF_YEAR.get(scale[0])
    if parts is None or not (first.isascii() and first.isdigit()):
        return ()
    if not (last.isascii() and last.isdigit()) or len(first) != len(last):
        return ()
    if parts == 0:
        years = range(int(first), min(int(last), int(first) + 10_000) + 1)
        return tuple(str(year) for year in years)
    width = len(first) - 4
    if width < 1:
        return ()
    start = int(first[:4]) * parts + int(first[4:]) - 1
    stop = int(last[:4]) * parts + int(last[4:]) - 1
    points = range(start, min(stop, start + 100_000) + 1)
    return tuple(f"{point // parts:04d}{point % parts + 1:0{width}d}" for point in points)
