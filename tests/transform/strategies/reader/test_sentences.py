"""Sentences of our own in five languages, each with all the rows it should give.

``sentences/<language>.txt`` has one sentence a line, then ``=>`` and its rows. A row is
``[T] [comparator]value[..upper] unit [@year] [<baseline[@year]] [/y]``; ``T`` marks an aim,
``/y`` a yearly amount, ``up``, ``down``, ``to+`` and ``to-`` stand for a rise or fall by or to.
They were written before the reader had seen them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from transform.strategies.reader.reading import Reading
from transform.strategies.reader.sentence import Context, read_sentence

_COMPARATORS = {
    "at_least": ">=",
    "at_most": "<=",
    "more_than": ">",
    "less_than": "<",
    "about": "~",
    "exactly": "",
    "increase_to": "to+ ",
    "decrease_to": "to- ",
    "increase_by": "up ",
    "decrease_by": "down ",
    "multiply_by": "x",
}


def _cases() -> Iterator[tuple[str, str, str]]:
    for path in sorted((Path(__file__).parent / "sentences").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                sentence, _, rows = line.partition(" =>")
                yield path.stem, sentence, rows.strip()


def _written(reading: Reading) -> str:
    top = f"..{reading.value_max:.15g}" if reading.value_max is not None else ""
    parts = [
        "T" if reading.kind == "target" else "",
        f"{_COMPARATORS[reading.comparator]}{reading.value:.15g}{top} {reading.unit}",
        f"@{reading.year}" if reading.year else "",
        f"<{reading.baseline_value:.15g}" if reading.baseline_value is not None else "",
        "/y" if reading.period == "yearly" else "",
    ]
    written = " ".join(filter(None, parts))
    if reading.baseline_year:
        written = re.sub(r"(<\S+)", rf"\1@{reading.baseline_year}", written, count=1)
    return written


@pytest.mark.parametrize(("language", "sentence", "rows"), list(_cases()))
def test_a_sentence_gives_these_rows(language: str, sentence: str, rows: str) -> None:
    readings = read_sentence(sentence, Context(language))
    assert sorted(map(_written, readings)) == sorted(filter(None, rows.split("; ")))
