"""Sentences of our own in five languages, each with all the rows it should give.

``sentences/<language>.txt`` has one sentence a line, then ``=>`` and its rows. A row is
``[T] [comparator]value[..upper] unit [@year] [<baseline[@year]] [/y]``; ``T`` marks an aim,
``/y`` a yearly amount, ``up``, ``down``, ``to+`` and ``to-`` stand for a rise or fall by or to.
They were written before the reader had seen them, and so was ``paragraphs.txt``, whose lines
begin with their language and hold sentences that speak of the ones before.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.prose.document import read_document
from transform.strategies.reader import read_targets
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


HERE = Path(__file__).parent


def _cases() -> Iterator[tuple[str, str, str]]:
    for path in sorted((HERE / "sentences").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                sentence, _, rows = line.partition(" =>")
                yield path.stem, sentence, rows.strip()


def _written(reading: Reading) -> str:
    top = f"..{reading.value_max:.15g}" if reading.value_max is not None else ""
    start = f"{reading.baseline_value:.15g}" if reading.baseline_value is not None else ""
    start += f"@{reading.baseline_year}" if reading.baseline_year else ""
    parts = [
        "T" if reading.kind == "target" else "",
        f"{_COMPARATORS[reading.comparator]}{reading.value:.15g}{top} {reading.unit}",
        f"@{reading.year}" if reading.year else "",
        f"<{start}" if start else "",
        "/y" if reading.period == "yearly" else "",
    ]
    return " ".join(filter(None, parts))


@pytest.mark.parametrize(("language", "sentence", "rows"), list(_cases()))
def test_a_sentence_gives_these_rows(language: str, sentence: str, rows: str) -> None:
    readings = read_sentence(sentence, Context(language))
    assert sorted(map(_written, readings)) == sorted(filter(None, rows.split("; ")))


def _paragraphs() -> Iterator[tuple[str, str, str]]:
    for line in (HERE / "paragraphs.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, _, case = line.partition(" | ")
            text, _, rows = case.partition(" =>")
            yield language, text.replace("\\n", "\n"), rows.strip()


@pytest.mark.parametrize(("language", "text", "rows"), list(_paragraphs()))
def test_a_paragraph_gives_these_rows(language: str, text: str, rows: str) -> None:
    readings = read_targets(read_document(text.encode(), language=language))
    assert sorted(map(_written, readings)) == sorted(filter(None, rows.split("; ")))
