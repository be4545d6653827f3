"""What to ask of a table: codes by dimension, counted and split before asking."""

import fnmatch
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from warehouse.errors import SourceChangedError

#: Codes (or, before :func:`expand`, value expressions) by dimension.
Selection = Mapping[str, Sequence[str]]

_EXPRESSION = re.compile(r"^(top|bottom|from|to|range)\((.+)\)$", re.IGNORECASE)


def is_expression(text: str) -> bool:
    """Return whether a value is an expression rather than one code."""
    return "*" in text or "?" in text or _EXPRESSION.match(text) is not None


def expand(
    values: Sequence[str], codes: Sequence[str], *, dimension: str, is_time: bool = False
) -> tuple[str, ...]:
    """Turn value expressions into the codes they select, each once, in the table's order.

    Asking for explicit codes makes the answer's size known beforehand, and no later
    reading of ``top`` by a server can change what was meant.

    Args:
        values: Codes and expressions: ``*``, ``46*``, ``??``, ``top(n[,offset])``,
            ``bottom(n[,offset])``, ``from(x)``, ``to(x)``, ``range(x,y)``.
        codes: The codes there are, in the table's order.
        dimension: Its id, for messages.
        is_time: Whether ``top`` means the latest, and ``bottom`` the earliest.

    Raises:
        SourceChangedError: A code is not there, or an expression selects nothing.
    """
    chosen: set[str] = set()
    by_folded = {code.casefold(): code for code in codes}
    order = sorted(codes) if is_time else list(codes)
    for value in values:
        found = _select(value, order, by_folded, is_time=is_time)
        if not found:
            raise SourceChangedError(
                "A table has no such code",
                place=f"dimension {dimension}",
                expected=value,
                found=f"{len(codes)} codes: {', '.join(codes[:12])}",
                remedy="compare the table's metadata with its declaration in extract/sources",
            )
        chosen.update(found)
    return tuple(code for code in codes if code in chosen)


def _select(
    value: str, order: list[str], by_folded: Mapping[str, str], *, is_time: bool
) -> list[str]:
    call = _EXPRESSION.match(value)
    if call is None and value.casefold() in by_folded:
        return [by_folded[value.casefold()]]  # a code may contain * or ?
    if call is None:
        pattern = value.casefold()
        return [by_folded[code] for code in by_folded if fnmatch.fnmatchcase(code, pattern)]
    name = call[1].lower()
    arguments = [part.strip() for part in call[2].split(",")]
    if name in {"top", "bottom"}:
        if not all(part.isdigit() for part in arguments):
            return []
        count, offset = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 0
        ranked = order[::-1] if (name == "top") == is_time else order
        return ranked[offset : offset + count]
    ends = [by_folded.get(part.casefold()) for part in arguments]
    places = [order.index(code) for code in ends if code is not None]
    if len(places) < len(ends):
        return []
    low = places[0] if name in {"from", "range"} else 0
    high = places[-1] if name in {"to", "range"} else len(order) - 1
    return order[low : high + 1]


def count_cells(selection: Selection) -> int:
    """Return how many cells a selection of explicit codes has."""
    return math.prod(len(codes) for codes in selection.values())


def split(selection: Selection, max_cells: int, kept: Collection[str] = ()) -> Iterator[Selection]:
    """Yield parts of at most ``max_cells`` cells that cover a selection once.

    The largest dimension is cut first, into pieces of equal size; a single cell is never
    cut. Pieces are made one at a time.

    Args:
        selection: Explicit codes by dimension.
        max_cells: Cells per part.
        kept: Dimensions that are cut only when all others are cut to single codes.
    """
    if count_cells(selection) <= max_cells:
        yield selection
        return
    name = _largest(selection, kept)
    codes = selection[name]
    if len(codes) < 2:
        yield selection
        return
    beside = count_cells(selection) // len(codes)
    pieces = math.ceil(len(codes) / max(1, max_cells // beside))
    for number in range(pieces):
        low, high = number * len(codes) // pieces, (number + 1) * len(codes) // pieces
        yield from split({**selection, name: codes[low:high]}, max_cells, kept)


def halve(selection: Selection, kept: Collection[str] = ()) -> tuple[Selection, Selection] | None:
    """Cut the largest dimension in two, as :func:`split`; None when there is nothing to cut."""
    name = _largest(selection, kept)
    codes = selection[name]
    if len(codes) < 2:
        return None
    middle = len(codes) // 2
    return {**selection, name: codes[:middle]}, {**selection, name: codes[middle:]}


def split_until(
    selection: Selection, fits: Callable[[Selection], bool], kept: Collection[str] = ()
) -> Iterator[Selection]:
    """Yield parts that satisfy ``fits``, halving whatever does not; ``kept`` as above."""
    halves = None if fits(selection) else halve(selection, kept)
    if halves is None:
        yield selection
        return
    for half in halves:
        yield from split_until(half, fits, kept)


def _largest(selection: Selection, kept: Collection[str] = ()) -> str:
    free = [name for name in selection if name not in kept and len(selection[name]) > 1]
    return max(free or selection, key=lambda name: len(selection[name]))
