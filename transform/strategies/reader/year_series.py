"""Lines of years and values below a label: "Medlemmer:", "2013: 62", "2019: 102"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transform.strategies.reader.read_tables import Above, read_values
from transform.strategies.reader.reading import Reading
from transform.strategies.reader.table_columns import is_only_value

_PAIR = r"(?P<year{n}>(?:19|20)\d{{2}})\s?[:=]\s?(?P<value{n}>[^/;|:]{{1,30}}?)"
_FIRST = re.compile(
    rf"(?:(?P<label>[^\d:]{{3,80}}?)\s?[:–-]?\s)?{_PAIR.format(n=1)}(?=\s*(?:[/;|,]\s*)?(?:19|"
    rf"20)\d{{2}}\s?[:=]|\s*$)"
)
_NEXT = re.compile(
    rf"\s*[/;|,]?\s*{_PAIR.format(n=2)}(?=\s*(?:[/;|,]\s*)?(?:19|20)\d{{2}}\s?[:=]|\s*$)"
)
#: "2019 4 512", a line of its own.
_ALONE = re.compile(r"(?P<year>(?:19|20)\d{2})\s+(?P<value>\d[\d .,]*(?:\s?[^\W\d_%]+\.?){0,2}%?)")
_TWO_STATEMENTS = re.compile(r"[.,;]\s+[^\W\d_]{3,}")


def read_series(
    text: str, label: str, language: str, locator: str, above: Above
) -> Iterator[Reading]:
    """Readings of a line that only holds years with their values; none for any other line.

    Args:
        text: The line.
        label: What the line above says that is counted, where the line has no label of its own.
        language: Of the line.
        locator: Of the line.
        above: What stands above it.
    """
    pairs, own = _pairs(text)
    if pairs and (own or label):
        yield from read_values(pairs, (own or label).rstrip(" :–-"), language, locator, above)


def _pairs(text: str) -> tuple[list[tuple[int, str]], str]:
    alone = _ALONE.fullmatch(text)
    if alone:
        return [(int(alone["year"]), alone["value"].strip())], ""
    match = _FIRST.match(text)
    if not match:
        return [], ""
    pairs = [(int(match["year1"]), match["value1"].strip())]
    position = match.end()
    while position < len(text):
        following = _NEXT.match(text, position)
        if not following:
            return [], ""
        pairs.append((int(following["year2"]), following["value2"].strip()))
        position = following.end()
    if any(_TWO_STATEMENTS.search(value) or not is_only_value(value) for _, value in pairs):
        return [], ""
    return pairs, (match["label"] or "").strip()
