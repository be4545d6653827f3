"""What the readers of single formats hand to :mod:`extract.prose.document`."""

from __future__ import annotations

import dataclasses
import re
import unicodedata

from warehouse.records import Block

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_LIGATURES = str.maketrans(
    {0xFB00 + n: text for n, text in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
)
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]")
#: A raised figure is a footnote's mark, unless it stands with a unit of length ("m²").
_RAISED_AFTER_WORD = re.compile(
    r"(?<=[^\W_])(?<![^\w]m)(?<![^\w][kcd]m)(?<=.)[⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=[.,)%])[⁰¹²³⁴⁵⁶⁷⁸⁹]+"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Layout:
    """A document taken apart into blocks, before content and boilerplate are told apart by wording.

    Attributes:
        blocks: Candidate content in reading order.
        boilerplate: What the markup itself already sets apart.
        titles: Title candidates, best first.
        published: ISO date from the file's own metadata.
        language: Language the file declares for itself.
        notes: What the reader had to decide or repair.
    """

    blocks: tuple[Block, ...]
    boilerplate: tuple[Block, ...] = ()
    titles: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()


def compose(text: str) -> str:
    """One form for every letter: composed (NFC), without ligatures and raised footnote figures."""
    text = unicodedata.normalize("NFC", text)
    if _LIGATURE.search(text):
        text = text.translate(_LIGATURES)
    return _RAISED_AFTER_WORD.sub("", text) if _RAISED.search(text) else text


def fold_space(text: str) -> str:
    """Fold runs of white space (no-break and thin spaces too) and drop invisible characters."""
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split())


def words(text: str) -> frozenset[str]:
    """The words of a text as a set: word lists are written as running text."""
    return frozenset(text.split())
