"""What a text of the warehouse may hold, and how any text at all is shown to a person.

A text has one normal form (:func:`normal`): composed letters (NFC), white space folded. It
holds no character that acts on whoever shows it: control characters, lone surrogates, marks
that turn the direction of writing for what follows, invisible tags.
"""

import datetime as dt
import re
import unicodedata
from typing import Annotated
from urllib.parse import urlsplit

#: Characters that no text holds. Marks that shape a script's letters, or an emoji, may stay.
FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters; ESC and the one-byte CSI among them
    "\u2028\u2029"  # line ends that only some programs see
    "\u202a-\u202e\u2066-\u2069"  # marks that turn the text after them around
    "\ud800-\udfff"  # halves of a pair: not text, and no encoding takes them
    "\ufdd0-\ufdef\ufffe\uffff"  # no characters, by the standard
    "\U000e0000-\U000e007f]"  # tags: unseen by people, read by programs
)
#: Schemes that an address may have; no other is ever made a link.
SCHEMES = frozenset({"http", "https", "urn"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
#: An address that a browser opens.
WEB_ADDRESS = r"https?://[^\s/]+\S*"
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
#: Years that a date of ours may lie in; beyond, arithmetic with days ends in errors.
_YEARS = range(1500, 2201)


def stated_date(said: object) -> str:
    """The date in its stated precision: a day, a month or a year.

    Raises:
        ValueError: It is none.
    """
    text = said.isoformat() if isinstance(said, dt.date) else said
    if not isinstance(text, str) or (parts := _DATE.fullmatch(text)) is None:
        raise ValueError("not in the form 2014, 2014-06 or 2014-06-18")
    if dt.date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1)).year not in _YEARS:
        raise ValueError(f"not between {_YEARS[0]} and {_YEARS[-1]}")
    return text


def pattern(said: str, group: str | None = None) -> str:
    """The text, where it is a regular expression with that group.

    Raises:
        ValueError: It is empty, or lacks the group.
        re.error: It is no regular expression.
    """
    if not said:
        raise ValueError("it is empty")
    if group not in {None, *re.compile(said).groupindex}:
        raise ValueError(f"it has no group {group}")
    return said


#: What a declaration's fields are: the function that reads one, and how it is called in messages.
Pattern = Annotated[str, pattern, "a regular expression"]
StatedDate = Annotated[
    str,
    stated_date,
    'a day, without quotes: 2026-11-29, or in quotes a month, "2026-11", or a year',
]


def normal(text: str) -> str:
    """The text in its one normal form: NFC, white space folded, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def find_fault(text: str, longest: int) -> str | None:
    """What is wrong with a text, or None."""
    if len(text) > longest:
        return f"{len(text):,} characters where {longest:,} are the most"
    wrong = FORBIDDEN.search(text)
    return f"the character U+{ord(wrong[0]):04X} at {wrong.start()}" if wrong else None


def find_address_fault(address: str) -> str | None:
    """What is wrong with an address, or None; one without a scheme is the name of a host."""
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in SCHEMES:
        return f"an address of scheme {scheme[1][:20]}"
    if any(character.isspace() for character in address):
        return "an address with white space"
    try:
        urlsplit(address)
    except ValueError as error:
        return f"no address: {error}"
    return None


def web_address(printed: str) -> str | None:
    """The printed address with its scheme; None where it is no address of the web.

    A host that stands alone gets http: sites that have gone over to https lead there from http.
    """
    full = printed if _SCHEME.match(printed) else f"http://{printed.removeprefix('//')}"
    return full if re.fullmatch(WEB_ADDRESS, full) and not find_address_fault(full) else None


def show(value: object) -> str:
    """A value as one line of text: a character that acts is shown as the escape that names it."""
    text = "" if value is None else str(value)
    return FORBIDDEN.sub(lambda wrong: ascii(wrong[0])[1:-1], text)
