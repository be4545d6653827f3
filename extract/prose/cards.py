"""Number cards: a big number in one element, what it counts in the next.

"42" above "klynger" is one fact in two blocks. Which of the two comes first is read off the
whole run of cards; where it stays open, the blocks are left as they are.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from warehouse.records import Block

_NUMBER = re.compile(
    r"(?:(?:ca\.?|over|över|under|mere end|mer enn|mer än|more than|[+>~€$£]|EUR|DKK|SEK|NOK)\s?)?"
    r"(?!(?:19|20)\d{2}$)\d[\d .,]*(?:\s?(?:%|pct\.?|procent|prosent|percent|\+|"
    r"(?:mio|mia|mrd|mdr|mill|mnkr|mkr|tkr|bn|m|million\w*|miljon\w*|milliard\w*|miljard\w*)\b\.?"
    r"(?:\s?(?:kr\.?|kroner|kronor|DKK|SEK|NOK|EUR|euro))?))?",
    re.IGNORECASE,
)
_LABEL_MAXIMUM = 80
_KINDS = frozenset({"paragraph", "heading", "item"})


def join_cards(blocks: Sequence[Block]) -> list[Block]:
    """Join the two blocks of each number card.

    Args:
        blocks: In reading order.

    Returns:
        The blocks, with "42" and "klynger" as "42 klynger", "Medlemmer" and "412" as
        "Medlemmer: 412"; the locator is the number's.
    """
    joined: list[Block] = []
    index = 0
    while index < len(blocks):
        if not _is_number(blocks[index]):
            joined.append(blocks[index])
            index += 1
            continue
        stop = index + 1
        while stop + 1 < len(blocks) and _is_label(blocks[stop]) and _is_number(blocks[stop + 1]):
            stop += 2
        before = bool(joined) and _is_label(joined[-1])
        after = stop < len(blocks) and _is_label(blocks[stop])
        if after and (not before or blocks[stop].text[0].islower()):
            run = blocks[index : stop + 1]
            pairs = zip(run[::2], run[1::2], strict=True)
            joined.extend(_card(number, f"{number.text} {label.text}") for number, label in pairs)
            stop += 1
        elif before and not after:
            run = [joined.pop(), *blocks[index:stop]]
            pairs = zip(run[1::2], run[::2], strict=True)
            joined.extend(
                _card(number, f"{label.text.rstrip(' :')}: {number.text}")
                for number, label in pairs
            )
        else:
            joined.extend(blocks[index:stop])
        index = stop
    return joined


def _card(number: Block, text: str) -> Block:
    return dataclasses.replace(number, kind="paragraph", level=0, text=text)


def is_number(text: str) -> bool:
    """Whether a text is a number with its unit of money or share and nothing else."""
    return bool(_NUMBER.fullmatch(text))


def _is_number(block: Block) -> bool:
    return block.kind in _KINDS and is_number(block.text)


def _is_label(block: Block) -> bool:
    return (
        block.kind in _KINDS
        and block.level != 1
        and len(block.text) <= _LABEL_MAXIMUM
        and block.text[0].isalpha()
        and not any(c.isdigit() for c in block.text)
        and not block.text.endswith((".", "!", "?"))
    )
