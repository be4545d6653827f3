"""Number cards: a big number in one element, what it counts in the next.

"42" above "klynger" is one fact in two blocks. Which of the two comes first is told by the element
around them, else read off the whole run of cards; where it stays open, the blocks are left as they
are.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from extract.phrases import patterns
from warehouse.records import Block

_SAYS = patterns("card")
_NUMBER = _SAYS["number"]
#: In a card of its own the number may have its noun: "< 20 days" above "to process a permit".
_NUMBER_AND_NOUN = re.compile(_NUMBER.pattern + r"(?:\s[a-zæøåäö]{2,20})?", re.IGNORECASE)
#: Below the number of a labelled card: "i 2023", "(2023)".
_WHEN = re.compile(
    r"\(?(?:(?:i|in|år|per|pr\.|for|för)\s)?(?P<year>(?:19|20)\d{2})\)?", re.IGNORECASE
)
_DELTA = _SAYS["delta"]
#: A label holds no number but a small one ("EU applications, 7 granted").
_MORE_THAN_LABEL = re.compile(r"\d{3}|\d\D+\d|\d\s?%")
_LABEL_MAXIMUM = 80
_CARD_MAXIMUM = 4
_PAIR = 2
_LONG_LABEL = 120
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


def join_card(blocks: Sequence[Block]) -> list[Block]:
    """Join the number of one card, the blocks of one small element, with what it counts.

    Args:
        blocks: All blocks of the element.

    Returns:
        One block for number and label ("Medlemmer: 412 (2023)", "250 new companies by 2027");
        headings above and lines below stay. The blocks as they are where there is no card.
    """
    if len(blocks) > _PAIR and _DELTA.fullmatch(blocks[-1].text):
        joined = join_card(blocks[:-1])
        whole = _card(joined[-1], f"{joined[-1].text} ({blocks[-1].text})")
        return [*joined[:-1], whole] if len(joined) < len(blocks) - 1 else list(blocks)
    numbers = [n for n, block in enumerate(blocks) if _NUMBER_AND_NOUN.fullmatch(block.text)]
    if len(numbers) != 1 or not 1 < len(blocks) <= _CARD_MAXIMUM:
        return list(blocks)
    at = numbers[0]
    number = blocks[at]
    above = blocks[at - 1] if at else None
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    when = _WHEN.fullmatch(below.text) if below else None
    if below and not when and _may_label(below) and not (above and above.kind != "heading"):
        is_label = below.text[:2].istitle() and is_number(number.text)
        text = f"{number.text} {below.text}"
        if is_label and number.text[-1].isdigit():
            text = f"{below.text.rstrip(' :')}: {number.text}"
        return [*blocks[:at], _card(number, text), *blocks[at + 2 :]]
    if above and _may_label(above) and is_number(number.text):
        text = f"{above.text.rstrip(' :')}: {number.text}"
        if when:
            text = f"{text} ({when['year']})"
        return [*blocks[: at - 1], _card(number, text), *blocks[at + (2 if when else 1) :]]
    return list(blocks)


def _may_label(block: Block) -> bool:
    text = block.text
    return (
        block.level != 1
        and len(text) <= _LONG_LABEL
        and any(c.isalpha() for c in text)
        and not text.endswith((":", "!", "?"))
    )


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
        and not _MORE_THAN_LABEL.search(block.text)
        and not block.text.endswith((".", "!", "?"))
    )
