"""Lines of values: "2013: 62 / 2019: 102", "Nuläge: 30 (2022)" and "Mål: 45", "Members: 96"."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence

from transform.strategies.reader.cues import announces_aims
from transform.strategies.reader.quantity import CHANGES
from transform.strategies.reader.read_tables import Above, read_values
from transform.strategies.reader.reading import Reading
from transform.strategies.reader.table_columns import (
    TELLING,
    Column,
    from_to,
    is_only_value,
    role_of,
    value_and_year,
)
from transform.strategies.reader.wordlists import pattern
from warehouse.records import Block

_YEAR = r"(?:19|20)\d{2}"
_BETWEEN = re.compile(
    rf"\s*[;|/•·]\s*|,\s+(?={_YEAR}\s?[:=]|[^\W\d_]+(?:\s\(?{_YEAR}\)?)?\s?:)|"
    rf"(?<=[\d%])\s+(?={_YEAR}\s?[:=])"
)
#: "2013: 62", "Medlemmer 2013: 62", "Mål 2027: 45", "Medlemmer – mål (2027): 45".
_PAIR = re.compile(
    rf"(?P<key>[^\d=]{{0,80}}?)\s?\(?(?P<year>{_YEAR})?\)?\s?[:=]\s?(?P<value>[^:=]{{1,30}})"
)
_KEY_PARTS = re.compile(r"\s?[:–]\s?|\s-\s")
_ROLE_WORDS = 2
#: "Budsjett 2023": a label may hold a year.
_LAST_YEAR = re.compile(r"\s\(?(?:19|20)\d{2}\)?$")
_OF_PAIR, _PAIR_MAXIMUM = 2, 80
#: "Antallet skal fordobles (2023: 92)" is a sentence, no label.
_IS_SENTENCE = pattern("tables.is_sentence")
#: "2019 4 512", a line of its own.
_ALONE = re.compile(rf"(?P<year>{_YEAR})\s+(?P<value>\d[\d .,]*(?:\s?[^\W\d_%]+\.?){{0,2}}%?)")
#: "Besøkende i året: 3 280 (2 950)": a label, its value and perhaps the one of the year before.
_LABELLED = re.compile(
    r"(?P<label>[^\W\d_][^:.!?]{2,80}?)\s?:\s(?P<value>[^:()]{1,40}?|[^:→]*→[^:→]*)"
    r"(?P<before>\s\((?![-–+\d .,]*(?<!\d)(?:19|20)\d{2}\))[-–+]?\d[\d .,]*%?\))?"
)
_YEAR_LAST = re.compile(rf"(?:^|\s){_YEAR}$")
_WITHOUT_BEFORE = re.compile(
    r"(:\s[^:()]*\d[^:()]*?)\s\((?!(?:19|20)\d{2}\)|[-–+]\d[\d.,]*\s?%)[-–+]?\d[\d .,]*%?\)$"
)

_PREPOSITION_LAST = pattern("tables.preposition_last")

Pair = tuple[Column, str]


def parse_line(text: str) -> tuple[str, list[Pair]]:
    """Label and values of a line that holds years or roles with their values; ("", []) else."""
    alone = _ALONE.fullmatch(text)
    if alone:
        return "", [_pair("", alone["year"], alone["value"])]
    label = ""
    pairs: list[Pair] = []
    if ":" not in text and "=" not in text:
        return "", []
    for part in _BETWEEN.split(text):
        match = _PAIR.fullmatch(part)
        if match is None or not is_only_value(value_and_year(match["value"].strip())[0]):
            return "", []
        *own, words = _KEY_PARTS.split(match["key"].strip(" :–-"))
        is_role = len(words.split()) <= _ROLE_WORDS and role_of([words]) in TELLING
        if not is_role:
            own, words = [*own, words], ""
        own_label = " – ".join(filter(None, own))
        if (own_label and pairs) or not (words or match["year"]) or _IS_SENTENCE.search(own_label):
            return "", []
        label = label or own_label
        pairs.append(_pair(words, match["year"], match["value"].strip()))
    return label, pairs


def _pair(words: str, year: str | None, value: str) -> Pair:
    text = f"{words} {year or ''}".strip()
    role = role_of([words]) if words else ""
    return Column(text, int(year) if year else None, role, None, 1), value


def read_run(
    pairs: Sequence[Pair],
    label: str,
    language: str,
    locator: str,
    above: Above,
    *,
    is_own: bool,
) -> Iterator[Reading]:
    """Readings of the values of one thing; none where a lone word such as "Result" opens a line.

    Args:
        pairs: Of one or more lines.
        label: What is counted.
        language: Of the lines.
        locator: Of the first.
        above: What stands above them.
        is_own: The first line says itself what is counted.
    """
    if is_own and len(pairs) == 1 and not pairs[0][0].role and announces_aims(above.heading):
        pairs = [(dataclasses.replace(pairs[0][0], role="aim"), pairs[0][1])]
    roles = {column.role for column, _ in pairs}
    if roles == {""} or ("aim" in roles and (is_own or len(pairs) > 1)):
        yield from read_values(pairs, _PREPOSITION_LAST.sub("", label), language, locator, above)


def start_of(pairs: Sequence[Pair], aim: Reading, language: str, above: Above) -> list[Reading]:
    """A status below an aim: the aim with its baseline, and the status as a figure."""
    first = pairs[0][0]
    is_earlier = not first.role and first.year is not None and first.year < (aim.year or 0)
    if len(pairs) != 1 or not (first.role in TELLING or is_earlier) or aim.baseline_value:
        return []
    unit = (aim.unit, 1.0)
    column = dataclasses.replace(pairs[0][0], measure=unit)
    found = list(read_values([(column, pairs[0][1])], aim.indicator, language, aim.locator, above))
    if len(found) != 1 or found[0].unit != aim.unit:
        return found
    status = dataclasses.replace(found[0], indicator=aim.indicator)
    if aim.comparator in CHANGES or status.value < 0 or first.role == "result":
        return [aim, status]  # a cut of 75 percent does not set out from one of 46
    return [
        dataclasses.replace(aim, baseline_value=status.value, baseline_year=status.year),
        status,
    ]


def read_labelled(text: str, language: str, locator: str, above: Above) -> Iterator[Reading]:
    """The reading of "label: value", where the label is what is counted."""
    match = _LABELLED.fullmatch(text)
    value = match["value"] if match else ""
    ends = from_to(value)
    if match and (ends or (is_only_value(value) and not _YEAR_LAST.search(value))):
        is_plan = announces_aims(above.heading) or above.first_year is not None
        column = Column("", None, "aim" if ends and is_plan else "", None, 1)
        yield from read_values([(column, match["value"])], match["label"], language, locator, above)


def without_year_before(text: str) -> str:
    """A labelled value without the one in brackets behind it, which no word explains."""
    return _WITHOUT_BEFORE.sub(r"\1", text) if text.endswith(")") else text


def join_pairs(cells: Sequence[Block]) -> Iterator[Block]:
    """Cells of a table; a row of label and short value becomes one: "Members: 412"."""
    for _, group in itertools.groupby(cells, key=lambda c: c.locator.rpartition("/cell[")[0]):
        row = list(group)
        if len(row) == _OF_PAIR and _is_pair(row[0].text, row[1].text):
            label = row[0].text.rstrip(" :")
            yield dataclasses.replace(row[1], text=f"{label}: {row[1].text}")
        else:
            yield from row


def _is_pair(label: str, value: str) -> bool:
    is_label = len(label) <= _PAIR_MAXIMUM and not re.search(r"\d", _LAST_YEAR.sub("", label))
    return is_label and len(value) <= _PAIR_MAXIMUM and not value.endswith(".")
