"""What the readers of single formats hand to :mod:`extract.prose.document`."""

from __future__ import annotations

import dataclasses
import re

from warehouse.records import Block

_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


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


def fold_space(text: str) -> str:
    """Fold runs of white space (no-break and thin spaces too) and drop invisible characters."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


def words(text: str) -> frozenset[str]:
    """The words of a text as a set: word lists are written as running text."""
    return frozenset(text.split())
