"""What PxWeb's value expressions select, as the local agencies understand them."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence

_CALL = re.compile(r"^(top|bottom|from|to|range)\((.*)\)$", re.IGNORECASE)


class NoSuchValueError(Exception):
    """A code or expression selects nothing."""


def split_commas(text: str) -> list[str]:
    """Split a GET parameter at its commas; brackets protect an expression's own."""
    return [part.strip("[]") for part in re.findall(r"\[[^\]]*\]|[^,]+", text)]


def resolve(expressions: Sequence[str], codes: Sequence[str], *, is_time: bool) -> list[str]:
    """Return the codes that a list of codes and expressions selects; repeats are kept."""
    chosen: list[str] = []
    for expression in expressions:
        call = _CALL.match(expression)
        if call:
            chosen += _apply(call[1].lower(), call[2], codes, is_time=is_time)
        elif "*" in expression or "?" in expression:
            found = [code for code in codes if fnmatch.fnmatch(code.lower(), expression.lower())]
            chosen += found
        else:
            found = [code for code in codes if code.lower() == expression.lower()]
            if not found:
                raise NoSuchValueError(expression)
            chosen += found
    if not chosen:
        raise NoSuchValueError(",".join(expressions))
    return chosen


def _apply(name: str, argument: str, codes: Sequence[str], *, is_time: bool) -> list[str]:
    parts = [part.strip() for part in argument.split(",")]
    if name in {"top", "bottom"}:
        count, offset = int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
        ordered = list(codes)
        if (name == "top") == is_time:
            ordered.reverse()
        picked = set(ordered[offset : offset + count])
        return [code for code in codes if code in picked]
    for part in parts:
        if part not in codes:
            raise NoSuchValueError(part)
    order = {code: position for position, code in enumerate(codes)}
    low = order[parts[0]] if name in {"from", "range"} else 0
    high = order[parts[-1]] if name in {"to", "range"} else len(codes) - 1
    return list(codes[low : high + 1])
